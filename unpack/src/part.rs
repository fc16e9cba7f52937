//! What came out of a packed file, and what else could have.

use shared::format::Format;
use std::fmt;

/// An array or a sheet. Its text is a clause for people: `array a, 2 × 3 float64`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// Name, and shape and type; or nothing, if its header cannot be read.
    Array(String, Option<String>),
    /// Name of a sheet.
    Sheet(String),
}

impl fmt::Display for PartKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartKind::Array(name, Some(summary)) => write!(f, "array {name}, {summary}"),
            PartKind::Array(name, None) => write!(f, "array {name}"),
            PartKind::Sheet(name) => write!(f, "sheet {name}"),
        }
    }
}

/// A part that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartChoice {
    /// From 1.
    pub number: u32,
    /// What it is.
    pub kind: PartKind,
}

/// What was assumed. Its text is a clause for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnpackNote {
    /// Which array or sheet this is.
    Part(PartKind),
    /// The table of a document, from 1.
    HtmlTable(usize),
    /// A column of texts or dates left of the numbers.
    LabelsLeftOut,
    /// Text around the numbers.
    TextLeftOut,
}

impl fmt::Display for UnpackNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            UnpackNote::Part(PartKind::Array(name, _)) => write!(f, "array {name} of the archive"),
            UnpackNote::Part(PartKind::Sheet(name)) => write!(f, "sheet {name}"),
            UnpackNote::HtmlTable(number) => write!(f, "table {number} of the document"),
            UnpackNote::LabelsLeftOut => f.write_str("the first column left out, which holds labels of the rows"),
            UnpackNote::TextLeftOut => f.write_str("text around the numbers left out"),
        }
    }
}

/// What was unpacked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpacked {
    /// The format, if what was written out is not in one that people know.
    pub format: Option<Format>,
    /// What was assumed.
    pub notes: Vec<UnpackNote>,
    /// The other arrays or sheets.
    pub others: Vec<PartChoice>,
}
