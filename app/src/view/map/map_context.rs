//! What a map takes from the rest of the page: which cells are marked, and whether the workers are needed elsewhere.

use crate::operand::Operand;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::selection::{CellRange, GridCell};
use crate::view::state::slot::OperandSide;
use crate::view::state::{PageState, ShownProduct};

/// See the module's text. Maps are drawn again when it changes.
#[derive(Clone, Default, PartialEq)]
pub struct MapContext {
    product: Option<ByPtr<ShownProduct>>,
    focused: GridCell,
    visible: CellRange,
    /// A product is being computed, which a map must not delay.
    pub is_busy: bool,
}

/// Cells that are marked on a map.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapMarks {
    /// The row or column of the operand, or the cell of the product, that belongs to the focused number.
    pub focused: Option<CellRange>,
    /// What the grid shows.
    pub frame: Option<CellRange>,
}

impl MapContext {
    /// Of the page now.
    pub fn of(state: &PageState) -> Self {
        Self {
            product: state.product.clone(),
            focused: state.focused,
            visible: state.visible.clone(),
            is_busy: state.run.is_active(),
        }
    }

    /// Whether `matrix` is the product, or the operand that it was made of.
    fn is_shown(&self, side: OperandSide, matrix: &Operand) -> bool {
        self.product.as_ref().is_some_and(|shown| match side {
            OperandSide::C => shown.product.matrix == *matrix,
            _ => shown.operands[side.index()].matrix == *matrix,
        })
    }

    /// The cell of the product that belongs to a cell of `matrix`.
    pub fn cell_of_product(&self, side: OperandSide, matrix: &Operand, (row, col): GridCell) -> Option<GridCell> {
        self.is_shown(side, matrix).then_some(match side {
            OperandSide::A => (row, self.focused.1),
            OperandSide::B => (self.focused.0, col),
            OperandSide::C => (row, col),
        })
    }

    /// What is marked on the map of `matrix`.
    pub fn marks(&self, side: OperandSide, matrix: &Operand) -> MapMarks {
        if !self.is_shown(side, matrix) {
            return MapMarks::default();
        }
        let (row, col) = self.focused;
        let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
        let focused = CellRange {
            rows: if side == OperandSide::B { 0..rows } else { row..row + 1 },
            cols: if side == OperandSide::A { 0..cols } else { col..col + 1 },
        };
        let is_inside = focused.rows.end <= rows && focused.cols.end <= cols;
        let visible = &self.visible;
        let is_part = visible.rows.len() < rows || visible.cols.len() < cols;
        let has_frame = side == OperandSide::C && is_part && !visible.rows.is_empty() && !visible.cols.is_empty();
        MapMarks { focused: is_inside.then_some(focused), frame: has_frame.then(|| visible.clone()) }
    }
}
