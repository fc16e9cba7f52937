//! Shared memory that workers keep alive after the page has dropped it.
//!
//! A worker drops the arrays of a job that has ended, but its garbage collector sees a few small objects and does not run
//! for them. What they refer to stays until the worker ends, so the page counts it, and has workers replaced in time.

use js_sys::{Object, Reflect, WeakRef};
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};

/// Bytes after which workers are replaced: some products of n = 2048, or 60 ms of starting workers for seconds of work.
const LIMIT_BYTES: u64 = 512 << 20;
/// Buffers that are remembered: products that follow each other often have operands in common.
const RECENT: usize = 16;

thread_local! {
    static HELD: RefCell<HeldMemory> = RefCell::default();
}

#[derive(Default)]
struct HeldMemory {
    bytes: u64,
    recent: VecDeque<WeakRef<Object>>,
}

/// Counts buffers that workers get to see: those in shared memory that they did not see lately.
pub fn count(buffers: impl IntoIterator<Item = JsValue>) {
    HELD.with_borrow_mut(|held| buffers.into_iter().filter(is_shared).for_each(|buffer| held.add(&buffer)));
}

/// Whether the workers are to be replaced after the next job. Then counting begins anew.
pub fn is_full() -> bool {
    HELD.with_borrow_mut(|held| {
        let is_full = held.bytes > LIMIT_BYTES;
        if is_full {
            *held = HeldMemory::default();
        }
        is_full
    })
}

fn is_shared(buffer: &JsValue) -> bool {
    let tag = Reflect::get(buffer, &js_sys::Symbol::to_string_tag()).ok().and_then(|tag| tag.as_string());
    tag.as_deref() == Some("SharedArrayBuffer")
}

impl HeldMemory {
    fn add(&mut self, buffer: &JsValue) {
        let is_known = |recent: &WeakRef<Object>| recent.deref().is_some_and(|known| JsValue::from(known) == *buffer);
        if self.recent.iter().any(is_known) {
            return;
        }
        let bytes = Reflect::get(buffer, &"byteLength".into()).ok().and_then(|bytes| bytes.as_f64());
        self.bytes += bytes.unwrap_or(0.0) as u64;
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(WeakRef::new(buffer.unchecked_ref::<Object>()));
    }
}
