//! The warm-up of a worker: in slices, ended, and never while a job is open.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::Float64Array;
use shared::DType;
use shared::kernel::simd128::SIMD128;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::ProductSpec;
use shared::tiling::Tile;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use worker::engine::WorkerEngine;
use worker::kernels::{KernelPair, Kernels};
use worker::wire::{Payload, Request, Response};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn engine() -> WorkerEngine {
    let pair = KernelPair { f32: &SIMD128, f64: &SIMD128 };
    WorkerEngine::new(Kernels { simd128: pair, relaxed: None, rooflines: None })
}

/// Has the engine execute a request that is not answered.
fn tell(engine: &mut WorkerEngine, request: Request) {
    engine.handle(request, &mut |response| panic!("it answered {response:?}"));
}

/// Bytes of this worker's memory.
fn memory() -> usize {
    core::arch::wasm32::memory_size(0) << 16
}

/// Slices until nothing is left.
fn slices(engine: &mut WorkerEngine) -> usize {
    (0..10_000).take_while(|_| engine.wants_warm_up().then(|| engine.warm_up()).is_some()).count()
}

#[wasm_bindgen_test]
fn a_warm_up_takes_several_slices_and_ends() {
    let mut engine = engine();
    assert!(!engine.wants_warm_up());
    let before = memory();
    tell(&mut engine, Request::WarmUp { products: 255, megabytes: 8 });
    let slices = slices(&mut engine);
    assert!((2..10_000).contains(&slices), "{slices} slices");
    assert!(memory() - before >= 8 << 20, "memory has grown by {} bytes", memory() - before);
}

#[wasm_bindgen_test]
fn an_open_job_comes_first_and_its_product_is_right() {
    let mut engine = engine();
    tell(&mut engine, Request::WarmUp { products: 255, megabytes: 0 });
    engine.warm_up();
    let spec = ProductSpec {
        dims: Dims::new(2, 2, 2),
        dtype: DType::F64,
        kernel: Kernel::Simd128,
        algorithm: Algorithm::Classical,
        transposed: [false; 2],
        verify: Some(1),
        one_tile_per_block: true,
        return_buffers: false,
    };
    let numbers = |numbers: [f64; 4]| Payload::cloned(Float64Array::from(&numbers[..]));
    tell(&mut engine, Request::Open { job: 1, spec, operands: None });
    assert!(!engine.wants_warm_up());
    let b = numbers([5.0, 6.0, 7.0, 8.0]);
    tell(&mut engine, Request::Band { job: 1, block: 0, columns: (0, 2), first_row: 0, elements: b });
    engine.warm_up();
    let (tile, mut answers) = (Tile { block: 0, rows: 0..2, cols: 0..2 }, Vec::new());
    let run = Request::Run { job: 1, tile_id: 0, tile, a: Some(numbers([1.0, 2.0, 3.0, 4.0])) };
    engine.handle(run, &mut |response| answers.push(response));
    let Some(Response::Done { c: Some(c), .. }) = answers.pop() else { panic!("there is no tile: {answers:?}") };
    assert_eq!(c.value().unchecked_ref::<Float64Array>().to_vec(), [19.0, 22.0, 43.0, 50.0]);
    tell(&mut engine, Request::Close { job: 1 });
    assert!(engine.wants_warm_up(), "the rest of the warm-up follows");
    assert!(slices(&mut engine) < 10_000);
}
