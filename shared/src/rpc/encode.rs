//! Writes a product as compact JSON.
//!
//! A whole number has no decimal point; any other is the shortest text that reads back to the same f64; negative zero
//! is `-0`. NaN and infinities, which JSON cannot express, are errors.

use crate::element::Element;
use crate::matrix::Matrix;
use core::fmt::Write as _;

/// A product holds a value that JSON cannot express.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error(
    "row {row}, column {column} of the product is {value}, which JSON cannot express: the sum overflows; scale the operands down"
)]
pub struct NotFinite {
    /// Row in the product, from 1.
    pub row: usize,
    /// Column in the product, from 1.
    pub column: usize,
    /// NaN or an infinity.
    pub value: f64,
}

/// Rows of rows without spaces: `[[19,22],[43,50]]`.
///
/// # Errors
/// [`NotFinite`] names the first entry that is NaN or infinite.
pub fn product_to_json(product: &Matrix<f64>) -> Result<String, NotFinite> {
    let shape = product.shape();
    let mut text = String::with_capacity(2 + 3 * shape.rows + 8 * product.data().len());
    text.push('[');
    for row in 0..shape.rows {
        if row > 0 {
            text.push(',');
        }
        push_row(&mut text, product.row(row), row)?;
    }
    text.push(']');
    Ok(text)
}

/// One row without spaces: `[19,22]`.
///
/// # Errors
/// [`NotFinite`] names the first entry that is NaN or infinite.
pub fn row_to_json(row: &[f64]) -> Result<String, NotFinite> {
    let mut text = String::with_capacity(2 + 8 * row.len());
    push_row(&mut text, row, 0)?;
    Ok(text)
}

fn push_row(text: &mut String, entries: &[f64], row: usize) -> Result<(), NotFinite> {
    text.push('[');
    for (column, &value) in entries.iter().enumerate() {
        if !value.is_finite() {
            return Err(NotFinite { row: row + 1, column: column + 1, value });
        }
        if column > 0 {
            text.push(',');
        }
        push_number(text, value);
    }
    text.push(']');
    Ok(())
}

/// Whole numbers from here on are written with an exponent, as JavaScript does.
const LONGEST_WHOLE: f64 = 1e21;

fn push_number(text: &mut String, value: f64) {
    let mut buffer = zmij::Buffer::new();
    if value.trunc() != value {
        text.push_str(buffer.format_finite(value));
    } else if value.abs() < f64::EXACT_LIMIT && value.to_bits() != (-0.0f64).to_bits() {
        // The common case, and the same text as the next one's, sooner.
        text.push_str(itoa::Buffer::new().format(value as i64));
    } else if value.abs() < LONGEST_WHOLE {
        // The standard library writes a whole f64 without a point: shortest digits, then zeros.
        // Writing to a string cannot fail.
        let _ = write!(text, "{value}");
    } else {
        push_without_point(text, buffer.format_finite(value));
    }
}

/// `1.5e300` as `15e299`: a whole number has no decimal point.
fn push_without_point(text: &mut String, written: &str) {
    let (digits, exponent) = written.split_once('e').unwrap_or((written, "0"));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let exponent = exponent.parse::<i32>().unwrap_or(0) - fraction.len() as i32;
    let _ = write!(text, "{whole}{fraction}e{exponent}");
}
