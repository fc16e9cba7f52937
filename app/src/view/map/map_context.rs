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

    /// Whether `matrix` is the product, or the operand of a product of A and B that it was made of; and whether that was
    /// taken transposed. A power or a Gram matrix has no row and column of its own to mark.
    fn is_transposed(&self, side: OperandSide, matrix: &Operand) -> Option<bool> {
        let shown = self.product.as_ref()?;
        if side == OperandSide::C {
            return (shown.product.matrix == *matrix).then_some(false);
        }
        let factors = shown.operation.pair().filter(|_| shown.operation.takes_transposes())?;
        let (operand, factor) = (shown.operands.get(side.index())?, factors.get(side.index())?);
        (operand.matrix == *matrix).then_some(factor.1)
    }

    /// The cell of the product that belongs to a cell of `matrix`.
    pub fn cell_of_product(&self, side: OperandSide, matrix: &Operand, (row, col): GridCell) -> Option<GridCell> {
        let is_transposed = self.is_transposed(side, matrix)?;
        Some(match side {
            OperandSide::A => (if is_transposed { col } else { row }, self.focused.1),
            OperandSide::B => (self.focused.0, if is_transposed { row } else { col }),
            _ => (row, col),
        })
    }

    /// What is marked on the map of `matrix`.
    pub fn marks(&self, side: OperandSide, matrix: &Operand) -> MapMarks {
        let Some(is_transposed) = self.is_transposed(side, matrix) else { return MapMarks::default() };
        let (row, col) = self.focused;
        let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
        let focused = match (side, is_transposed) {
            (OperandSide::A, false) => CellRange { rows: row..row + 1, cols: 0..cols },
            (OperandSide::A, true) => CellRange { rows: 0..rows, cols: row..row + 1 },
            (OperandSide::B, false) => CellRange { rows: 0..rows, cols: col..col + 1 },
            (OperandSide::B, true) => CellRange { rows: col..col + 1, cols: 0..cols },
            _ => CellRange { rows: row..row + 1, cols: col..col + 1 },
        };
        let is_inside = focused.rows.end <= rows && focused.cols.end <= cols;
        let visible = &self.visible;
        let is_part = visible.rows.len() < rows || visible.cols.len() < cols;
        let has_frame = side == OperandSide::C && is_part && !visible.rows.is_empty() && !visible.cols.is_empty();
        MapMarks { focused: is_inside.then_some(focused), frame: has_frame.then(|| visible.clone()) }
    }
}
