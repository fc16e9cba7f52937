//! Measuring the workers' kernels, for the Benchmark view and for scripts that compare.
//!
//! Refuses to interpret: a sample is work and time. Whoever wants undisturbed numbers measures on an engine of its
//! own, whose workers do nothing else.

use super::{Engine, no_worker};
use crate::failure::Failure;
use shared::measurement::{Measurement, Sample};
use web_sys::AbortSignal;
use worker::wire::{Request, Response};

/// Whether the page's address asks for the benchmark.
pub fn is_benchmark_requested() -> bool {
    web_sys::window().and_then(|window| window.location().hash().ok()).is_some_and(|hash| hash == "#benchmark")
}

/// More operations than a sample takes, so that a slow machine is not taken for a dead worker.
const MOST_OPERATIONS: f64 = 1e11;

impl Engine {
    /// One sample, taken by one worker. The same worker takes them all as long as they are asked for one at a time.
    ///
    /// # Errors
    /// [`Failure::Limit`] when this browser cannot run what is to be measured, [`Failure::Pool`] without workers,
    /// [`Failure::Cancelled`].
    pub async fn measure(&self, what: Measurement, signal: Option<AbortSignal>) -> Result<Sample, Failure> {
        self.booted().await;
        if let Some(reason) = self.pool_trouble() {
            return Err(Failure::Pool(no_worker(&reason)));
        }
        let request = move |job| Ok(Request::Measure { job, what });
        match self.0.pool.errand(MOST_OPERATIONS, signal, None, request).await? {
            Response::Measured { sample, .. } => Ok(sample),
            _ => Err(Failure::Pool("the worker's answer was no measurement; reload the page without its cache".into())),
        }
    }
}
