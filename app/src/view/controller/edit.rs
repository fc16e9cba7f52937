//! Changes of the operands that need no reading: typing, Clear, Swap, Undo, Redo, Edit as text.
//!
//! Whatever changes an operand takes a snapshot for undo first.

use crate::view::controller::Controller;
use crate::view::controller::calm::Insertion;
use crate::view::operand::editor_text;
use crate::view::state::action::{OperandAction, PageAction};
use crate::view::state::slot::OperandSide;
use crate::view::state::undo::{History, HistoryStep, InputChange, UndoSnapshot};
use web_sys::EventTarget;

impl Controller {
    /// Saves the matrices, because `change` is about to happen.
    pub(super) fn take_snapshot(&self, change: InputChange) {
        self.end_typing();
        self.dispatch(PageAction::SnapshotTaken(change, self.editors().texts()));
        self.0.undo_in_editor.set(true);
    }

    /// Takes a step back or forward in the history of the matrices.
    pub fn step_in_history(&self, step: HistoryStep) {
        let (state, texts) = (self.state(), self.editors().texts());
        let Some(change) = state.history.next(step) else { return };
        let current = UndoSnapshot { change, slots: state.slots.clone(), texts: texts.clone() };
        let snapshot = History::clone(&state.history).step(step, current);
        self.end_typing();
        self.0.undo_in_editor.set(true);
        if let Some(snapshot) = snapshot {
            // The texts first: a waiting job reads what is unread as soon as the state says so.
            for side in OperandSide::ALL {
                self.cancel_input(side);
                self.editors().set_text(side, &snapshot.texts[side.index()]);
            }
        }
        self.dispatch(PageAction::SteppedInHistory(step, texts));
        for side in OperandSide::ALL {
            self.set_calm(side, self.state().slot(side).is_calm() && self.is_at_work(side));
        }
        self.read_unread();
    }

    /// Whether Ctrl + Z (or the key for Redo) on `target` steps in the history, even though it is an editor: nothing was
    /// typed since the history last changed.
    pub fn steps_in_editor(&self, step: HistoryStep, target: Option<&EventTarget>) -> bool {
        let can_step = self.state().history.next(step).is_some();
        self.0.undo_in_editor.get() && can_step && self.editors().contain(target)
    }

    /// The user typed into the editor of `side`, or pasted.
    pub fn typed(&self, side: OperandSide, insertion: Insertion) {
        self.0.undo_in_editor.set(false);
        if self.begin_typing(side, insertion) {
            let before = self.editors().last_seen(side);
            let mut texts = self.editors().texts();
            texts[side.index()] = before;
            self.dispatch(PageAction::SnapshotTaken(InputChange::Typed(side), texts));
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

    /// Empties `side`. Its button disappears, so the focus moves to the editor.
    pub fn clear(&self, side: OperandSide) {
        self.take_snapshot(InputChange::Cleared(side));
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
        self.take_snapshot(InputChange::Swapped);
        let texts = self.editors().texts();
        for (side, text) in OperandSide::BOTH.into_iter().zip(&texts[..2]) {
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
