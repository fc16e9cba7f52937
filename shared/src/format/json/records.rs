//! Tables in JSON, as pandas and databases write them: records with a member for each column, and columns with a list of
//! values or a member for each row.

use crate::element::Element;
use crate::format::allocation::zeros;
use crate::format::error::{ErrorKind, quote};
use crate::format::json::element::{ElementPlace, element};
use crate::format::json::parser::JsonParser;
use crate::format::number::Number;
use crate::format::value_sink::ValueSink;
use crate::matrix::{Matrix, Shape};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Most bytes of the names of columns that are kept to compare records.
const MOST_NAMES: usize = 1 << 20;

/// Names shown in a note, and characters of them.
const SHOWN_NAMES: usize = 12;

/// Reads records one by one.
#[derive(Debug, Default)]
pub(crate) struct Records<T> {
    names: Vec<String>,
    row: Vec<Option<T>>,
    rows: u64,
}

impl<T: Number> Records<T> {
    /// Reads the next record.
    pub(crate) fn read(
        &mut self,
        parser: &mut JsonParser<'_>,
        values: &mut impl ValueSink<T>,
    ) -> Result<(), ErrorKind> {
        let row = self.rows + 1;
        let is_first = self.rows == 0;
        self.row.fill(None);
        let (mut next, mut kept) = (0, 0);
        parser.object(|parser, name| {
            if is_first && !self.names.iter().any(|known| known == name) {
                kept += name.len() + size_of::<String>();
                if kept > MOST_NAMES {
                    return Err(parser.syntax(format_args!("a record has names of more than {MOST_NAMES} bytes"), ONE));
                }
                self.names.push(name.to_owned());
                self.row.push(None);
            }
            // Nearly always the members come in the order of the first record.
            let is_next = self.names.get(next).is_some_and(|known| known == name);
            let place = if is_next { Some(next) } else { self.names.iter().position(|known| known == name) };
            let Some(place) = place else {
                let found = format_args!("record {row} has a member \"{}\", which record 1 has not", shown(name));
                return Err(parser.syntax(found, SAME));
            };
            if self.row[place].is_some() {
                let found = format_args!("record {row} has two members \"{}\"", shown(name));
                return Err(parser.syntax(found, "keep one of them"));
            }
            next = place + 1;
            let column = place as u64 + 1;
            self.row[place] = Some(element(parser, ElementPlace::Cell { row, column })?);
            Ok(())
        })?;
        if let Some(place) = self.row.iter().position(Option::is_none) {
            let found = format_args!("record {row} lacks the member \"{}\" of record 1", shown(&self.names[place]));
            return Err(parser.syntax(found, SAME));
        }
        for value in self.row.iter().flatten() {
            values.take(*value)?;
        }
        self.rows = row;
        Ok(())
    }

    /// The rows and columns read.
    pub(crate) fn size(&self) -> (u64, u64) {
        (self.rows, self.names.len() as u64)
    }

    /// The names of the columns for people.
    pub(crate) fn names(&self) -> String {
        shown_names(&self.names)
    }
}

const SAME: &str = "give every record the same members";
const ONE: &str = "load a table with fewer columns";

fn shown(name: &str) -> String {
    quote(name.as_bytes())
}

/// Names for people, shortened.
pub(crate) fn shown_names(names: &[String]) -> String {
    let mut list: Vec<String> = names.iter().take(SHOWN_NAMES).map(|name| shown(name)).collect();
    if names.len() > SHOWN_NAMES {
        list.push("…".into());
    }
    list.join(", ")
}

/// A table that is stored column after column, and so complete in memory.
#[derive(Debug)]
pub(crate) struct Columns<T> {
    pub(crate) matrix: Matrix<T>,
    /// The names of the columns for people.
    pub(crate) names: String,
}

/// Collects the values of columns, up to a limit.
struct ColumnSink<T> {
    values: Vec<T>,
    limit_bytes: u64,
}

impl<T: Element> ValueSink<T> for ColumnSink<T> {
    fn take(&mut self, value: T) -> Result<(), ErrorKind> {
        let needed = (self.values.len() as u64 + 1) * T::DTYPE.size() as u64;
        if needed > self.limit_bytes {
            return Err(ErrorKind::MoreThanLimit { needed: needed.into(), limit: self.limit_bytes });
        }
        self.values.try_reserve(1).map_err(|_| ErrorKind::Memory { needed })?;
        self.values.push(value);
        Ok(())
    }
}

/// Reads an object whose members are columns.
pub(crate) fn columns<T: Number>(parser: &mut JsonParser<'_>, limit_bytes: u64) -> Result<Columns<T>, ErrorKind> {
    let mut sink = ColumnSink { values: Vec::new(), limit_bytes };
    let mut names: Vec<String> = Vec::new();
    let mut first: Option<(u64, u64)> = None;
    let mut count = 0;
    parser.object(|parser, name| {
        count += 1;
        if names.len() <= SHOWN_NAMES {
            names.push(name.to_owned());
        }
        let found = column(parser, &mut sink, count)?;
        let (rows, labels) = *first.get_or_insert(found);
        if found.0 != rows {
            let text =
                format_args!("column \"{}\" has {} values, but the first column has {rows}", shown(name), found.0);
            return Err(parser.syntax(text, "give every column the same number of values"));
        }
        if found.1 != labels {
            let text = format_args!("the rows of column \"{}\" have other names than those of the first", shown(name));
            return Err(parser.syntax(text, "give every column the same members, in the same order"));
        }
        Ok(())
    })?;
    let (rows, cols) = (first.map_or(0, |(rows, _)| rows) as usize, count as usize);
    let mut data = zeros::<T>(sink.values.len() as u64)?;
    if rows > 0 {
        for (column, values) in sink.values.chunks_exact(rows).enumerate() {
            for (row, value) in values.iter().enumerate() {
                data[row * cols + column] = *value;
            }
        }
    }
    let (shape, found) = (Shape::new(rows, cols), data.len() as u64);
    let matrix = Matrix::new(shape, data).map_err(|_| ErrorKind::Filling { shape, found })?;
    Ok(Columns { matrix, names: shown_names(&names) })
}

/// Reads one column: how many values, and a hash of the names of its rows.
fn column<T: Number>(
    parser: &mut JsonParser<'_>,
    sink: &mut ColumnSink<T>,
    column: u64,
) -> Result<(u64, u64), ErrorKind> {
    let mut row = 0;
    let mut labels = DefaultHasher::new();
    let mut next = |parser: &mut JsonParser<'_>| {
        row += 1;
        sink.take(element(parser, ElementPlace::Cell { row, column })?)
    };
    match parser.peek()? {
        Some(b'[') => parser.list(next)?,
        Some(b'{') => parser.object(|parser, label| {
            label.hash(&mut labels);
            next(parser)
        })?,
        _ => return Err(parser.unexpected("a column, a list of numbers or an object,")),
    }
    Ok((row, labels.finish()))
}
