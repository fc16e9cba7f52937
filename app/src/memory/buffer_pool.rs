//! Buffers that the next job reuses: the first touch of fresh memory costs more than copying into it.

use super::allocate;
use crate::failure::Failure;
use crate::operand::Elements;
use js_sys::{ArrayBuffer, Reflect, SharedArrayBuffer};
use shared::DType;
use std::cell::RefCell;
use std::collections::VecDeque;
use wasm_bindgen::{JsCast, JsValue};

/// Most bytes kept for the next job in each pool.
const MAX_POOLED_BYTES: u64 = 256 << 20;

thread_local! {
    /// `SharedArrayBuffer`s of finished jobs.
    static SHARED: RefCell<BufferPool> = const { RefCell::new(BufferPool(VecDeque::new())) };
    /// `ArrayBuffer`s that workers sent back.
    static TRANSFERRED: RefCell<BufferPool> = const { RefCell::new(BufferPool(VecDeque::new())) };
}

/// Free buffers and their sizes in bytes, the newest last.
struct BufferPool(VecDeque<(JsValue, u64)>);

impl BufferPool {
    /// A buffer of at least this size, but not much larger.
    fn acquire(&mut self, bytes: u64) -> Option<JsValue> {
        let fits = |size: u64| bytes <= size && size / 2 <= bytes.max(1 << 16);
        let index = self.0.iter().rposition(|(_, size)| fits(*size))?;
        self.0.remove(index).map(|(buffer, _)| buffer)
    }

    /// Takes a buffer that is no longer in use, and drops the oldest ones beyond [`MAX_POOLED_BYTES`]. Ignores buffers
    /// that are pooled already, and detached ones.
    fn release(&mut self, buffer: JsValue) {
        let size = byte_length(&buffer);
        if size == 0 || self.0.iter().any(|(pooled, _)| *pooled == buffer) {
            return;
        }
        self.0.push_back((buffer, size));
        let mut total: u64 = self.0.iter().map(|(_, size)| *size).sum();
        while total > MAX_POOLED_BYTES {
            total -= self.0.pop_front().map_or(total, |(_, size)| size);
        }
    }
}

/// Size of a buffer, which may exceed the bindings' 32 bits; 0 if it is detached.
fn byte_length(buffer: &JsValue) -> u64 {
    Reflect::get(buffer, &"byteLength".into()).ok().and_then(|length| length.as_f64()).unwrap_or(0.0) as u64
}

/// An array in shared memory with unspecified contents.
///
/// # Errors
/// [`Failure::Limit`] when the browser cannot allocate it.
pub fn acquire_shared(dtype: DType, elements: u64) -> Result<Elements, Failure> {
    match SHARED.with_borrow_mut(|pool| pool.acquire(elements.saturating_mul(dtype.size() as u64))) {
        Some(buffer) => Ok(Elements::on(&buffer, dtype, elements as u32)),
        None => allocate(dtype, elements, true),
    }
}

/// Gives back an array of [`acquire_shared`] that nothing uses any more.
fn release_shared(elements: &Elements) {
    if let Ok(buffer) = elements.buffer().dyn_into::<SharedArrayBuffer>() {
        SHARED.with_borrow_mut(|pool| pool.release(buffer.into()));
    }
}

/// Gives back the arrays of a finished job, except those that are the caller's own.
pub fn release_job(arrays: &[Elements], callers: &[&Elements]) {
    arrays.iter().filter(|array| !callers.contains(array)).for_each(release_shared);
}

/// An array to be transferred to a worker and back, with unspecified contents, on a buffer with room for `capacity`
/// elements.
///
/// # Errors
/// [`Failure::Limit`] when the browser cannot allocate it.
pub fn acquire_transferable(dtype: DType, elements: u32, capacity: u32) -> Result<Elements, Failure> {
    let capacity = elements.max(capacity);
    let pooled = TRANSFERRED.with_borrow_mut(|pool| pool.acquire(u64::from(capacity) * dtype.size() as u64));
    // A script that listens to a worker's messages could have transferred the buffer meanwhile.
    let buffer = match pooled.filter(|buffer| byte_length(buffer) > 0) {
        Some(buffer) => buffer,
        None => allocate(dtype, u64::from(capacity), false)?.buffer(),
    };
    Ok(Elements::on(&buffer, dtype, elements))
}

/// Gives back the buffer of an array that a worker sent back.
pub fn release_transferable(elements: &Elements) {
    if let Ok(buffer) = elements.buffer().dyn_into::<ArrayBuffer>() {
        TRANSFERRED.with_borrow_mut(|pool| pool.release(buffer.into()));
    }
}

/// Drops all pooled buffers.
pub fn clear() {
    SHARED.with_borrow_mut(|pool| pool.0.clear());
    TRANSFERRED.with_borrow_mut(|pool| pool.0.clear());
}
