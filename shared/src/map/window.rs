//! The part of a matrix that a map shows, and how zooming and moving change it.

use crate::matrix::Shape;
use std::ops::Range;

/// Cells along an axis that stay in view at any zoom, if there are so many.
const FEWEST_CELLS: usize = 8;

/// Some neighbouring rows and columns of a matrix.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapWindow {
    /// The rows.
    pub rows: Range<usize>,
    /// The columns.
    pub cols: Range<usize>,
}

impl MapWindow {
    /// The whole matrix.
    pub fn whole(shape: Shape) -> Self {
        Self { rows: 0..shape.rows, cols: 0..shape.cols }
    }

    /// Half as many rows and columns, or twice as many; the cell `(row, col)` stays where it is.
    pub fn zoomed(&self, shape: Shape, closer: bool, (row, col): (usize, usize)) -> Self {
        Self { rows: zoomed(&self.rows, shape.rows, closer, row), cols: zoomed(&self.cols, shape.cols, closer, col) }
    }

    /// Moved by some rows and columns, as far as the matrix reaches.
    pub fn moved(&self, shape: Shape, (rows, cols): (isize, isize)) -> Self {
        Self { rows: moved(&self.rows, shape.rows, rows), cols: moved(&self.cols, shape.cols, cols) }
    }

    /// Moved as little as possible for a cell to be in it.
    pub fn revealing(&self, shape: Shape, (row, col): (usize, usize)) -> Self {
        let step = |window: &Range<usize>, cell: usize| {
            let beyond = (cell + 1).saturating_sub(window.end) as isize;
            beyond - window.start.saturating_sub(cell) as isize
        };
        self.moved(shape, (step(&self.rows, row), step(&self.cols, col)))
    }

    /// Whether there is a closer view.
    pub fn can_be_closer(&self) -> bool {
        self.rows.len().max(self.cols.len()) > FEWEST_CELLS
    }
}

fn zoomed(window: &Range<usize>, cells: usize, closer: bool, around: usize) -> Range<usize> {
    let length = window.len();
    let next = match closer {
        true => length.div_ceil(2).max(FEWEST_CELLS.min(length)),
        false => length.saturating_mul(2).min(cells),
    };
    // The share of the window before the cell stays the same.
    let before = around.clamp(window.start, window.end) - window.start;
    let before = (before as u64 * next as u64 / length.max(1) as u64) as usize;
    let start = around.saturating_sub(before).min(cells - next);
    start..start + next
}

fn moved(window: &Range<usize>, cells: usize, by: isize) -> Range<usize> {
    let start = window.start.saturating_add_signed(by).min(cells - window.len());
    start..start + window.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { rows: 1000, cols: 300 };

    #[test]
    fn zooming_in_and_out_keeps_the_cell_in_view_and_ends_with_the_whole_matrix() {
        for cell in [(0, 0), (999, 299), (123, 45)] {
            let mut window = MapWindow::whole(SHAPE);
            while window.can_be_closer() {
                window = window.zoomed(SHAPE, true, cell);
                assert!(window.rows.contains(&cell.0) && window.cols.contains(&cell.1), "{window:?}");
            }
            assert_eq!((window.rows.len(), window.cols.len()), (8, 8));
            for _ in 0..12 {
                window = window.zoomed(SHAPE, false, cell);
            }
            assert_eq!(window, MapWindow::whole(SHAPE));
        }
    }

    #[test]
    fn a_short_axis_stays_whole() {
        let shape = Shape { rows: 3, cols: 300 };
        let window = MapWindow::whole(shape).zoomed(shape, true, (1, 10));
        assert_eq!((window.rows, window.cols.len()), (0..3, 150));
    }

    #[test]
    fn moving_ends_at_the_edges() {
        let window = MapWindow { rows: 10..20, cols: 0..300 };
        assert_eq!(window.moved(SHAPE, (5, 5)), MapWindow { rows: 15..25, cols: 0..300 });
        assert_eq!(window.moved(SHAPE, (-50, 0)).rows, 0..10);
        assert_eq!(window.moved(SHAPE, (5000, 0)).rows, 990..1000);
        assert_eq!(window.revealing(SHAPE, (12, 5)), window);
        assert_eq!(window.revealing(SHAPE, (25, 5)).rows, 16..26);
        assert_eq!(window.revealing(SHAPE, (2, 5)).rows, 2..12);
    }
}
