//! What the page knows, and how each event changes it. Pure: no DOM, no promises, no clock.
//!
//! Refuses to do: reading, multiplying and writing are the [`super::controller`]'s work; this only
//! records what began and what came of it. Late answers to superseded questions are dropped here.

pub mod loaded;
pub mod settings;
pub mod slot;
#[cfg(test)]
mod tests;
pub mod undo;

use crate::engine::Product;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::loaded::Loaded;
use crate::view::state::settings::Settings;
use crate::view::state::slot::{Alternatives, OperandSide, OperandSlot};
use crate::view::state::undo::UndoSnapshot;
use shared::format::Export;
use std::rc::Rc;

/// The job that the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum RunState {
    /// Nothing runs.
    #[default]
    Idle,
    /// Multiply was pressed while an operand is still being read; starts when that is done.
    Waiting,
    /// Runs.
    Running {
        /// Number of this job; answers of other jobs are dropped.
        ticket: u32,
        /// Tiles done.
        done: u32,
        /// Tiles in all; 0 while unknown.
        total: u32,
    },
}

impl RunState {
    /// Whether Stop stands in the place of Multiply.
    pub fn is_active(self) -> bool {
        self != RunState::Idle
    }

    /// Share of the tiles done in percent, rounded down.
    pub fn percent(self) -> u32 {
        match self {
            RunState::Running { done, total, .. } if total > 0 => {
                (u64::from(done.min(total)) * 100 / u64::from(total)) as u32
            }
            _ => 0,
        }
    }
}

/// A product and the operands it was made of.
#[derive(Clone, Debug)]
pub struct ShownProduct {
    /// C and its report.
    pub product: Product,
    /// A as multiplied.
    pub a: Rc<Loaded>,
    /// B as multiplied.
    pub b: Rc<Loaded>,
    /// Name for files: `A_x_B`, from the names of the files read.
    pub stem: String,
    /// The format of A's file where it can be written.
    pub natural: Export,
}

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageState {
    /// Operand A.
    pub a: ByPtr<OperandSlot>,
    /// Operand B.
    pub b: ByPtr<OperandSlot>,
    /// The running job.
    pub job: RunState,
    /// The newest product.
    pub outcome: Option<ByPtr<ShownProduct>>,
    /// It is not what the last press of Multiply was for.
    pub is_earlier: bool,
    /// Why the last job gave no product, or why copying or saving failed.
    pub trouble: Option<String>,
    /// What was last achieved beside the product itself ("copied as CSV").
    pub remark: Option<String>,
    /// How jobs are to be done.
    pub settings: Settings,
    /// The format chosen for copies and downloads; `None` follows A's file.
    pub chosen: Option<Export>,
    /// A file is being dragged over the page, over this operand if it is over one.
    pub dragging: Option<Option<OperandSide>>,
    /// A and B before they were last replaced.
    pub former: Option<ByPtr<UndoSnapshot>>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum PageAction {
    /// The user changed the text of an operand; it is not read yet.
    Edited(OperandSide),
    /// An operand was emptied.
    Cleared(OperandSide),
    /// The text that was to replace a summarised matrix was taken back.
    Reverted(OperandSide),
    /// A summarised matrix is shown in the editor from now on.
    Opened(OperandSide),
    /// Reading began; it supersedes earlier readings of this operand.
    ReadBegan(OperandSide, u32, Option<String>),
    /// A reading found that the same source can be read in other ways.
    Offered(OperandSide, u32, Option<Alternatives>),
    /// Share of the bytes read, 0 to 1.
    ReadProgress(OperandSide, u32, f64),
    /// Reading ended. With a matrix: its file's name, and whether the editor shows its numbers.
    ReadEnded(OperandSide, u32, Result<ImportedMatrix, String>),
    /// Reading was given up without a result.
    ReadCancelled(OperandSide, u32),
    /// A and B changed places.
    Swapped,
    /// Something is about to replace an operand; these are the editors' texts.
    Remembered([String; 2]),
    /// A and B come back as they were, and what they are now can come back in turn.
    Undone([String; 2]),
    /// Multiply was pressed.
    MultiplyAsked,
    /// The engine began.
    JobBegan(u32),
    /// Tiles done and in all.
    JobProgress(u32, u32, u32),
    /// The engine ended well.
    JobEnded(u32, ByPtr<ShownProduct>),
    /// The engine, or the page before asking it, refused.
    JobFailed(Option<u32>, String),
    /// The user stopped the job.
    JobStopped,
    /// Other settings.
    Configured(Settings),
    /// A format for copies and downloads.
    FormatChosen(Export),
    /// Something beside the product was achieved.
    Remarked(String),
    /// Something beside the product failed.
    Troubled(String),
    /// A file is dragged over the page, or no more.
    Dragged(Option<Option<OperandSide>>),
}

/// A matrix that came from a file, a text, a generator or a product.
#[derive(Clone, Debug)]
pub struct ImportedMatrix {
    /// The matrix.
    pub loaded: Rc<Loaded>,
    /// The file's name, if it has one.
    pub name: Option<String>,
    /// Whether the text editor shows the numbers; otherwise a summary does.
    pub in_editor: bool,
}

impl PageState {
    /// The operand of `side`.
    pub fn slot(&self, side: OperandSide) -> &OperandSlot {
        match side {
            OperandSide::A => &self.a,
            OperandSide::B => &self.b,
        }
    }

    fn change(&mut self, side: OperandSide, change: impl FnOnce(&mut OperandSlot)) {
        let held = match side {
            OperandSide::A => &mut self.a,
            OperandSide::B => &mut self.b,
        };
        let mut slot = OperandSlot::clone(held);
        change(&mut slot);
        *held = ByPtr::new(slot);
    }

    /// Whether an operand is being read or its text waits to be read.
    pub fn is_reading(&self) -> bool {
        self.a.reading.is_some() || self.b.reading.is_some()
    }

    /// Whether a file is being read: to swap would give it up.
    pub fn is_reading_a_file(&self) -> bool {
        self.a.file_reading().is_some() || self.b.file_reading().is_some()
    }

    /// Whether the shown product was made of other operands than those shown now.
    pub fn is_stale(&self) -> bool {
        let differs = |slot: &OperandSlot, used: &Rc<Loaded>| {
            slot.unread || !slot.loaded.as_ref().is_some_and(|loaded| Rc::ptr_eq(loaded, used))
        };
        self.outcome.as_ref().is_some_and(|outcome| differs(&self.a, &outcome.a) || differs(&self.b, &outcome.b))
    }

    /// The format that copies and downloads have now.
    pub fn format(&self) -> Export {
        self.chosen.or_else(|| self.outcome.as_ref().map(|outcome| outcome.natural)).unwrap_or(Export::Csv)
    }

    /// The state after `action`.
    pub fn after(&self, action: PageAction) -> PageState {
        let mut next = self.clone();
        match action {
            PageAction::Edited(side) => {
                next.change(side, OperandSlot::edit);
                next.remark = None;
                next.trouble = None;
            }
            PageAction::Reverted(side) => next.change(side, |slot| {
                slot.unread = false;
                slot.trouble = None;
                slot.offer = None;
                slot.kept = None;
            }),
            PageAction::Opened(side) => next.change(side, |slot| slot.summarised = false),
            PageAction::Cleared(side) => {
                let ticket = self.slot(side).ticket;
                next.change(side, |slot| *slot = OperandSlot { ticket, ..OperandSlot::default() });
                next.trouble = None;
                next.remark = None;
            }
            PageAction::ReadBegan(side, ticket, name) => {
                next.change(side, |slot| slot.begin(ticket, name));
                next.remark = None;
            }
            PageAction::Offered(side, ticket, offer) => {
                if self.slot(side).awaits(ticket) {
                    next.change(side, |slot| slot.offer = offer);
                }
            }
            PageAction::ReadProgress(side, ticket, share) => {
                if self.slot(side).awaits(ticket) {
                    next.change(side, |slot| slot.advance(share));
                }
            }
            PageAction::ReadEnded(side, ticket, result) => {
                if self.slot(side).awaits(ticket) {
                    match &result {
                        Ok(_) => next.trouble = None,
                        // The alert at the operand says why nothing is multiplied.
                        Err(_) if self.job == RunState::Waiting => next.job = RunState::Idle,
                        Err(_) => {}
                    }
                    let is_refused = result.is_err();
                    next.change(side, |slot| slot.end(result));
                    if is_refused {
                        next.former = UndoSnapshot::unless_there(next.former.take(), [&next.a, &next.b]);
                    }
                }
            }
            PageAction::ReadCancelled(side, ticket) => {
                if self.slot(side).awaits(ticket) {
                    next.change(side, OperandSlot::give_up);
                    next.former = UndoSnapshot::unless_there(next.former.take(), [&next.a, &next.b]);
                    next.job = if self.job == RunState::Waiting { RunState::Idle } else { self.job };
                }
            }
            PageAction::Swapped => {
                std::mem::swap(&mut next.a, &mut next.b);
                next.trouble = None;
                next.remark = None;
                for side in OperandSide::BOTH {
                    // A refusal names its side, and text is read again at its new one.
                    next.change(side, |slot| {
                        slot.give_up();
                        if slot.trouble.take().is_some() {
                            slot.offer = None;
                        }
                    });
                }
            }
            PageAction::Remembered(texts) => {
                next.former =
                    UndoSnapshot::keep([self.a.clone(), self.b.clone()], texts, self.former.as_ref()).map(ByPtr::new);
            }
            PageAction::Undone(texts) => {
                if let Some(former) = &self.former {
                    for side in OperandSide::BOTH {
                        next.change(side, |slot| *slot = former.returns(side, slot));
                    }
                    next.former = UndoSnapshot::keep([self.a.clone(), self.b.clone()], texts, None).map(ByPtr::new);
                    // What a job waits for does not come any more.
                    next.job =
                        if self.job == RunState::Waiting && self.is_reading() { RunState::Idle } else { self.job };
                    next.trouble = None;
                    next.remark = Some("A and B are as they were before.".into());
                }
            }
            PageAction::MultiplyAsked => {
                if !self.job.is_active() {
                    next.job = RunState::Waiting;
                    next.is_earlier = true;
                }
                next.trouble = None;
                next.remark = None;
            }
            PageAction::JobBegan(ticket) => next.job = RunState::Running { ticket, done: 0, total: 0 },
            PageAction::JobProgress(ticket, done, total) => {
                if let RunState::Running { ticket: running, done: before, .. } = self.job
                    && running == ticket
                {
                    next.job = RunState::Running { ticket, done: done.max(before), total };
                }
            }
            PageAction::JobEnded(ticket, outcome) => {
                if self.runs(ticket) {
                    next.job = RunState::Idle;
                    next.trouble = None;
                    next.outcome = Some(outcome);
                    next.is_earlier = false;
                }
            }
            PageAction::JobFailed(ticket, trouble) => {
                if ticket.is_none_or(|ticket| self.runs(ticket)) {
                    next.job = RunState::Idle;
                    next.trouble = Some(trouble);
                }
            }
            PageAction::JobStopped => {
                next.job = RunState::Idle;
                next.remark = Some(if self.is_reading() {
                    "Nothing is multiplied. What is being read comes in all the same.".into()
                } else {
                    "Stopped. A and B are as they were.".into()
                });
            }
            PageAction::Configured(settings) => next.settings = settings,
            PageAction::FormatChosen(kind) => {
                next.chosen = Some(kind);
                next.remark = None;
            }
            PageAction::Remarked(remark) => {
                next.remark = Some(remark);
                next.trouble = None;
            }
            PageAction::Troubled(trouble) => {
                next.trouble = Some(trouble);
                next.remark = None;
            }
            PageAction::Dragged(dragging) => next.dragging = dragging,
        }
        next
    }

    fn runs(&self, ticket: u32) -> bool {
        matches!(self.job, RunState::Running { ticket: running, .. } if running == ticket)
    }
}
