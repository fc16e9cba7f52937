//! Reads any supported file or text: recognises what it is and calls its reader.

use crate::element::DType;
use crate::format::allocation::checked_size;
use crate::format::byte_source::{ByteSource, ReadSeek};
use crate::format::dialect::Dialect;
use crate::format::display::declared_shape::DeclaredShape;
use crate::format::display::split_display::SplitDisplay;
use crate::format::error::{ErrorKind, FormatError};
use crate::format::matrix_sink::{MatrixSink, VecSink};
use crate::format::note::Note;
use crate::format::number::Number;
use crate::format::parsed::{Alternative, Format, Parsed, ReadOptions};
use crate::format::recognise::{BinaryKind, recognise_raw};
use crate::format::text_input::TextInput;
use crate::format::text_sample::TextSample;
use crate::format::value_sink::ChunkedSink;
use crate::format::{mtx, notations, npy};
use crate::matrix::Shape;
use std::io::{Cursor, Read, Seek};

/// Reads the matrix in `source`, which holds `length` bytes and is called `name`.
///
/// The source is read in large blocks, from its start, at most twice in full (a count, then the numbers; once more for
/// each dialect that fits the beginning and not the rest). Memory: the matrix and less than 64 MiB besides. To cancel,
/// have the reader fail: that ends the reading with an I/O error.
///
/// # Errors
/// [`FormatError`], whose message says what was found, where, and what to do.
pub fn read<R: Read + Seek>(
    source: R,
    length: u64,
    name: Option<&str>,
    options: &ReadOptions,
) -> Result<Parsed, FormatError> {
    let mut sink = VecSink::default();
    let parsed = read_into(source, length, name, options, &mut sink)?;
    let matrix = sink.into_matrix(parsed.matrix).map_err(|error| FormatError::new(name, error))?;
    Ok(parsed.with_matrix(matrix))
}

/// The same, with the elements given to `sink` as they are read. Memory: less than 64 MiB; for Matrix Market files and
/// for `.npy` in Fortran order, which are not stored row by row, the matrix too. After an error the sink's contents are
/// unspecified.
///
/// # Errors
/// As [`read`].
pub fn read_into<R: Read + Seek>(
    mut source: R,
    length: u64,
    name: Option<&str>,
    options: &ReadOptions,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, FormatError> {
    read_source(&mut source, length, name, options, sink).map_err(|error| error.named(name))
}

/// Reads the matrix in `bytes`, which are called `name`, with the default options.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], name: Option<&str>) -> Result<Parsed, FormatError> {
    read(Cursor::new(bytes), bytes.len() as u64, name, &ReadOptions::default())
}

fn read_source(
    reader: &mut dyn ReadSeek,
    length: u64,
    name: Option<&str>,
    options: &ReadOptions,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, FormatError> {
    let mut source = ByteSource::new(reader, length)?;
    let content = {
        let mut window = source.raw()?;
        window.fill()?;
        recognise_raw(window.available())?
    };
    if content == Some(BinaryKind::Npy) {
        mtx::refuse_name(name, "NumPy .npy data")?;
        let found = npy::read(&mut source, options.limit_bytes, sink)?;
        return Ok(Parsed::new(found.shape, Format::Npy, found.notes));
    }
    // Which part of a packed file this was says nothing about its text.
    let dialect = options.dialect.filter(|dialect| !matches!(dialect, Dialect::Part(_)));
    let options = &ReadOptions { dialect, ..*options };
    match options.dtype {
        DType::F32 => read_text::<f32>(&mut source, name, options, sink),
        DType::F64 => read_text::<f64>(&mut source, name, options, sink),
    }
}

fn read_text<T: Number>(
    source: &mut ByteSource<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, FormatError> {
    source.leave_out_padding()?;
    let sample = TextSample::of(source)?;
    let declared = DeclaredShape::of(&sample.text)?;
    let fits = |other: &Alternative| other.shape.is_none_or(|shape| declared.is(shape));
    let mut parsed = match SplitDisplay::of(source, &sample.text)? {
        None => {
            let outcome = notations::read::<T>(&mut TextInput { source, sample: &sample, name, options, sink });
            match (outcome, declared.of_empty()) {
                (Err(error), Some(shape)) if *error.kind == ErrorKind::Empty => read_empty::<T>(shape, options, sink)?,
                (outcome, _) => outcome.map_err(|mut error| {
                    error.alternatives.retain(fits);
                    error
                })?,
            }
        }
        Some(display) => read_display::<T>(&display, name, options, sink)?,
    };
    parsed.notes.extend(source.notes());
    declared.check(parsed.matrix)?;
    parsed.alternatives.retain(fits);
    Ok(parsed)
}

/// Reads a matrix without elements, of which the text only declares the size.
fn read_empty<T: Number>(
    shape: (u64, u64),
    options: &ReadOptions,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, FormatError> {
    checked_size::<T>(shape.0, shape.1, options.limit_bytes)?;
    ChunkedSink::<T>::new(0, options.limit_bytes, sink)?.finish()?;
    let shape = Shape::new(shape.0 as usize, shape.1 as usize);
    Ok(Parsed::new(shape, Format::Text, vec![Note::EmptyArray]))
}

/// Reads a display whose parts were joined.
fn read_display<T: Number>(
    display: &SplitDisplay,
    name: Option<&str>,
    options: &ReadOptions,
    sink: &mut dyn MatrixSink,
) -> Result<Parsed<Shape>, FormatError> {
    let mut reader = Cursor::new(display.text.as_slice());
    let mut joined = ByteSource::new(&mut reader, display.text.len() as u64)?;
    let sample = TextSample::of(&mut joined)?;
    let mut input = TextInput { source: &mut joined, sample: &sample, name, options, sink };
    let mut parsed =
        notations::read::<T>(&mut input).map_err(|error| error.map_kind(|kind| display.with_source_line(kind)))?;
    parsed.notes.extend(display.notes());
    Ok(parsed)
}
