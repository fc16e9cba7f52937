//! What workers are still to be sent, in order for each of them, and whose turn it is. Pure.
//!
//! Two things wait here: steps of jobs, which are made into messages one by one because that may take long, and the closes
//! of ended jobs. A close is not sent on its own: a worker that wakes for a moment between two jobs may be moved to another
//! worker's core, and the next job then computes on one core only.

use super::ordered_map::OrderedMap;
use super::scheduler::WorkerId;
use shared::protocol::JobId;
use std::collections::VecDeque;

/// See the module's text.
#[derive(Debug)]
pub struct Outbox<S> {
    steps: OrderedMap<WorkerId, VecDeque<(JobId, S)>>,
    /// Ended jobs of which workers were not told yet.
    closes: OrderedMap<WorkerId, Vec<JobId>>,
    last_turn: Option<WorkerId>,
}

impl<S> Outbox<S> {
    /// An empty outbox.
    pub fn new() -> Self {
        Self { steps: OrderedMap::new(), closes: OrderedMap::new(), last_turn: None }
    }

    /// Queues steps of a job for a worker.
    pub fn push(&mut self, worker: WorkerId, job: JobId, steps: impl IntoIterator<Item = S>) {
        self.steps.get_or_default(worker).extend(steps.into_iter().map(|step| (job, step)));
    }

    /// The next worker in turn that has steps.
    pub fn next_worker(&mut self) -> Option<WorkerId> {
        let later = self.steps.keys().find(|&&worker| Some(worker) > self.last_turn);
        let next = *later.or(self.steps.keys().next())?;
        self.last_turn = Some(next);
        Some(next)
    }

    /// Takes the next step of a worker.
    pub fn take(&mut self, worker: WorkerId) -> Option<(JobId, S)> {
        let step = self.steps.get_mut(&worker)?.pop_front();
        if self.steps.get(&worker).is_some_and(VecDeque::is_empty) {
            self.steps.remove(&worker);
        }
        step
    }

    /// Jobs that have steps here, each once.
    pub fn jobs(&self) -> Vec<JobId> {
        let mut jobs = Vec::new();
        for (job, _) in self.steps.values().flatten() {
            if !jobs.contains(job) {
                jobs.push(*job);
            }
        }
        jobs
    }

    /// A worker is to be told that a job has ended.
    pub fn queue_close(&mut self, worker: WorkerId, job: JobId) {
        self.closes.get_or_default(worker).push(job);
    }

    /// Takes the closes for a worker, which go ahead of the next message to it.
    pub fn take_closes(&mut self, worker: WorkerId) -> Vec<JobId> {
        self.closes.remove(&worker).unwrap_or_default()
    }

    /// Takes the closes of all workers.
    pub fn take_all_closes(&mut self) -> impl Iterator<Item = (WorkerId, Vec<JobId>)> {
        self.closes.take_all()
    }

    /// Whether a worker is still to be told that a job has ended.
    pub fn has_closes(&self) -> bool {
        !self.closes.is_empty()
    }

    /// The worker no longer exists.
    pub fn forget_worker(&mut self, worker: WorkerId) {
        self.steps.remove(&worker);
        self.closes.remove(&worker);
    }

    /// Drops a worker's steps of this job.
    pub fn forget_job(&mut self, worker: WorkerId, job: JobId) {
        if let Some(steps) = self.steps.get_mut(&worker) {
            steps.retain(|(of, _)| *of != job);
            if steps.is_empty() {
                self.steps.remove(&worker);
            }
        }
    }
}

impl<S> Default for Outbox<S> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: WorkerId = WorkerId(1);
    const TWO: WorkerId = WorkerId(2);

    #[test]
    fn workers_take_turns_and_each_gets_its_steps_in_order() {
        let mut outbox = Outbox::new();
        outbox.push(TWO, 7, ["c", "d"]);
        outbox.push(ONE, 7, ["a", "b"]);
        let mut sent = Vec::new();
        while let Some(worker) = outbox.next_worker() {
            sent.extend(outbox.take(worker).map(|(_, step)| (worker, step)));
        }
        assert_eq!(sent, [(ONE, "a"), (TWO, "c"), (ONE, "b"), (TWO, "d")]);
    }

    #[test]
    fn new_steps_do_not_delay_the_turn_of_others() {
        let mut outbox = Outbox::new();
        outbox.push(ONE, 7, ["a"]);
        outbox.push(TWO, 7, ["b"]);
        assert_eq!(outbox.next_worker(), Some(ONE));
        outbox.take(ONE);
        outbox.push(ONE, 8, ["c"]);
        assert_eq!(outbox.next_worker(), Some(TWO));
    }

    #[test]
    fn a_forgotten_job_leaves_the_others_steps() {
        let mut outbox = Outbox::new();
        outbox.push(ONE, 7, ["a", "b"]);
        outbox.push(ONE, 8, ["c"]);
        outbox.forget_job(ONE, 7);
        assert_eq!(outbox.jobs(), [8]);
        assert_eq!(outbox.take(ONE), Some((8, "c")));
        assert_eq!(outbox.next_worker(), None);
    }

    #[test]
    fn closes_wait_for_the_next_message_and_are_dropped_with_their_worker() {
        let mut outbox = Outbox::<()>::new();
        outbox.queue_close(ONE, 7);
        outbox.queue_close(ONE, 8);
        outbox.queue_close(TWO, 7);
        assert_eq!(outbox.next_worker(), None, "closes are no reason to send");
        assert_eq!(outbox.take_closes(ONE), [7, 8]);
        outbox.forget_worker(TWO);
        assert!(!outbox.has_closes());
    }
}
