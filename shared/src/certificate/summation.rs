//! Sums of long rows with an error that does not grow with their length.
//!
//! A row is cut into blocks of 64; a block is summed in 8 lanes (which the compiler turns into
//! SIMD), and the block sums are added with their rounding errors kept (compensated summation,
//! T. Ogita, S. M. Rump, S. Oishi: Accurate sum and dot product, SIAM J. Sci. Comput. 26, 2005,
//! algorithms 3.1 and 4.1).
//! [`SUM_ROUNDINGS`] bounds the error.

use crate::element::Element;

/// The sum of `terms[j] * weights[j]` differs from the true one by at most this many units
/// roundoff (2^-53) times Σ |terms_j · weights_j|, when the products themselves are exact.
///
/// Seven additions in a lane, three to join the lanes, one at the end, and a remainder of
/// γ_m² (m = number of blocks) that is below one unit up to 2^31 terms: 12. The constant leaves room.
pub(crate) const SUM_ROUNDINGS: f64 = 14.0;

const LANES: usize = 8;
const BLOCK: usize = 64;

/// Σ `terms[j] · weights[j]`, products rounded once. Both slices must be equally long.
pub(crate) fn weighted_sum<T: Element>(terms: &[T], weights: &[f64]) -> f64 {
    debug_assert_eq!(terms.len(), weights.len());
    let mut high = 0.0;
    let mut low = 0.0;
    for (terms, weights) in terms.chunks(BLOCK).zip(weights.chunks(BLOCK)) {
        let sum = block_sum(terms, weights);
        let (next, lost) = two_sum(high, sum);
        high = next;
        low += lost;
    }
    high + low
}

/// The sum of a block of at most [`BLOCK`] products.
fn block_sum<T: Element>(terms: &[T], weights: &[f64]) -> f64 {
    let mut lanes = [0.0f64; LANES];
    let (terms, last_terms) = terms.as_chunks::<LANES>();
    let (weights, last_weights) = weights.as_chunks::<LANES>();
    for (terms, weights) in terms.iter().zip(weights) {
        for lane in 0..LANES {
            lanes[lane] += terms[lane].to_f64() * weights[lane];
        }
    }
    for (lane, (term, weight)) in last_terms.iter().zip(last_weights).enumerate() {
        lanes[lane] += term.to_f64() * weight;
    }
    ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]))
}

/// `a + b` rounded, and the exact rounding error (D. E. Knuth, TAOCP vol. 2, 4.2.2 theorem B).
pub(super) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let b_part = sum - a;
    let a_part = sum - b_part;
    (sum, (a - a_part) + (b - b_part))
}

#[cfg(test)]
mod tests {
    use super::{SUM_ROUNDINGS, two_sum, weighted_sum};

    #[test]
    fn what_a_sum_loses_is_kept_exactly() {
        assert_eq!(two_sum(1.0, 2f64.powi(-60)), (1.0, 2f64.powi(-60)));
        assert_eq!(two_sum(2f64.powi(-60), 1.0), (1.0, 2f64.powi(-60)));
    }

    #[test]
    fn the_error_of_a_long_sum_stays_within_the_constant_whatever_its_length() {
        // Tenths: every addition rounds. The true sum is count times the f64 nearest to 0.1.
        for count in [1usize, 7, 8, 63, 64, 65, 1000, 100_003] {
            let terms = vec![0.1f64; count];
            let weights = vec![1.0; count];
            let sum = weighted_sum(&terms, &weights);
            // 0.1 = whole / 2^55 exactly, so that count * whole fits in 128 bits.
            let whole = (0.1 * 2f64.powi(55)) as i128;
            let error = ((sum * 2f64.powi(55)) as i128 - whole * count as i128).unsigned_abs();
            let allowed = SUM_ROUNDINGS * 2f64.powi(-53) * (whole as f64) * count as f64;
            assert!(error as f64 <= allowed, "{count}: {error} > {allowed}");
        }
    }

    #[test]
    fn every_term_is_met_by_its_own_weight() {
        for count in 0..200usize {
            let terms: Vec<f32> = (0..count).map(|j| j as f32).collect();
            let weights: Vec<f64> = (0..count).map(|j| (3 * j + 1) as f64).collect();
            let expected: usize = (0..count).map(|j| j * (3 * j + 1)).sum();
            assert_eq!(weighted_sum(&terms, &weights), expected as f64);
        }
    }
}
