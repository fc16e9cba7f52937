//! Tiles that workers claim themselves, as far as the page has seen it, and the turns in which they do.

use super::ids::{Time, WorkerId};
use super::unit::{Requeued, Unit};
use shared::claims::TileState;
use shared::protocol::Turn;
use shared::tiling::TileId;

/// A tile's state, when the page looked at the table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sighting {
    /// The tile.
    pub tile: TileId,
    /// Its state.
    pub state: SeenState,
}

/// What was seen of a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SeenState {
    /// It is claimed in this turn.
    Claimed(Turn),
    /// It was computed from one time to another.
    Done {
        /// The turn in which it was computed.
        turn: Turn,
        /// When it was claimed.
        from: Time,
        /// When it was done.
        to: Time,
    },
}

/// What follows from a sighting.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum SightingEffect {
    /// Nothing that was not known.
    None,
    /// A worker has claimed the tile.
    Claimed { worker: WorkerId, operations: f64 },
    /// The tile is claimed in a turn that was taken back.
    Stray(Turn),
    /// The tile is done.
    Done { worker: Option<WorkerId>, from: Time, to: Time, tile: Unit, operations: f64 },
}

#[derive(Debug)]
struct OpenTurn {
    turn: Turn,
    worker: WorkerId,
    claim: Option<TileId>,
}

#[derive(Debug)]
pub(super) struct ClaimedTiles {
    units: Vec<Unit>,
    states: Vec<TileState>,
    attempts: Vec<u32>,
    free: u32,
    /// One for each worker at most.
    turns: Vec<OpenTurn>,
    next_turn: Turn,
    largest: Unit,
}

impl ClaimedTiles {
    pub(super) fn new(units: &[Unit]) -> Self {
        let operations = units.iter().map(|unit| unit.operations).fold(0.0, f64::max);
        Self {
            units: units.to_vec(),
            states: vec![TileState::Free; units.len()],
            attempts: vec![0; units.len()],
            free: units.len() as u32,
            turns: Vec::new(),
            next_turn: 0,
            largest: Unit { block: Some(0), operations },
        }
    }

    pub(super) fn turns(&self) -> u32 {
        self.turns.len() as u32
    }

    /// Free tiles beyond those that the workers in a turn will claim next.
    pub(super) fn unattended(&self) -> u32 {
        let claiming = self.turns.iter().filter(|turn| turn.claim.is_none()).count();
        self.free.saturating_sub(claiming as u32)
    }

    /// Gives a worker a turn, if there is a tile for it that has no more than `max_operations`.
    pub(super) fn begin_turn(&mut self, worker: WorkerId, max_operations: f64) -> Option<(Turn, Unit)> {
        if self.unattended() == 0 || self.largest.operations > max_operations {
            return None;
        }
        let turn = self.next_turn;
        self.next_turn += 1;
        self.turns.push(OpenTurn { turn, worker, claim: None });
        Some((turn, self.largest))
    }

    /// Takes a turn back, with the tile that was claimed in it and how often that failed.
    pub(super) fn end_turn(&mut self, turn: Turn, failed: bool) -> Requeued {
        let Some(place) = self.turns.iter().position(|open| open.turn == turn) else { return Requeued::default() };
        let claim = self.turns.remove(place).claim;
        let Some(tile) = claim else { return Requeued::default() };
        self.states[tile as usize] = TileState::Free;
        self.free += 1;
        let attempts = &mut self.attempts[tile as usize];
        *attempts += u32::from(failed);
        Requeued { attempts: *attempts, claim }
    }

    fn open_turn(&self, turn: Turn) -> Option<&OpenTurn> {
        self.turns.iter().find(|open| open.turn == turn)
    }

    fn open_turn_mut(&mut self, turn: Turn) -> Option<&mut OpenTurn> {
        self.turns.iter_mut().find(|open| open.turn == turn)
    }

    /// Whether a tile is being computed in this turn.
    pub(super) fn has_claim(&self, turn: Turn) -> bool {
        self.open_turn(turn).is_some_and(|turn| turn.claim.is_some())
    }

    /// Takes note of what was seen.
    pub(super) fn see(&mut self, sighting: &Sighting) -> SightingEffect {
        let Sighting { tile, state } = *sighting;
        let Some(&known) = self.states.get(tile as usize) else { return SightingEffect::None };
        let unit = self.units[tile as usize];
        // What is already counted as served.
        let operations = if known == TileState::Free { unit.operations } else { 0.0 };
        match (known, state) {
            (TileState::Done, _) => SightingEffect::None,
            (_, SeenState::Claimed(turn)) if known == TileState::Claimed(turn) && self.open_turn(turn).is_some() => {
                SightingEffect::None
            }
            (_, SeenState::Claimed(turn)) => {
                self.unclaim(tile);
                let Some(open) = self.open_turn_mut(turn) else { return SightingEffect::Stray(turn) };
                open.claim = Some(tile);
                let worker = open.worker;
                self.free -= 1;
                self.states[tile as usize] = TileState::Claimed(turn);
                SightingEffect::Claimed { worker, operations }
            }
            (_, SeenState::Done { turn, from, to }) => {
                self.unclaim(tile);
                self.free -= 1;
                self.states[tile as usize] = TileState::Done;
                let worker = self.open_turn(turn).map(|turn| turn.worker);
                SightingEffect::Done { worker, from, to, tile: unit, operations }
            }
        }
    }

    /// The tile is not claimed in the turn in which it was.
    fn unclaim(&mut self, tile: TileId) {
        let TileState::Claimed(turn) = self.states[tile as usize] else { return };
        if let Some(open) = self.open_turn_mut(turn).filter(|open| open.claim == Some(tile)) {
            open.claim = None;
        }
        self.states[tile as usize] = TileState::Free;
        self.free += 1;
    }

    /// Workers in a turn that have nothing to claim, because all tiles are claimed or done.
    pub(super) fn sleepers(&self) -> Vec<WorkerId> {
        let asleep = self.turns.iter().filter(|turn| self.free == 0 && turn.claim.is_none());
        asleep.map(|turn| turn.worker).collect()
    }
}
