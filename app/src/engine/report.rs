//! A product, and the report of how it was computed.

use super::options::Mode;
use crate::operand::Operand;
use crate::pool::data_path::Transport;
use serde::{Serialize, Serializer};
use shared::certificate::Verification;
use shared::kernel::{Algorithm, Kernel};
use shared::protocol::TileTimings;
use std::fmt;

/// A product and its report.
#[derive(Clone, Debug, PartialEq)]
pub struct Product {
    /// C = A·B.
    pub matrix: Operand,
    /// How it was computed.
    pub report: Report,
}

/// How a product was computed.
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
    /// Tiles that went to another worker after their first was lost or retired.
    pub retries: u32,
    /// Instruction set used.
    pub kernel: Kernel,
    /// Algorithm used.
    pub algorithm: Algorithm,
    /// How the operands reached the workers.
    pub transport: Transport,
    /// From the decision how to compute it to the result. Neither the workers' files nor a turn of the main thread, in
    /// which the page may be drawn, is waited for in this time.
    pub milliseconds: f64,
    /// 2·m·n·k operations in that time, in 10^9 per second.
    pub gflops: f64,
    /// Outcome of Freivalds' check.
    #[serde(rename = "verified", serialize_with = "as_verified")]
    pub verification: Verification,
    /// No rounding can have happened.
    pub exact: bool,
    /// A-priori bound of every |Ĉ − C|.
    pub error_bound: f64,
    /// Of a chain: the order in which it was multiplied, such as `A·(B·C)`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<String>,
    /// Upper bounds of the 1-norms of the rows of A and of the columns of B, of which bounds of further products are made.
    #[serde(skip)]
    pub line_sums: [f64; 2],
    /// Where the time went.
    #[serde(skip)]
    pub timings: Timings,
}

fn as_text<S: Serializer>(reason: &Reason, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(reason)
}

fn as_verified<S: Serializer>(verification: &Verification, serializer: S) -> Result<S::Ok, S::Error> {
    verification.verified().serialize(serializer)
}

/// Why a product was computed where it was.
#[derive(Clone, Debug, PartialEq)]
pub enum Reason {
    /// The caller asked for it.
    Asked,
    /// No worker is available. A clause.
    NoWorker(String),
    /// The workers' module could not be started on the main thread. A clause.
    NoPageEngine(String),
    /// What the pool needs would not fit into memory. A sentence.
    Memory(String),
    /// The expected cost, in milliseconds. Work that would noticeably block the main thread goes to the pool in any case.
    Cost {
        /// On the main thread.
        local: f64,
        /// In the pool.
        pool: f64,
        /// Workers that the pool would use.
        workers: u32,
    },
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::Asked => f.write_str("asked for"),
            Reason::NoWorker(reason) => write!(f, "no worker is available: {reason}"),
            Reason::NoPageEngine(reason) => f.write_str(reason),
            Reason::Memory(reason) => write!(f, "not in the pool: {reason}"),
            Reason::Cost { local, pool, workers } => {
                write!(
                    f,
                    "expected to take {local:.1} ms on the main thread and {pool:.1} ms in the pool (workers: {workers})"
                )
            }
        }
    }
}

/// Where the time of a product went, in milliseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Timings {
    /// On the page: preparing the operands for the workers.
    pub bring: f64,
    /// On the page: waiting for the pool, or computing.
    pub pool: f64,
    /// On the page: copying what remains of the product to the caller's array.
    pub deliver: f64,
    /// In the workers, summed over all of them.
    #[serde(flatten)]
    pub workers: TileTimings,
}
