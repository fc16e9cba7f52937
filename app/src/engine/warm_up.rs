//! After the start, while nobody asks for anything: what the first product needs is compiled and optimised.

use super::options::{Mode, MultiplyOptions};
use super::startup::WorkerModule;
use super::{Engine, EngineState};
use crate::operand::{Elements, Operand};
use futures_util::FutureExt;
use futures_util::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::Float64Array;
use shared::{DType, Shape};
use wasm_bindgen::JsCast;

/// Columns of the operands, and rows for each worker.
const SIZE: u32 = 32;
/// Milliseconds after which the rehearsal is given up: a worker was lost.
const REHEARSAL_MS: u32 = 1_000;

impl Engine {
    /// Runs a small product with all workers, and has them warm up.
    pub(super) async fn warm_up(&self) {
        if self.pool_error().is_some() {
            return;
        }
        self.0.pool.settled().await;
        // Who waited for the same begins first.
        TimeoutFuture::new(0).await;
        if let Some(pool) = self.0.pool.rehearsal() {
            let (workers, module) = (pool.target() as u32, WorkerModule::Loaded(self.page_engine()));
            let engine = Engine(EngineState::new(pool, module, workers).into());
            if let (Some(a), Some(b)) = (operand(SIZE * workers), operand(SIZE)) {
                let options = MultiplyOptions { mode: Mode::Pool, ..MultiplyOptions::default() };
                let product = engine.multiply(&a, &b, options).boxed_local();
                select(product, TimeoutFuture::new(REHEARSAL_MS)).await;
            }
            engine.0.pool.send_closes();
        }
        self.0.pool.warm_up();
    }
}

fn operand(rows: u32) -> Option<Operand> {
    let elements = Elements::zeros(DType::F64, rows * SIZE, false).ok()?;
    elements.as_js().unchecked_ref::<Float64Array>().fill(0.5, 0, elements.len());
    Some(Operand { shape: Shape::new(rows as usize, SIZE as usize), elements })
}
