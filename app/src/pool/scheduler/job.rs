//! One job's units: which wait, which are out, how often each was tried.
//!
//! Refuses to decide by slots or by time; it only notes them for people.

use super::timeline::{SpanStatus, Timeline};
use super::{SlotId, Time, WorkerId};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Number of a unit within its job.
pub type UnitId = u32;

/// One piece of work for one worker.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Unit {
    /// Units of equal block share something that a worker prepares once.
    pub block: Option<u32>,
    /// Cost, in floating-point operations.
    pub operations: f64,
}

/// A job as the scheduler sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct JobSpec {
    /// Its units.
    pub units: Vec<Unit>,
    /// At most so many workers at once.
    pub max_workers: usize,
    /// Bytes that it takes in each of them.
    pub worker_bytes: u64,
    /// End the workers afterwards, because their memory grew and cannot shrink.
    pub recycle: bool,
    /// Its units are long: none is sent ahead behind another unit, nor another behind it, and on cancel its workers are
    /// ended at once.
    pub alone: bool,
    /// What preparing for another block costs a worker, in operations; 0 for units without.
    pub block_cost: f64,
}

#[derive(Debug)]
pub(super) struct Job {
    spec: JobSpec,
    /// Waiting units by block.
    waiting: BTreeMap<Option<u32>, VecDeque<UnitId>>,
    /// Units in flight, and with whom; also says which workers are at which block.
    out: BTreeMap<UnitId, WorkerId>,
    finished: Vec<bool>,
    done: u32,
    tries: Vec<u32>,
    retries: u32,
    open_on: BTreeSet<WorkerId>,
    /// Places in which units were finished.
    contributors: BTreeSet<SlotId>,
    /// Jobs that were opened before it, because a worker had no room for it.
    pub(super) overtaken: u32,
    /// Operations given out so far; what fairness goes by.
    pub(super) served: f64,
    /// Of a product; empty for others.
    pub(super) timeline: Timeline,
}

impl Job {
    pub(super) fn new(spec: JobSpec, served: f64) -> Self {
        let count = spec.units.len();
        let mut job = Self {
            spec,
            waiting: BTreeMap::new(),
            out: BTreeMap::new(),
            finished: vec![false; count],
            done: 0,
            tries: vec![0; count],
            retries: 0,
            open_on: BTreeSet::new(),
            contributors: BTreeSet::new(),
            overtaken: 0,
            served,
            timeline: Timeline::default(),
        };
        for (unit, spec) in job.spec.units.iter().enumerate() {
            job.waiting.entry(spec.block).or_default().push_back(unit as UnitId);
        }
        job
    }

    pub(super) fn spec(&self) -> &JobSpec {
        &self.spec
    }

    pub(super) fn recycle(&mut self) {
        self.spec.recycle = true;
    }

    pub(super) fn done(&self) -> u32 {
        self.done
    }

    pub(super) fn total(&self) -> u32 {
        self.spec.units.len() as u32
    }

    pub(super) fn waiting(&self) -> u32 {
        self.total() - self.done - self.out.len() as u32
    }

    pub(super) fn retries(&self) -> u32 {
        self.retries
    }

    pub(super) fn contributors(&self) -> u32 {
        self.contributors.len() as u32
    }

    pub(super) fn is_complete(&self) -> bool {
        self.done == self.total()
    }

    /// Whether this worker may work on the job without exceeding its number of workers.
    pub(super) fn can_use(&self, worker: WorkerId) -> bool {
        self.open_on.contains(&worker) || self.open_on.len() < self.spec.max_workers.max(1)
    }

    /// Notes that the worker knows the job; true if it did not before.
    pub(super) fn open(&mut self, worker: WorkerId) -> bool {
        self.open_on.insert(worker)
    }

    pub(super) fn is_open_on(&self, worker: WorkerId) -> bool {
        self.open_on.contains(&worker)
    }

    pub(super) fn forget_worker(&mut self, worker: WorkerId) {
        self.open_on.remove(&worker);
    }

    /// Takes the next unit for a worker that holds `holding`, if one costs no more than `longest`.
    ///
    /// A worker stays with the block that it holds. Otherwise it goes where most work waits for each
    /// worker there, and nowhere if it would only come to help when all is done.
    pub(super) fn take(&mut self, worker: WorkerId, holding: Option<u32>, longest: f64) -> Option<UnitId> {
        let block = if holding.is_some() && self.waiting.contains_key(&holding) {
            holding
        } else {
            self.neediest(holding.is_some())?
        };
        let units = self.waiting.get_mut(&block)?;
        let unit = *units.front()?;
        if self.spec.units[unit as usize].operations > longest {
            return None;
        }
        units.pop_front();
        if units.is_empty() {
            self.waiting.remove(&block);
        }
        self.out.insert(unit, worker);
        Some(unit)
    }

    /// The block in which most work waits for each worker, one more included. For one that would `change` its block,
    /// those who are there must need longer for that work than bringing the block in takes.
    fn neediest(&self, change: bool) -> Option<Option<u32>> {
        let mut there: BTreeMap<Option<u32>, BTreeSet<WorkerId>> = BTreeMap::new();
        for (unit, worker) in &self.out {
            there.entry(self.spec.units[*unit as usize].block).or_default().insert(*worker);
        }
        let mut best: Option<(Option<u32>, f64)> = None;
        for (block, units) in &self.waiting {
            let work: f64 = units.iter().map(|unit| self.spec.units[*unit as usize].operations).sum();
            let workers = there.get(block).map_or(0, BTreeSet::len) as f64;
            if change && workers > 0.0 && work <= workers * self.spec.block_cost {
                continue;
            }
            let share = work.max(1.0) / (1.0 + workers);
            if best.is_none_or(|(_, most)| share > most) {
                best = Some((*block, share));
            }
        }
        best.map(|(block, _)| block)
    }

    /// Books a unit as done in a place; false if it was already or is not known.
    pub(super) fn finish(&mut self, unit: UnitId, worker: WorkerId, place: SlotId) -> bool {
        if self.out.get(&unit) != Some(&worker) || self.finished[unit as usize] {
            return false;
        }
        self.out.remove(&unit);
        self.finished[unit as usize] = true;
        self.done += 1;
        self.contributors.insert(place);
        true
    }

    /// Notes when a unit was with whom. An errand is no product, and nobody looks at its one unit.
    pub(super) fn draw(&mut self, slot: SlotId, from: Time, to: Time, fate: SpanStatus) {
        if !self.spec.alone {
            self.timeline.add(slot, from, to, fate);
        }
    }

    /// Puts a unit back at the front after its worker failed; says how often it was tried.
    pub(super) fn give_back(&mut self, unit: UnitId, worker: WorkerId) -> u32 {
        if !self.hand_on(unit, worker) {
            return 0;
        }
        let tries = &mut self.tries[unit as usize];
        *tries += 1;
        *tries
    }

    /// Puts a unit back at the front because its worker was ended; false if the worker has not got it.
    pub(super) fn hand_on(&mut self, unit: UnitId, worker: WorkerId) -> bool {
        let is_here = self.put_back(unit, worker);
        self.retries += u32::from(is_here);
        is_here
    }

    /// Puts a unit back at the front; false if the worker has not got it.
    pub(super) fn put_back(&mut self, unit: UnitId, worker: WorkerId) -> bool {
        if self.out.get(&unit) != Some(&worker) {
            return false;
        }
        self.out.remove(&unit);
        let block = self.spec.units[unit as usize].block;
        self.waiting.entry(block).or_default().push_front(unit);
        true
    }
}
