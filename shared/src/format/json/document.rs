//! Reads JSON (RFC 8259): rows of rows, one flat list, or `{rows, cols, data}`, streamed into one
//! flat vector.
//!
//! Refuses everything else: NaN and Infinity words, `null`, numbers beyond f64, ragged rows,
//! duplicate or missing members, more than two dimensions. What is no JSON is looked up in the text once more, so that
//! a refusal names the cell and what stands there.

use crate::format::allocation::checked_size;
use crate::format::byte_source::ByteSource;
use crate::format::error::{ErrorKind, quote};
use crate::format::json::rows;
use crate::format::json::survey::survey;
use crate::format::json::token::{Token, token_at};
use crate::format::matrix_sink::MatrixSink;
use crate::format::number::{self, Number};
use crate::format::value_sink::{ChunkedSink, ValueSink};
use crate::matrix::Shape;
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use std::borrow::Cow;
use std::fmt;

/// What was found in a JSON text.
#[derive(Debug)]
pub(crate) struct Json {
    pub(crate) shape: Shape,
    /// Whether it was one list of numbers, read as one row.
    pub(crate) flat: bool,
}

/// Reads all of `source`.
pub(crate) fn read<T: Number>(
    source: &mut ByteSource<'_>,
    limit_bytes: u64,
    sink: &mut dyn MatrixSink,
) -> Result<Json, ErrorKind> {
    let survey = survey(&mut source.text()?)?;
    if !survey.flat {
        let mut cells = ChunkedSink::<T>::new(survey.numbers, limit_bytes, sink)?;
        if let Some((rows, cols)) = rows::read(&mut source.text()?, &mut cells)? {
            cells.finish()?;
            return Ok(Json { shape: Shape::new(rows as usize, cols as usize), flat: false });
        }
    }
    let mut reading = Reading {
        cells: ChunkedSink::<T>::new(survey.numbers, limit_bytes, sink)?,
        flat: survey.flat,
        row: 0,
        column: 0,
        cols: 0,
        stated: [None, None],
        data: false,
        broken: Broken::Elsewhere,
        fault: None,
    };
    let mut window = source.text()?;
    let mut parser = serde_json::Deserializer::from_reader(&mut window);
    let outcome = Root(&mut reading).deserialize(&mut parser).and_then(|()| parser.end());
    match (outcome, reading.fault.take()) {
        (Ok(()), None) => reading.finish(),
        (_, Some(fault)) => Err(fault),
        (Err(error), None) => {
            let place = reading.place_of_break();
            drop(reading);
            drop(parser);
            drop(window);
            match place {
                Some(place) if error.is_syntax() => broken_cell(source, &error, place),
                _ => Err(syntax(&error)),
            }
        }
    }
}

/// Refuses a cell that is no JSON, by the text that stands there.
fn broken_cell(
    source: &mut ByteSource<'_>,
    error: &serde_json::Error,
    (place, inside): (Place, bool),
) -> Result<Json, ErrorKind> {
    // Other errors than these, such as a letter that no string may hold, are best told as they are.
    const OF_NUMBERS: [&str; 5] =
        ["expected value", "expected ident", "invalid number", "number out of range", "expected `,` or `]`"];
    let message = error.to_string();
    let Token { text, line, begun } = token_at(&mut source.text()?, error.line() as u64, error.column() as u64)?;
    if !OF_NUMBERS.iter().any(|known| message.starts_with(known)) || !(inside || begun) {
        return Err(syntax(error));
    }
    Err(match place {
        Place::Cell { row, column } if text.is_empty() => {
            let found = format!("no number stands here, on line {line}").into();
            ErrorKind::Value { row, column, found, remedy: MISSING.into() }
        }
        Place::Cell { row, column } => {
            ErrorKind::Cell { row, column, line: Some(line), text: quote(&text), remedy: remedy(&text).into() }
        }
        Place::Element(element) => ErrorKind::Element { element, text: quote(&text), remedy: remedy(&text).into() },
    })
}

/// What to do about a text that is a number, or nearly, and not in JSON.
fn remedy(text: &[u8]) -> &'static str {
    let digits = text.strip_prefix(b"-").or_else(|| text.strip_prefix(b"+")).unwrap_or(text);
    match number::whole::<f64>(text, b'.') {
        Some(_) if !digits.iter().any(u8::is_ascii_digit) => {
            "JSON has no NaN and no Infinity; fill the value in, or load it as CSV or .npy"
        }
        Some(value) if value.is_infinite() => OUT_OF_RANGE,
        Some(_) if text.starts_with(b"+") => "JSON has no sign + before a number; leave it out",
        Some(_) if digits.starts_with(b"0") && digits.get(1).is_some_and(u8::is_ascii_digit) => {
            "JSON has no 0 before other digits; leave it out"
        }
        Some(_) => "JSON has digits before and after a point; write 0.5 and 1.0",
        None if number::is_missing(text) => MISSING,
        None if text.starts_with(b"'") => UNQUOTED,
        None => number::remedy(text),
    }
}

const MISSING: &str = "a missing value is never taken as 0, fill it in";
const UNQUOTED: &str = "write numbers without quotes";

const OUT_OF_RANGE: &str = "it is out of range, write a number within ±1.8e308";

fn syntax(error: &serde_json::Error) -> ErrorKind {
    let text = error.to_string();
    let what = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
    if error.is_io() {
        return ErrorKind::Io { message: quote(what.as_bytes()) };
    }
    let found = format!("at column {} of this JSON: {}", error.column(), quote(what.as_bytes()));
    ErrorKind::Syntax { line: error.line() as u64, found: found.into(), remedy: REMEDY.into() }
}

/// The numbers read so far, and why reading stopped.
struct Reading<'r, T> {
    cells: ChunkedSink<'r, T>,
    flat: bool,
    row: u64,
    column: u64,
    cols: u64,
    /// Members `rows` and `cols`.
    stated: [Option<u64>; 2],
    /// Whether the numbers stand in one list, the member `data`.
    data: bool,
    /// Where the parser found what is no JSON.
    broken: Broken,
    fault: Option<ErrorKind>,
}

/// Where the parser stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Broken {
    /// Outside a list of numbers.
    Elsewhere,
    /// At an element.
    Element,
    /// Behind an element.
    Behind,
}

/// The place of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Cell {
        row: u64,
        column: u64,
    },
    /// In `data`, of which the columns are not known yet.
    Element(u64),
}

const REMEDY: &str = "write rows of numbers such as [[1,2],[3,4]]";

impl<T: Number> Reading<'_, T> {
    /// Stops the parser with `fault`.
    fn stop<E: Error>(&mut self, fault: ErrorKind) -> E {
        self.fault.get_or_insert(fault);
        E::custom("refused")
    }

    fn not_a_number<E: Error>(&mut self, text: &str, remedy: &'static str) -> E {
        let (text, remedy) = (quote(text.as_bytes()), remedy.into());
        let fault = match self.place(self.column) {
            Place::Cell { row, column } => ErrorKind::Cell { row, column, line: None, text, remedy },
            Place::Element(element) => ErrorKind::Element { element, text, remedy },
        };
        self.stop(fault)
    }

    /// The place of the element after `before` others of its list.
    fn place(&self, before: u64) -> Place {
        match (self.data, self.stated[1]) {
            (false, _) => Place::Cell { row: self.row + 1, column: before + 1 },
            (true, Some(cols @ 1..)) => Place::Cell { row: before / cols + 1, column: before % cols + 1 },
            (true, _) => Place::Element(before + 1),
        }
    }

    /// The element where the parser stopped, and whether it did so before its end was due.
    fn place_of_break(&self) -> Option<(Place, bool)> {
        match self.broken {
            Broken::Elsewhere => None,
            Broken::Element => Some((self.place(self.column), true)),
            Broken::Behind => Some((self.place(self.column.checked_sub(1)?), false)),
        }
    }

    /// Reads the next element of a list; false behind the last one.
    fn next<'de, A: SeqAccess<'de>>(&mut self, list: &mut A) -> Result<bool, A::Error> {
        let outcome = list.next_element_seed(Element(self));
        if outcome.is_err() && self.broken == Broken::Elsewhere {
            self.broken = Broken::Behind;
        }
        outcome.map(|element| element.is_some())
    }

    fn take<E: Error>(&mut self, value: T) -> Result<(), E> {
        self.column += 1;
        self.cells.take(value).map_err(|fault| self.stop(fault))
    }

    fn malformed<E: Error>(&mut self, found: impl Into<Cow<'static, str>>, remedy: &'static str) -> E {
        self.stop(ErrorKind::Header { format: "JSON", found: found.into(), remedy: remedy.into() })
    }

    fn end_row<E: Error>(&mut self) -> Result<(), E> {
        let (row, found) = (self.row + 1, self.column);
        if self.row == 0 {
            self.cols = found;
        } else if found != self.cols {
            return Err(self.stop(ErrorKind::Ragged { row, line: None, found, expected: self.cols, first: 1 }));
        }
        self.row += 1;
        self.column = 0;
        Ok(())
    }

    fn finish(self) -> Result<Json, ErrorKind> {
        let (rows, cols) = match self.stated {
            [Some(rows), Some(cols)] => (rows, cols),
            _ => (self.row, self.cols),
        };
        // Sizes without elements may still not fit a usize of 32 bits.
        checked_size::<T>(rows, cols, u64::MAX)?;
        self.cells.finish()?;
        Ok(Json { shape: Shape::new(rows as usize, cols as usize), flat: self.flat })
    }
}

/// The whole text.
struct Root<'a, 'r, T>(&'a mut Reading<'r, T>);

impl<'de, T: Number> DeserializeSeed<'de> for Root<'_, '_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Number> Visitor<'de> for Root<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows of numbers")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
        let reading = self.0;
        if reading.flat {
            while reading.next(&mut rows)? {}
            reading.flat = reading.column > 0;
            if reading.flat { reading.end_row() } else { Ok(()) }
        } else {
            while rows.next_element_seed(Row(reading))?.is_some() {}
            Ok(())
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let reading = self.0;
        reading.flat = false;
        let mut count = None;
        while let Some(name) = members.next_key::<String>()? {
            match name.as_str() {
                "rows" | "cols" => {
                    let slot = usize::from(name == "cols");
                    if reading.stated[slot].is_some() {
                        return Err(reading.malformed(format!("has two members \"{name}\""), "keep one of them"));
                    }
                    reading.stated[slot] = Some(members.next_value_seed(Size(reading))?);
                }
                "data" => {
                    if count.is_some() {
                        return Err(reading.malformed("has two members \"data\"", "keep one of them"));
                    }
                    reading.data = true;
                    members.next_value_seed(Data(reading))?;
                    count = Some(reading.column);
                }
                _ => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        let (Some(present), [Some(rows), Some(cols)]) = (count, reading.stated) else {
            let found = "lacks one of the members \"rows\", \"cols\" and \"data\"";
            return Err(reading.malformed(found, "write {\"rows\":2,\"cols\":2,\"data\":[1,2,3,4]} or [[1,2],[3,4]]"));
        };
        let stated = u128::from(rows) * u128::from(cols);
        if stated != u128::from(present) {
            return Err(reading.stop(ErrorKind::Amount { what: "numbers", stated, present }));
        }
        Ok(())
    }
}

/// One row.
struct Row<'a, 'r, T>(&'a mut Reading<'r, T>);

impl<'de, T: Number> DeserializeSeed<'de> for Row<'_, '_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Number> Visitor<'de> for Row<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a row of numbers as row {}", self.0.row + 1)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<(), A::Error> {
        while self.0.next(&mut row)? {}
        self.0.end_row()
    }
}

/// One number.
struct Element<'a, 'r, T>(&'a mut Reading<'r, T>);

impl<'de, T: Number> DeserializeSeed<'de> for Element<'_, '_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        let reading = self.0;
        let element = Element(&mut *reading);
        // Asked for f32, the parser rounds once; f64 and then f32 would round twice.
        let outcome = if size_of::<T>() == 4 {
            deserializer.deserialize_f32(element)
        } else {
            deserializer.deserialize_any(element)
        };
        if outcome.is_err() {
            reading.broken = Broken::Element;
        }
        outcome
    }
}

impl<'de, T: Number> Visitor<'de> for Element<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a number at row {}, column {}", self.0.row + 1, self.0.column + 1)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        let value = T::from_f64(value);
        if value == T::INFINITY || value == T::INFINITY.negated() {
            return Err(self.0.not_a_number("a number beyond the range of f32", "write a number within ±3.4e38"));
        }
        self.0.take(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.0.take(T::from_u64(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        let magnitude = T::from_u64(value.unsigned_abs());
        self.0.take(if value < 0 { magnitude.negated() } else { magnitude })
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        Err(self.0.not_a_number(text, UNQUOTED))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        Err(self.0.not_a_number(if value { "true" } else { "false" }, "write 1 or 0"))
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Err(self.0.not_a_number("null", MISSING))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.0.not_a_number("[", "only rows of numbers are read, no deeper lists"))
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        Err(self.0.not_a_number("{", REMEDY))
    }
}

/// The member `data`.
struct Data<'a, 'r, T>(&'a mut Reading<'r, T>);

impl<'de, T: Number> DeserializeSeed<'de> for Data<'_, '_, T> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Number> Visitor<'de> for Data<'_, '_, T> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of numbers as \"data\"")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        while self.0.next(&mut elements)? {}
        Ok(())
    }

    /// `{"0":1,"1":2}`: what JSON.stringify makes of a typed array.
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let mut index: u64 = 0;
        while let Some(name) = members.next_key::<String>()? {
            if name.parse() != Ok(index) {
                let found = format!("has a member \"{}\" in \"data\"", quote(name.as_bytes()));
                return Err(self.0.malformed(found, "write the data as a list of numbers"));
            }
            members.next_value_seed(Element(self.0))?;
            index += 1;
        }
        Ok(())
    }
}

/// The member `rows` or `cols`.
struct Size<'a, 'r, T>(&'a mut Reading<'r, T>);

impl<'de, T: Number> DeserializeSeed<'de> for Size<'_, '_, T> {
    type Value = u64;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u64, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: Number> Visitor<'de> for Size<'_, '_, T> {
    type Value = u64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number as \"rows\" or \"cols\"")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<u64, E> {
        Ok(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<u64, E> {
        Err(self.refuse(value))
    }

    /// JSON knows one type of number, so that 2.0 and 2e0 are 2.
    fn visit_f64<E: Error>(self, value: f64) -> Result<u64, E> {
        // From there on, another number may have been written and rounded.
        const EXACT: f64 = (1_u64 << 53) as f64;
        if value.fract() == 0.0 && (0.0..EXACT).contains(&value) { Ok(value as u64) } else { Err(self.refuse(value)) }
    }
}

impl<T: Number> Size<'_, '_, T> {
    fn refuse<E: Error>(self, value: impl fmt::Debug) -> E {
        self.0.malformed(format!("states a size of {value:?}"), "write a whole number, 0 or more")
    }
}
