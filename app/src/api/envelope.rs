//! The predecessor's RPC: an envelope in, an envelope out, never a rejection.
//!
//! Refuses to parse large texts on this thread; a worker does.

use crate::engine::{Engine, MultiplyOptions};
use crate::failure::Failure;
use crate::operand::{Elements, Operand};
use js_sys::Float64Array;
use shared::Matrix;
use shared::rpc::{Call, Reply, parse_request};
use wasm_bindgen::JsValue;

/// Answers one request.
pub async fn answer(engine: &Engine, request: JsValue) -> String {
    // What is not a string is read as its text would be: malformed, unless it happens to be an envelope.
    let text = request.as_string().or_else(|| js_sys::JSON::stringify(&request).ok().and_then(|text| text.as_string()));
    let reply = match parse_request(&text.unwrap_or_default()) {
        Ok(call) => product_of(engine, &call).await,
        Err(reply) => reply,
    };
    reply.to_json()
}

async fn product_of(engine: &Engine, call: &Call) -> Reply {
    let (a, b) = call.operands();
    match engine.multiply(&operand(a), &operand(b), MultiplyOptions::default()).await {
        Ok(product) => match product.matrix.elements {
            Elements::F64(array) => match Matrix::new(product.matrix.shape, array.to_vec()) {
                Ok(matrix) => call.reply(&matrix),
                Err(error) => Reply::pool_failed(call.method(), &error.to_string()),
            },
            Elements::F32(_) => Reply::pool_failed(call.method(), "the product came back in another dtype"),
        },
        Err(failure @ Failure::Limit(_)) => Reply::over_limit(call.method(), &failure.to_string()),
        Err(failure) => Reply::pool_failed(call.method(), &failure.to_string()),
    }
}

fn operand(matrix: &Matrix<f64>) -> Operand {
    Operand { shape: matrix.shape(), elements: Elements::F64(Float64Array::from(matrix.data())) }
}
