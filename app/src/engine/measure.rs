//! Measures the workers' kernels, for the benchmark and for scripts that compare. For undisturbed numbers, measure on a
//! separate engine.

use super::Engine;
use super::startup::no_worker;
use crate::failure::Failure;
use crate::window::window;
use shared::measurement::{Measurement, Sample};
use wasm_bindgen::JsValue;
use web_sys::AbortSignal;
use worker::wire::{Payload, Request, Response, Wired};

/// Whether the page's address asks for the benchmark.
pub fn is_benchmark_requested() -> bool {
    window().and_then(|window| window.location().hash().ok()).is_some_and(|hash| hash == "#benchmark")
}

/// More operations than any sample takes, so that a slow machine does not count as a hung worker.
const MAX_OPERATIONS: f64 = 1e11;

impl Engine {
    /// One sample, taken by one worker: always the same one, as long as samples are requested one at a time.
    ///
    /// # Errors
    /// [`Failure::Limit`] when this browser cannot run what is to be measured, [`Failure::Pool`] without workers,
    /// [`Failure::Cancelled`].
    pub async fn measure(&self, what: Measurement, signal: Option<AbortSignal>) -> Result<Sample, Failure> {
        self.measure_object(what.to_js(), signal).await
    }

    /// The same for a [`Measurement`] as an object.
    ///
    /// # Errors
    /// As [`Engine::measure`], and [`Failure::Format`] when it is none.
    pub async fn measure_object(&self, what: JsValue, signal: Option<AbortSignal>) -> Result<Sample, Failure> {
        if !what.is_object() {
            return Err(Failure::Format(
                "a measurement is an object; pass one of shared/src/measurement.rs".to_owned(),
            ));
        }
        self.booted().await;
        if let Some(reason) = self.pool_error() {
            return Err(no_worker(&reason));
        }
        let request = move |job| Ok(Request::Measure { job, what: Payload::cloned(what.clone()) });
        match self.0.pool.task(MAX_OPERATIONS, signal, None, Box::new(request)).await? {
            Response::Measured { sample, .. } => Ok(sample),
            _ => Err(Failure::UnexpectedResponse),
        }
    }
}
