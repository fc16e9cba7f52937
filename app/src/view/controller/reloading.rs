//! Reloads at the user's wish: never during a job, and with the texts of A and B if they are short.

use crate::view::controller::Controller;
use crate::view::messages::deployment;
use crate::view::platform;
use crate::view::state::action::PageAction;
use crate::view::state::slot::OperandSide;

/// Texts of this many bytes together are kept; session storage takes some MiB.
const LONGEST_KEPT: usize = 256 * 1024;

impl Controller {
    /// Reload was pressed.
    pub fn reload(&self) {
        let state = self.state();
        let stats = self.engine().stats();
        if state.run.is_active() || state.is_reading() || stats.active_tasks + stats.queue_size > 0 {
            return self.dispatch(PageAction::Failed(deployment::BUSY.into()));
        }
        let texts = self.editors().texts();
        if self.survives_reload(&texts) {
            platform::deployment::keep_texts(&texts);
        }
        platform::deployment::reload();
    }

    /// What [`Controller::reload`] does to A, B and the product, in words.
    pub fn reload_effect(&self) -> &'static str {
        let state = self.state();
        let texts = self.editors().texts();
        let is_empty = state.product.is_none()
            && OperandSide::BOTH
                .iter()
                .all(|&side| state.slot(side).summary().is_none() && texts[side.index()].is_empty());
        deployment::reload_effect(self.survives_reload(&texts), is_empty)
    }

    /// Whether the editors show both matrices, or none, in short texts.
    fn survives_reload(&self, texts: &[String; 2]) -> bool {
        let state = self.state();
        let length: usize = texts.iter().map(String::len).sum();
        length <= LONGEST_KEPT && OperandSide::BOTH.iter().all(|&side| state.slot(side).summary().is_none())
    }

    /// Enters the texts that were kept before a reload.
    pub fn restore_texts(&self) {
        let Some(texts) = platform::deployment::take_texts() else { return };
        for (side, text) in OperandSide::BOTH.into_iter().zip(&texts) {
            if !text.is_empty() {
                self.enter_text(side, text);
            }
        }
    }
}
