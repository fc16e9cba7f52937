//! Reads and writes matrices away from the main thread; the formats are in `shared::format`.

use crate::array::{ArrayElement, buffer};
use crate::source_reader::{PIECE_BYTES, SourceReader};
use crate::wire::{Payload, Response};
use js_sys::{Array, Float32Array, Float64Array, Uint8Array};
use shared::format::{self, ErrorKind, Export, FormatError, MatrixRef, MatrixSink, Order, ReadOptions, Writer};
use shared::protocol::{JobId, RejectionKind};
use shared::{DType, Shape};
use std::cell::Cell;
use std::io::{self, Read, Seek, SeekFrom, Write};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag};

/// Elements passed to a writer at a time.
const CHUNK_ELEMENTS: usize = 1 << 17;
/// Bytes of columns collected at a time, for formats that are stored column by column.
const COLUMNS_BYTES: u64 = 256 << 20;
/// Bytes buffered in WebAssembly memory before they move to a JavaScript array.
const PART_BYTES: usize = 4 << 20;

/// Reads the matrix in `source`, a `Uint8Array` or a `File`.
///
/// The elements go straight into their typed array, a chunk at a time: neither file nor matrix is ever in WebAssembly
/// memory, which cannot shrink again. (Matrix Market and Fortran order are exceptions; see [`format::read_into`].)
pub fn parse(
    job: JobId,
    source: &Payload,
    name: Option<String>,
    options: &ReadOptions,
    shared: bool,
    respond: &mut dyn FnMut(Response),
) {
    let Some(source) = SourceReader::new(source.value()) else {
        let reason = "there is nothing to read; pass the bytes as a Uint8Array".to_owned();
        return respond(rejected(job, reason));
    };
    let length = source.length();
    let counted = Cell::new(false);
    let mut sink = TypedArraySink { shared, array: None, length: 0, counted: &counted };
    match format::read_into(
        ProgressReader { job, source, counted: &counted, reported: 0, respond },
        length,
        name.as_deref(),
        options,
        &mut sink,
    ) {
        Err(error) => reject(job, error, respond),
        Ok(parsed) => {
            let (parsed, elements) = (parsed.with_notes_as_text(), Payload::transferred(sink.into_array()));
            respond(Response::Parsed { job, parsed, elements });
        }
    }
}

/// Fills a typed array from its start.
struct TypedArraySink<'c> {
    /// Whether the array is on a `SharedArrayBuffer`.
    shared: bool,
    array: Option<TypedArray>,
    /// Elements so far.
    length: u32,
    /// Set once the source is no longer only scanned to count its elements.
    counted: &'c Cell<bool>,
}

#[derive(Clone)]
enum TypedArray {
    F32(Float32Array),
    F64(Float64Array),
}

impl TypedArray {
    fn zeros(dtype: DType, elements: u64, shared: bool) -> Result<Self, JsValue> {
        let buffer = buffer(elements.saturating_mul(dtype.size() as u64), shared)?;
        Ok(match dtype {
            DType::F32 => TypedArray::F32(Float32Array::new(&buffer)),
            DType::F64 => TypedArray::F64(Float64Array::new(&buffer)),
        })
    }

    fn into_js(self) -> JsValue {
        match self {
            TypedArray::F32(array) => array.into(),
            TypedArray::F64(array) => array.into(),
        }
    }
}

impl TypedArraySink<'_> {
    /// The array, cut to its elements. What was reserved beyond them was never touched, so it takes no memory; small arrays
    /// are copied to their exact size all the same, for callers who use the buffer.
    fn into_array(self) -> JsValue {
        const SMALL: u32 = 1 << 20;
        // The methods used here are those of any typed array.
        let (dtype, array) = match self.array {
            Some(TypedArray::F32(array)) => (DType::F32, array.unchecked_into()),
            Some(TypedArray::F64(array)) => (DType::F64, array),
            None => (DType::F64, Float64Array::new_with_length(0)),
        };
        if self.length > 0 && self.length == array.length() {
            return array.into();
        }
        let part = array.subarray(0, self.length);
        let copy = (self.length < SMALL).then(|| TypedArray::zeros(dtype, self.length.into(), self.shared));
        match copy {
            Some(Ok(copy)) => {
                let copy: Float64Array = copy.into_js().unchecked_into();
                copy.set(&part, 0);
                copy.into()
            }
            Some(Err(_)) | None => part.into(),
        }
    }
}

impl MatrixSink for TypedArraySink<'_> {
    fn counting_finished(&mut self) {
        self.counted.set(true);
    }

    fn begin(&mut self, dtype: DType, most: u64) -> Result<(), ErrorKind> {
        (self.array, self.length) = (None, 0);
        let needed = most.saturating_mul(dtype.size() as u64);
        let array = TypedArray::zeros(dtype, most, self.shared);
        self.array = Some(array.map_err(|_| ErrorKind::Memory { needed })?);
        Ok(())
    }

    fn take(&mut self, elements: MatrixRef<'_>) -> Result<(), ErrorKind> {
        let to = self.length.saturating_add(u32::try_from(elements.len()).unwrap_or(u32::MAX));
        let size = elements.dtype().size() as u64;
        match (&self.array, elements) {
            (Some(TypedArray::F32(array)), MatrixRef::F32(elements)) if to <= array.length() => {
                array.subarray(self.length, to).copy_from(elements);
            }
            (Some(TypedArray::F64(array)), MatrixRef::F64(elements)) if to <= array.length() => {
                array.subarray(self.length, to).copy_from(elements);
            }
            _ => return Err(ErrorKind::Memory { needed: u64::from(to) * size }),
        }
        self.length = to;
        Ok(())
    }
}

/// Writes a matrix as `export`; `file` is the media type of the `Blob` that is wanted.
pub fn format(
    job: JobId,
    shape: Shape,
    elements: &Payload,
    export: Export,
    file: Option<&str>,
    respond: &mut dyn FnMut(Response),
) {
    let value = elements.value();
    let written = if let Some(array) = value.dyn_ref::<Float64Array>() {
        write::<f64>(array, shape, export)
    } else if let Some(array) = value.dyn_ref::<Float32Array>() {
        write::<f32>(array, shape, export)
    } else {
        let reason = "the matrix has no data; pass a Float64Array or a Float32Array".to_owned();
        return respond(rejected(job, reason));
    };
    match written {
        Ok(parts) => match joined(&parts, file) {
            Ok(bytes) => respond(Response::Formatted { job, bytes }),
            Err(_) => {
                let mut answer =
                    rejected(job, "there is not enough memory for the file; choose another format".to_owned());
                if let Response::Rejected { kind, .. } = &mut answer {
                    *kind = RejectionKind::Limit;
                }
                respond(answer);
            }
        },
        Err(error) => reject(job, error, respond),
    }
}

/// What was written, in one piece.
fn joined(parts: &Array, file: Option<&str>) -> Result<Payload, JsValue> {
    if let Some(media_type) = file {
        let bag = BlobPropertyBag::new();
        bag.set_type(media_type);
        return Blob::new_with_u8_array_sequence_and_options(parts, &bag).map(Payload::cloned);
    }
    let lengths = parts.iter().map(|part| u64::from(part.unchecked_ref::<Uint8Array>().length()));
    let length = u32::try_from(lengths.sum::<u64>()).map_err(|_| JsValue::NULL)?;
    let bytes = Uint8Array::new_with_byte_offset_and_length(&buffer(length.into(), false)?, 0, length);
    let mut place = 0;
    for part in parts.iter() {
        let part: Uint8Array = part.unchecked_into();
        bytes.set(&part, place);
        place += part.length();
    }
    Ok(Payload::transferred(bytes))
}

fn rejected(job: JobId, reason: String) -> Response {
    Response::Rejected { job, kind: RejectionKind::Format, reason, alternatives: Vec::new() }
}

fn reject(job: JobId, error: FormatError, respond: &mut dyn FnMut(Response)) {
    let kind = if error.is_limit() { RejectionKind::Limit } else { RejectionKind::Format };
    let reason = error.to_string();
    respond(Response::Rejected { job, kind, reason, alternatives: error.alternatives });
}

/// Moves what is written out of WebAssembly memory in parts, so that no whole file is ever in it.
#[derive(Default)]
pub struct PartsWriter {
    buffer: Vec<u8>,
    parts: Array,
}

impl PartsWriter {
    /// The parts, arrays of bytes.
    pub fn into_parts(mut self) -> Array {
        self.flush_buffer();
        self.parts
    }

    fn flush_buffer(&mut self) {
        if !self.buffer.is_empty() {
            self.parts.push(&Uint8Array::from(self.buffer.as_slice()));
            self.buffer.clear();
        }
    }
}

impl Write for PartsWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= PART_BYTES {
            self.flush_buffer();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.flush_buffer();
        Ok(())
    }
}

fn write<T: ArrayElement>(array: &T::Array, shape: Shape, export: Export) -> Result<Array, FormatError> {
    let mut writer = Writer::new(PartsWriter::default(), export, shape, T::DTYPE)?;
    match export.order() {
        Order::Rows => {
            let length = T::length(array);
            let mut chunk = vec![T::default(); CHUNK_ELEMENTS.min(length)];
            for from in (0..length).step_by(CHUNK_ELEMENTS) {
                let chunk = &mut chunk[..CHUNK_ELEMENTS.min(length - from)];
                T::copy_out(array, from, chunk);
                writer.push(chunk)?;
            }
        }
        Order::Columns => for_each_column::<T>(array, shape, &mut |column| writer.push(column))?,
    }
    Ok(writer.finish()?.into_parts())
}

/// Calls `give` with one column after the other. As many as fit into [`COLUMNS_BYTES`] are collected in one pass over the
/// matrix, which is copied in long pieces: a call for each element would take minutes.
fn for_each_column<T: ArrayElement>(
    array: &T::Array,
    Shape { rows, cols }: Shape,
    give: &mut dyn FnMut(&[T]) -> Result<(), FormatError>,
) -> Result<(), FormatError> {
    // Missing elements are noticed by the writer.
    if T::length(array) == 0 || Shape::new(rows, cols).elements() != Some(T::length(array) as u64) {
        return Ok(());
    }
    let bytes = rows as u64 * size_of::<T>() as u64;
    let together = (COLUMNS_BYTES / bytes).clamp(1, cols as u64) as usize;
    let mut columns = zeros::<T>(rows * together)?;
    let mut chunk = zeros::<T>((CHUNK_ELEMENTS / cols).clamp(1, rows) * cols)?;
    for first in (0..cols).step_by(together) {
        let together = together.min(cols - first);
        for from in (0..rows).step_by(chunk.len() / cols) {
            let count = (chunk.len() / cols).min(rows - from);
            let chunk = &mut chunk[..count * cols];
            T::copy_out(array, from * cols, chunk);
            for (index, column) in columns.chunks_exact_mut(rows).take(together).enumerate() {
                for (target, row) in column[from..from + count].iter_mut().zip(chunk.chunks_exact(cols)) {
                    *target = row[first + index];
                }
            }
        }
        columns.chunks_exact(rows).take(together).try_for_each(&mut *give)?;
    }
    Ok(())
}

/// A vector of `length` zeros.
fn zeros<T: ArrayElement>(length: usize) -> Result<Vec<T>, FormatError> {
    let mut zeros = Vec::new();
    let needed = length as u64 * size_of::<T>() as u64;
    zeros.try_reserve_exact(length).map_err(|_| FormatError::from(ErrorKind::Memory { needed }))?;
    zeros.resize(length, T::default());
    Ok(zeros)
}

/// A reader that reports progress.
struct ProgressReader<'r> {
    job: JobId,
    source: SourceReader,
    /// Position at the last report.
    reported: u64,
    /// Whether the elements are read, and not only counted.
    counted: &'r Cell<bool>,
    respond: &'r mut dyn FnMut(Response),
}

impl ProgressReader<'_> {
    fn report(&mut self) {
        let (position, length) = (self.source.position(), self.source.length());
        if length > PIECE_BYTES && position.abs_diff(self.reported) >= PIECE_BYTES {
            self.reported = position;
            // Reported while counting too, so that the page knows that this worker is alive.
            let done = if self.counted.get() { position as f64 } else { 0.0 };
            let (job, total) = (self.job, length as f64);
            (self.respond)(Response::ReadProgress { job, done, total });
        }
    }
}

impl Read for ProgressReader<'_> {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        self.report();
        self.source.read(target)
    }
}

impl Seek for ProgressReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}
