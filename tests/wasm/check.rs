//! A worker's verification notices what its kernel computes wrong, and passes what is right.
//!
//! The kernel is replaced by one that makes errors. The mathematics is tested natively, with many seeds.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

#[path = "../../shared/tests/kernel/portable.rs"]
#[expect(dead_code, reason = "only the kernel that rounds twice is used here")]
mod portable;

use js_sys::{Float32Array, Float64Array, Int32Array};
use portable::UNFUSED;
use shared::certificate::Verification;
use shared::kernel::{Algorithm, Dims, Gemm, Kernel, PackedB, Workspace};
use shared::protocol::{ProductSpec, RESULT_CLOSED, RESULT_WRITERS, SharedOperands};
use shared::tiling::{Tile, TilingParams, plan};
use shared::{DType, Element};
use tests::fixtures::reals;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use worker::engine::WorkerEngine;
use worker::kernels::{KernelPair, Kernels};
use worker::wire::{Payload, Request, Response};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Computes right, and then adds to the last entry of each tile far more than any rounding.
struct Wrong;

fn make_wrong<T: Element>(c: &mut [T]) {
    let wrong = if T::DTYPE == DType::F64 { 1e-3 } else { 1e3 };
    if let Some(entry) = c.last_mut() {
        *entry = T::from_f64(entry.to_f64() + wrong);
    }
}

macro_rules! wrong {
    ($element:ty) => {
        impl Gemm<$element> for Wrong {
            fn kernel(&self) -> Kernel {
                Kernel::Simd128
            }

            fn multiply(
                &self,
                dims: Dims,
                a: &[$element],
                b: &[$element],
                c: &mut [$element],
                workspace: &mut Workspace<$element>,
            ) {
                UNFUSED.multiply(dims, a, b, c, workspace);
                make_wrong(c);
            }

            fn multiply_packed(
                &self,
                m: usize,
                a: &[$element],
                b: &PackedB<$element>,
                c: &mut [$element],
                workspace: &mut Workspace<$element>,
            ) {
                UNFUSED.multiply_packed(m, a, b, c, workspace);
                make_wrong(c);
            }

            fn multiply_strassen(
                &self,
                dims: Dims,
                a: &[$element],
                b: &[$element],
                c: &mut [$element],
                workspace: &mut Workspace<$element>,
            ) {
                UNFUSED.multiply_strassen(dims, a, b, c, workspace);
                make_wrong(c);
            }
        }
    };
}

wrong!(f32);
wrong!(f64);

const RIGHT: KernelPair = KernelPair { f32: &UNFUSED, f64: &UNFUSED };
const WRONG: KernelPair = KernelPair { f32: &Wrong, f64: &Wrong };

/// Numbers in [-1, 1).
fn array(dtype: DType, length: usize) -> JsValue {
    match dtype {
        DType::F32 => Float32Array::from(reals::<f32>(1, length, 1).data()).into(),
        DType::F64 => Float64Array::from(reals::<f64>(1, length, 1).data()).into(),
    }
}

/// The outcome for each tile of a product, planned for two workers, with these kernels.
fn outcomes(kernels: KernelPair, dims: Dims, dtype: DType, algorithm: Algorithm, shared: bool) -> Vec<Verification> {
    let Dims { m, k, n } = dims;
    let plan = plan(dims, TilingParams { workers: 2, tile_operations: 2e9, dtype, algorithm });
    let mut engine = WorkerEngine::new(Kernels { simd128: kernels, relaxed: None, rooflines: None });
    let one_tile_per_block = plan.has_one_tile_per_block();
    let (kernel, verify) = (Kernel::Simd128, Some(7));
    let (transposed, return_buffers) = ([false; 2], false);
    let spec = ProductSpec { dims, dtype, kernel, algorithm, transposed, verify, one_tile_per_block, return_buffers };
    let (a, b) = (array(dtype, m * k), array(dtype, k * n));
    if !shared {
        return vec![engine.whole(spec, &a, &b).unwrap().tile_report.verification];
    }
    let operands = SharedOperands {
        a: Payload::cloned(a),
        b: Payload::cloned(b),
        c: Payload::cloned(array(dtype, m * n)),
        upload: Payload::cloned(Int32Array::from(&[i32::MAX, i32::MAX, 0][..])),
    };
    engine.handle(Request::Open { job: 1, spec, operands: Some(operands) }, &mut |_| ());
    let mut outcomes = Vec::new();
    for (tile, place) in plan.tiles.into_iter().enumerate() {
        engine.handle(Request::Run { job: 1, tile_id: tile as u32, tile: place.clone(), a: None }, &mut |response| {
            match response {
                Response::Done { tile_report, .. } => outcomes.push(tile_report.verification),
                other => panic!("the tile was not computed and checked: {other:?}"),
            }
        });
    }
    outcomes
}

#[wasm_bindgen_test]
fn a_tile_of_a_job_that_has_ended_is_not_written() {
    let dims = Dims::new(30, 20, 25);
    let (kernel, algorithm, dtype) = (Kernel::Simd128, Algorithm::Classical, DType::F64);
    for (count, is_written) in [(0, true), (RESULT_CLOSED, false)] {
        let mut engine = WorkerEngine::new(Kernels { simd128: RIGHT, relaxed: None, rooflines: None });
        let spec = ProductSpec {
            dims,
            dtype,
            kernel,
            algorithm,
            transposed: [false; 2],
            verify: None,
            one_tile_per_block: true,
            return_buffers: false,
        };
        let (c, upload) = (Float64Array::new_with_length(30 * 25), Int32Array::from(&[i32::MAX, i32::MAX, count][..]));
        let operands = SharedOperands {
            a: Payload::cloned(array(dtype, 30 * 20)),
            b: Payload::cloned(array(dtype, 20 * 25)),
            c: Payload::cloned(c.clone()),
            upload: Payload::cloned(upload.clone()),
        };
        engine.handle(Request::Open { job: 1, spec, operands: Some(operands) }, &mut |_| ());
        let (tile, mut is_done) = (Tile { block: 0, rows: 0..30, cols: 0..25 }, false);
        engine.handle(Request::Run { job: 1, tile_id: 0, tile, a: None }, &mut |response| {
            is_done = matches!(response, Response::Done { .. });
        });
        assert_eq!((is_done, c.to_vec().iter().any(|entry| *entry != 0.0)), (is_written, is_written));
        assert_eq!(upload.get_index(RESULT_WRITERS), count, "nobody writes any more");
    }
}

#[wasm_bindgen_test]
fn a_wrong_entry_in_a_tile_fails_and_a_correct_tile_passes() {
    // Packed B, plain B, one column; the recursion with a level and without.
    let classical = [(190, 300, 200), (190, 300, 7), (190, 300, 1)].map(|sizes| (sizes, Algorithm::Classical));
    let recursive = [(300, 520, 513), (90, 80, 70)].map(|sizes| (sizes, Algorithm::Strassen));
    for ((m, k, n), algorithm) in classical.into_iter().chain(recursive) {
        for dtype in [DType::F32, DType::F64] {
            for shared in [false, true] {
                let what = format!("{m} × {k} × {n}, {dtype:?}, {algorithm}, shared: {shared}");
                let of = |kernels| outcomes(kernels, Dims::new(m, k, n), dtype, algorithm, shared);
                let (right, wrong) = (of(RIGHT), of(WRONG));
                assert!(
                    !right.is_empty() && right.iter().all(|&outcome| outcome == Verification::Passed),
                    "{what}: {right:?}"
                );
                assert!(
                    !wrong.is_empty() && wrong.iter().all(|&outcome| outcome == Verification::Failed),
                    "{what}: {wrong:?}"
                );
            }
        }
    }
}
