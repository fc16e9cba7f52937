//! Undo and redo: the matrices as they were before each change. Pure.
//!
//! A snapshot holds matrices by handle, so it costs memory only for matrices that are no longer on the page. The oldest
//! snapshots go when there are too many, or when those matrices take too much memory.

use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::loaded::Loaded;
use crate::view::state::slot::{BySide, OperandSide, OperandSlot};

/// Largest size in bytes of the matrices and texts that only snapshots hold.
const MAX_BYTES: u64 = 256 << 20;

/// Most snapshots on the way back, and as many on the way forward.
const MAX_STEPS: usize = 100;

/// What changed a matrix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputChange {
    /// Typing into an editor.
    Typed(OperandSide),
    /// Numbers of the table were entered, pasted or cleared.
    Numbers(OperandSide),
    /// Rows or columns were inserted or deleted.
    Lines(OperandSide),
    /// A file or a pasted text was loaded.
    Loaded(OperandSide),
    /// Everything was removed.
    Cleared(OperandSide),
    /// A product became an operand.
    Reused(OperandSide),
    /// A and B changed places.
    Swapped,
    /// A and B were filled in together: by an example, two files, a link.
    FilledIn,
}

/// A direction in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HistoryStep {
    /// Back to what was before the last change.
    Undo,
    /// Forward to what was before the last undo.
    Redo,
}

/// The matrices, with the texts of their editors.
#[derive(Clone, Debug)]
pub struct UndoSnapshot {
    /// The change before or after which things were like this.
    pub change: InputChange,
    /// The matrices.
    pub slots: BySide<ByPtr<OperandSlot>>,
    /// The texts of the editors.
    pub texts: BySide<String>,
}

impl UndoSnapshot {
    /// The operand as it was saved, without the read that was in progress then.
    pub fn restored(&self, side: OperandSide) -> ByPtr<OperandSlot> {
        let mut slot = OperandSlot::clone(&self.slots[side.index()]);
        slot.cancel_read();
        ByPtr::new(slot)
    }

    /// Whether going from one to the other would change nothing that is shown.
    fn looks_like(&self, other: &UndoSnapshot) -> bool {
        OperandSide::ALL.map(OperandSide::index).into_iter().all(|index| {
            let (one, two) = (&self.slots[index], &other.slots[index]);
            let is_same_text = self.texts[index] == other.texts[index];
            // The same text, read twice, is two matrices.
            let is_in_text = !self.texts[index].is_empty() && one.summary().is_none() && two.summary().is_none();
            is_same_text && (one.has_content_of(two) || is_in_text)
        })
    }

    fn matrices(&self) -> impl Iterator<Item = &ByPtr<Loaded>> {
        self.slots.iter().filter_map(|slot| slot.matrix()).map(|matrix| &matrix.loaded)
    }
}

/// The snapshots, nearest last.
#[derive(Clone, Debug, Default)]
pub struct History {
    past: Vec<ByPtr<UndoSnapshot>>,
    future: Vec<ByPtr<UndoSnapshot>>,
    /// The future before the last change, for the case that it changes nothing.
    cleared: Vec<ByPtr<UndoSnapshot>>,
}

impl History {
    /// The change that a step takes back or makes again; `None` if there is none.
    pub fn next(&self, step: HistoryStep) -> Option<InputChange> {
        let snapshots = match step {
            HistoryStep::Undo => &self.past,
            HistoryStep::Redo => &self.future,
        };
        snapshots.last().map(|snapshot| snapshot.change)
    }

    /// Records what is about to be changed. What was undone cannot be redone after that.
    pub fn record(&mut self, before: UndoSnapshot) {
        self.past.push(ByPtr::new(before));
        self.cleared = std::mem::take(&mut self.future);
    }

    /// The last recorded change has changed nothing if `slots` are still what was saved: it is forgotten.
    pub fn retract(&mut self, slots: &BySide<ByPtr<OperandSlot>>) {
        let is_unchanged = |saved: &ByPtr<UndoSnapshot>| {
            saved.slots.iter().zip(slots).all(|(saved, current)| saved.has_content_of(current))
        };
        if self.past.last().is_some_and(is_unchanged) {
            self.past.pop();
            self.future = std::mem::take(&mut self.cleared);
        }
    }

    /// Takes a step from what is here now, and gives what to restore; the change of `current` is of no account.
    pub fn step(&mut self, step: HistoryStep, current: UndoSnapshot) -> Option<ByPtr<UndoSnapshot>> {
        let (from, to) = match step {
            HistoryStep::Undo => (&mut self.past, &mut self.future),
            HistoryStep::Redo => (&mut self.future, &mut self.past),
        };
        while let Some(snapshot) = from.pop() {
            if !snapshot.looks_like(&current) {
                to.push(ByPtr::new(UndoSnapshot { change: snapshot.change, ..current }));
                self.cleared.clear();
                return Some(snapshot);
            }
        }
        None
    }

    /// Forgets what is too old or takes too much memory beside the matrices of `slots`, the farthest first. Says whether
    /// it did.
    pub fn trim(&mut self, slots: &BySide<ByPtr<OperandSlot>>) -> bool {
        let mut budget = Budget { bytes: 0, counted: Vec::new() };
        budget.counted.extend(slots.iter().filter_map(|slot| slot.matrix()).map(|matrix| matrix.loaded.clone()));
        let mut has_trimmed = false;
        for snapshots in [&mut self.past, &mut self.future, &mut self.cleared] {
            let excess = snapshots.len() - budget.fitting(snapshots);
            snapshots.drain(..excess);
            has_trimmed |= excess > 0;
        }
        has_trimmed
    }
}

/// What snapshots take so far.
struct Budget {
    bytes: u64,
    /// Matrices that count already, or are on the page.
    counted: Vec<ByPtr<Loaded>>,
}

impl Budget {
    /// How many of the nearest snapshots fit.
    fn fitting(&mut self, snapshots: &[ByPtr<UndoSnapshot>]) -> usize {
        let fits = |snapshot: &&ByPtr<UndoSnapshot>| {
            self.bytes += snapshot.texts.iter().map(|text| text.len() as u64).sum::<u64>();
            for loaded in snapshot.matrices() {
                if !self.counted.contains(loaded) {
                    self.bytes += loaded.matrix.shape.elements().unwrap_or(u64::MAX / 16) * 8;
                    self.counted.push(loaded.clone());
                }
            }
            self.bytes <= MAX_BYTES
        };
        snapshots.iter().rev().take(MAX_STEPS).take_while(fits).count()
    }
}
