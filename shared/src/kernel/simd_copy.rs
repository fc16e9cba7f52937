//! Copies and transposes of vectors, for packing and matrix-vector products.
//!
//! Written with intrinsics, because the compiler turns a copy of 32 bytes into `memory.copy`, which calls out of
//! WebAssembly each time.

#![allow(unsafe_code)]

use super::blocking::panel_columns;
use super::tile::View;
use core::arch::wasm32::*;

/// Copies `count` rows of `panels` × 32 bytes, `stride` bytes apart. Rows of 32 bytes lie side by side in a panel, and
/// panels `step` bytes apart.
///
/// Two panels are filled at a time: together their rows are whole lines of the cache, each of which is then read once.
///
/// # Safety
/// All of source and target must be valid.
#[target_feature(enable = "simd128")]
#[inline(never)]
unsafe fn copy_rows(count: usize, panels: usize, source: *const v128, stride: usize, target: *mut v128, step: usize) {
    for pair in 0..panels / 2 {
        let mut source = source.wrapping_add(4 * pair);
        let mut left = target.wrapping_byte_add(2 * pair * step);
        let mut right = left.wrapping_byte_add(step);
        for _ in 0..count {
            // SAFETY: the caller's contract; vector loads and stores need no alignment in WebAssembly.
            unsafe {
                v128_store(left, v128_load(source));
                v128_store(left.add(1), v128_load(source.add(1)));
                v128_store(right, v128_load(source.add(2)));
                v128_store(right.add(1), v128_load(source.add(3)));
            }
            source = source.wrapping_byte_add(stride);
            left = left.wrapping_add(2);
            right = right.wrapping_add(2);
        }
    }
    if panels % 2 == 1 {
        let mut source = source.wrapping_add(2 * (panels - 1));
        let mut target = target.wrapping_byte_add((panels - 1) * step);
        for _ in 0..count {
            // SAFETY: as above.
            unsafe {
                v128_store(target, v128_load(source));
                v128_store(target.add(1), v128_load(source.add(1)));
            }
            source = source.wrapping_byte_add(stride);
            target = target.wrapping_add(2);
        }
    }
}

/// Copies `count` rows to adjacent places in each of `whole` panels, which begin `step` elements apart.
pub(super) fn copy_panels<T: crate::element::Element>(
    rows: View<'_, T>,
    count: usize,
    whole: usize,
    panels: &mut [T],
    step: usize,
) {
    if count == 0 || whole == 0 {
        return;
    }
    let (width, size) = (panel_columns::<T>() as u64, size_of::<T>());
    let needed = (count as u64 - 1) * rows.stride as u64 + whole as u64 * width;
    let written = (whole as u64 - 1) * step as u64 + count as u64 * width;
    assert!(
        rows.data.len() as u64 >= needed && panels.len() as u64 >= written,
        "{count} rows of {whole} panels reach beyond source or target"
    );
    let (source, target) = (rows.data.as_ptr().cast(), panels.as_mut_ptr().cast());
    // SAFETY: both slices hold `count` rows of `whole` × 32 bytes at these distances, as just asserted.
    unsafe { copy_rows(count, whole, source, rows.stride * size, target, step * size) }
}

/// Four rows of four `f32` (or as many as there are) become columns.
#[target_feature(enable = "simd128")]
#[inline]
pub(super) fn transpose_f32([a, b, c, d]: [v128; 4]) -> [v128; 4] {
    let (ab_low, ab_high) = (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<2, 6, 3, 7>(a, b));
    let (cd_low, cd_high) = (i32x4_shuffle::<0, 4, 1, 5>(c, d), i32x4_shuffle::<2, 6, 3, 7>(c, d));
    [
        i64x2_shuffle::<0, 2>(ab_low, cd_low),
        i64x2_shuffle::<1, 3>(ab_low, cd_low),
        i64x2_shuffle::<0, 2>(ab_high, cd_high),
        i64x2_shuffle::<1, 3>(ab_high, cd_high),
    ]
}

/// Two rows of two `f64` become columns.
#[target_feature(enable = "simd128")]
#[inline]
pub(super) fn transpose_f64([a, b]: [v128; 2]) -> [v128; 2] {
    [i64x2_shuffle::<0, 2>(a, b), i64x2_shuffle::<1, 3>(a, b)]
}
