//! The messages between the page and a worker: [`Request`] and [`Response`]. Requests are sent in lists.
//!
//! `P` is a payload that is sent as it is (a typed array, a file). The worker crate's `wire` encodes messages.

use crate::certificate::{Norms, Verification};
use crate::element::DType;
use crate::format::{Alternative, Dialect, Export, Format, Parsed};
use crate::kernel::{Algorithm, Dims, Kernel};
use crate::map::{CellSummary, ColourScale, MapBlock, PixelDetail};
use crate::matrix::Shape;
use crate::measurement::Sample;
use crate::rpc::RpcMethod;
use crate::tiling::{Tile, TileId};
use serde::Serialize;

mod check_step;
mod rejection;
mod shared_operands;

pub use check_step::CheckStep;
pub use rejection::RejectionKind;
pub use shared_operands::{
    OperandIndex, RESULT_CLOSED, RESULT_WRITERS, SharedOperands, UPLOAD_CANCELLED, UPLOAD_CHUNK_ELEMENTS,
};

/// Number of a job; never used twice in a page.
pub type JobId = u32;

/// Number of a worker's turn at a job, never used twice in the job.
pub type Turn = u32;

/// What a worker must know of a product before its first tile.
#[derive(Clone, Debug, PartialEq)]
pub struct ProductSpec {
    /// Sizes.
    pub dims: Dims,
    /// Element type of A, B and C. Mixed operands are converted to f64 before.
    pub dtype: DType,
    /// Instruction set.
    pub kernel: Kernel,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Whether A is stored transposed, as k × m, and B as n × k. Workers turn what they bring in.
    pub transposed: [bool; 2],
    /// Seed of Freivalds' check, below 2^53; `None` for no check.
    pub verify: Option<u64>,
    /// Every block of columns is one tile, so that packing B for further tiles does not pay.
    pub one_tile_per_block: bool,
    /// The worker returns the buffers in which operands arrive, one of them with its tile: the first touch of fresh
    /// memory takes longer than a copy.
    pub return_buffers: bool,
}

/// A choice for a product in one call, see `LocalEngine` of the workers' module: the kernel `relaxed`.
pub const DIRECT_RELAXED: u32 = 1;
/// The algorithm `strassen`.
pub const DIRECT_STRASSEN: u32 = 2;
/// A is stored transposed.
pub const DIRECT_TRANSPOSED_A: u32 = 4;
/// B is stored transposed.
pub const DIRECT_TRANSPOSED_B: u32 = 8;

/// From the page to a worker.
#[derive(Debug)]
pub enum Request<P> {
    /// A product begins. `operands` are A, B and C in shared memory; otherwise they come with the tiles.
    Open {
        /// The job.
        job: JobId,
        /// Its sizes and options.
        spec: ProductSpec,
        /// A, B and C in shared memory.
        operands: Option<SharedOperands<P>>,
    },
    /// Rows of one block of columns of B, in order, where memory is not shared. A worker keeps one block.
    Band {
        /// The job.
        job: JobId,
        /// Which block of columns.
        block: u32,
        /// First column and number of columns of the block.
        columns: (usize, usize),
        /// First row of this band.
        first_row: usize,
        /// The elements, row by row.
        elements: P,
    },
    /// Compute one tile.
    Run {
        /// The job.
        job: JobId,
        /// The tile's number.
        tile_id: TileId,
        /// Its place in C.
        tile: Tile,
        /// Its rows of A, where memory is not shared.
        a: Option<P>,
    },
    /// Claim tiles of a job in shared memory and compute them, see [`crate::claims`].
    Claim {
        /// The job.
        job: JobId,
        /// Number of this turn, never used twice in a job.
        turn: Turn,
        /// The worker's slot in the pool.
        slot: u32,
        /// Most tiles to claim in this turn.
        limit: u32,
        /// `Int32Array` on a `SharedArrayBuffer`: the table, with the records behind it in the same buffer.
        table: P,
    },
    /// Forget a job.
    Close {
        /// The job.
        job: JobId,
    },
    /// Read a matrix.
    Parse {
        /// The job.
        job: JobId,
        /// A `Uint8Array` or a `File`.
        source: P,
        /// File name, if there is one.
        name: Option<String>,
        /// Dialect of a text; `None` for the one that fits best.
        dialect: Option<Dialect>,
        /// Put the elements on a `SharedArrayBuffer`.
        shared: bool,
    },
    /// Write a matrix.
    Format {
        /// The job.
        job: JobId,
        /// Rows and columns.
        shape: Shape,
        /// The typed array.
        elements: P,
        /// What to write it as.
        export: Export,
        /// Media type of the resulting `Blob`; `None` for a `Uint8Array`.
        file: Option<String>,
    },
    /// Read an envelope of the predecessor's RPC.
    ParseRpc {
        /// The job.
        job: JobId,
        /// Its text, a string.
        text: P,
    },
    /// Write the envelope that answers one.
    EncodeRpc {
        /// The job.
        job: JobId,
        /// The method that was called.
        method: RpcMethod,
        /// Rows and columns of the product.
        shape: Shape,
        /// `Float64Array` of its elements.
        elements: P,
    },
    /// Do a step of the check of a product that was made elsewhere, for a band of rows.
    Check {
        /// The job.
        job: JobId,
        /// The step.
        step: CheckStep,
        /// Typed arrays, see [`CheckStep`].
        arrays: Vec<P>,
        /// Columns of B and C.
        cols: usize,
        /// Element type of B.
        b_dtype: DType,
        /// Seed of the signs, below 2^53.
        seed: u64,
    },
    /// Say what the pixels of a block of a map show.
    Summarise {
        /// The job.
        job: JobId,
        /// A typed array.
        elements: P,
        /// The pixels, and where their cells are in the array.
        block: MapBlock,
    },
    /// Make the image of a map.
    Paint {
        /// The job.
        job: JobId,
        /// `Float64Array` of what each pixel shows.
        shown: P,
        /// Which colours that is.
        scale: ColourScale,
    },
    /// While there is no job, compute small products that nobody asked for, so that code is optimised and memory is there
    /// before the first job. There is no answer.
    WarmUp {
        /// How many products.
        products: u32,
        /// MiB of memory to bring into being.
        megabytes: u32,
    },
    /// Take one sample of a measurement.
    Measure {
        /// The job.
        job: JobId,
        /// What to time: a [`crate::measurement::Measurement`] as an object, which only the worker reads.
        what: P,
    },
}

/// Where a worker's time went for one tile, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct TileTimings {
    /// Waiting for operands.
    pub wait: f64,
    /// Copying operands in and results out.
    pub copy: f64,
    /// Packing B.
    pub pack: f64,
    /// The kernel.
    pub compute: f64,
    /// Norms and expectations for the certificate.
    pub certify: f64,
}

impl TileTimings {
    /// Adds those of another tile.
    pub fn add(&mut self, other: &Self) {
        self.wait += other.wait;
        self.copy += other.copy;
        self.pack += other.pack;
        self.compute += other.compute;
        self.certify += other.certify;
    }
}

/// What the certificate needs of a tile.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TileReport {
    /// Of the tile's rows of A.
    pub a: Norms,
    /// Of the block's columns of B.
    pub b: Norms,
    /// Freivalds' check of the tile.
    pub verification: Verification,
}

/// From a worker to the page.
#[derive(Debug)]
pub enum Response<P> {
    /// First message of a worker.
    Hello {
        /// Build id of its script. A page does not work with workers of other builds, whose messages may differ.
        build: String,
        /// Kernels that it can run.
        kernels: Vec<Kernel>,
    },
    /// A tile is done.
    Done {
        /// The job.
        job: JobId,
        /// The tile.
        tile_id: TileId,
        /// The tile's elements, where memory is not shared.
        c: Option<P>,
        /// Buffers of the page that are no longer needed. Their content is unspecified.
        returned: Vec<P>,
        /// Norms, and the outcome of the check.
        tile_report: TileReport,
        /// Where the time went.
        times: TileTimings,
    },
    /// A turn has ended: nothing is left to claim, or the limit is reached, or the page has ended it.
    TurnEnded {
        /// The job.
        job: JobId,
        /// The turn.
        turn: Turn,
        /// Why the tile that was claimed last was not computed, a sentence; the page releases it.
        failure: Option<String>,
    },
    /// Bytes read so far.
    ReadProgress {
        /// The job.
        job: JobId,
        /// Bytes done.
        done: f64,
        /// Bytes in total.
        total: f64,
    },
    /// A matrix was read.
    Parsed {
        /// The job.
        job: JobId,
        /// Its shape, and how it was read.
        parsed: Parsed<Shape, String>,
        /// Typed array of its elements.
        elements: P,
    },
    /// A matrix was written.
    Formatted {
        /// The job.
        job: JobId,
        /// A `Uint8Array` or a `Blob`, as requested.
        bytes: P,
    },
    /// A packed file's content.
    Unpacked {
        /// The job.
        job: JobId,
        /// A `File` with the name that it is read under, which is empty where there is none.
        file: P,
        /// What it was taken from, if that is a format of its own.
        format: Option<Format>,
        /// What was assumed.
        notes: Vec<String>,
        /// The other arrays or sheets.
        alternatives: Vec<Alternative>,
    },
    /// An envelope asks for a product.
    RpcParsed {
        /// The job.
        job: JobId,
        /// The method called.
        method: RpcMethod,
        /// Shapes of the operands.
        shapes: (Shape, Shape),
        /// `Float64Array`s of their elements.
        operands: (P, P),
    },
    /// The text of an answer, a string.
    RpcEncoded {
        /// The job.
        job: JobId,
        /// The envelope.
        text: P,
    },
    /// A step of a check is done for a band.
    Checked {
        /// The job.
        job: JobId,
        /// `Float64Array` of the answer, see [`CheckStep`].
        numbers: P,
    },
    /// What the pixels of a block show.
    Summarised {
        /// The job.
        job: JobId,
        /// `Float64Array` of what each pixel shows, row by row.
        shown: P,
        /// What is said of all cells.
        total: CellSummary,
        /// More, if there is only one pixel.
        detail: Option<PixelDetail>,
    },
    /// The image of a map.
    Painted {
        /// The job.
        job: JobId,
        /// `Uint8ClampedArray` of red, green, blue and opacity of each pixel for a light background, then for a dark one.
        image: P,
    },
    /// One sample of a measurement.
    Measured {
        /// The job.
        job: JobId,
        /// The sample.
        sample: Sample,
    },
    /// The job cannot be done as requested, by this or any other worker.
    Rejected {
        /// The job.
        job: JobId,
        /// Which kind of error.
        kind: RejectionKind,
        /// The reason, a sentence.
        reason: String,
        /// Other interpretations of the text.
        alternatives: Vec<Alternative>,
    },
    /// This worker failed; another one may succeed.
    Failed {
        /// The job.
        job: JobId,
        /// The tile, or `None` for other work.
        tile_id: Option<TileId>,
        /// The reason, a sentence.
        reason: String,
    },
    /// The worker is about to end itself.
    Crashed {
        /// The reason, a sentence.
        reason: String,
    },
}
