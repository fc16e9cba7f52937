//! One step back: A and B as they were before something replaced them. Pure.
//!
//! What is typed the browser itself takes back. Refuses to hold much memory: large matrices cannot be had back.

use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::slot::{OperandSide, OperandSlot};
use std::rc::Rc;

/// Bytes of matrices up to which they are kept.
const MOST_BYTES: u64 = 256 << 20;

/// A and B, with the texts of their editors.
#[derive(Clone, Debug)]
pub struct UndoSnapshot {
    /// A and B.
    pub slots: [ByPtr<OperandSlot>; 2],
    /// What stood in the editors.
    pub texts: [String; 2],
    /// What could be had back before.
    older: Option<ByPtr<UndoSnapshot>>,
}

impl UndoSnapshot {
    /// Keeps A and B, unless there is nothing to lose or too much to keep; and `older`, in case that nothing comes in
    /// their place.
    pub fn keep(
        slots: [ByPtr<OperandSlot>; 2],
        texts: [String; 2],
        older: Option<&ByPtr<UndoSnapshot>>,
    ) -> Option<Self> {
        let is_empty = slots.iter().all(|slot| slot.is_free()) && texts.iter().all(String::is_empty);
        let loaded = slots.iter().filter_map(|slot| slot.loaded.as_ref());
        let bytes: u64 = loaded.map(|loaded| loaded.matrix.shape.elements().unwrap_or(u64::MAX) * 8).sum();
        let older = older.map(|older| ByPtr::new(UndoSnapshot { older: None, ..UndoSnapshot::clone(older) }));
        (!is_empty && bytes <= MOST_BYTES).then_some(Self { slots, texts, older })
    }

    /// What can be had back now that a reading has brought nothing to `slots`: not what is there.
    pub fn unless_there(former: Option<ByPtr<UndoSnapshot>>, slots: [&OperandSlot; 2]) -> Option<ByPtr<UndoSnapshot>> {
        let is_same = |(then, now): (&ByPtr<OperandSlot>, &OperandSlot)| {
            then.unread == now.unread && then.loaded.as_ref().map(Rc::as_ptr) == now.loaded.as_ref().map(Rc::as_ptr)
        };
        former.and_then(|former| match former.slots.iter().zip(slots).all(is_same) {
            true => former.older.clone(),
            false => Some(former),
        })
    }

    /// An operand as it comes back in the place of `now`: what was being read then, or is now, is not waited for.
    pub fn returns(&self, side: OperandSide, now: &OperandSlot) -> OperandSlot {
        let mut slot = OperandSlot::clone(&self.slots[side.index()]);
        slot.give_up();
        slot.ticket = now.ticket;
        slot
    }
}
