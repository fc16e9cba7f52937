//! How wide the columns of the grid are, and which of its cells are drawn. Pure.

use crate::operand::Operand;
use crate::view::result::number;
use crate::view::result::visible_range::ScrollAxis;
use shared::Shape;

/// Height of a row in pixels; the style sheet has the same number.
pub const ROW_HEIGHT: f64 = 28.0;

/// Height of the grid in pixels beyond which it scrolls; the style sheet has the same number.
pub const MAX_HEIGHT: f64 = 480.0;

/// Column widths are estimated from this many of the first rows and columns, and as many spread over the rest.
const SAMPLES: usize = 24;

/// Characters of most numbers that are not whole: a sign, a decimal point and 7 digits, the first of them perhaps a zero.
const USUAL_CHARS: usize = 10;

/// Pixels of a character.
const CHARACTER: f64 = 8.2;

/// Pixels beside a number.
const PADDING: f64 = 24.0;

/// The widths in a grid.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GridLayout {
    /// Characters for which a cell has room.
    pub cell_chars: usize,
    /// Width of a column in pixels.
    pub column_width: f64,
    /// Width of the row numbers in pixels.
    pub row_number_width: f64,
}

impl GridLayout {
    /// The layout for `matrix`.
    pub fn of(matrix: &Operand) -> Self {
        let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
        let sample = |count: usize| (0..count.min(SAMPLES)).chain((SAMPLES..count).step_by((count / SAMPLES).max(1)));
        let cells = sample(rows).flat_map(|row| sample(cols).map(move |col| (row, col)));
        let longest = cells.map(|(row, col)| number::short(matrix.get(row, col), matrix.dtype()).chars().count()).max();
        // If not every number was sampled, there must be room for any.
        let least = if rows.max(cols) > SAMPLES { number::MIN_ROOM } else { 3 };
        Self::with_room(matrix.shape, longest.unwrap_or(0).max(least))
    }

    /// The layout for a matrix whose numbers are not known yet.
    pub fn of_unknown(shape: Shape) -> Self {
        Self::with_room(shape, USUAL_CHARS)
    }

    /// The layout whose cells have room for so many characters, or more if the column numbers need it.
    fn with_room(Shape { rows, cols }: Shape, chars: usize) -> Self {
        let cell_chars = chars.max(digits(cols));
        Self {
            cell_chars,
            column_width: (cell_chars as f64 * CHARACTER + PADDING).max(56.0),
            row_number_width: (digits(rows) as f64 * CHARACTER + PADDING + 2.0).max(40.0),
        }
    }

    /// The rows and the columns, as seen through a grid of this width and height.
    pub fn axes(&self, shape: Shape, (width, height): (f64, f64)) -> (ScrollAxis, ScrollAxis) {
        let rows = ScrollAxis { count: shape.rows, size: ROW_HEIGHT, view: (height - ROW_HEIGHT).max(ROW_HEIGHT) };
        let view = (width - self.row_number_width).max(self.column_width);
        (rows, ScrollAxis { count: shape.cols, size: self.column_width, view })
    }
}

fn digits(count: usize) -> usize {
    count.max(1).to_string().len()
}
