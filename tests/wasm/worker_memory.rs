//! A worker takes no more memory for a product than estimated, the estimate is close, and no more rows of B are read
//! than there are.
//!
//! Arrays of the browser do not count: they are not in the memory of the worker.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{Float32Array, Float64Array, Int32Array};
use peak_alloc::PeakAlloc;
use shared::DType;
use shared::certificate::Verification;
use shared::kernel::simd128::SIMD128;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::{ProductSpec, SharedOperands};
use shared::tiling::{Plan, Tile, TilingParams, plan, worker_bytes};
use tests::fixtures::reals;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use worker::engine::WorkerEngine;
use worker::kernels::{KernelPair, Kernels};
use worker::wire::{Payload, Request, Response};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Numbers in memory of the browser's.
fn array(dtype: DType, length: usize) -> JsValue {
    match dtype {
        DType::F32 => Float32Array::from(reals::<f32>(1, length, 1).data()).into(),
        DType::F64 => Float64Array::from(reals::<f64>(1, length, 1).data()).into(),
    }
}

/// The most bytes of its memory that a fresh worker holds at a time while it computes every tile of `plan`.
fn taken(plan: &Plan, dtype: DType, transposed: [bool; 2]) -> usize {
    let Dims { m, k, n } = plan.dims;
    let pair = KernelPair { f32: &SIMD128, f64: &SIMD128 };
    let mut engine = WorkerEngine::new(Kernels { simd128: pair, relaxed: None, rooflines: None });
    let spec = ProductSpec {
        dims: plan.dims,
        dtype,
        kernel: Kernel::Simd128,
        algorithm: plan.algorithm,
        transposed,
        verify: Some(1),
        one_tile_per_block: plan.has_one_tile_per_block(),
        return_buffers: false,
    };
    let operands = SharedOperands {
        a: Payload::cloned(array(dtype, m * k)),
        b: Payload::cloned(array(dtype, k * n)),
        c: Payload::cloned(array(dtype, m * n)),
        upload: Payload::cloned(Int32Array::from(&[i32::MAX, i32::MAX, 0][..])),
    };
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    engine.handle(Request::Open { job: 1, spec, operands: Some(operands) }, &mut |_| ());
    for (tile, place) in plan.tiles.iter().cloned().enumerate() {
        let run = Request::Run { job: 1, tile_id: tile as u32, tile: place.clone(), a: None };
        engine.handle(run, &mut |response| {
            let Response::Done { tile_report, .. } = response else {
                panic!("the tile was not computed: {response:?}")
            };
            assert_eq!(tile_report.verification, Verification::Passed);
        });
    }
    ALLOCATOR.peak_usage() - before
}

#[wasm_bindgen_test]
fn a_product_takes_what_was_forecast() {
    let shapes = [
        (700, 500, 900, 1),
        (700, 500, 900, 16),
        (50, 30_000, 66, 2),
        (9, 200_000, 16, 1),
        (40, 100_000, 3, 2),
        (3000, 1, 2000, 2),
        (1, 2000, 3000, 1),
        (3000, 2000, 1, 2),
        (1, 1_000_000, 1, 2),
        (3, 600_000, 2, 1),
        (2, 400_000, 8, 1),
        // Blocks that are not packed: a narrower one after wider ones, and a wider one after narrower ones.
        (9, 5000, 1300, 3),
        (9, 4000, 3585, 8),
    ];
    let recursive =
        [(1100, 1030, 520, 2), (2048, 512, 1024, 1), (2600, 1024, 1031, 2), (300, 600, 2048, 1), (90, 80, 70, 1)];
    let cases = shapes.map(|shape| (shape, Algorithm::Classical)).into_iter();
    for ((m, k, n, workers), algorithm) in cases.chain(recursive.map(|shape| (shape, Algorithm::Strassen))) {
        for (dtype, transposed) in [(DType::F32, [false; 2]), (DType::F64, [false; 2]), (DType::F64, [true; 2])] {
            let plan = plan(Dims::new(m, k, n), TilingParams { workers, tile_operations: 2e9, dtype, algorithm });
            let forecast = worker_bytes(&plan, dtype, transposed);
            let taken = taken(&plan, dtype, transposed) as u64;
            let what = format!("{m} × {k} × {n}, {dtype:?}, {algorithm}, {transposed:?}: {taken} bytes of {forecast}");
            assert!(taken <= forecast, "{what}");
            // Two MiB are for what only some products need.
            assert!(forecast < taken + taken / 4 + (2 << 20), "{what}");
        }
    }
}

#[wasm_bindgen_test]
fn rows_of_b_that_do_not_fit_are_left_and_the_tile_is_refused() {
    let pair = KernelPair { f32: &SIMD128, f64: &SIMD128 };
    for one_tile_per_block in [true, false] {
        // 20 rows are packed unless they are one tile; B has 40 rows of 16.
        let (dims, place) = (Dims::new(20, 40, 16), Tile { block: 0, rows: 0..20, cols: 0..16 });
        // First row, columns and elements of each band: too many rows, at once or in the end, and rows of another width.
        let bands: [&[(usize, usize, usize)]; 3] =
            [&[(0, 16, 41 * 16)], &[(0, 16, 20 * 16), (20, 16, 21 * 16)], &[(0, 16, 20 * 16), (20, 12, 21 * 12)]];
        for bands in bands {
            let mut engine = WorkerEngine::new(Kernels { simd128: pair, relaxed: None, rooflines: None });
            let spec = ProductSpec {
                dims,
                dtype: DType::F64,
                kernel: Kernel::Simd128,
                algorithm: Algorithm::Classical,
                transposed: [false; 2],
                verify: None,
                one_tile_per_block,
                return_buffers: false,
            };
            engine.handle(Request::Open { job: 1, spec, operands: None }, &mut |_| ());
            for &(first_row, width, length) in bands {
                let elements = Payload::cloned(array(DType::F64, length));
                let band = Request::Band { job: 1, block: 0, columns: (0, width), first_row, elements };
                engine.handle(band, &mut |_| ());
            }
            let a = Some(Payload::cloned(array(DType::F64, 20 * 40)));
            let mut refused = false;
            engine.handle(Request::Run { job: 1, tile_id: 0, tile: place.clone(), a }, &mut |response| {
                refused = matches!(response, Response::Failed { .. });
            });
            assert!(refused, "{bands:?}, in one tile: {one_tile_per_block}");
        }
    }
}
