//! Reloads at the user's wish: never during a job.

use crate::view::controller::Controller;
use crate::view::messages::deployment;
use crate::view::platform;
use crate::view::state::action::PageAction;
use crate::view::state::slot::OperandSide;
use crate::view::text::deployment as deployment_text;

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
        self.keep_inputs();
        platform::deployment::reload();
    }

    /// What [`Controller::reload`] does to the matrices, in words.
    pub fn reload_effect(&self) -> &'static str {
        let has_input = self.inputs().iter().any(|input| !input.is_empty());
        deployment::reload_effect(has_input, self.survives_reload(), self.state().product.is_some())
    }
}
