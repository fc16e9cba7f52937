//! The text editors, which hold the texts that the state does not.

use crate::view::platform::browser;
use crate::view::state::slot::{BySide, OperandSide};
use std::cell::RefCell;
use web_sys::{EventTarget, HtmlTextAreaElement};
use yew::NodeRef;

/// The textareas. Where one is not on the page, its text is the one that it will have when it is.
#[derive(Default)]
pub struct Editors {
    nodes: BySide<NodeRef>,
    /// The texts when they were last asked for or replaced.
    last_seen: RefCell<BySide<String>>,
}

impl Editors {
    /// The node of the editor of `side`.
    pub fn node(&self, side: OperandSide) -> &NodeRef {
        &self.nodes[side.index()]
    }

    fn textarea(&self, side: OperandSide) -> Option<HtmlTextAreaElement> {
        self.node(side).cast()
    }

    /// Whether `target` is one of them.
    pub fn contain(&self, target: Option<&EventTarget>) -> bool {
        OperandSide::ALL
            .into_iter()
            .filter_map(|side| self.textarea(side))
            .any(|editor| target == Some(editor.as_ref()))
    }

    /// The text in the editor of `side`.
    pub fn text(&self, side: OperandSide) -> String {
        let text = &mut self.last_seen.borrow_mut()[side.index()];
        if let Some(editor) = self.textarea(side) {
            *text = editor.value();
        }
        text.clone()
    }

    /// The texts of all.
    pub fn texts(&self) -> BySide<String> {
        OperandSide::ALL.map(|side| self.text(side))
    }

    /// The text in the editor of `side` when it was last asked for or replaced: what it was before it is being typed in.
    pub fn last_seen(&self, side: OperandSide) -> String {
        self.last_seen.borrow()[side.index()].clone()
    }

    /// Replaces the text in the editor of `side`.
    pub fn set_text(&self, side: OperandSide, text: &str) {
        text.clone_into(&mut self.last_seen.borrow_mut()[side.index()]);
        if let Some(editor) = self.textarea(side) {
            editor.set_value(text);
        }
    }

    /// The editor of `side` has come onto the page: it shows the text that it had.
    pub fn appeared(&self, side: OperandSide) {
        let text = self.last_seen(side);
        if let Some(editor) = self.textarea(side).filter(|editor| !text.is_empty() && editor.value().is_empty()) {
            editor.set_value(&text);
        }
    }

    /// Where the caret is in the editor of `side`, in units of UTF-16.
    pub fn caret(&self, side: OperandSide) -> usize {
        let caret = self.textarea(side).and_then(|editor| editor.selection_start().ok().flatten());
        caret.unwrap_or_default() as usize
    }

    /// Whether the editor of `side` has the focus.
    pub fn is_focused(&self, side: OperandSide) -> bool {
        let active = browser::document().and_then(|document| document.active_element());
        self.textarea(side).is_some_and(|editor| active.as_ref() == Some(editor.as_ref()))
    }

    /// Moves the focus to the editor of `side`.
    pub fn focus(&self, side: OperandSide) {
        if let Some(editor) = self.textarea(side) {
            // If it cannot take the focus, the focus stays where it is.
            let _ = editor.focus();
        }
    }

    /// Moves the caret to the first number in the editor of `side`, and scrolls there.
    pub fn scroll_to_start(&self, side: OperandSide) {
        if let Some(editor) = self.textarea(side) {
            let _ = editor.set_selection_range(0, 0);
            editor.set_scroll_top(0);
        }
    }
}
