//! What the cells of a table show.

use crate::view::operand::editor_text;
use crate::view::operand::table::cell_number;
use crate::view::operand::table::draft::Draft;
use crate::view::operand::table::numbers::MAX_SIDE;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::number;
use crate::view::result::selection::GridCell;
use crate::view::state::loaded::Loaded;
use crate::view::state::slot::OperandSlot;
use shared::{DType, Shape};

/// Rows, and columns, that a table shows at least where it can grow.
const LEAST: usize = 4;

/// What the cells of a table show.
#[derive(Clone, Debug, PartialEq)]
pub enum TableContents {
    /// A matrix.
    Matrix(ByPtr<Loaded>),
    /// Numbers and blanks, which are in the text of the editor.
    Draft(Draft),
}

fn is_within_limits(shape: Shape) -> bool {
    (1..=MAX_SIDE).contains(&shape.rows) && (1..=MAX_SIDE).contains(&shape.cols)
}

/// Whether `slot` can be shown as a table. A text that is not read may turn out to be none.
pub fn is_possible(slot: &OperandSlot) -> bool {
    slot.shape().or(slot.summary().map(|matrix| matrix.shape())).is_none_or(is_within_limits)
}

impl TableContents {
    /// The contents of `slot`, or of `text` in its editor if that is not read; `None` if there is no table.
    pub fn of(slot: &OperandSlot, text: impl FnOnce() -> String) -> Option<Self> {
        match slot.ready() {
            Some(matrix) => is_within_limits(matrix.shape()).then(|| TableContents::Matrix(matrix.loaded.clone())),
            None => Draft::of_text(&text()).map(TableContents::Draft),
        }
    }

    /// Rows and columns with numbers.
    pub fn filled(&self) -> (usize, usize) {
        match self {
            TableContents::Matrix(loaded) => (loaded.matrix.shape.rows, loaded.matrix.shape.cols),
            TableContents::Draft(draft) => draft.extent(),
        }
    }

    /// Rows and columns shown: a blank one beyond each edge where the table can grow.
    pub fn shown(&self) -> (usize, usize) {
        let (rows, cols) = self.filled();
        match self {
            TableContents::Matrix(loaded) if !editor_text::is_shown(&loaded.matrix) => (rows, cols),
            _ => ((rows + 1).clamp(LEAST, MAX_SIDE), (cols + 1).clamp(LEAST, MAX_SIDE)),
        }
    }

    /// The text of a cell in full, empty if it is blank.
    pub fn text(&self, (row, col): GridCell) -> String {
        match self {
            TableContents::Matrix(loaded) => {
                let matrix = &loaded.matrix;
                let is_inside = row < matrix.shape.rows && col < matrix.shape.cols;
                if is_inside { number::full(matrix.get(row, col), matrix.dtype()) } else { String::new() }
            }
            TableContents::Draft(draft) => draft.get((row, col)).to_owned(),
        }
    }

    /// The text of a cell in at most `room` characters.
    pub fn fitting(&self, (row, col): GridCell, room: usize) -> String {
        match self {
            TableContents::Matrix(loaded) => {
                let matrix = &loaded.matrix;
                let is_inside = row < matrix.shape.rows && col < matrix.shape.cols;
                if is_inside { number::fitting(matrix.get(row, col), matrix.dtype(), room) } else { String::new() }
            }
            TableContents::Draft(draft) => {
                let value = cell_number::parse(draft.get((row, col)));
                value.map(|value| number::fitting(value, DType::F64, room)).unwrap_or_default()
            }
        }
    }
}
