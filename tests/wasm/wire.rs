//! Messages between page and worker keep their numbers, and payloads arrive as the objects they are.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{Float64Array, Reflect, Uint8Array};
use shared::certificate::{Norms, Verification};
use shared::format::{Alternative, Dialect, Export, Format, Labels, Parsed};
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::measurement::Measurement;
use shared::protocol::{ProductSpec, RejectionKind, TileReport, TileTimings};
use shared::tiling::Tile;
use shared::{DType, Shape};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use worker::wire::{self, Payload, Request, Response, Wired};

wasm_bindgen_test_configure!(run_in_browser);

/// There and back, through the structured clone that `postMessage` makes.
fn request_there(request: &Request) -> Request {
    let message = wire::encode(request);
    wire::decode(&clone_of(&message)).unwrap()
}

fn response_there(response: &Response) -> Response {
    let message = wire::encode(response);
    wire::decode(&clone_of(&message)).unwrap()
}

fn clone_of(message: &JsValue) -> JsValue {
    let clone: js_sys::Function =
        Reflect::get(&js_sys::global(), &"structuredClone".into()).unwrap().dyn_into().unwrap();
    clone.call1(&JsValue::UNDEFINED, message).unwrap()
}

fn numbers(payload: &Payload) -> Vec<f64> {
    payload.value().clone().unchecked_into::<Float64Array>().to_vec()
}

fn spec() -> ProductSpec {
    ProductSpec {
        dims: Dims::new(4_000_000_000, 7, 0),
        dtype: DType::F32,
        kernel: Kernel::Relaxed,
        algorithm: Algorithm::Strassen,
        transposed: [false, true],
        verify: Some((1 << 53) - 1),
        one_tile_per_block: true,
        return_buffers: false,
    }
}

#[wasm_bindgen_test]
fn the_largest_sizes_and_seeds_arrive_unchanged() {
    let Request::Open { job, spec: found, operands: None } =
        request_there(&Request::Open { job: u32::MAX, spec: spec(), operands: None })
    else {
        panic!("another message arrived")
    };
    assert_eq!((job, found), (u32::MAX, spec()));
}

#[wasm_bindgen_test]
fn a_tile_arrives_with_its_place_and_its_rows() {
    let place = Tile { block: 3, rows: 30..60, cols: 64..128 };
    let a = Some(Payload::transferred(Float64Array::from(&[1.5, -0.0, f64::NAN][..])));
    let Request::Run { tile_id: 9, tile: found, a: Some(a), .. } =
        request_there(&Request::Run { job: 1, tile_id: 9, tile: place.clone(), a })
    else {
        panic!("another message arrived")
    };
    assert_eq!(found, place);
    let bits: Vec<u64> = numbers(&a).into_iter().map(f64::to_bits).collect();
    assert_eq!(bits, [1.5f64.to_bits(), (-0.0f64).to_bits(), f64::NAN.to_bits()]);
}

#[wasm_bindgen_test]
fn tile_reports_keep_infinities() {
    let norms = Norms { max_abs: f64::INFINITY, finite: false, ..Norms::EMPTY };
    let tile_report = TileReport { a: norms, b: Norms::EMPTY, verification: Verification::Undecided };
    let spent = TileTimings { copy: 0.25, ..TileTimings::default() };
    let Response::Done { c: None, tile_report: found, times, .. } = response_there(&Response::Done {
        job: 1,
        tile_id: 2,
        c: None,
        returned: Vec::new(),
        tile_report,
        times: spent,
    }) else {
        panic!("another message arrived")
    };
    assert_eq!((found, times), (tile_report, spent));
}

#[wasm_bindgen_test]
fn words_of_a_refusal_arrive_unchanged() {
    let words = "row 17, column 3: \"1,5\" is not a number — Γ 数 😀";
    let Response::Rejected { kind: RejectionKind::Limit, reason, .. } = response_there(&Response::Rejected {
        job: 1,
        kind: RejectionKind::Limit,
        reason: words.into(),
        alternatives: Vec::new(),
    }) else {
        panic!("another message arrived")
    };
    assert_eq!(reason, words);
}

#[wasm_bindgen_test]
fn a_measurement_can_be_written_by_hand() {
    let text = r#"{"what":"gemm","kernel":"relaxed","dtype":"F64","dims":{"m":1,"k":2,"n":3}}"#;
    let by_hand = Measurement::from_js(&js_sys::JSON::parse(text).unwrap());
    let (kernel, dtype, dims) = (Kernel::Relaxed, DType::F64, Dims::new(1, 2, 3));
    assert_eq!(by_hand, Some(Measurement::Gemm { kernel, dtype, dims, algorithm: Algorithm::Classical }));
}

#[wasm_bindgen_test]
fn measurements_arrive_unchanged() {
    let (kernel, dtype, dims) = (Kernel::Simd128, DType::F32, Dims::new(1, 2, 3));
    for measurement in [
        Measurement::Roofline { dtype },
        Measurement::PlainRoofline { dtype },
        Measurement::Read { dtype, elements: 7 },
        Measurement::Gemm { kernel, dtype, dims, algorithm: Algorithm::Strassen },
        Measurement::Parse { file: Export::CsvDecimalComma, n: 3, decimals: Some(2) },
        Measurement::Parse { file: Export::Npy, n: 3, decimals: None },
        Measurement::Copy { bytes: 5, again: true },
    ] {
        assert_eq!(Measurement::from_js(&clone_of(&measurement.to_js())), Some(measurement));
    }
}

#[wasm_bindgen_test]
fn a_read_matrix_arrives_with_its_dialect_its_notes_and_its_alternatives() {
    let shape = Shape::new(2, 3);
    let alternatives = vec![Alternative { dialect: Dialect::Block, shape: Some(shape), description: "a block".into() }];
    let labelled = Labels::ALL.map(|labels| Dialect::TABLES[0].with_labels(labels));
    let dialects = Dialect::TABLES.into_iter().chain(labelled).chain([Dialect::Block]);
    for dialect in dialects.map(Some).chain([None]) {
        let notes = vec!["decimal comma".to_owned()];
        let sent = Parsed { matrix: shape, format: Format::Csv, dialect, notes, alternatives: alternatives.clone() };
        let elements = Payload::cloned(Float64Array::new_with_length(6));
        let Response::Parsed { parsed, .. } =
            response_there(&Response::Parsed { job: 1, parsed: sent.clone(), elements })
        else {
            panic!("another message arrived")
        };
        assert_eq!(parsed, sent);
    }
}

#[wasm_bindgen_test]
fn numbers_that_are_not_whole_or_too_large_are_not_understood() {
    let with_job = |job: JsValue| {
        let message = wire::encode(&Request::Close { job: 1 });
        let content = Reflect::get(&message, &"matmill".into()).unwrap();
        let fields = Reflect::get(&content, &"Close".into()).unwrap();
        Reflect::set(&fields, &"job".into(), &job).unwrap();
        wire::decode::<Request>(&message)
    };
    for job in [0.0, 1.0, f64::from(u32::MAX)] {
        assert!(matches!(with_job(job.into()), Ok(Request::Close { job: found }) if f64::from(found) == job), "{job}");
    }
    for job in [0.5, -1.0, f64::from(u32::MAX) + 1.0, f64::NAN, f64::INFINITY] {
        assert!(with_job(job.into()).is_err(), "{job}");
    }
    for job in [JsValue::UNDEFINED, JsValue::NULL, "1".into(), true.into(), js_sys::BigInt::from(1).into()] {
        assert!(with_job(job.clone()).is_err(), "{job:?}");
    }
}

#[wasm_bindgen_test]
fn only_moved_buffers_are_in_the_transfer_list() {
    let moved = Float64Array::new_with_length(4);
    let parse = |source| Request::Parse { job: 1, source, name: None, dialect: None, shared: false };
    wire::encode(&parse(Payload::transferred(moved.clone())));
    let list = wire::take_transfer();
    assert_eq!(list.length(), 1);
    assert_eq!(list.get(0), JsValue::from(moved.buffer()));
    wire::encode(&parse(Payload::cloned(moved)));
    assert_eq!(wire::take_transfer().length(), 0);
}

#[wasm_bindgen_test]
fn requests_cross_as_a_list_in_order_with_the_buffers_of_all() {
    let array = |length| Float64Array::new_with_length(length);
    let place = Tile { block: 0, rows: 0..2, cols: 0..2 };
    let (b, a) = (array(4), array(6));
    let band =
        Request::Band { job: 1, block: 0, columns: (0, 2), first_row: 0, elements: Payload::transferred(b.clone()) };
    let run = Request::Run { job: 1, tile_id: 0, tile: place.clone(), a: Some(Payload::transferred(a.clone())) };
    let message = wire::encode(&vec![Request::Close { job: 0 }, band, run]);
    let moved: Vec<JsValue> = wire::take_transfer().iter().collect();
    assert_eq!(moved, [JsValue::from(b.buffer()), JsValue::from(a.buffer())]);
    let requests: Vec<Request> = wire::decode(&clone_of(&message)).unwrap();
    let [Request::Close { job: 0 }, Request::Band { elements, .. }, Request::Run { a: Some(a), .. }] = &requests[..]
    else {
        panic!("other requests arrived: {requests:?}")
    };
    assert_eq!((numbers(elements).len(), numbers(a).len()), (4, 6));
}

#[wasm_bindgen_test]
fn a_kept_payload_is_the_object_itself() {
    let bytes = Uint8Array::from(&[1, 2, 3][..]);
    let elements = Payload::cloned(bytes.clone());
    let message =
        wire::encode(&Request::Format { job: 1, shape: Shape::new(1, 3), elements, export: Export::Csv, file: None });
    let Request::Format { elements, .. } = wire::decode(&message).unwrap() else { panic!("another message arrived") };
    assert_eq!(elements.value(), &JsValue::from(bytes));
}

#[wasm_bindgen_test]
fn what_is_not_ours_is_told_apart_and_not_decoded() {
    for foreign in [JsValue::NULL, JsValue::from_str("hello"), js_sys::Object::new().into(), 7.into()] {
        assert!(!wire::is_ours(&foreign), "{foreign:?}");
    }
    let ours = wire::encode(&Request::Close { job: 1 });
    assert!(wire::is_ours(&ours));
    Reflect::set(&ours, &"matmill".into(), &"no such message".into()).unwrap();
    assert!(wire::decode::<Request>(&ours).is_err());
}
