//! Norms of the operands, computed in one pass: the largest entry, the largest 1- and 2-norm of a row of A or of a
//! column of B, whether all entries are integers and finite.
//!
//! Every norm is an upper bound of the true one: it covers the rounding of the sums and the underflow of squares, and
//! an overflow gives infinity. Norms of pieces that cover an operand may be merged in any order and more than once. A
//! column norm needs the whole column, so row bands of B are measured by [`ColumnNorms`].

use super::{Rows, TINIEST, raised};
use crate::element::Element;

/// Norms of the rows of A, or of the columns of B, in one piece of it.
///
/// All numbers are upper bounds; `f64::INFINITY` when unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Norms {
    /// Largest |entry|; exact.
    pub max_abs: f64,
    /// Largest Σ|entry| of a line (row of A, column of B).
    pub max_norm1: f64,
    /// Largest √Σ entry² of a line.
    pub max_norm2: f64,
    /// Every entry is an integer (and so finite).
    pub integers: bool,
    /// No entry is NaN or infinite.
    pub finite: bool,
}

impl Norms {
    /// The norms of no entries: the neutral element of [`Norms::merge`].
    pub const EMPTY: Self = Self { max_abs: 0.0, max_norm1: 0.0, max_norm2: 0.0, integers: true, finite: true };

    /// The norms of an operand that holds NaN or an infinity.
    const NOT_FINITE: Self = Self {
        max_abs: f64::INFINITY,
        max_norm1: f64::INFINITY,
        max_norm2: f64::INFINITY,
        integers: false,
        finite: false,
    };

    /// Merges the norms of another piece. Order and repetition make no difference.
    pub fn merge(&mut self, other: &Self) {
        self.max_abs = self.max_abs.max(other.max_abs);
        self.max_norm1 = self.max_norm1.max(other.max_norm1);
        self.max_norm2 = self.max_norm2.max(other.max_norm2);
        self.integers &= other.integers;
        self.finite &= other.finite;
    }

    /// The norms of some whole rows of A.
    pub fn of_rows<T: Element>(rows: Rows<'_, T>) -> Self {
        let mut norms = Self::EMPTY;
        for row in rows.iter() {
            norms.add_row(row);
        }
        norms
    }

    /// Merges the norms of one more row, and returns an upper bound of its 2-norm.
    pub fn add_row<T: Element>(&mut self, row: &[T]) -> f64 {
        // One fraction anywhere decides.
        let measured = scan(row, self.integers);
        self.merge(&measured);
        measured.max_norm2
    }

    /// Measures one row.
    pub fn of_row<T: Element>(row: &[T]) -> Self {
        scan(row, true)
    }
}

/// Measures one row; without `look_for_whole` it does not determine whether its entries are integers.
fn scan<T: Element>(row: &[T], look_for_whole: bool) -> Norms {
    let mut scan = Scan::default();
    let (chunks, rest) = row.as_chunks::<LANES>();
    let mut look = look_for_whole;
    for piece in chunks.chunks(PIECE) {
        if look {
            piece.iter().for_each(|chunk| scan.add::<true, T>(chunk));
            look = scan.is_whole();
        } else {
            piece.iter().for_each(|chunk| scan.add::<false, T>(chunk));
        }
    }
    scan.add::<true, T>(&padded(rest));
    scan.finish(row.len(), look)
}

const LANES: usize = 4;

/// Columns whose sums are kept together: one vector of them. With more, what some rows of them need does not fit into
/// V8's registers.
const COLUMNS: usize = 2;

/// Rows that are added to the sums of their columns together.
const ROWS: usize = 4;

/// Chunks between checks whether all entries so far are integers: that search is half the work.
const PIECE: usize = 16;

/// Running norms of one row, in lanes that the compiler turns into SIMD.
#[derive(Default)]
struct Scan {
    max: [f64; LANES],
    sum: [f64; LANES],
    squares: [f64; LANES],
    fractions: [f64; LANES],
}

impl Scan {
    #[inline(always)]
    fn add<const WHOLE: bool, T: Element>(&mut self, chunk: &[T; LANES]) {
        for (lane, value) in chunk.iter().enumerate() {
            let value = value.to_f64();
            let size = value.abs();
            self.max[lane] = larger(size, self.max[lane]);
            self.sum[lane] += size;
            self.squares[lane] += value * value;
            if WHOLE {
                self.fractions[lane] += fraction(value);
            }
        }
    }

    /// Whether all entries were integers, as far as they were examined.
    fn is_whole(&self) -> bool {
        self.fractions == [0.0; LANES]
    }

    fn finish(&self, count: usize, looked: bool) -> Norms {
        let max = self.max.iter().fold(0.0, |max, &lane| larger(lane, max));
        let sum: f64 = self.sum.iter().sum();
        if !is_finite(max, sum) {
            return Norms::NOT_FINITE;
        }
        let squares = self.squares.iter().sum();
        let norm1 = raised(sum, count);
        Norms {
            max_abs: max,
            max_norm1: norm1,
            max_norm2: norm2_bound(squares, norm1, count),
            integers: looked && self.is_whole(),
            finite: true,
        }
    }
}

/// Whether all entries are finite, from the largest of them, which ignores NaN, and the sum of their magnitudes, which
/// is NaN only if one of them is. A sum that overflowed is not an entry.
fn is_finite(max: f64, sum: f64) -> bool {
    max < f64::INFINITY && !sum.is_nan()
}

/// The larger of two; ignores NaN in `a` (`f64::max` does more and is slower in SIMD).
#[inline(always)]
fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// How far a value is from a whole number towards zero: 0 if it is one, NaN if it is not finite
/// (infinity less infinity), so that one sum of these tells whether all were whole.
#[inline(always)]
fn fraction(value: f64) -> f64 {
    (value - value.trunc()).abs()
}

/// An upper bound of a 2-norm of `count` entries from the computed Σ entry² and their 1-norm. The
/// squares may have underflowed (each by at most half of [`TINIEST`]) or overflowed; the 1-norm
/// bounds the 2-norm as well and is at most √count too large.
///
/// Nothing else may enter, such as the largest entry of a block: the bound would then depend on how the operand is
/// divided.
fn norm2_bound(squares: f64, norm1: f64, count: usize) -> f64 {
    raised((squares + count as f64 * TINIEST).sqrt(), count).min(norm1)
}

/// Measures the columns of a block of B from row bands, each added once.
#[derive(Clone, Debug)]
pub struct ColumnNorms {
    /// Σ|entry| and Σ entry² of two columns each; the last may be padded.
    sums: Vec<ColumnSums>,
    spread: Spread,
    rows: usize,
    cols: usize,
}

#[derive(Clone, Copy, Debug, Default)]
struct ColumnSums {
    sizes: [f64; COLUMNS],
    squares: [f64; COLUMNS],
}

/// What is not needed column by column.
#[derive(Clone, Copy, Debug, Default)]
struct Spread {
    max: [f64; COLUMNS],
    fractions: [f64; COLUMNS],
}

impl ColumnSums {
    #[inline(always)]
    fn add<const WHOLE: bool, T: Element>(&mut self, spread: &mut Spread, chunk: &[T; COLUMNS]) {
        for (lane, value) in chunk.iter().enumerate() {
            let value = value.to_f64();
            let size = value.abs();
            self.sizes[lane] += size;
            self.squares[lane] += value * value;
            spread.max[lane] = larger(size, spread.max[lane]);
            if WHOLE {
                spread.fractions[lane] += fraction(value);
            }
        }
    }
}

impl Spread {
    /// Whether all entries were integers, as far as they were examined.
    fn is_whole(&self) -> bool {
        self.fractions == [0.0; COLUMNS]
    }
}

impl ColumnNorms {
    /// An empty block of `cols` columns.
    pub fn new(cols: usize) -> Self {
        let sums = vec![ColumnSums::default(); cols.div_ceil(COLUMNS)];
        Self { sums, spread: Spread::default(), rows: 0, cols }
    }

    /// Number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// Adds rows of the block; `band.cols()` must be the number of columns.
    pub fn add_band<T: Element>(&mut self, band: Rows<'_, T>) {
        debug_assert_eq!(band.cols(), self.cols());
        // Several rows at a time, so that the running sums of a column are loaded and stored less often. Rows of zeros,
        // which change no norm, fill up the last group.
        let zeros = vec![T::default(); if band.rows().is_multiple_of(ROWS) { 0 } else { self.cols }];
        for first in (0..band.rows()).step_by(ROWS) {
            let row = |row: usize| if row < band.rows() { band.row(row) } else { &zeros };
            let rows = core::array::from_fn(|index| row(first + index));
            // One fraction anywhere decides whether there are only integers.
            if self.spread.is_whole() { self.add_rows::<true, T>(rows) } else { self.add_rows::<false, T>(rows) }
        }
        self.rows += band.rows();
    }

    fn add_rows<const WHOLE: bool, T: Element>(&mut self, rows: [&[T]; ROWS]) {
        // A copy, so that it stays in registers.
        let mut spread = self.spread;
        let (sums, last) = self.sums.split_at_mut(self.cols / COLUMNS);
        let chunks = rows.map(|row| &row.as_chunks::<COLUMNS>().0[..sums.len()]);
        for (index, place) in sums.iter_mut().enumerate() {
            // A copy, too: the compiler would store it after each row.
            let mut sums = *place;
            for row in chunks {
                sums.add::<WHOLE, T>(&mut spread, &row[index]);
            }
            *place = sums;
        }
        for sums in last {
            for row in rows {
                sums.add::<WHOLE, T>(&mut spread, &padded(row.as_chunks::<COLUMNS>().1));
            }
        }
        self.spread = spread;
    }

    /// The norms of the columns, and an upper bound of the block's Frobenius norm √Σ entry²
    /// (infinite if an entry is not finite). Frobenius norms of blocks must not be merged by `max`.
    pub fn finish(&self) -> (Norms, f64) {
        let max = self.spread.max.iter().fold(0.0, |max, &lane| larger(lane, max));
        let sum: f64 = self.sums.iter().flat_map(|sums| sums.sizes).sum();
        if !is_finite(max, sum) {
            return (Norms::NOT_FINITE, f64::INFINITY);
        }
        let mut norms = Norms { max_abs: max, integers: self.spread.is_whole(), ..Norms::EMPTY };
        let mut all_sizes = 0.0;
        let mut all_squares = 0.0;
        for sums in &self.sums {
            for (&sizes, &squares) in sums.sizes.iter().zip(&sums.squares) {
                let norm1 = raised(sizes, self.rows);
                norms.max_norm1 = larger(norm1, norms.max_norm1);
                norms.max_norm2 = larger(norm2_bound(squares, norm1, self.rows), norms.max_norm2);
                all_sizes += sizes;
                all_squares += squares;
            }
        }
        let additions = self.rows + self.cols;
        let norm1 = raised(all_sizes, additions);
        let frobenius = norm2_bound(raised(all_squares, additions), norm1, self.rows * self.cols);
        (norms, frobenius)
    }
}

/// The rest of a row after the last whole chunk, padded with zeros, which change no norm.
fn padded<T: Element, const COUNT: usize>(rest: &[T]) -> [T; COUNT] {
    let mut chunk = [T::default(); COUNT];
    chunk[..rest.len()].copy_from_slice(rest);
    chunk
}
