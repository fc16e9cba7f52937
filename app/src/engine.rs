//! What the page can do: multiply, parse, format. One face for the user interface and for scripts.
//!
//! Refuses to know buttons or JavaScript objects' field names; those are `components` and `api`.

use crate::failure::Failure;
use crate::operand::Operand;
use js_sys::Uint8Array;
use shared::kernel::{Algorithm, Kernel};
use std::rc::Rc;
use web_sys::AbortSignal;

/// Where a job runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mode {
    /// Decided from the measured cost.
    #[default]
    Auto,
    /// On the pool of workers.
    Pool,
    /// On the main thread, in short slices.
    Local,
}

/// How much of a job is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Tiles finished.
    pub tiles_done: u32,
    /// Tiles in all.
    pub tiles_total: u32,
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
    /// Cancels the job.
    pub signal: Option<AbortSignal>,
    /// Called with every finished tile; monotone, the last call has both equal.
    pub on_progress: Option<Rc<dyn Fn(Progress)>>,
}

/// How the operands travelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In `SharedArrayBuffer`s.
    Shared,
    /// By structured clone.
    Clone,
    /// Not at all: the job ran locally.
    None,
}

/// How a product was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// Pool or local; never auto.
    pub mode: Mode,
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
    /// Outcome of Freivalds' check; `None` when skipped or undecidable (NaN or infinities).
    pub verified: Option<bool>,
    /// No rounding can have happened.
    pub exact: bool,
    /// Bounds every |Ĉ − C| a priori.
    pub error_bound: f64,
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
    /// Bytes, and a file name if there is one.
    Bytes(Uint8Array, Option<String>),
    /// A file of the user's.
    File(web_sys::File),
}

/// What was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Loaded {
    /// The matrix.
    pub matrix: Operand,
    /// Name of the format: "json", "csv", "tsv", "npy", "mtx", "text".
    pub format: String,
    /// What was assumed, in words.
    pub notes: Vec<String>,
}

/// State of one worker, for people and scripts.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerStats {
    /// Its number.
    pub id: u32,
    /// "starting", "idle", "busy" or "lost".
    pub state: &'static str,
    /// Tiles it has computed.
    pub tiles: u32,
    /// Milliseconds it has been busy.
    pub busy_ms: f64,
}

/// State of the pool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Stats {
    /// Tiles and errands ever given to the pool.
    pub total_tasks: u32,
    /// Of those, finished.
    pub completed_tasks: u32,
    /// Of those, running now.
    pub active_tasks: u32,
    /// Of those, waiting.
    pub queue_size: u32,
    /// Every worker.
    pub workers: Vec<WorkerStats>,
}

/// The page's one engine. Cheap to clone; equal to its clones.
#[derive(Clone)]
pub struct Engine(Rc<Inner>);

struct Inner {}

impl PartialEq for Engine {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Engine {
    /// Starts the pool in the background.
    pub fn start() -> Self {
        Self(Rc::new(Inner {}))
    }

    /// Resolves when jobs can run, after 10 s at most.
    pub async fn ready(&self) {}

    /// C = A·B.
    ///
    /// # Errors
    /// Any [`Failure`]; a promise made of this always settles.
    pub async fn multiply(&self, _a: &Operand, _b: &Operand, _options: MultiplyOptions) -> Result<Product, Failure> {
        Err(Failure::Pool("not built yet".into()))
    }

    /// Reads a matrix, in a worker. `on_progress` gets (bytes done, bytes in all).
    ///
    /// # Errors
    /// [`Failure::Format`] in words, or that the pool failed.
    pub async fn parse(
        &self,
        _source: Source,
        _signal: Option<AbortSignal>,
        _on_progress: Option<Rc<dyn Fn(f64, f64)>>,
    ) -> Result<Loaded, Failure> {
        Err(Failure::Pool("not built yet".into()))
    }

    /// Writes a matrix, in a worker: `kind` is "json", "csv", "tsv", "npy" or "mtx".
    ///
    /// # Errors
    /// [`Failure::Format`] when the format cannot hold the matrix.
    pub async fn format(&self, _matrix: &Operand, _kind: &str) -> Result<Uint8Array, Failure> {
        Err(Failure::Pool("not built yet".into()))
    }

    /// State of the pool now.
    pub fn stats(&self) -> Stats {
        Stats::default()
    }

    /// Resizes the pool; `None` is one worker for each core.
    ///
    /// # Errors
    /// [`Failure::Limit`] for 0 or more than the pool's limit.
    pub async fn configure(&self, _workers: Option<u32>) -> Result<(), Failure> {
        Ok(())
    }
}
