//! What a worker is given, and what it is when it is taken back.

use super::ids::UnitId;
use shared::tiling::TileId;

/// One piece of work for one worker: a tile, or a task that is no product.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Tiles of one block share columns of B, which a worker prepares once; `None` for a task.
    pub block: Option<u32>,
    /// Cost, in floating-point operations.
    pub operations: f64,
}

impl Unit {
    pub(super) fn is_tile(&self) -> bool {
        self.block.is_some()
    }
}

/// What a worker is given: a unit, or a turn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Assignment {
    /// Number of the unit or of the turn; either is used once in a job, but for a unit that failed.
    pub(super) id: UnitId,
    /// The unit, or one that stands for the turn: as large as the largest tile.
    pub(super) unit: Unit,
    pub(super) is_turn: bool,
}

/// A unit or a turn that was taken off its worker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Requeued {
    /// How often the unit, or the tile claimed in the turn, has failed.
    pub(super) attempts: u32,
    /// The tile claimed in the turn.
    pub(super) claim: Option<TileId>,
}
