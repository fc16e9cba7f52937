//! Decides who does what and when a worker is lost. Events in, commands out; no clock, no browser.
//!
//! A job is a list of units. Units are dealt out one by one to whichever worker
//! is free; a unit whose worker is lost goes back to the front of its job's queue. Every job ends:
//! with all units done, cancelled, or failed in words after [`Limits::tries`] tries of one unit.
//!
//! Refuses to know what a unit computes, how messages travel, or what time it is: the driver passes
//! the time with every event and carries out the commands. Tested natively, below and by simulation.

mod job;
mod slot;
mod stats;
mod timeline;

pub use job::{JobSpec, Unit, UnitId};
pub use slot::{SlotId, SlotState, StateChange, WorkerId, WorkerStats};
pub use stats::PoolStats;
pub use timeline::{MOST_SPANS, Span, SpanStatus, Timeline};

use job::Job;
use shared::protocol::JobId;
use slot::{Overdue, Running, Slot};
use std::collections::BTreeMap;

/// Milliseconds on the driver's clock.
pub type Time = f64;

/// Numbers that bound what the scheduler does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limits {
    /// Jobs waiting or running; one more is refused.
    pub jobs: usize,
    /// Tries of one unit before its job fails.
    pub tries: u32,
    /// Starts in a row, without one worker coming up, before the pool gives up; two for each place, where that is more.
    pub starts: u32,
    /// Workers lost in a row in one place, without one unit finished there, before the place stays empty.
    pub losses: u32,
    /// Time for a new worker to say hello.
    pub start_allowance: Time,
    /// Least time for a unit before its worker counts as hung.
    pub unit_allowance: Time,
    /// A unit may take so many times what is expected of it.
    pub slowness: f64,
    /// Operations a millisecond of the slowest machine that counts as working, before anything was measured.
    pub slowest: f64,
    /// How long a worker may go on with a unit of a cancelled job before it is ended.
    pub cancel_grace: Time,
    /// A longer silence between two events means that the page slept, and counts for nobody.
    pub sleep: Time,
    /// Units in flight to one worker, so that it need not wait for the next message.
    pub depth: usize,
    /// Only units expected to be shorter than this are sent ahead, to the worker that will be free first.
    pub ahead: Time,
    /// Units expected to be shorter than this are sent ahead to everybody: a page that shares its core with a worker may
    /// have to wait as long before it can deal the next.
    pub short: Time,
    /// What the jobs that a worker knows may take there together, in bytes; a single one may take more.
    pub worker_bytes: u64,
    /// Jobs that take no more are not counted, and wait for no room.
    pub small_bytes: u64,
    /// How many others may be opened before a job for which a worker has no room; then the room is kept for it.
    pub patience: u32,
    /// First wait before a lost worker is replaced; doubles with every loss in a row.
    pub back_off: Time,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            jobs: 4096,
            tries: 4,
            starts: 4,
            losses: 6,
            start_allowance: 8_000.0,
            unit_allowance: 5_000.0,
            slowness: 40.0,
            slowest: 1e5,
            cancel_grace: 120.0,
            sleep: 1_500.0,
            depth: 2,
            ahead: 25.0,
            short: 4.0,
            worker_bytes: 1 << 30,
            small_bytes: 4 << 20,
            patience: 64,
            back_off: 50.0,
        }
    }
}

/// What happened. Beside [`Scheduler::recycle_after`] nothing else changes the scheduler's mind.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A job arrives.
    Submit(JobId, JobSpec),
    /// Its caller no longer wants it.
    Cancel(JobId),
    /// A worker said hello and fits.
    Ready(WorkerId),
    /// A worker finished a unit.
    Done(WorkerId, JobId, UnitId),
    /// A worker reports progress within a unit.
    Alive(WorkerId),
    /// The job's operands are still on their way, and its workers may have to wait for them.
    Feeding(JobId),
    /// A worker could not do a unit, by its own fault.
    Failed(WorkerId, JobId, UnitId, String),
    /// A job asks for what cannot be done; trying again is useless.
    Refused(JobId),
    /// The same, found out before the worker was sent this unit.
    Unsent(WorkerId, JobId, UnitId),
    /// A worker is gone.
    Lost(WorkerId, String),
    /// The pool shall have so many workers, and start anew where it has given up.
    Resize(usize),
    /// Nobody has wanted anything large for a while: memory may be given back.
    Rest,
    /// Time has passed.
    Tick,
}

/// What the driver has to do, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Start a worker.
    Spawn(WorkerId),
    /// End a worker now, whatever it does.
    Terminate(WorkerId),
    /// Tell a worker about a job.
    Open(WorkerId, JobId),
    /// Give a worker a unit.
    Run(WorkerId, JobId, UnitId),
    /// Tell a worker to forget a job.
    Close(WorkerId, JobId),
    /// So many units of the job are done.
    Progress(JobId, u32, u32),
    /// The job has ended.
    Finish(JobId, Outcome),
    /// A slot changed its state, for the log.
    StateChange(StateChange),
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// Every unit was done; some of them more than once tried.
    Complete {
        /// Units that went to another worker after their first was lost or ended.
        retries: u32,
        /// Workers that finished a unit; one and its successor count once.
        workers: u32,
    },
    /// As the caller wished.
    Cancelled,
    /// It cannot be done; the driver knows why.
    Refused,
    /// The queue is full.
    QueueFull(usize),
    /// A unit failed too often, or no worker comes up. A sentence.
    Failed(String),
}

/// The pool's mind. See the module's text.
#[derive(Debug)]
pub struct Scheduler {
    limits: Limits,
    jobs: BTreeMap<JobId, Job>,
    slots: Vec<Slot>,
    target: usize,
    next_worker: u32,
    failed_starts: u32,
    /// Operations a millisecond, smoothed over the units seen; `None` before the first.
    rate: Option<f64>,
    last_event: Time,
    completed: u32,
    last_reason: String,
    /// Of the product that ended last.
    last_timeline: Timeline,
}

impl Scheduler {
    /// A scheduler without workers; see [`Event::Resize`].
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            jobs: BTreeMap::new(),
            slots: Vec::new(),
            target: 0,
            next_worker: 0,
            failed_starts: 0,
            rate: None,
            last_event: 0.0,
            completed: 0,
            last_reason: String::new(),
            last_timeline: Timeline::default(),
        }
    }

    /// Takes one event and says what to do.
    pub fn handle(&mut self, now: Time, event: Event) -> Vec<Command> {
        let mut commands = Vec::new();
        self.forgive_sleep(now);
        match event {
            Event::Submit(id, spec) => self.submit(id, spec, &mut commands),
            Event::Cancel(id) => self.end_job(now, id, Outcome::Cancelled, &mut commands),
            Event::Refused(id) => self.end_job(now, id, Outcome::Refused, &mut commands),
            Event::Unsent(worker, id, unit) => {
                self.take_off(now, worker, id, unit, &mut commands);
                self.end_job(now, id, Outcome::Refused, &mut commands);
            }
            Event::Ready(worker) => self.ready(worker, &mut commands),
            Event::Done(worker, job, unit) => self.done(now, worker, job, unit, &mut commands),
            Event::Alive(worker) => {
                if let Some(running) = self.slot_of(worker).and_then(|slot| slot.running.front_mut()) {
                    running.heard = now;
                }
            }
            Event::Feeding(job) => {
                let waiting = self.slots.iter_mut().filter_map(|slot| slot.running.front_mut());
                waiting.filter(|running| running.job == job).for_each(|running| running.heard = now);
            }
            Event::Failed(worker, job, unit, reason) => self.failed(now, worker, job, unit, reason, &mut commands),
            Event::Lost(worker, reason) => self.lost(now, worker, reason, &mut commands),
            Event::Resize(target) => self.resize(now, target, &mut commands),
            Event::Rest => self.give_memory_back(now, &mut commands),
            Event::Tick => self.look_at_clocks(now, &mut commands),
        }
        self.fill_slots(now, &mut commands);
        if self.is_broken() {
            self.give_up(now, &mut commands);
        }
        self.deal(now, &mut commands);
        commands
    }

    /// Whether time passing can change anything: a worker starting, busy or to be replaced.
    pub fn needs_ticks(&self) -> bool {
        let gives_up = self.is_broken();
        let waits = |slot: &Slot| match slot.state {
            SlotState::Idle => false,
            SlotState::Vacant => !gives_up && !slot.is_spent(&self.limits),
            SlotState::Starting | SlotState::Busy => true,
        };
        !self.jobs.is_empty() || self.slots.iter().any(|slot| !slot.running.is_empty() || waits(slot))
    }

    /// Whether the pool has given up starting workers. As long as there is one, the others are not missed.
    pub fn is_broken(&self) -> bool {
        let spent = || self.slots.iter().take(self.target).all(|slot| slot.is_spent(&self.limits));
        self.target > 0 && self.usable_workers() == 0 && (self.cannot_start() || spent())
    }

    /// Whether starting workers failed often enough, and in every place more than once: a slow first round is none.
    fn cannot_start(&self) -> bool {
        self.failed_starts >= self.limits.starts.max(2 * self.target as u32)
    }

    /// Why no worker is up, where starting some has failed; it may still be tried again.
    pub fn why_missing(&self) -> Option<String> {
        let is_missing = self.target > 0 && self.usable_workers() == 0 && self.failed_starts > 0;
        is_missing.then(|| self.last_reason.clone())
    }

    /// How often it was tried to have workers, and why the last was lost or did not start.
    pub fn why_broken(&self) -> String {
        let reason = &self.last_reason;
        if self.cannot_start() {
            format!("no worker could be started in {} tries, the last time because {reason}", self.failed_starts)
        } else {
            format!("{} workers in a row were lost in every place, the last because {reason}", self.limits.losses)
        }
    }

    /// Number of workers that could take a unit now or when they finish theirs.
    pub fn usable_workers(&self) -> usize {
        self.slots.iter().filter(|slot| slot.state == SlotState::Idle || slot.state == SlotState::Busy).count()
    }

    /// Number of slots that wait for their worker.
    pub fn starting_workers(&self) -> usize {
        let waiting = |slot: &&Slot| matches!(slot.state, SlotState::Starting | SlotState::Vacant);
        self.slots.iter().filter(waiting).filter(|slot| !slot.is_spent(&self.limits)).count()
    }

    /// Whether somebody works on something that takes memory worth giving back.
    pub fn takes_much_memory(&self) -> bool {
        self.slots.iter().any(Slot::takes_much_memory)
    }

    /// Number of slots wanted.
    pub fn target(&self) -> usize {
        self.target
    }

    /// Operations a millisecond that one worker reaches, once measured.
    pub fn rate(&self) -> Option<f64> {
        self.rate
    }

    /// Whether this worker has this unit: any other answer about it is late, double or foreign.
    pub fn has(&self, worker: WorkerId, job: JobId, unit: UnitId) -> bool {
        let slot = self.slots.iter().find(|slot| slot.worker == Some(worker));
        slot.is_some_and(|slot| slot.has(job, unit))
    }

    /// Whether this worker was told about the job, which goes on.
    pub fn knows(&self, worker: WorkerId, job: JobId) -> bool {
        self.jobs.get(&job).is_some_and(|job| job.is_open_on(worker))
    }

    /// State of the pool. What was still waiting of a job that ended early is not counted any more.
    pub fn stats(&self, now: Time) -> PoolStats {
        let active_tasks = self.slots.iter().map(|slot| slot.running.len() as u32).sum();
        let queue_size = self.jobs.values().map(|job| job.waiting()).sum();
        PoolStats {
            total_tasks: self.completed + active_tasks + queue_size,
            completed_tasks: self.completed,
            active_tasks,
            queue_size,
            workers: self.slots.iter().map(|slot| slot.stats(now)).collect(),
        }
    }

    /// Who did what when: of the product under way that came last, or else of the one that ended last.
    pub fn timeline(&self) -> &Timeline {
        let running = self.jobs.values().rev().find(|job| !job.timeline.spans().is_empty());
        running.map_or(&self.last_timeline, |job| &job.timeline)
    }

    /// Time for which the page was asleep is nobody's fault: all clocks are put forward by it.
    fn forgive_sleep(&mut self, now: Time) {
        let gap = now - self.last_event;
        if gap > self.limits.sleep {
            for slot in &mut self.slots {
                slot.put_forward(gap);
            }
        }
        self.last_event = now;
    }

    fn submit(&mut self, id: JobId, spec: JobSpec, commands: &mut Vec<Command>) {
        if self.jobs.len() >= self.limits.jobs {
            commands.push(Command::Finish(id, Outcome::QueueFull(self.limits.jobs)));
            return;
        }
        // A newcomer starts level with those that have been served least, so it neither waits for a long
        // job to end nor holds one up for ever (start-time fair queueing, Goyal, Vin and Cheng 1996).
        let served = self.jobs.values().map(|job| job.served).fold(f64::INFINITY, f64::min);
        let job = Job::new(spec, if served.is_finite() { served } else { 0.0 });
        if job.is_complete() {
            commands.push(Command::Progress(id, 0, 0));
            commands.push(Command::Finish(id, Outcome::Complete { retries: 0, workers: 0 }));
            return;
        }
        self.jobs.insert(id, job);
    }

    fn ready(&mut self, worker: WorkerId, commands: &mut Vec<Command>) {
        let Some(slot) = self.slot_of(worker) else { return };
        if slot.state == SlotState::Starting {
            slot.change(SlotState::Idle, "said hello", commands);
            self.failed_starts = 0;
        }
    }

    fn done(&mut self, now: Time, worker: WorkerId, id: JobId, unit: UnitId, commands: &mut Vec<Command>) {
        let Some(slot) = self.slot_of(worker) else { return };
        // A unit that this worker was not given, or was done with already, is counted nowhere.
        let Some((place, running)) = slot.take(id, unit) else { return };
        let drawn_on = slot.id();
        slot.finish(now, &running, true, commands);
        let elapsed = now - running.since;
        // Only tiles tell how fast a worker computes.
        if running.is_tile && running.operations > 1e6 && elapsed > 0.0 && place == 0 {
            let seen = running.operations / elapsed;
            let smooth = |rate: Option<f64>| Some(rate.map_or(seen, |rate| rate + 0.25 * (seen - rate)));
            slot.rate = smooth(slot.rate);
            self.rate = smooth(self.rate);
        }
        let Some(job) = self.jobs.get_mut(&id) else { return };
        if job.finish(unit, worker, drawn_on) {
            job.draw(drawn_on, running.since, now, SpanStatus::Computed);
            self.completed += 1;
            commands.push(Command::Progress(id, job.done(), job.total()));
        }
        if job.is_complete() {
            let outcome = Outcome::Complete { retries: job.retries(), workers: job.contributors() };
            self.end_job(now, id, outcome, commands);
        }
    }

    fn failed(
        &mut self,
        now: Time,
        worker: WorkerId,
        id: JobId,
        unit: UnitId,
        reason: String,
        commands: &mut Vec<Command>,
    ) {
        let Some((place, running)) = self.take_off(now, worker, id, unit, commands) else { return };
        if let Some(job) = self.jobs.get_mut(&id) {
            job.draw(place, running.since, now, SpanStatus::Lost);
        }
        self.start_anew(now, id, worker, commands);
        self.give_back(now, id, unit, worker, &reason, commands);
    }

    /// Perhaps a worker never heard of the job, or has lost a part of it: it is told everything anew, and what else it
    /// has of the job waits again.
    fn start_anew(&mut self, now: Time, id: JobId, worker: WorkerId, commands: &mut Vec<Command>) {
        if !self.jobs.contains_key(&id) {
            return;
        }
        let of_job = |running: &Running| (running.job == id).then_some(running.unit);
        let units: Vec<UnitId> =
            self.slot_of(worker).map_or_else(Vec::new, |slot| slot.running.iter().filter_map(of_job).collect());
        // The last goes to the front first, so that they keep their order.
        for unit in units.into_iter().rev() {
            self.take_off(now, worker, id, unit, commands);
            if let Some(job) = self.jobs.get_mut(&id) {
                job.put_back(unit, worker);
            }
        }
        if let Some(job) = self.jobs.get_mut(&id) {
            job.forget_worker(worker);
            commands.push(Command::Close(worker, id));
        }
    }

    /// Takes a unit off a worker that has not done it; gives the worker's place, and what is known of the unit.
    fn take_off(
        &mut self,
        now: Time,
        worker: WorkerId,
        id: JobId,
        unit: UnitId,
        commands: &mut Vec<Command>,
    ) -> Option<(SlotId, Running)> {
        let slot = self.slot_of(worker)?;
        let (_, running) = slot.take(id, unit)?;
        slot.finish(now, &running, false, commands);
        Some((slot.id(), running))
    }

    fn lost(&mut self, now: Time, worker: WorkerId, reason: String, commands: &mut Vec<Command>) {
        let limits = self.limits;
        let Some(slot) = self.slot_of(worker) else { return };
        let was_starting = slot.state == SlotState::Starting;
        let place = slot.id();
        let running = slot.lose(now, limits.back_off, &reason, commands);
        // The driver may know of the loss only from us, so it is told in every case.
        self.dismiss(worker, commands);
        self.last_reason = reason.clone();
        self.failed_starts = if was_starting { self.failed_starts + 1 } else { 0 };
        // Of several in flight the worker was busy with the first.
        if let Some(first) = running.first()
            && let Some(job) = self.jobs.get_mut(&first.job)
        {
            job.draw(place, first.since, now, SpanStatus::Lost);
        }
        for unit in running {
            self.give_back(now, unit.job, unit.unit, worker, &reason, commands);
        }
    }

    /// Has a worker ended, and its place in every job's number of workers given free.
    fn dismiss(&mut self, worker: WorkerId, commands: &mut Vec<Command>) {
        commands.push(Command::Terminate(worker));
        self.jobs.values_mut().for_each(|job| job.forget_worker(worker));
    }

    /// The same for a worker that did nothing wrong: that it was up says that workers can be.
    fn release(&mut self, worker: WorkerId, commands: &mut Vec<Command>) {
        self.failed_starts = 0;
        self.dismiss(worker, commands);
    }

    /// A unit returns to its job, or its job fails after too many tries.
    fn give_back(
        &mut self,
        now: Time,
        id: JobId,
        unit: UnitId,
        worker: WorkerId,
        reason: &str,
        commands: &mut Vec<Command>,
    ) {
        let Some(job) = self.jobs.get_mut(&id) else { return };
        let tries = job.give_back(unit, worker);
        if tries >= self.limits.tries {
            let words = format!(
                "the same piece of work failed {tries} times, the last time because {reason}; try again, with fewer workers if memory is short"
            );
            self.end_job(now, id, Outcome::Failed(words), commands);
        }
    }

    /// No worker comes up: every job ends in words.
    fn give_up(&mut self, now: Time, commands: &mut Vec<Command>) {
        let words = format!("{}; press Retry or reload the page", self.why_broken());
        let ids: Vec<JobId> = self.jobs.keys().copied().collect();
        for id in ids {
            self.end_job(now, id, Outcome::Failed(words.clone()), commands);
        }
    }

    /// Ends the workers of this job with it, as [`JobSpec::recycle`] does: its memory was not foreseen.
    pub fn recycle_after(&mut self, id: JobId) {
        if let Some(job) = self.jobs.get_mut(&id) {
            job.recycle();
        }
    }

    fn end_job(&mut self, now: Time, id: JobId, outcome: Outcome, commands: &mut Vec<Command>) {
        let Some(mut job) = self.jobs.remove(&id) else { return };
        if !job.timeline.spans().is_empty() {
            self.last_timeline = std::mem::take(&mut job.timeline);
        }
        let complete = matches!(outcome, Outcome::Complete { .. });
        // First, so that the driver can tell workers that forget an ended job from those that begin one anew.
        commands.push(Command::Finish(id, outcome));
        let mut ended = Vec::new();
        for slot in &mut self.slots {
            let Some(worker) = slot.worker else { continue };
            slot.orphan(now, id);
            if !job.is_open_on(worker) {
                continue;
            }
            commands.push(Command::Close(worker, id));
            if job.spec().recycle && complete && slot.running.is_empty() {
                ended.push(worker);
                slot.vacate(now, "its memory is given back after a large job", commands);
            } else if job.spec().alone && slot.running.iter().any(|running| running.orphaned.is_some()) {
                ended.push(worker);
                slot.vacate(now, "its work was cancelled", commands);
            }
        }
        ended.into_iter().for_each(|worker| self.release(worker, commands));
    }

    fn resize(&mut self, now: Time, target: usize, commands: &mut Vec<Command>) {
        self.target = target;
        // Whoever wants workers wants them tried again.
        self.failed_starts = 0;
        self.slots.iter_mut().for_each(Slot::forgive);
        while self.slots.len() < target {
            self.slots.push(Slot::vacant(SlotId(self.slots.len() as u32)));
        }
        self.retire_surplus(now, commands);
    }

    /// Ends workers beyond the target as soon as they are idle.
    fn retire_surplus(&mut self, now: Time, commands: &mut Vec<Command>) {
        while self.slots.len() > self.target && self.slots.last().is_some_and(|slot| slot.running.is_empty()) {
            if let Some(mut slot) = self.slots.pop()
                && let Some(worker) = slot.worker
            {
                self.release(worker, commands);
                slot.vacate(now, "the pool was made smaller", commands);
            }
        }
    }

    /// Ends idle workers whose memory has grown; their successors start small.
    fn give_memory_back(&mut self, now: Time, commands: &mut Vec<Command>) {
        let mut ended = Vec::new();
        for slot in self.slots.iter_mut().filter(|slot| slot.state == SlotState::Idle && slot.has_grown) {
            ended.extend(slot.worker);
            slot.vacate(now, "its memory is given back after a while without work", commands);
        }
        ended.into_iter().for_each(|worker| self.release(worker, commands));
    }

    fn look_at_clocks(&mut self, now: Time, commands: &mut Vec<Command>) {
        let (limits, rate) = (self.limits, self.rate);
        let mut overdue = Vec::new();
        for slot in &mut self.slots {
            let Some(worker) = slot.worker else { continue };
            let verdict = slot.overdue(now, &limits, rate);
            // Two looks in a row: an answer may already be waiting behind this very event.
            match verdict {
                Some(reason) if slot.suspect => overdue.push((worker, reason)),
                Some(_) => slot.suspect = true,
                None => slot.suspect = false,
            }
        }
        for (worker, reason) in overdue {
            match reason {
                Overdue::Silent(reason) => self.lost(now, worker, reason, commands),
                Overdue::Unwanted => self.replace(now, worker, "it was still busy with a cancelled job", commands),
            }
        }
    }

    /// Ends a worker that did nothing wrong. Its other units wait again, and none of them counts as tried.
    fn replace(&mut self, now: Time, worker: WorkerId, reason: &str, commands: &mut Vec<Command>) {
        let Some(slot) = self.slot_of(worker) else { return };
        let running = slot.hand_over(now, reason, commands);
        self.release(worker, commands);
        for unit in running {
            if let Some(job) = self.jobs.get_mut(&unit.job) {
                job.hand_on(unit.unit, worker);
            }
        }
    }

    fn fill_slots(&mut self, now: Time, commands: &mut Vec<Command>) {
        self.retire_surplus(now, commands);
        if self.is_broken() {
            return;
        }
        for slot in self.slots.iter_mut().take(self.target) {
            if slot.worker.is_none() && now >= slot.not_before && !slot.is_spent(&self.limits) {
                let worker = WorkerId(self.next_worker);
                self.next_worker += 1;
                slot.start(now, worker, commands);
            }
        }
    }

    fn deal(&mut self, now: Time, commands: &mut Vec<Command>) {
        // One unit each in turn, so that nobody's second comes before another's first.
        for depth in 0..self.limits.depth {
            let mut places: Vec<usize> = (0..self.slots.len().min(self.target)).collect();
            if depth > 0 {
                // What is sent ahead no other can take any more, so it goes to who will be free first.
                let free_at = |place: &usize| self.slots[*place].free_at(now).unwrap_or(f64::INFINITY);
                places.sort_by(|left, right| free_at(left).total_cmp(&free_at(right)));
            }
            for place in places {
                self.deal_one(now, place, depth, commands);
            }
        }
    }

    /// How long a unit may take that is sent ahead to this place's worker; `None` if nothing may be.
    fn ahead(&self, now: Time, place: usize) -> Option<Time> {
        let slot = &self.slots[place];
        let free_at = slot.free_at(now)?;
        let sooner = |other: &&Slot| other.free_at(now).is_some_and(|other| other < free_at);
        let is_first = !self.slots.iter().filter(sooner).any(|other| other.shares_job_with(slot));
        Some(if is_first { self.limits.ahead } else { self.limits.short })
    }

    fn deal_one(&mut self, now: Time, place: usize, depth: usize, commands: &mut Vec<Command>) {
        let slot = &self.slots[place];
        let Some(worker) = slot.worker else { return };
        let usable = matches!(slot.state, SlotState::Idle | SlotState::Busy);
        if !usable || slot.running.len() != depth || slot.running.iter().any(|running| running.orphaned.is_some()) {
            return;
        }
        let ahead = depth > 0;
        let longest = match ahead {
            true => self.ahead(now, place).zip(slot.rate).map(|(time, rate)| time * rate),
            false => Some(f64::INFINITY),
        };
        let Some(longest) = longest else { return };
        let known = self.jobs.values().filter(|job| job.is_open_on(worker)).map(|job| job.spec().worker_bytes);
        let taken: u64 = known.filter(|&bytes| bytes > self.limits.small_bytes).sum();
        let room = if taken == 0 { u64::MAX } else { self.limits.worker_bytes.saturating_sub(taken) };
        let slot = &mut self.slots[place];
        let mut candidates: Vec<_> = self
            .jobs
            .iter()
            .filter(|(_, job)| job.can_use(worker))
            .filter(|(_, job)| !ahead || !job.spec().alone)
            .map(|(id, job)| (job.served, *id))
            .collect();
        candidates.sort_by(|left, right| left.partial_cmp(right).unwrap_or(std::cmp::Ordering::Equal));
        let (mut overtaken, mut is_kept_free) = (Vec::new(), false);
        for (_, id) in candidates {
            let Some(job) = self.jobs.get_mut(&id) else { continue };
            let bytes = job.spec().worker_bytes;
            if !job.is_open_on(worker) && bytes > self.limits.small_bytes && (is_kept_free || bytes > room) {
                is_kept_free |= job.overtaken >= self.limits.patience;
                overtaken.push(id);
                continue;
            }
            let Some(unit) = job.take(worker, slot.holding(id), longest) else { continue };
            let Unit { block, operations, .. } = job.spec().units[unit as usize];
            let is_new = job.open(worker);
            if is_new {
                commands.push(Command::Open(worker, id));
            }
            job.served += operations;
            slot.run(
                Running { job: id, unit, operations, is_tile: block.is_some(), since: now, heard: now, orphaned: None },
                block,
                commands,
            );
            commands.push(Command::Run(worker, id, unit));
            for id in overtaken.into_iter().filter(|_| is_new) {
                if let Some(job) = self.jobs.get_mut(&id) {
                    job.overtaken += 1;
                }
            }
            return;
        }
    }

    fn slot_of(&mut self, worker: WorkerId) -> Option<&mut Slot> {
        self.slots.iter_mut().find(|slot| slot.worker == Some(worker))
    }
}

#[cfg(test)]
mod tests;
