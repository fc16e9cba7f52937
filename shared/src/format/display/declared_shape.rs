//! What a text says of its matrix in the lines before the numbers: the type and the size in a file of Octave's
//! `save -text` (`# type: matrix`, `# rows: 2`), and the size in a display of MATLAB's (`A = 2×3`, `2×3 single matrix`).
//!
//! Refuses Octave's types whose numbers do not stand row by row, files of several variables, and a matrix of another
//! size than is stated: one that was cut off, or is stored otherwise.

use crate::format::display::heading;
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::lines;
use crate::matrix::Shape;
use std::borrow::Cow;

/// A size, as far as it is stated, and the line that states it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct DeclaredShape {
    rows: Option<u64>,
    cols: Option<u64>,
    line: u64,
}

impl DeclaredShape {
    /// What the beginning of a text states; nothing, in nearly every text.
    ///
    /// # Errors
    /// What is stated and not read.
    pub(crate) fn of(sample: &[u8]) -> Result<Self, ErrorKind> {
        let mut stated = Self::default();
        let mut octave = false;
        let mut named = false;
        for (line, text) in (1..).zip(lines(sample)) {
            let text = text.trim_ascii();
            if let Some((key, value)) = member(text) {
                match (key, value) {
                    // A comment of any other program may begin with `# type:`, but hardly one below `# name:`.
                    (b"type", _) if named => {
                        octave = true;
                        judge_type(value)?;
                    }
                    (b"ndims", _) if octave => {
                        let found = format!("states {} dimensions", quote(value)).into();
                        return Err(header(found, "only two dimensions are read; save one page, as A(:,:,1)"));
                    }
                    (b"rows", _) if octave => (stated.rows, stated.line) = (number(value), line),
                    (b"columns", _) if octave => (stated.cols, stated.line) = (number(value), line),
                    _ => {}
                }
                named = key == b"name";
            } else if let Some((rows, cols)) = heading::size(text) {
                stated = Self { rows: Some(rows), cols: Some(cols), line };
            } else if !(text.is_empty() || text.starts_with(b"#") || heading::belongs_before(text)) {
                break;
            }
        }
        let variables = || lines(sample).filter_map(member).filter(|(key, _)| *key == b"name").count();
        if octave && variables() > 1 {
            return Err(header("is one of several in this file".into(), "save one variable to a file"));
        }
        Ok(stated)
    }

    /// Compares what was read with what was stated.
    pub(crate) fn check(&self, found: Shape) -> Result<(), ErrorKind> {
        let agrees = |stated: Option<u64>, found: usize| stated.is_none_or(|stated| stated == found as u64);
        if agrees(self.rows, found.rows) && agrees(self.cols, found.cols) {
            return Ok(());
        }
        let side = |stated: Option<u64>| stated.map_or("?".to_string(), |side| side.to_string());
        let size = format!("{} × {}", side(self.rows), side(self.cols));
        Err(ErrorKind::Syntax {
            line: self.line,
            found: format!("the size is stated as {size}, but what follows is {found}").into(),
            remedy: "get the whole matrix, it may be cut off".into(),
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

const DOUBLE: &str = "save it as a full matrix of doubles, as A = double(A) makes one";

/// Lets types pass whose numbers stand as in any table.
fn judge_type(value: &[u8]) -> Result<(), ErrorKind> {
    let value = value.strip_prefix(b"global ").unwrap_or(value);
    let has = |word: &str| value.windows(word.len()).any(|part| part == word.as_bytes());
    let scalar = value.ends_with(b"scalar") && !has("complex") || value == b"bool";
    if scalar || matches!(value, b"matrix" | b"float matrix") {
        return Ok(());
    }
    let remedy = if has("complex") {
        "only real numbers are multiplied; save the real part, as A = real(A) makes one"
    } else if has("int") || has("bool") {
        DOUBLE
    } else if has("matrix") || has("range") {
        "save it as a full matrix, as A = full(A) makes one"
    } else {
        "save one matrix of numbers"
    };
    Err(header(format!("states the type \"{}\"", quote(value)).into(), remedy))
}

fn header(found: Cow<'static, str>, remedy: &'static str) -> ErrorKind {
    ErrorKind::Header { format: "Octave", found, remedy: remedy.into() }
}
