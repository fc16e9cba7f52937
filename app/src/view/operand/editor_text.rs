//! When the editor shows a matrix as text, and that text.

use crate::operand::Operand;
use crate::view::result::number;

/// Most numbers that the editor shows without being asked.
const MAX_NUMBERS: usize = 2_000;

/// Most numbers that the editor shows when asked.
const MAX_NUMBERS_ON_REQUEST: usize = 10_000;

fn is_within(matrix: &Operand, most: usize) -> bool {
    (1..=most).contains(&matrix.shape.rows.saturating_mul(matrix.shape.cols))
}

/// Whether the editor shows `matrix` without being asked. It cannot show an empty one.
pub fn is_shown(matrix: &Operand) -> bool {
    is_within(matrix, MAX_NUMBERS)
}

/// Whether the editor can show `matrix`.
pub fn can_be_shown(matrix: &Operand) -> bool {
    is_within(matrix, MAX_NUMBERS_ON_REQUEST)
}

/// The text of `matrix` in the editor.
pub fn of(matrix: &Operand) -> String {
    let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
    number::table(rows, cols, matrix.dtype(), |row, col| matrix.get(row, col))
}
