//! Freivalds' check of a product that was made anywhere, in any order of summation: is Ĉ what rounding makes of A·B?
//!
//! [`super::freivalds`] checks tiles while they are computed, with one vector. Here there is time for 20 vectors of signs,
//! and nothing is known about the maker. In pieces, by bands of rows:
//! 1. [`super::column_sizes`] of B, from which [`ColumnScales`] are made ([`super::column_scales`]);
//! 2. [`sketch`]: Y = B·D·X and the sizes of the rows of B·D;
//! 3. [`compare_rows`]: Ĉ·D·X against A·Y, row by row, with a tolerance for each;
//! 4. [`super::entries`]: the few rows that stand out, entry by entry. Only this decides that a row is wrong.
//!
//! **Scales.** D is diagonal, powers of two that bring every column of B to the same size. With a tolerance for each row,
//! and sizes for each row of B, the check is as sharp for matrices whose rows or columns have different units.
//!
//! **Tolerance.** In a classical product |ĉ_ij − c_ij| ≤ γ (|A||B|)_ij + s, whatever the order ([`super::bound`]). With
//! e_ij = d_j (ĉ_ij − c_ij), the sum Σ_j x_j e_ij over random signs x is at most Σ_j |e_ij|, and by Hoeffding's
//! inequality at most λ √(Σ_j e_ij²) except with probability 2 exp(−λ²/2). Let β_l and σ_l be the 2-norm and the 1-norm of
//! row l of B·D. Then √(Σ_j (Σ_l |a_il||b_lj|d_j)²) ≤ Σ_l |a_il| β_l by the triangle inequality, and the error may be
//! divided into what comes from each l, each part with the better of the two bounds: with ω_l = min(λβ_l, σ_l),
//!
//! |Σ_j x_j e_ij| ≤ γ Σ_l |a_il| ω_l + s·min(λ‖d‖₂, ‖d‖₁) + ρ_i.
//!
//! ρ_i is the rounding of the check itself, which computes in f64. A sum costs q·u times the sum of its terms' sizes, all
//! of which add up to S_i = Σ_l |a_il| σ_l: q·u·S_i for Y, (q + 2)·u·S_i for A·Y, q·u·((1 + γ)·S_i + s·‖d‖₁) for Ĉ·D·X.
//!
//! **What stands out.** γ is the worst case, and roundings rarely come near it. Rows are looked at entry by entry, the
//! [`SUSPECTS`] that stand out most, if their difference exceeds ρ_i + 4√k·u·Σ_l |a_il| β_l or clearly that of the other
//! rows ([`super::findings`]). There |ĉ_ij − c_ij| ≤ γ (|A||B|)_ij + s decides: a correct product never fails, and errors
//! far below the tolerance are found. In f32 at n = 512, with entries of about 7, that is a single error of 0.006 instead
//! of one of 0.8.
//!
//! **Exact rows.** Where no rounding can have happened ([`super::exact`]) γ = s = 0; and while all sums stay below 2^53
//! units of the smallest scale, ρ_i = 0 as well.
//!
//! **Probability.** An entry that is wrong by more than twice what its row may differ by, over d_j, is missed by one vector
//! with probability at most 1/2, whatever the other entries are, and by all 20 with 2^-20 < 1e-6. A row in which no other
//! entry is wrong is never missed.

use super::bound::{gamma_of, underflow};
use super::summation::two_sum;
use super::{ColumnScales, Norms, Rows, TINIEST, exact, raised};
use crate::element::{DType, Element};
use crate::random::SplitMix64;
use core::ops::Range;

/// Vectors of random signs.
pub const VECTORS: usize = 20;

/// Numbers that [`sketch`] gives for a row of B: those of Y, then its four sizes.
pub const SKETCH: usize = VECTORS + 4;

/// Numbers that [`compare_rows`] gives for a row of C, see [`RowOutcome`].
pub const OUTCOME: usize = 4;

/// Rows that are looked at entry by entry.
pub const SUSPECTS: usize = 8;

/// λ of Hoeffding's inequality: 2 exp(−λ²/2) < 6e-18.
const CONFIDENCE: f64 = 9.0;

/// Differences beyond so many times √k·u·Σ|a|β stand out.
const STANDS_OUT: f64 = 4.0;

/// Unit roundoff of the check.
const UNIT: f64 = f64::UNIT_ROUNDOFF;

/// Terms that are added up before the sum is added with its rounding errors kept.
const BLOCK: usize = 16;

/// q: 15 additions in a block, one at the end, a remainder below one unit up to 2^30 terms; with some room.
const SUM_ROUNDINGS: f64 = 20.0;

/// Columns of which all weights stay in the cache.
const CACHED: usize = 16 * BLOCK;

/// How a product of these dtypes is rounded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rounding {
    k: usize,
    dtype: DType,
    /// γ: relative error of an entry, times |A||B|.
    gamma: f64,
    /// s: what is lost by underflow.
    absolute: f64,
}

impl Rounding {
    /// The rounding of a product with inner size `k` of operands of the dtypes `a` and `b` that is held as `c`: that of
    /// f32 where C, or a product of these operands by NumPy's rule, is f32, otherwise that of f64. Two roundings more
    /// where the operands of an f32 product were f64 and may have been rounded first.
    pub fn new(k: usize, a: DType, b: DType, c: DType) -> Self {
        let product = DType::of_product(a, b);
        let dtype = if c == DType::F32 { c } else { product };
        let roundings = if dtype == product { k } else { k + 2 };
        Self { k, dtype, gamma: gamma_of(roundings as f64, dtype), absolute: underflow(k.max(1), dtype) }
    }

    /// How far an entry may be from the true one by rounding, given its (|A||B|)_ij.
    pub fn entry_bound(&self, size: f64) -> f64 {
        raised(self.gamma * size, 2) + self.absolute
    }

    fn unit(&self) -> f64 {
        match self.dtype {
            DType::F32 => f32::UNIT_ROUNDOFF,
            DType::F64 => f64::UNIT_ROUNDOFF,
        }
    }
}

/// X: for each of these columns, its sign in each vector.
fn signs(seed: u64, columns: Range<usize>) -> Vec<[f64; VECTORS]> {
    columns
        .map(|column| {
            let bits = SplitMix64::nth(seed, column as u64);
            core::array::from_fn(|vector| if bits >> (63 - vector) & 1 == 0 { 1.0 } else { -1.0 })
        })
        .collect()
}

/// Running sums of a row, one for each vector, and what their roundings lost.
#[derive(Clone)]
struct Sums {
    high: [f64; VECTORS],
    low: [f64; VECTORS],
}

impl Sums {
    const ZERO: Self = Self { high: [0.0; VECTORS], low: [0.0; VECTORS] };

    /// Adds Σ_j `terms[j]` · `weights[j][v]` for each vector v; further numbers of a weight are ignored.
    fn add<const WIDTH: usize>(&mut self, terms: &[f64], weights: &[[f64; WIDTH]]) {
        for (terms, weights) in terms.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
            let mut sums = [0.0; VECTORS];
            for (&term, weights) in terms.iter().zip(weights) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += term * weight;
                }
            }
            for (vector, sum) in sums.into_iter().enumerate() {
                let (high, lost) = two_sum(self.high[vector], sum);
                self.high[vector] = high;
                self.low[vector] += lost;
            }
        }
    }

    fn total(&self) -> [f64; VECTORS] {
        core::array::from_fn(|vector| self.high[vector] + self.low[vector])
    }
}

/// The products of rows with weights, `WIDTH` numbers for each column of theirs. Rows lie one after the other.
fn products<const WIDTH: usize, W: AsRef<[[f64; WIDTH]]>>(
    rows: &[f64],
    cols: usize,
    weights: impl Fn(Range<usize>) -> W,
) -> Vec<Sums> {
    let count = rows.len().checked_div(cols).unwrap_or(0);
    let mut sums = vec![Sums::ZERO; count];
    for first in (0..cols).step_by(CACHED) {
        let range = first..cols.min(first + CACHED);
        let weights = weights(range.clone());
        for (row, sums) in rows.chunks(cols).zip(&mut sums) {
            sums.add(&row[range.clone()], weights.as_ref());
        }
    }
    sums
}

/// For each row of a band of B: 20 numbers of Y, then β, ω, σ, and the largest magnitude. `None` unless the band has as
/// many columns as there are scales.
pub fn sketch<T: Element>(band: Rows<'_, T>, scales: &ColumnScales, seed: u64) -> Option<Vec<f64>> {
    let cols = band.cols();
    if scales.len() != cols {
        return None;
    }
    let mut scaled = vec![0.0; band.rows() * cols];
    let largest: Vec<f64> = if cols == 0 {
        vec![0.0; band.rows()]
    } else {
        band.iter().zip(scaled.chunks_mut(cols)).map(|(row, scaled)| scales.scale(row, scaled).largest).collect()
    };
    let mut sums = products(&scaled, cols, |columns| signs(seed, columns));
    sums.resize(band.rows(), Sums::ZERO);
    let mut numbers = Vec::with_capacity(band.rows() * SKETCH);
    for (index, (sums, largest)) in sums.iter().zip(largest).enumerate() {
        let norms = Norms::of_row(&scaled[index * cols..(index + 1) * cols]);
        // What underflows in Y is less than the roundings of so small a number.
        let sum = norms.max_norm1 + cols as f64 * f64::MIN_POSITIVE;
        numbers.extend(sums.total());
        numbers.extend([norms.max_norm2, sum.min(raised(CONFIDENCE * norms.max_norm2, 1)), sum, largest]);
    }
    Some(numbers)
}

/// How a row of C compares with A·B.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RowOutcome {
    /// The largest |Ĉ·D·x − A·(B·D·x)|; infinite where Ĉ holds what no rounding gives.
    pub difference: f64,
    /// What it is at most if the row is right; NaN if the row cannot be decided, because A or C is not finite there or
    /// sums may overflow.
    pub tolerance: f64,
    /// Beyond this the row stands out.
    pub notable: f64,
    /// Upper bound of every |ĉ_ij − c_ij| of a right row; 0 where no rounding can have happened.
    pub bound: f64,
}

impl RowOutcome {
    const UNDECIDED: Self = Self { difference: 0.0, tolerance: f64::NAN, notable: f64::NAN, bound: 0.0 };

    /// The outcomes that [`compare_rows`] wrote.
    pub fn read(numbers: &[f64]) -> impl Iterator<Item = Self> + '_ {
        numbers.as_chunks::<OUTCOME>().0.iter().map(|&[difference, tolerance, notable, bound]| Self {
            difference,
            tolerance,
            notable,
            bound,
        })
    }
}

/// Sizes of a row of A in terms of the rows of B·D, all upper bounds: Σ_l |a_il| times β, ω, σ and the largest magnitude.
#[derive(Clone, Copy)]
struct RowSizes {
    spread: f64,
    likely: f64,
    sum: f64,
    entry: f64,
}

impl RowSizes {
    fn new(row: &[f64], sketch: &[[f64; SKETCH]]) -> Self {
        let mut sums = [0.0; SKETCH - VECTORS];
        for (value, sketch) in row.iter().zip(sketch) {
            for (sum, size) in sums.iter_mut().zip(&sketch[VECTORS..]) {
                *sum += value.abs() * size;
            }
        }
        let underflow = row.len() as f64 * TINIEST;
        let [spread, likely, sum, entry] = sums.map(|sum| raised(sum, row.len() + 1) + underflow);
        Self { spread, likely, sum, entry }
    }
}

/// Compares rows of C with the same rows of A, [`OUTCOME`] numbers for each ([`RowOutcome`]). `None` unless A has as many
/// columns as `sketch` has rows, and C as many as there are scales.
pub fn compare_rows<A: Element, C: Element>(
    a: Rows<'_, A>,
    c: Rows<'_, C>,
    sketch: &[f64],
    scales: &ColumnScales,
    seed: u64,
    rounding: Rounding,
) -> Option<Vec<f64>> {
    let sketch = sketch.as_chunks::<SKETCH>().0;
    let (rows, cols) = (c.rows(), c.cols());
    if a.rows() != rows || a.cols() != sketch.len() || cols != scales.len() || rounding.k != a.cols() {
        return None;
    }
    let left: Vec<f64> = a.iter().flatten().map(|value| value.to_f64()).collect();
    let mut right = vec![0.0; rows * cols];
    let mut expected = products(&left, a.cols(), |range| &sketch[range]);
    expected.resize(rows, Sums::ZERO);
    let finite: Vec<bool> = match cols {
        0 => vec![true; rows],
        _ => c.iter().zip(right.chunks_mut(cols)).map(|(row, scaled)| scales.scale(row, scaled).finite).collect(),
    };
    let mut found = products(&right, cols, |columns| signs(seed, columns));
    found.resize(rows, Sums::ZERO);
    let mut numbers = Vec::with_capacity(rows * OUTCOME);
    for row in 0..rows {
        let differences = found[row].total().into_iter().zip(expected[row].total()).map(|(w, z)| (w - z).abs());
        // What is not finite counts, and then is so for every vector: what is expected is finite.
        let difference = differences.fold(0.0, |most, next| if next <= most { most } else { next });
        let left = &left[row * a.cols()..(row + 1) * a.cols()];
        let whole = || c.row(row).iter().zip(&scales.scales).all(|(value, &scale)| scale == 0.0 || is_whole(*value));
        let outcome = match finite[row] {
            true => outcome(difference, left, cols, whole, sketch, scales, rounding),
            false => RowOutcome::UNDECIDED,
        };
        numbers.extend([outcome.difference, outcome.tolerance, outcome.notable, outcome.bound]);
    }
    Some(numbers)
}

fn is_whole<T: Element>(value: T) -> bool {
    value.to_f64().fract() == 0.0
}

fn outcome(
    difference: f64,
    a: &[f64],
    cols: usize,
    c_is_whole: impl Fn() -> bool,
    sketch: &[[f64; SKETCH]],
    scales: &ColumnScales,
    rounding: Rounding,
) -> RowOutcome {
    let (norms, sizes) = (Norms::of_row(a), RowSizes::new(a, sketch));
    let Rounding { k, dtype, gamma, absolute } = rounding;
    let no_rounding = cols == 0 || exact(k, &norms, &scales.norms, dtype);
    let (gamma, absolute) = if no_rounding { (0.0, 0.0) } else { (gamma, absolute) };
    let largest = raised((1.0 + gamma) * sizes.sum + absolute * scales.sum, 8);
    // Also false for NaN, from an infinite gamma or an entry of A that is not finite.
    if !(norms.finite && largest < f64::MAX / 16.0) {
        return RowOutcome::UNDECIDED;
    }
    let bound = if no_rounding { 0.0 } else { raised(gamma * sizes.entry, 2) + absolute };
    let sums_are_exact = no_rounding && largest <= (1u64 << 52) as f64 * scales.grain;
    // Sums that overflow, or an entry between integers: no right row has these.
    if difference.is_nan() || (no_rounding && !c_is_whole()) {
        return RowOutcome { difference: f64::INFINITY, tolerance: largest, notable: largest, bound };
    }
    if sums_are_exact {
        return RowOutcome { difference, tolerance: 0.0, notable: 0.0, bound };
    }
    let check = UNIT * ((SUM_ROUNDINGS * (3.0 + gamma) + 2.0) * sizes.sum + SUM_ROUNDINGS * absolute * scales.sum)
        + 4.0 * (k + cols) as f64 * TINIEST;
    let lost = absolute * (CONFIDENCE * scales.norm).min(scales.sum);
    let tolerance = raised(gamma * sizes.likely + lost + check, 64);
    let usual = STANDS_OUT * ((k + 2) as f64).sqrt() * if no_rounding { 0.0 } else { rounding.unit() * sizes.spread };
    RowOutcome { difference, tolerance, notable: raised(usual + lost + check, 64).min(tolerance), bound }
}

#[cfg(test)]
mod tests {
    use super::{SUM_ROUNDINGS, Sums, UNIT, VECTORS, products};
    use core::ops::Range;

    #[test]
    fn the_error_of_a_long_sum_stays_within_the_constant_whatever_its_length() {
        // Tenths: every addition rounds. The true sum is count times the f64 nearest to 0.1, which is whole / 2^55.
        let whole = (0.1 * 2f64.powi(55)) as i128;
        for count in [1usize, 15, 16, 17, 255, 257, 1000, 100_003] {
            let ones = |columns: Range<usize>| vec![[1.0; VECTORS]; columns.len()];
            let sums: Vec<f64> = products(&vec![0.1; count], count, ones).iter().flat_map(Sums::total).collect();
            assert_eq!(sums, vec![sums[0]; VECTORS]);
            let error = ((sums[0] * 2f64.powi(55)) as i128 - whole * count as i128).unsigned_abs();
            let allowed = SUM_ROUNDINGS * UNIT * whole as f64 * count as f64;
            assert!(error as f64 <= allowed, "{count}: {error} > {allowed}");
        }
    }
}
