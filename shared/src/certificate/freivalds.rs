//! Freivalds' check: is C the product of A and B, without multiplying again?
//!
//! Source: R. Freivalds, Fast probabilistic algorithms, MFCS 1979, LNCS 74: with a random vector x,
//! compare C·x with A·(B·x), which costs three passes over the data. Here x has signs, x_j = ±1,
//! made from a seed and the column's index, so that every worker makes the part it needs, and
//! everything can be done in pieces:
//! 1. [`ColumnBlock`]: y = B_J x_J for a block J of columns, from row bands of B;
//! 2. [`BlockSketch::times`] and [`BlockSketch::expect`]: z_i = a_i · y with its tolerance, for a row of A;
//! 3. [`check_rows`]: w_i = c_i · x_J against z_i, for some rows of C in the columns J.
//!
//! **Tolerance.** In a correct product every entry errs by |δ_ij| ≤ r‖a_i‖₂‖b_j‖₂ + s ([`EntryError`]). The errors do
//! not depend on x, so that Σ_j x_j δ_ij is a sum of independent signs, and by Hoeffding's inequality P(|Σ| > λ √(Σ_j
//! δ_ij²)) ≤ 2 exp(−λ²/2). With N = ‖a_i‖₂, F = ‖B_J‖_F and c columns, √(Σ_j δ_ij²) ≤ r·N·F + s·√c by the triangle
//! inequality. To this the rounding of the check itself is added, for a sum costs at most q·u·Σ|terms| (see
//! `summation`): q·u·N·F·√c for y; (q + 2)·u·N·F·√c and an underflow of each product for z; q·u·((1 + r)·N·F·√c + s·c)
//! for w. All steps but Hoeffding's are strict.
//!
//! **Probabilities**, for a product that was not constructed against this seed:
//! * a correct product fails with probability below 6e-18 per row (λ = 9);
//! * a single entry of a row that is wrong by more than twice the row's tolerance is detected (except with
//!   the same probability of 6e-18): signs cannot hide it;
//! * several wrong entries in one row, one of them by more than twice the tolerance, are missed with
//!   probability at most 1/2. That is the worst case, two errors of equal size in one block of columns;
//!   errors of unequal sizes do not cancel at all. There is one trial: where such a pair is in each of t
//!   blocks, whose signs are independent, all are missed with probability at most 2^-t; rows of one block
//!   share their signs.
//!
//! What is not finite is [`RowCheck::Undecided`].

use super::bound::largest_number;
use super::summation::{SUM_ROUNDINGS, weighted_sum};
use super::{ColumnNorms, EntryError, Norms, Rows, TINIEST, Verification, raised};
use crate::element::Element;
use crate::random::SplitMix64;
use core::ops::Range;

/// λ of Hoeffding's inequality: 2 exp(−λ²/2) < 6e-18.
const CONFIDENCE: f64 = 9.0;

/// Unit roundoff of the check, which always computes in f64.
const UNIT: f64 = f64::UNIT_ROUNDOFF;

/// The random signs of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Freivalds {
    seed: u64,
}

impl Freivalds {
    /// The signs that belong to `seed`. The same seed gives the same signs everywhere.
    pub const fn new(seed: u64) -> Self {
        Self { seed }
    }

    /// x_j for the columns `columns` of B and C: each +1 or −1.
    pub fn signs(self, columns: Range<usize>) -> Vec<f64> {
        columns.map(|column| if SplitMix64::nth(self.seed, column as u64) >> 63 == 0 { 1.0 } else { -1.0 }).collect()
    }
}

/// y = B_J x_J and the norms of a block J of columns of B, from row bands in order.
#[derive(Clone, Debug)]
pub struct ColumnBlock {
    signs: Vec<f64>,
    product: Vec<f64>,
    norms: ColumnNorms,
}

impl ColumnBlock {
    /// An empty block of the columns `columns` of B, with capacity for `rows` rows: the inner size. Without a check the
    /// rows are only measured.
    pub fn new(check: Option<Freivalds>, rows: usize, columns: Range<usize>) -> Self {
        let norms = ColumnNorms::new(columns.len());
        match check {
            Some(check) => Self { signs: check.signs(columns), product: Vec::with_capacity(rows), norms },
            None => Self { signs: Vec::new(), product: Vec::new(), norms },
        }
    }

    /// Adds the next rows of B, reduced to the block's columns. Bands of a few rows stay in cache
    /// for the second of the two passes made here.
    pub fn add_band<T: Element>(&mut self, band: Rows<'_, T>) {
        self.norms.add_band(band);
        if self.signs.is_empty() {
            return;
        }
        self.product.extend(band.iter().map(|row| weighted_sum(row, &self.signs)));
    }

    /// The sketch for the check of rows, and the norms of the block's columns.
    pub fn finish(self) -> (BlockSketch, Norms) {
        let (norms, frobenius) = self.norms.finish();
        (BlockSketch { product: self.product, frobenius, signs: self.signs }, norms)
    }
}

/// y = B_J x_J, x_J, and the norm of B_J that the tolerance depends on.
#[derive(Clone, Debug, PartialEq)]
pub struct BlockSketch {
    product: Vec<f64>,
    frobenius: f64,
    signs: Vec<f64>,
}

/// What a row of C times the signs must be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowExpectation {
    /// z_i = Σ_l a_il y_l.
    pub value: f64,
    /// How far w_i = Σ_j c_ij x_j may be from it; infinite or NaN if unknown.
    pub tolerance: f64,
}

impl BlockSketch {
    /// x_J, the weights of rows of C in these columns.
    pub fn signs(&self) -> &[f64] {
        &self.signs
    }

    /// z_i = a_i · y for a row of A, inner size many elements.
    pub fn times<T: Element>(&self, row: &[T]) -> f64 {
        debug_assert_eq!(row.len(), self.product.len());
        weighted_sum(row, &self.product)
    }

    /// The expectation of a row, given its z_i, a bound of the 2-norm of its row of A, and the error of its entries.
    pub fn expect<T: Element>(&self, value: f64, norm: f64, error: EntryError) -> RowExpectation {
        RowExpectation { value, tolerance: tolerance::<T>(norm, self.product.len(), self, error) }
    }
}

/// The tolerance of a row with 2-norm `norm`; infinite or NaN where an overflow is possible.
fn tolerance<T: Element>(norm: f64, k: usize, block: &BlockSketch, error: EntryError) -> f64 {
    let columns = block.signs.len() as f64;
    if k == 0 || block.signs.is_empty() {
        return 0.0;
    }
    let sizes = norm * block.frobenius;
    let spread = sizes * columns.sqrt();
    // Entries of C, and the sums of y, z and w, stay below these; where they come near an overflow, nothing can be
    // decided.
    let entry = (1.0 + error.relative) * sizes + error.absolute;
    let sum = ((1.0 + error.relative) * spread + error.absolute * columns).max(block.frobenius * columns.sqrt());
    if !(entry < largest_number(T::DTYPE) / 4.0 && sum < f64::MAX / 16.0) {
        return f64::INFINITY;
    }
    let product = CONFIDENCE * (error.relative * sizes + error.absolute * columns.sqrt());
    let check = UNIT
        * (SUM_ROUNDINGS * (3.0 + error.relative) * spread + 2.0 * spread + SUM_ROUNDINGS * error.absolute * columns);
    // The last term: underflow of the products a·y, and of the few products in this function.
    raised(product + check, 32) + (k as f64 + 256.0 * columns) * TINIEST
}

/// The outcome for rows of C, with the row at fault.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum RowCheck {
    /// Every row is within its tolerance.
    Passed,
    /// A row of C differs from what A and B give.
    Failed {
        /// The row, counted from the first row of C.
        row: usize,
        /// |w − z| there; NaN or infinite if C holds such a value that the product cannot hold.
        difference: f64,
        /// The tolerance that it exceeds.
        tolerance: f64,
    },
    /// Some row cannot be decided, because operands are not finite or so large that the product may overflow; every
    /// other row is within its tolerance.
    Undecided,
}

impl RowCheck {
    /// The outcome for both pieces: failed if one is (the upper row is named), else undecided if one is.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed { row, .. }, Self::Failed { row: other_row, .. }) if other_row < row => other,
            (Self::Failed { .. }, _) => self,
            (_, Self::Failed { .. }) | (Self::Passed, _) => other,
            (Self::Undecided, _) => self,
        }
    }
}

impl From<RowCheck> for Verification {
    fn from(check: RowCheck) -> Self {
        match check {
            RowCheck::Passed => Self::Passed,
            RowCheck::Failed { .. } => Self::Failed,
            RowCheck::Undecided => Self::Undecided,
        }
    }
}

/// Compares rows of C with their expectations, one for each row.
///
/// `signs` are [`BlockSketch::signs`] of the columns of `c`. `first_row` is the position of the first row in the whole
/// of C, for the outcome.
pub fn check_rows<T: Element>(
    c: Rows<'_, T>,
    signs: &[f64],
    expectations: &[RowExpectation],
    first_row: usize,
) -> RowCheck {
    debug_assert_eq!(c.rows(), expectations.len());
    debug_assert_eq!(c.cols(), signs.len());
    let mut outcome = RowCheck::Passed;
    for (row, (entries, expected)) in c.iter().zip(expectations).enumerate() {
        if !(expected.value.is_finite() && expected.tolerance.is_finite()) {
            outcome = outcome.and(RowCheck::Undecided);
            continue;
        }
        let difference = (weighted_sum(entries, signs) - expected.value).abs();
        // NaN fails, too: the expectation is finite, and so must be the row.
        if difference.is_nan() || difference > expected.tolerance {
            return RowCheck::Failed { row: first_row + row, difference, tolerance: expected.tolerance };
        }
    }
    outcome
}
