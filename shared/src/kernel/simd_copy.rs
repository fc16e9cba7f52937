//! Copies and transposes of vectors: what packing and matrix-vector products do besides multiplying.
//!
//! For the compiler a copy of 32 bytes is a `memory.copy`, which calls out of WebAssembly each time; hence by hand.
//! Refuses to compute.

#![allow(unsafe_code)]

use super::tile::{View, panel_columns};
use core::arch::wasm32::*;

/// Copies `count` rows of 32 bytes, `stride` bytes apart, to adjacent places.
///
/// # Safety
/// All of source and target must be valid.
#[target_feature(enable = "simd128")]
#[inline(never)]
unsafe fn copy_rows_of_32_bytes(count: usize, source: *const v128, stride: usize, target: *mut v128) {
    let (mut source, mut target) = (source, target);
    for _ in 0..count {
        // SAFETY: the caller's promise; vector loads and stores need no alignment in WebAssembly.
        unsafe {
            v128_store(target, v128_load(source));
            v128_store(target.add(1), v128_load(source.add(1)));
        }
        source = source.wrapping_byte_add(stride);
        target = target.wrapping_add(2);
    }
}

/// Copies rows of one panel of B, each 32 bytes, to adjacent places.
pub(super) fn copy_panel_rows<T: bytemuck::Pod>(rows: View<'_, T>, panel: &mut [T]) {
    let width = panel_columns::<T>();
    let count = panel.len() / width;
    if count > 0 {
        let needed = (count as u64 - 1) * rows.stride as u64 + width as u64;
        assert!(rows.data.len() as u64 >= needed, "a panel of {count} rows needs {needed} elements");
        let (source, target) = (rows.data.as_ptr().cast(), panel.as_mut_ptr().cast());
        // SAFETY: both slices hold `count` rows of 32 bytes at these strides, as just asserted.
        unsafe { copy_rows_of_32_bytes(count, source, rows.stride * size_of::<T>(), target) }
    }
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
