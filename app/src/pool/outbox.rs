//! What workers are still to be told, in order for each of them, and whose turn it is. Pure.
//!
//! Two things wait here: steps of jobs, which may take long to be made and so are made one by one; and the news that a job
//! has ended. The latter does not go on its own: a worker that is woken for a moment between two jobs may be put on
//! another's core, and the next job then computes on one core only.
//!
//! Refuses to make messages and to send them, and to know what a step is.

use super::scheduler::WorkerId;
use shared::protocol::JobId;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Bound;

/// See the module's text.
#[derive(Debug)]
pub struct Outbox<S> {
    steps: BTreeMap<WorkerId, VecDeque<(JobId, S)>>,
    ended: HashMap<WorkerId, Vec<JobId>>,
    /// Whose turn it was last.
    last: Option<WorkerId>,
}

impl<S> Outbox<S> {
    /// Nothing to be sent.
    pub fn new() -> Self {
        Self { steps: BTreeMap::new(), ended: HashMap::new(), last: None }
    }

    /// Steps of a job for a worker, behind those that it is to be sent already.
    pub fn push(&mut self, worker: WorkerId, job: JobId, steps: impl IntoIterator<Item = S>) {
        self.steps.entry(worker).or_default().extend(steps.into_iter().map(|step| (job, step)));
    }

    /// The next worker in turn for which there is a step.
    pub fn next_worker(&mut self) -> Option<WorkerId> {
        let after = self.last.map_or(Bound::Unbounded, Bound::Excluded);
        let in_turn = self.steps.range((after, Bound::Unbounded)).chain(&self.steps);
        let next = in_turn.map(|(worker, _)| *worker).next()?;
        self.last = Some(next);
        Some(next)
    }

    /// Takes the next step for a worker.
    pub fn take(&mut self, worker: WorkerId) -> Option<(JobId, S)> {
        let step = self.steps.get_mut(&worker)?.pop_front();
        if self.steps.get(&worker).is_some_and(VecDeque::is_empty) {
            self.steps.remove(&worker);
        }
        step
    }

    /// Jobs of which there are steps; one may come several times.
    pub fn jobs(&self) -> impl Iterator<Item = JobId> {
        self.steps.values().flatten().map(|(job, _)| *job)
    }

    /// A worker is to hear that a job has ended.
    pub fn end(&mut self, worker: WorkerId, job: JobId) {
        self.ended.entry(worker).or_default().push(job);
    }

    /// Takes the news for a worker, which go ahead of the next message to it.
    pub fn take_news(&mut self, worker: WorkerId) -> Vec<JobId> {
        self.ended.remove(&worker).unwrap_or_default()
    }

    /// Takes the news of all workers that have had no message meanwhile.
    pub fn take_all_news(&mut self) -> impl Iterator<Item = (WorkerId, Vec<JobId>)> {
        self.ended.drain()
    }

    /// Whether somebody is to hear news.
    pub fn has_news(&self) -> bool {
        !self.ended.is_empty()
    }

    /// There is no such worker any more.
    pub fn forget_worker(&mut self, worker: WorkerId) {
        self.steps.remove(&worker);
        self.ended.remove(&worker);
    }

    /// A worker is not sent the steps of this job any more.
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
    fn workers_have_their_turns_and_each_its_steps_in_order() {
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
    fn what_comes_meanwhile_does_not_keep_others_from_their_turn() {
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
        assert_eq!(outbox.jobs().collect::<Vec<_>>(), [8]);
        assert_eq!(outbox.take(ONE), Some((8, "c")));
        assert_eq!(outbox.next_worker(), None);
    }

    #[test]
    fn news_wait_for_the_next_message_and_go_with_their_worker() {
        let mut outbox = Outbox::<()>::new();
        outbox.end(ONE, 7);
        outbox.end(ONE, 8);
        outbox.end(TWO, 7);
        assert_eq!(outbox.next_worker(), None, "news are no reason to send");
        assert_eq!(outbox.take_news(ONE), [7, 8]);
        outbox.forget_worker(TWO);
        assert!(!outbox.has_news());
    }
}
