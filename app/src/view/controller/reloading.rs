//! Reloads at the user's wish: never during a job, and with the texts of A, B and C if they are short.

use crate::view::controller::Controller;
use crate::view::messages::deployment;
use crate::view::platform;
use crate::view::state::action::PageAction;
use crate::view::state::slot::OperandSide;
use crate::view::text::deployment as deployment_text;

/// Texts of this many bytes together are kept; session storage takes some MiB.
const LONGEST_KEPT: usize = 256 * 1024;

impl Controller {
    /// Reload was pressed.
    pub fn reload(&self) {
        let state = self.state();
        let is_reading = OperandSide::ALL.iter().any(|&side| state.slot(side).pending().is_some());
        let stats = self.engine().stats();
        let is_computing =
            state.run.is_active() || state.check.is_active() || stats.active_tasks + stats.queue_size > 0;
        if is_reading || is_computing {
            return self.dispatch(PageAction::Failed(deployment_text::BUSY.get().into()));
        }
        if self.survives_reload() {
            platform::deployment::keep_texts(&self.all_texts());
        }
        platform::deployment::reload();
    }

    /// What [`Controller::reload`] does to the matrices, in words.
    pub fn reload_effect(&self) -> &'static str {
        let state = self.state();
        let has_input = self.has_summary() || self.all_texts().iter().any(|text| !text.is_empty());
        deployment::reload_effect(has_input, self.survives_reload(), state.product.is_some())
    }

    /// Enters the texts that were kept before a reload.
    pub fn restore_texts(&self) {
        for (side, text) in OperandSide::ALL.into_iter().zip(platform::deployment::take_texts().unwrap_or_default()) {
            // What was typed since the page loaded is newer.
            if !text.is_empty() && self.editors().text(side).is_empty() {
                self.enter_text(side, &text);
            }
        }
    }

    fn all_texts(&self) -> [String; 3] {
        OperandSide::ALL.map(|side| self.editors().text(side))
    }

    /// Whether a matrix is shown as a summary, so that no text holds it.
    fn has_summary(&self) -> bool {
        let state = self.state();
        OperandSide::ALL.iter().any(|&side| state.slot(side).summary().is_some())
    }

    /// Whether short texts hold everything that was entered.
    fn survives_reload(&self) -> bool {
        !self.has_summary() && self.all_texts().iter().map(String::len).sum::<usize>() <= LONGEST_KEPT
    }
}
