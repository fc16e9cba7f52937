//! Random JavaScript values in place of messages: understood or rejected, never a trap, and what is understood is
//! answered.
//!
//! The fuzz target `message` covers what is done with a request. Here are the parts that run only in a browser: the
//! conversion of messages, and payloads that are not what they should be. All values are ones that `postMessage` can carry. Products are left
//! out: their numbers come from the page and not from its user.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{Array, ArrayBuffer, Float32Array, Float64Array, Function, Object, Reflect, Uint8Array};
use shared::DType;
use shared::Shape;
use shared::format::{Export, Format, Parsed, ReadOptions};
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::map::{CellSummary, ColourScale, MapBlock, PixelDetail, PixelSpan};
use shared::protocol::{CheckStep, ProductSpec, RejectionKind, SharedOperands};
use shared::random::SplitMix64;
use shared::rpc::RpcMethod;
use shared::tiling::Tile;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use worker::wire::{self, Payload, Request, Response};
use worker::{files, product_check, rpc};

wasm_bindgen_test_configure!(run_in_browser);

/// Changed messages of each kind.
const ROUNDS: u32 = 400;

/// Unexpected values, as JavaScript source. No array of billions: wasm-bindgen prints a wrong value in full in its error.
const VALUES: [&str; 34] = [
    "undefined",
    "null",
    "true",
    "0",
    "-0",
    "-1",
    "0.5",
    "NaN",
    "Infinity",
    "-Infinity",
    "4294967295",
    "4294967296",
    "9007199254740991",
    "9007199254740992",
    "1e308",
    "10n",
    "-10n",
    "2n ** 64n",
    "''",
    "'Block'",
    "'\\ud800'",
    "'<img src=x>'",
    "[]",
    "[[]]",
    "new Array(70000)",
    "{}",
    "({ rows: 4294967295, cols: 0 })",
    "({ Table: null })",
    "new Map([['job', 1]])",
    "new Date(NaN)",
    "new Uint8Array(3)",
    "new Float64Array([NaN])",
    "new Blob(['1,2'])",
    "(() => { const a = {}; a.a = a; return a; })()",
];

fn unexpected(random: &mut SplitMix64) -> JsValue {
    let code = VALUES[random.below(VALUES.len())];
    Function::new_no_args(&format!("return {code}")).call0(&JsValue::UNDEFINED).unwrap()
}

/// Replaces, takes away or adds something somewhere in `value`.
fn change(value: &JsValue, random: &mut SplitMix64) {
    let Some(object) = value.dyn_ref::<Object>() else { return };
    let keys = Object::keys(object);
    if keys.length() == 0 || random.below(8) == 0 {
        let _ = Reflect::set(object, &JsValue::from_str("job"), &unexpected(random));
        return;
    }
    let key = keys.get(random.below(keys.length() as usize) as u32);
    let inner = Reflect::get(object, &key).unwrap_or_default();
    // Typed arrays are payloads, not parts of a message.
    if inner.is_object() && !ArrayBuffer::is_view(&inner) && random.below(3) > 0 {
        change(&inner, random);
    } else if random.below(6) == 0 {
        let _ = Reflect::delete_property(object, &key);
    } else {
        let _ = Reflect::set(object, &key, &unexpected(random));
    }
}

fn requests() -> Vec<Request> {
    let text = |text: &str| Payload::cloned(Uint8Array::from(text.as_bytes()));
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
    let numbers = || Payload::cloned(Float64Array::from(&[1.5, -2.0, 3.0, 4.0][..]));
    let sizes = || Payload::cloned(Float64Array::from(&[1.0, 2.0, 0.0][..]));
    let check = |step, arrays| Request::Check { job: 1, step, arrays, cols: 2, b_dtype: DType::F32, seed: 1 };
    let operands = SharedOperands { a: numbers(), b: numbers(), c: numbers(), upload: numbers() };
    let call = r#"{"meta":[{"name":"method","value":"multiply"}],"content":"{\"A\":\"[[1]]\",\"B\":\"[[2]]\"}"}"#;
    let dialect = shared::format::Dialect::TABLES[6];
    let (job, shape, file) = (1, Shape::new(2, 2), Some("text/csv".to_owned()));
    vec![
        Request::Open { job, spec, operands: Some(operands) },
        Request::Run { job, tile_id: 1, tile: Tile { block: 0, rows: 0..2, cols: 0..2 }, a: Some(numbers()) },
        Request::Parse {
            job,
            source: text("1,5;2"),
            name: Some("a.csv".into()),
            dialect: Some(dialect),
            shared: false,
        },
        Request::Parse { job, source: text("[[1,2],[3,4]]"), name: None, dialect: None, shared: true },
        Request::Format { job, shape, elements: numbers(), export: Export::Csv, file: None },
        Request::Format { job, shape, elements: numbers(), export: Export::Json, file },
        Request::Format {
            job,
            shape,
            elements: Payload::cloned(Float32Array::new_with_length(4)),
            export: Export::Mtx,
            file: None,
        },
        Request::ParseRpc { job, text: Payload::cloned(call) },
        Request::EncodeRpc { job, method: RpcMethod::Multiply, shape, elements: numbers() },
        check(CheckStep::Columns, vec![numbers()]),
        check(CheckStep::Sketch, vec![numbers(), sizes()]),
        check(
            CheckStep::Rows,
            vec![
                Payload::cloned(Float32Array::new_with_length(2)),
                numbers(),
                sizes(),
                Payload::cloned(Float64Array::new_with_length(24)),
            ],
        ),
        check(CheckStep::Entries, vec![numbers(), numbers()]),
        Request::Summarise { job, elements: numbers(), block: map_block() },
        Request::Paint { job, shown: numbers(), scale: ColourScale { most: 4.0, is_logarithmic: true } },
        Request::Close { job },
        Request::WarmUp { products: 1, megabytes: 1 },
    ]
}

/// All of a matrix of 2 × 2, in one pixel.
fn map_block() -> MapBlock {
    let span = || PixelSpan { cells: 2, pixels: 1, range: 0..1 };
    MapBlock { first: 0, pitch: 2, rows: span(), cols: span() }
}

fn responses() -> Vec<Response> {
    let numbers = || Payload::cloned(Float64Array::from(&[1.5, -2.0][..]));
    let shape = Shape::new(1, 2);
    vec![
        Response::Hello { build: "0.1.0-0123456789ab".into(), kernels: vec![Kernel::Simd128] },
        Response::Parsed {
            job: 1,
            parsed: Parsed {
                matrix: shape,
                format: Format::Csv,
                dialect: Some(shared::format::Dialect::TABLES[6]),
                notes: vec!["decimal comma".to_owned()],
                alternatives: Vec::new(),
            },
            elements: numbers(),
        },
        Response::Rejected { job: 1, kind: RejectionKind::Limit, reason: "too large".into(), alternatives: Vec::new() },
        Response::RpcParsed {
            job: 1,
            method: RpcMethod::Multiply,
            shapes: (shape, shape),
            operands: (numbers(), numbers()),
        },
        Response::Checked { job: 1, numbers: numbers() },
        Response::Summarised {
            job: 1,
            shown: numbers(),
            total: CellSummary::EMPTY,
            detail: Some(PixelDetail { mean: 1.5, cell: (0, 1) }),
        },
        Response::Painted { job: 1, image: numbers() },
        Response::ReadProgress { job: 1, done: 1.0, total: 2.0 },
    ]
}

/// The message as the other side gets it, changed in a few places; itself where it cannot be cloned.
fn changed(message: &JsValue, random: &mut SplitMix64) -> JsValue {
    let clone: Function = Reflect::get(&js_sys::global(), &"structuredClone".into()).unwrap().unchecked_into();
    let message = clone.call1(&JsValue::UNDEFINED, message).unwrap();
    for _ in 0..=random.below(3) {
        change(&message, random);
    }
    message
}

/// Answers that a worker gives to what it understood.
fn answers(request: Request) -> Vec<Response> {
    let mut answers = Vec::new();
    let respond = &mut |response| answers.push(response);
    match request {
        Request::Parse { job, source, name, dialect, shared } => {
            let options = ReadOptions { dialect, limit_bytes: 1 << 20, ..ReadOptions::default() };
            files::parse(job, &source, name, &options, shared, respond);
        }
        Request::Format { job, shape, elements, export, file } => {
            files::format(job, shape, &elements, export, file.as_deref(), respond);
        }
        Request::ParseRpc { job, text } => rpc::read(job, &text, respond),
        Request::EncodeRpc { job, method, shape, elements } => {
            rpc::write(job, method, shape, &elements, respond);
        }
        Request::Check { job, step, arrays, cols, b_dtype, seed } => {
            respond(product_check::check(job, step, &arrays, cols, b_dtype, seed));
        }
        _ => respond(Response::Crashed { reason: "not for files".to_owned() }),
    }
    answers
}

#[wasm_bindgen_test]
fn a_changed_request_is_answered_or_not_understood() {
    let mut random = SplitMix64::new(1);
    let (mut understood, mut refused) = (0, 0);
    for request in requests() {
        let message = wire::encode(&request);
        for _ in 0..ROUNDS {
            match wire::decode::<Request>(&changed(&message, &mut random)) {
                Ok(request) => {
                    understood += 1;
                    assert!(!answers(request).is_empty());
                }
                Err(_) => refused += 1,
            }
        }
    }
    // Else the changes are too wild, or too tame, to test anything.
    assert!(understood > ROUNDS / 4 && refused > ROUNDS, "{understood} understood, {refused} refused");
}

#[wasm_bindgen_test]
fn a_changed_response_is_understood_or_not() {
    let mut random = SplitMix64::new(2);
    let mut refused = 0;
    for response in responses() {
        let message = wire::encode(&response);
        for _ in 0..ROUNDS {
            match wire::decode::<Response>(&changed(&message, &mut random)) {
                // What was understood can be sent on.
                Ok(response) => assert!(wire::is_ours(&wire::encode(&response))),
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > ROUNDS, "{refused} refused");
}

#[wasm_bindgen_test]
fn any_value_at_all_is_no_message() {
    for code in VALUES {
        let value = Function::new_no_args(&format!("return {code}")).call0(&JsValue::UNDEFINED).unwrap();
        assert!(!wire::is_ours(&value), "{code}");
        let message = Object::new();
        Reflect::set(&message, &"matmill".into(), &value).unwrap();
        assert!(wire::decode::<Request>(&message).is_err(), "{code}");
        assert!(wire::decode::<Response>(&message).is_err(), "{code}");
        assert!(wire::decode::<Request>(&Array::of1(&value).into()).is_err(), "{code}");
    }
}
