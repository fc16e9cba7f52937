//! What the page can do: multiply, parse, format. One face for the user interface and for scripts.
//!
//! Refuses to know buttons or JavaScript objects' field names; those are `view` and `api`.

mod files;
mod measure;
mod memory_budget;
mod multiply;

use crate::event_loop::TimeSlice;
use crate::failure::Failure;
use crate::operand::{Elements, Operand};
use crate::pool::Pool;
use crate::pool::page_engine::{PageEngine, RpcCall};
pub use crate::pool::product_job::{Progress, Transport};
pub use crate::pool::scheduler::{PoolStats, SlotState, WorkerStats};
use crate::pool::scheduler::{SchedulerLimits, Timeline};
use crate::pool::worker_assets::{self, WorkerAssets};
use futures_channel::oneshot;
use futures_util::FutureExt;
use futures_util::future::{Either, LocalBoxFuture, Shared, select};
use gloo_events::EventListener;
use gloo_timers::future::TimeoutFuture;
use js_sys::{JsString, Uint8Array};
pub use measure::is_benchmark_requested;
use memory_budget::Room;
use serde::{Serialize, Serializer};
use shared::certificate::Verification;
use shared::format::{Dialect, Export, Parsed};
use shared::kernel::{Algorithm, Kernel};
use shared::protocol::{JobId, TileTimings};
use std::cell::{Cell, RefCell};
use std::fmt;
use std::pin::pin;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::AbortSignal;
use worker::wire::{Request, Response};

/// Where a job runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Decided from the measured cost.
    #[default]
    Auto,
    /// On the pool of workers.
    Pool,
    /// On the main thread, in short slices.
    Local,
}

impl Mode {
    /// The word that scripts and people use.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Auto => "auto",
            Mode::Pool => "pool",
            Mode::Local => "local",
        }
    }

    /// The mode of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Mode::Auto, Mode::Pool, Mode::Local].into_iter().find(|mode| mode.name() == name)
    }
}

/// What a caller may ask of a product.
#[derive(Clone, Default)]
pub struct MultiplyOptions {
    /// Where to run.
    pub mode: Mode,
    /// Use at most so many workers.
    pub workers: Option<u32>,
    /// `None` is the fastest that the browser offers.
    pub kernel: Option<Kernel>,
    /// Classical unless asked otherwise.
    pub algorithm: Algorithm,
    /// Skip Freivalds' check.
    pub skip_verify: bool,
    /// Where the product goes, instead of to a fresh array: as many elements as it has, of its dtype, apart from the
    /// operands. A fresh array costs more at its first touch than the copy. Unless the call succeeds it holds anything.
    pub out: Option<Elements>,
    /// Cancels the job.
    pub signal: Option<AbortSignal>,
    /// Called with every finished tile; monotone, the last call has both equal.
    pub on_progress: Option<Rc<dyn Fn(Progress)>>,
}

/// How a product was made.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// Pool or local; never auto.
    pub mode: Mode,
    /// Why there.
    #[serde(serialize_with = "as_text")]
    pub reason: Reason,
    /// Workers that computed at least one tile; 0 when local.
    pub workers: u32,
    /// Tiles computed.
    pub tiles: u32,
    /// Tiles that had to be given to another worker.
    pub retries: u32,
    /// Instruction set used.
    pub kernel: Kernel,
    /// Algorithm used.
    pub algorithm: Algorithm,
    /// How the operands travelled.
    pub transport: Transport,
    /// From the call to the result.
    pub milliseconds: f64,
    /// 2·m·n·k operations over that time, in 10^9 per second.
    pub gflops: f64,
    /// JobOutcome of Freivalds' check.
    #[serde(rename = "verified", serialize_with = "as_verified")]
    pub verification: Verification,
    /// No rounding can have happened.
    pub exact: bool,
    /// Bounds every |Ĉ − C| a priori.
    pub error_bound: f64,
    /// Where the time went.
    #[serde(skip)]
    pub spent: Timings,
}

fn as_text<S: Serializer>(reason: &Reason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(reason)
}

fn as_verified<S: Serializer>(verification: &Verification, serializer: S) -> Result<S::Ok, S::Error> {
    verification.verified().serialize(serializer)
}

/// Why a product ran where it ran.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The caller said so.
    Asked,
    /// There is no worker. A sentence.
    NoWorker(String),
    /// The workers' module could not be started on the page's thread. A sentence.
    NoPageEngine(String),
    /// What it was expected to cost, in ms: on the page's thread, and by so many workers. Work that would be felt on the
    /// page's thread goes to the pool in any case.
    Cost {
        /// On the page's thread.
        local: f64,
        /// By the pool.
        pool: f64,
        /// Workers.
        workers: u32,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Asked => f.write_str("asked for"),
            Reason::NoWorker(words) => write!(f, "no worker is available: {words}"),
            Reason::NoPageEngine(words) => write!(f, "{words}"),
            Reason::Cost { local, pool, workers } => {
                write!(
                    f,
                    "expected to take {local:.1} ms on the page's thread and {pool:.1} ms in the pool (workers: {workers})"
                )
            }
        }
    }
}

/// Where the time of a product went, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Timings {
    /// On the page: bringing the operands to where the pool finds them.
    pub bring: f64,
    /// On the page: waiting for the pool, or computing here.
    pub pool: f64,
    /// On the page: bringing the product to the caller.
    pub deliver: f64,
    /// In the workers, all of them added up.
    #[serde(flatten)]
    pub workers: TileTimings,
}

/// A product and its report.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// C = A·B.
    pub matrix: Operand,
    /// How it was made.
    pub report: Report,
}

/// What to read: bytes in memory (pasted text is its UTF-8 bytes) or a file, read in pieces by a worker.
#[derive(Clone, Debug)]
pub enum Source {
    /// Bytes, how many there were when they were given, and a file name if there is one.
    Bytes(Uint8Array, u32, Option<String>),
    /// A file of the user's.
    File(web_sys::File),
}

impl Source {
    /// All of these bytes.
    pub fn bytes(bytes: Uint8Array, name: Option<String>) -> Self {
        let length = bytes.length();
        Source::Bytes(bytes, length, name)
    }
}

/// How to read.
#[derive(Clone, Default)]
pub struct ParseOptions {
    /// Reads a text in this dialect, instead of the one that fits best.
    pub dialect: Option<Dialect>,
    /// Gives the reading up.
    pub signal: Option<AbortSignal>,
    /// Gets bytes done, and bytes in all.
    pub on_progress: Option<Rc<dyn Fn(f64, f64)>>,
}

/// Most workers that a pool may have.
pub const MOST_WORKERS: u32 = 64;
/// The main thread is let go after so many ms.
const SLICE_MS: f64 = 10.0;
/// After this the page works with what there is.
const PATIENCE: u32 = 9_500;
/// Why there is neither a worker nor a local engine at first.
const LATE: &str = "the workers' files have not arrived yet";

/// The page's one engine. Cheap to clone; equal to its clones.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

struct Inner {
    base: String,
    pool: Pool,
    module: RefCell<WorkerModule>,
    workers: Cell<u32>,
    booted: RefCell<Shared<LocalBoxFuture<'static, ()>>>,
    /// What products under way have taken.
    room: Room,
    /// Operations a millisecond on the main thread, once measured.
    local_rate: Cell<Option<f64>>,
    local_jobs: Cell<u32>,
    /// In which small products are made.
    time_slice: TimeSlice,
}

/// The workers' module, without which nothing is computed, read or written.
enum WorkerModule {
    /// Its files have not arrived yet.
    Loading,
    /// Its files could not be loaded. A sentence.
    Unavailable(String),
    /// The pool makes workers of it; on this thread it runs, or does not. A sentence.
    Loaded(Result<PageEngine, String>),
}

/// Why there is no worker, and what works without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outage {
    /// The workers' files could not be loaded: nothing can be computed, read or written. A sentence.
    Module(String),
    /// Workers do not start: products are made on the main thread. A sentence.
    Workers(String),
}

impl Outage {
    /// The reason.
    pub fn reason(&self) -> &str {
        match self {
            Outage::Module(reason) | Outage::Workers(reason) => reason,
        }
    }
}

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Engine {
    /// Starts the pool in the background, from the workers' files beside the page.
    pub fn start() -> Self {
        Self::start_from("./")
    }

    /// The same, with the workers' files at `base`, a URL that ends in a slash.
    pub fn start_from(base: &str) -> Self {
        let engine = Self(Rc::new(Inner {
            base: base.to_owned(),
            pool: Pool::new(SchedulerLimits::default()),
            module: RefCell::new(WorkerModule::Loading),
            workers: Cell::new(cores().min(MOST_WORKERS)),
            booted: RefCell::new(futures_util::future::ready(()).boxed_local().shared()),
            room: Room::default(),
            local_rate: Cell::new(None),
            local_jobs: Cell::new(0),
            time_slice: TimeSlice::default(),
        }));
        engine.boot();
        engine
    }

    /// Loads the workers' files and starts the pool.
    fn boot(&self) {
        let engine = self.clone();
        let boot = async move {
            let module = match WorkerAssets::load(&engine.0.base).await {
                Ok(assets) => {
                    engine.0.pool.start(assets.clone(), engine.0.workers.get() as usize);
                    let page_engine = PageEngine::start(&assets).await;
                    if let Err(reason) = &page_engine {
                        log::warn!("{reason}");
                    }
                    WorkerModule::Loaded(page_engine)
                }
                Err(reason) => {
                    log::error!("{reason}");
                    WorkerModule::Unavailable(reason)
                }
            };
            engine.0.module.replace(module);
        };
        let booted = boot.boxed_local().shared();
        *self.0.booted.borrow_mut() = booted.clone();
        wasm_bindgen_futures::spawn_local(booted);
    }

    /// Resolves when the workers' files are there, or it is clear that they will not be in time.
    async fn booted(&self) {
        let is_loading = matches!(*self.0.module.borrow(), WorkerModule::Loading);
        if is_loading {
            let booted = self.0.booted.borrow().clone();
            select(booted, TimeoutFuture::new(PATIENCE)).await;
        }
    }

    /// Resolves when jobs can run, after 10 s at most.
    pub async fn ready(&self) {
        let booted = self.0.booted.borrow().clone();
        let up = async {
            booted.await;
            if self.pool_trouble().is_none() {
                self.0.pool.settled().await;
            }
        };
        select(up.boxed_local(), TimeoutFuture::new(PATIENCE)).await;
    }

    /// Why no worker is available, if so.
    pub fn pool_trouble(&self) -> Option<String> {
        let late = || (!self.0.pool.has_assets()).then(|| LATE.to_owned());
        self.outage().map(|outage| outage.reason().to_owned()).or_else(late)
    }

    /// The same where it will not pass by itself, but perhaps by [`Engine::retry`].
    pub fn outage(&self) -> Option<Outage> {
        match &*self.0.module.borrow() {
            WorkerModule::Unavailable(reason) => Some(Outage::Module(reason.clone())),
            WorkerModule::Loading | WorkerModule::Loaded(_) => self.0.pool.broken().map(Outage::Workers),
        }
    }

    /// Tries again to start workers that could not be started.
    pub fn retry(&self) {
        let is_unavailable = matches!(*self.0.module.borrow(), WorkerModule::Unavailable(_));
        if is_unavailable {
            self.boot();
        } else {
            self.0.pool.resize(self.0.workers.get() as usize);
        }
    }

    /// The engine on this thread, or a sentence why there is none.
    fn page_engine(&self) -> Result<PageEngine, String> {
        match &*self.0.module.borrow() {
            WorkerModule::Loading => Err(LATE.to_owned()),
            WorkerModule::Unavailable(reason) => Err(reason.clone()),
            WorkerModule::Loaded(page_engine) => page_engine.clone(),
        }
    }

    /// A job number for the local engine.
    fn next_local_job(&self) -> u32 {
        let id = self.0.local_jobs.get();
        self.0.local_jobs.set(id.wrapping_add(1));
        id
    }

    /// C = A·B.
    ///
    /// # Errors
    /// Any [`Failure`]; a promise made of this always settles.
    pub async fn multiply(&self, a: &Operand, b: &Operand, options: MultiplyOptions) -> Result<Product, Failure> {
        multiply::multiply(self, a, b, options).await
    }

    /// Reads a matrix, in a worker.
    ///
    /// # Errors
    /// [`Failure::Format`] in words, or that the pool failed.
    pub async fn parse(&self, source: Source, options: ParseOptions) -> Result<Parsed<Operand>, Failure> {
        files::parse(self, source, options).await
    }

    /// Writes a matrix, in a worker.
    ///
    /// # Errors
    /// [`Failure::Format`] when the format cannot hold the matrix.
    pub async fn format(&self, matrix: &Operand, export: Export) -> Result<Uint8Array, Failure> {
        let bytes = files::format(self, matrix, export, None).await?;
        bytes.dyn_into().map_err(|_| files::unexpected())
    }

    /// The same as a `Blob`, which the worker makes: a large file never passes through this thread.
    ///
    /// # Errors
    /// As [`Engine::format`].
    pub async fn export(&self, matrix: &Operand, export: Export) -> Result<web_sys::Blob, Failure> {
        let blob = files::format(self, matrix, export, Some(export.media_type())).await?;
        blob.dyn_into().map_err(|_| files::unexpected())
    }

    /// Reads an envelope of the predecessor's RPC on this thread, and answers it at once if its product is small; `None`
    /// where the module does not run on this thread. Hundreds of callers at once do not make one long task.
    ///
    /// # Errors
    /// [`Failure::Pool`].
    pub async fn rpc(&self, text: &JsString) -> Option<Result<RpcCall, Failure>> {
        self.booted().await;
        self.0.time_slice.enter(SLICE_MS).await;
        let page_engine = self.page_engine().ok()?;
        Some(page_engine.rpc(text, multiply::SMALL_OPERATIONS).map_err(Failure::Pool))
    }

    /// Does one small thing on this thread, or has a worker do it where the module does not run on this thread.
    ///
    /// # Errors
    /// As the thing itself, and [`Failure::Pool`].
    pub async fn small_errand(&self, request: impl Fn(JobId) -> Request + 'static) -> Result<Response, Failure> {
        self.booted().await;
        files::run(self, self.page_engine().is_err(), 0.0, None, None, move |job| Ok(request(job))).await
    }

    /// Has a worker do one thing that costs some `bytes`, or does it on this thread where no worker is available.
    ///
    /// # Errors
    /// As the thing itself, and [`Failure::Pool`].
    pub async fn errand(&self, bytes: f64, request: impl Fn(JobId) -> Request + 'static) -> Result<Response, Failure> {
        self.booted().await;
        files::run(self, self.pool_trouble().is_none(), bytes, None, None, move |job| Ok(request(job))).await
    }

    /// State of the pool now.
    pub fn stats(&self) -> PoolStats {
        self.0.pool.stats()
    }

    /// Who did what when, of the product that came last to the pool; empty before the first.
    pub fn timeline(&self) -> Timeline {
        self.0.pool.timeline()
    }

    /// Resizes the pool; `None` is one worker for each core. Resolves when the workers are up.
    ///
    /// # Errors
    /// [`Failure::Limit`] for 0 or more than [`MOST_WORKERS`]; [`Failure::Pool`] when no worker comes up.
    pub async fn configure(&self, workers: Option<u32>) -> Result<(), Failure> {
        let asked = workers.unwrap_or_else(cores);
        // Nobody asks for too many who asks for no more than there are cores.
        let workers = if asked <= cores() { asked.min(MOST_WORKERS) } else { asked };
        if workers == 0 || workers > MOST_WORKERS {
            let words = format!("a pool of {workers} workers was asked for; choose from 1 to {MOST_WORKERS}");
            return Err(Failure::Limit(words));
        }
        self.0.workers.set(workers);
        self.retry();
        self.ready().await;
        match self.pool_trouble() {
            Some(reason) => Err(Failure::Pool(no_worker(&reason))),
            None => Ok(()),
        }
    }
}

/// `work`, or its abandonment as soon as `signal` says so, or has said so before: what comes ahead of a job may take
/// longer than Stop may.
async fn unless_aborted<R>(signal: Option<&AbortSignal>, work: impl Future<Output = R>) -> Result<R, Failure> {
    refuse_aborted(signal)?;
    let Some(signal) = signal else { return Ok(work.await) };
    let (sender, aborted) = oneshot::channel();
    let _listener = EventListener::once(signal, "abort", move |_| {
        let _ = sender.send(());
    });
    match select(pin!(work), aborted).await {
        Either::Left((result, _)) => Ok(result),
        Either::Right(_) => Err(Failure::Cancelled),
    }
}

/// Whether the caller still wants what it asked for.
fn refuse_aborted(signal: Option<&AbortSignal>) -> Result<(), Failure> {
    if signal.is_some_and(AbortSignal::aborted) { Err(Failure::Cancelled) } else { Ok(()) }
}

fn no_worker(reason: &str) -> String {
    format!("no worker is available: {reason}; press Retry or reload the page")
}

/// What the browser says of cores; it may say nothing, or 0.
fn cores() -> u32 {
    let cores = web_sys::window().map_or(1.0, |window| window.navigator().hardware_concurrency());
    if cores.is_finite() { (cores as u32).max(1) } else { 1 }
}

/// The fastest kernel that the browser offers.
fn fastest_kernel() -> Kernel {
    if worker_assets::has_relaxed_simd() { Kernel::Relaxed } else { Kernel::Simd128 }
}
