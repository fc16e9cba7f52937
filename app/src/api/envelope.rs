//! The predecessor's RPC: an envelope in, an envelope out, never a rejection.
//!
//! Refuses to read or write large texts on this thread; a worker does.

use crate::engine::{Engine, MultiplyOptions};
use crate::failure::Failure;
use crate::operand::{Elements, Operand};
use js_sys::{Float64Array, JsString};
use shared::rpc::{Reply, parse_request};
use shared::{Matrix, Shape};
use wasm_bindgen::{JsCast, JsValue};
use worker::wire::{Payload, Request, Response};

/// Longer texts go to a worker; up to here reading takes a few milliseconds at most.
const SHORT_TEXT: u32 = 256 << 10;
/// Longer texts are not even looked through for their method here, should no worker be there to read them.
const LONG_TEXT: u32 = 4 << 20;
/// Up to here products are written on this thread.
const FEW_ELEMENTS: u32 = 16 << 10;

/// Answers one request.
pub async fn answer(engine: &Engine, request: JsValue) -> JsValue {
    // What is not a string is read as its text would be: malformed, unless it happens to be an envelope.
    let text = match request.dyn_into::<JsString>() {
        Ok(text) => text,
        // `undefined`, functions and symbols have no text, and are given back as `undefined` whatever the binding says.
        Err(other) => {
            js_sys::JSON::stringify(&other).ok().filter(|text| text.is_string()).unwrap_or_else(|| JsString::from(""))
        }
    };
    let call = if text.length() <= SHORT_TEXT {
        // Hundreds of texts at once must not be read in one long task.
        engine.take_turn().await;
        read_here(&text)
    } else {
        read_in_worker(engine, text).await
    };
    match call {
        Ok((method, [a, b])) => product(engine, &method, &a, &b).await,
        Err(reply) => reply,
    }
}

fn read_here(text: &JsString) -> Result<(String, [Operand; 2]), JsValue> {
    // `null`, which JSON has for what cannot be written, and lone surrogates are malformed like any other text.
    let text = String::from(text);
    let call = parse_request(&text).map_err(|reply| JsValue::from(reply.to_json()))?;
    let method = call.method().to_owned();
    let (a, b) = call.into_operands();
    Ok((method, [operand(&a), operand(&b)]))
}

fn operand(matrix: &Matrix<f64>) -> Operand {
    Operand { shape: matrix.shape(), elements: Elements::F64(Float64Array::from(matrix.data())) }
}

async fn read_in_worker(engine: &Engine, text: JsString) -> Result<(String, [Operand; 2]), JsValue> {
    let bytes = f64::from(text.length());
    let again = text.clone();
    let request = move |job| Request::ParseRpc { job, text: Payload::cloned(text.clone()) };
    match engine.errand(bytes, request).await {
        Ok(Response::RpcParsed { method, shapes, operands, .. }) => {
            let pair = received(shapes.0, &operands.0).zip(received(shapes.1, &operands.1));
            let (a, b) = pair.ok_or_else(|| failed(&method, "the operands were lost on their way"))?;
            Ok((method, [a, b]))
        }
        Ok(Response::RpcEncoded { text, .. }) => Err(text.into_value()),
        Ok(_) => Err(failed("", "the worker's answer did not fit the question")),
        Err(failure) => Err(refused(&method_of(&again), &failure)),
    }
}

/// The method of a request that no worker has read; empty where it would take too long to look for it here.
fn method_of(text: &JsString) -> String {
    if text.length() > LONG_TEXT { String::new() } else { shared::rpc::method_of(&String::from(text)) }
}

fn received(shape: Shape, payload: &Payload) -> Option<Operand> {
    let elements = Elements::from_js(payload.value())?;
    (shape.elements() == Some(u64::from(elements.len()))).then_some(Operand { shape, elements })
}

async fn product(engine: &Engine, method: &str, a: &Operand, b: &Operand) -> JsValue {
    match engine.multiply(a, b, MultiplyOptions::default()).await {
        Ok(product) => write(engine, method, product.matrix).await,
        Err(failure) => refused(method, &failure),
    }
}

async fn write(engine: &Engine, method: &str, product: Operand) -> JsValue {
    let Operand { shape, elements: Elements::F64(array) } = product else {
        return failed(method, "the product came back in another dtype");
    };
    if array.length() <= FEW_ELEMENTS {
        return match Matrix::new(shape, array.to_vec()) {
            Ok(matrix) => Reply::with_product(method, &matrix).to_json().into(),
            Err(error) => failed(method, &error.to_string()),
        };
    }
    let bytes = f64::from(array.length()) * 20.0;
    let name = method.to_owned();
    let request =
        move |job| Request::EncodeRpc { job, method: name.clone(), shape, elements: Payload::cloned(array.clone()) };
    match engine.errand(bytes, request).await {
        Ok(Response::RpcEncoded { text, .. }) => text.into_value(),
        Ok(_) => failed(method, "the worker's answer did not fit the question"),
        Err(failure) => refused(method, &failure),
    }
}

/// The answer to a request that could not be carried out.
fn refused(method: &str, failure: &Failure) -> JsValue {
    match failure {
        Failure::Limit(words) => Reply::over_limit(method, words).to_json().into(),
        other => failed(method, &other.to_string()),
    }
}

fn failed(method: &str, reason: &str) -> JsValue {
    Reply::pool_failed(method, reason).to_json().into()
}
