//! What a product will take: memory, and time as far as this machine was measured.

use super::Engine;
use super::largest::{is_copied, largest_square};
use super::multiply::placement_of;
use super::options::{Mode, MultiplyOptions};
use super::rates::RateKey;
use crate::failure::Failure;
use crate::memory;
use crate::operand::Operand;

/// What a product will take.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Bytes of A, B and C; of the factors of a chain, and the most that intermediate matrices and C take at a time.
    pub bytes: Vec<u64>,
    /// About how many milliseconds, once something like it was measured.
    pub milliseconds: Option<f64>,
    /// Workers that will take part; 0 on the main thread.
    pub workers: u32,
    /// Why it will be refused, if it will.
    pub refusal: Option<Refusal>,
}

/// A product that is too large for this tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Bytes that products may use.
    pub limit: u64,
    /// Rows and columns of the largest square matrices of this kind whose product fits; 0 for a chain.
    pub largest: u32,
}

impl Engine {
    /// What A·B will take with these options; `None` if the shapes do not fit together. Nothing is allocated.
    pub fn forecast(&self, a: &Operand, b: &Operand, options: &MultiplyOptions) -> Option<Forecast> {
        let placed = placement_of(self, a, b, options)?;
        let (dims, dtype) = (placed.dims, placed.dtype);
        let c = dims.m as u64 * dims.n as u64 * dtype.size() as u64;
        let mut forecast =
            Forecast { bytes: vec![a.bytes(), b.bytes(), c], milliseconds: None, workers: 0, refusal: None };
        match placed.outcome {
            Ok((mode, kernel, workers)) => {
                let key = RateKey { dtype, algorithm: options.algorithm, kernel, mode };
                forecast.milliseconds = self.0.rates.expected(key, dims, workers);
                forecast.workers = if mode == Mode::Local { 0 } else { workers };
            }
            Err(Failure::Limit(_)) => {
                let largest = largest_square(self, dtype, options, is_copied([a, b], dtype));
                forecast.refusal = Some(Refusal { limit: memory::limit(), largest });
            }
            // Multiply will say what is wrong.
            Err(_) => {}
        }
        Some(forecast)
    }
}
