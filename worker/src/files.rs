//! Reads and writes matrices away from the main thread.
//!
//! A file is read in pieces through `FileReaderSync`, which exists in workers only; bytes are read from memory.
//! Refuses to know formats; those are `shared::format`.

use crate::array::ArrayElement;
use crate::wire::{Payload, Response};
use js_sys::{Array, Float32Array, Float64Array, Uint8Array};
use shared::format::{self, Export, FormatError, Order, ReadOptions, Writer};
use shared::protocol::{JobId, Refusal};
use shared::{AnyMatrix, Shape};
use std::io::{self, Read, Seek, SeekFrom, Write};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, FileReaderSync};

/// Bytes fetched from a file at a time.
const PIECE: u64 = 4 << 20;
/// Elements handed to a writer at a time.
const CHUNK: usize = 1 << 17;
/// Bytes written before they leave this memory.
const PART: usize = 4 << 20;

/// Reads the matrix in `source`, a `Uint8Array` or a `File`.
pub fn parse(
    job: JobId,
    source: &Payload,
    name: Option<String>,
    options: &ReadOptions,
    shared: bool,
    respond: &mut dyn FnMut(Response),
) {
    let value = source.value();
    let result = if let Some(array) = value.dyn_ref::<Uint8Array>() {
        let length = u64::from(array.length());
        let source = Pieces::new(job, length, respond, |from, target| {
            array.subarray(from as u32, from as u32 + target.len() as u32).copy_to(target);
            Ok(())
        });
        format::read(source, length, name.as_deref(), options)
    } else if let Some(blob) = value.dyn_ref::<Blob>() {
        let length = blob.size() as u64;
        let source = Pieces::new(job, length, respond, |from, target| read_blob(blob, from, target));
        format::read(source, length, name.as_deref(), options)
    } else {
        let reason = "there is nothing to read: pass the bytes as a Uint8Array".to_owned();
        return respond(refused(job, reason));
    };
    match result {
        Err(error) => refuse(job, error, respond),
        Ok(parsed) => {
            let format = parsed.format.name().to_owned();
            let shape = parsed.matrix.shape();
            let (notes, alternatives) = (parsed.notes, parsed.alternatives);
            let elements = match parsed.matrix {
                AnyMatrix::F32(matrix) => Payload::moved(f32::array_of(matrix.data(), shared)),
                AnyMatrix::F64(matrix) => Payload::moved(f64::array_of(matrix.data(), shared)),
            };
            respond(Response::Parsed { job, shape, elements, format, notes, alternatives });
        }
    }
}

/// Writes a matrix; `kind` is the name of an [`Export`], `file` the media type of the `Blob` that is wanted.
pub fn format(
    job: JobId,
    shape: Shape,
    elements: &Payload,
    kind: &str,
    file: Option<&str>,
    respond: &mut dyn FnMut(Response),
) {
    let Some(export) = Export::from_name(kind) else {
        let names: Vec<_> = Export::ALL.iter().map(|export| export.name()).collect();
        let reason = format!("\"{kind}\" is not a format that can be written; choose one of {}", names.join(", "));
        return respond(refused(job, reason));
    };
    let value = elements.value();
    let written = if let Some(array) = value.dyn_ref::<Float64Array>() {
        write::<f64>(array, shape, export)
    } else if let Some(array) = value.dyn_ref::<Float32Array>() {
        write::<f32>(array, shape, export)
    } else {
        let reason = "the matrix has no data: pass a Float64Array or a Float32Array".to_owned();
        return respond(refused(job, reason));
    };
    match written {
        Ok(parts) => match gathered(&parts, file) {
            Ok(bytes) => respond(Response::Formatted { job, bytes }),
            Err(_) => {
                let mut answer = refused(job, "there is no memory for the file; choose another format".to_owned());
                if let Response::Refused { kind, .. } = &mut answer {
                    *kind = Refusal::Limit;
                }
                respond(answer);
            }
        },
        Err(error) => refuse(job, error, respond),
    }
}

/// What was written, in one piece.
fn gathered(parts: &Array, file: Option<&str>) -> Result<Payload, JsValue> {
    if let Some(media_type) = file {
        let bag = BlobPropertyBag::new();
        bag.set_type(media_type);
        return Blob::new_with_u8_array_sequence_and_options(parts, &bag).map(Payload::kept);
    }
    let lengths = parts.iter().map(|part| u64::from(part.unchecked_ref::<Uint8Array>().length()));
    let length = u32::try_from(lengths.sum::<u64>()).map_err(|_| JsValue::NULL)?;
    let bytes = Uint8Array::new_with_length(length);
    let mut place = 0;
    for part in parts.iter() {
        let part: Uint8Array = part.unchecked_into();
        bytes.set(&part, place);
        place += part.length();
    }
    Ok(Payload::moved(bytes))
}

fn refused(job: JobId, reason: String) -> Response {
    Response::Refused { job, kind: Refusal::Format, reason, alternatives: Vec::new() }
}

fn refuse(job: JobId, error: FormatError, respond: &mut dyn FnMut(Response)) {
    let kind = if error.is_limit() { Refusal::Limit } else { Refusal::Format };
    let reason = error.to_string();
    respond(Response::Refused { job, kind, reason, alternatives: error.alternatives });
}

/// Bytes on their way out of this memory, so that no file stands in it whole.
struct Parts {
    gathered: Vec<u8>,
    parts: Array,
}

impl Parts {
    fn leave(&mut self) {
        if !self.gathered.is_empty() {
            self.parts.push(&Uint8Array::from(self.gathered.as_slice()));
            self.gathered.clear();
        }
    }
}

impl Write for Parts {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.gathered.extend_from_slice(bytes);
        if self.gathered.len() >= PART {
            self.leave();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.leave();
        Ok(())
    }
}

fn write<T: ArrayElement>(array: &T::Array, shape: Shape, export: Export) -> Result<Array, FormatError> {
    let parts = Parts { gathered: Vec::new(), parts: Array::new() };
    let mut writer = Writer::new(parts, export, shape, T::DTYPE)?;
    match export.order() {
        Order::Rows => {
            let length = T::length(array);
            let mut chunk = vec![T::default(); CHUNK.min(length)];
            for from in (0..length).step_by(CHUNK) {
                let chunk = &mut chunk[..CHUNK.min(length - from)];
                T::copy_out(array, from, chunk);
                writer.push(chunk)?;
            }
        }
        Order::Columns => {
            // Columns are gathered from all rows at once: one copy of the matrix, instead of one call for each element.
            let mut all = vec![T::default(); T::length(array)];
            T::copy_out(array, 0, &mut all);
            let mut column = vec![T::default(); shape.rows];
            for col in 0..shape.cols {
                for (target, row) in column.iter_mut().zip(all.chunks_exact(shape.cols)) {
                    *target = row[col];
                }
                writer.push(&column)?;
            }
        }
    }
    Ok(writer.finish()?.parts)
}

fn read_blob(blob: &Blob, from: u64, target: &mut [u8]) -> io::Result<()> {
    let failed = |_| io::Error::other("the browser could not read the file; it may have been moved or changed");
    let reader = FileReaderSync::new().map_err(failed)?;
    let to = from + target.len() as u64;
    let slice = blob.slice_with_f64_and_f64(from as f64, to as f64).map_err(failed)?;
    let bytes = Uint8Array::new(&reader.read_as_array_buffer(&slice).map_err(failed)?.into());
    if bytes.length() as usize != target.len() {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    bytes.copy_to(target);
    Ok(())
}

/// A seekable reader over something that gives bytes at an offset, which tells how far it has come.
struct Pieces<'r, F> {
    job: JobId,
    length: u64,
    position: u64,
    piece: Vec<u8>,
    piece_start: u64,
    fetch: F,
    respond: &'r mut dyn FnMut(Response),
}

impl<'r, F: FnMut(u64, &mut [u8]) -> io::Result<()>> Pieces<'r, F> {
    fn new(job: JobId, length: u64, respond: &'r mut dyn FnMut(Response), fetch: F) -> Self {
        Self { job, length, position: 0, piece: Vec::new(), piece_start: 0, fetch, respond }
    }
}

impl<F: FnMut(u64, &mut [u8]) -> io::Result<()>> Read for Pieces<'_, F> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        let end = self.piece_start + self.piece.len() as u64;
        if !(self.piece_start..end).contains(&self.position) {
            let size = PIECE.min(self.length.saturating_sub(self.position));
            if size == 0 {
                return Ok(0);
            }
            self.piece.resize(size as usize, 0);
            self.piece_start = self.position;
            (self.fetch)(self.position, &mut self.piece)?;
            if self.length > PIECE {
                let (job, done, total) = (self.job, self.position as f64, self.length as f64);
                (self.respond)(Response::Reading { job, done, total });
            }
        }
        let here = (self.position - self.piece_start) as usize;
        let count = target.len().min(self.piece.len() - here);
        target[..count].copy_from_slice(&self.piece[here..here + count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl<F> Seek for Pieces<'_, F> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(offset) => self.length.checked_add_signed(offset),
        };
        self.position = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.position)
    }
}
