//! What the page can do: multiply, read, write and measure. `view` and `api` both build on it.
//!
//! In reading order: [`options`] and [`report`] are what callers pass and get, `startup` brings the workers up,
//! `multiply` takes a product from the call to the report, `sequence` several of them, [`verify`] checks one that was made elsewhere, `files` reads and
//! writes, `packed` takes files out of others, [`map`] draws heat maps.

mod abort;
mod compute_locally;
mod files;
mod fitting;
mod forecast;
mod input_transfer;
mod lanes;
mod largest;
pub mod map;
mod measure;
mod memory_budget;
mod multiply;
pub mod options;
mod packed;
mod placement;
mod rates;
pub mod report;
mod sequence;
mod startup;
pub mod verify;
mod warm_up;

pub use crate::pool::data_path::Transport;
pub use crate::pool::live_product::LiveProduct;
pub use crate::pool::product_job::Progress;
pub use crate::pool::scheduler::{PoolStats, SlotState, WorkerStats};
pub use crate::pool::tile_progress::TileMaker;
pub use forecast::{Forecast, Refusal};
pub use measure::is_benchmark_requested;
pub use options::{Mode, MultiplyOptions, ParseOptions, Source};
pub use report::{Product, Reason, Report, Timings};
pub use sequence::Factor;
pub use startup::{MAX_WORKERS, Outage};
pub use verify::{Verdict, VerifyOptions};

use crate::event_loop::TimeSlice;
use crate::failure::Failure;
use crate::operand::Operand;
use crate::pool::Pool;
use crate::pool::page_engine::RpcCall;
use crate::pool::scheduler::Timeline;
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, Shared};
use js_sys::{JsString, Uint8Array};
use memory_budget::MemoryBudget;
use rates::Rates;
use shared::format::{Export, Parsed};
use shared::protocol::JobId;
use startup::WorkerModule;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use worker::wire::{Request, Response};

/// Milliseconds of work in one task of the main thread.
const SLICE_MS: f64 = 10.0;

/// The page's one engine. Cheap to clone; equal to its clones.
#[derive(Clone)]
pub struct Engine(Rc<EngineState>);

struct EngineState {
    pool: Pool,
    module: RefCell<WorkerModule>,
    /// Workers wanted.
    workers: Cell<u32>,
    booted: RefCell<Shared<LocalBoxFuture<'static, ()>>>,
    memory_budget: MemoryBudget,
    /// Operations per millisecond on the main thread, once measured.
    local_rate: Cell<Option<f64>>,
    local_jobs: Cell<u32>,
    /// How fast products were, for forecasts.
    rates: Rates,
    /// Shared by all small products on the main thread.
    time_slice: TimeSlice,
}

impl EngineState {
    fn new(pool: Pool, module: WorkerModule, workers: u32) -> Self {
        Self {
            pool,
            module: RefCell::new(module),
            workers: Cell::new(workers),
            booted: RefCell::new(futures_util::future::ready(()).boxed_local().shared()),
            memory_budget: MemoryBudget::default(),
            local_rate: Cell::new(None),
            local_jobs: Cell::new(0),
            rates: Rates::default(),
            time_slice: TimeSlice::default(),
        }
    }
}

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Engine {
    /// Starts the pool in the background, from the workers' files that `index.html` names.
    pub fn start() -> Self {
        let workers = startup::cores().min(MAX_WORKERS);
        let state = EngineState::new(Pool::new(), WorkerModule::Loading, workers);
        let engine = Self(Rc::new(state));
        engine.boot();
        engine
    }

    /// An engine that never starts, for a page that is only written.
    pub fn unstarted() -> Self {
        Self(Rc::new(EngineState::new(Pool::new(), WorkerModule::Loading, 1)))
    }

    /// A job number for the page's own engine.
    fn next_local_job(&self) -> JobId {
        let id = self.0.local_jobs.get();
        self.0.local_jobs.set(id.wrapping_add(1));
        id
    }

    /// Computes C = A·B.
    ///
    /// # Errors
    /// Any [`Failure`].
    pub async fn multiply(&self, a: &Operand, b: &Operand, options: MultiplyOptions) -> Result<Product, Failure> {
        multiply::multiply(self, a, b, options).await
    }

    /// Computes Aᵏ by repeated squaring; A⁰ is the identity. The options' `transposed` has no effect.
    ///
    /// # Errors
    /// Any [`Failure`].
    pub async fn power(&self, a: &Operand, exponent: u64, options: MultiplyOptions) -> Result<Product, Failure> {
        sequence::power(self, a, exponent, options).await
    }

    /// Computes the product of at least two factors in the order that takes the fewest operations. The options'
    /// `transposed` has no effect; that of the factors has.
    ///
    /// # Errors
    /// Any [`Failure`].
    pub async fn chain(&self, factors: &[Factor], options: MultiplyOptions) -> Result<Product, Failure> {
        sequence::chain(self, factors, options).await
    }

    /// What a chain will take with these options; `None` if its factors do not fit together. Nothing is allocated.
    pub fn forecast_chain(&self, factors: &[Operand], options: &MultiplyOptions) -> Option<Forecast> {
        sequence::forecast(self, factors, options)
    }

    /// Checks that C is what rounding makes of A·B, whoever computed it.
    ///
    /// # Errors
    /// Any [`Failure`].
    pub async fn verify(&self, [a, b, c]: [&Operand; 3], options: VerifyOptions) -> Result<Verdict, Failure> {
        verify::verify(self, [a, b, c], options).await
    }

    /// Reads a matrix, in a worker.
    ///
    /// # Errors
    /// [`Failure::Format`] when it cannot be read, [`Failure::Pool`] when the pool failed.
    pub async fn parse(&self, source: Source, options: ParseOptions) -> Result<Parsed<Operand, String>, Failure> {
        packed::parse(self, source, options).await
    }

    /// Writes a matrix, in a worker.
    ///
    /// # Errors
    /// [`Failure::Format`] when the format cannot hold the matrix.
    pub async fn format(&self, matrix: &Operand, export: Export) -> Result<Uint8Array, Failure> {
        let bytes = files::format(self, matrix, export, None).await?;
        bytes.dyn_into().map_err(|_| Failure::UnexpectedResponse)
    }

    /// Writes a matrix as a `Blob`, which the worker makes: a large file never passes through the main thread.
    ///
    /// # Errors
    /// As [`Engine::format`].
    pub async fn export(&self, matrix: &Operand, export: Export) -> Result<web_sys::Blob, Failure> {
        let blob = files::format(self, matrix, export, Some(export.media_type())).await?;
        blob.dyn_into().map_err(|_| Failure::UnexpectedResponse)
    }

    /// Reads an envelope of the predecessor's RPC on the main thread, and answers it at once if its product is small.
    /// `None` if the workers' module does not run on the main thread. Many calls at once do not make one long task.
    ///
    /// # Errors
    /// [`Failure::Pool`].
    pub async fn rpc(&self, text: &JsString) -> Option<Result<RpcCall, Failure>> {
        self.booted().await;
        self.0.time_slice.enter(SLICE_MS).await;
        let page_engine = self.page_engine().ok()?;
        Some(page_engine.rpc(text, multiply::SMALL_OPERATIONS))
    }

    /// Executes a small request on the main thread, or in a worker if the module does not run on the main thread.
    ///
    /// # Errors
    /// Those of the request, and [`Failure::Pool`].
    pub async fn small_task(&self, request: impl Fn(JobId) -> Request + 'static) -> Result<Response, Failure> {
        self.booted().await;
        let in_worker = self.page_engine().is_err() && self.pool_error().is_none();
        files::run(self, in_worker, 0.0, None, None, Box::new(move |job| Ok(request(job)))).await
    }

    /// Executes a request that reads or writes some `bytes` in a worker, or on the main thread if no worker is available.
    ///
    /// # Errors
    /// Those of the request, and [`Failure::Pool`].
    pub async fn task(&self, bytes: f64, request: impl Fn(JobId) -> Request + 'static) -> Result<Response, Failure> {
        self.booted().await;
        files::run(self, self.pool_error().is_none(), bytes, None, None, Box::new(move |job| Ok(request(job)))).await
    }

    /// State of the pool.
    pub fn stats(&self) -> PoolStats {
        self.0.pool.stats()
    }

    /// What each worker did during the pool's latest product, and when; empty before the first.
    pub fn timeline(&self) -> Timeline {
        self.0.pool.timeline()
    }
}
