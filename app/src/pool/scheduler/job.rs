//! One job's units: which wait, which are out, how often each failed.

use super::ids::{SlotId, Time, UnitId, WorkerId};
use super::timeline::{SpanStatus, Timeline};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

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

/// A job as the scheduler sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct JobSpec {
    /// Its units.
    pub units: Vec<Unit>,
    /// Most workers at once.
    pub max_workers: usize,
    /// Bytes that it uses in each worker.
    pub worker_bytes: u64,
    /// Replace its workers afterwards, because their memory has grown and cannot shrink.
    pub recycle: bool,
    /// Its units are long: none is queued behind another unit, nor another behind it, and cancelling it terminates its
    /// workers at once.
    pub exclusive: bool,
    /// What changing to another block costs a worker, in operations.
    pub block_cost: f64,
}

/// Why a unit returns to its queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RequeueReason {
    /// Its worker has to be told about the job again first.
    Reopened,
    /// Its worker was retired.
    WorkerRetired,
    /// It failed, or its worker did.
    Failed,
}

#[derive(Debug)]
pub(super) struct Job {
    spec: JobSpec,
    /// Waiting units by block.
    waiting: BTreeMap<Option<u32>, VecDeque<UnitId>>,
    /// Units in flight and their workers.
    out: BTreeMap<UnitId, WorkerId>,
    is_done: Vec<bool>,
    done: u32,
    attempts: Vec<u32>,
    retries: u32,
    open_on: BTreeSet<WorkerId>,
    /// Slots in which units were done.
    contributors: BTreeSet<SlotId>,
    /// How often another job was opened instead, because a worker had too little memory left for this one.
    pub(super) times_skipped: u32,
    /// Operations dispatched so far; fairness compares them.
    pub(super) served: f64,
    /// Stays empty for a task.
    pub(super) timeline: Timeline,
}

impl Job {
    pub(super) fn new(spec: JobSpec, served: f64) -> Self {
        let count = spec.units.len();
        let mut waiting: BTreeMap<Option<u32>, VecDeque<UnitId>> = BTreeMap::new();
        for (id, unit) in (0..).zip(&spec.units) {
            waiting.entry(unit.block).or_default().push_back(id);
        }
        Self {
            spec,
            waiting,
            out: BTreeMap::new(),
            is_done: vec![false; count],
            done: 0,
            attempts: vec![0; count],
            retries: 0,
            open_on: BTreeSet::new(),
            contributors: BTreeSet::new(),
            times_skipped: 0,
            served,
            timeline: Timeline::default(),
        }
    }

    pub(super) fn spec(&self) -> &JobSpec {
        &self.spec
    }

    pub(super) fn set_recycle(&mut self) {
        self.spec.recycle = true;
    }

    pub(super) fn unit(&self, id: UnitId) -> Unit {
        self.spec.units[id as usize]
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

    /// Whether the worker may work on the job without exceeding its maximum of workers.
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
        if self.spec.units[id as usize].operations > max_operations {
            return None;
        }
        units.pop_front();
        if units.is_empty() {
            self.waiting.remove(&block);
        }
        self.out.insert(id, worker);
        Some(id)
    }

    /// The block with the most waiting work per worker, counting the newcomer. A newcomer that has to `change` its block
    /// only takes one whose workers need longer for that work than the change costs.
    fn most_loaded_block(&self, change: bool) -> Option<Option<u32>> {
        let mut workers_at: BTreeMap<Option<u32>, BTreeSet<WorkerId>> = BTreeMap::new();
        for (id, worker) in &self.out {
            workers_at.entry(self.unit(*id).block).or_default().insert(*worker);
        }
        let mut best: Option<(Option<u32>, f64)> = None;
        for (block, units) in &self.waiting {
            let work: f64 = units.iter().map(|id| self.unit(*id).operations).sum();
            let workers = workers_at.get(block).map_or(0, BTreeSet::len) as f64;
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

    /// Counts a unit as done; false if it already was, or this worker does not have it.
    pub(super) fn finish(&mut self, id: UnitId, worker: WorkerId, slot: SlotId) -> bool {
        if self.out.get(&id) != Some(&worker) || self.is_done[id as usize] {
            return false;
        }
        self.out.remove(&id);
        self.is_done[id as usize] = true;
        self.done += 1;
        self.contributors.insert(slot);
        true
    }

    /// Records when a tile was in which slot.
    pub(super) fn record(&mut self, slot: SlotId, from: Time, to: Time, status: SpanStatus) {
        if !self.spec.exclusive {
            self.timeline.record(slot, from, to, status);
        }
    }

    /// Puts a unit back at the front of its queue, if the worker has it. Returns how often it has failed, 0 if the
    /// worker does not have it.
    pub(super) fn requeue(&mut self, id: UnitId, worker: WorkerId, reason: RequeueReason) -> u32 {
        if self.out.get(&id) != Some(&worker) {
            return 0;
        }
        self.out.remove(&id);
        self.waiting.entry(self.unit(id).block).or_default().push_front(id);
        self.retries += u32::from(reason != RequeueReason::Reopened);
        self.attempts[id as usize] += u32::from(reason == RequeueReason::Failed);
        self.attempts[id as usize]
    }
}
