//! Reading and writing in a worker, or on the main thread if no worker is available.

use super::Engine;
use super::abort::unless_aborted;
use super::input_transfer::{BYTES, InputTransfer, with_fresh_input};
use super::options::{ParseOptions, Source};
use super::startup::no_worker;
use crate::failure::Failure;
use crate::memory::{self, copying, held_memory};
use crate::operand::{Elements, Operand, ensure_attached};
use crate::pool::MakeRequest;
use js_sys::Uint8Array;
use shared::format::{Export, Parsed};
use shared::protocol::JobId;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;
use worker::wire::{Request, Response};

/// Up to this size an input is copied in one piece, for every worker that needs it.
const SMALL_BYTES: u32 = 8 << 20;
/// An upper bound of what reading or writing a byte costs.
const OPERATIONS_PER_BYTE: f64 = 250.0;
/// An upper bound of a written matrix's size, in multiples of its elements'.
const TEXT_EXPANSION: f64 = 4.0;

pub(super) async fn parse(
    engine: &Engine,
    source: Source,
    options: ParseOptions,
) -> Result<Parsed<Operand, String>, Failure> {
    with_fresh_input(|| parse_once(engine, source.clone(), options.clone())).await
}

async fn parse_once(
    engine: &Engine,
    source: Source,
    options: ParseOptions,
) -> Result<Parsed<Operand, String>, Failure> {
    let ParseOptions { dialect, shared, signal, on_progress } = options;
    unless_aborted(signal.as_ref(), engine.booted()).await?;
    let in_worker = engine.pool_error().is_none();
    let (input, name, bytes) = match source {
        Source::Bytes(bytes, length, name) => {
            ensure_attached(bytes.length(), length, BYTES)?;
            let input = if !in_worker {
                InputTransfer::Cloned(bytes.into())
            } else if length <= SMALL_BYTES {
                InputTransfer::CopiedBytes(bytes, length)
            } else if memory::can_share() {
                let copy = copying::copied_bytes(&bytes, true).await?;
                held_memory::count([copy.buffer().into()]);
                InputTransfer::Cloned(copy.into())
            } else {
                InputTransfer::once(copying::copied_bytes(&bytes, false).await?.into())
            };
            (input, name, f64::from(length))
        }
        Source::File(file) => {
            let (name, size) = (file.name(), file.size());
            let input = if in_worker { file.into() } else { read_whole(&file).await? };
            (InputTransfer::Cloned(input), Some(name).filter(|name| !name.is_empty()), size)
        }
    };
    let request = move |job: JobId| {
        let (source, name) = (input.payload()?, name.clone());
        Ok(Request::Parse { job, source, name, dialect, shared })
    };
    match run(engine, in_worker, bytes, signal, on_progress, Box::new(request)).await? {
        Response::Parsed { parsed, elements, .. } => {
            let shape = parsed.matrix;
            let elements = Elements::from_js(elements.value());
            let elements = elements.filter(|elements| Some(u64::from(elements.len())) == shape.elements());
            let elements = elements.ok_or(Failure::UnexpectedResponse)?;
            Ok(parsed.with_matrix(Operand { shape, elements }))
        }
        _ => Err(Failure::UnexpectedResponse),
    }
}

/// Writes a matrix as a `Uint8Array`, or as a `Blob` of `media_type`.
pub(super) async fn format(
    engine: &Engine,
    matrix: &Operand,
    export: Export,
    media_type: Option<&str>,
) -> Result<JsValue, Failure> {
    with_fresh_input(|| format_once(engine, matrix, export, media_type)).await
}

async fn format_once(
    engine: &Engine,
    matrix: &Operand,
    export: Export,
    media_type: Option<&str>,
) -> Result<JsValue, Failure> {
    engine.booted().await;
    matrix.ensure_attached("the matrix")?;
    let in_worker = engine.pool_error().is_none();
    let elements = &matrix.elements;
    let input = if !in_worker || elements.is_shared() {
        InputTransfer::Cloned(elements.as_js().clone())
    } else if matrix.bytes() <= u64::from(SMALL_BYTES) {
        InputTransfer::CopiedElements(matrix.clone())
    } else {
        let shared = memory::can_share();
        let copy = copying::converted(elements, elements.dtype(), shared).await?.as_js().clone();
        if shared { InputTransfer::Cloned(copy) } else { InputTransfer::once(copy) }
    };
    let (shape, file) = (matrix.shape, media_type.map(str::to_owned));
    let request = move |job: JobId| {
        let elements = input.payload()?;
        Ok(Request::Format { job, shape, elements, export, file: file.clone() })
    };
    match run(engine, in_worker, matrix.bytes() as f64 * TEXT_EXPANSION, None, None, Box::new(request)).await? {
        Response::Formatted { bytes, .. } => Ok(bytes.into_value()),
        _ => Err(Failure::UnexpectedResponse),
    }
}

/// Has a worker execute a request that reads or writes some `bytes`, or executes it on the main thread.
pub(super) async fn run(
    engine: &Engine,
    in_worker: bool,
    bytes: f64,
    signal: Option<AbortSignal>,
    on_progress: Option<Rc<dyn Fn(f64, f64)>>,
    request: MakeRequest,
) -> Result<Response, Failure> {
    if in_worker {
        return engine.0.pool.task(bytes * OPERATIONS_PER_BYTE, signal, on_progress, request).await;
    }
    let page_engine = engine.page_engine().map_err(|reason| no_worker(&reason))?;
    match page_engine.handle(request(engine.next_local_job())?)?.into_iter().next_back() {
        Some(Response::Rejected { kind, reason, alternatives, .. }) => {
            Err(Failure::rejected(kind, reason, alternatives))
        }
        Some(response) => Ok(response),
        None => Err(Failure::UnexpectedResponse),
    }
}

/// A file's bytes on the main thread, which has no `FileReaderSync`.
pub(super) async fn read_whole(file: &web_sys::File) -> Result<JsValue, Failure> {
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| {
        Failure::Format(format!(
            "{}: the browser cannot read it: it was moved or changed, or it is a folder; load the file again",
            file.name()
        ))
    })?;
    Ok(Uint8Array::new(&buffer).into())
}
