//! The kernel for relaxed SIMD: `relaxed_madd` is one fused instruction on hardware that has it.
//!
//! A browser without these instructions rejects a WebAssembly module that has them. Nothing else in this crate may
//! refer to this module, so that only a binary that names it contains them.

#![allow(unsafe_code)]

use super::simd::register_tiles;
use super::simd_column::{sum_of_lanes_f32, sum_of_lanes_f64};

/// The relaxed SIMD kernel.
#[derive(Clone, Copy, Debug, Default)]
pub struct Relaxed;

/// The relaxed SIMD kernel.
pub static RELAXED: Relaxed = Relaxed;

register_tiles! {
    super::Relaxed, Kernel::Relaxed, f64, module: double, features: "simd128,relaxed-simd",
    rows: [1 2 3 4 5 6], largest: 6, multiply_add: f64x2_relaxed_madd,
    broadcast: v128_load64_splat, store_first: v128_store64_lane::<0>,
    one_column: column_in_lanes(super::sum_of_lanes_f64),
}

register_tiles! {
    super::Relaxed, Kernel::Relaxed, f32, module: single, features: "simd128,relaxed-simd",
    rows: [1 2 3 4 5 6], largest: 6, multiply_add: f32x4_relaxed_madd,
    broadcast: v128_load32_splat, store_first: v128_store32_lane::<0>,
    one_column: column_in_lanes(super::sum_of_lanes_f32),
}
