//! How far the Strassen–Winograd recursion goes: slabs of rows, levels, bytes of temporaries. All of it follows from
//! the sizes alone.

#![forbid(unsafe_code)]

use super::Dims;
use super::aligned::ALIGNMENT;
use core::ops::Range;

/// Fewest rows of A at the bottom of the recursion: each product packs its own B, which pays only for enough rows.
const MIN_ROWS: usize = 128;

/// Smallest inner size and fewest columns at the bottom of the recursion.
const MIN_INNER: usize = 256;

/// More levels would save less than their additions cost, and lose accuracy.
const MAX_LEVELS: u32 = 4;

/// Approximate rows of a slab: enough for all levels that pay.
const SLAB_ROWS: u64 = 1024;

/// Most slabs that go through the recursion together: their temporaries should stay in the cache.
pub const SLABS_TOGETHER: usize = 2;

/// Rows of temporaries are this much longer than needed, because rows a power of two apart compete for the same
/// lines of the cache.
pub(super) const PADDING_BYTES: usize = 64;

/// How many times a product of this size is halved; with 0 it is computed classically.
pub fn levels(dims: Dims) -> u32 {
    let halvings = |size: usize, least: usize| (size / least).checked_ilog2().unwrap_or(0);
    let inner = halvings(dims.k, MIN_INNER).min(halvings(dims.n, MIN_INNER));
    inner.min(halvings(dims.m, MIN_ROWS)).min(MAX_LEVELS)
}

/// Most bytes of temporaries for a product of this size, which is at most [`SLABS_TOGETHER`] slabs, with `element`
/// bytes in an element.
///
/// A level has X, Y and Z of half the rows, inner size and columns, and thus of a quarter of the elements of A, B and
/// C; all levels together have less than ¼ + ¹⁄₁₆ + … = ⅓ of them, and rows that are padded no more often than there
/// are rows of A, B and C: element · (m·k + k·n + m·n) / 3 + 64 · (2·m + k) bytes, and 64 to align each.
pub(super) fn temporaries_bytes(dims: Dims, element: usize) -> u128 {
    if levels(dims) == 0 {
        return 0;
    }
    let [m, k, n] = [dims.m, dims.k, dims.n].map(|size| size as u128);
    let alignment = 3 * MAX_LEVELS as u128 * ALIGNMENT as u128;
    element as u128 * (m * k + k * n + m * n) / 3 + PADDING_BYTES as u128 * (2 * m + k) + alignment
}

/// The rows of C that are one recursion each, in order and without gaps. Depends on the sizes only; a slab of a
/// slab is the slab itself.
pub fn slabs(dims: Dims) -> Vec<Range<usize>> {
    // In 64 bits: the slab number times the rows exceeds 32 bits from 2^21 rows on.
    let rows = dims.m as u64;
    let count = ((rows + SLAB_ROWS / 2) / SLAB_ROWS).max(1);
    let place = |slab: u64| (slab * rows / count) as usize;
    (0..count).map(|slab| place(slab)..place(slab + 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        // Few, because the largest have millions of slabs.
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn slabs_of_as_many_rows_as_32_bits_can_count_are_in_order_and_of_one_height_but_for_a_row(rows in 1..=u32::MAX) {
            let (mut start, mut least, mut most) = (0, usize::MAX, 0);
            for slab in slabs(Dims::new(rows as usize, 3, 3)) {
                prop_assert!(slab.start == start && slab.end > start, "{rows} rows: {slab:?}");
                (start, least, most) = (slab.end, least.min(slab.len()), most.max(slab.len()));
            }
            prop_assert_eq!(start, rows as usize);
            prop_assert!(most - least <= 1 && (most as u64) < 3 * SLAB_ROWS / 2, "{least} to {most} rows");
        }
    }
}
