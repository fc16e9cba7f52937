//! The pool of workers, for the engine: products and tasks go in, results come out.
//!
//! In reading order: [`scheduler`] decides what happens, `driver` makes it happen with real workers, `pending_job` is
//! what a caller waits for, [`product_job`] a product in progress, `driver::responses` what workers answer, [`outbox`]
//! what they are still to be sent, [`live_product`] what can be seen of a product before its end; [`worker_handle`] is one live worker, [`worker_assets`] what it is started from,
//! [`page_engine`] the engine on the main thread, [`unpacker`] a worker for packed files.
//!
//! Every promise settles: the scheduler ends every job, and the end of a job settles it.

pub mod data_path;
mod driver;
pub mod live_product;
mod liveness_lock;
pub mod outbox;
pub mod page_engine;
mod pending_job;
pub mod product_job;
pub mod scheduler;
pub mod tile_progress;
pub mod tile_table;
pub mod unpacker;
pub mod worker_assets;
pub mod worker_handle;

use crate::failure::Failure;
use crate::memory::held_memory;
use driver::{Driver, dispatch_weakly};
use futures_channel::oneshot;
use gloo_events::EventListener;
use pending_job::{PendingJob, PendingProduct, PendingTask, PendingWork};
use product_job::{ProductJob, Progress};
use scheduler::{Event, JobSpec, PoolStats, Timeline, Unit};
use shared::protocol::JobId;
use std::rc::{Rc, Weak};
use web_sys::AbortSignal;
use worker::clock::now;
use worker::wire::Response;
use worker_assets::WorkerAssets;

pub use pending_job::{FinishedProduct, MakeRequest};

/// The pool. Cheap to clone.
#[derive(Clone)]
pub struct Pool(Rc<Driver>);

/// Cancels the job when the caller drops its future.
struct CancelOnDrop(Weak<Driver>, JobId);

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        let Some(driver) = self.0.upgrade() else { return };
        let is_running = driver.state.try_borrow().is_ok_and(|state| state.jobs.contains_key(&self.1));
        if is_running {
            driver.dispatch(Event::Cancel(self.1));
        }
    }
}

impl Pool {
    /// A pool without workers.
    pub fn new() -> Self {
        Self(Driver::new())
    }

    /// Starts `workers` workers from `assets`.
    pub fn start(&self, assets: WorkerAssets, workers: usize) {
        self.0.state.borrow_mut().assets = Some(assets);
        self.0.dispatch(Event::Resize(workers));
    }

    /// Resizes the pool, and lets it try again if it had given up. Does nothing before [`Pool::start`].
    pub fn resize(&self, workers: usize) {
        if self.has_assets() {
            self.0.dispatch(Event::Resize(workers));
        }
    }

    /// Resolves when every worker is up, or the pool has given up.
    pub async fn settled(&self) {
        loop {
            let changed = {
                let mut state = self.0.state.borrow_mut();
                let scheduler = &state.scheduler;
                if state.assets.is_some() && (scheduler.starting_workers() == 0 || scheduler.has_given_up()) {
                    return;
                }
                let (sender, changed) = oneshot::channel();
                state.on_change.push(sender);
                changed
            };
            let _ = changed.await;
        }
    }

    /// Computes a product with at most `max_workers` workers. Dropping the future cancels it.
    ///
    /// # Errors
    /// [`Failure::Cancelled`], [`Failure::Pool`], [`Failure::Limit`] when the queue is full, [`Failure::Format`] when
    /// an operand was detached meanwhile.
    pub async fn product(
        &self,
        product: ProductJob,
        max_workers: usize,
        signal: Option<AbortSignal>,
        on_progress: Option<Rc<dyn Fn(Progress)>>,
    ) -> Result<FinishedProduct, Failure> {
        let (reply, result) = oneshot::channel();
        let mut spec = product.job_spec(max_workers);
        held_memory::count(product.shared_buffers());
        spec.recycle |= held_memory::is_full();
        let work =
            PendingWork::Product(PendingProduct { product: Box::new(product), on_progress, reply, is_watched: false });
        let _guard = self.submit(spec, work, signal)?;
        result.await.unwrap_or_else(|_| Err(shut_down()))
    }

    /// Has a worker do one thing that is no product. `request` is called again if the worker is lost; its error fails
    /// the task. Dropping the future cancels it.
    ///
    /// # Errors
    /// As [`Pool::product`], and [`Failure::Format`] when the request was rejected.
    pub async fn task(
        &self,
        operations: f64,
        signal: Option<AbortSignal>,
        on_progress: Option<Rc<dyn Fn(f64, f64)>>,
        request: MakeRequest,
    ) -> Result<Response, Failure> {
        let (reply, result) = oneshot::channel();
        let spec = JobSpec {
            units: vec![Unit { block: None, operations }],
            max_workers: 1,
            worker_bytes: 0,
            recycle: false,
            exclusive: true,
            block_cost: 0.0,
            claimed: false,
        };
        let work = PendingWork::Task(PendingTask { request, on_progress, reply, response: None });
        let _guard = self.submit(spec, work, signal)?;
        result.await.unwrap_or_else(|_| Err(shut_down()))
    }

    /// Hands a job to the scheduler.
    fn submit(&self, spec: JobSpec, work: PendingWork, signal: Option<AbortSignal>) -> Result<CancelOnDrop, Failure> {
        // An aborted signal fires no more events.
        if signal.as_ref().is_some_and(AbortSignal::aborted) {
            return Err(Failure::Cancelled);
        }
        let id = self.0.state.borrow_mut().next_job_id();
        let driver = Rc::downgrade(&self.0);
        let on_abort = signal
            .map(|signal| EventListener::once(&signal, "abort", move |_| dispatch_weakly(&driver, Event::Cancel(id))));
        self.0.state.borrow_mut().jobs.insert(id, PendingJob::new(work, on_abort));
        self.0.dispatch(Event::Submit(id, spec));
        Ok(CancelOnDrop(Rc::downgrade(&self.0), id))
    }

    /// A pool on the same workers, to be dropped after its first product; `None` unless all workers are up and idle.
    pub fn rehearsal(&self) -> Option<Pool> {
        self.0.rehearsal().map(Pool)
    }

    /// Has every worker bring memory into being, and one of them the code that they share.
    pub fn warm_up(&self) {
        self.0.warm_up();
    }

    /// Has workers forget ended jobs at once.
    pub fn send_closes(&self) {
        self.0.state.borrow_mut().send_pending_closes();
    }

    /// Number of workers that are up.
    pub fn usable_workers(&self) -> usize {
        self.0.state.borrow().scheduler.usable_workers()
    }

    /// Whether the workers' files are loaded.
    pub fn has_assets(&self) -> bool {
        self.0.state.borrow().assets.is_some()
    }

    /// Number of workers wanted.
    pub fn target(&self) -> usize {
        self.0.state.borrow().scheduler.target()
    }

    /// Why the pool has given up starting workers, if it has.
    pub fn fatal_error(&self) -> Option<String> {
        self.0.state.borrow().scheduler.fatal_error()
    }

    /// Why no worker is up, if starting one has failed; it may still be tried again.
    pub fn startup_error(&self) -> Option<String> {
        self.0.state.borrow().scheduler.startup_error()
    }

    /// Operations per millisecond of one worker, once measured.
    pub fn rate(&self) -> Option<f64> {
        self.0.state.borrow().scheduler.rate()
    }

    /// State of the pool.
    pub fn stats(&self) -> PoolStats {
        self.0.state.borrow().scheduler.stats(now())
    }

    /// What each worker did during the latest product, and when.
    pub fn timeline(&self) -> Timeline {
        self.0.state.borrow().scheduler.timeline().clone()
    }
}

impl Default for Pool {
    fn default() -> Self {
        Self::new()
    }
}

fn shut_down() -> Failure {
    Failure::Pool("the pool was shut down; reload the page".into())
}
