//! What crosses between the page and a worker: two enums, ids in each variant. Requests cross as lists.
//!
//! `P` is a payload that crosses as it is (a typed array, a file); this file does not know which.
//! Refuses to say how a message is encoded; that is the worker crate's `wire`.

use crate::certificate::{Norms, Verification};
use crate::element::DType;
use crate::format::{Alternative, Dialect, Export, Parsed};
use crate::kernel::{Algorithm, Dims, Kernel};
use crate::matrix::Shape;
use crate::measurement::{Measurement, Sample};
use crate::rpc::RpcMethod;
use crate::tiling::{Tile, TileId};
use serde::{Deserialize, Serialize};

/// Changes whenever a message changes its form. A page never works with a worker of another version:
/// after an update of the site, one may come from a cache and the other not.
pub const PROTOCOL_VERSION: u32 = 6;

/// Number of a job; never used twice in a page.
pub type JobId = u32;

/// What a worker must know of a product before its first tile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProductSpec {
    /// Sizes.
    pub dims: Dims,
    /// Element type of A, B and C. Mixed operands are made f64 before.
    pub dtype: DType,
    /// Instruction set.
    pub kernel: Kernel,
    /// Algorithm.
    pub algorithm: Algorithm,
    /// Seed of Freivalds' check, below 2^53; `None` when it is not wanted.
    pub verify: Option<u64>,
    /// Every block of columns is one tile, so that packing B for further tiles does not pay.
    pub one_tile_per_block: bool,
    /// The arrays in which operands come are lent: the worker sends its tile in one of them, and the others back. The
    /// first touch of a fresh array takes longer than filling it does.
    pub return_buffers: bool,
}

/// From the page to a worker.
#[derive(Debug, Serialize, Deserialize)]
pub enum Request<P> {
    /// A job begins. `operands` are A, B and C where memory is shared; else they come with the tiles.
    Open {
        /// The job.
        job: JobId,
        /// Its sizes and wishes.
        spec: ProductSpec,
        /// A, B and C in shared memory.
        operands: Option<SharedOperands<P>>,
    },
    /// Rows of one column block of B, in order, where memory is not shared. A worker keeps one block.
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
        /// Reads a text in this dialect, instead of the one that fits best.
        dialect: Option<Dialect>,
        /// Put the elements on a `SharedArrayBuffer`, where the pool will want them.
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
        /// Media type of the `Blob` that is wanted; `None` for a `Uint8Array`.
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
    /// Time something, once.
    Measure {
        /// The job.
        job: JobId,
        /// What to time.
        what: Measurement,
    },
}

/// A, B and C in memory that both sides see.
#[derive(Debug, Serialize, Deserialize)]
pub struct SharedOperands<P> {
    /// Typed array of m × k elements.
    pub a: P,
    /// Typed array of k × n elements.
    pub b: P,
    /// Typed array of m × n elements, to be written.
    pub c: P,
    /// `Int32Array` of two on a `SharedArrayBuffer`: how much of A and of B is there, see [`UPLOAD_CHUNK_ELEMENTS`].
    pub upload: P,
}

/// A job begins before its operands have wholly come to shared memory: workers take what is there and wait for the
/// rest. What has arrived is counted from the first element on, in so many elements.
pub const UPLOAD_CHUNK_ELEMENTS: usize = 1 << 15;

/// Stands in place of a count of uploaded chunks once nobody wants the job any more: whoever waits goes on, whoever
/// brings operands in stops.
pub const UPLOAD_CANCELLED: i32 = -1;

/// An operand's place in [`SharedOperands::upload`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandIndex {
    /// A.
    A = 0,
    /// B.
    B = 1,
}

/// Where a worker's time went for one tile, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
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

/// What a worker found out about its tile's operands.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct TileReport {
    /// Of the tile's rows of A.
    pub a: Norms,
    /// Of the block's columns of B.
    pub b: Norms,
    /// Freivalds' check of the tile.
    pub verification: Verification,
}

/// From a worker to the page.
#[derive(Debug, Serialize, Deserialize)]
pub enum Response<P> {
    /// First message: what this worker is.
    Hello {
        /// [`PROTOCOL_VERSION`] of its build.
        protocol: u32,
        /// Crate version of its build.
        version: String,
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
        /// Arrays that were lent and are not needed any more. What they hold is anything.
        returned: Vec<P>,
        /// For the certificate.
        tile_report: TileReport,
        /// Where the time went.
        times: TileTimings,
    },
    /// Bytes read so far.
    ReadProgress {
        /// The job.
        job: JobId,
        /// Bytes done.
        done: f64,
        /// Bytes in all.
        total: f64,
    },
    /// A matrix was read.
    Parsed {
        /// The job.
        job: JobId,
        /// Its shape, and how it was read.
        parsed: Parsed<Shape>,
        /// Typed array of its elements.
        elements: P,
    },
    /// A matrix was written.
    Formatted {
        /// The job.
        job: JobId,
        /// A `Uint8Array`, or the `Blob` that was asked for.
        bytes: P,
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
    /// One sample of what was to be timed.
    Measured {
        /// The job.
        job: JobId,
        /// The sample.
        sample: Sample,
    },
    /// The job's own fault: what it asked for cannot be done. No other worker would do better.
    Rejected {
        /// The job.
        job: JobId,
        /// Which kind of error.
        kind: RejectionKind,
        /// The reason, a sentence.
        reason: String,
        /// Ways in which the text could be read after all.
        alternatives: Vec<Alternative>,
    },
    /// This worker's fault: another one may do better.
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

/// Why a job was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RejectionKind {
    /// The text or file cannot be read or written as asked.
    Format,
    /// Too large.
    Limit,
}
