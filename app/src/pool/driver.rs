//! Drives the scheduler with real workers: executes its commands and tells it what happened.

mod claims;
mod page_lifecycle;
mod rehearsal;
mod responses;

use super::ordered_map::OrderedMap;
use super::outbox::Outbox;
use super::pending_job::{Deferred, PendingJob, PendingWork};
use super::product_job::{ProductJob, ProductStep};
use super::scheduler::{Command, Event, Scheduler, SchedulerLimits, SlotState, StateChange, Time, UnitId, WorkerId};
use super::worker_assets::WorkerAssets;
use super::worker_handle::WorkerHandle;
use crate::event_loop::{spawn_local, yield_to_event_loop};
use crate::memory::buffer_pool;
use futures_channel::oneshot;
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use log::Level;
use shared::protocol::JobId;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use worker::clock::now;
use worker::wire::{Request, Response};

/// Milliseconds without large work after which memory is released.
const IDLE_TRIM_MS: u32 = 30_000;
/// Milliseconds between two ticks while there is work.
const TICK_MS: u32 = 50;
/// Milliseconds of making and sending messages in one task.
const POST_SLICE_MS: Time = 8.0;

/// See the module's text.
pub(super) struct Driver {
    pub(super) state: RefCell<DriverState>,
    /// Events that arrived while another was being handled, for example from a caller's callback.
    events: RefCell<VecDeque<Event>>,
    is_handling: Cell<bool>,
    /// The outbox is being emptied, slice by slice.
    is_posting: Cell<bool>,
    /// For callbacks that outlive the call.
    this: Weak<Driver>,
}

pub(super) struct DriverState {
    pub(super) scheduler: Scheduler,
    pub(super) assets: Option<WorkerAssets>,
    pub(super) workers: OrderedMap<WorkerId, Rc<WorkerHandle>>,
    pub(super) jobs: OrderedMap<JobId, PendingJob>,
    last_job: JobId,
    /// What workers are still to be sent.
    outbox: Outbox<ProductStep>,
    ticker: Option<Interval>,
    /// Runs out a while after the last large work.
    idle_trim: Option<Timeout>,
    /// Notified after the next event.
    pub(super) on_change: Vec<oneshot::Sender<()>>,
    /// Size of the pool when the page was closed.
    pub(super) target_on_return: Option<usize>,
    /// A pool that borrows the workers of this one (driver/rehearsal.rs).
    rehearsal: Weak<Driver>,
    /// The workers are borrowed: others start and end them, and report on them.
    is_rehearsal: bool,
    _page_listeners: Vec<EventListener>,
}

impl Driver {
    /// A driver without workers.
    pub(super) fn new() -> Rc<Self> {
        Rc::new_cyclic(|this: &Weak<Driver>| Driver {
            state: RefCell::new(DriverState {
                scheduler: Scheduler::new(SchedulerLimits::default()),
                assets: None,
                workers: OrderedMap::new(),
                jobs: OrderedMap::new(),
                last_job: 0,
                outbox: Outbox::new(),
                ticker: None,
                idle_trim: None,
                on_change: Vec::new(),
                target_on_return: None,
                rehearsal: Weak::new(),
                is_rehearsal: false,
                _page_listeners: page_lifecycle::listen(this),
            }),
            events: RefCell::default(),
            is_handling: Cell::new(false),
            is_posting: Cell::new(false),
            this: this.clone(),
        })
    }

    /// Handles an event and all that follow from it.
    pub(super) fn dispatch(&self, event: Event) {
        self.queue(event);
        if self.is_handling.replace(true) {
            return;
        }
        loop {
            let event = self.events.borrow_mut().pop_front();
            let Some(event) = event else { break };
            for action in self.handle(event) {
                action();
            }
        }
        self.is_handling.set(false);
        self.post();
        self.update_timers();
    }

    fn queue(&self, event: Event) {
        self.events.borrow_mut().push_back(event);
    }

    fn handle(&self, event: Event) -> Vec<Deferred> {
        let state = &mut *self.state.borrow_mut();
        let mut deferred = Vec::new();
        // What a worker has done before it was lost, or its turn ended, counts.
        let looks = match event {
            Event::Tick | Event::WorkerLost(..) | Event::TurnEnded(..) | Event::Cancel(_) => state.look_at_all(),
            _ => Vec::new(),
        };
        if matches!(event, Event::Tick) {
            state.send_pending_closes();
            // Handled after this tick, which is soon enough: only two overdue ticks in a row end a worker.
            state.jobs_awaiting_input().into_iter().for_each(|job| self.queue(Event::AwaitingInput(job)));
        }
        let time = now();
        let commands: Vec<Command> =
            looks.into_iter().chain([event]).flat_map(|event| state.scheduler.handle(time, event)).collect();
        for command in commands {
            match command {
                Command::Spawn(worker) => self.spawn(state, worker),
                Command::Terminate(worker) => state.forget_worker(worker),
                Command::Open(worker, job) => state.open(worker, job),
                Command::Run(worker, job, unit) => {
                    if !state.run(worker, job, unit) {
                        self.queue(Event::DispatchFailed(worker, job, unit));
                    }
                }
                Command::BeginTurn(worker, slot, job, turn, limit) => {
                    state.begin_turn(worker, job, turn, slot, limit);
                    self.watch(state, job);
                }
                Command::EndTurn(slot, job, turn) => {
                    state.table(job).into_iter().for_each(|table| table.end_turn(slot, turn));
                }
                Command::Release(job, tile, turn) => {
                    state.table(job).into_iter().for_each(|table| table.release(tile, turn));
                }
                Command::Close(worker, job) => state.close(worker, job),
                Command::Progress(job, ..) => {
                    deferred.extend(state.jobs.get(&job).and_then(PendingJob::report_progress));
                }
                Command::Finish(job, outcome) => {
                    deferred.extend(state.jobs.remove(&job).map(|job| job.finish(outcome)));
                }
                Command::StateChange(change) => log_state_change(&change, state.is_rehearsal),
            }
        }
        for changed in state.on_change.drain(..) {
            let _ = changed.send(());
        }
        deferred
    }

    fn spawn(&self, state: &mut DriverState, worker: WorkerId) {
        let Some(assets) = state.assets.as_ref().filter(|_| !state.is_rehearsal) else { return };
        let (responses, failures) = (self.this.clone(), self.this.clone());
        let handle = WorkerHandle::spawn(
            assets,
            move |response| {
                if let Some(driver) = responses.upgrade() {
                    driver.receive(worker, response);
                }
            },
            move |reason| dispatch_weakly(&failures, Event::WorkerLost(worker, reason)),
        );
        match handle {
            Ok(handle) => drop(state.workers.insert(worker, Rc::new(handle))),
            Err(reason) => self.queue(Event::WorkerLost(worker, reason)),
        }
    }

    /// Handles a worker's message.
    fn receive(&self, worker: WorkerId, response: Response) {
        let Some(response) = self.unless_of_rehearsal(worker, response) else { return };
        let event = {
            let mut state = self.state.borrow_mut();
            if !state.workers.contains_key(&worker) {
                return;
            }
            responses::to_event(&mut state, worker, response)
        };
        let Some(event) = event else { return };
        let done = match &event {
            Event::Done(_, job, _) | Event::TurnEnded(_, job, ..) => Some(*job),
            _ => None,
        };
        self.dispatch(event);
        // The worker has its next tile; now there is time to copy this one.
        if let Some(job) = done
            && let Some(product) = self.state.borrow_mut().product_mut(job)
        {
            product.copy_pending_tiles();
        }
    }

    /// Sends what is in the outbox, one message per worker in turn, and yields to the event loop if that takes long.
    fn post(&self) {
        if self.is_posting.replace(true) {
            return;
        }
        let start = now();
        while now() - start < POST_SLICE_MS {
            // Ends the borrow before the events are handled.
            let posted = self.state.borrow_mut().post_next();
            let Some(events) = posted else {
                self.is_posting.set(false);
                return;
            };
            events.into_iter().for_each(|event| self.dispatch(event));
        }
        let this = self.this.clone();
        spawn_local(async move {
            yield_to_event_loop().await;
            if let Some(driver) = this.upgrade() {
                driver.is_posting.set(false);
                driver.post();
            }
        });
    }

    /// Ticks while there is something to wait for. A while after the last large work, memory is released once, so that an
    /// idle page is not woken repeatedly.
    fn update_timers(&self) {
        let mut state = self.state.borrow_mut();
        if state.scheduler.has_large_units() {
            state.idle_trim = None;
        }
        if !state.scheduler.needs_ticks() && !state.outbox.has_closes() {
            if state.ticker.take().is_some() && state.idle_trim.is_none() {
                let this = self.this.clone();
                state.idle_trim = Some(Timeout::new(IDLE_TRIM_MS, move || trim_memory(&this)));
            }
            return;
        }
        if state.ticker.is_none() {
            let this = self.this.clone();
            state.ticker = Some(Interval::new(TICK_MS, move || dispatch_weakly(&this, Event::Tick)));
        }
    }
}

impl DriverState {
    pub(super) fn next_job_id(&mut self) -> JobId {
        self.last_job += 1;
        self.last_job
    }

    pub(super) fn product_mut(&mut self, job: JobId) -> Option<&mut ProductJob> {
        self.jobs.get_mut(&job).and_then(PendingJob::product_mut)
    }

    fn forget_worker(&mut self, worker: WorkerId) {
        self.outbox.forget_worker(worker);
        self.workers.remove(&worker);
        if let Some(rehearsal) = self.rehearsal.upgrade() {
            rehearsal.state.borrow_mut().workers.remove(&worker);
        }
        self.jobs.values_mut().filter_map(PendingJob::product_mut).for_each(|product| product.forget_worker(worker));
    }

    fn open(&mut self, worker: WorkerId, job: JobId) {
        if self.product_mut(job).is_some() {
            self.outbox.push(worker, job, [ProductStep::Open]);
        }
    }

    /// Sends a unit, or queues the steps to it; false if the job cannot be done.
    fn run(&mut self, worker: WorkerId, id: JobId, unit: UnitId) -> bool {
        let Some(job) = self.jobs.get_mut(&id) else { return true };
        match &mut job.work {
            PendingWork::Product(pending) => self.outbox.push(worker, id, pending.product.steps(worker, unit)),
            PendingWork::Task(task) => match (task.request)(id) {
                Ok(request) => self.send(worker, vec![request]),
                Err(failure) => {
                    job.reject(failure);
                    return false;
                }
            },
        }
        true
    }

    /// Has a worker forget a job. A job that goes on is opened there again, so its queued steps are obsolete. (For one
    /// that has ended, see [`DriverState::post_next`].)
    fn close(&mut self, worker: WorkerId, job: JobId) {
        self.outbox.queue_close(worker, job);
        if let Some(product) = self.product_mut(job) {
            product.forget_worker(worker);
            self.outbox.forget_job(worker, job);
        }
    }

    /// Sends one message, to the next worker in turn that has queued steps: all of them, but at most one that takes time
    /// to make. Returns the events that follow, or `None` if nothing is queued.
    fn post_next(&mut self) -> Option<Vec<Event>> {
        let worker = self.outbox.next_worker()?;
        let (mut requests, mut events) = (Vec::new(), Vec::new());
        while let Some((id, step)) = self.outbox.take(worker) {
            let not_sent = match step {
                ProductStep::Tile(unit) | ProductStep::Turn { turn: unit, .. } => {
                    Some(Event::DispatchFailed(worker, id, unit))
                }
                ProductStep::Open | ProductStep::Band { .. } => None,
            };
            // A job that has ended needs nothing more, and its worker is free.
            let Some(job) = self.jobs.get_mut(&id) else {
                events.extend(not_sent);
                continue;
            };
            let Some(product) = job.product() else { continue };
            let takes_time = product.copies_for(&step);
            match product.request(id, &step) {
                Ok(request) => requests.extend(request),
                Err(failure) => {
                    job.reject(failure);
                    events.push(not_sent.unwrap_or(Event::Rejected(id)));
                    break;
                }
            }
            if takes_time {
                break;
            }
        }
        if !requests.is_empty() {
            self.send(worker, requests);
        }
        Some(events)
    }

    /// Jobs whose workers may be waiting for this page, which is slow where it gets little processor time;
    /// some of them twice.
    fn jobs_awaiting_input(&self) -> Vec<JobId> {
        let is_uploading = |job: &PendingJob| job.product().is_some_and(ProductJob::is_uploading);
        let uploading = self.jobs.iter().filter(|(_, job)| is_uploading(job)).map(|(id, _)| *id);
        uploading.chain(self.outbox.jobs()).collect()
    }

    /// Sends a message, after the worker's pending closes.
    fn send(&mut self, worker: WorkerId, requests: Vec<Request>) {
        if let Some(handle) = self.workers.get(&worker) {
            let closes = self.outbox.take_closes(worker);
            handle.send(close_requests(closes).chain(requests).collect());
        }
    }

    /// Sends the closes of workers that got no other message meanwhile.
    pub(super) fn send_pending_closes(&mut self) {
        for (worker, closes) in self.outbox.take_all_closes() {
            if let Some(handle) = self.workers.get(&worker) {
                handle.send(close_requests(closes).collect());
            }
        }
    }
}

fn close_requests(jobs: Vec<JobId>) -> impl Iterator<Item = Request> {
    jobs.into_iter().map(|job| Request::Close { job })
}

/// Dispatches an event if the driver still exists.
pub(super) fn dispatch_weakly(driver: &Weak<Driver>, event: Event) {
    if let Some(driver) = driver.upgrade() {
        driver.dispatch(event);
    }
}

fn trim_memory(driver: &Weak<Driver>) {
    buffer_pool::clear();
    if let Some(driver) = driver.upgrade() {
        driver.state.borrow_mut().idle_trim = None;
        driver.dispatch(Event::TrimMemory);
    }
}

/// A line in logfmt.
fn log_state_change(change: &StateChange, is_rehearsal: bool) {
    let StateChange { slot, worker, from, to, reason } = change;
    let level = match (from, to) {
        _ if is_rehearsal => Level::Trace,
        (SlotState::Idle | SlotState::Busy, SlotState::Idle | SlotState::Busy) => Level::Debug,
        _ => Level::Info,
    };
    let worker = worker.map_or_else(|| "-".to_owned(), |worker| worker.0.to_string());
    log::log!(level, "slot={} worker={worker} from={} to={} reason={reason:?}", slot.0, from.name(), to.name());
}
