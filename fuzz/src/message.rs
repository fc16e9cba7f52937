//! Bytes as messages between page and workers.
//!
//! In a browser these are JavaScript objects, which serde-wasm-bindgen decodes to [`Request`] and [`Response`]. That crate
//! runs only in WebAssembly, so serde_json decodes them here. This covers the deserialisation of the types and what a
//! worker does with a decoded request (reading, writing, envelopes). `tests/wasm/hostile_messages.rs` covers
//! serde-wasm-bindgen and JavaScript values. Products are not covered: the page, not its user, makes their requests.

use super::accepted;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::element::DType;
use shared::format::{MatrixRef, ReadOptions, read, write};
use shared::matrix::Matrix;
use shared::protocol::{Request, Response};
use shared::rpc::{RpcReply, parse_request};
use std::io::Cursor;

/// Stands for a typed array, a file or a string.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum JsonPayload {
    Text(String),
    Numbers(Vec<f64>),
    None,
}

/// A decoded message encodes and decodes to itself; the request is carried out or rejected.
pub fn message(bytes: &[u8]) {
    if let Some(request) = understood::<Request<JsonPayload>>(bytes) {
        handle(request);
    }
    if let Some(Response::Measured { sample, .. }) = understood::<Response<JsonPayload>>(bytes) {
        let _ = sample.rate();
    }
}

fn understood<M: Serialize + DeserializeOwned>(bytes: &[u8]) -> Option<M> {
    let message: M = serde_json::from_slice(bytes).ok()?;
    let text = |message: &M| serde_json::to_string(message).unwrap_or_else(|error| panic!("{error}"));
    let sent = text(&message);
    let again: M = serde_json::from_str(&sent).unwrap_or_else(|error| panic!("{sent}: {error}"));
    assert_eq!(text(&again), sent);
    Some(message)
}

fn handle(request: Request<JsonPayload>) {
    match request {
        Request::Parse { source: JsonPayload::Text(text), name, dialect, .. } => {
            let options = ReadOptions { dialect, dtype: DType::F64, limit_bytes: 1 << 20 };
            match read(Cursor::new(text.as_bytes()), text.len() as u64, name.as_deref(), &options) {
                Ok(parsed) => accepted::holds(&parsed, text.len()),
                Err(error) => accepted::refused(&error),
            }
        }
        Request::Format { shape, elements: JsonPayload::Numbers(numbers), export, .. } => {
            let mut file = Vec::new();
            let written = write(shape, MatrixRef::F64(&numbers), export, &mut file);
            let fits = shape.elements() == Some(numbers.len() as u64);
            assert!(fits || written.is_err(), "{} numbers were written as {shape}", numbers.len());
        }
        Request::ParseRpc { text: JsonPayload::Text(text), .. } => drop(parse_request(&text)),
        Request::EncodeRpc { method, shape, elements: JsonPayload::Numbers(numbers), .. } => {
            let reply = match Matrix::new(shape, numbers) {
                Ok(product) => RpcReply::with_product(method, &product),
                Err(error) => RpcReply::pool_failed(method.name(), &error.to_string()),
            };
            assert!(serde_json::from_str::<serde_json::Value>(&reply.to_json()).is_ok());
        }
        _ => {}
    }
}
