//! The text editors of A, B and C, which hold the texts that the state does not.

use crate::view::state::slot::OperandSide;
use web_sys::{EventTarget, HtmlTextAreaElement};
use yew::NodeRef;

/// The textareas of A, B and C. Where one is not on the page, its text is empty and changing it does nothing.
#[derive(Default)]
pub struct Editors([NodeRef; 3]);

impl Editors {
    /// The node of the editor of `side`.
    pub fn node(&self, side: OperandSide) -> &NodeRef {
        &self.0[side.index()]
    }

    fn textarea(&self, side: OperandSide) -> Option<HtmlTextAreaElement> {
        self.node(side).cast()
    }

    /// Whether `target` is the editor of A or of B.
    pub fn contain(&self, target: Option<&EventTarget>) -> bool {
        OperandSide::BOTH
            .into_iter()
            .filter_map(|side| self.textarea(side))
            .any(|editor| target == Some(editor.as_ref()))
    }

    /// The text in the editor of `side`.
    pub fn text(&self, side: OperandSide) -> String {
        self.textarea(side).map(|editor| editor.value()).unwrap_or_default()
    }

    /// The texts of A and B.
    pub fn texts(&self) -> [String; 2] {
        OperandSide::BOTH.map(|side| self.text(side))
    }

    /// Replaces the text in the editor of `side`.
    pub fn set_text(&self, side: OperandSide, text: &str) {
        if let Some(editor) = self.textarea(side) {
            editor.set_value(text);
        }
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
