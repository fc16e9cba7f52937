//! What the page knows, and how each event changes it. Pure: no DOM, no promises, no clock.
//!
//! Refuses to do: reading, multiplying and writing are the [`super::desk`]'s work; this only
//! records what began and what came of it. Late answers to superseded questions are dropped here.

use super::held::Held;
use super::settings::Settings;
use super::slot::{Offer, Side, Slot};
use super::undo::Former;
use crate::engine::{Loaded, Product};
use shared::format::Export;
use std::rc::Rc;

/// The job that the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Job {
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

impl Job {
    /// Whether Stop stands in the place of Multiply.
    pub fn is_active(self) -> bool {
        self != Job::Idle
    }

    /// Share of the tiles done in percent, rounded down.
    pub fn percent(self) -> u32 {
        match self {
            Job::Running { done, total, .. } if total > 0 => {
                (u64::from(done.min(total)) * 100 / u64::from(total)) as u32
            }
            _ => 0,
        }
    }
}

/// A product and the operands it was made of.
#[derive(Clone, Debug)]
pub struct Outcome {
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
pub struct State {
    /// Operand A.
    pub a: Held<Slot>,
    /// Operand B.
    pub b: Held<Slot>,
    /// The running job.
    pub job: Job,
    /// The newest product.
    pub outcome: Option<Held<Outcome>>,
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
    pub dragging: Option<Option<Side>>,
    /// A and B before they were last replaced.
    pub former: Option<Held<Former>>,
}

/// Something that happened.
#[derive(Clone, Debug)]
pub enum Action {
    /// The user changed the text of an operand; it is not read yet.
    Edited(Side),
    /// An operand was emptied.
    Cleared(Side),
    /// The text that was to replace a summarised matrix was taken back.
    Reverted(Side),
    /// A summarised matrix is shown in the editor from now on.
    Opened(Side),
    /// Reading began; it supersedes earlier readings of this operand.
    ReadBegan(Side, u32, Option<String>),
    /// A reading found that the same source can be read in other ways.
    Offered(Side, u32, Option<Offer>),
    /// Share of the bytes read, 0 to 1.
    ReadProgress(Side, u32, f64),
    /// Reading ended. With a matrix: its file's name, and whether the editor shows its numbers.
    ReadEnded(Side, u32, Result<Arrival, String>),
    /// Reading was given up without a result.
    ReadCancelled(Side, u32),
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
    JobEnded(u32, Held<Outcome>),
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
    Dragged(Option<Option<Side>>),
}

/// A matrix that came from a file, a text, a generator or a product.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The matrix.
    pub loaded: Rc<Loaded>,
    /// The file's name, if it has one.
    pub name: Option<String>,
    /// Whether the text editor shows the numbers; otherwise a summary does.
    pub in_editor: bool,
}

impl State {
    /// The operand of `side`.
    pub fn slot(&self, side: Side) -> &Slot {
        match side {
            Side::A => &self.a,
            Side::B => &self.b,
        }
    }

    fn change(&mut self, side: Side, change: impl FnOnce(&mut Slot)) {
        let held = match side {
            Side::A => &mut self.a,
            Side::B => &mut self.b,
        };
        let mut slot = Slot::clone(held);
        change(&mut slot);
        *held = Held::new(slot);
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
        let differs = |slot: &Slot, used: &Rc<Loaded>| {
            slot.unread || !slot.loaded.as_ref().is_some_and(|loaded| Rc::ptr_eq(loaded, used))
        };
        self.outcome.as_ref().is_some_and(|outcome| differs(&self.a, &outcome.a) || differs(&self.b, &outcome.b))
    }

    /// The format that copies and downloads have now.
    pub fn format(&self) -> Export {
        self.chosen.or_else(|| self.outcome.as_ref().map(|outcome| outcome.natural)).unwrap_or(Export::Csv)
    }

    /// The state after `action`.
    pub fn after(&self, action: Action) -> State {
        let mut next = self.clone();
        match action {
            Action::Edited(side) => {
                next.change(side, Slot::edit);
                next.remark = None;
                next.trouble = None;
            }
            Action::Reverted(side) => next.change(side, |slot| {
                slot.unread = false;
                slot.trouble = None;
                slot.offer = None;
                slot.kept = None;
            }),
            Action::Opened(side) => next.change(side, |slot| slot.summarised = false),
            Action::Cleared(side) => {
                let ticket = self.slot(side).ticket;
                next.change(side, |slot| *slot = Slot { ticket, ..Slot::default() });
                next.trouble = None;
                next.remark = None;
            }
            Action::ReadBegan(side, ticket, name) => {
                next.change(side, |slot| slot.begin(ticket, name));
                next.remark = None;
            }
            Action::Offered(side, ticket, offer) => {
                if self.slot(side).awaits(ticket) {
                    next.change(side, |slot| slot.offer = offer);
                }
            }
            Action::ReadProgress(side, ticket, share) => {
                if self.slot(side).awaits(ticket) {
                    next.change(side, |slot| slot.advance(share));
                }
            }
            Action::ReadEnded(side, ticket, result) => {
                if self.slot(side).awaits(ticket) {
                    match &result {
                        Ok(_) => next.trouble = None,
                        // The alert at the operand says why nothing is multiplied.
                        Err(_) if self.job == Job::Waiting => next.job = Job::Idle,
                        Err(_) => {}
                    }
                    let is_refused = result.is_err();
                    next.change(side, |slot| slot.end(result));
                    if is_refused {
                        next.former = Former::unless_there(next.former.take(), [&next.a, &next.b]);
                    }
                }
            }
            Action::ReadCancelled(side, ticket) => {
                if self.slot(side).awaits(ticket) {
                    next.change(side, Slot::give_up);
                    next.former = Former::unless_there(next.former.take(), [&next.a, &next.b]);
                    next.job = if self.job == Job::Waiting { Job::Idle } else { self.job };
                }
            }
            Action::Swapped => {
                std::mem::swap(&mut next.a, &mut next.b);
                next.trouble = None;
                next.remark = None;
                for side in Side::BOTH {
                    // A refusal names its side, and text is read again at its new one.
                    next.change(side, |slot| {
                        slot.give_up();
                        if slot.trouble.take().is_some() {
                            slot.offer = None;
                        }
                    });
                }
            }
            Action::Remembered(texts) => {
                next.former =
                    Former::keep([self.a.clone(), self.b.clone()], texts, self.former.as_ref()).map(Held::new);
            }
            Action::Undone(texts) => {
                if let Some(former) = &self.former {
                    for side in Side::BOTH {
                        next.change(side, |slot| *slot = former.returns(side, slot));
                    }
                    next.former = Former::keep([self.a.clone(), self.b.clone()], texts, None).map(Held::new);
                    // What a job waits for does not come any more.
                    next.job = if self.job == Job::Waiting && self.is_reading() { Job::Idle } else { self.job };
                    next.trouble = None;
                    next.remark = Some("A and B are as they were before.".into());
                }
            }
            Action::MultiplyAsked => {
                if !self.job.is_active() {
                    next.job = Job::Waiting;
                    next.is_earlier = true;
                }
                next.trouble = None;
                next.remark = None;
            }
            Action::JobBegan(ticket) => next.job = Job::Running { ticket, done: 0, total: 0 },
            Action::JobProgress(ticket, done, total) => {
                if let Job::Running { ticket: running, done: before, .. } = self.job
                    && running == ticket
                {
                    next.job = Job::Running { ticket, done: done.max(before), total };
                }
            }
            Action::JobEnded(ticket, outcome) => {
                if self.runs(ticket) {
                    next.job = Job::Idle;
                    next.trouble = None;
                    next.outcome = Some(outcome);
                    next.is_earlier = false;
                }
            }
            Action::JobFailed(ticket, trouble) => {
                if ticket.is_none_or(|ticket| self.runs(ticket)) {
                    next.job = Job::Idle;
                    next.trouble = Some(trouble);
                }
            }
            Action::JobStopped => {
                next.job = Job::Idle;
                next.remark = Some(if self.is_reading() {
                    "Nothing is multiplied. What is being read comes in all the same.".into()
                } else {
                    "Stopped. A and B are as they were.".into()
                });
            }
            Action::Configured(settings) => next.settings = settings,
            Action::FormatChosen(kind) => {
                next.chosen = Some(kind);
                next.remark = None;
            }
            Action::Remarked(remark) => {
                next.remark = Some(remark);
                next.trouble = None;
            }
            Action::Troubled(trouble) => {
                next.trouble = Some(trouble);
                next.remark = None;
            }
            Action::Dragged(dragging) => next.dragging = dragging,
        }
        next
    }

    fn runs(&self, ticket: u32) -> bool {
        matches!(self.job, Job::Running { ticket: running, .. } if running == ticket)
    }
}

#[cfg(test)]
mod tests;
