//! The three forms in which JSON holds a matrix: rows of rows, one flat list, and `{rows, cols, data}`.
//!
//! The text is read twice: once to count the numbers, so that memory is reserved for what is there, and once to parse
//! them. An error names the row, the column and the text found.

use crate::element::DType;
use crate::format::allocation::checked_size;
use crate::format::byte_source::ByteSource;
use crate::format::cell_text;
use crate::format::display::block_start::Bracketed;
use crate::format::error::{ErrorKind, FormatError, quote};
use crate::format::json::parser::JsonParser;
use crate::format::matrix_sink::MatrixSink;
use crate::format::note::Note;
use crate::format::number::{self, Number};
use crate::format::parsed::{Format, Parsed};
use crate::format::text_input::TextInput;
use crate::format::text_sample::TextSample;
use crate::format::token_count::count_tokens;
use crate::format::value_sink::{ChunkedSink, ValueSink};
use crate::matrix::Shape;

/// What a JSON text holds besides the numbers.
#[derive(Debug)]
struct JsonMatrix {
    shape: Shape,
    /// Whether it was one list of numbers, read as one row.
    flat: bool,
}

/// Whether a text begins with a bracket or brace as JSON does.
pub(crate) fn recognise(sample: &TextSample, _name: Option<&str>) -> Result<bool, ErrorKind> {
    Ok(Bracketed::of(sample.start()) == Some(Bracketed::Json))
}

/// Reads a text as JSON.
pub(crate) fn read_text<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let found = read::<T>(input.source, input.options.limit_bytes, input.sink)?;
    let notes = if found.flat { vec![Note::ListAsRow] } else { Vec::new() };
    Ok(Parsed::new(found.shape, Format::Json, notes))
}

/// Reads all of `source`.
fn read<T: Number>(
    source: &mut ByteSource<'_>,
    limit_bytes: u64,
    sink: &mut dyn MatrixSink,
) -> Result<JsonMatrix, ErrorKind> {
    let separates = |byte| (byte <= b' ') | (byte == b',') | (byte == b'[') | (byte == b':');
    let begins = |byte: u8| byte.is_ascii_digit() | (byte == b'-');
    let most = count_tokens(&mut source.text()?, separates, begins)?;
    let mut values = ChunkedSink::<T>::new(most, limit_bytes, sink)?;
    let mut parser = JsonParser::new(source.text()?, ROWS);
    let (rows, cols, flat) = if parser.peek()? == Some(b'{') {
        let (rows, cols) = object(&mut parser, &mut values)?;
        (rows, cols, false)
    } else {
        parser.expect(b'[', "a list of rows")?;
        match parser.peek()? {
            Some(b'[' | b']') => {
                let (rows, cols) = rest_of_rows(&mut parser, &mut values)?;
                (rows, cols, false)
            }
            _ => (1, rest_of_row(&mut parser, &mut values, 1)?, true),
        }
    };
    parser.end()?;
    // Without elements, sizes may still exceed a usize of 32 bits.
    checked_size::<T>(rows, cols, u64::MAX)?;
    values.finish()?;
    Ok(JsonMatrix { shape: Shape::new(rows as usize, cols as usize), flat })
}

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

fn rest_of_rows<T: Number>(
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

fn rest_of_row<T: Number>(
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

/// Reads `{rows, cols, data}`, in any order and with any other members.
fn object<T: Number>(parser: &mut JsonParser<'_>, values: &mut impl ValueSink<T>) -> Result<(u64, u64), ErrorKind> {
    let (mut rows, mut cols, mut count) = (None, None, None);
    parser.object(|parser, name| {
        let known_cols = cols;
        let member = match name {
            "rows" => &mut rows,
            "cols" => &mut cols,
            "data" => &mut count,
            _ => return parser.skip(),
        };
        if member.is_some() {
            return Err(parser.syntax(format_args!("this object has two members \"{name}\""), "keep one of them"));
        }
        *member = Some(if name == "data" { data(parser, values, known_cols)? } else { size(parser)? });
        Ok(())
    })?;
    let (Some(rows), Some(cols), Some(present)) = (rows, cols, count) else {
        let found = "this object lacks \"rows\", \"cols\" or \"data\"";
        return Err(parser.syntax(found, "write {\"rows\":2,\"cols\":2,\"data\":[1,2,3,4]} or [[1,2],[3,4]]"));
    };
    let stated = u128::from(rows) * u128::from(cols);
    if stated != u128::from(present) {
        let found = format_args!("\"rows\" and \"cols\" stand for {stated} numbers, but \"data\" has {present}");
        return Err(parser.syntax(found, "correct the sizes or the numbers"));
    }
    Ok((rows, cols))
}

/// Reads the member `rows` or `cols`. JSON has one type of number, so that 2.0 and 2e0 are 2.
fn size(parser: &mut JsonParser<'_>) -> Result<u64, ErrorKind> {
    // Beyond 2^53, a fraction may have been rounded away.
    const EXACT: f64 = (1_u64 << 53) as f64;
    parser.peek()?;
    let text = String::from_utf8_lossy(parser.token()).into_owned();
    let found = format!("\"{}\" is not a size", quote(text.as_bytes()));
    let error = parser.syntax(found, "write a whole number, 0 or more");
    match (parser.number::<f64>()?, text.parse::<u64>()) {
        (Some(_), Ok(size)) => Ok(size),
        (Some(size), _) if size.fract() == 0.0 && (0.0..EXACT).contains(&size) => Ok(size as u64),
        _ => Err(error),
    }
}

/// Reads the member `data`: how many numbers. `cols` is the number of columns, if it is known already.
fn data<T: Number>(
    parser: &mut JsonParser<'_>,
    values: &mut impl ValueSink<T>,
    cols: Option<u64>,
) -> Result<u64, ErrorKind> {
    let mut count = 0;
    let mut next = |parser: &mut JsonParser<'_>| {
        let place = ElementPlace::in_data(count, cols);
        count += 1;
        values.take(element(parser, place)?)
    };
    match parser.peek()? {
        Some(b'[') => parser.list(next)?,
        // `{"0":1,"1":2}` is how JSON.stringify writes a typed array.
        Some(b'{') => {
            let mut index: u64 = 0;
            parser.object(|parser, name| {
                if name.parse() != Ok(index) {
                    let found =
                        format!("\"data\" has the member \"{}\" where \"{index}\" should be", quote(name.as_bytes()));
                    return Err(parser.syntax(found, "write the data as a list of numbers"));
                }
                index += 1;
                next(parser)
            })?;
        }
        _ => return Err(parser.unexpected("a list of numbers as \"data\"")),
    }
    Ok(count)
}

/// Where a number stands, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ElementPlace {
    Cell {
        row: u64,
        column: u64,
    },
    /// In `data`, before the number of columns is known.
    Data(u64),
}

impl ElementPlace {
    /// The place of the element after `before` others in `data`.
    fn in_data(before: u64, cols: Option<u64>) -> Self {
        match cols {
            Some(cols @ 1..) => ElementPlace::Cell { row: before / cols + 1, column: before % cols + 1 },
            _ => ElementPlace::Data(before + 1),
        }
    }
}

/// Reads the number at `place`.
#[inline]
fn element<T: Number>(parser: &mut JsonParser<'_>, place: ElementPlace) -> Result<T, ErrorKind> {
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

const ROWS: &str = "write rows of numbers such as [[1,2],[3,4]]";
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
