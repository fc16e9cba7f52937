//! Refusals wait while the user types: a row that is not finished is no error.
//!
//! They are shown when the focus leaves the editor or the table, and when Multiply or Check is pressed. A line that the
//! user is not at work on may also be wrong: that is shown after a pause.

use crate::engine::{ParseOptions, Source};
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::view::controller::Controller;
use crate::view::operand::editor_text;
use crate::view::platform::browser;
use crate::view::state::action::OperandAction;
use crate::view::state::slot::{BySide, OperandSide};
use gloo_timers::callback::Timeout;
use js_sys::Uint8Array;
use std::cell::{Cell, RefCell};

/// Pause in typing after which errors in other lines are shown.
const PAUSE_MS: u32 = 2000;

/// Time between the loss of the focus and the error: whatever appears under a pointer that is down takes the click.
const AFTER_FOCUS_MS: u32 = 200;

/// How text came into an editor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Insertion {
    /// By keys.
    #[default]
    Typed,
    /// Many characters at once, as by dictation: nothing tells whether more will follow.
    Block,
    /// From the clipboard or by a drop: finished.
    Pasted,
}

/// The editor in which the user types, and the errors that wait.
#[derive(Default)]
pub struct TypingState {
    side: Cell<Option<OperandSide>>,
    insertion: Cell<Insertion>,
    timers: RefCell<BySide<Option<Timeout>>>,
}

impl Controller {
    /// Text was inserted into the editor of `side`: says whether the user begins to type there.
    pub(super) fn begin_typing(&self, side: OperandSide, insertion: Insertion) -> bool {
        self.0.typing.insertion.set(insertion);
        self.wait(side, None);
        self.set_calm(side, insertion != Insertion::Pasted);
        self.0.typing.side.replace(Some(side)) != Some(side)
    }

    /// What is typed next is another change than what was typed so far.
    pub(super) fn end_typing(&self) {
        self.0.typing.side.set(None);
    }

    /// Errors in the text of `side` wait, or are shown.
    pub(super) fn set_calm(&self, side: OperandSide, is_calm: bool) {
        if self.state().slot(side).is_calm() != is_calm {
            self.dispatch_operand(side, OperandAction::Calmed(is_calm));
        }
    }

    /// Shows the errors that wait: Multiply or Check was pressed.
    pub(super) fn show_errors(&self) {
        self.end_typing();
        for side in OperandSide::ALL {
            self.wait(side, None);
            self.settle_draft(side);
            self.set_calm(side, false);
        }
    }

    /// Whether the focus is in the editor or the table of `side`.
    pub(super) fn is_at_work(&self, side: OperandSide) -> bool {
        let active = browser::document().and_then(|document| document.active_element());
        let selector = format!("[data-entry={}]", side.letter());
        active.is_some_and(|active| active.closest(&selector).is_ok_and(|entry| entry.is_some()))
    }

    /// The focus left the editor or the table of `side`.
    pub fn left(&self, side: OperandSide) {
        self.end_typing();
        if !self.state().slot(side).is_calm() {
            return;
        }
        self.settle_draft(side);
        let is_unread = self.state().slot(side).is_unread();
        if is_unread && self.state().slot(side).pending().is_none() {
            self.read_editor(side);
        }
        self.show_after_press(side);
    }

    fn show_after_press(&self, side: OperandSide) {
        let controller = self.clone();
        let show = move || {
            if browser::is_pressing() {
                controller.show_after_press(side);
            } else if !controller.is_at_work(side) {
                controller.set_calm(side, false);
            }
        };
        self.wait(side, Some(Timeout::new(AFTER_FOCUS_MS, show)));
    }

    fn wait(&self, side: OperandSide, timer: Option<Timeout>) {
        self.0.typing.timers.borrow_mut()[side.index()] = timer;
    }

    /// The text in the editor of `side` was refused, and that waits: looks after a pause whether the reason is only what
    /// the user is at work on.
    pub(super) fn judge_refusal(&self, side: OperandSide) {
        if !self.state().slot(side).has_withheld_error() || !self.editors().is_focused(side) {
            return;
        }
        let is_block = self.0.typing.insertion.get() == Insertion::Block;
        let text = self.editors().text(side);
        match editor_text::without_work(&text, self.editors().caret(side)) {
            // There is nothing else.
            None if is_block => self.set_calm(side, false),
            None => {}
            Some(rest) => {
                let controller = self.clone();
                let judge = move || controller.read_rest(side, rest);
                self.wait(side, Some(Timeout::new(if is_block { 0 } else { PAUSE_MS }, judge)));
            }
        }
    }

    fn read_rest(&self, side: OperandSide, rest: String) {
        let controller = self.clone();
        let before = self.state().slots[side.index()].clone();
        spawn_local(async move {
            let source = Source::bytes(Uint8Array::from(rest.as_bytes()), None);
            let result = controller.engine().parse(source, ParseOptions::default()).await;
            let is_wrong = matches!(result, Err(Failure::Format(_) | Failure::Ambiguous(..)));
            if is_wrong && controller.state().slots[side.index()] == before {
                controller.set_calm(side, false);
            }
        });
    }
}
