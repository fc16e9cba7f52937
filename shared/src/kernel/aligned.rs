//! A growing buffer on cache-line boundaries.

#![forbid(unsafe_code)]

use crate::element::Element;

/// Panels begin on a cache line.
pub(super) const ALIGNMENT: usize = 64;

/// A growing buffer whose first element lies on a cache line.
#[derive(Debug, Default)]
pub struct Aligned<T> {
    data: Vec<T>,
    start: usize,
    len: usize,
}

impl<T: Element> Aligned<T> {
    /// Resizes to `len` elements with unspecified values.
    pub fn grow(&mut self, len: usize) {
        let room = len + ALIGNMENT / size_of::<T>();
        if self.data.len() < room {
            // Not `resize`, which would copy the old elements.
            self.data = Vec::new();
            self.data = vec![T::default(); room];
            self.start = self.data.as_ptr().align_offset(ALIGNMENT).min(room - len);
        }
        self.len = len;
    }

    /// Removes all elements and reserves memory for `len` to be appended. Unlike [`Self::grow`] it writes none.
    pub fn restart(&mut self, len: usize) {
        let room = len + ALIGNMENT / size_of::<T>();
        self.data.clear();
        if self.data.capacity() < room {
            // The old memory is freed before the new is allocated.
            self.data = Vec::new();
            self.data.reserve_exact(room);
        }
        let start = self.data.as_ptr().align_offset(ALIGNMENT);
        // Where the alignment cannot be computed, the elements are not aligned.
        self.start = if start < ALIGNMENT { start } else { 0 };
        self.data.resize(self.start, T::default());
        self.len = 0;
    }

    /// Appends elements. Nothing moves within the reserved memory.
    pub fn append(&mut self, elements: &[T]) {
        self.data.extend_from_slice(elements);
        self.len += elements.len();
    }

    /// The elements.
    pub fn as_slice(&self) -> &[T] {
        &self.data[self.start..self.start + self.len]
    }

    /// The elements, mutable.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.data[self.start..self.start + self.len]
    }
}
