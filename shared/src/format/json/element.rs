//! One number of a matrix in JSON, and why there is none where one should be.

use crate::element::DType;
use crate::format::cell_text;
use crate::format::error::{ErrorKind, quote};
use crate::format::json::parser::JsonParser;
use crate::format::number::{self, Number};

/// Where a number stands, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ElementPlace {
    Cell {
        row: u64,
        column: u64,
    },
    /// In `data`, before the number of columns is known.
    Data(u64),
}

impl ElementPlace {
    /// The place of the element after `before` others in `data`.
    pub(crate) fn in_data(before: u64, cols: Option<u64>) -> Self {
        match cols {
            Some(cols @ 1..) => ElementPlace::Cell { row: before / cols + 1, column: before % cols + 1 },
            _ => ElementPlace::Data(before + 1),
        }
    }
}

/// Reads the number at `place`.
#[inline]
pub(crate) fn element<T: Number>(parser: &mut JsonParser<'_>, place: ElementPlace) -> Result<T, ErrorKind> {
    match parser.number()? {
        Some(value) => Ok(value),
        None => Err(not_a_number::<T>(parser, place).unwrap_or_else(|error| error)),
    }
}

/// Why there is no number at `place`.
#[cold]
fn not_a_number<T: Number>(parser: &mut JsonParser<'_>, place: ElementPlace) -> Result<ErrorKind, ErrorKind> {
    let line = parser.line();
    let (text, remedy) = match parser.peek()? {
        Some(b'"') => (parser.string("a string")?.into_bytes(), "write numbers without quotes"),
        Some(b'[') => (b"[".to_vec(), "write rows of numbers, without further lists in them"),
        Some(b'{') => (b"{".to_vec(), ROWS),
        Some(first @ (b',' | b':' | b'}')) if let ElementPlace::Cell { row, column } = place => {
            let found = format!("\"{}\" stands where a number should be, on line {line}", char::from(first)).into();
            return Ok(ErrorKind::Value { row, column, found, remedy: MISSING.into() });
        }
        Some(b']') => return Ok(parser.unexpected("the number after the comma")),
        _ if parser.token().is_empty() => return Ok(parser.unexpected("a number")),
        _ => (parser.token().to_vec(), remedy::<T>(parser.token())),
    };
    let (text, remedy) = (quote(&text), remedy.into());
    Ok(match place {
        ElementPlace::Cell { row, column } => ErrorKind::Cell { row, column, line: Some(line), text, remedy },
        ElementPlace::Data(element) => ErrorKind::Element { element, text, remedy },
    })
}

pub(crate) const ROWS: &str = "write rows of numbers such as [[1,2],[3,4]]";
const MISSING: &str = "a missing value is not read as 0; fill it in";

/// What to do about `text`, which is not a number in JSON.
fn remedy<T: Number>(text: &[u8]) -> &'static str {
    let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    match number::whole::<T>(text, b'.') {
        Some(_) if !digits.iter().any(u8::is_ascii_digit) => {
            "JSON has no NaN and no Infinity; fill the value in, or load it as CSV or .npy"
        }
        Some(value) if !value.to_f64().is_finite() => match T::DTYPE {
            DType::F32 => "it is out of range; write a number within ±3.4e38",
            DType::F64 => "it is out of range; write a number within ±1.8e308",
        },
        Some(_) if text.starts_with(b"+") => "JSON has no sign + before a number; leave it out",
        Some(_) if digits.starts_with(b"0") && digits.get(1).is_some_and(u8::is_ascii_digit) => {
            "JSON has no 0 before other digits; leave it out"
        }
        Some(_) => "JSON has digits before and after a point; write 0.5 and 1.0",
        None if cell_text::is_missing(text) => MISSING,
        None if text.starts_with(b"'") => "write numbers without quotes",
        None => cell_text::remedy(text),
    }
}
