//! The SIMD kernels in the engine that users have: all checks of the native tests, in a worker of Chromium.

#![cfg(target_arch = "wasm32")]

#[path = "../../shared/tests/kernel/check.rs"]
mod check;

use shared::Element;
use shared::kernel::{Dims, Gemm, relaxed::RELAXED, simd128::SIMD128};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn passes_every_check<T: Element>(gemm: &dyn Gemm<T>) -> Result<(), String> {
    check::every_shape(gemm)?;
    check::special_numbers(gemm)?;
    check::identities(gemm)?;
    check::one_column(gemm)?;
    check::tiles_of_columns(gemm)
}

#[wasm_bindgen_test]
fn simd128_in_f64_passes_every_check() -> Result<(), String> {
    passes_every_check::<f64>(&SIMD128)
}

#[wasm_bindgen_test]
fn simd128_in_f32_passes_every_check() -> Result<(), String> {
    passes_every_check::<f32>(&SIMD128)
}

#[wasm_bindgen_test]
fn relaxed_in_f64_passes_every_check() -> Result<(), String> {
    passes_every_check::<f64>(&RELAXED)
}

#[wasm_bindgen_test]
fn relaxed_in_f32_passes_every_check() -> Result<(), String> {
    passes_every_check::<f32>(&RELAXED)
}

/// Large enough for one level of the recursion, and not a power of two.
const RECURSIVE: [Dims; 3] = [Dims::new(1024, 1024, 1024), Dims::new(1030, 1100, 1025), Dims::new(1546, 1030, 513)];

#[wasm_bindgen_test]
fn the_recursion_over_simd128_stays_within_its_bound() -> Result<(), String> {
    check::strassen::<f64>(&SIMD128, &RECURSIVE)?;
    check::strassen::<f32>(&SIMD128, &RECURSIVE)
}

#[wasm_bindgen_test]
fn the_recursion_over_relaxed_stays_within_its_bound() -> Result<(), String> {
    check::strassen::<f64>(&RELAXED, &RECURSIVE)?;
    check::strassen::<f32>(&RELAXED, &RECURSIVE)
}
