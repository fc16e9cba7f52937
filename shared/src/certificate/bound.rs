//! A-priori bounds on the error of a classical product, from norms alone. Where an overflow is possible the bound is
//! infinite.
//!
//! Source: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition, SIAM 2002,
//! sections 3.1 and 3.5: however the k products of an entry are added up, fused or not,
//! |Ĉ − C| ≤ γ_k |A||B| with γ_k = k·u / (1 − k·u). The entry (i, j) of |A||B| is at most
//! ‖a_i‖₂‖b_j‖₂ (Cauchy–Schwarz), ‖a_i‖₁ max|b_j| and max|a_i| ‖b_j‖₁ (Hölder); the bound takes
//! the least of the three, with the largest row of A and the largest column of B.

use super::{Norms, TINIEST, raised};
use crate::element::{DType, Element};

/// γ_k = k·u / (1 − k·u), the relative error of k roundings; infinite from k·u = 1 on.
pub fn gamma(k: usize, dtype: DType) -> f64 {
    gamma_of(k as f64, dtype)
}

/// [`gamma`] of a number of roundings that may exceed `usize`.
pub(super) fn gamma_of(roundings: f64, dtype: DType) -> f64 {
    let accumulated = roundings * unit_roundoff(dtype);
    if accumulated >= 1.0 { f64::INFINITY } else { raised(accumulated / (1.0 - accumulated), 2) }
}

/// Whether no rounding can have happened in a classical product of inner size `k`: every entry is
/// an integer and k · max|A| · max|B| is below 2^53 (2^24 in f32).
///
/// Decided in integers, without rounding. With an inner size of 0 it is always exact.
pub fn exact(k: usize, a: &Norms, b: &Norms, dtype: DType) -> bool {
    k == 0 || (a.integers && b.integers && a.finite && b.finite && whole_product_below(k as u128, a, b, dtype))
}

/// Whether `terms` · max|A| · max|B| < 2^53 (2^24), for whole maxima.
pub(super) fn whole_product_below(terms: u128, a: &Norms, b: &Norms, dtype: DType) -> bool {
    let limit = exact_limit(dtype);
    if a.max_abs == 0.0 || b.max_abs == 0.0 {
        return true;
    }
    // Both maxima are integers of at least 1, so one beyond the limit decides alone; below it both fit in 53 bits, and
    // their product in 106.
    a.max_abs < limit
        && b.max_abs < limit
        && (a.max_abs as u128 * b.max_abs as u128).checked_mul(terms).is_some_and(|product| product < limit as u128)
}

/// An upper bound of every |Ĉ − C| of a classical product with inner size `k`; 0 when [`exact`].
///
/// `a` measures the rows of A, `b` the columns of B, `dtype` is that of the product. The bound is
/// γ_k · min(‖a‖₂‖b‖₂, ‖a‖₁ max|B|, max|A| ‖b‖₁) + k times the smallest subnormal of the dtype
/// (each of the k products may underflow). Infinite when an entry is not finite or a sum might
/// overflow.
pub fn error_bound(k: usize, a: &Norms, b: &Norms, dtype: DType) -> f64 {
    if exact(k, a, b, dtype) {
        return 0.0;
    }
    let size = product_size(a, b);
    let gamma = gamma(k, dtype);
    let largest = raised(size * (1.0 + gamma), 2);
    // Also false for NaN, which comes from an infinite gamma or an operand that is not finite.
    if !(a.finite && b.finite && largest < largest_number(dtype)) {
        return f64::INFINITY;
    }
    raised(gamma * size, 2) + underflow(k, dtype)
}

/// An upper bound of every |Ĉ − C| where Ĉ was computed from an Â and a B̂ that are not exact themselves, and C is the
/// product of the exact A and B.
///
/// `bound` is that of computing Â·B̂, `errors` bound every |Â − A| and |B̂ − B|, `sums` the 1-norms of the rows of Â and of the
/// columns of B̂, `k` is the inner size. Source: Ĉ − C = (Ĉ − ÂB̂) + (Â − A)B̂ + A(B̂ − B), and |A| ≤ |Â| + |Â − A|.
pub fn propagated(k: usize, bound: f64, errors: [f64; 2], sums: [f64; 2]) -> f64 {
    // What is exact adds nothing, however large the other operand; and 0 · ∞ is not a number.
    let product =
        |error: f64, sum: f64| if error == 0.0 || sum == 0.0 { 0.0 } else { raised(error * sum, 1) + TINIEST };
    let [error_a, error_b] = errors;
    let sum_a = sums[0] + product(error_a, k as f64);
    raised(bound + product(error_a, sums[1]) + product(error_b, sum_a), 4)
}

/// An upper bound of every entry of |A||B|.
fn product_size(a: &Norms, b: &Norms) -> f64 {
    let size = (a.max_norm2 * b.max_norm2).min(a.max_norm1 * b.max_abs).min(a.max_abs * b.max_norm1);
    // The product of two positive numbers may underflow.
    raised(size, 1) + if a.max_abs > 0.0 && b.max_abs > 0.0 { TINIEST } else { 0.0 }
}

/// How far entries may lie from the true product: |Ĉ − C|_ij ≤ relative · ‖a_i‖₂ ‖b_j‖₂ + absolute.
///
/// The tolerance of [`super::freivalds`] is derived from it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct EntryError {
    /// Factor of the 2-norms of the row of A and the column of B.
    pub relative: f64,
    /// Independent of row and column.
    pub absolute: f64,
}

impl EntryError {
    /// No rounding: see [`exact`].
    pub const NONE: Self = Self { relative: 0.0, absolute: 0.0 };

    /// The classical algorithm with inner size `k`: γ_k, and k underflows.
    pub fn classical(k: usize, dtype: DType) -> Self {
        Self { relative: gamma(k, dtype), absolute: underflow(k, dtype) }
    }
}

/// Most that `k` products lose by underflow: half the smallest subnormal each, doubled to cover the roundings that
/// follow.
pub(super) fn underflow(k: usize, dtype: DType) -> f64 {
    k as f64
        * match dtype {
            DType::F32 => f64::from(f32::from_bits(1)),
            DType::F64 => TINIEST,
        }
}

/// The largest finite number of the dtype.
pub(super) fn largest_number(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => f64::from(f32::MAX),
        DType::F64 => f64::MAX,
    }
}

fn unit_roundoff(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => f32::UNIT_ROUNDOFF,
        DType::F64 => f64::UNIT_ROUNDOFF,
    }
}

fn exact_limit(dtype: DType) -> f64 {
    match dtype {
        DType::F32 => f32::EXACT_LIMIT,
        DType::F64 => f64::EXACT_LIMIT,
    }
}
