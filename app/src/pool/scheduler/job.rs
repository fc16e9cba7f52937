//! One job: what of it is done, and which workers know it. Its units are sent to workers, or claimed by them.

use super::claimed_tiles::{ClaimedTiles, Sighting, SightingEffect};
use super::ids::{SlotId, Time, UnitId, WorkerId};
use super::running_unit::RunningUnit;
use super::timeline::{SpanStatus, Timeline};
use super::unit::{Assignment, Requeued, Unit};
use super::unit_queues::UnitQueues;

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
    /// Its units are tiles in shared memory, which workers claim: they are given turns instead of units.
    pub claimed: bool,
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
enum Work {
    /// The scheduler decides which worker gets which unit.
    Sent(UnitQueues),
    /// Workers decide themselves.
    Claimed(ClaimedTiles),
}

#[derive(Debug)]
pub(super) struct Job {
    spec: JobSpec,
    work: Work,
    done: u32,
    retries: u32,
    /// Turns that failed before anything was claimed.
    failed_turns: u32,
    /// Each worker once. There are few, and the code of a set is larger.
    open_on: Vec<WorkerId>,
    /// Slots in which units were done, each once.
    contributors: Vec<SlotId>,
    /// How often another job was opened instead, because a worker had too little memory left for this one.
    pub(super) times_skipped: u32,
    /// Operations dispatched so far; fairness compares them.
    pub(super) served: f64,
    /// Stays empty for a task.
    pub(super) timeline: Timeline,
}

impl Job {
    pub(super) fn new(spec: JobSpec, served: f64) -> Self {
        let work = match spec.claimed {
            true => Work::Claimed(ClaimedTiles::new(&spec.units)),
            false => Work::Sent(UnitQueues::new(&spec.units, spec.block_cost)),
        };
        Self {
            spec,
            work,
            done: 0,
            retries: 0,
            failed_turns: 0,
            open_on: Vec::new(),
            contributors: Vec::new(),
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

    pub(super) fn done(&self) -> u32 {
        self.done
    }

    pub(super) fn total(&self) -> u32 {
        self.spec.units.len() as u32
    }

    /// Units that are neither done nor, as far as is known, being computed.
    pub(super) fn waiting(&self) -> u32 {
        let out = match &self.work {
            Work::Sent(queues) => queues.out(),
            Work::Claimed(tiles) => tiles.turns(),
        };
        (self.total() - self.done).saturating_sub(out)
    }

    /// How many more workers it could use.
    pub(super) fn demand(&self) -> usize {
        let units = match &self.work {
            Work::Sent(queues) => queues.waiting(),
            Work::Claimed(tiles) => tiles.unattended(),
        };
        units as usize
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
        let is_new = !self.open_on.contains(&worker);
        if is_new {
            self.open_on.push(worker);
        }
        is_new
    }

    pub(super) fn is_open_on(&self, worker: WorkerId) -> bool {
        self.open_on.contains(&worker)
    }

    pub(super) fn forget_worker(&mut self, worker: WorkerId) {
        self.open_on.retain(|other| *other != worker);
    }

    /// Assigns the next unit to a worker, if it has no more than `max_operations`, or gives it a turn.
    pub(super) fn assign(
        &mut self,
        worker: WorkerId,
        resident_block: Option<u32>,
        max_operations: f64,
    ) -> Option<Assignment> {
        match &mut self.work {
            Work::Sent(queues) => {
                let id = queues.assign(worker, resident_block, max_operations)?;
                let unit = queues.unit(id);
                self.served += unit.operations;
                Some(Assignment { id, unit, is_turn: false })
            }
            Work::Claimed(tiles) => {
                let (id, unit) = tiles.begin_turn(worker, max_operations)?;
                Some(Assignment { id, unit, is_turn: true })
            }
        }
    }

    /// Counts a unit that was sent as done; false if it already was, or this worker does not have it.
    pub(super) fn finish(&mut self, id: UnitId, worker: WorkerId, slot: SlotId) -> bool {
        let Work::Sent(queues) = &mut self.work else { return false };
        let is_new = queues.finish(id, worker);
        if is_new {
            self.count_done(Some(slot));
        }
        is_new
    }

    /// A unit was done in this slot, if its worker is still known.
    pub(super) fn count_done(&mut self, slot: Option<SlotId>) {
        self.done += 1;
        self.contributors.extend(slot.filter(|slot| !self.contributors.contains(slot)));
    }

    /// Takes note of what was seen in the table of claims.
    pub(super) fn see(&mut self, sighting: &Sighting) -> SightingEffect {
        let Work::Claimed(tiles) = &mut self.work else { return SightingEffect::None };
        let effect = tiles.see(sighting);
        if let SightingEffect::Claimed { operations, .. } | SightingEffect::Done { operations, .. } = &effect {
            self.served += operations;
        }
        effect
    }

    /// Workers in a turn that have nothing to claim, because all tiles are claimed or done.
    pub(super) fn sleepers(&self) -> Vec<WorkerId> {
        match &self.work {
            Work::Sent(_) => Vec::new(),
            Work::Claimed(tiles) => tiles.sleepers(),
        }
    }

    /// Records when a tile was in which slot.
    pub(super) fn record(&mut self, slot: SlotId, from: Time, to: Time, status: SpanStatus) {
        if !self.spec.exclusive {
            self.timeline.record(slot, from, to, status);
        }
    }

    /// Records that a unit, or the tile claimed in a turn, was lost.
    pub(super) fn record_lost(&mut self, slot: SlotId, running: &RunningUnit, now: Time) {
        if !self.spec.claimed || self.has_claim(running.id) {
            self.record(slot, running.begun(), now, SpanStatus::Lost);
        }
    }

    /// Whether a tile is being computed in this turn.
    pub(super) fn has_claim(&self, turn: UnitId) -> bool {
        matches!(&self.work, Work::Claimed(tiles) if tiles.has_claim(turn))
    }

    /// Counts a turn that failed before anything was claimed. Returns how often that has happened.
    pub(super) fn count_failed_turn(&mut self) -> u32 {
        self.failed_turns += 1;
        self.failed_turns
    }

    /// Takes a unit or a turn off a worker, if the worker has it.
    pub(super) fn requeue(&mut self, id: UnitId, worker: WorkerId, reason: RequeueReason) -> Requeued {
        let failed = reason == RequeueReason::Failed;
        let (requeued, is_retry) = match &mut self.work {
            Work::Sent(queues) => match queues.requeue(id, worker, failed) {
                Some(attempts) => (Requeued { attempts, claim: None }, true),
                None => return Requeued::default(),
            },
            Work::Claimed(tiles) => {
                let requeued = tiles.end_turn(id, failed);
                (requeued, requeued.claim.is_some())
            }
        };
        self.retries += u32::from(is_retry && reason != RequeueReason::Reopened);
        requeued
    }
}
