//! The formats a matrix can be written in. [`Writer`](crate::format::Writer) writes them.

use crate::element::{DType, Element};
use crate::format::parsed::Format;
use crate::matrix::{AnyMatrix, Shape};
use serde::{Deserialize, Serialize};

/// A format to write a matrix in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Export {
    /// Rows of rows, compact: `[[1,2],[3,4]]`. Cannot hold NaN and infinities. A matrix without
    /// rows is `[]`, whatever its columns.
    Json,
    /// Commas and decimal points, lines end in LF.
    Csv,
    /// Semicolons and decimal commas, lines end in CRLF: what Excel expects in most of Europe.
    /// A single column begins with Excel's line `sep=;`, which keeps its commas decimal.
    CsvDecimalComma,
    /// Tabs and decimal points, lines end in LF: what spreadsheets expect of a paste.
    Tsv,
    /// `.npy` 1.0, C order, little-endian, of the matrix's dtype.
    Npy,
    /// Matrix Market `array real general`: column by column.
    Mtx,
    /// `np.array([[1, 2], [3, 4]], dtype=np.float64)`.
    NumpyLiteral,
    /// `[1 2; 3 4]`.
    MatlabLiteral,
    /// A `bmatrix` environment.
    Latex,
    /// A table with empty column heads.
    Markdown,
}

/// The order in which a format stores the elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Row by row, as matrices are held in memory.
    Rows,
    /// Column by column.
    Columns,
}

impl Export {
    /// All kinds, in the order a list shows them.
    pub const ALL: [Export; 10] = [
        Export::Tsv,
        Export::Csv,
        Export::CsvDecimalComma,
        Export::Json,
        Export::NumpyLiteral,
        Export::MatlabLiteral,
        Export::Latex,
        Export::Markdown,
        Export::Npy,
        Export::Mtx,
    ];

    /// Short name: `json`, `csv`, `csv-decimal-comma`, `tsv`, `npy`, `mtx`, `numpy`, `matlab`,
    /// `latex`, `markdown`. Scripts use `json`, `csv`, `tsv`, `npy` and `mtx`.
    pub const fn name(self) -> &'static str {
        match self {
            Export::Json => "json",
            Export::Csv => "csv",
            Export::CsvDecimalComma => "csv-decimal-comma",
            Export::Tsv => "tsv",
            Export::Npy => "npy",
            Export::Mtx => "mtx",
            Export::NumpyLiteral => "numpy",
            Export::MatlabLiteral => "matlab",
            Export::Latex => "latex",
            Export::Markdown => "markdown",
        }
    }

    /// The kind called `name`, as [`Export::name`] gives it.
    pub fn from_name(name: &str) -> Option<Export> {
        Export::ALL.into_iter().find(|export| export.name() == name)
    }

    /// What a list shows to people.
    pub const fn label(self) -> &'static str {
        match self {
            Export::Json => "JSON",
            Export::Csv => "CSV",
            Export::CsvDecimalComma => "CSV (Excel, decimal comma)",
            Export::Tsv => "TSV",
            Export::Npy => "NumPy .npy",
            Export::Mtx => "Matrix Market .mtx",
            Export::NumpyLiteral => "NumPy literal",
            Export::MatlabLiteral => "MATLAB literal",
            Export::Latex => "LaTeX",
            Export::Markdown => "Markdown",
        }
    }

    /// File name extension, without the dot.
    pub const fn extension(self) -> &'static str {
        match self {
            Export::Json => "json",
            Export::Csv | Export::CsvDecimalComma => "csv",
            Export::Tsv => "tsv",
            Export::Npy => "npy",
            Export::Mtx => "mtx",
            Export::NumpyLiteral => "py",
            Export::MatlabLiteral => "m",
            Export::Latex => "tex",
            Export::Markdown => "md",
        }
    }

    /// Media type of the file.
    pub const fn media_type(self) -> &'static str {
        match self {
            Export::Json => "application/json",
            Export::Csv | Export::CsvDecimalComma => "text/csv;charset=utf-8",
            Export::Tsv => "text/tab-separated-values;charset=utf-8",
            Export::Npy => "application/octet-stream",
            Export::Markdown => "text/markdown;charset=utf-8",
            Export::Mtx | Export::NumpyLiteral | Export::MatlabLiteral | Export::Latex => "text/plain;charset=utf-8",
        }
    }

    /// Whether the file is text, so that it can be copied.
    pub const fn is_text(self) -> bool {
        !matches!(self, Export::Npy)
    }

    /// The order in which a [`Writer`](crate::format::Writer) expects the elements.
    pub const fn order(self) -> Order {
        match self {
            Export::Mtx => Order::Columns,
            _ => Order::Rows,
        }
    }
}

/// The kind offered first for a matrix that was read as this format.
impl From<Format> for Export {
    fn from(format: Format) -> Self {
        match format {
            Format::Json => Export::Json,
            Format::Csv | Format::Xlsx | Format::Ods | Format::Html => Export::Csv,
            Format::Tsv | Format::Text => Export::Tsv,
            Format::Npy => Export::Npy,
            Format::Mtx => Export::Mtx,
        }
    }
}

/// Borrowed elements of a matrix, row by row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MatrixRef<'a> {
    /// Elements are `f32`.
    F32(&'a [f32]),
    /// Elements are `f64`.
    F64(&'a [f64]),
}

impl<'a> MatrixRef<'a> {
    /// These elements.
    pub fn of<T: Element>(elements: &'a [T]) -> Self {
        match T::DTYPE {
            DType::F32 => MatrixRef::F32(bytemuck::cast_slice(elements)),
            DType::F64 => MatrixRef::F64(bytemuck::cast_slice(elements)),
        }
    }

    /// Number of elements.
    pub fn len(&self) -> usize {
        match self {
            MatrixRef::F32(data) => data.len(),
            MatrixRef::F64(data) => data.len(),
        }
    }

    /// Whether there is no element.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Element type.
    pub fn dtype(&self) -> DType {
        match self {
            MatrixRef::F32(_) => DType::F32,
            MatrixRef::F64(_) => DType::F64,
        }
    }
}

impl<'a> From<&'a AnyMatrix> for MatrixRef<'a> {
    fn from(matrix: &'a AnyMatrix) -> Self {
        match matrix {
            AnyMatrix::F32(matrix) => MatrixRef::F32(matrix.data()),
            AnyMatrix::F64(matrix) => MatrixRef::F64(matrix.data()),
        }
    }
}

/// Shape and elements of `matrix`, as [`crate::format::write`] wants them.
pub fn parts(matrix: &AnyMatrix) -> (Shape, MatrixRef<'_>) {
    (matrix.shape(), MatrixRef::from(matrix))
}
