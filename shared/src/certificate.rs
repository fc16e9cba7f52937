//! A-priori error bounds of a product, and the verification of a finished product.
//!
//! In reading order: [`norms`] measures the operands in one pass, [`bound`] derives `report.exact` and
//! `report.errorBound` from the norms, [`strassen`] does the same for Strassen–Winograd, [`freivalds`] verifies a
//! finished product in O(n²), in pieces and in any order. [`product_check`] does so for a product that was made anywhere,
//! [`entries`] looks at single rows of it, [`findings`] collects what was found.
//!
//! Everything works on rows of A, row bands of B and rows of C, so that each worker measures its own pieces and the
//! page merges a few numbers. [`Rows`] allows for padded rows. Where an overflow is possible the bound is infinite, and
//! where a value is not finite the outcome is [`Verification::Undecided`].

pub mod bound;
pub mod column_scales;
pub mod entries;
pub mod findings;
pub mod freivalds;
pub mod norms;
pub mod product_check;
pub mod strassen;
mod summation;
mod verification;

pub use bound::{EntryError, error_bound, exact, gamma, propagated};
pub use column_scales::{ColumnScales, column_sizes};
pub use entries::{EntrySums, WrongEntry};
pub use findings::{Findings, Suspect};
pub use freivalds::{BlockSketch, ColumnBlock, Freivalds, RowCheck, RowExpectation, check_rows};
pub use norms::{ColumnNorms, Norms};
pub use product_check::{Rounding, RowOutcome, compare_rows, sketch};
pub use strassen::{Accuracy, Levels, strassen_entry_error, strassen_error_bound, strassen_exact, strassen_levels};
pub use verification::Verification;

/// Rows of a matrix, or of a piece of one, each `cols` elements long and `stride` elements apart.
#[derive(Clone, Copy, Debug)]
pub struct Rows<'a, T> {
    data: &'a [T],
    rows: usize,
    cols: usize,
    stride: usize,
}

impl<'a, T> Rows<'a, T> {
    /// `rows` rows of `cols` elements that begin every `stride` elements of `data`.
    ///
    /// `None` unless `stride >= cols` and `data` reaches to the end of the last row.
    pub fn new(data: &'a [T], rows: usize, cols: usize, stride: usize) -> Option<Self> {
        let needed = match rows {
            0 => 0,
            _ => (rows - 1).checked_mul(stride)?.checked_add(cols)?,
        };
        (stride >= cols && data.len() >= needed).then_some(Self { data, rows, cols, stride })
    }

    /// `rows` rows of `cols` elements without gaps; `None` if `data` is too short for them.
    pub fn packed(data: &'a [T], rows: usize, cols: usize) -> Option<Self> {
        Self::new(data, rows, cols, cols)
    }

    /// Number of rows.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Elements in each row.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The elements of row `row`, which must be below `rows()`.
    pub fn row(&self, row: usize) -> &'a [T] {
        let start = row * self.stride;
        &self.data[start..start + self.cols]
    }

    /// The rows, first to last.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &'a [T]> + '_ {
        (0..self.rows).map(|row| self.row(row))
    }
}

/// `value`, raised slightly: at least the true result if `value` was computed with at most `roundings` roundings,
/// without subtractions and without underflow.
///
/// Each rounding lowers a positive result by the factor 1 − 2^-53 at worst; the factor here grows
/// by 2^-52 for each, which also covers the roundings of this function itself.
pub(crate) fn raised(value: f64, roundings: usize) -> f64 {
    value * (1.0 + (roundings as f64 + 4.0) * f64::EPSILON)
}

/// The smallest positive number of binary64, 2^-1074: the unit of underflow of the norms.
pub(crate) const TINIEST: f64 = f64::from_bits(1);
