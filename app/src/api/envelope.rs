//! The predecessor's RPC: takes an envelope and resolves with an envelope; never rejects.
//!
//! The workers' module reads and writes envelopes; small ones it answers on this thread, in one call.

use crate::engine::{Engine, MultiplyOptions};
use crate::failure::Failure;
use crate::operand::{Elements, Operand};
use crate::pool::page_engine::RpcCall;
use js_sys::{Array, JSON, JsString, Reflect};
use shared::Shape;
use shared::rpc::RpcMethod;
use wasm_bindgen::{JsCast, JsValue};
use worker::wire::{Payload, Request, Response};

/// Longer texts go to a worker; up to here reading takes a few milliseconds at most.
const SHORT_TEXT: u32 = 256 << 10;
/// Longer texts are not searched for their method on this thread where no worker can read them.
const LONG_TEXT: u32 = 4 << 20;
/// Up to here products are written on this thread.
const FEW_ELEMENTS: u32 = 16 << 10;

/// Answers one request.
pub async fn answer(engine: &Engine, request: JsValue) -> JsValue {
    // Other values are read as their JSON text, which is usually malformed.
    let text = match request.dyn_into::<JsString>() {
        Ok(text) => text,
        // `undefined`, functions and symbols have no JSON text: `stringify` returns `undefined`.
        Err(other) => {
            JSON::stringify(&other).ok().filter(|text| text.is_string()).unwrap_or_else(|| JsString::from(""))
        }
    };
    let call = if text.length() <= SHORT_TEXT { engine.rpc(&text).await } else { None };
    let call = match call {
        Some(Ok(call)) => call,
        Some(Err(failure)) => return refused(&method_of(&text), &failure),
        None => read_in_worker(engine, text).await,
    };
    match call {
        RpcCall::Answered(text) => text,
        RpcCall::Product { method, operands: [a, b] } => product(engine, method, &a, &b).await,
    }
}

async fn read_in_worker(engine: &Engine, text: JsString) -> RpcCall {
    let bytes = f64::from(text.length());
    let again = text.clone();
    let request = move |job| Request::ParseRpc { job, text: Payload::cloned(text.clone()) };
    RpcCall::Answered(match engine.task(bytes, request).await {
        Ok(Response::RpcParsed { method, shapes, operands, .. }) => {
            match received(shapes.0, &operands.0).zip(received(shapes.1, &operands.1)) {
                Some((a, b)) => return RpcCall::Product { method, operands: [a, b] },
                None => failed(method.name(), "the worker's operands do not fit their shapes; reload the page"),
            }
        }
        Ok(Response::RpcEncoded { text, .. }) => text.into_value(),
        Ok(_) => failed("", UNEXPECTED),
        Err(failure) => refused(&method_of(&again), &failure),
    })
}

const UNEXPECTED: &str = "unexpected response from the worker; reload the page without its cache";

/// The method of a request that the module has not read, to be echoed; empty if it cannot be read, or not quickly.
fn method_of(text: &JsString) -> String {
    let entries = || -> Option<Array> {
        let request = (text.length() <= LONG_TEXT).then(|| JSON::parse(&String::from(text)).ok())??;
        Reflect::get(&request, &"meta".into()).ok()?.dyn_into().ok()
    };
    let field = |entry: &JsValue, name: &str| Reflect::get(entry, &name.into()).ok()?.as_string();
    let is_method = |entry: &JsValue| field(entry, "name").as_deref() == Some("method");
    entries()
        .and_then(|entries| entries.iter().find(is_method))
        .and_then(|entry| field(&entry, "value"))
        .unwrap_or_default()
}

fn received(shape: Shape, payload: &Payload) -> Option<Operand> {
    let elements = Elements::from_js(payload.value())?;
    (shape.elements() == Some(u64::from(elements.len()))).then_some(Operand { shape, elements })
}

async fn product(engine: &Engine, method: RpcMethod, a: &Operand, b: &Operand) -> JsValue {
    match engine.multiply(a, b, MultiplyOptions::default()).await {
        Ok(product) => write(engine, method, product.matrix).await,
        Err(failure) => refused(method.name(), &failure),
    }
}

async fn write(engine: &Engine, method: RpcMethod, product: Operand) -> JsValue {
    let Operand { shape, elements: Elements::F64(array) } = product else {
        return failed(method.name(), "the product came back in another dtype");
    };
    let elements = array.length();
    let request = move |job| Request::EncodeRpc { job, method, shape, elements: Payload::cloned(array.clone()) };
    let written = if elements <= FEW_ELEMENTS {
        engine.small_task(request).await
    } else {
        engine.task(f64::from(elements) * 20.0, request).await
    };
    match written {
        Ok(Response::RpcEncoded { text, .. }) => text.into_value(),
        Ok(_) => failed(method.name(), UNEXPECTED),
        Err(failure) => refused(method.name(), &failure),
    }
}

/// The answer to a request that failed.
fn refused(method: &str, failure: &Failure) -> JsValue {
    let status = if matches!(failure, Failure::Limit(_)) { 413 } else { 500 };
    reply(method, status, &failure.to_string())
}

fn failed(method: &str, reason: &str) -> JsValue {
    reply(method, 500, reason)
}

/// An envelope. `shared::rpc` writes the same form, but is not part of the page's module.
fn reply(method: &str, status: u16, content: &str) -> JsValue {
    let quoted = |text: &str| JSON::stringify(&text.into()).map_or_else(|_| String::from("\"\""), String::from);
    let (method, content) = (quoted(method), quoted(content));
    format!(
        r#"{{"meta":[{{"name":"method","value":{method}}},{{"name":"status","value":"{status}"}}],"content":{content}}}"#
    )
    .into()
}
