//! Files that hold another one: recognised by their first bytes, unpacked, and read like any other.

use super::Engine;
use super::abort::unless_aborted;
use super::files;
use super::input_transfer::BYTES;
use super::options::{ParseOptions, Source};
use crate::failure::Failure;
use crate::memory::copying;
use crate::operand::{Operand, ensure_attached};
use crate::pool::unpacker;
use js_sys::{Array, Uint8Array};
use shared::format::{Dialect, Parsed, is_packed};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::wire::Response;

/// Bytes by which a file is recognised.
const HEAD_BYTES: u32 = 512;

/// Reads `source`, unpacked if it is packed.
pub(super) async fn parse(
    engine: &Engine,
    source: Source,
    options: ParseOptions,
) -> Result<Parsed<Operand, String>, Failure> {
    if !is_packed(&head(&source).await) {
        return files::parse(engine, source, options).await;
    }
    let (part, dialect) = match options.dialect {
        Some(Dialect::Part(part)) => (Some(part), None),
        dialect => (None, dialect),
    };
    let unpacked = unless_aborted(options.signal.as_ref(), unpack(engine, source, part)).await??;
    let (file, format, notes, others) = match unpacked {
        Response::Unpacked { file, format, notes, alternatives, .. } => (file, format, notes, alternatives),
        Response::Rejected { kind, reason, alternatives, .. } => {
            return Err(Failure::rejected(kind, reason, alternatives));
        }
        _ => return Err(Failure::UnexpectedResponse),
    };
    let file = file.into_value().dyn_into().map_err(|_| Failure::UnexpectedResponse)?;
    match files::parse(engine, Source::File(file), ParseOptions { dialect, ..options }).await {
        Ok(mut parsed) => {
            parsed.format = format.unwrap_or(parsed.format);
            // The first note on a table says what separates its cells, which is our own choice in what we wrote.
            let replaced = usize::from(format.is_some() && !parsed.notes.is_empty());
            parsed.notes.splice(..replaced, notes);
            parsed.alternatives.extend(others);
            Ok(parsed)
        }
        Err(Failure::Format(reason)) if !others.is_empty() => Err(Failure::Ambiguous(reason, others)),
        Err(Failure::Ambiguous(reason, mut alternatives)) => {
            alternatives.extend(others);
            Err(Failure::Ambiguous(reason, alternatives))
        }
        Err(failure) => Err(failure),
    }
}

/// The first bytes of `source`. None if it cannot be read, which is found again where it is read.
async fn head(source: &Source) -> Vec<u8> {
    match source {
        // Taken away, they have no length, and looking at a part of them throws.
        Source::Bytes(bytes, ..) if bytes.length() == 0 => Vec::new(),
        Source::Bytes(bytes, ..) => bytes.subarray(0, HEAD_BYTES).to_vec(),
        Source::File(file) => {
            let Ok(head) = file.slice_with_f64_and_f64(0.0, f64::from(HEAD_BYTES)) else { return Vec::new() };
            JsFuture::from(head.array_buffer())
                .await
                .map_or_else(|_| Vec::new(), |head| Uint8Array::new(&head).to_vec())
        }
    }
}

async fn unpack(engine: &Engine, source: Source, part: Option<u32>) -> Result<Response, Failure> {
    engine.booted().await;
    let in_worker = engine.pool_error().is_none();
    let (input, name): (JsValue, _) = match source {
        Source::Bytes(bytes, length, name) => {
            ensure_attached(bytes.length(), length, BYTES)?;
            (copying::copied_bytes(&bytes, false).await?.into(), name)
        }
        Source::File(file) => {
            let name = file.name();
            (if in_worker { file.into() } else { files::read_whole(&file).await? }, Some(name))
        }
    };
    // A copy of ours is not copied again.
    let transfer = input.dyn_ref::<Uint8Array>().map(Uint8Array::buffer).into_iter().collect::<Array>();
    unpacker::unpack(in_worker, &input, name.as_deref(), part, &transfer).await
}
