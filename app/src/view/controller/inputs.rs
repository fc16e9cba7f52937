//! What the user has given, taken out of the page and put back: for links, reloads, and Back and Forward.

use crate::view::controller::Controller;
use crate::view::state::action::OperandAction;
use crate::view::state::loaded::{Loaded, Origin};
use crate::view::state::slot::{BySide, OperandSide};

/// What one side holds. Cheap to clone, but for texts.
#[derive(Clone, Debug, Default)]
pub enum SideInput {
    /// Nothing.
    #[default]
    Empty,
    /// Text that the user typed or pasted, read or not.
    Text(String),
    /// A matrix that came from elsewhere, and the name of its file.
    Matrix(Loaded, Option<String>),
}

impl SideInput {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        matches!(self, SideInput::Empty)
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> u64 {
        match self {
            SideInput::Empty => 0,
            SideInput::Text(text) => text.len() as u64,
            SideInput::Matrix(loaded, _) => loaded.matrix.bytes(),
        }
    }
}

impl Controller {
    /// What `side` holds.
    pub(super) fn input(&self, side: OperandSide) -> SideInput {
        let state = self.state();
        let slot = state.slot(side);
        let text = || Some(self.editors().text(side)).filter(|text| !text.is_empty());
        let typed = || text().map_or(SideInput::Empty, SideInput::Text);
        let Some(matrix) = slot.ready() else { return typed() };
        // A text would be read in the dialect that fits best, so where the user chose another one the numbers count.
        let is_typed = matrix.in_editor
            && matrix.name.is_none()
            && matches!(matrix.loaded.origin, Origin::Parsed { .. })
            && slot.preferred_dialect().is_none()
            && slot.alternatives().is_none_or(|found| found.chosen.is_none());
        let kept = || SideInput::Matrix(Loaded::clone(&matrix.loaded), matrix.name.clone());
        if is_typed { text().map_or_else(kept, SideInput::Text) } else { kept() }
    }

    /// What all sides hold.
    pub(super) fn inputs(&self) -> BySide<SideInput> {
        OperandSide::ALL.map(|side| self.input(side))
    }

    /// Replaces what `side` holds.
    pub(super) fn put_input(&self, side: OperandSide, input: SideInput) {
        match input {
            SideInput::Empty => {
                self.cancel_input(side);
                self.editors().set_text(side, "");
                self.dispatch_operand(side, OperandAction::Cleared);
            }
            SideInput::Text(text) => self.enter_text(side, &text),
            SideInput::Matrix(loaded, name) => {
                self.cancel_input(side);
                let id = self.start_read(side, name.clone());
                self.finish_read(side, id, Ok(loaded), name, false);
            }
        }
    }
}
