//! Random matrices from a seed: the same seed gives the same numbers everywhere.

use crate::operand::{Elements, Operand};
use gloo_timers::future::TimeoutFuture;
use js_sys::Float64Array;
use shared::random::SplitMix64;
use shared::{DType, Shape};
use wasm_bindgen::JsValue;

/// Numbers made before the page yields to its event loop: a millisecond of work.
const BATCH: u32 = 1 << 16;

/// An n × n matrix of f64 numbers in [-1, 1), in shared memory if `shared`.
///
/// # Errors
/// What the browser throws when it has not enough memory.
pub async fn square(n: u32, seed: u64, shared: bool) -> Result<Operand, JsValue> {
    let count = n * n;
    let elements = Elements::zeros(DType::F64, count, shared)?;
    let mut generator = SplitMix64::new(seed);
    let mut at = 0;
    while at < count {
        let next = count.min(at + BATCH);
        let numbers: Vec<f64> = (at..next).map(|_| generator.number()).collect();
        elements.set(&Elements::F64(Float64Array::from(numbers.as_slice())), at);
        at = next;
        TimeoutFuture::new(0).await;
    }
    Ok(Operand { shape: Shape::new(n as usize, n as usize), elements })
}
