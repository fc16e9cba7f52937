//! How fast the products of this page were, and how long another one will take. Pure.

use super::options::Mode;
use shared::DType;
use shared::kernel::{Algorithm, Dims, Kernel};
use std::cell::RefCell;

/// Of which products a rate is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct RateKey {
    pub(super) dtype: DType,
    pub(super) algorithm: Algorithm,
    pub(super) kernel: Kernel,
    pub(super) mode: Mode,
}

/// How fast products of one kind were.
#[derive(Clone, Copy, Debug)]
struct MeasuredRate {
    key: RateKey,
    /// Operations per millisecond of one worker.
    rate: f64,
    /// Operations of the largest product that was measured.
    largest: f64,
}

/// Fewer operations are dominated by what every product costs.
const LEAST_OPERATIONS: f64 = 2e7;
/// Bytes per millisecond that are allocated, copied or written for the first time.
const MEMORY_RATE: f64 = 2e6;
/// What a product costs before anything is computed, in milliseconds.
const OVERHEAD_MS: f64 = 0.5;
/// Fewer operations take less than a millisecond on any machine.
const AT_ONCE: f64 = 1e5;

/// How fast the products of this page were.
#[derive(Debug, Default)]
pub(super) struct Rates(RefCell<Vec<MeasuredRate>>);

impl Rates {
    /// A product took so long, with so many workers.
    pub(super) fn measured(&self, key: RateKey, dims: Dims, workers: u32, milliseconds: f64) {
        let operations = dims.operations();
        if operations < LEAST_OPERATIONS || milliseconds <= 0.0 {
            return;
        }
        // Where little is computed with each number, the memory takes the time.
        let computing = (milliseconds - memory_ms(dims, key.dtype)).max(0.2 * milliseconds);
        let seen = operations / computing / f64::from(workers.max(1));
        let mut rates = self.0.borrow_mut();
        match rates.iter_mut().find(|known| known.key == key) {
            Some(known) => {
                // A small product says little of a large one.
                let weight = if operations < 0.05 * known.largest { 0.1 } else { 0.5 };
                known.rate += weight * (seen - known.rate);
                known.largest = known.largest.max(operations);
            }
            None => rates.push(MeasuredRate { key, rate: seen, largest: operations }),
        }
    }

    /// About how many milliseconds a product will take; `None` while nothing like it was measured.
    pub(super) fn expected(&self, key: RateKey, dims: Dims, workers: u32) -> Option<f64> {
        let operations = dims.operations();
        if operations <= AT_ONCE {
            return Some(OVERHEAD_MS);
        }
        let rates = self.0.borrow();
        let of =
            |dtype: DType| rates.iter().find(|known| known.key == RateKey { dtype, ..key }).map(|known| known.rate);
        // A vector holds twice as many f32.
        let rate = of(key.dtype).or_else(|| match key.dtype {
            DType::F32 => of(DType::F64).map(|rate| rate * 2.0),
            DType::F64 => of(DType::F32).map(|rate| rate / 2.0),
        })?;
        Some(OVERHEAD_MS + memory_ms(dims, key.dtype) + operations / rate / f64::from(workers.max(1)))
    }
}

/// Milliseconds for which the matrices of a product are copied or written.
fn memory_ms(dims: Dims, dtype: DType) -> f64 {
    let [m, k, n] = [dims.m, dims.k, dims.n].map(|size| size as f64);
    (m * k + k * n + m * n) * dtype.size() as f64 / MEMORY_RATE
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: RateKey =
        RateKey { dtype: DType::F64, algorithm: Algorithm::Classical, kernel: Kernel::Simd128, mode: Mode::Pool };

    #[test]
    fn a_product_is_expected_to_take_as_long_as_one_like_it_took() {
        let rates = Rates::default();
        let (small, large) = (Dims::new(1024, 1024, 1024), Dims::new(4096, 4096, 4096));
        assert_eq!(rates.expected(KEY, large, 8), None, "nothing was measured");
        rates.measured(KEY, small, 8, 30.0);
        let again = rates.expected(KEY, small, 8).unwrap_or(0.0);
        assert!((25.0..35.0).contains(&again), "{again}");
        let (eight, four) = (rates.expected(KEY, large, 8), rates.expected(KEY, large, 4));
        let (eight, four) = (eight.unwrap_or(0.0), four.unwrap_or(0.0));
        assert!((900.0..2000.0).contains(&eight), "{eight}");
        assert!(four > 1.7 * eight && four < 2.0 * eight, "{four}");
        // The other element type, as far as it was not measured itself.
        let single = rates.expected(RateKey { dtype: DType::F32, ..KEY }, large, 8).unwrap_or(0.0);
        assert!(single < 0.6 * eight, "{single}");
        assert_eq!(rates.expected(RateKey { algorithm: Algorithm::Strassen, ..KEY }, large, 8), None);
    }

    #[test]
    fn a_small_product_changes_little_of_what_is_known_of_large_ones() {
        let rates = Rates::default();
        let large = Dims::new(4096, 4096, 4096);
        rates.measured(KEY, large, 8, 1500.0);
        let before = rates.expected(KEY, large, 8).unwrap_or(0.0);
        rates.measured(KEY, Dims::new(256, 256, 256), 8, 30.0);
        let after = rates.expected(KEY, large, 8).unwrap_or(0.0);
        assert!(after < 1.2 * before, "{before} and then {after}");
        // Too small to say anything, and tiny.
        rates.measured(KEY, Dims::new(20, 20, 20), 1, 500.0);
        assert_eq!(rates.expected(KEY, large, 8), Some(after));
        assert_eq!(Rates::default().expected(KEY, Dims::new(2, 2, 2), 1), Some(OVERHEAD_MS));
    }
}
