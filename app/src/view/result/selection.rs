//! The selection in the grid: a block of cells, as in a spreadsheet. Pure.

use crate::view::result::visible_range::ScrollAxis;
use std::ops::{Range, RangeInclusive};

/// Row and column of a number, from 0.
pub type GridCell = (usize, usize);

/// The cells in some rows and columns, which are counted from 0.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CellRange {
    /// The rows.
    pub rows: Range<usize>,
    /// The columns.
    pub cols: Range<usize>,
}

/// A block of cells, from the one where the selection began to the active one.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Selection {
    /// Where it began.
    anchor: GridCell,
    /// Where it ends: the cell that keys move.
    pub active: GridCell,
}

impl Selection {
    /// One cell.
    pub fn at(cell: GridCell) -> Self {
        Self { anchor: cell, active: cell }
    }

    /// From the same cell to another one.
    pub fn to(self, cell: GridCell) -> Self {
        Self { active: cell, ..self }
    }

    /// The block up to `cell`, or that cell alone.
    pub fn extended_if(self, extend: bool, cell: GridCell) -> Self {
        if extend { self.to(cell) } else { Self::at(cell) }
    }

    /// All numbers. The active cell is the first, so that nothing has to be scrolled.
    pub fn all(rows: usize, cols: usize) -> Self {
        Self::at((rows.saturating_sub(1), cols.saturating_sub(1))).to((0, 0))
    }

    /// Rows of the block.
    pub fn rows(self) -> RangeInclusive<usize> {
        span(self.anchor.0, self.active.0)
    }

    /// Columns of the block.
    pub fn cols(self) -> RangeInclusive<usize> {
        span(self.anchor.1, self.active.1)
    }

    /// Whether it is more than one cell.
    pub fn is_block(self) -> bool {
        self.anchor != self.active
    }
}

fn span(one: usize, other: usize) -> RangeInclusive<usize> {
    one.min(other)..=one.max(other)
}

/// The cell that a key moves to, `to_edge` with Ctrl or Cmd; `None` if the key does not move within the grid.
pub fn moved(key: &str, to_edge: bool, (row, col): GridCell, rows: ScrollAxis, cols: ScrollAxis) -> Option<GridCell> {
    let (last_row, last_col) = (rows.count.checked_sub(1)?, cols.count.checked_sub(1)?);
    Some(match key {
        "ArrowUp" => (if to_edge { 0 } else { row.saturating_sub(1) }, col),
        "ArrowDown" => (if to_edge { last_row } else { (row + 1).min(last_row) }, col),
        "ArrowLeft" => (row, if to_edge { 0 } else { col.saturating_sub(1) }),
        "ArrowRight" => (row, if to_edge { last_col } else { (col + 1).min(last_col) }),
        "PageUp" => (row.saturating_sub(rows.page()), col),
        "PageDown" => ((row + rows.page()).min(last_row), col),
        "Home" => (if to_edge { 0 } else { row }, 0),
        "End" => (if to_edge { last_row } else { row }, last_col),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(count: usize) -> ScrollAxis {
        ScrollAxis { count, size: 10.0, view: 50.0 }
    }

    #[test]
    fn a_block_is_the_same_from_either_end() {
        let down = Selection::at((1, 5)).to((3, 2));
        let up = Selection::at((3, 2)).to((1, 5));
        assert_eq!((down.rows(), down.cols()), (1..=3, 2..=5));
        assert_eq!((up.rows(), up.cols()), (1..=3, 2..=5));
        assert!(down.is_block());
        assert!(!Selection::at((1, 5)).is_block());
    }

    #[test]
    fn a_block_that_is_drawn_back_ends_where_it_began() {
        let there = Selection::at((2, 2)).to((4, 4));
        assert_eq!(there.to((2, 3)).rows(), 2..=2);
        assert_eq!(there.to((0, 0)).cols(), 0..=2);
    }

    #[test]
    fn all_is_every_row_and_column() {
        let all = Selection::all(3, 4);
        assert_eq!((all.rows(), all.cols(), all.active), (0..=2, 0..=3, (0, 0)));
    }

    #[test]
    fn keys_stay_within_the_matrix() {
        let go = |key, to_edge, cell| moved(key, to_edge, cell, axis(20), axis(3));
        assert_eq!(go("ArrowUp", false, (0, 1)), Some((0, 1)));
        assert_eq!(go("ArrowDown", false, (19, 1)), Some((19, 1)));
        assert_eq!(go("ArrowRight", false, (4, 1)), Some((4, 2)));
        assert_eq!(go("PageDown", false, (4, 1)), Some((9, 1)));
        assert_eq!(go("PageUp", false, (4, 1)), Some((0, 1)));
        assert_eq!(go("End", false, (4, 1)), Some((4, 2)));
        assert_eq!(go("x", false, (4, 1)), None);
        assert_eq!(moved("ArrowUp", false, (0, 0), axis(0), axis(3)), None);
    }

    #[test]
    fn with_ctrl_keys_go_to_the_edges() {
        let go = |key| moved(key, true, (4, 1), axis(20), axis(3));
        let edges = [
            ("ArrowUp", (0, 1)),
            ("ArrowDown", (19, 1)),
            ("ArrowLeft", (4, 0)),
            ("ArrowRight", (4, 2)),
            ("Home", (0, 0)),
            ("End", (19, 2)),
        ];
        for (key, cell) in edges {
            assert_eq!(go(key), Some(cell), "{key}");
        }
    }
}
