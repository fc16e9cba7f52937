//! A matrix in an object: `{rows, cols, data}`; pandas' `{columns, index, data}`; and math.js' `{mathjs, data, size}`.

use crate::format::error::{ErrorKind, quote};
use crate::format::json::element::{ElementPlace, element};
use crate::format::json::parser::JsonParser;
use crate::format::json::records::shown_names;
use crate::format::json::rows::rest_of_rows;
use crate::format::note::Note;
use crate::format::number::Number;
use crate::format::value_sink::ValueSink;

/// What the object at the start of a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ObjectForm {
    /// A matrix with its size or its names.
    Matrix,
    /// The first of several records.
    Records,
    /// A table with a member for each column.
    Columns,
}

/// The form of the object at the start of a text, by the names of its members; `None` if there is none.
pub(crate) fn object_form(parser: &mut JsonParser<'_>) -> Result<Option<ObjectForm>, ErrorKind> {
    if parser.peek()? != Some(b'{') {
        return Ok(None);
    }
    let mut holds_columns = false;
    let mut is_first = true;
    parser.expect(b'{', "an object")?;
    while parser.peek()? != Some(b'}') {
        if !is_first {
            parser.expect(b',', "a comma or }")?;
        }
        let name = parser.name()?;
        if matches!(name.as_str(), "rows" | "cols" | "data" | "mathjs") {
            return Ok(Some(ObjectForm::Matrix));
        }
        parser.expect(b':', "a colon")?;
        holds_columns |= is_first && matches!(parser.peek()?, Some(b'{' | b'['));
        is_first = false;
        parser.skip()?;
    }
    parser.expect(b'}', "a comma or }")?;
    Ok(Some(match parser.peek()? {
        Some(b'{') => ObjectForm::Records,
        None if holds_columns => ObjectForm::Columns,
        _ => ObjectForm::Matrix,
    }))
}

/// What the members of an object say.
#[derive(Debug, Default)]
struct Members {
    rows: Option<u64>,
    cols: Option<u64>,
    data: Option<DataSize>,
    /// math.js' sizes.
    size: Option<Vec<u64>>,
    /// Names of the columns: how many, and the first of them.
    columns: Option<(u64, Vec<String>)>,
    /// Labels of the rows.
    index: Option<u64>,
}

/// How many numbers `data` holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DataSize {
    /// In one list.
    Flat(u64),
    /// In rows.
    Rows(u64, u64),
}

/// Reads an object with the member `data`, and any other members in any order.
pub(crate) fn object<T: Number>(
    parser: &mut JsonParser<'_>,
    values: &mut impl ValueSink<T>,
    notes: &mut Vec<Note>,
) -> Result<(u64, u64), ErrorKind> {
    let mut found = Members::default();
    parser.object(|parser, name| {
        let is_known = match name {
            "rows" => found.rows.is_some(),
            "cols" => found.cols.is_some(),
            "data" => found.data.is_some(),
            "size" => found.size.is_some(),
            "columns" => found.columns.is_some(),
            "index" => found.index.is_some(),
            _ => false,
        };
        if is_known {
            return Err(parser.syntax(format_args!("this object has two members \"{name}\""), "keep one of them"));
        }
        match name {
            "rows" => found.rows = Some(size(parser)?),
            "cols" => found.cols = Some(size(parser)?),
            "data" => found.data = Some(data(parser, values, found.cols)?),
            "size" if parser.peek()? == Some(b'[') => {
                let mut sizes = Vec::new();
                parser.list(|parser| {
                    let next = size(parser)?;
                    // More than two are refused, however many.
                    sizes.extend((sizes.len() < 3).then_some(next));
                    Ok(())
                })?;
                found.size = Some(sizes);
            }
            "columns" if parser.peek()? == Some(b'[') => found.columns = Some(names(parser)?),
            "index" if parser.peek()? == Some(b'[') => {
                let mut count = 0;
                parser.list(|parser| {
                    count += 1;
                    parser.skip()
                })?;
                found.index = Some(count);
            }
            "mathjs" => dense(parser)?,
            _ => return parser.skip(),
        }
        Ok(())
    })?;
    found.shape(parser, notes)
}

impl Members {
    /// The rows and columns, if all members agree.
    fn shape(self, parser: &JsonParser<'_>, notes: &mut Vec<Note>) -> Result<(u64, u64), ErrorKind> {
        let Self { rows, cols, data, size, columns, index } = self;
        let given = rows.zip(cols);
        let (rows, cols) = match (data, given, size.as_deref()) {
            (Some(DataSize::Rows(..)), _, Some(&[rows, cols]))
            | (Some(DataSize::Flat(_)), Some((rows, cols)), None) => (rows, cols),
            (Some(DataSize::Rows(rows, cols)), _, None) => (given.map_or(rows, |(rows, _)| rows), cols),
            (Some(DataSize::Flat(count)), None, Some(&[_])) => (1, count),
            _ => {
                let found = "this object lacks \"rows\", \"cols\" or \"data\"";
                return Err(parser.syntax(found, "write {\"rows\":2,\"cols\":2,\"data\":[1,2,3,4]} or [[1,2],[3,4]]"));
            }
        };
        let stated = u128::from(rows) * u128::from(cols);
        let (present, fits) = match data {
            Some(DataSize::Flat(count)) => (u128::from(count), u128::from(count) == stated),
            Some(DataSize::Rows(found_rows, found_cols)) => {
                let is_empty = found_rows == 0 && rows == 0;
                let fits = given.is_none_or(|given| given == (found_rows, found_cols));
                let fits = fits && (is_empty || (rows, cols) == (found_rows, found_cols));
                (u128::from(found_rows) * u128::from(found_cols), fits)
            }
            None => (0, false),
        };
        let size_fits = size.as_deref().is_none_or(|size| size == [rows, cols] || size == [cols] && rows == 1);
        if !fits || !size_fits {
            let found = format_args!("\"rows\" and \"cols\" stand for {stated} numbers, but \"data\" has {present}");
            return Err(parser.syntax(found, "correct the sizes or the numbers"));
        }
        let is_named = columns.as_ref().is_none_or(|(count, _)| *count == cols || rows == 0);
        if !is_named || index.is_some_and(|count| count != rows) {
            let found = "\"columns\" or \"index\" has another number of names than \"data\" has columns or rows";
            return Err(parser.syntax(found, "correct the names or the numbers"));
        }
        notes.extend(columns.map(|(_, names)| Note::JsonColumns(shown_names(&names))));
        notes.extend(index.map(|_| Note::LabelsLeftOut));
        Ok((rows, cols))
    }
}

/// Reads names, or labels of several levels: how many, and the first of them.
fn names(parser: &mut JsonParser<'_>) -> Result<(u64, Vec<String>), ErrorKind> {
    const KEPT: usize = 16;
    let (mut count, mut names) = (0, Vec::new());
    parser.list(|parser| {
        count += 1;
        let first = parser.peek()?;
        if names.len() < KEPT && first == Some(b'"') {
            names.push(parser.string("a name")?);
            return Ok(());
        }
        if names.len() < KEPT {
            names.push(String::from_utf8_lossy(parser.token()).into_owned());
        }
        parser.skip()
    })?;
    Ok((count, names))
}

/// Checks the kind of a math.js matrix.
fn dense(parser: &mut JsonParser<'_>) -> Result<(), ErrorKind> {
    let kind = parser.string("the kind of a math.js matrix")?;
    if kind == "DenseMatrix" {
        return Ok(());
    }
    let found = format!("this math.js value is a \"{}\"", quote(kind.as_bytes()));
    Err(parser.syntax(found, "convert it with math.matrix(A, \"dense\") and save that"))
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

/// Reads the member `data`. `cols` is the number of columns, if it is known already.
fn data<T: Number>(
    parser: &mut JsonParser<'_>,
    values: &mut impl ValueSink<T>,
    cols: Option<u64>,
) -> Result<DataSize, ErrorKind> {
    let mut count = 0;
    let mut next = |parser: &mut JsonParser<'_>| {
        let place = ElementPlace::in_data(count, cols);
        count += 1;
        values.take(element(parser, place)?)
    };
    match parser.peek()? {
        Some(b'[') => {
            parser.expect(b'[', "a list of numbers")?;
            if parser.peek()? == Some(b'[') {
                let (rows, cols) = rest_of_rows(parser, values)?;
                return Ok(DataSize::Rows(rows, cols));
            }
            parser.rest_of_list(next)?;
        }
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
    Ok(DataSize::Flat(count))
}
