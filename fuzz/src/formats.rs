//! Bytes as files: `.npy`, Matrix Market, tables and JSON, each compared with another reader or with the simplest
//! possible one.
//!
//! Files have no names here: formats are recognised by content.

use super::accepted::{self, expect_same};
use super::memory;
use serde::de::IgnoredAny;
use serde_json::Value;
use shared::element::DType;
use shared::format::{DecimalMark, Delimiter, Dialect, Format, FormatError, Labels, Note, Parsed, ReadOptions, read};
use shared::matrix::{AnyMatrix, Matrix, Shape};
use std::io::{Cursor, Read, Seek, SeekFrom};

/// Most bytes of a matrix, so that a few bytes of a sparse file do not ask for gigabytes.
const LIMIT_BYTES: u64 = 1 << 20;
/// Bytes that reading takes beside the matrix and the input: a block of the file, the beginning of the text.
const BESIDE: usize = 4 << 20;

fn options(dtype: DType, dialect: Option<Dialect>) -> ReadOptions {
    ReadOptions { dialect, dtype, limit_bytes: LIMIT_BYTES }
}

/// Reads within bounded memory and checks the result.
fn reading(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, FormatError> {
    let length = bytes.len() as u64;
    let (outcome, peak) = memory::measured(|| read(Cursor::new(bytes), length, None, options));
    let allowed = LIMIT_BYTES as usize + bytes.len() + BESIDE;
    assert!(peak <= allowed, "{} bytes took {peak} bytes of memory", bytes.len());
    match &outcome {
        Ok(parsed) => accepted::holds(parsed, bytes.len()),
        Err(error) => accepted::refused(error),
    }
    outcome
}

/// A reader that returns a few bytes at a time gives the same result.
fn expect_same_in_drops(bytes: &[u8], options: &ReadOptions, outcome: &Result<Parsed, FormatError>) {
    let drops = Drops { source: Cursor::new(bytes), turn: bytes.len() };
    let dropped = read(drops, bytes.len() as u64, None, options);
    match (outcome, &dropped) {
        (Ok(whole), Ok(dropped)) => {
            expect_same(&dropped.matrix, &whole.matrix, false, "in drops");
            assert_eq!((&whole.notes, &whole.alternatives), (&dropped.notes, &dropped.alternatives));
        }
        (Err(whole), Err(dropped)) => assert_eq!(whole, dropped),
        _ => panic!("in one piece {outcome:?}, in drops {dropped:?}"),
    }
}

struct Drops<'a> {
    source: Cursor<&'a [u8]>,
    turn: usize,
}

impl Read for Drops<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        const SIZES: [usize; 5] = [1, 64, 3, 1000, 7];
        self.turn += 1;
        let length = out.len().min(SIZES[self.turn % SIZES.len()]);
        self.source.read(&mut out[..length])
    }
}

impl Seek for Drops<'_> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.source.seek(to)
    }
}

/// Bytes as a NumPy file, compared with the crate npyz.
pub fn npy(bytes: &[u8]) {
    let options = options(DType::F64, None);
    let outcome = reading(bytes, &options);
    expect_same_in_drops(bytes, &options, &outcome);
    if let Ok(Parsed { matrix, format: Format::Npy, .. }) = &outcome {
        expect_npyz_agrees(bytes, matrix);
    }
}

/// Floating-point elements only: the crate has a type of its own for each of the others.
fn expect_npyz_agrees(bytes: &[u8], matrix: &AnyMatrix) {
    let Ok(file) = npyz::NpyFile::new(bytes) else { return };
    let (shape, fortran) = (file.shape().to_vec(), file.order() == npyz::Order::Fortran);
    let (rows, cols) = match *shape.as_slice() {
        [] => (1, 1),
        [cols] => (1, cols),
        [rows, cols] => (rows, cols),
        _ => panic!("{shape:?} was read as a matrix"),
    };
    assert_eq!(matrix.shape(), Shape::new(rows as usize, cols as usize));
    let place = |index: usize| {
        let (rows, cols) = (rows as usize, cols as usize);
        if fortran { index % cols * rows + index / cols } else { index }
    };
    match matrix {
        AnyMatrix::F64(matrix) => {
            let Ok(found) = file.into_vec::<f64>() else { return };
            for (index, value) in matrix.data().iter().enumerate() {
                assert_eq!(value.to_bits(), found[place(index)].to_bits());
            }
        }
        AnyMatrix::F32(matrix) => {
            let Ok(found) = file.into_vec::<f32>() else { return };
            for (index, value) in matrix.data().iter().enumerate() {
                assert_eq!(value.to_bits(), found[place(index)].to_bits());
            }
        }
    }
}

/// Bytes as a Matrix Market file.
pub fn mtx(bytes: &[u8]) {
    for dtype in [DType::F64, DType::F32] {
        let options = options(dtype, None);
        let outcome = reading(bytes, &options);
        expect_same_in_drops(bytes, &options, &outcome);
    }
}

/// Bytes as a table or a block of text; the first one chooses element type and dialect.
pub fn table(bytes: &[u8]) {
    let Some((&choice, text)) = bytes.split_first() else { return };
    let dtype = if choice & 1 == 0 { DType::F64 } else { DType::F32 };
    let labelled = [Delimiter::Comma, Delimiter::Whitespace].into_iter().flat_map(|delimiter| {
        Labels::ALL.map(|labels| Dialect::table(delimiter, DecimalMark::Point).with_labels(labels))
    });
    let dialects: Vec<Option<Dialect>> = [None]
        .into_iter()
        .chain(Dialect::TABLES.map(Some))
        .chain([Some(Dialect::Block)])
        .chain(labelled.map(Some))
        .collect();
    // Mostly the dialect is to be detected.
    let dialect = dialects.get(usize::from(choice >> 1) % 32).copied().flatten();
    let options = options(dtype, dialect);
    let outcome = reading(text, &options);
    expect_same_in_drops(text, &options, &outcome);
    let alternatives = match &outcome {
        Ok(parsed) => {
            if let Some(found) = parsed.dialect {
                let again = reading(text, &ReadOptions { dialect: Some(found), ..options });
                let again = again.unwrap_or_else(|error| panic!("{found} fits, and then it does not: {error}"));
                expect_same(&again.matrix, &parsed.matrix, false, "in the dialect that was found");
                expect_plain_reader_agrees(text, parsed, found);
            }
            &parsed.alternatives
        }
        Err(error) => &error.alternatives,
    };
    for offered in alternatives {
        let read = reading(text, &ReadOptions { dialect: Some(offered.dialect), ..options });
        if let Some(shape) = offered.shape {
            let read = read.unwrap_or_else(|error| panic!("{} was offered: {error}", offered.description));
            assert_eq!(read.matrix.shape(), shape, "{}", offered.description);
        }
    }
}

/// Compares the last rows with lines split at the delimiter and cells parsed by the standard library, where the text has no
/// quotes.
fn expect_plain_reader_agrees(text: &[u8], parsed: &Parsed, dialect: Dialect) {
    let (Dialect::Table { delimiter, decimal, .. }, AnyMatrix::F64(matrix)) = (dialect, &parsed.matrix) else { return };
    let Ok(text) = std::str::from_utf8(text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text)) else { return };
    let is_put_together =
        |note: &Note| matches!(note, Note::Utf16 { .. } | Note::PartsJoined { .. } | Note::ScaledByPowerOfTen(_));
    // Cells that are no plain numbers, or are left out.
    let is_lenient = |note: &Note| {
        matches!(
            note,
            Note::LabelsLeftOut
                | Note::FirstRowLeftOut
                | Note::EmptyLastColumn
                | Note::DrawnTable
                | Note::DExponents
                | Note::TypesetMinus
                | Note::TypesetSpaces
                | Note::TypesetThousands
                | Note::PaddingLeftOut { .. }
        )
    };
    if text.contains(['"', '\u{0b}', '\u{0c}'])
        || parsed.notes.iter().any(|note| is_put_together(note) || is_lenient(note))
    {
        return;
    }
    let Shape { rows, cols } = matrix.shape();
    let blank = |c: char| c == ' ' || c == '\t' && delimiter != Delimiter::Tab;
    // A line that counts the rows above it is none of them.
    let is_row = |line: &&str| !line.trim_matches(blank).is_empty() && !line.contains("row");
    let lines: Vec<&str> = text.split(['\n', '\r']).filter(is_row).collect();
    let last = &lines[lines.len() - rows..];
    for (row, line) in last.iter().enumerate() {
        let cells: Vec<&str> = match delimiter.byte() {
            Some(byte) => line.split(char::from(byte)).collect(),
            None => line.split_ascii_whitespace().collect(),
        };
        assert_eq!(cells.len(), cols, "{line:?}");
        for (cell, &found) in cells.iter().zip(matrix.row(row)) {
            let cell = cell.trim_matches(blank);
            let cell = if decimal == DecimalMark::Comma { cell.replace(',', ".") } else { cell.to_owned() };
            let expected: f64 = cell.parse().unwrap_or_else(|_| panic!("{cell:?} was read as {found}"));
            let same = found.to_bits() == expected.to_bits() || found.is_nan() && expected.is_nan();
            assert!(same, "{cell:?} was read as {found}");
        }
    }
}

/// Bytes as a matrix in the notation of a program or of source code.
pub fn notation(bytes: &[u8]) {
    for dtype in [DType::F64, DType::F32] {
        let options = options(dtype, None);
        let outcome = reading(bytes, &options);
        expect_same_in_drops(bytes, &options, &outcome);
    }
}

/// Bytes as JSON, compared with serde_json.
pub fn json(bytes: &[u8]) {
    for dtype in [DType::F64, DType::F32] {
        let options = options(dtype, None);
        let outcome = reading(bytes, &options);
        expect_same_in_drops(bytes, &options, &outcome);
        if dtype == DType::F64 {
            expect_serde_json_agrees(bytes, &outcome);
        }
    }
}

fn expect_serde_json_agrees(bytes: &[u8], outcome: &Result<Parsed, FormatError>) {
    let ascii = !bytes.starts_with(&[0xfe]) && !bytes.starts_with(&[0xff]);
    let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let value = serde_json::from_slice::<Value>(text);
    match (outcome, value) {
        (Ok(parsed), Ok(value)) if parsed.format == Format::Json => {
            if is_table(&value) {
                if let Some(expected) = table_of(&value) {
                    expect_same(&parsed.matrix, &expected, false, "as serde_json reads a table");
                }
                return;
            }
            let expected = matrix_of(&value).unwrap_or_else(|| panic!("{value} was read as {:?}", parsed.matrix));
            expect_same(&parsed.matrix, &expected, false, "as serde_json reads it");
        }
        (Ok(parsed), Err(error)) if parsed.format == Format::Json && ascii => {
            // A member that is skipped may hold what a `Value` cannot: an unpaired surrogate or 1e999.
            // The reader leaves out what pads the text at its end.
            let is_padding = |byte: &u8| matches!(byte, 0 | 0x1a) || byte.is_ascii_whitespace();
            let text = &text[..text.iter().rposition(|byte| !is_padding(byte)).map_or(0, |last| last + 1)];
            let lines = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
            let is_lines = parsed.notes.contains(&Note::JsonLines);
            let valid = lines.take(if is_lines { usize::MAX } else { 1 }).all(|line| line.is_ok())
                && (is_lines || serde_json::from_slice::<IgnoredAny>(text).is_ok());
            assert!(valid, "{error}, but it was read as {:?}", parsed.matrix);
        }
        (Err(refusal), Ok(value)) => {
            let rows = value.as_array().filter(|rows| rows.iter().all(Value::is_array));
            let expected = rows.and_then(|_| matrix_of(&value)).filter(|expected| accepted::elements(expected) > 0);
            assert!(expected.is_none() || refusal.is_limit(), "{value} was refused: {refusal}");
        }
        _ => {}
    }
}

/// The matrix that records with the same members are, or columns with the same rows.
fn table_of(value: &Value) -> Option<AnyMatrix> {
    let number = |value: Option<&Value>| value.and_then(Value::as_f64);
    let (shape, data) = if let Some(records) = value.as_array() {
        let names: Vec<&String> = records.first()?.as_object()?.keys().collect();
        // `Value` sorts its members, and the reader keeps their order: only the sum can be compared where there are several.
        if names.len() > 1 {
            return None;
        }
        let data: Option<Vec<f64>> = records.iter().map(|record| number(record.get(names.first()?))).collect();
        (Shape::new(records.len(), names.len()), data?)
    } else {
        let columns = value.as_object()?;
        let first = columns.values().next().filter(|_| columns.len() == 1)?;
        let data: Option<Vec<f64>> = first.as_array()?.iter().map(Value::as_f64).collect();
        let data = data?;
        (Shape::new(data.len(), 1), data)
    };
    Matrix::new(shape, data).ok().map(AnyMatrix::F64)
}

/// Whether a value has a form whose members `Value` may not keep in order.
fn is_table(value: &Value) -> bool {
    let is_record = |value: &Value| value.is_object();
    match value {
        Value::Array(items) => items.first().is_some_and(is_record),
        Value::Object(members) => {
            !members.contains_key("rows")
                || members.get("data").is_some_and(|data| data.get(0).is_some_and(Value::is_array))
        }
        _ => false,
    }
}

/// The matrix that a value is: rows of rows, one row, or `{rows, cols, data}`.
fn matrix_of(value: &Value) -> Option<AnyMatrix> {
    let numbers = |list: &[Value]| list.iter().map(Value::as_f64).collect::<Option<Vec<f64>>>();
    let (shape, data) = if let Some(object) = value.as_object() {
        let size = |name: &str| object.get(name)?.as_u64();
        let data = match object.get("data")? {
            Value::Array(list) => numbers(list)?,
            Value::Object(members) => {
                {
                    // The reader takes `01` for the place 1.
                    let value = |place: usize| members.iter().find(|(name, _)| name.parse() == Ok(place))?.1.as_f64();
                    (0..members.len()).map(value).collect::<Option<_>>()?
                }
            }
            _ => return None,
        };
        (Shape::new(size("rows")? as usize, size("cols")? as usize), data)
    } else {
        let rows = value.as_array()?;
        if rows.first().is_some_and(Value::is_number) {
            (Shape::new(1, rows.len()), numbers(rows)?)
        } else {
            let cols = rows.first().and_then(Value::as_array).map_or(0, Vec::len);
            let rows: Vec<Vec<f64>> = rows.iter().map(|row| numbers(row.as_array()?)).collect::<Option<_>>()?;
            (Shape::new(rows.len(), cols), rows.iter().all(|row| row.len() == cols).then(|| rows.concat())?)
        }
    };
    Matrix::new(shape, data).ok().map(AnyMatrix::F64)
}
