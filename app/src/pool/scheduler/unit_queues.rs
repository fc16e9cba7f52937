//! Units that the scheduler sends to workers: which wait, which are out, how often each failed.

use super::ids::{UnitId, WorkerId};
use super::unit::Unit;
use crate::pool::ordered_map::OrderedMap;
use std::collections::VecDeque;

#[derive(Debug)]
pub(super) struct UnitQueues {
    units: Vec<Unit>,
    block_cost: f64,
    /// Waiting units by block.
    waiting: OrderedMap<Option<u32>, VecDeque<UnitId>>,
    /// Units in flight and their workers.
    out: Vec<(UnitId, WorkerId)>,
    is_done: Vec<bool>,
    attempts: Vec<u32>,
}

impl UnitQueues {
    pub(super) fn new(units: &[Unit], block_cost: f64) -> Self {
        let mut waiting: OrderedMap<Option<u32>, VecDeque<UnitId>> = OrderedMap::new();
        for (id, unit) in (0..).zip(units) {
            waiting.get_or_default(unit.block).push_back(id);
        }
        let count = units.len();
        Self {
            units: units.to_vec(),
            block_cost,
            waiting,
            out: Vec::new(),
            is_done: vec![false; count],
            attempts: vec![0; count],
        }
    }

    pub(super) fn unit(&self, id: UnitId) -> Unit {
        self.units[id as usize]
    }

    pub(super) fn out(&self) -> u32 {
        self.out.len() as u32
    }

    pub(super) fn waiting(&self) -> u32 {
        self.waiting.values().map(|units| units.len() as u32).sum()
    }

    /// Assigns the next unit to a worker, if it has no more than `max_operations`.
    ///
    /// A worker stays with its resident block while units of it wait. Otherwise it takes the block with the most work
    /// per worker, and none at all if it would have the block ready only when the work is done.
    pub(super) fn assign(
        &mut self,
        worker: WorkerId,
        resident_block: Option<u32>,
        max_operations: f64,
    ) -> Option<UnitId> {
        let block = if resident_block.is_some() && self.waiting.contains_key(&resident_block) {
            resident_block
        } else {
            self.most_loaded_block(resident_block.is_some())?
        };
        let units = self.waiting.get_mut(&block)?;
        let id = *units.front()?;
        if self.units[id as usize].operations > max_operations {
            return None;
        }
        units.pop_front();
        if units.is_empty() {
            self.waiting.remove(&block);
        }
        self.out.push((id, worker));
        Some(id)
    }

    /// The block with the most waiting work per worker, counting the newcomer. A newcomer that has to `change` its block
    /// only takes one whose workers need longer for that work than the change costs.
    fn most_loaded_block(&self, change: bool) -> Option<Option<u32>> {
        let mut workers_at: Vec<(Option<u32>, WorkerId)> = Vec::new();
        for (id, worker) in &self.out {
            let place = (self.unit(*id).block, *worker);
            if !workers_at.contains(&place) {
                workers_at.push(place);
            }
        }
        let mut best: Option<(Option<u32>, f64)> = None;
        for (block, units) in self.waiting.iter() {
            let work: f64 = units.iter().map(|id| self.unit(*id).operations).sum();
            let workers = workers_at.iter().filter(|(at, _)| at == block).count() as f64;
            if change && workers > 0.0 && work <= workers * self.block_cost {
                continue;
            }
            let share = work.max(1.0) / (1.0 + workers);
            if best.is_none_or(|(_, most)| share > most) {
                best = Some((*block, share));
            }
        }
        best.map(|(block, _)| block)
    }

    /// Counts a unit as done; false if it already was, or this worker does not have it.
    pub(super) fn finish(&mut self, id: UnitId, worker: WorkerId) -> bool {
        if self.is_done[id as usize] || !self.take_back(id, worker) {
            return false;
        }
        self.is_done[id as usize] = true;
        true
    }

    /// The unit is no longer out; false if this worker does not have it.
    fn take_back(&mut self, id: UnitId, worker: WorkerId) -> bool {
        let place = self.out.iter().position(|out| *out == (id, worker));
        place.map(|place| self.out.swap_remove(place)).is_some()
    }

    /// Puts a unit back at the front of its queue. Returns how often it has failed; `None` if the worker does not have it.
    pub(super) fn requeue(&mut self, id: UnitId, worker: WorkerId, failed: bool) -> Option<u32> {
        if !self.take_back(id, worker) {
            return None;
        }
        self.waiting.get_or_default(self.unit(id).block).push_front(id);
        self.attempts[id as usize] += u32::from(failed);
        Some(self.attempts[id as usize])
    }
}
