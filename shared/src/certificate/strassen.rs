//! A-priori bounds on the error of a Strassen–Winograd product: weaker than the classical ones,
//! because they hold for the largest entries of A and B instead of row by row and column by column.
//!
//! Source of the method: N. J. Higham, Accuracy and Stability of Numerical Algorithms, 2nd edition,
//! SIAM 2002, section 23.2.2, whose bound for Winograd's variant of n × n matrices down to n₀ × n₀
//! is ((n/n₀)^(log₂ 18) (n₀² + 6n₀) − 6n) · u · max|A| · max|B| + O(u²). The formula used here has
//! the same growth, 18 a level, but also covers other shapes, products accumulated in place, and
//! the terms in u²:
//!
//! |Ĉ − C| ≤ γ_p · 18^L · k₀ · max|A| · max|B| + 4^L · k₀ · (smallest subnormal),
//! L levels, k₀ = ⌈k / 2^L⌉, p = 4^c · k₀ + 3 · (L − c) + 6L + 2^L,
//! c = innermost levels at which products are accumulated onto one another by the kernel.
//!
//! Derivation. Written out, an entry of C is a sum of terms ±a·b. The seven products of one level
//! take operands that are sums of at most (1,1), (1,1), (4,1), (1,4), (2,2), (3,3), (2,2) blocks of
//! (A, B), and the heaviest block of C adds up 1·1 + 3·3 + 2·2 + 4·1 = 18 terms for each inner
//! index: 18^L · k₀ terms in all, each at most max|A| · max|B|. Every rounding multiplies the terms
//! below it by (1 + δ), |δ| ≤ u, and p counts the roundings on the longest way of a term into C:
//! * an operand is a sum of at most four blocks a level, 3 additions, for A and for B: 6L;
//! * k₀ to multiply and add up in a base product, and at a level where four products are
//!   accumulated in place the way is as long as the four together: 4^c · k₀; where products are
//!   formed apart, 3 additions a level: 3 · (L − c);
//! * an inner size that is no multiple of 2^L may be padded with zeros (which ⌈k / 2^L⌉ covers) or
//!   peeled, at every level or at the top: at most 2^L further roundings.
//!
//! Hence the error is at most γ_p (Higham, lemma 3.1) times the sum of the sizes of the terms.
//! Additions do not underflow, so that only the 4^L · k₀ products of an entry do.
//!
//! The bound holds only for Winograd's coefficients.

use super::bound::{gamma_of, largest_number, underflow, whole_product_below};
use super::{EntryError, Norms, TINIEST, error_bound, exact, raised};
use crate::element::DType;
use crate::kernel::{Algorithm, Dims, recursion};
use core::ops::Range;

/// The depth of a Strassen–Winograd product, and how its products were accumulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levels {
    /// Levels of recursion above the classical product; 0 is the classical product itself.
    pub depth: u32,
    /// At how many of these, counted from the innermost, a product may be accumulated onto another
    /// by the routine that forms it. `depth` is always safe; 0 holds if every product is formed on
    /// its own and then added, and gives the smallest bound.
    pub accumulated: u32,
}

impl Levels {
    /// `depth` levels, with the safe assumption for the rest.
    pub const fn new(depth: u32) -> Self {
        Self { depth, accumulated: depth }
    }

    /// ⌈k / 2^depth⌉.
    fn base(self, k: usize) -> u128 {
        (k as u128).div_ceil(1 << self.depth.min(64))
    }

    /// 18^depth · k₀: the terms of the heaviest entry, with multiplicity.
    fn terms(self, k: usize) -> f64 {
        18f64.powi(self.depth.min(200) as i32) * self.base(k) as f64
    }

    /// The roundings on the longest way of a term.
    fn roundings(self, k: usize) -> f64 {
        let depth = self.depth.min(200) as i32;
        let accumulated = depth.min(self.accumulated.min(200) as i32);
        4f64.powi(accumulated) * self.base(k) as f64 + f64::from(9 * depth - 3 * accumulated) + 2f64.powi(depth)
    }
}

/// The levels of the kernel's own recursion ([`recursion`]) for a product of this size: those of its tallest slab,
/// which goes deepest. It accumulates in place at the innermost level only.
pub fn strassen_levels(dims: Dims) -> Levels {
    let tallest = recursion::slabs(dims).iter().map(Range::len).max().unwrap_or(0);
    let depth = recursion::levels(Dims { m: tallest, ..dims });
    Levels { depth, accumulated: depth.min(1) }
}

/// What is known a priori about the error of a product.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accuracy {
    /// No rounding can have happened.
    pub exact: bool,
    /// Upper bound of every |Ĉ − C|; 0 when exact.
    pub error_bound: f64,
}

impl Accuracy {
    /// The accuracy of a product whose largest tile has the sizes `tile`.
    pub fn of(algorithm: Algorithm, tile: Dims, a: &Norms, b: &Norms, dtype: DType) -> Self {
        let Dims { k, .. } = tile;
        match algorithm {
            Algorithm::Classical => Self { exact: exact(k, a, b, dtype), error_bound: error_bound(k, a, b, dtype) },
            Algorithm::Strassen => {
                let levels = strassen_levels(tile);
                Self {
                    exact: strassen_exact(k, levels, a, b, dtype),
                    error_bound: strassen_error_bound(k, levels, a, b, dtype),
                }
            }
        }
    }
}

/// Whether no rounding can have happened in a Strassen–Winograd product: every entry is an
/// integer and 18^L · k₀ · max|A| · max|B| is below 2^53 (2^24), which also bounds every sum on the
/// way. A stricter condition than that of the classical [`exact`].
pub fn strassen_exact(k: usize, levels: Levels, a: &Norms, b: &Norms, dtype: DType) -> bool {
    if levels.depth == 0 {
        return exact(k, a, b, dtype);
    }
    // With zeros on one side the sums on the other must still stay finite.
    let largest = 4f64.powi(levels.depth.min(200) as i32) * a.max_abs.max(b.max_abs);
    exact(k, a, b, dtype)
        && largest < largest_number(dtype)
        && 18u128
            .checked_pow(levels.depth)
            .and_then(|growth| growth.checked_mul(levels.base(k)))
            .is_some_and(|terms| whole_product_below(terms, a, b, dtype))
}

/// An upper bound of every |Ĉ − C| of a Strassen–Winograd product with inner size `k`; 0 when
/// [`strassen_exact`], infinite when an entry is not finite or a sum on the way might overflow.
/// The module's text has formula and source.
pub fn strassen_error_bound(k: usize, levels: Levels, a: &Norms, b: &Norms, dtype: DType) -> f64 {
    if k == 0 || strassen_exact(k, levels, a, b, dtype) {
        return 0.0;
    }
    if levels.depth == 0 {
        return error_bound(k, a, b, dtype);
    }
    let gamma = gamma_of(levels.roundings(k), dtype);
    let tiniest = if a.max_abs > 0.0 && b.max_abs > 0.0 { TINIEST } else { 0.0 };
    let size = raised((a.max_abs * b.max_abs + tiniest) * levels.terms(k), 4);
    let operand = raised(4f64.powi(levels.depth.min(200) as i32) * a.max_abs.max(b.max_abs), 64);
    let largest = raised(size * (1.0 + gamma), 2).max(operand);
    // Also false for NaN, which comes from an infinite gamma or an operand that is not finite.
    if !(a.finite && b.finite && largest < largest_number(dtype)) {
        return f64::INFINITY;
    }
    let lost = underflow(1, dtype) * 4f64.powi(levels.depth.min(200) as i32) * levels.base(k) as f64;
    raised(gamma * size, 2) + raised(lost, 2)
}

/// The error that [`super::freivalds`] tolerates in a Strassen–Winograd product: [`strassen_error_bound`] for every
/// entry.
pub fn strassen_entry_error(k: usize, levels: Levels, a: &Norms, b: &Norms, dtype: DType) -> EntryError {
    EntryError { relative: 0.0, absolute: strassen_error_bound(k, levels, a, b, dtype) }
}
