//! Seeded random matrices to try the page with: the same seed gives the same numbers everywhere.
//!
//! Filled in short turns, so that the page answers while it happens.

use crate::memory::can_share;
use crate::operand::{Elements, Operand};
use gloo_timers::future::TimeoutFuture;
use js_sys::Float64Array;
use shared::random::SplitMix64;
use shared::{DType, Shape};
use wasm_bindgen::JsValue;

/// Numbers made between two turns of the event loop: a millisecond of work.
const TURN: u32 = 1 << 16;

/// An n × n matrix of f64 numbers from [-1, 1).
///
/// # Errors
/// The browser's own, when it has no memory for it.
pub async fn square(n: u32, seed: u64) -> Result<Operand, JsValue> {
    let count = n * n;
    let elements = Elements::zeros(DType::F64, count, can_share())?;
    let mut generator = SplitMix64::new(seed);
    let mut at = 0;
    while at < count {
        let next = count.min(at + TURN);
        let numbers: Vec<f64> = (at..next).map(|_| generator.number()).collect();
        elements.set(&Elements::F64(Float64Array::from(numbers.as_slice())), at);
        at = next;
        TimeoutFuture::new(0).await;
    }
    Ok(Operand { shape: Shape::new(n as usize, n as usize), elements })
}
