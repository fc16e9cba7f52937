//! Operands and results are processed in bands of rows that stay in the second-level cache while they are copied,
//! packed, measured and checked.

use shared::tiling::TURNED_BAND_ROWS;
use std::ops::Range;

/// Bytes of a band.
pub(super) const BAND_BYTES: usize = 128 << 10;
/// Fewest rows of a band: fewer would be packed slowly.
const LEAST_BAND_ROWS: usize = 8;

/// Splits `count` rows of `length` elements into bands.
pub(super) fn bands<T>(count: usize, length: usize) -> impl Iterator<Item = Range<usize>> {
    bands_of::<T>(count, length, false)
}

/// The same for rows that are perhaps stored as columns.
pub(super) fn bands_of<T>(count: usize, length: usize, is_transposed: bool) -> impl Iterator<Item = Range<usize>> {
    let least = if is_transposed { TURNED_BAND_ROWS } else { LEAST_BAND_ROWS };
    let rows = (BAND_BYTES / (length * size_of::<T>()).max(1)).max(least);
    (0..count).step_by(rows).map(move |first| first..(first + rows).min(count))
}
