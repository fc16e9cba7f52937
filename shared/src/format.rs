//! Files and pasted text: what they are is recognised by content first and by name second, read in
//! one or two streaming passes into one matrix, and written piece by piece.
//!
//! Refuses, in a sentence, everything that is not one rectangle of real numbers; never takes a
//! missing or non-numeric cell as 0, never believes a size before it is compared with the bytes
//! present, never hands out half a matrix. Rendering, dialogs and progress bars are the caller's:
//! progress and Stop are had by counting, and failing, in the reader that is passed in.

mod cells;
pub mod dialect;
mod display;
pub mod export;
pub mod fault;
mod json;
mod lines;
mod mtx;
mod npy;
mod number;
pub mod receiver;
mod recognise;
mod source;
mod table;
mod write;

pub use dialect::{DecimalMark, Delimiter, Dialect};
pub use export::{Export, MatrixRef, Order, parts};
pub use fault::{Fault, FormatError};
pub use receiver::Receiver;
pub use write::{Writer, write};

use crate::element::DType;
use crate::matrix::{AnyMatrix, Matrix, Shape};
use display::declared_shape::Stated;
use display::split_display::Display;
use number::Number;
use receiver::Kept;
use recognise::{Content, recognise_raw, recognise_text};
use serde::{Deserialize, Serialize};
use source::{ReadSeek, Source};
use std::io::{Cursor, Read, Seek};
use table::{Refusal, Sample};

/// What a source was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Format {
    /// Rows of rows, or `{rows, cols, data}`.
    Json,
    /// A table with commas, semicolons or `|` between cells.
    Csv,
    /// A table with tabs between cells.
    Tsv,
    /// A table with spaces between cells, or a block as NumPy and MATLAB print it.
    Text,
    /// NumPy's `.npy`.
    Npy,
    /// Matrix Market's `.mtx`.
    Mtx,
}

impl Format {
    /// The name scripts see: `json`, `csv`, `tsv`, `text`, `npy` or `mtx`.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Text => "text",
            Format::Npy => "npy",
            Format::Mtx => "mtx",
        }
    }
}

/// Another way in which the same text is a matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Pass this as [`ReadOptions::dialect`] to read the text in this way.
    pub dialect: Dialect,
    /// The shape it would have, where that is known (not for large files, which were only sampled).
    pub shape: Option<Shape>,
    /// In words: `2 × 1, separated by spaces, decimal comma`.
    pub description: String,
}

/// A matrix that was read, and what was assumed in reading it. Where a [`Receiver`] has the elements, `M` is the shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed<M = AnyMatrix> {
    /// The matrix.
    pub matrix: M,
    /// What the source was recognised as.
    pub format: Format,
    /// The dialect of a text, `None` for the other formats.
    pub dialect: Option<Dialect>,
    /// What was assumed, in words: `decimal comma`, `skipped header row: a, b`.
    pub notes: Vec<String>,
    /// Other dialects under which the same text is a different matrix.
    pub alternatives: Vec<Reading>,
}

impl Parsed<Shape> {
    fn new(matrix: Shape, format: Format, notes: Vec<String>) -> Self {
        Self { matrix, format, dialect: None, notes, alternatives: Vec::new() }
    }
}

impl Parsed {
    /// One line for people: `3 × 4, semicolon-separated, decimal comma, skipped header row: a, b`.
    pub fn summary(&self) -> String {
        let mut line = self.matrix.shape().to_string();
        for note in &self.notes {
            line.push_str(", ");
            line.push_str(note);
        }
        line
    }
}

/// How to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Reads a text in this dialect, instead of the one that fits best.
    pub dialect: Option<Dialect>,
    /// Element type of a matrix read from text (files that state one keep their own); default f64.
    pub dtype: DType,
    /// Most bytes a matrix may take; default 2 GiB.
    pub limit_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { dialect: None, dtype: DType::F64, limit_bytes: 1 << 31 }
    }
}

/// Reads the matrix in `source`, which holds `length` bytes and is called `name`.
///
/// The source is read in large blocks, from its start, at most twice in full (a count, then the
/// numbers; a third time for each dialect that fits the beginning and not the rest). Memory: the
/// matrix and less than 64 MiB besides. A reader that fails ends the reading with
/// [`Fault::Source`]: that is how a caller stops it.
///
/// # Errors
/// [`FormatError`], whose message says what was found, where, and what to do.
pub fn read<R: Read + Seek>(
    source: R,
    length: u64,
    name: Option<&str>,
    options: &ReadOptions,
) -> Result<Parsed, FormatError> {
    let mut kept = Kept::default();
    let Parsed { matrix: shape, format, dialect, notes, alternatives } =
        read_into(source, length, name, options, &mut kept)?;
    let matrix = kept.into_matrix(shape).map_err(|fault| FormatError::new(name, fault))?;
    Ok(Parsed { matrix, format, dialect, notes, alternatives })
}

/// The same, with the elements handed to `receiver` as they are read. Memory: less than 64 MiB; for Matrix Market
/// files and for `.npy` in Fortran order, which are not written row by row, the matrix too. After an error the
/// receiver holds anything.
///
/// # Errors
/// As [`read`].
pub fn read_into<R: Read + Seek>(
    mut source: R,
    length: u64,
    name: Option<&str>,
    options: &ReadOptions,
    receiver: &mut dyn Receiver,
) -> Result<Parsed<Shape>, FormatError> {
    read_source(&mut source, length, name, options, receiver).map_err(|(fault, alternatives)| {
        let mut error = FormatError::new(name, fault);
        error.alternatives = alternatives;
        error
    })
}

fn read_source(
    reader: &mut dyn ReadSeek,
    length: u64,
    name: Option<&str>,
    options: &ReadOptions,
    receiver: &mut dyn Receiver,
) -> Result<Parsed<Shape>, Refusal> {
    let plain = |fault| (fault, Vec::new());
    let mut source = Source::new(reader, length).map_err(plain)?;
    let content = {
        let mut window = source.raw().map_err(plain)?;
        window.ensure().map_err(plain)?;
        recognise_raw(window.held()).map_err(plain)?
    };
    if content == Some(Content::Npy) {
        let found = npy::read(&mut source, options.limit_bytes, receiver).map_err(plain)?;
        return Ok(Parsed::new(found.shape, Format::Npy, found.notes));
    }
    match options.dtype {
        DType::F32 => read_text(&mut source, name, options, receiver, AnyMatrix::F32),
        DType::F64 => read_text(&mut source, name, options, receiver, AnyMatrix::F64),
    }
}

fn read_text<T: Number>(
    source: &mut Source<'_>,
    name: Option<&str>,
    options: &ReadOptions,
    receiver: &mut dyn Receiver,
    any: fn(Matrix<T>) -> AnyMatrix,
) -> Result<Parsed<Shape>, Refusal> {
    let plain = |fault| (fault, Vec::new());
    let sample = Sample::of(source).map_err(plain)?;
    let stated = Stated::of(&sample.text).map_err(plain)?;
    let mut parsed = match Display::of(source, &sample.text).map_err(plain)? {
        None => read_sampled(source, &sample, name, options, receiver, any)?,
        Some(display) => read_display::<T>(&display, name, options, receiver, any)?,
    };
    parsed.notes.extend(source.encoding_note());
    stated.check(parsed.matrix).map_err(plain)?;
    Ok(parsed)
}

/// Reads a display that was put together.
fn read_display<T: Number>(
    display: &Display,
    name: Option<&str>,
    options: &ReadOptions,
    receiver: &mut dyn Receiver,
    any: fn(Matrix<T>) -> AnyMatrix,
) -> Result<Parsed<Shape>, Refusal> {
    let plain = |fault| (fault, Vec::new());
    let mut reader = Cursor::new(display.text.as_slice());
    let mut joined = Source::new(&mut reader, display.text.len() as u64).map_err(plain)?;
    let sample = Sample::of(&mut joined).map_err(plain)?;
    let mut parsed = read_sampled(&mut joined, &sample, name, options, receiver, any)
        .map_err(|(fault, others)| (display.at_its_line(fault), others))?;
    parsed.notes.push(display.note());
    Ok(parsed)
}

/// Reads a text of which a sample was taken.
fn read_sampled<T: Number>(
    source: &mut Source<'_>,
    sample: &Sample,
    name: Option<&str>,
    options: &ReadOptions,
    receiver: &mut dyn Receiver,
    any: fn(Matrix<T>) -> AnyMatrix,
) -> Result<Parsed<Shape>, Refusal> {
    let plain = |fault| (fault, Vec::new());
    let limit = options.limit_bytes;
    let content = recognise_text(&sample.text, sample.whole).map_err(plain)?;
    let text = match (content, options.dialect) {
        (Content::Json, _) => {
            let found = json::read::<T>(source, limit, receiver).map_err(plain)?;
            let notes = if found.flat { vec!["one list read as one row".to_string()] } else { Vec::new() };
            return Ok(Parsed::new(found.shape, Format::Json, notes));
        }
        (Content::Mtx, _) => {
            let found = mtx::read::<T>(source, limit, receiver).map_err(plain)?;
            let shape = found.matrix.shape();
            receiver.take_whole(any(found.matrix)).map_err(plain)?;
            return Ok(Parsed::new(shape, Format::Mtx, found.notes));
        }
        (Content::Npy | Content::Block, _) => {
            table::read_as::<T>(source, Dialect::Block, name, limit, receiver).map_err(plain)?
        }
        (Content::Table, Some(dialect)) => {
            table::read_as::<T>(source, dialect, name, limit, receiver).map_err(plain)?
        }
        (Content::Table, None) => table::read::<T>(source, sample, name, limit, receiver)?,
    };
    let mut parsed = Parsed::new(text.shape, text.format, text.notes);
    parsed.dialect = Some(text.dialect);
    parsed.alternatives = text.alternatives;
    Ok(parsed)
}

/// Reads the matrix in `bytes`, which are called `name`, with the default options.
///
/// # Errors
/// As [`read`].
pub fn read_bytes(bytes: &[u8], name: Option<&str>) -> Result<Parsed, FormatError> {
    read(Cursor::new(bytes), bytes.len() as u64, name, &ReadOptions::default())
}
