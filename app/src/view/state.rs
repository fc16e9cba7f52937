//! What the page knows, and how each event changes it. Pure: no DOM, no promises, no clock.
//!
//! The [controller](crate::view::controller) reads, multiplies and writes; the state records what began and what came
//! of it, and drops answers to requests that are no longer wanted.

pub mod action;
pub mod check_state;
pub mod loaded;
pub mod operation;
pub mod run_state;
pub mod settings;
pub mod share_state;
pub mod slot;
#[cfg(test)]
mod tests;
pub mod undo;

use crate::engine::{LiveProduct, Product};
use crate::view::platform::by_ptr::ByPtr;
use crate::view::platform::requests::RequestCount;
use crate::view::result::selection::{CellRange, GridCell};
use crate::view::text::language::Language;
use crate::view::text::{messages as text, operand};
use action::{DragState, JobAction, OperandAction, PageAction};
use check_state::CheckState;
use loaded::Loaded;
use operation::Operation;
use run_state::RunState;
use settings::Settings;
use share_state::ShareState;
use shared::format::Export;
use slot::{BySide, OperandSide, OperandSlot};
use undo::{History, HistoryStep, UndoSnapshot};

/// A product and the operands it was made of.
#[derive(Clone, Debug)]
pub struct ShownProduct {
    /// C and its report.
    pub product: Product,
    /// What it was made of, as [`Operation::operands`] names them. Which of them was taken transposed, and whether C is one
    /// product of two at all, says [`Operation::pair`].
    pub operands: Vec<ByPtr<Loaded>>,
    /// What was computed.
    pub operation: Operation,
    /// Name for files: `A_x_B`, from the names of the files read.
    pub file_stem: String,
    /// The format of A's file where it can be written.
    pub default_export: Export,
}

/// Everything the page shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PageState {
    /// The operands, and C if there is one to be checked.
    pub slots: BySide<ByPtr<OperandSlot>>,
    /// The running job.
    pub run: RunState,
    /// The check of C.
    pub check: CheckState,
    /// The newest product.
    pub product: Option<ByPtr<ShownProduct>>,
    /// What can be seen of the product that is being computed, once that takes a noticeable time.
    pub live: Option<LiveProduct>,
    /// The tiles of `product`, if it could be seen before its end.
    pub tiles: Option<LiveProduct>,
    /// The cell of C that has the focus of the grid, from 0; inside the product.
    pub focused: GridCell,
    /// The cells of C of which a part is in the grid's view.
    pub visible: CellRange,
    /// Multiply was pressed since, without a product so far.
    pub is_earlier: bool,
    /// Why the last job gave no product, or why copying or saving failed.
    pub error: Option<String>,
    /// The error is that the product is too large for this tab.
    pub is_too_large: bool,
    /// The card "Compute elsewhere" is open.
    pub is_elsewhere_open: bool,
    /// What that card says of the job that is being saved, or was saved last.
    pub saving: Option<String>,
    /// What succeeded last, other than a job: "Copied as CSV."
    pub status: Option<String>,
    /// What Copy link offers besides.
    pub share: ShareState,
    /// How jobs are run.
    pub settings: Settings,
    /// The format chosen for copies and downloads; `None` follows A's file.
    pub chosen_export: Option<Export>,
    /// Where something is being dragged.
    pub drag: DragState,
    /// The requests since the page loaded, where the browser counts them.
    pub requests: Option<RequestCount>,
    /// Another build is ready, and the user has not dismissed that.
    pub is_update_ready: bool,
    /// What the page speaks.
    pub language: Language,
    /// The matrices before earlier changes.
    pub history: ByPtr<History>,
}

impl PageState {
    /// The operand of `side`.
    pub fn slot(&self, side: OperandSide) -> &OperandSlot {
        &self.slots[side.index()]
    }

    /// The factors that are read, and whether their texts have changed since.
    fn factors(&self) -> [(Option<ByPtr<Loaded>>, bool); 5] {
        OperandSide::FACTORS.map(|side| {
            let slot = self.slot(side);
            (slot.matrix().map(|matrix| matrix.loaded.clone()), slot.is_unread())
        })
    }

    /// Whether a matrix is being read that the operation needs.
    pub fn is_reading(&self) -> bool {
        self.settings.operation.operands().iter().any(|&side| self.slot(side).pending().is_some())
    }

    /// Whether a file is being read, which a swap would cancel.
    pub fn is_reading_file(&self) -> bool {
        OperandSide::BOTH.into_iter().any(|side| self.slot(side).pending_file().is_some())
    }

    /// Whether the product was made of other operands, or in another way, than what is shown now.
    pub fn is_stale(&self) -> bool {
        self.product.as_ref().is_some_and(|shown| {
            let operation = self.settings.operation;
            let differs = |(side, used): (&OperandSide, &ByPtr<Loaded>)| {
                self.slot(*side).ready().is_none_or(|matrix| matrix.loaded != *used)
            };
            operation.effective() != shown.operation.effective()
                || operation.operands().iter().zip(&shown.operands).any(differs)
        })
    }

    /// The format of copies and downloads.
    pub fn export(&self) -> Export {
        self.chosen_export.or_else(|| self.product.as_ref().map(|shown| shown.default_export)).unwrap_or(Export::Csv)
    }

    /// The state after `action`.
    pub fn after(&self, action: PageAction) -> PageState {
        let mut next = self.clone();
        match action {
            PageAction::Operand(side, action) => next.change_operand(side, action),
            PageAction::Job(action) => next.change_job(action),
            PageAction::Check(action) => next.check = self.check.after(action),
            PageAction::Swapped => {
                next.slots.swap(OperandSide::A.index(), OperandSide::B.index());
                next.settings.operation.transposed.reverse();
                OperandSide::BOTH.into_iter().for_each(|side| next.change(side, OperandSlot::swap));
                next.clear_messages();
            }
            PageAction::SnapshotTaken(change, texts) => {
                next.change_history(|history| {
                    history.record(UndoSnapshot { change, slots: self.slots.clone(), texts })
                });
            }
            PageAction::SteppedInHistory(step, texts) => next.step_in_history(step, texts),
            PageAction::Configured(settings) => next.settings = settings,
            PageAction::FormatChosen(export) => {
                next.chosen_export = Some(export);
                next.status = None;
            }
            PageAction::Succeeded(status) => {
                next.clear_messages();
                next.status = Some(status);
            }
            PageAction::Failed(error) => {
                next.clear_messages();
                next.error = Some(error);
            }
            PageAction::Shared(share) => next.share = share,
            PageAction::Dragged(drag) => next.drag = drag,
            PageAction::Requested(count) => next.requests = Some(count),
            PageAction::CellFocused(cell) => next.focused = cell,
            PageAction::CellsShown(cells) => next.visible = cells,
            PageAction::LanguageChosen(language) => {
                next.language = language;
                // It is in the language before.
                next.status = None;
            }
            PageAction::UpdateReady(is_ready) => next.is_update_ready = is_ready,
            PageAction::ElsewhereToggled(is_open) => next.is_elsewhere_open = is_open,
            PageAction::JobSaving(line) => {
                next.clear_messages();
                next.saving = line;
            }
        }
        if next.slots != self.slots {
            let mut history = History::clone(&next.history);
            if history.trim(&next.slots) {
                next.history = ByPtr::new(history);
            }
        }
        if next.factors() != self.factors() {
            // What was saved is not what is here now.
            next.saving = None;
            next.share = ShareState::Idle;
        }
        next
    }

    fn change_operand(&mut self, side: OperandSide, action: OperandAction) {
        match action {
            OperandAction::Edited => {
                self.change(side, OperandSlot::edit);
                self.clear_messages();
            }
            OperandAction::Cleared => {
                self.slots[side.index()] = ByPtr::default();
                self.clear_messages();
            }
            OperandAction::Reverted => self.change(side, OperandSlot::revert),
            OperandAction::OpenedInEditor => self.change(side, OperandSlot::open_in_editor),
            OperandAction::ReadStarted(id, name) => {
                self.change(side, |slot| slot.start_read(id, name));
                self.status = None;
            }
            OperandAction::AlternativesFound(id, alternatives) if self.slot(side).awaits(id) => {
                self.change(side, |slot| slot.set_alternatives(alternatives));
            }
            OperandAction::ReadProgress(id, share) if self.slot(side).awaits(id) => {
                self.change(side, |slot| slot.advance(share));
            }
            OperandAction::ReadFinished(id, Ok(matrix)) if self.slot(side).awaits(id) => {
                self.change(side, |slot| slot.finish_read(Ok(matrix)));
                self.error = None;
            }
            OperandAction::ReadFinished(id, Err(error)) if self.slot(side).awaits(id) => {
                // The alert at the operand says why nothing is multiplied.
                self.change(side, |slot| slot.finish_read(Err(error)));
                self.read_without_matrix(side);
            }
            OperandAction::ReadCancelled(id) if self.slot(side).awaits(id) => {
                self.change(side, OperandSlot::cancel_read);
                self.read_without_matrix(side);
            }
            OperandAction::Calmed(is_calm) => self.change(side, |slot| slot.set_calm(is_calm)),
            OperandAction::TableChanged(matrix) => {
                self.change(side, |slot| slot.replace(matrix));
                self.clear_messages();
            }
            OperandAction::CellRefused(cell) => self.change(side, |slot| slot.set_refused_cell(cell)),
            // Answers to requests that are no longer wanted.
            OperandAction::AlternativesFound(..)
            | OperandAction::ReadProgress(..)
            | OperandAction::ReadFinished(..)
            | OperandAction::ReadCancelled(..) => {}
        }
    }

    fn change_job(&mut self, action: JobAction) {
        match action {
            JobAction::Requested => {
                if !self.run.is_active() {
                    self.run = RunState::Waiting;
                    self.is_earlier = true;
                }
                self.clear_messages();
            }
            JobAction::Started(id) => self.run = RunState::started(id),
            JobAction::Seen(id, live) => {
                if self.run.awaits(id) {
                    self.live = Some(live);
                    self.focused = (0, 0);
                }
            }
            JobAction::Progress(id, done, total) => self.run = self.run.advanced(id, done, total),
            JobAction::Finished(id, product) => {
                if self.run.awaits(id) {
                    self.run = RunState::Idle;
                    self.error = None;
                    self.product = Some(product);
                    // The grid of a product that could be seen before goes on, with the same cell.
                    if self.live.is_none() {
                        self.focused = (0, 0);
                    }
                    self.tiles = self.live.take();
                    self.is_earlier = false;
                }
            }
            JobAction::Failed(id, error) => {
                if id.is_none_or(|id| self.run.awaits(id)) {
                    self.run = RunState::Idle;
                    self.error = Some(error);
                    self.is_too_large = false;
                }
            }
            JobAction::TooLarge(id, error) => {
                if self.run.awaits(id) {
                    self.run = RunState::Idle;
                    self.error = Some(error);
                    self.is_too_large = true;
                }
            }
            JobAction::Stopped => {
                self.run = RunState::Idle;
                let status = match self.is_reading() {
                    true => text::STOPPED_WHILE_READING,
                    false => text::STOPPED,
                };
                self.status = Some(status.get().into());
            }
        }
        if !self.run.is_active() {
            self.live = None;
        }
    }

    fn change(&mut self, side: OperandSide, change: impl FnOnce(&mut OperandSlot)) {
        let mut slot = OperandSlot::clone(self.slot(side));
        change(&mut slot);
        self.slots[side.index()] = ByPtr::new(slot);
    }

    fn change_history<T>(&mut self, change: impl FnOnce(&mut History) -> T) -> T {
        let mut history = History::clone(&self.history);
        let result = change(&mut history);
        self.history = ByPtr::new(history);
        result
    }

    fn step_in_history(&mut self, step: HistoryStep, texts: BySide<String>) {
        let Some(change) = self.history.next(step) else { return };
        let current = UndoSnapshot { change, slots: self.slots.clone(), texts };
        let Some(snapshot) = self.change_history(|history| history.step(step, current)) else { return };
        if self.is_reading() {
            // What the job waits for is no longer being read.
            self.run = self.run.without_input();
            self.check = self.check.without_input();
        }
        self.slots = OperandSide::ALL.map(|side| snapshot.restored(side));
        self.error = None;
        self.status = Some(operand::stepped(step, snapshot.change));
    }

    fn read_without_matrix(&mut self, side: OperandSide) {
        self.check = self.check.without_input();
        if self.settings.operation.operands().contains(&side) {
            self.run = self.run.without_input();
        }
        let slots = self.slots.clone();
        self.change_history(|history| history.retract(&slots));
    }

    fn clear_messages(&mut self) {
        self.error = None;
        self.is_too_large = false;
        self.status = None;
    }
}
