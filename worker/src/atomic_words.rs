//! The words of a table of claims on shared memory.
//!
//! `Atomics` throws only for what is no array of integers, so its errors are ignored here.

use js_sys::{Atomics, Int32Array};
use shared::claims::Words;

/// See the module's text.
#[derive(Clone, Debug)]
pub struct AtomicWords(Int32Array);

impl AtomicWords {
    /// The words of an array on a `SharedArrayBuffer`.
    pub fn new(array: Int32Array) -> Self {
        Self(array)
    }

    /// The array.
    pub fn as_array(&self) -> &Int32Array {
        &self.0
    }

    /// Sleeps while a word is `value`, until it is notified, for some milliseconds at most.
    ///
    /// # Errors
    /// A sentence, where this thread may not sleep.
    pub fn sleep(&self, index: usize, value: i32, milliseconds: f64) -> Result<(), String> {
        Atomics::wait_with_timeout(&self.0, index as u32, value, milliseconds)
            .map(drop)
            .map_err(|error| format!("this thread cannot wait for work ({error:?})"))
    }
}

impl Words for AtomicWords {
    fn load(&self, index: usize) -> i32 {
        Atomics::load(&self.0, index as u32).unwrap_or_default()
    }

    fn exchange(&self, index: usize, expected: i32, new: i32) -> bool {
        Atomics::compare_exchange(&self.0, index as u32, expected, new) == Ok(expected)
    }

    fn store(&self, index: usize, value: i32) {
        let _ = Atomics::store(&self.0, index as u32, value);
    }

    fn bump(&self, index: usize) {
        let _ = Atomics::add(&self.0, index as u32, 1);
        let _ = Atomics::notify(&self.0, index as u32);
    }

    fn copy(&self, from: usize, target: &mut [i32]) {
        self.0.subarray(from as u32, (from + target.len()) as u32).copy_to(target);
    }
}
