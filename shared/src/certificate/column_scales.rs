//! Powers of two that bring the columns of B to the same size, for [`super::product_check`].

use super::{Norms, Rows, raised};
use crate::element::Element;

/// Largest exponent of a scale. Columns of zeros have it: whatever C holds there becomes visible beside other columns.
const MOST_SCALE: i32 = 1000;

/// The largest magnitude in each column of some rows of B, infinite where an entry is not finite; then 0 if all finite
/// entries are integers. The sizes of several pieces are merged by `max`, number by number.
pub fn column_sizes<T: Element>(band: Rows<'_, T>) -> Vec<f64> {
    let mut sizes = vec![0.0; band.cols() + 1];
    let (columns, fraction) = sizes.split_at_mut(band.cols());
    for row in band.iter() {
        for (size, value) in columns.iter_mut().zip(row) {
            let value = value.to_f64().abs();
            let value = if value.is_nan() { f64::INFINITY } else { value };
            *size = if value > *size { value } else { *size };
            // NaN for infinities, which `max` ignores.
            fraction[0] = (value - value.trunc()).max(fraction[0]);
        }
    }
    sizes
}

/// D, and what is known of the columns of B.
#[derive(Clone, Debug)]
pub struct ColumnScales {
    /// d_j; 0 for a column that is not finite, which is left out.
    pub(super) scales: Vec<f64>,
    /// Largest magnitude and integers of the other columns.
    pub(super) norms: Norms,
    /// The smallest of the scales: entries of B·D are multiples of it if B has only integers.
    pub(super) grain: f64,
    /// ‖d‖₁ and ‖d‖₂ of the columns that are not zero.
    pub(super) sum: f64,
    pub(super) norm: f64,
}

impl ColumnScales {
    /// The scales for columns of these sizes; `None` for a list that is not [`column_sizes`].
    pub fn new(sizes: &[f64]) -> Option<Self> {
        let (fraction, columns) = sizes.split_last()?;
        let mut norms = Norms { integers: *fraction == 0.0, ..Norms::EMPTY };
        let (mut grain, mut sum, mut squares) = (f64::INFINITY, 0.0, 0.0);
        let scale = |&size: &f64| {
            if !size.is_finite() {
                return 0.0;
            }
            norms.max_abs = norms.max_abs.max(size);
            let scale = power_of_two(if size == 0.0 { MOST_SCALE } else { -1 - exponent(size) });
            grain = scale.min(grain);
            if size > 0.0 {
                sum += scale;
                squares += scale * scale;
            }
            scale
        };
        let scales: Vec<f64> = columns.iter().map(scale).collect();
        let count = scales.len();
        let sum = raised(sum, count);
        // The squares may overflow; then the other norm serves as well.
        Some(Self { norms, grain, sum, norm: raised(f64::sqrt(squares), count).min(sum), scales })
    }

    /// Whether a column is left out, because B is not finite there.
    pub fn leaves_out(&self) -> bool {
        self.scales.contains(&0.0)
    }

    pub(super) fn len(&self) -> usize {
        self.scales.len()
    }

    /// Writes the row of a matrix with these columns, scaled, to `scaled`.
    pub(super) fn scale<T: Element>(&self, row: &[T], scaled: &mut [f64]) -> ScaledRow {
        let mut seen = ScaledRow { largest: 0.0, finite: true };
        for ((value, &scale), place) in row.iter().zip(&self.scales).zip(scaled) {
            let value = if scale == 0.0 { 0.0 } else { value.to_f64() };
            let size = value.abs();
            seen.finite &= size <= f64::MAX;
            seen.largest = if size > seen.largest { size } else { seen.largest };
            *place = value * scale;
        }
        seen
    }
}

/// What a row is before it is scaled, without the columns that are left out.
pub(super) struct ScaledRow {
    pub(super) largest: f64,
    pub(super) finite: bool,
}

/// The exponent of the power of two at or below a positive number; -1023 for subnormals.
fn exponent(size: f64) -> i32 {
    (size.to_bits() >> 52) as i32 - 1023
}

fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent.clamp(-MOST_SCALE, MOST_SCALE) + 1023) as u64) << 52)
}
