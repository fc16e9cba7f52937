//! Rows of numbers in JSON: a list of them, or one.

use crate::format::error::ErrorKind;
use crate::format::json::element::{ElementPlace, element};
use crate::format::json::parser::JsonParser;
use crate::format::number::Number;
use crate::format::value_sink::ValueSink;

/// Reads a list of equally long rows: how many, and how long.
pub(crate) fn rows<T: Number>(
    parser: &mut JsonParser<'_>,
    values: &mut impl ValueSink<T>,
) -> Result<(u64, u64), ErrorKind> {
    parser.expect(b'[', "a list of rows")?;
    rest_of_rows(parser, values)
}

/// Reads a list of numbers: how many.
pub(crate) fn row<T: Number>(parser: &mut JsonParser<'_>, values: &mut impl ValueSink<T>) -> Result<u64, ErrorKind> {
    parser.expect(b'[', "a list of numbers")?;
    rest_of_row(parser, values, 1)
}

pub(crate) fn rest_of_rows<T: Number>(
    parser: &mut JsonParser<'_>,
    values: &mut impl ValueSink<T>,
) -> Result<(u64, u64), ErrorKind> {
    let (mut rows, mut cols) = (0, 0);
    parser.rest_of_list(|parser| {
        rows += 1;
        parser.expect(b'[', format_args!("row {rows}, a list of numbers,"))?;
        let found = rest_of_row(parser, values, rows)?;
        if rows == 1 {
            cols = found;
        } else if found != cols {
            return Err(ErrorKind::Ragged { row: rows, line: Some(parser.line()), found, expected: cols, first: 1 });
        }
        Ok(())
    })?;
    Ok((rows, cols))
}

pub(crate) fn rest_of_row<T: Number>(
    parser: &mut JsonParser<'_>,
    values: &mut impl ValueSink<T>,
    row: u64,
) -> Result<u64, ErrorKind> {
    let mut column = 0;
    parser.rest_of_list(|parser| {
        column += 1;
        values.take(element(parser, ElementPlace::Cell { row, column })?)
    })?;
    Ok(column)
}
