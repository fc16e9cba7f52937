//! Workers of the simulator that claim tiles, with the code that real ones run.

use super::simulator::{Happening, Simulator};
use super::*;
use shared::claims::{ClaimableTiles, NextStep, PROGRESS, TableOwner, TileState, Words, table_words};
use shared::protocol::Turn;
use shared::tiling::{Plan, TileId};
use std::cell::RefCell;
use std::collections::HashMap;

/// A table of claims, and who sleeps at it.
pub(super) struct SimulatedTable {
    plan: Plan,
    words: SimulatedWords,
    owner: TableOwner,
    tiles: ClaimableTiles,
    seen: Vec<i32>,
    sleepers: Vec<Claimant>,
    /// Turn and times of the tiles that are done.
    records: HashMap<TileId, (Turn, Time, Time)>,
}

struct SimulatedWords(RefCell<Vec<i32>>);

impl Words for SimulatedWords {
    fn load(&self, index: usize) -> i32 {
        self.0.borrow()[index]
    }
    fn exchange(&self, index: usize, expected: i32, new: i32) -> bool {
        let word = &mut self.0.borrow_mut()[index];
        let is_expected = *word == expected;
        if is_expected {
            *word = new;
        }
        is_expected
    }
    fn store(&self, index: usize, value: i32) {
        self.0.borrow_mut()[index] = value;
    }
    fn bump(&self, index: usize) {
        self.0.borrow_mut()[index] += 1;
    }
    fn copy(&self, from: usize, target: &mut [i32]) {
        target.copy_from_slice(&self.0.borrow()[from..from + target.len()]);
    }
}

impl SimulatedTable {
    pub(super) fn new(plan: Plan) -> Self {
        let words = SimulatedWords(RefCell::new(table_words(&plan)));
        let length = words.0.borrow().len();
        let tiles = ClaimableTiles::read(&words, length, plan.dims).unwrap();
        let (owner, seen) = (TableOwner::new(&plan), vec![0; plan.tiles.len()]);
        Self { plan, words, owner, tiles, seen, sleepers: Vec::new(), records: HashMap::new() }
    }
}

/// A worker's place: its number, slot and turn, and the tiles that it may still claim.
#[derive(Clone, Copy)]
pub(super) struct Claimant {
    pub(super) worker: WorkerId,
    pub(super) slot: SlotId,
    pub(super) turn: Turn,
    pub(super) limit: u32,
}

impl Simulator {
    pub(super) fn end_turn(&mut self, now: Time, slot: SlotId, turn: Turn) {
        if let Some(table) = &self.table {
            table.owner.end_turn(&table.words, slot.0, turn);
        }
        self.wake_sleepers(now);
    }

    pub(super) fn release(&mut self, now: Time, tile: TileId, turn: Turn) {
        if let Some(table) = &self.table {
            table.owner.release(&table.words, tile, turn);
        }
        self.wake_sleepers(now);
    }

    /// Sleepers look again a little later, whether or not that leads to anything.
    fn wake_sleepers(&mut self, now: Time) {
        let sleepers = self.table.as_mut().map(|table| std::mem::take(&mut table.sleepers));
        for claimant in sleepers.into_iter().flatten() {
            self.schedule_any(now + 0.02, Happening::Claim(claimant));
        }
    }

    /// A worker claims its next tile. It may die before that is done, and then nobody is told, or only the page.
    pub(super) fn claim(&mut self, now: Time, claimant: Claimant, job: JobId) {
        let Claimant { worker, slot, turn, limit } = claimant;
        let (Some(table), Some(&speed)) = (&mut self.table, self.speeds.get(&worker)) else { return };
        let resident = self.resident_block.get(&worker).copied().flatten();
        let step = match limit {
            0 => NextStep::End,
            _ => table.tiles.next_step(&table.words, turn, slot.0, resident),
        };
        match step {
            NextStep::Sleep(_) => table.sleepers.push(claimant),
            NextStep::End => {
                table.tiles.leave(&table.words);
                self.wake_sleepers(now);
                let event = Event::TurnEnded(worker, job, turn, None);
                self.schedule_any(now + self.latency, Happening::Heard(event));
            }
            NextStep::Compute(tile) => {
                let place = &table.plan.tiles[tile as usize];
                let operations = 2.0 * (place.elements() * table.plan.dims.k) as f64;
                let is_resident = resident == Some(place.block);
                self.resident_block.insert(worker, Some(place.block));
                let load = if is_resident { 0.0 } else { self.block_cost };
                self.loading += load * speed;
                let end = now + load + operations / speed;
                self.free_at.insert(worker, end);
                if self.random.next() >= self.loss {
                    return self.schedule_any(end, Happening::Finish(claimant, tile, now));
                }
                let when = now + (end - now) * self.random.next();
                // Half of the lost workers report it; of the others some finish the tile, and none says more.
                if self.random.next() < 0.5 {
                    let event = Event::WorkerLost(worker, "it was lost in the simulation".into());
                    self.schedule_any(when, Happening::Heard(event));
                } else if self.random.next() < 0.5 {
                    self.schedule_any(end, Happening::Finish(Claimant { limit: 0, ..claimant }, tile, now));
                }
            }
        }
    }

    /// A worker has done a tile that it had claimed at `from`.
    pub(super) fn finish(&mut self, now: Time, claimant: Claimant, tile: TileId, from: Time, job: JobId) {
        let Some(table) = &mut self.table else { return };
        // Also a worker that was terminated may get so far.
        table.records.insert(tile, (claimant.turn, from, now));
        table.tiles.finish(&table.words, tile, claimant.turn);
        let is_complete = table.words.load(PROGRESS) as usize == table.plan.tiles.len();
        if is_complete {
            self.wake_sleepers(now);
        }
        self.schedule_any(now + self.latency, Happening::Look);
        if claimant.limit > 0 {
            self.claim(now, Claimant { limit: claimant.limit - 1, ..claimant }, job);
        }
    }

    /// The page looks at the table.
    pub(super) fn look(&mut self, now: Time, job: JobId, spec: &JobSpec) {
        let Some(table) = &mut self.table else { return };
        let mut states = Vec::new();
        table.owner.read_states(&table.words, &mut states);
        let mut sightings = Vec::new();
        for (tile, (&state, known)) in (0..).zip(states.iter().zip(&mut table.seen)) {
            if std::mem::replace(known, state) == state {
                continue;
            }
            let state = match TileState::of_word(state) {
                TileState::Free => continue,
                TileState::Claimed(turn) => SeenState::Claimed(turn),
                TileState::Done => {
                    let (turn, from, to) = table.records[&tile];
                    SeenState::Done { turn, from, to }
                }
            };
            if matches!(state, SeenState::Done { .. }) && self.end.is_none() {
                *self.done.entry(tile).or_default() += 1;
            }
            sightings.push(Sighting { tile, state });
        }
        self.handle(now, Event::Looked(job, sightings), spec);
    }
}
