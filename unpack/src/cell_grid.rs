//! The cells of a sheet, and which of them are the matrix: the rectangle around all numbers, with the row of names above
//! it. It is written as tab-separated text. Labels that are numbers are in that rectangle: the reader of tables knows them.

use crate::error::UnpackError;
use crate::part::UnpackNote;
use shared::format::quote;
use std::io::{self, Write};

/// The most cells of a sheet that hold something.
pub const MOST_CELLS: usize = 8_000_000;

/// Rows and columns of the largest sheet that Excel and LibreOffice have.
pub(crate) const MOST_ROWS: u32 = 1 << 20;
pub(crate) const MOST_COLUMNS: u32 = 1 << 14;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum CellValue {
    Number(f64),
    /// Also truth values and errors, as they are shown.
    Text(String),
    Date,
    /// A formula without a result.
    Formula,
}

/// A cell that holds something.
#[derive(Clone, Debug)]
struct SheetCell {
    row: u32,
    column: u32,
    value: CellValue,
}

/// The cells of a sheet.
#[derive(Debug, Default)]
pub(crate) struct CellGrid {
    cells: Vec<SheetCell>,
    has_numbers: bool,
}

impl CellGrid {
    /// Adds a cell, whose place counts from 0.
    pub(crate) fn push(&mut self, sheet: &str, row: u32, column: u32, value: CellValue) -> Result<(), UnpackError> {
        if self.cells.len() == MOST_CELLS || row >= MOST_ROWS || column >= MOST_COLUMNS {
            return Err(UnpackError::ManyCells { file: format!("sheet {sheet}"), limit: MOST_CELLS });
        }
        self.has_numbers |= matches!(value, CellValue::Number(_));
        self.cells.push(SheetCell { row, column, value });
        Ok(())
    }

    pub(crate) fn has_numbers(&self) -> bool {
        self.has_numbers
    }

    /// Writes the numbers and their labels.
    pub(crate) fn write(mut self, sheet: &str, out: &mut dyn Write) -> Result<Vec<UnpackNote>, UnpackError> {
        let place = |cell: &SheetCell| (cell.row, cell.column);
        self.cells.sort_unstable_by_key(place);
        if self.cells.windows(2).any(|pair| place(&pair[0]) == place(&pair[1])) {
            return Err(UnpackError::Xml { file: format!("sheet {sheet}") });
        }
        let numbers = || self.cells.iter().filter(|cell| matches!(cell.value, CellValue::Number(_)));
        let bounds = |place: fn(&SheetCell) -> u32| Some((numbers().map(place).min()?, numbers().map(place).max()?));
        let (Some((top, bottom)), Some((left, right))) = (bounds(|cell| cell.row), bounds(|cell| cell.column)) else {
            return Err(UnpackError::EmptySheet { sheet: sheet.to_owned() });
        };
        // Names stand above the numbers only if every column has one, and labels beside them if any row has one.
        let is_text = |cell: &&SheetCell| matches!(cell.value, CellValue::Text(_));
        let is_name = |cell: &&SheetCell| {
            cell.row.checked_add(1) == Some(top) && (left..=right).contains(&cell.column) && is_text(cell)
        };
        let has_names = self.cells.iter().filter(is_name).count() as u32 == right - left + 1;
        let is_label =
            |cell: &&SheetCell| cell.column.checked_add(1) == Some(left) && (top..=bottom).contains(&cell.row);
        let labels = self.cells.iter().filter(is_label).count();
        let first_row = top - u32::from(has_names);
        let inside =
            |cell: &&SheetCell| (first_row..=bottom).contains(&cell.row) && (left..=right).contains(&cell.column);
        let mut cells = self.cells.iter().filter(inside).peekable();
        let mut written = 0;
        for row in first_row..=bottom {
            for column in left..=right {
                let value = cells.next_if(|cell| (cell.row, cell.column) == (row, column)).map(|cell| &cell.value);
                // The row of names; and a corner may be the label of numbers that are labels.
                let may_be_text = row < top || (row, column) == (top, left);
                let name = || (sheet.to_owned(), cell_name(row, column));
                let text = match value {
                    Some(CellValue::Number(number)) => shortest(*number),
                    Some(CellValue::Text(text)) if may_be_text => label(text),
                    None if may_be_text => String::new(),
                    None => {
                        let (sheet, cell) = name();
                        return Err(UnpackError::EmptyCell { sheet, cell });
                    }
                    Some(CellValue::Text(text)) => {
                        let ((sheet, cell), text) = (name(), quote(text.as_bytes()));
                        return Err(UnpackError::NotANumber { sheet, cell, text });
                    }
                    Some(CellValue::Date) => {
                        let (sheet, cell) = name();
                        return Err(UnpackError::Date { sheet, cell });
                    }
                    Some(CellValue::Formula) => {
                        let (sheet, cell) = name();
                        return Err(UnpackError::Formula { sheet, cell });
                    }
                };
                let separator = if column < right { "\t" } else { "\n" };
                write_all(out, text.as_bytes()).and_then(|()| write_all(out, separator.as_bytes()))?;
                written += usize::from(value.is_some());
            }
        }
        let mut notes = Vec::new();
        notes.extend((labels > 0).then_some(UnpackNote::LabelsLeftOut));
        notes.extend((written + labels < self.cells.len()).then_some(UnpackNote::TextLeftOut));
        Ok(notes)
    }
}

pub(crate) fn write_all(out: &mut dyn Write, bytes: &[u8]) -> Result<(), UnpackError> {
    out.write_all(bytes).map_err(|error: io::Error| UnpackError::from_io(&error, "the table"))
}

/// The shortest text that reads back to the same number.
fn shortest(number: f64) -> String {
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-5..1e16).contains(&magnitude) { number.to_string() } else { format!("{number:e}") }
}

/// A text as a cell of tab-separated text: in one line, not too long, and without quotes.
pub(crate) fn label(text: &str) -> String {
    const SHOWN: usize = 60;
    let words = text.split(|c: char| c.is_whitespace() || c.is_control() || c == '"').filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(SHOWN).collect()
}

/// The number that a cell states, if it is one.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    let number: f64 = text.parse().ok().filter(|_| is_plain)?;
    number.is_finite().then_some(number)
}

/// A cell's name, as in `B3`.
pub(crate) fn cell_name(row: u32, column: u32) -> String {
    let (mut letters, mut rest) = (Vec::new(), u64::from(column) + 1);
    while rest > 0 {
        letters.push(char::from(b'A' + ((rest - 1) % 26) as u8));
        rest = (rest - 1) / 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    format!("{letters}{}", u64::from(row) + 1)
}

/// The place of the cell called `name`, from 0.
pub(crate) fn cell_place(name: &str) -> Option<(u32, u32)> {
    let digits = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(digits);
    let row = row.parse::<u32>().ok()?.checked_sub(1)?;
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let value = letter.to_ascii_uppercase().checked_sub(b'A').filter(|&value| value < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(value) + 1)?;
    }
    Some((row, column.checked_sub(1)?))
}
