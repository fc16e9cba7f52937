//! Turns at jobs whose tiles workers claim themselves: what was seen of the claims, and when a turn is over.

use super::Scheduler;
use super::claimed_tiles::{Sighting, SightingEffect};
use super::ids::WorkerId;
use super::job::RequeueReason;
use super::message::{Command, JobOutcome};
use super::running_unit::RunningUnit;
use super::timeline::SpanStatus;
use shared::protocol::{JobId, Turn};

impl Scheduler {
    /// The page has looked at the table of a job's claims.
    pub(super) fn looked(&mut self, id: JobId, sightings: &[Sighting]) {
        let before = self.jobs.get(&id).map(|job| job.done());
        for sighting in sightings {
            let Some(job) = self.jobs.get_mut(&id) else { return };
            let effect = job.see(sighting);
            match effect {
                SightingEffect::None => {}
                SightingEffect::Stray(turn) => self.commands.push(Command::Release(id, sighting.tile, turn)),
                SightingEffect::Claimed { worker, .. } => self.heard_of(worker),
                SightingEffect::Done { worker, from, to, tile, .. } => {
                    self.completed += 1;
                    let index = worker.and_then(|worker| self.slot_of(worker));
                    let slot = index.map(|index| self.slots[index].id());
                    if let Some(job) = self.jobs.get_mut(&id) {
                        job.count_done(slot);
                        slot.into_iter().for_each(|slot| job.record(slot, from, to, SpanStatus::Computed));
                    }
                    if let Some(index) = index {
                        self.slots[index].tile_done(self.now);
                        self.measure_rate(index, tile.operations, to - from);
                    }
                }
            }
        }
        let Some(job) = self.jobs.get(&id) else { return };
        let (done, total, is_complete) = (job.done(), job.total(), job.is_complete());
        let outcome = JobOutcome::Complete { retries: job.retries(), workers: job.contributors() };
        // Nobody can expect a sign of life from a worker that has nothing to claim.
        job.sleepers().into_iter().for_each(|worker| self.heard_of(worker));
        if before != Some(done) {
            self.commands.push(Command::Progress(id, done, total));
        }
        if is_complete {
            self.end_job(id, outcome);
        }
    }

    fn heard_of(&mut self, worker: WorkerId) {
        if let Some(index) = self.slot_of(worker) {
            self.slots[index].heartbeat(self.now);
        }
    }

    /// The worker has said that a turn is over, perhaps one that was taken back because the job was complete.
    pub fn returned(&mut self, worker: WorkerId) {
        if let Some(index) = self.slot_of(worker) {
            self.slots[index].returned();
        }
    }

    pub(super) fn turn_ended(&mut self, worker: WorkerId, id: JobId, turn: Turn, failure: Option<String>) {
        // Does nothing if the worker was not given the turn, or it was taken back.
        let Some((index, _, running)) = self.unassign(worker, id, turn, false) else { return };
        let Some(job) = self.jobs.get_mut(&id) else { return };
        // The page, which has just looked, would know of the end of the job, and has not ended the turn.
        let ended_early = || running.is_open_ended().then(|| "it stopped although not all was done".to_owned());
        let Some(reason) = failure.or_else(ended_early) else {
            // It claims nothing more, so there is nothing to release unless the table was tampered with.
            let claim = job.requeue(turn, worker, RequeueReason::Reopened).claim;
            self.commands.extend(claim.map(|tile| Command::Release(id, tile, turn)));
            return;
        };
        let slot = self.slots[index].id();
        job.record_lost(slot, &running, self.now);
        let failures = if job.has_claim(turn) { 0 } else { job.count_failed_turn() };
        self.requeue_failed(index, id, turn, worker, &reason);
        self.reopen(id, worker, index);
        if failures >= self.limits.max_attempts {
            let error = format!("its workers failed {failures} times, the last time because {reason}; try again");
            self.end_job(id, JobOutcome::Failed(error));
        }
    }

    /// Takes the turns at this job off a slot.
    pub(super) fn take_off_turns(&mut self, index: usize, id: JobId) {
        let Some(worker) = self.slots[index].worker() else { return };
        let turns: Vec<Turn> =
            self.slots[index].units().filter(|unit| unit.job == id && unit.is_turn()).map(|unit| unit.id).collect();
        for turn in turns {
            self.slots[index].expect_return(self.now);
            self.unassign(worker, id, turn, false);
        }
    }

    /// Ends turns for other jobs that have units waiting and were served less, or could use a worker that has nothing to
    /// claim: as many turns as those need workers.
    pub(super) fn end_turns_for_others(&mut self) {
        let waiting: Vec<(JobId, f64, usize)> = self
            .jobs
            .iter()
            .map(|(id, job)| (*id, job.served, job.demand()))
            .filter(|(_, _, demand)| *demand > 0)
            .collect();
        if waiting.is_empty() {
            return;
        }
        let mut ending = self.slots.iter().filter(|slot| slot.units().any(RunningUnit::is_ending)).count();
        for index in 0..self.slots.len() {
            let slot = &self.slots[index];
            let open_ended = slot.units().next().filter(|unit| unit.is_open_ended()).map(|unit| (unit.job, unit.id));
            let (Some((id, turn)), Some(worker)) = (open_ended, slot.worker()) else { continue };
            let Some(job) = self.jobs.get(&id) else { continue };
            let (served, sleeps) = (job.served, job.sleepers().contains(&worker));
            let can_use = |other: &JobId| self.jobs.get(other).is_some_and(|job| job.can_use(worker));
            let others =
                waiting.iter().filter(|(other, of, _)| *other != id && (sleeps || *of < served) && can_use(other));
            let demand: usize = others.map(|(_, _, demand)| demand).sum();
            // Another whose turn ends may be in the middle of a tile; one that sleeps comes at once.
            if demand > ending || (sleeps && demand > 0) {
                ending += 1;
                let slot = &mut self.slots[index];
                slot.end_turn();
                let slot = slot.id();
                self.commands.push(Command::EndTurn(slot, id, turn));
            }
        }
    }
}
