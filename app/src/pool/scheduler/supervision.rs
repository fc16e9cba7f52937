//! Starts workers, ends them, and replaces those that fail.

use super::Scheduler;
use super::ids::{SlotId, WorkerId};
use super::job::RequeueReason;
use super::message::{Command, JobOutcome};
use super::slot::{Overdue, Slot};
use super::stats::SlotState;
use shared::protocol::JobId;

impl Scheduler {
    /// Whether the pool has given up starting workers; not while one worker is up.
    pub fn has_given_up(&self) -> bool {
        let all_given_up = || self.slots.iter().take(self.target).all(|slot| slot.has_given_up(&self.limits));
        self.target > 0 && self.usable_workers() == 0 && (self.cannot_start() || all_given_up())
    }

    /// Whether starting workers failed often enough, and more than once per slot: one slow round is not the end.
    pub(super) fn cannot_start(&self) -> bool {
        self.failed_starts >= self.limits.max_failed_starts.max(2 * self.target as u32)
    }

    pub(super) fn ready(&mut self, worker: WorkerId) {
        let Some(index) = self.slot_of(worker) else { return };
        if self.update(index, "said hello", Slot::ready) {
            self.failed_starts = 0;
        }
    }

    /// A worker failed: its units return to their jobs, and count as failed.
    pub(super) fn worker_lost(&mut self, worker: WorkerId, reason: &str) {
        let Some(index) = self.slot_of(worker) else { return };
        let (now, back_off) = (self.now, self.limits.back_off);
        let was_starting = self.slots[index].state() == SlotState::Starting;
        let units = self.update(index, reason, |slot| slot.fail(now, back_off));
        // In every case, because the driver may know of the loss only from here.
        self.terminate(worker);
        self.last_loss = reason.to_owned();
        self.failed_starts = if was_starting { self.failed_starts + 1 } else { 0 };
        // Of several units in flight the worker was busy with the first.
        if let Some(first) = units.first()
            && let Some(job) = self.jobs.get_mut(&first.job)
        {
            job.record_lost(self.slots[index].id(), first, now);
        }
        for running in units {
            self.requeue_failed(index, running.job, running.id, worker, reason);
        }
    }

    /// Ends a worker that did nothing wrong. Its units return to their jobs, and none counts as failed.
    pub(super) fn retire(&mut self, index: usize, reason: &str) {
        let Some(worker) = self.slots[index].worker() else { return };
        let now = self.now;
        let units = self.update(index, reason, |slot| slot.reclaim(now));
        // It was up, so workers can start.
        self.failed_starts = 0;
        self.terminate(worker);
        for running in units {
            self.requeue(index, running.job, running.id, worker, RequeueReason::WorkerRetired);
        }
    }

    fn terminate(&mut self, worker: WorkerId) {
        self.commands.push(Command::Terminate(worker));
        self.jobs.values_mut().for_each(|job| job.forget_worker(worker));
    }

    /// No worker starts, so no job can go on.
    pub(super) fn fail_all_jobs(&mut self) {
        let error = format!("{}; press Retry or reload the page", self.fatal_error().unwrap_or_default());
        let ids: Vec<JobId> = self.jobs.keys().copied().collect();
        for id in ids {
            self.end_job(id, JobOutcome::Failed(error.clone()));
        }
    }

    pub(super) fn resize(&mut self, target: usize) {
        self.target = target;
        // Asking for workers is asking to try again.
        self.failed_starts = 0;
        self.slots.iter_mut().for_each(Slot::reset_failures);
        while self.slots.len() < target {
            self.slots.push(Slot::new(SlotId(self.slots.len() as u32)));
        }
        self.retire_surplus();
    }

    /// Ends workers beyond the target as soon as they have no units; a turn is ended for that.
    fn retire_surplus(&mut self) {
        for slot in self.slots.iter_mut().skip(self.target) {
            let turn = slot.units().next().filter(|unit| unit.is_open_ended()).map(|unit| (unit.job, unit.id));
            if let Some((job, turn)) = turn {
                slot.end_turn();
                self.commands.push(Command::EndTurn(slot.id(), job, turn));
            }
        }
        while self.slots.len() > self.target && self.slots.last().is_some_and(|slot| slot.units().next().is_none()) {
            self.retire(self.slots.len() - 1, "the pool was made smaller");
            self.slots.pop();
        }
    }

    /// Replaces idle workers whose memory has grown.
    pub(super) fn trim_memory(&mut self) {
        for index in 0..self.slots.len() {
            if self.slots[index].state() == SlotState::Idle && self.slots[index].memory_grown() {
                self.retire(index, "its memory is released after a while without work");
            }
        }
    }

    pub(super) fn check_deadlines(&mut self) {
        let (now, limits, rate) = (self.now, self.limits, self.rate);
        for index in 0..self.slots.len() {
            let slot = &mut self.slots[index];
            let Some(worker) = slot.worker() else { continue };
            match slot.check_deadlines(now, &limits, rate) {
                Some(Overdue::Silent(reason)) => self.worker_lost(worker, &reason),
                Some(Overdue::Cancelled) => self.retire(index, "it was still busy with a cancelled job"),
                None => {}
            }
        }
    }

    /// Starts the workers that are missing.
    pub(super) fn fill_slots(&mut self) {
        self.retire_surplus();
        if self.has_given_up() {
            return;
        }
        let now = self.now;
        for index in 0..self.slots.len().min(self.target) {
            if self.slots[index].can_start(now, &self.limits) {
                let worker = WorkerId(self.next_worker);
                self.next_worker += 1;
                self.update(index, "a worker was started", |slot| slot.start(now, worker));
                self.commands.push(Command::Spawn(worker));
            }
        }
    }
}
