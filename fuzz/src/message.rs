//! Bytes as the work that a page asks a worker for: reading, writing and envelopes, with any dialect, format and shape.
//!
//! In a browser a request is a JavaScript object, which `tests/wasm/hostile_messages.rs` changes at random. Here JSON with
//! the same fields stands for it. Products are not covered: the page, not its user, makes their requests.

use super::accepted;
use serde::Deserialize;
use shared::element::DType;
use shared::format::{Dialect, Export, MatrixRef, ReadOptions, read, write};
use shared::matrix::{Matrix, Shape};
use shared::rpc::{RpcMethod, RpcReply, parse_request};
use std::io::Cursor;

/// The requests of `shared::protocol` that a user's text, file or envelope leads to.
#[derive(Deserialize)]
enum UserRequest {
    Parse { source: String, name: Option<String>, dialect: Option<Dialect> },
    Format { shape: Shape, elements: Vec<f64>, export: Export },
    ParseRpc { text: String },
    EncodeRpc { method: RpcMethod, shape: Shape, elements: Vec<f64> },
}

/// The request is carried out or rejected.
pub fn message(bytes: &[u8]) {
    match serde_json::from_slice(bytes) {
        Err(_) => {}
        Ok(UserRequest::Parse { source, name, dialect }) => {
            let options = ReadOptions { dialect, dtype: DType::F64, limit_bytes: 1 << 20 };
            match read(Cursor::new(source.as_bytes()), source.len() as u64, name.as_deref(), &options) {
                Ok(parsed) => accepted::holds(&parsed, source.len()),
                Err(error) => accepted::refused(&error),
            }
        }
        Ok(UserRequest::Format { shape, elements, export }) => {
            let mut file = Vec::new();
            let written = write(shape, MatrixRef::F64(&elements), export, &mut file);
            let fits = shape.elements() == Some(elements.len() as u64);
            assert!(fits || written.is_err(), "{} numbers were written as {shape}", elements.len());
        }
        Ok(UserRequest::ParseRpc { text }) => drop(parse_request(&text)),
        Ok(UserRequest::EncodeRpc { method, shape, elements }) => {
            let reply = match Matrix::new(shape, elements) {
                Ok(product) => RpcReply::with_product(method, &product),
                Err(error) => RpcReply::pool_failed(method.name(), &error.to_string()),
            };
            assert!(serde_json::from_str::<serde_json::Value>(&reply.to_json()).is_ok());
        }
    }
}
