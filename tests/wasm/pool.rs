//! The pool with real workers, in the transport that the page's isolation gives. The suite runs twice: isolated, and not.
//!
//! The workers' files come from `tests/built/`, where `cargo xtask test` puts them.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use app::engine::{Engine, Mode, MultiplyOptions, ParseOptions, Product, Progress, Source, Transport};
use app::failure::Failure;
use app::operand::{Elements, Operand};
use js_sys::{Float32Array, Float64Array, Uint8Array};
use shared::certificate::Verification;
use shared::format::Export;
use shared::kernel::{Algorithm, Kernel};
use shared::{DType, Shape};
use std::cell::RefCell;
use std::rc::Rc;
use tests::fixtures::reals;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

thread_local! {
    static ENGINE: Engine = Engine::start_from("./built/");
}

fn engine() -> Engine {
    ENGINE.with(Clone::clone)
}

fn matrix(rows: usize, cols: usize, dtype: DType, seed: u32) -> Operand {
    let elements = match dtype {
        DType::F32 => Elements::F32(Float32Array::from(reals::<f32>(1, rows * cols, seed).data())),
        DType::F64 => Elements::F64(Float64Array::from(reals::<f64>(1, rows * cols, seed).data())),
    };
    Operand { shape: Shape::new(rows, cols), elements }
}

fn bits(operand: &Operand) -> Vec<u64> {
    match &operand.elements {
        Elements::F32(array) => array.to_vec().into_iter().map(|value| u64::from(value.to_bits())).collect(),
        Elements::F64(array) => array.to_vec().into_iter().map(f64::to_bits).collect(),
    }
}

fn pool(workers: u32) -> MultiplyOptions {
    MultiplyOptions { mode: Mode::Pool, workers: Some(workers), ..MultiplyOptions::default() }
}

fn local() -> MultiplyOptions {
    MultiplyOptions { mode: Mode::Local, ..MultiplyOptions::default() }
}

async fn multiply(a: &Operand, b: &Operand, options: MultiplyOptions) -> Product {
    engine().multiply(a, b, options).await.unwrap()
}

#[wasm_bindgen_test]
async fn the_transport_is_shared_where_the_page_is_isolated_and_clone_elsewhere() {
    engine().ready().await;
    assert_eq!(engine().pool_trouble(), None);
    let isolated = js_sys::Reflect::get(&js_sys::global(), &"crossOriginIsolated".into()).unwrap().is_truthy();
    let (a, b) = (matrix(40, 50, DType::F64, 1), matrix(50, 60, DType::F64, 2));
    let report = multiply(&a, &b, pool(2)).await.report;
    assert_eq!(report.transport, if isolated { Transport::Shared } else { Transport::Clone });
    assert_eq!((report.mode, report.verification), (Mode::Pool, Verification::Passed));
}

#[wasm_bindgen_test]
async fn pool_and_local_give_the_same_bits_for_every_kernel_dtype_and_number_of_workers() {
    engine().configure(Some(8)).await.unwrap();
    let shapes =
        [(1, 1, 1), (0, 3, 4), (3, 0, 4), (3, 4, 0), (1, 300, 400), (400, 300, 1), (17, 33, 65), (300, 257, 311)];
    for (m, k, n) in shapes {
        for (left, right) in [(DType::F64, DType::F64), (DType::F32, DType::F32), (DType::F32, DType::F64)] {
            let (a, b) = (matrix(m, k, left, 3), matrix(k, n, right, 4));
            for kernel in [Kernel::Simd128, Kernel::Relaxed] {
                let kernel = Some(kernel);
                let expected = multiply(&a, &b, MultiplyOptions { kernel, ..local() }).await;
                assert_eq!(expected.report.mode, Mode::Local);
                assert_eq!(expected.matrix.dtype(), DType::of_product(left, right));
                for workers in [1, 2, 3, 8] {
                    let found = multiply(&a, &b, MultiplyOptions { kernel, ..pool(workers) }).await;
                    assert_eq!(found.matrix.shape, Shape::new(m, n));
                    assert_eq!(bits(&found.matrix), bits(&expected.matrix), "{m} {k} {n} {left:?} {right:?} {workers}");
                }
            }
        }
    }
}

#[wasm_bindgen_test]
async fn strassen_gives_the_same_bits_for_any_number_of_workers() {
    // Three slabs of a level each, so that there is something to be dealt out.
    let (a, b) = (matrix(2600, 520, DType::F64, 5), matrix(520, 530, DType::F64, 6));
    let strassen = |options: MultiplyOptions| MultiplyOptions { algorithm: Algorithm::Strassen, ..options };
    let expected = multiply(&a, &b, strassen(local())).await;
    assert_eq!((expected.report.algorithm, expected.report.verification), (Algorithm::Strassen, Verification::Passed));
    for workers in 1..=3 {
        let found = multiply(&a, &b, strassen(pool(workers))).await;
        assert!(found.report.tiles > 1, "{} tile", found.report.tiles);
        assert_eq!(bits(&found.matrix), bits(&expected.matrix), "{workers} workers");
    }
    let classical = multiply(&a, &b, pool(1)).await;
    assert_ne!(bits(&classical.matrix), bits(&expected.matrix), "there was no recursion");
}

#[wasm_bindgen_test]
async fn progress_is_monotone_and_ends_with_all_tiles() {
    let (a, b) = (matrix(900, 700, DType::F64, 7), matrix(700, 800, DType::F64, 8));
    for options in [pool(2), local()] {
        let seen: Rc<RefCell<Vec<Progress>>> = Rc::default();
        let note = seen.clone();
        let on_progress: Rc<dyn Fn(Progress)> = Rc::new(move |progress| note.borrow_mut().push(progress));
        let report = multiply(&a, &b, MultiplyOptions { on_progress: Some(on_progress), ..options }).await.report;
        let seen = seen.borrow();
        assert!(seen.windows(2).all(|pair| pair[0].tiles_done <= pair[1].tiles_done), "{seen:?}");
        let last = seen.last().unwrap();
        assert_eq!((last.tiles_done, last.tiles_total), (report.tiles, report.tiles));
    }
}

#[wasm_bindgen_test]
async fn a_cancelled_job_is_rejected_and_the_next_one_is_right() {
    let (a, b) = (matrix(1500, 1500, DType::F64, 9), matrix(1500, 1500, DType::F64, 10));
    let control = web_sys::AbortController::new().unwrap();
    let abort = control.clone();
    // Aborting from within the callback, which is the nastiest moment.
    let on_progress: Rc<dyn Fn(Progress)> = Rc::new(move |_| abort.abort());
    let options = MultiplyOptions { signal: Some(control.signal()), on_progress: Some(on_progress), ..pool(2) };
    assert_eq!(engine().multiply(&a, &b, options).await, Err(Failure::Cancelled));
    let (a, b) = (matrix(60, 70, DType::F64, 11), matrix(70, 80, DType::F64, 12));
    let expected = multiply(&a, &b, local()).await;
    assert_eq!(bits(&multiply(&a, &b, pool(2)).await.matrix), bits(&expected.matrix));
}

#[wasm_bindgen_test]
async fn jobs_at_the_same_time_do_not_mix() {
    let operands: Vec<_> = (0..20)
        .map(|seed| (matrix(50 + seed, 40, DType::F64, seed as u32 + 1), matrix(40, 90, DType::F64, 100 + seed as u32)))
        .collect();
    let all = futures_util::future::join_all(operands.iter().map(|(a, b)| multiply(a, b, pool(2)))).await;
    for ((a, b), found) in operands.iter().zip(all) {
        assert_eq!(bits(&found.matrix), bits(&multiply(a, b, local()).await.matrix));
    }
}

#[wasm_bindgen_test]
async fn operands_at_an_offset_are_read_right_and_left_alone() {
    let whole = Float64Array::from(reals::<f64>(1, 1000, 13).data());
    let before = whole.to_vec();
    let a = Operand { shape: Shape::new(20, 20), elements: Elements::F64(whole.subarray(100, 500)) };
    let b = Operand { shape: Shape::new(20, 20), elements: Elements::F64(whole.subarray(450, 850)) };
    let copy = |operand: &Operand| {
        let elements = Elements::zeros(DType::F64, 400, false).unwrap();
        elements.set(&operand.elements, 0);
        Operand { shape: operand.shape, elements }
    };
    let expected = multiply(&copy(&a), &copy(&b), local()).await;
    for options in [pool(2), local()] {
        assert_eq!(bits(&multiply(&a, &b, options).await.matrix), bits(&expected.matrix));
    }
    assert!(whole.to_vec().iter().map(|x| x.to_bits()).eq(before.iter().map(|x| x.to_bits())));
}

#[wasm_bindgen_test]
async fn a_matrix_goes_to_bytes_and_back_in_the_workers() {
    let matrix = matrix(30, 40, DType::F32, 14);
    for export in [Export::Npy, Export::Csv, Export::Tsv, Export::Json, Export::Mtx] {
        let bytes = engine().format(&matrix, export).await.unwrap();
        let loaded = engine().parse(Source::bytes(bytes, None), ParseOptions::default()).await.unwrap();
        assert_eq!(loaded.matrix.shape, matrix.shape, "{export:?}");
        for index in 0..matrix.elements.len() {
            // Text is read as f64, in which the shortest text of an f32 is another number, but rounds to the same.
            let (found, expected) = (loaded.matrix.elements.get(index) as f32, matrix.elements.get(index) as f32);
            assert_eq!(found.to_bits(), expected.to_bits(), "{export:?}, element {index}");
        }
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_read_is_refused_in_words() {
    let bytes = Uint8Array::from(&b"1,2\n3,x\n"[..]);
    let Err(Failure::Format(words) | Failure::Ambiguous(words, _)) =
        engine().parse(Source::bytes(bytes, Some("b.csv".into())), ParseOptions::default()).await
    else {
        panic!("it was not refused")
    };
    assert!(words.contains("b.csv") && words.contains("row 2") && words.contains('x'), "{words}");
}

#[wasm_bindgen_test]
async fn the_pool_is_resized_while_it_runs() {
    let (a, b) = (matrix(1000, 800, DType::F64, 15), matrix(800, 900, DType::F64, 16));
    let expected = multiply(&a, &b, local()).await;
    let engine = engine();
    let (found, resized) = futures_util::join!(multiply(&a, &b, pool(3)), engine.configure(Some(1)));
    resized.unwrap();
    assert_eq!(bits(&found.matrix), bits(&expected.matrix));
    assert_eq!(engine.stats().workers.len(), 1);
    engine.configure(Some(2)).await.unwrap();
    assert_eq!(engine.stats().workers.iter().filter(|worker| worker.state.name() == "idle").count(), 2);
}
