//! A table with blank cells, which is not a matrix yet. Pure.
//!
//! The editor's text holds it, with a question mark for each blank: the readers refuse that as a missing value, so a
//! blank never counts as a number, and the text view shows the same table.

use crate::view::operand::table::cell_number;
use crate::view::operand::table::numbers::{MAX_SIDE, TableNumbers};
use crate::view::result::selection::GridCell;
use std::ops::RangeInclusive;

/// Stands for a blank cell in the text.
const BLANK: &str = "?";

/// Numbers as text, and blanks as empty text. Rows end at their last number, and so does the table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft(Vec<Vec<String>>);

impl Draft {
    /// The draft that `text` holds; `None` if it holds anything else than numbers and blanks, or too many.
    pub fn of_text(text: &str) -> Option<Self> {
        let cell = |word: &str| match word {
            BLANK => Some(String::new()),
            // A comma may separate numbers.
            _ if word.contains(',') => None,
            _ => cell_number::normalized(word),
        };
        let rows = text.lines().map(|line| line.split_whitespace().map(cell).collect());
        let mut draft = Self(rows.collect::<Option<_>>()?);
        draft.trim();
        let (rows, cols) = draft.extent();
        (rows <= MAX_SIDE && cols <= MAX_SIDE).then_some(draft)
    }

    /// A draft of all these texts of numbers.
    pub fn of_cells(rows: usize, cols: usize, cell: impl Fn(usize, usize) -> String) -> Self {
        Self((0..rows).map(|row| (0..cols).map(|col| cell(row, col)).collect()).collect())
    }

    /// The text for the editor; empty if every cell is blank.
    pub fn to_text(&self) -> String {
        let (_, cols) = self.extent();
        let lines = (0..self.0.len()).map(|row| {
            let cell = |col| Some(self.get((row, col))).filter(|text| !text.is_empty()).unwrap_or(BLANK);
            (0..cols).map(cell).collect::<Vec<_>>().join("  ")
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The text of a cell, empty if it is blank or beyond the edge.
    pub fn get(&self, (row, col): GridCell) -> &str {
        self.0.get(row).and_then(|cells| cells.get(col)).map_or("", String::as_str)
    }

    /// Rows and columns up to the last number.
    pub fn extent(&self) -> (usize, usize) {
        (self.0.len(), self.0.iter().map(Vec::len).max().unwrap_or(0))
    }

    /// Replaces the text of a cell; the table grows where necessary.
    pub fn set(&mut self, cell: GridCell, text: String) {
        self.put(cell, text);
        self.trim();
    }

    /// Replaces the texts of a block of cells from `top` and `left` on.
    pub fn paste(&mut self, (top, left): GridCell, rows: usize, cols: usize, text: impl Fn(GridCell) -> String) {
        for row in 0..rows {
            for col in 0..cols {
                self.put((top + row, left + col), text((row, col)));
            }
        }
        self.trim();
    }

    fn put(&mut self, (row, col): GridCell, text: String) {
        if self.0.len() <= row {
            self.0.resize(row + 1, Vec::new());
        }
        let cells = &mut self.0[row];
        if cells.len() <= col {
            cells.resize(col + 1, String::new());
        }
        cells[col] = text;
    }

    /// Empties these cells.
    pub fn clear(&mut self, rows: RangeInclusive<usize>, cols: RangeInclusive<usize>) {
        for cells in self.0.iter_mut().take(rows.end() + 1).skip(*rows.start()) {
            cells.iter_mut().take(cols.end() + 1).skip(*cols.start()).for_each(String::clear);
        }
        self.trim();
    }

    /// Inserts a blank row.
    pub fn insert_row(&mut self, at: usize) {
        if at < self.0.len() {
            self.0.insert(at, Vec::new());
        }
    }

    /// Inserts a blank column.
    pub fn insert_col(&mut self, at: usize) {
        self.0.iter_mut().filter(|cells| at < cells.len()).for_each(|cells| cells.insert(at, String::new()));
    }

    /// Deletes these rows.
    pub fn delete_rows(&mut self, rows: &RangeInclusive<usize>) {
        let mut row = 0..;
        self.0.retain(|_| row.next().is_none_or(|row| !rows.contains(&row)));
        self.trim();
    }

    /// Deletes these columns.
    pub fn delete_cols(&mut self, cols: &RangeInclusive<usize>) {
        for cells in &mut self.0 {
            let mut col = 0..;
            cells.retain(|_| col.next().is_none_or(|col| !cols.contains(&col)));
        }
        self.trim();
    }

    /// The draft without blank rows above and blank columns at the left of the first numbers.
    pub fn cropped(mut self) -> Self {
        let first_row = self.0.iter().position(|cells| !cells.is_empty()).unwrap_or(0);
        self.0.drain(..first_row);
        let first_number = |cells: &Vec<String>| cells.iter().position(|text| !text.is_empty());
        let first_col = self.0.iter().filter_map(first_number).min().unwrap_or(0);
        self.0.iter_mut().for_each(|cells| drop(cells.drain(..first_col.min(cells.len()))));
        self
    }

    /// The matrix, if no cell is blank.
    pub fn complete(&self, parse: impl Fn(&str) -> Option<f64>) -> Option<TableNumbers> {
        let (rows, cols) = self.extent();
        let values: Option<Vec<f64>> =
            (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col))).map(|cell| parse(self.get(cell))).collect();
        values.filter(|values| !values.is_empty()).map(|values| TableNumbers { rows, cols, values })
    }

    fn trim(&mut self) {
        for cells in &mut self.0 {
            let end = cells.iter().rposition(|text| !text.is_empty()).map_or(0, |last| last + 1);
            cells.truncate(end);
        }
        let end = self.0.iter().rposition(|cells| !cells.is_empty()).map_or(0, |last| last + 1);
        self.0.truncate(end);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft::of_text(text).unwrap()
    }

    fn parse(text: &str) -> Option<f64> {
        text.parse().ok()
    }

    #[test]
    fn a_draft_is_its_text() {
        for (text, extent) in
            [("", (0, 0)), ("1", (1, 1)), ("1  2\n3  ?", (2, 2)), ("?  ?\n?  5", (2, 2)), ("1\n?\n3", (3, 1))]
        {
            assert_eq!((draft(text).to_text().as_str(), draft(text).extent()), (text, extent));
        }
        assert_eq!(draft("1 2\n3").to_text(), "1  2\n3  ?", "a short row ends with blanks");
        assert_eq!(draft("1 ?\n? ?").to_text(), "1", "blank edges do not count");
        assert_eq!(draft("1\t-2.5e3").to_text(), "1  -2.5e3");
    }

    #[test]
    fn what_is_not_numbers_and_blanks_is_no_draft() {
        for text in ["a", "1,2\n3,4", "[[1,2]", "1; 2", "\"1\"", "1 2 x"] {
            assert_eq!(Draft::of_text(text), None, "{text:?}");
        }
        assert_eq!(Draft::of_text(&"1 ".repeat(201)), None);
        assert_eq!(Draft::of_text(&"1\n".repeat(201)), None);
    }

    #[test]
    fn it_grows_with_what_is_entered_and_shrinks_with_what_is_cleared() {
        let mut table = Draft::default();
        table.set((1, 2), "7".into());
        assert_eq!((table.to_text().as_str(), table.extent()), ("?  ?  ?\n?  ?  7", (2, 3)));
        table.set((0, 0), "1".into());
        table.clear(1..=1, 0..=2);
        assert_eq!(table.to_text(), "1");
        table.clear(0..=5, 0..=5);
        assert_eq!((table.to_text().as_str(), table.extent()), ("", (0, 0)));
    }

    #[test]
    fn a_matrix_is_complete_only_without_blanks() {
        assert_eq!(draft("1 2\n3").complete(parse), None);
        assert_eq!(draft("").complete(parse), None);
        let numbers = draft("1 2\n3 4").complete(parse).unwrap();
        assert_eq!((numbers.rows, numbers.cols, numbers.values), (2, 2, vec![1.0, 2.0, 3.0, 4.0]));
        assert_eq!(draft("? ? ?\n? 5 6").complete(parse), None);
        let numbers = draft("? ? ?\n? 5 6").cropped().complete(parse).unwrap();
        assert_eq!((numbers.rows, numbers.cols, numbers.values), (1, 2, vec![5.0, 6.0]));
        assert_eq!(draft("? 1\n2 3").cropped().complete(parse), None, "a blank within stays");
    }

    #[test]
    fn rows_and_columns_come_and_go() {
        let mut table = draft("1 2\n3 4");
        table.insert_row(1);
        assert_eq!(table.to_text(), "1  2\n?  ?\n3  4");
        table.insert_col(0);
        assert_eq!(table.to_text(), "?  1  2\n?  ?  ?\n?  3  4");
        table.delete_rows(&(1..=1));
        table.delete_cols(&(0..=1));
        assert_eq!(table.to_text(), "2\n4");
    }
}
