//! The function `unpack` that the module exports, and the worker around it: one message in, one out.
//!
//! Gzip goes through the browser's own decompression; what is inside may be an archive or a document again, but no second
//! gzip file. The result is a `File`, which the ordinary workers read in pieces.

use js_sys::{Array, TypeError, Uint8Array};
use shared::format::{Alternative, Dialect, Format, is_packed, quote};
use shared::protocol::RejectionKind;
use unpack::{MOST_UNPACKED, PartChoice, UnpackError, UnpackNote};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Blob, DedicatedWorkerGlobalScope, File, MessageEvent, ReadableStream, ReadableStreamDefaultReader, WritableStream,
    WritableStreamDefaultWriter,
};
use worker::files::PartsWriter;
use worker::source_reader::SourceReader;
use worker::wire::{self, Payload, Response};

/// How gzip begins.
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// How the names of its files end.
const GZIP_ENDING: &str = ".gz";
/// Bytes by which a file is recognised.
const HEAD_BYTES: f64 = 512.0;
/// Bytes that are collected before they become a part of the result.
const PART_BYTES: u64 = 4 << 20;
/// The caller's number of the work: there is only one.
const JOB: u32 = 0;

/// Waits for a message `[source, name, part]` and answers it; says before with `null` that it waits. Does nothing on a
/// page's own thread.
pub(crate) fn start() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let respond = scope.clone();
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        let (Ok(request), respond) = (event.data().dyn_into::<Array>(), respond.clone()) else { return };
        spawn_local(async move {
            let part = request.get(2).as_f64().map(|part| part as u32);
            let answer = unpack(request.get(0), request.get(1).as_string(), part).await;
            let _ = respond.post_message(&answer);
        });
    });
    // It lives as long as the worker.
    let _ = scope.add_event_listener_with_callback("message", on_message.into_js_value().unchecked_ref());
    let _ = scope.post_message(&JsValue::NULL);
}

/// Unpacks `source`, a `Uint8Array` or a `Blob` called `name`; `part` chooses among several. Returns an encoded
/// `Unpacked` or `Rejected`.
#[wasm_bindgen]
#[expect(unreachable_pub, reason = "wasm-bindgen exports it, which needs `pub`")]
pub async fn unpack(source: JsValue, name: Option<String>, part: Option<u32>) -> JsValue {
    let response = match unpacked(source, name.as_deref(), part).await {
        Ok(UnpackedFile { file, format, notes, others }) => Response::Unpacked {
            job: JOB,
            file: Payload::cloned(file),
            format,
            notes,
            alternatives: others.iter().map(alternative).collect(),
        },
        Err(error) => Response::Rejected {
            job: JOB,
            kind: if error.is_limit() { RejectionKind::Limit } else { RejectionKind::Format },
            reason: name.map_or_else(|| error.to_string(), |name| format!("{}: {error}", quote(name.as_bytes()))),
            alternatives: error.choices().iter().map(alternative).collect(),
        },
    };
    wire::encode(&response)
}

fn alternative(choice: &PartChoice) -> Alternative {
    Alternative { dialect: Dialect::Part(choice.number), shape: None, description: choice.kind.to_string() }
}

/// What [`unpack`] returns.
struct UnpackedFile {
    file: File,
    format: Option<Format>,
    notes: Vec<String>,
    others: Vec<PartChoice>,
}

async fn unpacked(source: JsValue, name: Option<&str>, part: Option<u32>) -> Result<UnpackedFile, UnpackError> {
    let blob = match source.dyn_ref::<Blob>() {
        Some(blob) => blob.clone(),
        None => Blob::new_with_u8_array_sequence(&Array::of1(&source)).map_err(failed)?,
    };
    if !head(&blob).await?.starts_with(&GZIP) {
        return take_out(&source, name, part, Vec::new());
    }
    let content = gunzip(&blob).await?;
    let name =
        name.map(|name| match name.len().checked_sub(GZIP_ENDING.len()).and_then(|at| name.split_at_checked(at)) {
            Some((stem, ending)) if ending.eq_ignore_ascii_case(GZIP_ENDING) => stem,
            _ => name,
        });
    let notes = vec!["unpacked from gzip".to_owned()];
    let head = head(&content).await?;
    if head.starts_with(&GZIP) {
        return Err(UnpackError::NestedGzip);
    }
    if !is_packed(&head) {
        let file = file(&Array::of1(&content), name.unwrap_or_default())?;
        return Ok(UnpackedFile { file, format: None, notes, others: Vec::new() });
    }
    // Only a worker reads blobs in pieces.
    let is_worker = js_sys::global().is_instance_of::<DedicatedWorkerGlobalScope>();
    let content = if is_worker { content.into() } else { bytes(&content).await?.into() };
    take_out(&content, name, part, notes)
}

/// Takes the matrix out of an archive or a document.
fn take_out(
    source: &JsValue,
    name: Option<&str>,
    part: Option<u32>,
    mut notes: Vec<String>,
) -> Result<UnpackedFile, UnpackError> {
    let reader = SourceReader::new(source).ok_or(UnpackError::Corrupt)?;
    let (length, mut out) = (reader.length(), PartsWriter::default());
    let unpacked = unpack::unpack(reader, length, part, &mut out)?;
    notes.extend(unpacked.notes.iter().map(UnpackNote::to_string));
    let inside = match unpacked.notes.first() {
        Some(UnpackNote::Part(kind)) => kind.to_string(),
        _ => String::new(),
    };
    let name = match (name, inside.as_str()) {
        (Some(name), "") => name.to_owned(),
        (Some(name), inside) => format!("{name} ({inside})"),
        (None, inside) => inside.to_owned(),
    };
    let file = file(&out.into_parts(), &name)?;
    Ok(UnpackedFile { file, format: unpacked.format, notes, others: unpacked.others })
}

/// What is in a gzip file, in parts that the browser may keep on disk.
async fn gunzip(blob: &Blob) -> Result<Blob, UnpackError> {
    let too_large = || UnpackError::TooLarge { file: "the gzip file".to_owned(), limit: MOST_UNPACKED };
    // The file ends with the length of its content, modulo 2^32: nobody unpacks in vain what is honest about it.
    let size = blob.size();
    let stated = bytes(&blob.slice_with_f64_and_f64((size - 4.0).max(0.0), size).map_err(failed)?).await?.to_vec();
    let stated = <[u8; 4]>::try_from(stated).map_err(|_| UnpackError::CorruptGzip)?;
    if u64::from(u32::from_le_bytes(stated)) > MOST_UNPACKED {
        return Err(too_large());
    }
    let gzip = DecompressionStream::new("gzip").map_err(|_| UnpackError::NoGzip)?;
    let reader: ReadableStreamDefaultReader = gzip.readable().get_reader().unchecked_into();
    spawn_local(feed(blob.clone(), gzip.writable().get_writer().map_err(failed)?));
    let (parts, mut chunks) = (Array::new(), Array::new());
    let (mut total, mut held) = (0, 0);
    loop {
        let step = JsFuture::from(reader.read()).await.map_err(|error| {
            // Damaged data is a `TypeError`, a file that cannot be read a `DOMException`.
            if error.is_instance_of::<TypeError>() { UnpackError::CorruptGzip } else { failed(error) }
        })?;
        let step: StreamStep = step.unchecked_into();
        let chunk = step.value().filter(|_| !step.done());
        if let Some(chunk) = &chunk {
            total += u64::from(chunk.length());
            held += u64::from(chunk.length());
            chunks.push(chunk);
        }
        if total > MOST_UNPACKED {
            // The browser stops unpacking. Whether it says so does not matter.
            let _ = reader.cancel();
            return Err(too_large());
        }
        if held >= PART_BYTES || chunk.is_none() {
            let part = Blob::new_with_u8_array_sequence(&chunks).map_err(failed)?;
            parts.push(&part);
            (chunks, held) = (Array::new(), 0);
        }
        if chunk.is_none() {
            return Blob::new_with_blob_sequence(&parts).map_err(failed);
        }
    }
}

/// Writes a file to the browser's decompression, no faster than its output is read, and in small pieces: one of them is
/// unpacked at once, and may become a thousand times as long.
async fn feed(blob: Blob, writer: WritableStreamDefaultWriter) {
    const WRITTEN: usize = 1 << 14;
    let size = blob.size();
    let mut from = 0.0;
    while from < size {
        let to = size.min(from + PART_BYTES as f64);
        let piece = match blob.slice_with_f64_and_f64(from, to) {
            Ok(slice) => JsFuture::from(slice.array_buffer()).await,
            Err(error) => Err(error),
        };
        let piece = match piece {
            Ok(buffer) => Uint8Array::new(&buffer),
            // The reader gets this error.
            Err(error) => return drop(JsFuture::from(writer.abort_with_reason(&error)).await),
        };
        for start in (0..piece.length()).step_by(WRITTEN) {
            let end = piece.length().min(start + WRITTEN as u32);
            // The reader knows why, or has read enough.
            if JsFuture::from(writer.write_with_chunk(&piece.subarray(start, end))).await.is_err() {
                return;
            }
        }
        from = to;
    }
    // As above.
    let _ = JsFuture::from(writer.close()).await;
}

#[wasm_bindgen]
extern "C" {
    /// The browser's decompression, a pair of streams.
    type DecompressionStream;

    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;

    #[wasm_bindgen(method, getter)]
    fn readable(this: &DecompressionStream) -> ReadableStream;

    #[wasm_bindgen(method, getter)]
    fn writable(this: &DecompressionStream) -> WritableStream;

    /// What a stream's reader returns.
    type StreamStep;

    #[wasm_bindgen(method, getter)]
    fn done(this: &StreamStep) -> bool;

    #[wasm_bindgen(method, getter)]
    fn value(this: &StreamStep) -> Option<Uint8Array>;
}

async fn head(blob: &Blob) -> Result<Vec<u8>, UnpackError> {
    Ok(bytes(&blob.slice_with_f64_and_f64(0.0, HEAD_BYTES).map_err(failed)?).await?.to_vec())
}

async fn bytes(blob: &Blob) -> Result<Uint8Array, UnpackError> {
    JsFuture::from(blob.array_buffer()).await.map(|buffer| Uint8Array::new(&buffer)).map_err(failed)
}

fn file(parts: &Array, name: &str) -> Result<File, UnpackError> {
    File::new_with_blob_sequence(parts, name).map_err(failed)
}

fn failed(error: JsValue) -> UnpackError {
    let message = js_sys::Reflect::get(&error, &"message".into()).ok().and_then(|message| message.as_string());
    UnpackError::Io { message: quote(message.unwrap_or_default().as_bytes()) }
}
