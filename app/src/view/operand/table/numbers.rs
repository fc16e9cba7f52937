//! What edits of the table do to a matrix: a new one is made, because products keep the old one.

use crate::operand::{Elements, Operand};
use crate::view::result::selection::GridCell;
use js_sys::{Float32Array, Float64Array};
use shared::{DType, Shape};
use std::ops::RangeInclusive;
use wasm_bindgen::JsValue;

/// Most rows, and most columns, that the table shows.
pub const MAX_SIDE: usize = 200;

/// The numbers of a matrix of at most [`MAX_SIDE`] rows and columns.
#[derive(Clone, Debug, PartialEq)]
pub struct TableNumbers {
    /// Rows.
    pub rows: usize,
    /// Columns.
    pub cols: usize,
    /// Row by row.
    pub values: Vec<f64>,
}

impl TableNumbers {
    /// The numbers of `matrix`.
    pub fn of(matrix: &Operand) -> Self {
        let values = match &matrix.elements {
            Elements::F32(array) => array.to_vec().into_iter().map(f64::from).collect(),
            Elements::F64(array) => array.to_vec(),
        };
        Self { rows: matrix.shape.rows, cols: matrix.shape.cols, values }
    }

    /// A matrix of these numbers.
    ///
    /// # Errors
    /// What JavaScript throws when it cannot be allocated.
    pub fn to_operand(&self, dtype: DType, shared: bool) -> Result<Operand, JsValue> {
        let elements = Elements::zeros(dtype, self.values.len() as u32, shared)?;
        let source = Elements::F64(Float64Array::from(self.values.as_slice()));
        match &elements {
            // The elements are rounded to f32, as the readers do.
            Elements::F32(array) => array.set(Float32Array::new(source.as_js()).as_ref(), 0),
            Elements::F64(_) => elements.set(&source, 0),
        }
        Ok(Operand { shape: Shape::new(self.rows, self.cols), elements })
    }

    /// A number.
    pub fn get(&self, (row, col): GridCell) -> f64 {
        self.values[row * self.cols + col]
    }

    /// Replaces a number.
    pub fn set(&mut self, (row, col): GridCell, value: f64) {
        self.values[row * self.cols + col] = value;
    }

    /// Makes these numbers 0, as far as they exist.
    pub fn clear(&mut self, rows: RangeInclusive<usize>, cols: RangeInclusive<usize>) {
        for row in *rows.start()..(rows.end() + 1).min(self.rows) {
            for col in *cols.start()..(cols.end() + 1).min(self.cols) {
                self.set((row, col), 0.0);
            }
        }
    }

    /// The same with `block` from the cell `at` on, larger where it reaches beyond an edge; `None` if that would leave
    /// cells without numbers.
    pub fn with_block(&self, (top, left): GridCell, block: &TableNumbers) -> Option<Self> {
        let rows = self.rows.max(top + block.rows);
        let cols = self.cols.max(left + block.cols);
        let number = |cell: GridCell| {
            let (row, col) = cell;
            if (top..top + block.rows).contains(&row) && (left..left + block.cols).contains(&col) {
                Some(block.get((row - top, col - left)))
            } else {
                (row < self.rows && col < self.cols).then(|| self.get(cell))
            }
        };
        let values = (0..rows).flat_map(|row| (0..cols).map(move |col| (row, col))).map(number);
        Some(Self { rows, cols, values: values.collect::<Option<_>>()? })
    }

    /// Inserts a row of zeros.
    pub fn insert_row(&mut self, at: usize) {
        let start = at.min(self.rows) * self.cols;
        self.values.splice(start..start, std::iter::repeat_n(0.0, self.cols));
        self.rows += 1;
    }

    /// Inserts a column of zeros.
    pub fn insert_col(&mut self, at: usize) {
        let at = at.min(self.cols);
        let rows = (0..self.rows).map(|row| &self.values[row * self.cols..(row + 1) * self.cols]);
        self.values = rows.flat_map(|row| [&row[..at], &[0.0], &row[at..]].concat()).collect();
        self.cols += 1;
    }

    /// Deletes these rows, as far as they exist.
    pub fn delete_rows(&mut self, rows: &RangeInclusive<usize>) {
        self.retain(|row, _| !rows.contains(&row));
        self.rows -= rows.clone().filter(|&row| row < self.rows).count();
    }

    /// Deletes these columns, as far as they exist.
    pub fn delete_cols(&mut self, cols: &RangeInclusive<usize>) {
        self.retain(|_, col| !cols.contains(&col));
        self.cols -= cols.clone().filter(|&col| col < self.cols).count();
    }

    fn retain(&mut self, keep: impl Fn(usize, usize) -> bool) {
        let (mut index, cols) = (0.., self.cols);
        self.values.retain(|_| index.next().is_none_or(|index: usize| keep(index / cols, index % cols)));
    }

    /// Whether no number is left.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Rows × cols numbers: 11, 12, … in the first row, 21, 22, … in the second.
    fn numbers(rows: usize, cols: usize) -> TableNumbers {
        let values = (1..=rows).flat_map(|row| (1..=cols).map(move |col| (10 * row + col) as f64)).collect();
        TableNumbers { rows, cols, values }
    }

    fn after(mut table: TableNumbers, change: impl FnOnce(&mut TableNumbers)) -> (usize, usize, Vec<f64>) {
        change(&mut table);
        (table.rows, table.cols, table.values)
    }

    #[test]
    fn rows_and_columns_of_zeros_are_inserted() {
        let table = numbers(2, 2);
        let inserted = after(table.clone(), |table| table.insert_row(1));
        assert_eq!(inserted, (3, 2, vec![11.0, 12.0, 0.0, 0.0, 21.0, 22.0]));
        let inserted = after(table.clone(), |table| table.insert_col(2));
        assert_eq!(inserted, (2, 3, vec![11.0, 12.0, 0.0, 21.0, 22.0, 0.0]));
        let inserted = after(table, |table| table.insert_row(9));
        assert_eq!(inserted, (3, 2, vec![11.0, 12.0, 21.0, 22.0, 0.0, 0.0]));
    }

    #[test]
    fn rows_and_columns_are_deleted_as_far_as_they_exist() {
        let table = numbers(3, 3);
        let deleted = after(table.clone(), |table| table.delete_rows(&(1..=5)));
        assert_eq!(deleted, (1, 3, vec![11.0, 12.0, 13.0]));
        let deleted = after(table.clone(), |table| table.delete_cols(&(0..=1)));
        assert_eq!(deleted, (3, 1, vec![13.0, 23.0, 33.0]));
        let deleted = after(table, |table| table.delete_cols(&(0..=2)));
        assert_eq!(deleted, (3, 0, vec![]));
    }

    #[test]
    fn a_block_replaces_numbers_and_may_reach_beyond_an_edge_if_it_leaves_no_blanks() {
        let table = numbers(2, 2);
        let block = TableNumbers { rows: 2, cols: 1, values: vec![7.0, 8.0] };
        let pasted = table.with_block((0, 1), &block);
        assert_eq!(pasted.map(|table| table.values), Some(vec![11.0, 7.0, 21.0, 8.0]));
        let wider = table.with_block((0, 2), &block);
        assert_eq!(wider.map(|table| table.values), Some(vec![11.0, 12.0, 7.0, 21.0, 22.0, 8.0]));
        assert_eq!(table.with_block((1, 0), &block), None, "no number below 22");
        assert_eq!(table.with_block((3, 0), &block), None, "a row is missing between");
    }

    #[test]
    fn clearing_makes_zeros_within_the_matrix() {
        let cleared = after(numbers(2, 2), |table| table.clear(1..=7, 0..=7));
        assert_eq!(cleared, (2, 2, vec![11.0, 12.0, 0.0, 0.0]));
    }
}
