//! The forms in which JSON holds a matrix: rows of rows, one flat list or one on each line, records, and objects.
//!
//! The text is read twice: once to count the numbers, so that memory is reserved for what is there, and once to parse
//! them. An error names the row, the column and the text found.

use crate::format::allocation::checked_size;
use crate::format::display::block_start::Bracketed;
use crate::format::error::{ErrorKind, FormatError};
use crate::format::json::element::ROWS;
use crate::format::json::object::{ObjectForm, object, object_form};
use crate::format::json::parser::JsonParser;
use crate::format::json::records::{Records, columns};
use crate::format::json::rows::{rest_of_row, rest_of_rows};
use crate::format::note::Note;
use crate::format::number::Number;
use crate::format::parsed::{Format, Parsed};
use crate::format::text_input::TextInput;
use crate::format::text_sample::TextSample;
use crate::format::token_count::count_tokens;
use crate::format::value_sink::{ChunkedSink, ValueSink};
use crate::matrix::Shape;

/// Whether a text begins with a bracket or brace as JSON does.
pub(crate) fn recognise(sample: &TextSample, _name: Option<&str>) -> Result<bool, ErrorKind> {
    Ok(Bracketed::of(sample.start()) == Some(Bracketed::Json))
}

/// Reads a text as JSON.
pub(crate) fn read_text<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let limit = input.options.limit_bytes;
    let form = object_form(&mut JsonParser::new(input.source.text()?, ROWS))?;
    if form == Some(ObjectForm::Columns) {
        let mut parser = JsonParser::new(input.source.text()?, ROWS);
        let found = columns::<T>(&mut parser, limit)?;
        parser.end()?;
        let shape = found.matrix.shape();
        input.sink.take_whole(T::any(found.matrix))?;
        return Ok(Parsed::new(shape, Format::Json, vec![Note::JsonColumns(found.names)]));
    }
    Ok(read::<T>(input, form, limit)?)
}

/// Reads a text whose numbers come row after row.
fn read<T: Number>(
    input: &mut TextInput<'_, '_>,
    form: Option<ObjectForm>,
    limit_bytes: u64,
) -> Result<Parsed<Shape>, ErrorKind> {
    let separates = |byte| (byte <= b' ') | (byte == b',') | (byte == b'[') | (byte == b':');
    let begins = |byte: u8| byte.is_ascii_digit() | (byte == b'-');
    let most = count_tokens(&mut input.source.text()?, separates, begins)?;
    let mut values = ChunkedSink::<T>::new(most, limit_bytes, input.sink)?;
    let mut parser = JsonParser::new(input.source.text()?, ROWS);
    let mut notes = Vec::new();
    let (rows, cols) = match form {
        Some(ObjectForm::Records) => {
            notes.push(Note::JsonLines);
            records(&mut parser, &mut values, &mut notes, false)?
        }
        Some(_) => object(&mut parser, &mut values, &mut notes)?,
        None => {
            parser.expect(b'[', "a list of rows")?;
            match parser.peek()? {
                Some(b'[' | b']') => rest_of_rows(&mut parser, &mut values)?,
                Some(b'{') => records(&mut parser, &mut values, &mut notes, true)?,
                _ => {
                    let cols = rest_of_row(&mut parser, &mut values, 1)?;
                    let rows = lines(&mut parser, &mut values, cols)?;
                    notes.push(if rows == 1 { Note::ListAsRow } else { Note::JsonLines });
                    (rows, cols)
                }
            }
        }
    };
    parser.end()?;
    // Without elements, sizes may still exceed a usize of 32 bits.
    checked_size::<T>(rows, cols, u64::MAX)?;
    values.finish()?;
    Ok(Parsed::new(Shape::new(rows as usize, cols as usize), Format::Json, notes))
}

/// Reads the lists that follow the first one on lines of their own: how many rows there are in all.
fn lines<T: Number>(parser: &mut JsonParser<'_>, values: &mut impl ValueSink<T>, cols: u64) -> Result<u64, ErrorKind> {
    let mut rows = 1;
    let mut line = parser.line();
    while parser.peek()? == Some(b'[') && parser.line() > line {
        rows += 1;
        parser.expect(b'[', "a list of numbers")?;
        let found = rest_of_row(parser, values, rows)?;
        line = parser.line();
        if found != cols {
            return Err(ErrorKind::Ragged { row: rows, line: Some(line), found, expected: cols, first: 1 });
        }
    }
    Ok(rows)
}

/// Reads records, in a list of which the bracket has been read, or on lines of their own.
fn records<T: Number>(
    parser: &mut JsonParser<'_>,
    values: &mut impl ValueSink<T>,
    notes: &mut Vec<Note>,
    in_list: bool,
) -> Result<(u64, u64), ErrorKind> {
    let mut records = Records::<T>::default();
    if in_list {
        parser.rest_of_list(|parser| records.read(parser, values))?;
    } else {
        while parser.peek()?.is_some() {
            records.read(parser, values)?;
        }
    }
    notes.push(Note::JsonColumns(records.names()));
    Ok(records.size())
}
