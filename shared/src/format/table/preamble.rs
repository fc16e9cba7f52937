//! The lines that may precede a table: comments after `#` or `%`, Excel's `sep=;`, and what MATLAB and Octave print:
//! `A =`, the size or kind of the matrix (`A = 2×3`, `2×3 single matrix`, `Diagonal Matrix`), and a common factor
//! `1.0e+03 *`.
//!
//! Any other line belongs to the table, and so does one that begins with a spreadsheet's error value, such as `#N/A`.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::dialect::Delimiter;
use crate::format::display::heading::{factor, is_assignment, is_kind};
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::line_end;

/// What stood before a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Preamble {
    /// Number of lines worth mentioning: comments, `A =`, and the kind of the matrix.
    pub(crate) skipped: u64,
    /// The first line of `#` only, and its number: a rule above or below comments, or, in a table of one column, a value
    /// that was too wide for a spreadsheet's column.
    pub(crate) hashes: Option<(u64, String)>,
    /// The exponent of ten of a common factor.
    pub(crate) factor: Option<i16>,
}

/// Skips the lines before the table.
pub(crate) fn skip(window: &mut ByteWindow<'_>, line: &mut u64) -> Result<Preamble, ErrorKind> {
    let mut found = Preamble::default();
    let mut worded = false;
    loop {
        window.fill()?;
        let bytes = window.available();
        let length = line_length(bytes);
        let text = bytes[..length].trim_ascii();
        let separator = *line == 1 && separator(text).is_some();
        let next = line_end(bytes, length);
        let hashes = text.len() >= 4 && text.iter().all(|byte| *byte == b'#');
        let comment = hashes || is_comment(text);
        worded |= comment && !hashes;
        if worded {
            // Lines of `#` only frame the comment.
            found.hashes = None;
        } else if hashes && found.hashes.is_none() {
            found.hashes = Some((*line, quote(text)));
        }
        if let (None, Some(factor)) = (&found.factor, factor(text)) {
            found.factor = Some(factor);
        } else if comment || is_assignment(text) || is_kind(text) {
            found.skipped += 1;
        } else if !separator && (!text.is_empty() || length == bytes.len()) {
            return Ok(found);
        }
        let (length, ended) = (next.unwrap_or(length), next.is_some());
        window.advance(length);
        if ended {
            *line += 1;
        } else if comment {
            skip_line(window)?;
        } else {
            return Ok(found);
        }
    }
}

/// Skips the rest of a comment that is longer than any token.
fn skip_line(window: &mut ByteWindow<'_>) -> Result<(), ErrorKind> {
    loop {
        window.fill()?;
        let bytes = window.available();
        let length = line_length(bytes);
        let ended = length == 0 || line_end(bytes, length).is_some();
        window.advance(length);
        if ended {
            return Ok(());
        }
    }
}

/// Whether a line is a comment: `# a b`, or `% a b` as MATLAB writes it. `#N/A,1` and `%5,%6` are values.
fn is_comment(text: &[u8]) -> bool {
    match text {
        [b'#', ..] => !cell_text::is_error_row(text),
        [b'%', rest @ ..] => !rest.first().is_some_and(|byte| byte.is_ascii_digit() || b"+-.,".contains(byte)),
        _ => false,
    }
}

fn line_length(bytes: &[u8]) -> usize {
    let head = &bytes[..bytes.len().min(MAX_TOKEN)];
    head.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(head.len())
}

/// The delimiter that a line `sep=;` declares: `None` if the line is no such line, `Some(None)` if the delimiter is
/// unknown.
pub(crate) fn separator(text: &[u8]) -> Option<Option<Delimiter>> {
    let text = text.strip_prefix(b"\"").unwrap_or(text);
    let (word, rest) = text.split_at_checked(4)?;
    if !word.eq_ignore_ascii_case(b"sep=") {
        return None;
    }
    Some(match rest.strip_suffix(b"\"").unwrap_or(rest) {
        b"," => Some(Delimiter::Comma),
        b";" => Some(Delimiter::Semicolon),
        b"|" => Some(Delimiter::Pipe),
        // A tab at the end of a line is trimmed with the blanks.
        b"\t" | b"\\t" | b"" => Some(Delimiter::Tab),
        b" " => Some(Delimiter::Whitespace),
        _ => None,
    })
}

/// The delimiter that the first line of a text declares.
pub(crate) fn declared_delimiter(text: &[u8]) -> Option<Option<Delimiter>> {
    separator(text[..line_length(text)].trim_ascii())
}
