//! The size and type that a text declares before its numbers: in a file of Octave's `save -text` (`# type: matrix`,
//! `# rows: 2`) or in MATLAB's display (`A = 2×3`, `2×3 single matrix`).
//!
//! Octave types that are not stored row by row, files of several variables, and a matrix of another size than declared
//! are errors.

use crate::format::display::heading;
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::lines;
use crate::matrix::Shape;
use std::borrow::Cow;

/// A size, as far as it is declared, and the line that declares it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeclaredShape {
    rows: Option<u64>,
    cols: Option<u64>,
    line: u64,
}

impl DeclaredShape {
    /// What the beginning of a text declares; nothing, in nearly every text.
    ///
    /// # Errors
    /// What is declared and not supported.
    pub(crate) fn of(sample: &[u8]) -> Result<Self, ErrorKind> {
        let mut declared = Self::default();
        let mut octave = false;
        let mut named = false;
        for (line, text) in (1..).zip(lines(sample)) {
            let text = text.trim_ascii();
            if let Some((key, value)) = member(text) {
                match (key, value) {
                    // A comment of any other program may begin with `# type:`, but hardly one below `# name:`.
                    (b"type", _) if named => {
                        octave = true;
                        check_type(value)?;
                    }
                    (b"ndims", _) if octave => {
                        let found = format!("declares {} dimensions", quote(value)).into();
                        return Err(header(
                            found,
                            "only two dimensions are supported; save one page, such as A(:,:,1)",
                        ));
                    }
                    (b"rows", _) if octave => (declared.rows, declared.line) = (number(value), line),
                    (b"columns", _) if octave => (declared.cols, declared.line) = (number(value), line),
                    _ => {}
                }
                named = key == b"name";
            } else if let Some((rows, cols)) = heading::size(text) {
                declared = Self { rows: Some(rows), cols: Some(cols), line };
            } else if !(text.is_empty() || text.starts_with(b"#") || heading::belongs_before(text)) {
                break;
            }
        }
        let variables = || lines(sample).filter_map(member).filter(|(key, _)| *key == b"name").count();
        if octave && variables() > 1 {
            return Err(header("is one of several in this file".into(), "save one variable to a file"));
        }
        Ok(declared)
    }

    /// The rows and columns of a matrix without elements.
    pub(crate) fn of_empty(&self) -> Option<(u64, u64)> {
        self.rows.zip(self.cols).filter(|(rows, cols)| *rows == 0 || *cols == 0)
    }

    /// Whether a matrix has the declared size.
    pub(crate) fn is(&self, found: Shape) -> bool {
        let agrees = |declared: Option<u64>, found: usize| declared.is_none_or(|declared| declared == found as u64);
        agrees(self.rows, found.rows) && agrees(self.cols, found.cols)
    }

    /// Compares what was read with what was declared.
    pub(crate) fn check(&self, found: Shape) -> Result<(), ErrorKind> {
        if self.is(found) {
            return Ok(());
        }
        let side = |declared: Option<u64>| declared.map_or("?".to_string(), |side| side.to_string());
        let size = format!("{} × {}", side(self.rows), side(self.cols));
        Err(ErrorKind::Syntax {
            line: self.line,
            found: format!("the declared size is {size}, but the matrix that follows is {found}").into(),
            remedy: "copy or save the whole matrix, it may be cut off".into(),
        })
    }
}

/// The two sides of a line `# key: value`.
fn member(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = line.trim_ascii().strip_prefix(b"#")?;
    let colon = text.iter().position(|byte| *byte == b':')?;
    Some((text[..colon].trim_ascii(), text[colon + 1..].trim_ascii()))
}

fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

const DOUBLE: &str = "convert it to a full matrix of doubles with A = double(A) and save that";

/// Accepts types whose numbers are stored as a table.
fn check_type(value: &[u8]) -> Result<(), ErrorKind> {
    let value = value.strip_prefix(b"global ").unwrap_or(value);
    let has = |word: &str| value.windows(word.len()).any(|part| part == word.as_bytes());
    let scalar = value.ends_with(b"scalar") && !has("complex") || value == b"bool";
    if scalar || matches!(value, b"matrix" | b"float matrix") {
        return Ok(());
    }
    let remedy = if has("complex") {
        "only real numbers are supported; save the real part, real(A)"
    } else if has("int") || has("bool") {
        DOUBLE
    } else if has("matrix") || has("range") {
        "convert it to a full matrix with A = full(A) and save that"
    } else {
        "save one matrix of numbers"
    };
    Err(header(format!("declares the type \"{}\"", quote(value)).into(), remedy))
}

fn header(found: Cow<'static, str>, remedy: &'static str) -> ErrorKind {
    ErrorKind::Header { format: "Octave", found, remedy: remedy.into() }
}
