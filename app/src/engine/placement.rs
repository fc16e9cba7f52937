//! Chooses where a product is computed, from what is available and what it is expected to cost.

use super::Engine;
use super::options::{Mode, MultiplyOptions};
use super::report::Reason;
use super::startup::no_worker;
use crate::failure::Failure;
use crate::pool::worker_assets::has_relaxed_simd;
use shared::DType;
use shared::kernel::{Dims, Kernel};
use shared::tiling::TilingParams;

/// A longer computation on the main thread is noticeable.
const MAX_LOCAL_MS: f64 = 8.0;
/// What the pool costs before it computes anything, in milliseconds.
const POOL_OVERHEAD_MS: f64 = 0.4;
/// Operations per millisecond before any were measured.
const ASSUMED_RATE: f64 = 5e6;
/// Bytes per millisecond that are copied to workers.
const COPY_RATE: f64 = 2e6;

/// Most operations in a worker's tile: some 70 ms.
const WORKER_TILE_OPERATIONS: f64 = 2e9;
/// Most operations in a tile on the main thread: a few milliseconds.
const LOCAL_TILE_OPERATIONS: f64 = 3e7;

/// Where a product is computed, and why.
pub(super) fn choose_mode(
    engine: &Engine,
    dims: Dims,
    dtype: DType,
    options: &MultiplyOptions,
) -> Result<(Mode, Reason), Failure> {
    match (options.mode, engine.pool_error(), engine.page_engine().err()) {
        // Without the module nothing can compute.
        (_, Some(reason), Some(_)) => Err(no_worker(&reason)),
        (Mode::Pool, Some(reason), None) => Err(Failure::Pool(format!(
            "no worker is available: {reason}; press Retry or reload the page, or use mode \"local\""
        ))),
        (Mode::Local, _, None) => Ok((Mode::Local, Reason::Asked)),
        (Mode::Local, _, Some(reason)) => Err(Failure::Pool(format!("{reason}; use mode \"pool\" or \"auto\""))),
        (Mode::Pool, None, _) => Ok((Mode::Pool, Reason::Asked)),
        (Mode::Auto, Some(reason), None) => Ok((Mode::Local, Reason::NoWorker(reason))),
        (Mode::Auto, None, Some(reason)) => Ok((Mode::Pool, Reason::NoPageEngine(reason))),
        (Mode::Auto, None, None) => Ok(match engine.0.pool.startup_error() {
            // The pool keeps trying, but this product need not wait for it.
            Some(reason) => (Mode::Local, Reason::NoWorker(reason)),
            None => cheaper_mode(engine, dims, dtype, options),
        }),
    }
}

fn cheaper_mode(engine: &Engine, dims: Dims, dtype: DType, options: &MultiplyOptions) -> (Mode, Reason) {
    let rate = engine.0.local_rate.get().or_else(|| engine.0.pool.rate()).unwrap_or(ASSUMED_RATE);
    let workers = max_workers(engine, options);
    let [m, k, n] = [dims.m, dims.k, dims.n].map(|size| size as f64);
    let copying = (m * k + k * n + m * n) * dtype.size() as f64 / COPY_RATE;
    let local = dims.operations() / rate + copying;
    let pool = POOL_OVERHEAD_MS + dims.operations() / rate / f64::from(workers) + copying;
    let mode = if local < MAX_LOCAL_MS && local <= pool { Mode::Local } else { Mode::Pool };
    (mode, Reason::Cost { local, pool, workers })
}

/// Workers that the pool may use for a product.
fn max_workers(engine: &Engine, options: &MultiplyOptions) -> u32 {
    options.workers.unwrap_or(u32::MAX).clamp(1, engine.0.pool.target().max(1) as u32)
}

/// The kernel that was asked for, or the fastest that this browser can run.
pub(super) fn choose_kernel(requested: Option<Kernel>) -> Result<Kernel, Failure> {
    let fastest = if has_relaxed_simd() { Kernel::Relaxed } else { Kernel::Simd128 };
    match requested {
        Some(Kernel::Relaxed) if fastest != Kernel::Relaxed => Err(Failure::Format(
            "the kernel \"relaxed\" needs relaxed SIMD, which this browser does not have; use \"auto\" or \"simd128\""
                .into(),
        )),
        requested => Ok(requested.unwrap_or(fastest)),
    }
}

/// How a product is divided where it is computed in this way.
pub(super) fn tiling_params(engine: &Engine, mode: Mode, dtype: DType, options: &MultiplyOptions) -> TilingParams {
    let (workers, tile_operations) = match mode {
        Mode::Local => (1, LOCAL_TILE_OPERATIONS),
        Mode::Auto | Mode::Pool => (max_workers(engine, options), WORKER_TILE_OPERATIONS),
    };
    TilingParams { workers: workers as usize, tile_operations, dtype, algorithm: options.algorithm }
}
