//! The selection of a table and its open cell, and where keys go. Pure.
//!
//! Keys may come faster than the page is drawn, so what they act on is here and not in what was drawn last.

use crate::view::result::selection::{GridCell, Selection, moved};
use crate::view::result::visible_range::ScrollAxis;

/// A cell that is being edited.
#[derive(Clone, Debug, PartialEq)]
pub struct CellEdit {
    /// The cell.
    pub cell: GridCell,
    /// The text when it was opened, and what was typed until its field is on the page.
    pub text: String,
    /// Typing opened it: arrow keys leave it instead of moving the caret.
    pub is_replacing: bool,
    /// Counts the edits of this table, so that each is told from the one before.
    pub number: u32,
    /// The field has the text from now on.
    pub is_on_page: bool,
}

/// What keys and the mouse act on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TableModel {
    /// The selected cells, among them the active one.
    pub selection: Selection,
    /// The open cell.
    pub edit: Option<CellEdit>,
    /// The cell that was tapped last.
    pub tapped: Option<GridCell>,
    /// What is in the open cell was refused when the table was drawn last.
    pub is_refused: bool,
    /// Column of the first of several cells that were left by Tab: Enter goes back there.
    row_start: Option<usize>,
    edits: u32,
}

/// How the user left a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leave {
    /// By Enter.
    Enter {
        /// With Shift.
        is_up: bool,
    },
    /// By Tab.
    Tab {
        /// With Shift.
        is_left: bool,
    },
    /// By an arrow key in a cell that typing opened.
    Arrow(GridCell),
    /// The focus went elsewhere.
    Blur,
}

impl TableModel {
    /// Opens the active cell with `text`.
    pub fn open(&mut self, text: String, is_replacing: bool) {
        self.edits += 1;
        let cell = self.selection.active;
        self.edit = Some(CellEdit { cell, text, is_replacing, number: self.edits, is_on_page: false });
    }

    /// Selects a cell, or the block up to it.
    pub fn select(&mut self, extend: bool, cell: GridCell) {
        self.selection = self.selection.extended_if(extend, cell);
        self.row_start = None;
    }

    /// Closes the open cell and selects the next one; `rows` and `cols` are those that there are now.
    pub fn close(&mut self, leave: Leave, (rows, cols): (usize, usize)) {
        let Some(edit) = self.edit.take() else { return };
        let (row, col) = edit.cell;
        let next = match leave {
            Leave::Enter { is_up } => {
                let col = self.row_start.take().unwrap_or(col);
                (if is_up { row.saturating_sub(1) } else { row + 1 }, col)
            }
            Leave::Tab { is_left: true } => (row, col.saturating_sub(1)),
            Leave::Tab { is_left: false } => {
                self.row_start.get_or_insert(col);
                (row, col + 1)
            }
            Leave::Arrow(next) => next,
            Leave::Blur => return,
        };
        if matches!(leave, Leave::Arrow(_)) {
            self.row_start = None;
        }
        self.selection = Selection::at((next.0.min(rows.saturating_sub(1)), next.1.min(cols.saturating_sub(1))));
    }
}

/// The cell that a key moves to. Ends of rows and of the table are its last numbers; arrow keys go on to the blank cells.
pub fn destination(
    key: &str,
    to_edge: bool,
    cell: GridCell,
    (rows, cols): (ScrollAxis, ScrollAxis),
    filled: (usize, usize),
) -> Option<GridCell> {
    let is_to_end = key == "End" || to_edge && matches!(key, "ArrowDown" | "ArrowRight");
    let axis = |axis: ScrollAxis, filled: usize| {
        let count = if is_to_end && filled > 0 { filled.min(axis.count) } else { axis.count };
        ScrollAxis { count, ..axis }
    };
    moved(key, to_edge, cell, axis(rows, filled.0), axis(cols, filled.1)).map(|(row, col)| {
        // Along a row or column it stays in that line, also beyond the numbers.
        match key {
            "End" if !to_edge => (cell.0, col),
            "ArrowDown" => (row, cell.1),
            "ArrowRight" => (cell.0, col),
            _ => (row, col),
        }
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn axis(count: usize) -> ScrollAxis {
        ScrollAxis { count, size: 10.0, view: 30.0 }
    }

    #[test]
    fn ends_are_the_last_numbers_and_arrows_reach_the_blank_cells() {
        // 3 × 2 numbers in 4 × 4 cells.
        let go = |key, to_edge, cell| destination(key, to_edge, cell, (axis(4), axis(4)), (3, 2)).unwrap();
        for (key, to_edge, from, to) in [
            ("ArrowRight", false, (0, 1), (0, 2)),
            ("ArrowRight", false, (0, 3), (0, 3)),
            ("ArrowDown", false, (2, 0), (3, 0)),
            ("End", false, (3, 0), (3, 1)),
            ("End", true, (0, 0), (2, 1)),
            ("Home", true, (3, 3), (0, 0)),
            ("ArrowDown", true, (0, 3), (2, 3)),
            ("ArrowRight", true, (3, 0), (3, 1)),
            ("PageDown", false, (0, 0), (3, 0)),
        ] {
            assert_eq!(go(key, to_edge, from), to, "{key} from {from:?}");
        }
        assert_eq!(destination("End", true, (0, 0), (axis(4), axis(4)), (0, 0)), Some((3, 3)), "a blank table");
        assert_eq!(destination("a", false, (0, 0), (axis(4), axis(4)), (0, 0)), None);
    }

    fn leave(model: &mut TableModel, leave: Leave) -> GridCell {
        model.open("1".into(), true);
        model.close(leave, (4, 4));
        model.selection.active
    }

    #[test]
    fn enter_goes_down_and_tab_right_and_enter_after_tabs_to_the_next_row() {
        let mut model = TableModel::default();
        model.select(false, (0, 1));
        assert_eq!(leave(&mut model, Leave::Tab { is_left: false }), (0, 2));
        assert_eq!(leave(&mut model, Leave::Tab { is_left: false }), (0, 3));
        assert_eq!(leave(&mut model, Leave::Enter { is_up: false }), (1, 1));
        assert_eq!(leave(&mut model, Leave::Enter { is_up: false }), (2, 1));
        assert_eq!(leave(&mut model, Leave::Enter { is_up: true }), (1, 1));
        assert_eq!(leave(&mut model, Leave::Tab { is_left: true }), (1, 0));
        assert_eq!(leave(&mut model, Leave::Blur), (1, 0));
        model.select(false, (3, 3));
        assert_eq!(leave(&mut model, Leave::Enter { is_up: false }), (3, 3), "the last row of a full table");
    }
}
