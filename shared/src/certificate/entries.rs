//! Some rows of A·B entry by entry, in twice the precision of f64: what decides whether an entry of a product that was
//! made elsewhere is wrong, and by how much.
//!
//! A product of two numbers is kept with what its rounding lost (T. J. Dekker, Numer. Math. 18, 1971), and so is
//! a sum. With k terms the result is wrong by less than k·2^-100 of Σ|terms|.

use super::Rows;
use super::product_check::Rounding;
use super::summation::two_sum;
use crate::element::Element;

/// The upper 26 bits of a number, and the rest. Cut off, not rounded, so that nothing can overflow.
fn split(value: f64) -> (f64, f64) {
    let upper = f64::from_bits(value.to_bits() & !((1 << 27) - 1));
    (upper, value - upper)
}

/// Entries of some rows of A·B, from bands of B in any order: for each row its sums, what they lost, and Σ|terms|.
#[derive(Clone, Debug, PartialEq)]
pub struct EntrySums {
    numbers: Vec<f64>,
}

impl EntrySums {
    /// `rows` rows of `cols` sums of nothing.
    pub fn new(rows: usize, cols: usize) -> Self {
        Self { numbers: vec![0.0; 3 * rows * cols] }
    }

    /// The sums over a band of B. `a` has the elements of A that meet it, row by row.
    pub fn of_band<T: Element>(a: &[f64], band: Rows<'_, T>) -> Self {
        let (inner, cols) = (band.rows(), band.cols());
        let rows = a.len().checked_div(inner).unwrap_or(0);
        let mut sums = Self::new(rows, cols);
        if cols == 0 {
            return sums;
        }
        for (l, b) in band.iter().enumerate() {
            for (a, sums) in a[l..].iter().step_by(inner).zip(sums.numbers.chunks_mut(3 * cols)) {
                add_multiple(*a, b, sums);
            }
        }
        sums
    }

    /// Adds the sums over another band, as [`EntrySums::numbers`] gives them.
    pub fn add(&mut self, other: &[f64], cols: usize) {
        if cols == 0 {
            return;
        }
        for (sums, others) in self.numbers.chunks_mut(3 * cols).zip(other.chunks(3 * cols)) {
            let (high, rest) = sums.split_at_mut(cols);
            let (low, sizes) = rest.split_at_mut(cols);
            for (j, size) in sizes.iter_mut().enumerate() {
                let (sum, lost) = two_sum(high[j], others[j]);
                high[j] = sum;
                low[j] += lost + others[cols + j];
                *size += others[2 * cols + j];
            }
        }
    }

    /// All numbers: for each row `cols` sums, what they lost, Σ|terms|.
    pub fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    /// Of the entries of a row of C that rounding does not explain, the one that is furthest from A·B. `row` counts the
    /// rows of these sums.
    pub fn worst(
        &self,
        row: usize,
        c: impl Iterator<Item = f64>,
        cols: usize,
        rounding: Option<Rounding>,
    ) -> Option<WrongEntry> {
        let sums = &self.numbers[3 * row * cols..3 * (row + 1) * cols];
        let wrong = c.take(cols).enumerate().filter_map(|(col, found)| {
            let (high, low, size) = (sums[col], sums[cols + col], sums[2 * cols + col]);
            let difference = ((found - high) - low).abs();
            // Room for the rounding of these sums; without rounding they are integers, and exact.
            let bound = rounding.map_or(0.0, |rounding| rounding.entry_bound(size * (1.0 + 2f64.powi(-30))));
            (difference > bound).then_some(WrongEntry { col, found, expected: high + low, difference, bound })
        });
        wrong.reduce(|worst, next| if next.difference > worst.difference { next } else { worst })
    }
}

/// Adds `a` times a row of B to the sums.
fn add_multiple<T: Element>(a: f64, b: &[T], sums: &mut [f64]) {
    let (high, rest) = sums.split_at_mut(b.len());
    let (low, sizes) = rest.split_at_mut(b.len());
    let (a_upper, a_lower) = split(a);
    for (((b, high), low), size) in b.iter().zip(high).zip(low).zip(sizes) {
        let b = b.to_f64();
        let (b_upper, b_lower) = split(b);
        let product = a * b;
        let lost = ((a_upper * b_upper - product) + a_upper * b_lower + a_lower * b_upper) + a_lower * b_lower;
        let (sum, lost_in_sum) = two_sum(*high, product);
        *high = sum;
        *low += lost + lost_in_sum;
        *size += product.abs();
    }
}

/// An entry of C that is not what rounding makes of A·B.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WrongEntry {
    /// Its column, counted from 0.
    pub col: usize,
    /// The entry.
    pub found: f64,
    /// The entry of A·B, rounded to f64.
    pub expected: f64,
    /// How far they are apart.
    pub difference: f64,
    /// How far rounding can move the entry.
    pub bound: f64,
}
