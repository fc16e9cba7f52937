//! Assigns waiting units to workers.

use super::Scheduler;
use super::ids::{Time, WorkerId};
use super::message::Command;
use super::running_unit::{RunningUnit, TurnEnd};
use super::slot::Slot;
use super::unit::Assignment;
use shared::protocol::JobId;

impl Scheduler {
    /// Gives every worker as many units as it may have. One each in turn, so that no worker gets its second before
    /// another gets its first.
    pub(super) fn dispatch(&mut self) {
        for depth in 0..self.limits.queue_depth {
            // A queued unit cannot move to another worker any more, so it goes to the one that will be free first.
            let free_at = |slot: &Slot| if depth > 0 { slot.free_at(self.now).unwrap_or(f64::INFINITY) } else { 0.0 };
            let slots = (0..).zip(self.slots.iter().take(self.target));
            for index in least_first(slots.map(|(index, slot)| (free_at(slot), index)).collect()) {
                self.dispatch_to(index as usize, depth);
            }
        }
    }

    /// Gives a worker with `depth` units one more, if there is one for it.
    fn dispatch_to(&mut self, index: usize, depth: usize) {
        let (slot, now) = (&self.slots[index], self.now);
        let Some(worker) = slot.worker() else { return };
        let is_open_ended = slot.units().any(|unit| unit.is_open_ended() || unit.is_ending());
        if !slot.is_up() || slot.units().count() != depth || slot.has_cancelled_units() || is_open_ended {
            return;
        }
        let is_queued = depth > 0;
        let max_operations = if is_queued { self.max_queued_operations(index) } else { Some(f64::INFINITY) };
        let Some(max_operations) = max_operations else { return };
        let Some((id, assignment)) = self.assign(index, worker, is_queued, max_operations) else { return };
        // While others wait, a turn is one tile.
        let is_contested = self.jobs.iter().any(|(other, job)| *other != id && job.demand() > 0);
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.open(worker) {
            self.commands.push(Command::Open(worker, id));
        }
        let Assignment { id: unit, unit: of, is_turn } = assignment;
        let mut running = RunningUnit::new(id, unit, of, now);
        if is_turn {
            let (end, limit) = if is_contested { (TurnEnd::Limit, 1) } else { (TurnEnd::Open, u32::MAX) };
            running = running.as_turn(end);
            self.commands.push(Command::BeginTurn(worker, self.slots[index].id(), id, unit, limit));
        } else {
            self.commands.push(Command::Run(worker, id, unit));
        }
        self.update(index, "was given work", |slot| slot.assign(running));
    }

    /// Most operations of a unit that may be queued behind another; `None` if none may be.
    fn max_queued_operations(&self, index: usize) -> Option<f64> {
        let slot = &self.slots[index];
        let free_at = slot.free_at(self.now)?;
        let is_sooner = |other: &&Slot| other.free_at(self.now).is_some_and(|other| other < free_at);
        let is_first = !self.slots.iter().filter(is_sooner).any(|other| other.shares_job_with(slot));
        let time: Time = if is_first { self.limits.max_queued_time } else { self.limits.short_unit_time };
        slot.rate.map(|rate| time * rate)
    }

    /// Assigns a unit of the least served job that has one for this worker.
    fn assign(
        &mut self,
        index: usize,
        worker: WorkerId,
        is_queued: bool,
        max_operations: f64,
    ) -> Option<(JobId, Assignment)> {
        let free_bytes = self.free_bytes(worker);
        let (mut skipped, mut is_reserved) = (Vec::new(), false);
        for id in self.candidates(worker, is_queued) {
            let Some(job) = self.jobs.get_mut(&id) else { continue };
            let (bytes, is_new) = (job.spec().worker_bytes, !job.is_open_on(worker));
            if is_new && bytes > self.limits.small_job_bytes && (is_reserved || bytes > free_bytes) {
                is_reserved |= job.times_skipped >= self.limits.max_times_skipped;
                skipped.push(id);
                continue;
            }
            let resident_block = self.slots[index].resident_block(id);
            let Some(unit) = job.assign(worker, resident_block, max_operations) else { continue };
            for id in skipped.into_iter().filter(|_| is_new) {
                if let Some(job) = self.jobs.get_mut(&id) {
                    job.times_skipped += 1;
                }
            }
            return Some((id, unit));
        }
        None
    }

    /// Jobs that may use this worker, the least served first.
    fn candidates(&self, worker: WorkerId, is_queued: bool) -> Vec<JobId> {
        let usable = self.jobs.iter().filter(|(_, job)| job.can_use(worker) && !(is_queued && job.spec().exclusive));
        least_first(usable.map(|(id, job)| (job.served, *id)).collect())
    }

    /// Bytes that another job may use in a worker, which is any number if it has no large job.
    fn free_bytes(&self, worker: WorkerId) -> u64 {
        let open = self.jobs.values().filter(|job| job.is_open_on(worker)).map(|job| job.spec().worker_bytes);
        let used: u64 = open.filter(|&bytes| bytes > self.limits.small_job_bytes).sum();
        if used == 0 { u64::MAX } else { self.limits.max_worker_bytes.saturating_sub(used) }
    }
}

/// The numbers of whatever has them, the least first; where that is equal, in their own order.
fn least_first(mut numbered: Vec<(f64, u32)>) -> Vec<u32> {
    numbered.sort_unstable_by(|left, right| left.0.total_cmp(&right.0).then(left.1.cmp(&right.1)));
    numbered.into_iter().map(|(_, number)| number).collect()
}
