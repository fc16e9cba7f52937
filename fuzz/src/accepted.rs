//! What must hold for every matrix that was read, in any format: it can be written and reads back to the same bits. And
//! for every error: it has a message that is safe to show.
//!
//! Matrices of more than [`SMALL`] elements are not written as text: each would take the time of a thousand inputs.

use shared::format::{Export, FormatError, MatrixRef, Parsed, ReadOptions, read, write};
use shared::matrix::{AnyMatrix, Shape};
use std::io::Cursor;

/// Most elements of a matrix that is written as text.
const SMALL: usize = 4096;

/// The texts that are read as well as written.
const TEXTS: [Export; 7] = [
    Export::Csv,
    Export::CsvDecimalComma,
    Export::Tsv,
    Export::Json,
    Export::NumpyLiteral,
    Export::MatlabLiteral,
    Export::Mtx,
];

/// Bits of all elements; a text has only one NaN, so `texts` makes all of them that one.
fn bits(matrix: &AnyMatrix, texts: bool) -> Vec<u64> {
    let wide = |value: f64| if texts && value.is_nan() { f64::NAN.to_bits() } else { value.to_bits() };
    let narrow = |value: f32| if texts && value.is_nan() { f32::NAN.to_bits() } else { value.to_bits() };
    match matrix {
        AnyMatrix::F32(matrix) => matrix.data().iter().map(|&value| u64::from(narrow(value))).collect(),
        AnyMatrix::F64(matrix) => matrix.data().iter().map(|&value| wide(value)).collect(),
    }
}

/// Panics unless the two are the same matrix, bit for bit.
pub fn expect_same(found: &AnyMatrix, expected: &AnyMatrix, texts: bool, how: &str) {
    assert_eq!((found.shape(), found.dtype()), (expected.shape(), expected.dtype()), "{how}");
    assert!(bits(found, texts) == bits(expected, texts), "{how}: {expected:?} came back as {found:?}");
}

fn is_finite(matrix: &AnyMatrix) -> bool {
    match matrix {
        AnyMatrix::F32(matrix) => matrix.data().iter().all(|value| value.is_finite()),
        AnyMatrix::F64(matrix) => matrix.data().iter().all(|value| value.is_finite()),
    }
}

/// The number of elements, by the shape and by the data.
pub fn elements(matrix: &AnyMatrix) -> usize {
    let length = MatrixRef::from(matrix).len();
    assert_eq!(matrix.shape().elements(), Some(length as u64), "shape and data agree");
    length
}

/// Panics unless `parsed` is a complete matrix that keeps every bit when written and read. `turn` chooses the format.
pub fn holds(parsed: &Parsed, turn: usize) {
    let matrix = &parsed.matrix;
    let length = elements(matrix);
    assert!(parsed.summary().starts_with(&matrix.shape().to_string()));
    expect_readable(&parsed.summary());
    for reading in &parsed.alternatives {
        expect_readable(&reading.description);
    }
    round_trip(matrix, Export::Npy);
    if (1..=SMALL).contains(&length) {
        round_trip(matrix, TEXTS[turn % TEXTS.len()]);
    }
}

fn round_trip(matrix: &AnyMatrix, export: Export) {
    let mut bytes = Vec::new();
    let written = write(matrix.shape(), MatrixRef::from(matrix), export, &mut bytes);
    if export == Export::Json && !is_finite(matrix) {
        return assert!(written.is_err(), "JSON has no NaN and no infinity");
    }
    written.unwrap_or_else(|error| panic!("{matrix:?} was not written as {}: {error}", export.name()));
    let options = ReadOptions { dtype: matrix.dtype(), ..ReadOptions::default() };
    let how = export.name();
    let again = read(Cursor::new(&bytes), bytes.len() as u64, None, &options);
    let again = again.unwrap_or_else(|error| panic!("{how}: {:?}: {error}", String::from_utf8_lossy(&bytes)));
    expect_same(&again.matrix, matrix, export != Export::Npy, how);
    if export.is_text() {
        expect_harmless(&bytes, export, matrix.shape());
    }
}

/// Cells that a spreadsheet might evaluate as a formula.
fn expect_harmless(bytes: &[u8], export: Export, shape: Shape) {
    let delimiter = match export {
        Export::Csv => b',',
        Export::Tsv => b'\t',
        Export::CsvDecimalComma => b';',
        _ => return,
    };
    let cells = bytes.split(|&byte| byte == delimiter || byte == b'\n');
    let formula = |cell: &[u8]| cell.first().is_some_and(|first| b"=+@\t\0".contains(first));
    assert!(!cells.into_iter().any(formula), "a cell of {shape} begins like a formula");
}

/// Panics unless an error has a message that is safe to show.
pub fn refused(error: &FormatError) {
    let message = error.to_string();
    expect_readable(&message);
    assert!(message.contains("; "), "says what to do: {message}");
    for reading in &error.alternatives {
        expect_readable(&reading.description);
    }
}

fn expect_readable(words: &str) {
    assert!(!words.is_empty() && words.len() < 2000, "{words:?}");
    assert!(!words.chars().any(char::is_control), "{words:?}");
}
