//! Has a product checked that the user has: Check, Stop, and what comes between.

use crate::engine::VerifyOptions;
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::view::controller::Controller;
use crate::view::messages;
use crate::view::state::action::PageAction;
use crate::view::state::check_state::{CheckAction, CheckState};
use crate::view::state::slot::OperandSide;
use crate::view::text::messages as text;
use std::cell::Cell;
use std::rc::Rc;
use web_sys::AbortController;

/// Share of a check between two drawings of its progress.
const PROGRESS_STEP: f64 = 0.02;

impl Controller {
    /// Check was pressed: it begins as soon as A, B and C are read.
    pub fn check(&self) {
        if !self.state().check.is_active() {
            self.show_errors();
            if let Some(error) = self.refused_cell(&OperandSide::CHECKED) {
                return self.dispatch(PageAction::Check(CheckAction::Failed(None, error)));
            }
            self.dispatch(PageAction::Check(CheckAction::Requested));
        }
    }

    /// Stop was pressed. The engine may take a moment to stop; the page does not wait for it.
    pub fn stop_check(&self) {
        if self.state().check.is_active() {
            if let Some(check) = self.0.check.borrow_mut().take() {
                check.abort();
            }
            self.dispatch(PageAction::Check(CheckAction::Stopped));
        }
    }

    /// Reads what is unread for a check that waits, then starts it.
    pub(super) fn advance_waiting_check(&self) {
        let state = self.state();
        if state.check != CheckState::Waiting
            || OperandSide::CHECKED.iter().any(|&side| state.slot(side).pending().is_some())
        {
            return;
        }
        if let Some(side) = OperandSide::CHECKED.into_iter().find(|&side| state.slot(side).is_unread()) {
            return self.read_editor(side);
        }
        match OperandSide::CHECKED.into_iter().find(|&side| state.slot(side).ready().is_none()) {
            Some(side) => self.dispatch(PageAction::Check(CheckAction::Failed(None, messages::nothing_to_check(side)))),
            None => self.start_check(),
        }
    }

    fn start_check(&self) {
        let state = self.state();
        let [Some(a), Some(b), Some(c)] =
            OperandSide::CHECKED.map(|side| state.slot(side).ready().map(|matrix| matrix.loaded.clone()))
        else {
            return;
        };
        let id = self.next_request_id();
        let abort = AbortController::new().ok();
        let signal = abort.as_ref().map(AbortController::signal);
        *self.0.check.borrow_mut() = abort;
        let (controller, shown) = (self.clone(), Cell::new(0.0));
        let on_progress = Rc::new(move |done: f64, all: f64| {
            let share = done / all;
            if share >= shown.get() + PROGRESS_STEP {
                shown.set(share);
                controller.dispatch(PageAction::Check(CheckAction::Progress(id, share)));
            }
        });
        let options = VerifyOptions { workers: state.settings.workers, signal, on_progress: Some(on_progress) };
        self.dispatch(PageAction::Check(CheckAction::Started(id)));
        let controller = self.clone();
        spawn_local(async move {
            let result = controller.engine().verify([&a.matrix, &b.matrix, &c.matrix], options).await;
            controller.dispatch(PageAction::Check(match result {
                Ok(verdict) => CheckAction::Finished(id, verdict, [a, b, c]),
                Err(Failure::Cancelled) => CheckAction::Failed(Some(id), text::CHECK_CANCELLED.get().into()),
                Err(failure) => CheckAction::Failed(Some(id), messages::failure(&failure)),
            }));
        });
    }
}
