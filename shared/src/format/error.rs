//! Why a source could not be read, or a matrix not written. Each message says what was found, where, and what to do.
//!
//! Text from a source is shortened and escaped before it enters a message, so that every message is safe to show and
//! short enough to read aloud.

use crate::element::DType;
use crate::format::parsed::Alternative;
use crate::matrix::Shape;
use std::borrow::Cow;

/// Why reading or writing failed, and in which source.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}{kind}", prefix(.name.as_deref()))]
pub struct FormatError {
    /// File name as the caller gave it, shortened and escaped; `None` for pasted text and for writing.
    pub name: Option<String>,
    /// What went wrong.
    pub kind: Box<ErrorKind>,
    /// Dialects under which the text would be a matrix: too doubtful to be chosen automatically, but worth offering.
    pub alternatives: Vec<Alternative>,
}

impl FormatError {
    /// `kind` in a source called `name`.
    pub fn new(name: Option<&str>, kind: ErrorKind) -> Self {
        Self { name: name.map(|name| quote(name.as_bytes())), kind: Box::new(kind), alternatives: Vec::new() }
    }

    /// The same about a source called `name`.
    pub(crate) fn named(mut self, name: Option<&str>) -> Self {
        self.name = name.map(|name| quote(name.as_bytes()));
        self
    }

    /// The same with its kind replaced.
    pub(crate) fn map_kind(mut self, change: impl FnOnce(ErrorKind) -> ErrorKind) -> Self {
        self.kind = Box::new(change(*self.kind));
        self
    }

    /// Whether the source or the matrix is too large (scripts see a `LimitError`), rather than malformed.
    pub fn is_limit(&self) -> bool {
        matches!(
            *self.kind,
            ErrorKind::TooLarge { .. }
                | ErrorKind::TooMany { .. }
                | ErrorKind::MoreThanLimit { .. }
                | ErrorKind::OnlyLines { .. }
                | ErrorKind::Memory { .. }
        )
    }
}

impl From<ErrorKind> for FormatError {
    fn from(kind: ErrorKind) -> Self {
        Self::new(None, kind)
    }
}

fn prefix(name: Option<&str>) -> String {
    name.map(|name| format!("{name}: ")).unwrap_or_default()
}

/// What is wrong with a source or with a matrix to be written. Rows, columns and lines count from 1.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ErrorKind {
    /// Nothing but whitespace.
    #[error("it is empty; load a file or paste text that contains a matrix")]
    Empty,
    /// A web page, SVG or XML.
    #[error(
        "this is markup (it starts with \"{start}\"), not a matrix; load the data file itself, or copy only the cells of the table"
    )]
    Markup {
        /// How it begins.
        start: String,
    },
    /// A known kind of file that is not supported.
    #[error("this is {what}, which is not supported; {remedy}")]
    Foreign {
        /// The kind of file.
        what: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// Bytes that do not occur in text.
    #[error(
        "this is neither a known matrix file nor text (byte {byte:#04x} at position {position}); save it as .npy, .mtx, CSV or JSON and load that"
    )]
    Binary {
        /// Offset of the byte from the start, counted from 0.
        position: u64,
        /// The byte.
        byte: u8,
    },
    /// A cell that is not a number.
    #[error("row {row}, column {column}{}: \"{text}\" is not a number; {remedy}", on_line(*.line))]
    Cell {
        /// Row, counting a row of names as row 1.
        row: u64,
        /// Column.
        column: u64,
        /// Line of the text, where it is known.
        line: Option<u64>,
        /// The text found.
        text: String,
        /// What to do.
        remedy: Cow<'static, str>,
    },
    /// An element that is not a number, in a list whose number of columns is not known.
    #[error("element {element} of \"data\": \"{text}\" is not a number; {remedy}")]
    Element {
        /// Place in the list.
        element: u64,
        /// The text found.
        text: String,
        /// What to do.
        remedy: Cow<'static, str>,
    },
    /// An empty cell.
    #[error(
        "row {row}, column {column}{}: the cell is empty, and a missing value is not read as 0; fill it in, or write nan",
        on_line(*.line)
    )]
    EmptyCell {
        /// Row, counting a row of names as row 1.
        row: u64,
        /// Column.
        column: u64,
        /// Line of the text, where it is known.
        line: Option<u64>,
    },
    /// A row that is longer or shorter than the first.
    #[error(
        "row {row}{} has {found} {}, but row {first} has {expected}; give every row the same number of cells",
        on_line(*.line),
        if *.found == 1 { "cell" } else { "cells" }
    )]
    Ragged {
        /// Row.
        row: u64,
        /// Line of the text, where it is known.
        line: Option<u64>,
        /// Cells found in it.
        found: u64,
        /// Cells of the first row.
        expected: u64,
        /// The row that set the number of cells.
        first: u64,
    },
    /// A table of names only.
    #[error("row 1 holds names ({names}), but no numbers follow; add rows of numbers below it")]
    OnlyNames {
        /// The names, shortened.
        names: String,
    },
    /// Text that does not follow its format.
    #[error("line {line}: {found}; {remedy}")]
    Syntax {
        /// Line, from 1.
        line: u64,
        /// What was found.
        found: Cow<'static, str>,
        /// What to do.
        remedy: Cow<'static, str>,
    },
    /// A header that does not follow its format, or asks for something unsupported.
    #[error("the {format} header {found}; {remedy}")]
    Header {
        /// Name of the format.
        format: &'static str,
        /// What was found.
        found: Cow<'static, str>,
        /// What to do.
        remedy: Cow<'static, str>,
    },
    /// Fewer or more bytes (or entries) than the header declares.
    #[error(
        "the header declares {stated} {what}, but the file contains {present}; it is corrupt or truncated, so download it again"
    )]
    Amount {
        /// Bytes, entries or numbers.
        what: &'static str,
        /// How many the header declares.
        stated: u128,
        /// How many there are.
        present: u64,
    },
    /// More entries than the bytes present could hold.
    #[error(
        "the header declares {stated} {what}, but the file has room for at most {present}; it is corrupt or truncated, so download it again"
    )]
    Claim {
        /// Entries.
        what: &'static str,
        /// How many the header declares.
        stated: u128,
        /// The most there can be.
        present: u64,
    },
    /// A value that the matrix cannot hold exactly or at all.
    #[error("row {row}, column {column}: {found}; {remedy}")]
    Value {
        /// Row.
        row: u64,
        /// Column.
        column: u64,
        /// What was found.
        found: Cow<'static, str>,
        /// What to do.
        remedy: Cow<'static, str>,
    },
    /// The matrix is larger than the limit.
    #[error(
        "a matrix of {rows} × {cols} needs {needed} bytes, but the limit is {limit} bytes; load a smaller matrix, or a part of it"
    )]
    TooLarge {
        /// Rows.
        rows: u64,
        /// Columns.
        cols: u64,
        /// Bytes needed.
        needed: u128,
        /// Bytes allowed.
        limit: u64,
    },
    /// A matrix without elements, but with more rows or columns than can be counted.
    #[error(
        "a matrix of {rows} × {cols} has more rows or columns than can be counted here (at most {}); load a smaller matrix",
        usize::MAX
    )]
    TooMany {
        /// Rows.
        rows: u64,
        /// Columns.
        cols: u64,
    },
    /// More numbers than the limit allows, in a text that does not declare how many it holds.
    #[error(
        "at least {needed} bytes are needed, but the limit is {limit} bytes; load a smaller matrix, or a part of it"
    )]
    MoreThanLimit {
        /// Bytes needed for the numbers read so far.
        needed: u128,
        /// Bytes allowed.
        limit: u64,
    },
    /// Memory could not be allocated.
    #[error("could not allocate {needed} bytes; close other pages or load a smaller matrix")]
    Memory {
        /// Bytes asked for.
        needed: u64,
    },
    /// The underlying reader or writer failed, or was stopped.
    #[error("reading or writing stopped: {message}; try again")]
    Io {
        /// Its message, shortened and escaped.
        message: String,
    },
    /// The chosen kind of file cannot hold the value.
    #[error("row {row}, column {column}: {value} cannot be written as JSON; choose CSV, TSV or .npy")]
    NotWritable {
        /// Row.
        row: u64,
        /// Column.
        column: u64,
        /// `nan`, `inf` or `-inf`.
        value: &'static str,
    },
    /// Too many rows without columns to write as empty lines.
    #[error("a matrix of {rows} × 0 has no numbers, and as text it would be {rows} line ends; choose .npy")]
    OnlyLines {
        /// Rows.
        rows: u64,
    },
    /// Elements of another dtype than was declared.
    #[error("elements of {found:?} were given for a file of {stated:?}; pass elements of one dtype")]
    Mixed {
        /// The dtype given.
        found: DType,
        /// The dtype stated.
        stated: DType,
    },
    /// The caller's data does not fill the declared shape.
    #[error("{found} numbers were given for a matrix of {shape}; pass exactly rows * cols numbers")]
    Filling {
        /// Shape that was declared.
        shape: Shape,
        /// Numbers that were given.
        found: u64,
    },
}

impl ErrorKind {
    /// A [`ErrorKind::Header`].
    pub(crate) fn header(format: &'static str, found: impl Into<Cow<'static, str>>, remedy: &'static str) -> Self {
        ErrorKind::Header { format, found: found.into(), remedy: remedy.into() }
    }

    /// The underlying reader or writer failed with `error`.
    pub(crate) fn source(error: &std::io::Error) -> Self {
        ErrorKind::Io { message: quote(error.to_string().as_bytes()) }
    }
}

fn on_line(line: Option<u64>) -> String {
    line.map(|line| format!(" (line {line})")).unwrap_or_default()
}

/// Most characters of a source's text that a message shows.
const SHOWN: usize = 60;

/// Text of a source made safe to show: lossy UTF-8, control characters escaped, shortened.
pub fn quote(text: &[u8]) -> String {
    let head = &text[..text.len().min(SHOWN * 4)];
    let mut shown = String::new();
    // A non-breaking space is shown escaped: it may be the cause.
    for (count, character) in String::from_utf8_lossy(head.trim_ascii()).chars().enumerate() {
        if count == SHOWN {
            shown.push('…');
            return shown;
        }
        let invisible = matches!(character, '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
        if character.is_control() || invisible {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    if head.len() < text.len() {
        shown.push('…');
    }
    shown
}
