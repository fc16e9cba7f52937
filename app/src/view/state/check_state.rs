//! How far the check is of a product that the user has. Pure.

use crate::engine::Verdict;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::loaded::Loaded;
use crate::view::state::slot::{BySide, OperandSlot};

/// The check that the user asked for last.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum CheckState {
    /// None.
    #[default]
    Idle,
    /// Check was pressed while a matrix is still being read.
    Waiting,
    /// The engine works on it.
    Running {
        /// Answers to other requests are dropped.
        request_id: u32,
        /// Share done in percent.
        percent: u32,
    },
    /// It has a verdict.
    Judged(Verdict, [ByPtr<Loaded>; 3]),
    /// Why there is none.
    Failed(String),
}

/// Something that happened to the check. Numbers identify the request.
#[derive(Clone, Debug)]
pub enum CheckAction {
    /// Check was pressed.
    Requested,
    /// The engine began.
    Started(u32),
    /// Share done, 0 to 1.
    Progress(u32, f64),
    /// The engine has judged these matrices.
    Finished(u32, Verdict, [ByPtr<Loaded>; 3]),
    /// The engine gave an error, or the page before it asked the engine.
    Failed(Option<u32>, String),
    /// The user stopped it.
    Stopped,
}

impl CheckState {
    /// Whether Stop takes the place of Check.
    pub fn is_active(&self) -> bool {
        matches!(self, CheckState::Waiting | CheckState::Running { .. })
    }

    /// Share done in percent.
    pub fn percent(&self) -> u32 {
        if let CheckState::Running { percent, .. } = self { *percent } else { 0 }
    }

    /// The verdict, as long as the matrices shown are those that were judged.
    pub fn verdict(&self, slots: &BySide<ByPtr<OperandSlot>>) -> Option<&Verdict> {
        let CheckState::Judged(verdict, judged) = self else { return None };
        let is_judged = |(slot, judged): (&ByPtr<OperandSlot>, &ByPtr<Loaded>)| {
            slot.ready().is_some_and(|matrix| matrix.loaded == *judged)
        };
        slots.iter().zip(judged).all(is_judged).then_some(verdict)
    }

    fn awaits(&self, id: u32) -> bool {
        matches!(self, CheckState::Running { request_id, .. } if *request_id == id)
    }

    /// The state after `action`. Answers to requests that are no longer wanted change nothing.
    pub fn after(&self, action: CheckAction) -> Self {
        match action {
            CheckAction::Requested if self.is_active() => self.clone(),
            CheckAction::Requested => CheckState::Waiting,
            CheckAction::Started(request_id) => CheckState::Running { request_id, percent: 0 },
            CheckAction::Progress(id, share) if self.awaits(id) => {
                let percent = ((share.clamp(0.0, 1.0) * 100.0) as u32).max(self.percent());
                CheckState::Running { request_id: id, percent }
            }
            CheckAction::Finished(id, verdict, judged) if self.awaits(id) => CheckState::Judged(verdict, judged),
            CheckAction::Failed(id, error) if id.is_none_or(|id| self.awaits(id)) => CheckState::Failed(error),
            CheckAction::Stopped => CheckState::Idle,
            CheckAction::Progress(..) | CheckAction::Finished(..) | CheckAction::Failed(..) => self.clone(),
        }
    }

    /// The check after a matrix that it waits for has not arrived: the alert at that matrix says why.
    pub fn without_input(&self) -> Self {
        if *self == CheckState::Waiting { CheckState::Idle } else { self.clone() }
    }
}
