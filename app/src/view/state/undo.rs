//! One step of undo: A and B as they were before one of them was replaced. Pure.
//!
//! Typing is undone by the browser itself. Large matrices are not kept, so their replacement cannot be undone.

use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::slot::{OperandSide, OperandSlot};

/// Largest size of both matrices together, in bytes, that is kept.
const MAX_BYTES: u64 = 256 << 20;

/// A and B, with the texts of their editors.
#[derive(Clone, Debug)]
pub struct UndoSnapshot {
    /// A and B.
    pub slots: [ByPtr<OperandSlot>; 2],
    /// The texts of the editors.
    pub texts: [String; 2],
    /// The snapshot before this one, for the case that what follows changes nothing.
    older: Option<ByPtr<UndoSnapshot>>,
}

impl UndoSnapshot {
    /// A snapshot, unless there is nothing to lose or too much to keep.
    pub fn new(
        slots: [ByPtr<OperandSlot>; 2],
        texts: [String; 2],
        older: Option<&ByPtr<UndoSnapshot>>,
    ) -> Option<Self> {
        let is_empty = slots.iter().all(|slot| slot.is_free()) && texts.iter().all(String::is_empty);
        let shapes = slots.iter().filter_map(|slot| slot.matrix()).map(|matrix| matrix.shape());
        let bytes: u64 = shapes.map(|shape| shape.elements().unwrap_or(u64::MAX / 16) * 8).sum();
        let older = older.map(|older| ByPtr::new(UndoSnapshot { older: None, ..UndoSnapshot::clone(older) }));
        (!is_empty && bytes <= MAX_BYTES).then_some(Self { slots, texts, older })
    }

    /// The snapshot that counts after a read gave no matrix: the one before, if `slots` are still what was saved.
    pub fn after_failed_read(
        snapshot: Option<ByPtr<UndoSnapshot>>,
        slots: &[ByPtr<OperandSlot>; 2],
    ) -> Option<ByPtr<UndoSnapshot>> {
        let is_unchanged = |snapshot: &UndoSnapshot| {
            snapshot.slots.iter().zip(slots).all(|(saved, current)| saved.has_content_of(current))
        };
        snapshot.and_then(|snapshot| if is_unchanged(&snapshot) { snapshot.older.clone() } else { Some(snapshot) })
    }

    /// The operand as it was saved, without the read that was in progress then.
    pub fn restored(&self, side: OperandSide) -> ByPtr<OperandSlot> {
        let mut slot = OperandSlot::clone(&self.slots[side.index()]);
        slot.cancel_read();
        ByPtr::new(slot)
    }
}
