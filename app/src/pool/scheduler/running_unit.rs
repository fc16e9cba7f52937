//! What a worker is doing, or will do next: a unit, or a turn in which it claims tiles.

use super::ids::{Time, UnitId};
use super::unit::Unit;
use shared::protocol::JobId;

/// A unit with more operations has operands and a result of megabytes.
const LARGE_UNIT_OPERATIONS: f64 = 1e8;

/// A unit in flight.
#[derive(Clone, Copy, Debug)]
pub(super) struct RunningUnit {
    pub(super) job: JobId,
    pub(super) id: UnitId,
    pub(super) unit: Unit,
    /// When the worker got to it: when it was sent, or when the unit before it was done.
    pub(super) since: Time,
    /// When the worker last gave a sign of life, or could not give any.
    pub(super) last_heard: Time,
    /// When its job ended without it.
    pub(super) cancelled_at: Option<Time>,
    /// For a turn: how it ends. In a slot, a turn is a unit of the size of the job's largest tile.
    pub(super) turn: Option<TurnEnd>,
}

/// How a turn ends, if not for want of tiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TurnEnd {
    /// After a tile.
    Limit,
    /// When the page says so.
    Open,
    /// The page has said so.
    Ending,
}

impl RunningUnit {
    pub(super) fn new(job: JobId, id: UnitId, unit: Unit, now: Time) -> Self {
        Self { job, id, unit, since: now, last_heard: now, cancelled_at: None, turn: None }
    }

    /// The same as a turn.
    pub(super) fn as_turn(self, end: TurnEnd) -> Self {
        Self { turn: Some(end), ..self }
    }

    pub(super) fn is_turn(&self) -> bool {
        self.turn.is_some()
    }

    /// Whether it is a turn that the page may end.
    pub(super) fn is_open_ended(&self) -> bool {
        self.turn == Some(TurnEnd::Open) && self.cancelled_at.is_none()
    }

    /// Whether it is a turn that the page has ended.
    pub(super) fn is_ending(&self) -> bool {
        self.turn == Some(TurnEnd::Ending)
    }

    /// When the unit, or about when the latest tile of the turn, was begun.
    pub(super) fn begun(&self) -> Time {
        if self.is_turn() { self.last_heard } else { self.since }
    }

    pub(super) fn is(&self, job: JobId, id: UnitId) -> bool {
        (self.job, self.id) == (job, id)
    }

    pub(super) fn is_large(&self) -> bool {
        self.unit.operations > LARGE_UNIT_OPERATIONS
    }

    pub(super) fn elapsed(&self, now: Time) -> Time {
        (now - self.since).max(0.0)
    }
}
