//! Decides which worker does what, and when a worker counts as lost. Events in, commands out; no clock, no browser.
//!
//! A job is a list of units, dispatched one by one to whichever worker is free. A unit whose worker is lost returns to
//! the front of its job's queue. Every job ends: with all units done, cancelled, or failed with a descriptive error.
//!
//! Where memory is shared, workers claim units themselves, and the scheduler gives them turns at a job. In a slot, a turn
//! is what a unit is otherwise.
//!
//! In reading order: `message` is what goes in and out, `job` the units of one job (`unit_queues` if they are sent,
//! `claimed_tiles` if they are claimed), `slot` one worker; `dispatch` assigns units and turns, `turns` follows what is
//! claimed, `supervision` starts and ends workers.

mod claimed_tiles;
mod dispatch;
mod ids;
mod job;
mod limits;
mod message;
mod running_unit;
mod slot;
mod stats;
mod supervision;
mod timeline;
mod turns;
mod unit;
mod unit_queues;

pub use claimed_tiles::{SeenState, Sighting};
pub use ids::{SlotId, Time, UnitId, WorkerId};
pub use job::JobSpec;
pub use limits::SchedulerLimits;
pub use message::{Command, Event, JobOutcome, StateChange};
pub use stats::{PoolStats, SlotState, WorkerStats};
pub use timeline::{MAX_SPANS, Span, SpanStatus, Timeline};
pub use unit::Unit;

use super::ordered_map::OrderedMap;
use job::{Job, RequeueReason};
use running_unit::RunningUnit;
use shared::protocol::JobId;
use slot::Slot;
use unit::Requeued;

/// See the module's text.
#[derive(Debug)]
pub struct Scheduler {
    limits: SchedulerLimits,
    jobs: OrderedMap<JobId, Job>,
    slots: Vec<Slot>,
    /// Slots wanted. There are more while surplus workers finish their units.
    target: usize,
    next_worker: u32,
    failed_starts: u32,
    /// Operations per millisecond, smoothed over all tiles; `None` before the first.
    rate: Option<f64>,
    /// Time of the event that is being handled, or of the last one.
    now: Time,
    /// What the event that is being handled leads to.
    commands: Vec<Command>,
    /// Units done.
    completed: u32,
    /// Why the last worker was lost or did not start.
    last_loss: String,
    /// Of the product that ended last.
    last_timeline: Timeline,
}

impl Scheduler {
    /// A scheduler without workers; see [`Event::Resize`].
    pub fn new(limits: SchedulerLimits) -> Self {
        Self {
            limits,
            jobs: OrderedMap::new(),
            slots: Vec::new(),
            target: 0,
            next_worker: 0,
            failed_starts: 0,
            rate: None,
            now: 0.0,
            commands: Vec::new(),
            completed: 0,
            last_loss: String::new(),
            last_timeline: Timeline::default(),
        }
    }

    /// Takes one event and returns what to do.
    pub fn handle(&mut self, now: Time, event: Event) -> Vec<Command> {
        self.advance_clock(now);
        match event {
            Event::Submit(id, spec) => self.submit(id, spec),
            Event::Cancel(id) => self.end_job(id, JobOutcome::Cancelled),
            Event::Rejected(id) => self.end_job(id, JobOutcome::Rejected),
            Event::DispatchFailed(worker, id, unit) => {
                self.unassign(worker, id, unit, false);
                self.end_job(id, JobOutcome::Rejected);
            }
            Event::Ready(worker) => self.ready(worker),
            Event::Done(worker, job, unit) => self.done(worker, job, unit),
            Event::Looked(job, sightings) => self.looked(job, &sightings),
            Event::TurnEnded(worker, job, turn, failure) => self.turn_ended(worker, job, turn, failure),
            Event::Heartbeat(worker) => {
                if let Some(index) = self.slot_of(worker) {
                    self.slots[index].heartbeat(now);
                }
            }
            Event::AwaitingInput(job) => self.slots.iter_mut().for_each(|slot| slot.awaiting_input(now, job)),
            Event::Failed(worker, job, unit, reason) => self.unit_failed(worker, job, unit, &reason),
            Event::WorkerLost(worker, reason) => self.worker_lost(worker, &reason),
            Event::Resize(target) => self.resize(target),
            Event::TrimMemory => self.trim_memory(),
            Event::Tick => self.check_deadlines(),
        }
        self.fill_slots();
        if self.has_given_up() {
            self.fail_all_jobs();
        }
        self.dispatch();
        self.end_turns_for_others();
        std::mem::take(&mut self.commands)
    }

    /// Whether time passing can change anything: a worker is starting, busy or to be replaced.
    pub fn needs_ticks(&self) -> bool {
        let has_given_up = self.has_given_up();
        let waits = |slot: &Slot| match slot.state() {
            SlotState::Idle => slot.is_returning(),
            SlotState::Vacant => !has_given_up && !slot.has_given_up(&self.limits),
            SlotState::Starting | SlotState::Busy => true,
        };
        !self.jobs.is_empty() || self.slots.iter().any(waits)
    }

    /// Why the pool has given up starting workers, if it has.
    pub fn fatal_error(&self) -> Option<String> {
        let reason = &self.last_loss;
        self.has_given_up().then(|| {
            if self.cannot_start() {
                format!("no worker could be started in {} attempts, the last time because {reason}", self.failed_starts)
            } else {
                format!(
                    "{} workers in a row were lost in every slot, the last because {reason}",
                    self.limits.max_losses
                )
            }
        })
    }

    /// Why no worker is up, if starting one has failed; it may still be tried again.
    pub fn startup_error(&self) -> Option<String> {
        let is_missing = self.target > 0 && self.usable_workers() == 0 && self.failed_starts > 0;
        is_missing.then(|| self.last_loss.clone())
    }

    /// Number of workers that are up.
    pub fn usable_workers(&self) -> usize {
        self.slots.iter().filter(|slot| slot.is_up()).count()
    }

    /// Number of slots that wait for their worker.
    pub fn starting_workers(&self) -> usize {
        let waiting = |slot: &&Slot| matches!(slot.state(), SlotState::Starting | SlotState::Vacant);
        self.slots.iter().filter(waiting).filter(|slot| !slot.has_given_up(&self.limits)).count()
    }

    /// Whether a worker has a unit after which memory is worth releasing.
    pub fn has_large_units(&self) -> bool {
        self.slots.iter().any(Slot::has_large_units)
    }

    /// Number of slots wanted.
    pub fn target(&self) -> usize {
        self.target
    }

    /// Operations per millisecond of one worker, once measured.
    pub fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// Whether this worker has this unit: any other answer about it is late, duplicate or foreign.
    pub fn has(&self, worker: WorkerId, job: JobId, unit: UnitId) -> bool {
        self.slot_of(worker).is_some_and(|index| self.slots[index].has(job, unit))
    }

    /// The slot of a worker.
    pub fn slot_id(&self, worker: WorkerId) -> Option<SlotId> {
        self.slot_of(worker).map(|index| self.slots[index].id())
    }

    /// Whether this worker was told about the job, and the job has not ended.
    pub fn knows(&self, worker: WorkerId, job: JobId) -> bool {
        self.jobs.get(&job).is_some_and(|job| job.is_open_on(worker))
    }

    /// State of the pool. Units of a job that ended early are not counted as waiting any more.
    pub fn stats(&self, now: Time) -> PoolStats {
        let active_tasks = self.slots.iter().map(|slot| slot.units().count() as u32).sum();
        let queue_size = self.jobs.values().map(Job::waiting).sum();
        PoolStats {
            total_tasks: self.completed + active_tasks + queue_size,
            completed_tasks: self.completed,
            active_tasks,
            queue_size,
            workers: self.slots.iter().map(|slot| slot.stats(now)).collect(),
        }
    }

    /// Timeline of the latest running product, or else of the one that ended last.
    pub fn timeline(&self) -> &Timeline {
        let running = self.jobs.values().rev().find(|job| !job.timeline.spans().is_empty());
        running.map_or(&self.last_timeline, |job| &job.timeline)
    }

    /// Replaces the workers of this job when it ends, as [`JobSpec::recycle`] does: it uses more memory than expected.
    pub fn recycle_after(&mut self, id: JobId) {
        if let Some(job) = self.jobs.get_mut(&id) {
            job.set_recycle();
        }
    }

    /// While the page is suspended no deadline runs.
    fn advance_clock(&mut self, now: Time) {
        let gap = now - self.now;
        if gap > self.limits.suspension_gap {
            self.slots.iter_mut().for_each(|slot| slot.exclude_suspension(gap));
        }
        self.now = now;
    }

    fn slot_of(&self, worker: WorkerId) -> Option<usize> {
        self.slots.iter().position(|slot| slot.worker() == Some(worker))
    }

    /// Changes a slot, and reports if its state has changed.
    fn update<R>(&mut self, index: usize, reason: &str, change: impl FnOnce(&mut Slot) -> R) -> R {
        let slot = &mut self.slots[index];
        let (from, worker) = (slot.state(), slot.worker());
        let result = change(slot);
        let (to, worker) = (slot.state(), worker.or(slot.worker()));
        if from != to {
            let change = StateChange { slot: slot.id(), worker, from, to, reason: reason.to_owned() };
            self.commands.push(Command::StateChange(change));
        }
        result
    }

    fn submit(&mut self, id: JobId, spec: JobSpec) {
        if self.jobs.len() >= self.limits.max_jobs {
            self.commands.push(Command::Finish(id, JobOutcome::QueueFull(self.limits.max_jobs)));
            return;
        }
        // A newcomer starts level with the least served job, so it neither waits for a long job to end nor delays one
        // for ever (start-time fair queueing, Goyal, Vin and Cheng 1996).
        let served = self.jobs.values().map(|job| job.served).fold(f64::INFINITY, f64::min);
        let job = Job::new(spec, if served.is_finite() { served } else { 0.0 });
        if job.is_complete() {
            self.commands.push(Command::Progress(id, 0, 0));
            self.commands.push(Command::Finish(id, JobOutcome::Complete { retries: 0, workers: 0 }));
            return;
        }
        self.jobs.insert(id, job);
    }

    fn done(&mut self, worker: WorkerId, id: JobId, unit: UnitId) {
        // Does nothing if the worker was not given the unit, or was done with it already.
        let Some((index, position, running)) = self.unassign(worker, id, unit, true) else { return };
        let (now, elapsed) = (self.now, self.now - running.since);
        let slot_id = self.slots[index].id();
        // Only tiles show how fast a worker computes.
        if running.unit.is_tile() && position == 0 {
            self.measure_rate(index, running.unit.operations, elapsed);
        }
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.finish(unit, worker, slot_id) {
            job.record(slot_id, running.since, now, SpanStatus::Computed);
            self.completed += 1;
            self.commands.push(Command::Progress(id, job.done(), job.total()));
        }
        if job.is_complete() {
            let outcome = JobOutcome::Complete { retries: job.retries(), workers: job.contributors() };
            self.end_job(id, outcome);
        }
    }

    /// A tile in this slot took some time.
    fn measure_rate(&mut self, index: usize, operations: f64, elapsed: Time) {
        if operations > 1e6 && elapsed > 0.0 {
            let seen = operations / elapsed;
            let smooth = |rate: Option<f64>| Some(rate.map_or(seen, |rate| rate + 0.25 * (seen - rate)));
            let slot = &mut self.slots[index];
            slot.rate = smooth(slot.rate);
            self.rate = smooth(self.rate);
        }
    }

    fn unit_failed(&mut self, worker: WorkerId, id: JobId, unit: UnitId, reason: &str) {
        let Some((index, _, running)) = self.unassign(worker, id, unit, false) else { return };
        if let Some(job) = self.jobs.get_mut(&id) {
            job.record_lost(self.slots[index].id(), &running, self.now);
        }
        self.reopen(id, worker, index);
        self.requeue_failed(index, id, unit, worker, reason);
    }

    /// The worker may never have heard of the job, or have lost a part of it: it is told everything again, and its other
    /// units of the job return to the queue.
    fn reopen(&mut self, id: JobId, worker: WorkerId, index: usize) {
        if !self.jobs.contains_key(&id) {
            return;
        }
        let units: Vec<UnitId> =
            self.slots[index].units().filter(|running| running.job == id).map(|running| running.id).collect();
        // The last returns to the front first, so that they keep their order.
        for unit in units.into_iter().rev() {
            self.unassign(worker, id, unit, false);
            self.requeue(index, id, unit, worker, RequeueReason::Reopened);
        }
        if let Some(job) = self.jobs.get_mut(&id) {
            job.forget_worker(worker);
            self.commands.push(Command::Close(worker, id));
        }
    }

    /// Takes a unit off its worker, `done` or not. Returns the index of the slot, the unit's position there and the unit.
    fn unassign(
        &mut self,
        worker: WorkerId,
        id: JobId,
        unit: UnitId,
        done: bool,
    ) -> Option<(usize, usize, RunningUnit)> {
        let (index, now) = (self.slot_of(worker)?, self.now);
        let (position, running) = self.update(index, "finished its work", |slot| slot.unassign(now, id, unit, done))?;
        Some((index, position, running))
    }

    /// A failed unit returns to its job, or the job fails after too many attempts.
    fn requeue_failed(&mut self, index: usize, id: JobId, unit: UnitId, worker: WorkerId, reason: &str) {
        let attempts = self.requeue(index, id, unit, worker, RequeueReason::Failed);
        if attempts >= self.limits.max_attempts {
            let error = format!(
                "the same piece of work failed {attempts} times, the last time because {reason}; try again, with fewer workers if memory is short"
            );
            self.end_job(id, JobOutcome::Failed(error));
        }
    }

    /// Returns a unit or a turn of a worker to its job. Returns how often the unit, or the tile claimed in the turn, has
    /// failed.
    fn requeue(&mut self, index: usize, id: JobId, unit: UnitId, worker: WorkerId, reason: RequeueReason) -> u32 {
        let Some(job) = self.jobs.get_mut(&id) else { return 0 };
        let Requeued { attempts, claim } = job.requeue(unit, worker, reason);
        if job.spec().claimed {
            // A worker that was terminated may run on for a moment, and shall claim nothing more.
            self.commands.push(Command::EndTurn(self.slots[index].id(), id, unit));
            self.commands.extend(claim.map(|tile| Command::Release(id, tile, unit)));
        }
        attempts
    }

    fn end_job(&mut self, id: JobId, outcome: JobOutcome) {
        let Some(mut job) = self.jobs.remove(&id) else { return };
        if !job.timeline.spans().is_empty() {
            self.last_timeline = std::mem::take(&mut job.timeline);
        }
        let is_complete = matches!(outcome, JobOutcome::Complete { .. });
        // First, so that the driver can tell a Close after the end of a job from one that reopens it.
        self.commands.push(Command::Finish(id, outcome));
        for index in 0..self.slots.len() {
            if is_complete {
                // All tiles are done, so a worker in a turn is on its way back.
                self.take_off_turns(index, id);
            }
            let slot = &mut self.slots[index];
            slot.mark_cancelled(self.now, id);
            let Some(worker) = slot.worker().filter(|worker| job.is_open_on(*worker)) else { continue };
            self.commands.push(Command::Close(worker, id));
            if job.spec().recycle && is_complete && slot.units().next().is_none() {
                self.retire(index, "its memory is released after a large job");
            } else if job.spec().exclusive && slot.has_cancelled_units() {
                self.retire(index, "its work was cancelled");
            }
        }
    }
}

#[cfg(test)]
mod tests;
