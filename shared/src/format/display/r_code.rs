//! Matrices in R's own notation: what `dput` writes, `structure(c(1, 3, 2, 4), dim = c(2L, 2L))`, and what makes a matrix:
//! `matrix(c(1, 2, 3, 4), nrow = 2, byrow = TRUE)`, `rbind(c(1, 2), c(3, 4))`.
//!
//! R stores column after column, so the matrix is complete in memory.

use crate::format::allocation::zeros;
use crate::format::display::r_parser::{RParser, RValues};
use crate::format::error::{ErrorKind, FormatError};
use crate::format::note::Note;
use crate::format::number::Number;
use crate::format::parsed::{Format, Parsed};
use crate::format::text_input::TextInput;
use crate::format::text_sample::TextSample;
use crate::matrix::{Matrix, Shape};

/// How a text in R's notation begins, behind a name that it may be assigned to.
const CALLS: [&[u8]; 4] = [b"structure(", b"matrix(", b"rbind(", b"cbind("];

/// Whether a text is a matrix in R's notation.
pub(crate) fn recognise(sample: &TextSample, _name: Option<&str>) -> Result<bool, ErrorKind> {
    let text = without_name(sample.start());
    Ok(CALLS.iter().any(|call| text.starts_with(call)))
}

/// What follows `A <- ` or `A = `.
fn without_name(text: &[u8]) -> &[u8] {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"._".contains(byte);
    let name = text.iter().take_while(|byte| is_word(byte)).count();
    let rest = text[name..].trim_ascii_start();
    let assigned = rest.strip_prefix(b"<-").or_else(|| rest.strip_prefix(b"=")).filter(|_| name > 0);
    assigned.map_or(text, <[u8]>::trim_ascii_start)
}

/// Reads the matrix.
pub(crate) fn read_text<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let start = without_name(input.sample.start());
    let skipped = input.sample.text.len() - start.len();
    let limit = input.options.limit_bytes;
    let mut parser = RParser::new(input.source.text()?, skipped, limit)?;
    let matrix = matrix::<T>(&mut parser)?;
    parser.end()?;
    let shape = matrix.shape();
    input.sink.take_whole(T::any(matrix))?;
    Ok(Parsed::new(shape, Format::Text, vec![Note::RCode]))
}

fn matrix<T: Number>(parser: &mut RParser<'_>) -> Result<Matrix<T>, ErrorKind> {
    let call = parser.word()?;
    parser.expect(b'(')?;
    match call.as_str() {
        "rbind" => lines(parser, true),
        "cbind" => lines(parser, false),
        "structure" => structure(parser),
        _ => made(parser),
    }
}

/// The lists of `rbind(` and `cbind(`.
fn lines<T: Number>(parser: &mut RParser<'_>, are_rows: bool) -> Result<Matrix<T>, ErrorKind> {
    let mut found = RValues::default();
    parser.arguments(|parser, _| parser.list(&mut found))?;
    let (count, length) = found.lists(parser)?;
    if are_rows { assembled(found.values, count, length, true) } else { assembled(found.values, length, count, false) }
}

/// `structure(c(…), dim = c(2L, 2L))`, or a data frame.
fn structure<T: Number>(parser: &mut RParser<'_>) -> Result<Matrix<T>, ErrorKind> {
    let mut found = RValues::default();
    let mut sizes: Option<Vec<u64>> = None;
    let mut is_frame = false;
    let mut place = 0;
    parser.arguments(|parser, name| {
        place += 1;
        match name {
            "" | ".Data" if place == 1 => {
                is_frame = parser.next_is("list(")?;
                if is_frame {
                    let _ = parser.word()?;
                    parser.expect(b'(')?;
                    return parser.arguments(|parser, _| parser.list(&mut found));
                }
                parser.list(&mut found)
            }
            "dim" | ".Dim" => {
                sizes = Some(parser.sizes()?);
                Ok(())
            }
            "dimnames" | ".Dimnames" | "class" | "row.names" | "names" | ".Names" => parser.skip(),
            _ => Err(parser.unsupported(name)),
        }
    })?;
    if is_frame {
        let (cols, rows) = found.lists(parser)?;
        return assembled(found.values, rows, cols, false);
    }
    match sizes.as_deref() {
        Some(&[rows, cols]) => sized(parser, found.values, rows, cols, false),
        _ => Err(parser.error("the structure has no dim of two sizes", "save a matrix with dput(as.matrix(A))")),
    }
}

/// `matrix(c(…), nrow = 2, ncol = 2, byrow = TRUE)`.
fn made<T: Number>(parser: &mut RParser<'_>) -> Result<Matrix<T>, ErrorKind> {
    let mut found = RValues::default();
    let (mut rows, mut cols, mut by_row) = (None, None, false);
    let mut place = 0;
    parser.arguments(|parser, name| {
        place += 1;
        let name = match (name, place) {
            ("", 1) => "data",
            ("", 2) => "nrow",
            ("", 3) => "ncol",
            ("", 4) => "byrow",
            (name, _) => name,
        };
        match name {
            "data" => return parser.list(&mut found),
            "nrow" => rows = Some(parser.size()?),
            "ncol" => cols = Some(parser.size()?),
            "byrow" => by_row = matches!(parser.word()?.as_str(), "TRUE" | "T"),
            "dimnames" => return parser.skip(),
            _ => return Err(parser.unsupported(name)),
        }
        Ok(())
    })?;
    let count = found.values.len() as u64;
    let other = |size: u64| count.checked_div(size).unwrap_or(0);
    let (rows, cols) = match (rows, cols) {
        (Some(rows), Some(cols)) => (rows, cols),
        (Some(rows), None) => (rows, other(rows)),
        (None, Some(cols)) => (other(cols), cols),
        (None, None) => (count, 1),
    };
    sized(parser, found.values, rows, cols, by_row)
}

/// A matrix of a declared size.
fn sized<T: Number>(
    parser: &RParser<'_>,
    values: Vec<T>,
    rows: u64,
    cols: u64,
    by_row: bool,
) -> Result<Matrix<T>, ErrorKind> {
    if u128::from(rows) * u128::from(cols) != values.len() as u128 {
        let found = format!("{} numbers are given for a matrix of {rows} × {cols}", values.len());
        return Err(parser.error(found, "write as many numbers as rows times columns"));
    }
    assembled(values, rows, cols, by_row)
}

/// The matrix of `values`, which come row after row or column after column.
fn assembled<T: Number>(values: Vec<T>, rows: u64, cols: u64, by_row: bool) -> Result<Matrix<T>, ErrorKind> {
    let shape = Shape::new(rows as usize, cols as usize);
    let found = values.len() as u64;
    let data = if by_row {
        values
    } else {
        let mut data = zeros::<T>(found)?;
        for (place, value) in values.into_iter().enumerate() {
            // The sizes multiply to the number of values, so rows is not 0 here.
            data[place % shape.rows * shape.cols + place / shape.rows] = value;
        }
        data
    };
    Matrix::new(shape, data).map_err(|_| ErrorKind::Filling { shape, found })
}
