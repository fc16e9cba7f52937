//! Changes of the operands that need no reading: typing, Clear, Swap, Undo, Edit as text.
//!
//! Whatever replaces an operand takes a snapshot for undo first.

use crate::view::controller::Controller;
use crate::view::operand::editor_text;
use crate::view::state::action::{OperandAction, PageAction};
use crate::view::state::slot::OperandSide;
use web_sys::EventTarget;

impl Controller {
    /// Saves A and B, because one of them is about to be replaced.
    pub(super) fn take_snapshot(&self) {
        self.dispatch(PageAction::SnapshotTaken(self.editors().texts()));
        self.0.undo_in_editor.set(true);
    }

    /// Restores A and B as they were before one of them was last replaced.
    pub fn undo(&self) {
        let Some(snapshot) = self.state().undo.clone() else { return };
        OperandSide::BOTH.into_iter().for_each(|side| self.cancel_input(side));
        self.0.undo_in_editor.set(false);
        let texts = self.editors().texts();
        // The texts first: a waiting job reads what is unread as soon as the state says so.
        for side in OperandSide::BOTH {
            self.editors().set_text(side, &snapshot.texts[side.index()]);
        }
        self.dispatch(PageAction::Undone(texts));
        self.read_unread();
    }

    /// Whether Ctrl + Z on `target` undoes the last change to A or B, even though it is an editor.
    pub fn undoes_in_editor(&self, target: Option<&EventTarget>) -> bool {
        self.0.undo_in_editor.get() && self.state().undo.is_some() && self.editors().contain(target)
    }

    /// The user typed into the editor of `side`, or pasted.
    pub fn typed(&self, side: OperandSide) {
        self.0.undo_in_editor.set(false);
        let state = self.state();
        let slot = state.slot(side);
        if side != OperandSide::C && slot.summary().is_some() && !slot.is_unread() {
            // The text replaces a matrix that the editor does not show, so the browser cannot undo it.
            let mut texts = self.editors().texts();
            texts[side.index()].clear();
            self.dispatch(PageAction::SnapshotTaken(texts));
        }
        self.edited(side);
    }

    /// The text in the editor of `side` has changed: reads it after a pause.
    pub(super) fn edited(&self, side: OperandSide) {
        self.replace_read(side, None);
        self.dispatch_operand(side, OperandAction::Edited);
        let controller = self.clone();
        self.after_pause(side, Some(Box::new(move || controller.read_editor(side))));
    }

    /// Replaces the text in the editor of `side` and reads it.
    pub(super) fn enter_text(&self, side: OperandSide, text: &str) {
        self.editors().set_text(side, text);
        self.edited(side);
        self.read_editor(side);
    }

    /// The same if `side` is one of them: undo is about A and B.
    pub(super) fn take_snapshot_for(&self, side: OperandSide) {
        if side != OperandSide::C {
            self.take_snapshot();
        }
    }

    /// Empties `side`. Its button disappears, so the focus moves to the editor.
    pub fn clear(&self, side: OperandSide) {
        self.take_snapshot_for(side);
        self.cancel_input(side);
        self.editors().set_text(side, "");
        self.dispatch_operand(side, OperandAction::Cleared);
        self.editors().focus(side);
    }

    /// Shows a summarised matrix in the editor.
    pub fn open_in_editor(&self, side: OperandSide) {
        let state = self.state();
        let Some(matrix) = state.slot(side).matrix() else { return };
        self.editors().set_text(side, &editor_text::of(&matrix.loaded.matrix));
        self.dispatch_operand(side, OperandAction::OpenedInEditor);
        self.editors().focus(side);
        self.editors().scroll_to_start(side);
    }

    /// Swaps A and B, with their texts.
    pub fn swap(&self) {
        self.take_snapshot();
        let texts = self.editors().texts();
        for (side, text) in OperandSide::BOTH.into_iter().zip(&texts) {
            self.cancel_input(side);
            self.editors().set_text(side.other(), text);
        }
        self.dispatch(PageAction::Swapped);
        self.read_unread();
    }

    /// Reads the editors whose texts are not read yet.
    pub(super) fn read_unread(&self) {
        for side in OperandSide::ALL {
            if self.state().slot(side).is_unread() {
                self.read_editor(side);
            }
        }
    }
}
