//! A matrix that was read, and how.

use crate::element::DType;
use crate::format::dialect::Dialect;
use crate::format::note::Note;
use crate::matrix::{AnyMatrix, Shape};

/// What a source was recognised as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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
    /// A sheet of an Excel workbook.
    Xlsx,
    /// A sheet of an OpenDocument spreadsheet.
    Ods,
    /// A table of an HTML document.
    Html,
}

impl Format {
    /// The name scripts see: `json`, `csv`, `tsv`, `text`, `npy`, `mtx`, `xlsx`, `ods` or `html`.
    pub const fn name(self) -> &'static str {
        match self {
            Format::Json => "json",
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Text => "text",
            Format::Npy => "npy",
            Format::Mtx => "mtx",
            Format::Xlsx => "xlsx",
            Format::Ods => "ods",
            Format::Html => "html",
        }
    }

    /// The name people see.
    pub const fn label(self) -> &'static str {
        match self {
            Format::Json => "JSON",
            Format::Csv => "CSV",
            Format::Tsv => "TSV",
            Format::Text => "text",
            Format::Npy => "NumPy .npy",
            Format::Mtx => "Matrix Market",
            Format::Xlsx => "Excel",
            Format::Ods => "OpenDocument",
            Format::Html => "HTML",
        }
    }
}

/// Another way to read the same text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Pass this as [`ReadOptions::dialect`] to read the text this way.
    pub dialect: Dialect,
    /// The resulting shape, if known (large files are only sampled).
    pub shape: Option<Shape>,
    /// For people: `2 × 1, space-separated, decimal comma`.
    pub description: String,
}

/// A matrix that was read, and how. Where a [`MatrixSink`](crate::format::MatrixSink) took the elements, `M` is the
/// shape. Where only people read the notes, `N` is their text.
#[derive(Clone, Debug, PartialEq)]
pub struct Parsed<M = AnyMatrix, N = Note> {
    /// The matrix.
    pub matrix: M,
    /// What the source was recognised as.
    pub format: Format,
    /// The dialect of a text, `None` for the other formats.
    pub dialect: Option<Dialect>,
    /// What was assumed.
    pub notes: Vec<N>,
    /// Other dialects under which the same text is a different matrix.
    pub alternatives: Vec<Alternative>,
}

impl<M> Parsed<M> {
    /// `matrix`, which was not read from a text with a dialect.
    pub(crate) fn new(matrix: M, format: Format, notes: Vec<Note>) -> Self {
        Self { matrix, format, dialect: None, notes, alternatives: Vec::new() }
    }

    /// The same with the text of the notes.
    pub fn with_notes_as_text(self) -> Parsed<M, String> {
        let Self { matrix, format, dialect, notes, alternatives } = self;
        let notes = notes.iter().map(Note::to_string).collect();
        Parsed { matrix, format, dialect, notes, alternatives }
    }
}

impl<M, N> Parsed<M, N> {
    /// The same with another representation of the matrix.
    pub fn with_matrix<O>(self, matrix: O) -> Parsed<O, N> {
        let Self { format, dialect, notes, alternatives, .. } = self;
        Parsed { matrix, format, dialect, notes, alternatives }
    }
}

impl Parsed {
    /// One line for people: `3 × 4, semicolon-separated, decimal comma, skipped header row: a, b`.
    pub fn summary(&self) -> String {
        let mut line = self.matrix.shape().to_string();
        for note in &self.notes {
            line.push_str(", ");
            line.push_str(&note.to_string());
        }
        line
    }
}

/// How to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// Reads a text in this dialect, instead of the one that fits best.
    pub dialect: Option<Dialect>,
    /// Element type of a matrix read from text (files that declare one keep their own); default f64.
    pub dtype: DType,
    /// Most bytes a matrix may take; default 2 GiB.
    pub limit_bytes: u64,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { dialect: None, dtype: DType::F64, limit_bytes: 1 << 31 }
    }
}
