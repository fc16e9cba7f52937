//! Reading and writing through a worker, or on this thread where no worker is available.
//!
//! The caller's arrays are neither changed nor given away: workers get copies, or shared memory.

use super::{Engine, ParseOptions, Source, no_worker, unless_aborted};
use crate::failure::Failure;
use crate::memory::{self, copying};
use crate::operand::{Elements, Operand, ensure_attached};
use js_sys::Uint8Array;
use shared::format::{Export, Parsed};
use shared::protocol::JobId;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortSignal;
use worker::wire::{Payload, Request, Response};

/// Up to this many bytes a copy is made at once, as often as it is needed.
const SMALL_BYTES: u32 = 8 << 20;
/// What the bytes to be read are called when they were taken away.
const BYTES: &str = "the array of bytes";
/// Copies made of what can be given away only once, each for the worker that comes after a lost one.
const COPIES: u32 = 4;
/// What reading or writing a byte costs at the very most, in operations.
const OPERATIONS_PER_BYTE: f64 = 250.0;

/// Something that is given to a worker, perhaps more than once.
enum Parcel {
    /// By reference: shared memory, a file.
    Kept(JsValue),
    /// Copied anew each time, as long as there are so many bytes.
    Copied(Uint8Array, u32),
    /// The same for the elements of a matrix.
    CopiedElements(Operand),
    /// Ours to give away, once: the worker that it went to was lost with it if it is asked for again.
    Moved(JsValue, Rc<Cell<bool>>),
}

impl Parcel {
    fn payload(&self) -> Result<Payload, Failure> {
        Ok(match self {
            Parcel::Kept(value) => Payload::cloned(value),
            Parcel::Copied(bytes, length) => {
                ensure_attached(bytes.length(), *length, BYTES)?;
                let copy = memory::allocate_bytes(*length, false)?;
                copy.set(bytes, 0);
                Payload::transferred(copy)
            }
            Parcel::CopiedElements(matrix) => {
                matrix.ensure_attached("the matrix")?;
                let copy = memory::allocate(matrix.dtype(), u64::from(matrix.elements.len()), false)?;
                copy.set(&matrix.elements, 0);
                Payload::transferred(copy.as_js())
            }
            Parcel::Moved(_, given) if given.replace(true) => return Err(Failure::Pool(LOST.into())),
            Parcel::Moved(value, _) => Payload::transferred(value),
        })
    }
}

/// Why a copy is not to be had any more.
const LOST: &str = "the worker was lost, and the copy that it was given with it; try again";

/// `attempt` again as long as its copy was lost with a worker: a copy of a large array takes a while, so that nobody
/// makes another in the middle of a message.
async fn with_fresh_copies<R, F: Future<Output = Result<R, Failure>>>(attempt: impl Fn() -> F) -> Result<R, Failure> {
    for _ in 1..COPIES {
        match attempt().await {
            Err(Failure::Pool(words)) if words == LOST => log::info!("{words}"),
            result => return result,
        }
    }
    attempt().await
}

pub(super) async fn parse(engine: &Engine, source: Source, options: ParseOptions) -> Result<Parsed<Operand>, Failure> {
    with_fresh_copies(|| parse_once(engine, source.clone(), options.clone())).await
}

async fn parse_once(engine: &Engine, source: Source, options: ParseOptions) -> Result<Parsed<Operand>, Failure> {
    let ParseOptions { dialect, signal, on_progress } = options;
    unless_aborted(signal.as_ref(), engine.booted()).await?;
    let in_worker = engine.pool_trouble().is_none();
    let shared = memory::can_share();
    let (parcel, name, bytes, keep_shared) = match source {
        Source::Bytes(bytes, length, name) => {
            ensure_attached(bytes.length(), length, BYTES)?;
            let parcel = match (in_worker, length <= SMALL_BYTES) {
                (false, _) => Parcel::Kept(bytes.into()),
                (true, true) => Parcel::Copied(bytes, length),
                (true, false) if shared => Parcel::Kept(copying::copied_bytes(&bytes, true).await?.into()),
                (true, false) => Parcel::Moved(copying::copied_bytes(&bytes, false).await?.into(), Rc::default()),
            };
            (parcel, name, f64::from(length), false)
        }
        Source::File(file) => {
            let (name, size) = (file.name(), file.size());
            let parcel = if in_worker { Parcel::Kept(file.into()) } else { Parcel::Kept(read_here(&file).await?) };
            (parcel, Some(name), size, shared)
        }
    };
    let request = move |job: JobId| {
        let (source, name) = (parcel.payload()?, name.clone());
        Ok(Request::Parse { job, source, name, dialect, shared: keep_shared })
    };
    match run(engine, in_worker, bytes, signal, on_progress, request).await? {
        Response::Parsed { parsed, elements, .. } => {
            let shape = parsed.matrix;
            let elements = Elements::from_js(elements.value());
            let elements = elements.filter(|elements| Some(u64::from(elements.len())) == shape.elements());
            let elements = elements.ok_or_else(unexpected)?;
            Ok(parsed.with_matrix(Operand { shape, elements }))
        }
        _ => Err(unexpected()),
    }
}

pub(super) async fn format(
    engine: &Engine,
    matrix: &Operand,
    export: Export,
    file: Option<&str>,
) -> Result<JsValue, Failure> {
    with_fresh_copies(|| format_once(engine, matrix, export, file)).await
}

async fn format_once(
    engine: &Engine,
    matrix: &Operand,
    export: Export,
    file: Option<&str>,
) -> Result<JsValue, Failure> {
    engine.booted().await;
    matrix.ensure_attached("the matrix")?;
    let in_worker = engine.pool_trouble().is_none();
    let elements = &matrix.elements;
    let parcel = if !in_worker || elements.is_shared() {
        Parcel::Kept(elements.as_js().clone())
    } else if matrix.bytes() <= u64::from(SMALL_BYTES) {
        Parcel::CopiedElements(matrix.clone())
    } else {
        let shared = memory::can_share();
        let copy = copying::converted(elements, elements.dtype(), shared).await?;
        if shared { Parcel::Kept(copy.as_js().clone()) } else { Parcel::Moved(copy.as_js().clone(), Rc::default()) }
    };
    let (shape, file) = (matrix.shape, file.map(str::to_owned));
    let request = move |job: JobId| {
        let elements = parcel.payload()?;
        Ok(Request::Format { job, shape, elements, export, file: file.clone() })
    };
    match run(engine, in_worker, matrix.bytes() as f64 * 4.0, None, None, request).await? {
        Response::Formatted { bytes, .. } => Ok(bytes.into_value()),
        _ => Err(unexpected()),
    }
}

pub(super) async fn run(
    engine: &Engine,
    in_worker: bool,
    bytes: f64,
    signal: Option<AbortSignal>,
    on_progress: Option<Rc<dyn Fn(f64, f64)>>,
    request: impl Fn(JobId) -> Result<Request, Failure> + 'static,
) -> Result<Response, Failure> {
    if in_worker {
        return engine.0.pool.errand(bytes * OPERATIONS_PER_BYTE, signal, on_progress, request).await;
    }
    let page_engine = engine.page_engine().map_err(|reason| Failure::Pool(no_worker(&reason)))?;
    let responses = page_engine.handle(request(engine.next_local_job())?).map_err(Failure::Pool)?;
    match responses.into_iter().next_back() {
        Some(Response::Rejected { kind, reason, alternatives, .. }) => {
            Err(Failure::rejected(kind, reason, alternatives))
        }
        Some(response) => Ok(response),
        None => Err(unexpected()),
    }
}

/// A file's bytes on this thread, which has no `FileReaderSync`.
async fn read_here(file: &web_sys::File) -> Result<JsValue, Failure> {
    let buffer = JsFuture::from(file.array_buffer()).await;
    let buffer = buffer.map_err(|_| {
        Failure::Format(format!(
            "{}: the browser cannot read it: moved, changed, or a folder; load the file again",
            file.name()
        ))
    })?;
    Ok(Uint8Array::new(&buffer).into())
}

pub(super) fn unexpected() -> Failure {
    Failure::Pool("unexpected response from the worker; reload the page without its cache".into())
}
