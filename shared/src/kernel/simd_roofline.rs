//! The machine's limits: multiply-adds in registers only, and bytes read by a SIMD sum.
//!
//! Every speed of the kernel is stated as a share of these, measured in the same run; the caller times the calls. Needs
//! relaxed SIMD, see [`super::relaxed`], except `separate_*` and `read_*`.

#![allow(unsafe_code)]

use super::simd::{advance, opaque_zero};
use super::simd128::{multiply_add_f32 as multiply_then_add_f32, multiply_add_f64 as multiply_then_add_f64};
use core::arch::wasm32::*;

/// Independent chains: enough for two fused multiply-adds per cycle of four cycles' latency, with registers to spare.
const CHAINS: usize = 12;

macro_rules! peak {
    (
        $(#[$doc:meta])* $name:ident, $inner:ident, $element:ident, $features:literal,
        splat: $splat:path, multiply_add: $multiply_add:path, add: $add:path, lane: $lane:ident,
    ) => {
        #[target_feature(enable = $features)]
        #[inline(never)]
        fn $inner(steps: usize) -> $element {
            // Operands that the compiler cannot know, so that nothing is computed beforehand.
            let unknown = opaque_zero() as $element;
            let (a, b) = ($splat(unknown + 1.0), $splat(unknown + 1e-9));
            let mut chains = [a; CHAINS];
            for _ in 0..steps {
                for chain in &mut chains {
                    *chain = $multiply_add(*chain, a, b);
                }
            }
            let mut sum = chains[0];
            for &chain in &chains[1..] {
                sum = $add(sum, chain);
            }
            $lane::<0>(sum)
        }

        $(#[$doc])*
        ///
        /// Does `steps` rounds. Returns a number that depends on all of them, and the floating point operations done:
        /// 2 for each lane, chain and round.
        pub fn $name(steps: usize) -> ($element, f64) {
            ($inner(steps), steps as f64 * (2 * CHAINS * 16 / size_of::<$element>()) as f64)
        }
    };
}

peak! {
    /// 12 chains of `relaxed_madd` in `f64`, in registers: the roofline.
    peak_f64, chains_f64, f64, "simd128,relaxed-simd",
    splat: f64x2_splat, multiply_add: f64x2_relaxed_madd, add: f64x2_add, lane: f64x2_extract_lane,
}
peak! {
    /// 12 chains of `relaxed_madd` in `f32`, in registers: the roofline.
    peak_f32, chains_f32, f32, "simd128,relaxed-simd",
    splat: f32x4_splat, multiply_add: f32x4_relaxed_madd, add: f32x4_add, lane: f32x4_extract_lane,
}
peak! {
    /// 12 chains of a product and then a sum in `f64`: what plain SIMD can reach. A processor whose units for products
    /// and sums are the same does half the roofline, one with three ports for both three quarters.
    separate_f64, separate_chains_f64, f64, "simd128",
    splat: f64x2_splat, multiply_add: multiply_then_add_f64, add: f64x2_add, lane: f64x2_extract_lane,
}
peak! {
    /// 12 chains of a product and then a sum in `f32`, like [`separate_f64`].
    separate_f32, separate_chains_f32, f32, "simd128",
    splat: f32x4_splat, multiply_add: multiply_then_add_f32, add: f32x4_add, lane: f32x4_extract_lane,
}

macro_rules! read {
    ($name:ident, $inner:ident, $element:ident, $zero:path, $add:path, $lane:ident) => {
        #[target_feature(enable = "simd128")]
        #[inline(never)]
        fn $inner(numbers: &[$element]) -> $element {
            const VECTORS: usize = 8;
            let zero = opaque_zero();
            let mut sums = [$zero(0.0); VECTORS];
            let mut pointer: *const v128 = numbers.as_ptr().cast();
            for _ in 0..size_of_val(numbers) / (16 * VECTORS) {
                for (v, sum) in sums.iter_mut().enumerate() {
                    // SAFETY: as many whole groups of vectors are read as the slice holds.
                    *sum = $add(*sum, unsafe { v128_load(pointer.add(v)) });
                }
                pointer = advance(pointer, 16 * VECTORS, zero);
            }
            let mut sum = sums[0];
            for &next in &sums[1..] {
                sum = $add(sum, next);
            }
            $lane::<0>(sum) + $lane::<1>(sum)
        }

        /// Reads `numbers` once in whole vectors and returns a sum that depends on them: the rate at which these bytes
        /// can be read. Up to 127 bytes at the end are left out, so the sum itself is of no use.
        pub fn $name(numbers: &[$element]) -> $element {
            $inner(numbers)
        }
    };
}

read!(read_f64, sum_f64, f64, f64x2_splat, f64x2_add, f64x2_extract_lane);
read!(read_f32, sum_f32, f32, f32x4_splat, f32x4_add, f32x4_extract_lane);
