//! What was assumed while reading a matrix.

use crate::element::DType;
use crate::format::dialect::{DecimalMark, Delimiter};
use std::fmt;

/// An assumption made while reading, or a conversion. Its text is a clause for people: `decimal comma`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// The table has a single column.
    OneNumberPerLine,
    /// What separates the cells of a table.
    Separated(Delimiter),
    /// A comma stands before the decimals.
    DecimalComma,
    /// A leading row of names was skipped; the names, shortened.
    HeaderRowSkipped(String),
    /// This many lines before the table were skipped: comments, `A =`, and the like.
    LinesSkipped(u64),
    /// This many blank lines between rows were skipped.
    BlankLinesSkipped(u64),
    /// Every value was multiplied by this power of ten, which MATLAB prints above the matrix.
    ScaledByPowerOfTen(i16),
    /// Exponents are written with a D.
    DExponents,
    /// The sign U+2212 was read as minus.
    TypesetMinus,
    /// No-break or thin spaces were read like spaces.
    TypesetSpaces,
    /// No-break or thin spaces were read as thousands separators.
    TypesetThousands,
    /// Every row ends in an empty cell.
    EmptyLastColumn,
    /// The lines of a text are rows or records in JSON.
    JsonLines,
    /// Names in JSON that stand for columns; shortened.
    JsonColumns(String),
    /// A matrix in LaTeX.
    LatexMatrix,
    /// A matrix in R's notation.
    RCode,
    /// Lists in braces, as Mathematica and C write them.
    ListsInBraces,
    /// The array in source code.
    ArrayInCode,
    /// Code behind that array was left out.
    CodeLeftOut,
    /// Lines drawn around the cells were left out.
    DrawnTable,
    /// Bytes at the end that pad the file: a DOS end-of-file mark, or NUL bytes.
    PaddingLeftOut {
        /// Whether the first of them is the mark.
        mark: bool,
        /// How many they are.
        count: u64,
    },
    /// The first column was left out: it holds labels.
    LabelsLeftOut,
    /// The first row was left out because a choice says so.
    FirstRowLeftOut,
    /// Some cells are separated by tabs and some by spaces.
    TabsAndSpaces,
    /// `1 234` was read as two cells.
    SpacedThousandsSplit,
    /// `1,05` was read as two cells.
    DecimalCommasSplit,
    /// Every decimal mark could be a thousands separator.
    ThousandsReadAsDecimals(DecimalMark),
    /// The first row counts from 0.
    FirstRowMayBeNames,
    /// The rows of a block are separated by brackets or semicolons.
    RowsMarked,
    /// The rows of a block are separated by line ends.
    RowsOnLines,
    /// A flat list was read as one row.
    ListAsRow,
    /// NumPy wrapped one row over this many lines.
    WrappedRow(u64),
    /// An empty array of a declared shape.
    EmptyArray,
    /// The text is one number.
    SingleNumber,
    /// A display in several parts was put together.
    PartsJoined {
        /// Columns in all.
        columns: u64,
        /// Number of parts.
        parts: usize,
    },
    /// R printed the matrix.
    PrintedByR,
    /// The text is encoded as UTF-16.
    Utf16 {
        /// Whether a byte order mark says so.
        marked: bool,
    },
    /// A one-dimensional NumPy array was read as one row.
    VectorAsRow,
    /// The elements were converted.
    Converted {
        /// Their type in the file.
        from: String,
        /// Their type now.
        to: DType,
    },
    /// The file's byte order is big-endian.
    BigEndian,
    /// The file holds column after column.
    FortranOrder,
    /// A Matrix Market file lists this many entries.
    CoordinateEntries(u128),
    /// A Matrix Market file lists places only.
    Pattern,
    /// A Matrix Market file holds one triangle of a symmetric matrix.
    Symmetric,
    /// A Matrix Market file holds one triangle of a skew-symmetric matrix.
    SkewSymmetric,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let lines = |count: u64| if count == 1 { "line" } else { "lines" };
        f.write_str(match self {
            Note::OneNumberPerLine => "one number per line",
            Note::Separated(delimiter) => delimiter.description(),
            Note::DecimalComma => "decimal comma",
            Note::HeaderRowSkipped(names) => return write!(f, "skipped header row: {names}"),
            Note::LinesSkipped(count) => return write!(f, "skipped {count} {} before the table", lines(*count)),
            Note::BlankLinesSkipped(count) => return write!(f, "skipped {count} blank {}", lines(*count)),
            Note::ScaledByPowerOfTen(exponent) => {
                return write!(
                    f,
                    "values multiplied by 1e{exponent} (the display is rounded; format long g shows more digits)"
                );
            }
            Note::DExponents => "exponents with D read as powers of ten, as Fortran writes them",
            Note::TypesetMinus => "the sign − (U+2212) read as minus",
            Note::TypesetSpaces => "no-break or thin spaces read as spaces",
            Note::TypesetThousands => "no-break or thin spaces read as thousands separators",
            Note::EmptyLastColumn => "an empty last column left out",
            Note::JsonLines => "JSON lines, one row on each",
            Note::JsonColumns(names) => return write!(f, "columns by name: {names}"),
            Note::LatexMatrix => "the matrix in LaTeX",
            Note::RCode => "the matrix in R's notation",
            Note::ListsInBraces => "lists in braces",
            Note::ArrayInCode => "the array in source code",
            Note::CodeLeftOut => "other code left out",
            Note::DrawnTable => "lines drawn around the cells left out",
            Note::PaddingLeftOut { mark: true, .. } => "a DOS end-of-file mark left out at the end",
            Note::PaddingLeftOut { count: 1, .. } => "a NUL byte left out at the end",
            Note::PaddingLeftOut { count, .. } => return write!(f, "{count} NUL bytes left out at the end"),
            Note::LabelsLeftOut => "the first column left out, which holds labels of the rows",
            Note::FirstRowLeftOut => "the first row left out, which holds names of the columns",
            Note::TabsAndSpaces => "both tabs and spaces read as separators",
            Note::SpacedThousandsSplit => "1 234 read as two cells, not as 1234",
            Note::DecimalCommasSplit => "1,05 read as two cells, not as a decimal comma",
            Note::ThousandsReadAsDecimals(DecimalMark::Comma) => "1,234 read as 1.234, not as 1234",
            Note::ThousandsReadAsDecimals(DecimalMark::Point) => "1.234 read as 1.234, not as 1234",
            Note::FirstRowMayBeNames => "first row read as numbers, but it may be column names (it counts from 0)",
            Note::RowsMarked => "rows separated by brackets or semicolons",
            Note::RowsOnLines => "one row per line",
            Note::ListAsRow => "one list read as one row",
            Note::WrappedRow(count) => return write!(f, "one row that NumPy wrapped over {count} lines"),
            Note::EmptyArray => "an empty array of the declared shape",
            Note::SingleNumber => "a single number",
            Note::PartsJoined { columns, parts } => {
                return write!(f, "columns 1 to {columns}, joined from {parts} parts");
            }
            Note::PrintedByR => "printed by R, which shows 7 digits by default",
            Note::Utf16 { marked: true } => "UTF-16",
            Note::Utf16 { marked: false } => "read as UTF-16, although it has no byte order mark",
            Note::VectorAsRow => "a one-dimensional array read as one row",
            Note::Converted { from, to } => {
                return write!(f, "{from} converted to {}", if *to == DType::F32 { "float32" } else { "float64" });
            }
            Note::BigEndian => "big-endian",
            Note::FortranOrder => "Fortran order",
            Note::CoordinateEntries(count) => return write!(f, "coordinate format: {count} entries, the rest are 0"),
            Note::Pattern => "pattern: each entry is 1",
            Note::Symmetric => "symmetric: the other triangle was filled in",
            Note::SkewSymmetric => "skew-symmetric: the other triangle was filled in, negated",
        })
    }
}
