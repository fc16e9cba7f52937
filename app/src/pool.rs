//! Drives the scheduler with real workers: carries out its commands and tells it what happened.
//!
//! In reading order: [`scheduler`] decides, [`worker_assets`] is what workers are made of, [`worker_handle`] is one live
//! worker, `responses` what it answers, [`product_job`] is a product on its way, [`outbox`] what workers are still to be
//! sent, [`page_engine`] the engine without workers.
//!
//! Refuses to decide where a job runs (that is the engine's) and to compute. A promise made here always settles:
//! the scheduler ends every job, and a job's end is what settles it.

mod liveness_lock;
pub mod outbox;
pub mod page_engine;
pub mod product_job;
mod responses;
pub mod scheduler;
pub mod worker_assets;
pub mod worker_handle;

use crate::event_loop::yield_to_event_loop;
use crate::failure::Failure;
use crate::memory::buffer_pool;
use futures_channel::oneshot;
use gloo_events::EventListener;
use gloo_timers::callback::{Interval, Timeout};
use log::Level;
use outbox::Outbox;
use product_job::{ProductJob, Progress, Step};
use scheduler::{
    Command, Event, JobOutcome, JobSpec, PoolStats, Scheduler, SchedulerLimits, SlotState, StateChange, Time, Timeline,
    Unit, WorkerId,
};
use shared::protocol::JobId;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{AbortSignal, PageTransitionEvent};
use worker::clock::now;
use worker::wire::{Request, Response};
use worker_assets::WorkerAssets;
use worker_handle::WorkerHandle;

/// Milliseconds without large work after which memory is given back.
const REST: u32 = 30_000;
/// Milliseconds between two looks at the clock while something is going on.
const TICK: u32 = 50;
/// Milliseconds for which messages are made and sent in one go.
const POSTING: Time = 8.0;

/// The pool. Cheap to clone.
#[derive(Clone)]
pub struct Pool(Rc<Inner>);

struct Inner {
    state: RefCell<State>,
    /// Events that came while one was being handled, by a caller's own callback.
    events: RefCell<VecDeque<Event>>,
    handling: Cell<bool>,
    /// The outbox is being emptied, slice by slice.
    posting: Cell<bool>,
}

struct State {
    scheduler: Scheduler,
    assets: Option<WorkerAssets>,
    workers: HashMap<WorkerId, WorkerHandle>,
    jobs: HashMap<JobId, Job>,
    /// Why jobs are refused that have not ended yet.
    refusals: HashMap<JobId, Failure>,
    next_job: JobId,
    ticker: Option<Interval>,
    /// Runs out when nobody has wanted anything large for a while.
    rest: Option<Timeout>,
    waiters: Vec<oneshot::Sender<()>>,
    /// Steps of products whose requests are still to be made and sent.
    outbox: Outbox<Step>,
    /// Workers that there were when the page was left.
    wanted_on_return: Option<usize>,
    /// Hear that the page goes, or comes back.
    _page: Vec<EventListener>,
}

/// What a caller waits for.
enum Job {
    Product {
        product: Box<ProductJob>,
        on_progress: Option<Rc<dyn Fn(Progress)>>,
        reply: oneshot::Sender<Result<Finished, Failure>>,
        _cancel: Option<EventListener>,
    },
    Errand {
        request: Box<dyn Fn(JobId) -> Result<Request, Failure>>,
        on_progress: Option<Rc<dyn Fn(f64, f64)>>,
        reply: oneshot::Sender<Result<Response, Failure>>,
        _cancel: Option<EventListener>,
        answer: Option<Response>,
    },
}

/// A product that the pool has finished.
pub struct Finished {
    /// The product.
    pub product: Box<ProductJob>,
    /// Tiles that went to another worker after their first was lost.
    pub retries: u32,
    /// Workers that took part.
    pub workers: u32,
}

/// Somebody waits for the job. Gone before it has ended, nobody does.
struct Wanted(Weak<Inner>, JobId);

impl Drop for Wanted {
    fn drop(&mut self) {
        let Some(inner) = self.0.upgrade() else { return };
        let is_on = inner.state.try_borrow().is_ok_and(|state| state.jobs.contains_key(&self.1));
        if is_on {
            Pool(inner).dispatch(Event::Cancel(self.1));
        }
    }
}

/// Things to do once the state is no longer borrowed: they may call back into the pool.
type Deferred = Vec<Box<dyn FnOnce()>>;

impl Pool {
    /// A pool without workers.
    pub fn new(limits: SchedulerLimits) -> Self {
        Self(Rc::new_cyclic(|pool: &Weak<Inner>| Inner {
            state: RefCell::new(State {
                _page: listen_to_page(pool),
                scheduler: Scheduler::new(limits),
                assets: None,
                workers: HashMap::new(),
                jobs: HashMap::new(),
                refusals: HashMap::new(),
                next_job: 0,
                ticker: None,
                rest: None,
                waiters: Vec::new(),
                outbox: Outbox::new(),
                wanted_on_return: None,
            }),
            events: RefCell::default(),
            handling: Cell::new(false),
            posting: Cell::new(false),
        }))
    }

    /// Starts `workers` workers from `assets`.
    pub fn start(&self, assets: WorkerAssets, workers: usize) {
        self.0.state.borrow_mut().assets = Some(assets);
        self.dispatch(Event::Resize(workers));
    }

    /// Resizes the pool, and lets it try again if it had given up. Nothing before [`Pool::start`]: there is nothing to
    /// make workers of.
    pub fn resize(&self, workers: usize) {
        if !self.has_assets() {
            return;
        }
        self.dispatch(Event::Resize(workers));
    }

    /// The page goes and does not come back: every job is cancelled, every worker ended.
    fn shut(&self) {
        let jobs: Vec<JobId> = self.0.state.borrow().jobs.keys().copied().collect();
        for job in jobs {
            self.dispatch(Event::Cancel(job));
        }
        let wanted = self.target();
        self.dispatch(Event::Resize(0));
        // A worker in the middle of a tile would be ended only when the clock is looked at again.
        let busy: Vec<WorkerId> = self.0.state.borrow().workers.keys().copied().collect();
        for worker in busy {
            self.dispatch(Event::WorkerLost(worker, "the page was left".to_owned()));
        }
        self.0.state.borrow_mut().wanted_on_return = Some(wanted);
    }

    /// The page is shown again after all, out of the browser's cache.
    fn reopen(&self) {
        let wanted = self.0.state.borrow_mut().wanted_on_return.take();
        if let Some(workers) = wanted {
            self.resize(workers);
        }
    }

    /// Resolves when every worker is up, or the pool has given up.
    pub async fn settled(&self) {
        loop {
            let waiter = {
                let mut state = self.0.state.borrow_mut();
                if state.assets.is_some() && (state.scheduler.starting_workers() == 0 || state.scheduler.has_given_up())
                {
                    return;
                }
                let (sender, waiter) = oneshot::channel();
                state.waiters.push(sender);
                waiter
            };
            let _ = waiter.await;
        }
    }

    /// Computes a product with at most `max_workers` workers. Dropped before it ends, it is cancelled.
    ///
    /// # Errors
    /// [`Failure::Cancelled`], [`Failure::Pool`], [`Failure::Limit`] when the queue is full, [`Failure::Format`] when an
    /// operand was taken away meanwhile.
    pub async fn product(
        &self,
        product: ProductJob,
        max_workers: usize,
        signal: Option<AbortSignal>,
        on_progress: Option<Rc<dyn Fn(Progress)>>,
    ) -> Result<Finished, Failure> {
        let (reply, outcome) = oneshot::channel();
        let spec = product.job_spec(max_workers);
        let _wanted = self.submit(spec, signal, |cancel| Job::Product {
            product: Box::new(product),
            on_progress,
            reply,
            _cancel: cancel,
        })?;
        outcome.await.unwrap_or_else(|_| Err(Failure::Pool("the pool was shut down; reload the page".into())))
    }

    /// Has a worker do one thing. `request` may be called again if the worker is lost; the job ends with its error. Dropped
    /// before it ends, it is cancelled.
    ///
    /// # Errors
    /// As [`Pool::product`], and [`Failure::Format`] when what was asked for cannot be done.
    pub async fn errand(
        &self,
        operations: f64,
        signal: Option<AbortSignal>,
        on_progress: Option<Rc<dyn Fn(f64, f64)>>,
        request: impl Fn(JobId) -> Result<Request, Failure> + 'static,
    ) -> Result<Response, Failure> {
        let (reply, outcome) = oneshot::channel();
        let spec = JobSpec {
            units: vec![Unit { block: None, operations }],
            max_workers: 1,
            worker_bytes: 0,
            recycle: false,
            exclusive: true,
            block_cost: 0.0,
        };
        let _wanted = self.submit(spec, signal, |cancel| Job::Errand {
            request: Box::new(request),
            on_progress,
            reply,
            _cancel: cancel,
            answer: None,
        })?;
        outcome.await.unwrap_or_else(|_| Err(Failure::Pool("the pool was shut down; reload the page".into())))
    }

    /// Hands a job to the scheduler; it is cancelled when the answer is dropped.
    fn submit(
        &self,
        spec: JobSpec,
        signal: Option<AbortSignal>,
        job: impl FnOnce(Option<EventListener>) -> Job,
    ) -> Result<Wanted, Failure> {
        // Else a worker would be given what nobody wants.
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            return Err(Failure::Cancelled);
        }
        let id = {
            let mut state = self.0.state.borrow_mut();
            state.next_job += 1;
            state.next_job
        };
        let weak = Rc::downgrade(&self.0);
        let cancel = signal
            .map(|signal| EventListener::once(&signal, "abort", move |_| dispatch_weakly(&weak, Event::Cancel(id))));
        self.0.state.borrow_mut().jobs.insert(id, job(cancel));
        self.dispatch(Event::Submit(id, spec));
        Ok(Wanted(Rc::downgrade(&self.0), id))
    }

    /// Number of workers that are up.
    pub fn usable_workers(&self) -> usize {
        self.0.state.borrow().scheduler.usable_workers()
    }

    /// Whether the workers' files are here.
    pub fn has_assets(&self) -> bool {
        self.0.state.borrow().assets.is_some()
    }

    /// Number of workers wanted.
    pub fn target(&self) -> usize {
        self.0.state.borrow().scheduler.target()
    }

    /// Why no worker comes up, if the pool has given up.
    pub fn broken(&self) -> Option<String> {
        let state = self.0.state.borrow();
        state.scheduler.fatal_error()
    }

    /// Why no worker is up at the moment, where starting some has failed.
    pub fn missing(&self) -> Option<String> {
        self.0.state.borrow().scheduler.startup_error()
    }

    /// Operations a millisecond that one worker reaches, once measured.
    pub fn rate(&self) -> Option<f64> {
        self.0.state.borrow().scheduler.rate()
    }

    /// State of the pool now.
    pub fn stats(&self) -> PoolStats {
        self.0.state.borrow().scheduler.stats(now())
    }

    /// Who did what when, of the product that came last.
    pub fn timeline(&self) -> Timeline {
        self.0.state.borrow().scheduler.timeline().clone()
    }

    /// Handles an event and all that follow from it.
    fn dispatch(&self, event: Event) {
        self.0.events.borrow_mut().push_back(event);
        if self.0.handling.replace(true) {
            return;
        }
        loop {
            let event = self.0.events.borrow_mut().pop_front();
            let Some(event) = event else { break };
            let mut deferred = Deferred::new();
            self.handle(event, &mut deferred);
            for action in deferred {
                action();
            }
        }
        self.0.handling.set(false);
        self.post();
        self.keep_time();
    }

    fn handle(&self, event: Event, deferred: &mut Deferred) {
        let state = &mut *self.0.state.borrow_mut();
        if matches!(event, Event::Tick) {
            state.send_late_farewells();
            // Taken after this one: two looks at the clock make a worker count as hung.
            self.0.events.borrow_mut().extend(state.feeding().into_iter().map(Event::AwaitingInput));
        }
        for command in state.scheduler.handle(now(), event) {
            match command {
                Command::Spawn(worker) => self.spawn(state, worker),
                Command::Terminate(worker) => {
                    state.outbox.forget_worker(worker);
                    state.workers.remove(&worker);
                    for job in state.jobs.values_mut() {
                        if let Job::Product { product, .. } = job {
                            product.forget_worker(worker);
                        }
                    }
                }
                Command::Open(worker, id) => {
                    if let Some(Job::Product { .. }) = state.jobs.get(&id) {
                        state.outbox.push(worker, id, [Step::Open]);
                    }
                }
                Command::Run(worker, id, unit) => match state.jobs.get_mut(&id) {
                    Some(Job::Product { product, .. }) => {
                        state.outbox.push(worker, id, product.steps(worker, unit));
                    }
                    Some(Job::Errand { request, .. }) => match request(id) {
                        Ok(request) => state.send(worker, vec![request]),
                        Err(failure) => {
                            state.refusals.insert(id, failure);
                            self.0.events.borrow_mut().push_back(Event::DispatchFailed(worker, id, unit));
                        }
                    },
                    None => {}
                },
                Command::Close(worker, id) => {
                    state.outbox.end(worker, id);
                    // A job that goes on is begun anew there: what it was to be sent before is not sent any more. (Of
                    // one that has ended, see `State::post_next`.)
                    if let Some(Job::Product { product, .. }) = state.jobs.get_mut(&id) {
                        product.forget_worker(worker);
                        state.outbox.forget_job(worker, id);
                    }
                }
                Command::Progress(id, ..) => state.report_progress(id, deferred),
                Command::Finish(id, outcome) => state.finish(id, outcome, deferred),
                Command::StateChange(change) => log_change(&change),
            }
        }
        for waiter in state.waiters.drain(..) {
            let _ = waiter.send(());
        }
    }

    fn spawn(&self, state: &mut State, worker: WorkerId) {
        let Some(assets) = &state.assets else { return };
        let (responses, failures) = (Rc::downgrade(&self.0), Rc::downgrade(&self.0));
        let handle = WorkerHandle::spawn(
            assets,
            move |response| receive(&responses, worker, response),
            move |reason| dispatch_weakly(&failures, Event::WorkerLost(worker, reason)),
        );
        match handle {
            Ok(handle) => drop(state.workers.insert(worker, handle)),
            Err(reason) => self.0.events.borrow_mut().push_back(Event::WorkerLost(worker, reason)),
        }
    }

    /// Sends what is in the outbox, a message to each worker in turn, and lets the page go when that takes long.
    fn post(&self) {
        if self.0.posting.replace(true) {
            return;
        }
        let start = now();
        while now() - start < POSTING {
            // The borrow ends with this line: events change the state.
            let posted = self.0.state.borrow_mut().post_next();
            let Some(events) = posted else {
                self.0.posting.set(false);
                return;
            };
            events.into_iter().for_each(|event| self.dispatch(event));
        }
        let weak = Rc::downgrade(&self.0);
        wasm_bindgen_futures::spawn_local(async move {
            yield_to_event_loop().await;
            if let Some(inner) = weak.upgrade() {
                inner.posting.set(false);
                Pool(inner).post();
            }
        });
    }

    /// Looks at the clock while there is something to wait for. A while after the last large work memory is given back,
    /// once: an idle page is not woken for ever, and small jobs now and then keep nothing.
    fn keep_time(&self) {
        let mut state = self.0.state.borrow_mut();
        if state.scheduler.has_large_units() {
            state.rest = None;
        }
        if !state.scheduler.needs_ticks() && !state.outbox.has_news() {
            if state.ticker.take().is_some() && state.rest.is_none() {
                let weak = Rc::downgrade(&self.0);
                state.rest = Some(Timeout::new(REST, move || rest(&weak)));
            }
            return;
        }
        if state.ticker.is_none() {
            let weak = Rc::downgrade(&self.0);
            state.ticker = Some(Interval::new(TICK, move || dispatch_weakly(&weak, Event::Tick)));
        }
    }
}

impl State {
    /// Sends one message, to the next worker in turn for which there is something: all of it, but no more than one step
    /// that takes time to make. Gives what came of it: units that are not sent after all. `None` if there is nothing.
    fn post_next(&mut self) -> Option<Vec<Event>> {
        let worker = self.outbox.next_worker()?;
        let (mut requests, mut events) = (Vec::new(), Vec::new());
        while let Some((id, step)) = self.outbox.take(worker) {
            let unsent = match step {
                Step::Unit(unit) => Some(Event::DispatchFailed(worker, id, unit)),
                Step::Open | Step::Band { .. } => None,
            };
            // A job that has ended meanwhile needs nothing more, and its worker is free.
            let Some(Job::Product { product, .. }) = self.jobs.get(&id) else {
                events.extend(unsent);
                continue;
            };
            match product.request(id, &step) {
                Ok(request) => requests.extend(request),
                Err(failure) => {
                    self.refusals.insert(id, failure);
                    events.push(unsent.unwrap_or(Event::Rejected(id)));
                    break;
                }
            }
            if product.copies_for(&step) {
                break;
            }
        }
        if !requests.is_empty() {
            self.send(worker, requests);
        }
        Some(events)
    }

    /// Jobs whose workers may wait for this page, which is slow where it has little of the processor.
    fn feeding(&self) -> BTreeSet<JobId> {
        let is_feeding = |job: &Job| matches!(job, Job::Product { product, .. } if product.is_feeding());
        let copied = self.jobs.iter().filter(|(_, job)| is_feeding(job)).map(|(id, _)| *id);
        copied.chain(self.outbox.jobs()).collect()
    }

    /// Sends a message, with the news of what jobs have ended before it.
    fn send(&mut self, worker: WorkerId, requests: Vec<Request>) {
        if let Some(handle) = self.workers.get(&worker) {
            let ended = self.outbox.take_news(worker);
            handle.send(farewells(ended).chain(requests).collect());
        }
    }

    /// Tells workers that have had no message meanwhile what jobs have ended.
    fn send_late_farewells(&mut self) {
        for (worker, ended) in self.outbox.take_all_news() {
            if let Some(handle) = self.workers.get(&worker) {
                handle.send(farewells(ended).collect());
            }
        }
    }

    /// The last progress, with all tiles done, is reported when the job ends.
    fn report_progress(&self, id: JobId, deferred: &mut Deferred) {
        if let Some(Job::Product { product, on_progress: Some(report), .. }) = self.jobs.get(&id) {
            let progress = Progress { tiles_done: product.tiles_done(), tiles_total: product.tiles() };
            if progress.tiles_done < progress.tiles_total {
                let report = report.clone();
                deferred.push(Box::new(move || report(progress)));
            }
        }
    }

    fn finish(&mut self, id: JobId, outcome: JobOutcome, deferred: &mut Deferred) {
        let (refusal, job) = (self.refusals.remove(&id), self.jobs.remove(&id));
        let Some(job) = job else { return };
        let failure = match outcome {
            JobOutcome::Complete { retries, workers } => Ok((retries, workers)),
            JobOutcome::Cancelled => Err(Failure::Cancelled),
            JobOutcome::Failed(words) => Err(Failure::Pool(words)),
            JobOutcome::QueueFull(limit) => Err(Failure::Limit(format!(
                "{limit} jobs are waiting already, which is the limit; wait for some of them to end and call again"
            ))),
            // The worker's answer says why, or we do; without either there is nothing better to say.
            JobOutcome::Rejected => Err(refusal
                .unwrap_or_else(|| Failure::Pool("the job was refused without a reason; reload the page".into()))),
        };
        match job {
            Job::Product { product, on_progress, reply, .. } => {
                if failure.is_err() {
                    product.abandon();
                }
                let result = failure.map(|(retries, workers)| Finished { product, retries, workers });
                let last =
                    on_progress.filter(|_| result.is_ok()).zip(result.as_ref().ok().map(|done| done.product.tiles()));
                deferred.push(Box::new(move || {
                    if let Some((report, tiles)) = last {
                        report(Progress { tiles_done: tiles, tiles_total: tiles });
                    }
                    let _ = reply.send(result);
                }));
            }
            Job::Errand { reply, answer, .. } => {
                let result = match answer {
                    Some(Response::Rejected { kind, reason, alternatives, .. }) => {
                        Err(Failure::rejected(kind, reason, alternatives))
                    }
                    Some(answer) => failure.map(|_| answer),
                    None => failure.and(Err(Failure::Pool("the worker gave no answer; try again".into()))),
                };
                deferred.push(Box::new(move || drop(reply.send(result))));
            }
        }
    }
}

/// The requests that have a worker forget jobs that have ended.
fn farewells(jobs: Vec<JobId>) -> impl Iterator<Item = Request> {
    jobs.into_iter().map(|job| Request::Close { job })
}

/// A page that the browser keeps for going back to (`persisted`) keeps its workers too: they sleep with it.
fn listen_to_page(pool: &Weak<Inner>) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let (left, shown) = (pool.clone(), pool.clone());
    let is_kept =
        |event: &web_sys::Event| event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
    let on_hide = EventListener::new(&window, "pagehide", move |event| {
        if let Some(inner) = left.upgrade().filter(|_| !is_kept(event)) {
            Pool(inner).shut();
        }
    });
    let on_show = EventListener::new(&window, "pageshow", move |_| {
        if let Some(inner) = shown.upgrade() {
            Pool(inner).reopen();
        }
    });
    vec![on_hide, on_show]
}

/// A line of pairs, in the order and with the quotes of logfmt, so that tools can read it too.
fn log_change(change: &StateChange) {
    let StateChange { slot, worker, from, to, reason } = change;
    let level = match (from, to) {
        // To and fro between idle and busy: for those who want every detail.
        (SlotState::Idle | SlotState::Busy, SlotState::Idle | SlotState::Busy) => Level::Debug,
        _ => Level::Info,
    };
    let worker = worker.map_or_else(|| "-".to_owned(), |worker| worker.0.to_string());
    log::log!(level, "slot={} worker={worker} from={} to={} reason={reason:?}", slot.0, from.name(), to.name());
}

/// Gives memory back.
fn rest(pool: &Weak<Inner>) {
    buffer_pool::clear();
    if let Some(inner) = pool.upgrade() {
        inner.state.borrow_mut().rest = None;
        Pool(inner).dispatch(Event::TrimMemory);
    }
}

fn dispatch_weakly(pool: &Weak<Inner>, event: Event) {
    if let Some(inner) = pool.upgrade() {
        Pool(inner).dispatch(event);
    }
}

/// What a worker says becomes an event, once its contents are in their place.
fn receive(pool: &Weak<Inner>, worker: WorkerId, response: Response) {
    let Some(inner) = pool.upgrade() else { return };
    let pool = Pool(inner);
    let event = {
        let mut state = pool.0.state.borrow_mut();
        if !state.workers.contains_key(&worker) {
            return;
        }
        responses::translate(&mut state, worker, response)
    };
    let Some(event) = event else { return };
    let finished = match &event {
        Event::Done(_, job, _) => Some(*job),
        _ => None,
    };
    pool.dispatch(event);
    // The worker has its next tile; now there is time for this one.
    if let Some(job) = finished
        && let Some(Job::Product { product, .. }) = pool.0.state.borrow_mut().jobs.get_mut(&job)
    {
        product.deliver();
    }
}
