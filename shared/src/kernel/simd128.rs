//! The kernel for WebAssembly SIMD: product and sum are rounded separately, as by `c += a * b`.
//!
//! The tile is 5 rows × 2 vectors, not 6: the product needs a register of its own.

#![allow(unsafe_code)]

use super::simd::register_tiles;
use super::simd_copy::{transpose_f32, transpose_f64};
use core::arch::wasm32::*;

/// The plain SIMD kernel.
#[derive(Clone, Copy, Debug, Default)]
pub struct Simd128;

/// The plain SIMD kernel.
pub static SIMD128: Simd128 = Simd128;

#[target_feature(enable = "simd128")]
#[inline]
pub(super) fn multiply_add_f64(a: v128, b: v128, c: v128) -> v128 {
    f64x2_add(f64x2_mul(a, b), c)
}

#[target_feature(enable = "simd128")]
#[inline]
pub(super) fn multiply_add_f32(a: v128, b: v128, c: v128) -> v128 {
    f32x4_add(f32x4_mul(a, b), c)
}

register_tiles! {
    super::Simd128, Kernel::Simd128, f64, module: double, features: "simd128",
    rows: [1 2 3 4 5], largest: 5, multiply_add: super::multiply_add_f64,
    broadcast: v128_load64_splat, store_first: v128_store64_lane::<0>,
    one_column: column_in_order(super::transpose_f64),
}

register_tiles! {
    super::Simd128, Kernel::Simd128, f32, module: single, features: "simd128",
    rows: [1 2 3 4 5], largest: 5, multiply_add: super::multiply_add_f32,
    broadcast: v128_load32_splat, store_first: v128_store32_lane::<0>,
    one_column: column_in_order(super::transpose_f32),
}
