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
    /// Makes room for `len` elements; what they hold is unspecified.
    pub fn grow(&mut self, len: usize) {
        let room = len + ALIGNMENT / size_of::<T>();
        if self.data.len() < room {
            // Not `resize`: it would copy numbers that nobody needs.
            self.data = Vec::new();
            self.data = vec![T::default(); room];
            self.start = self.data.as_ptr().align_offset(ALIGNMENT).min(room - len);
        }
        self.len = len;
    }

    /// Forgets what is here, and makes room for `len` elements to be appended: unlike [`Self::grow`] it writes none.
    pub fn restart(&mut self, len: usize) {
        let room = len + ALIGNMENT / size_of::<T>();
        self.data.clear();
        if self.data.capacity() < room {
            // The old room goes before the new one comes.
            self.data = Vec::new();
            self.data.reserve_exact(room);
        }
        let start = self.data.as_ptr().align_offset(ALIGNMENT);
        // Nothing is aligned where the allocator cannot tell; then it begins where it begins.
        self.start = if start < ALIGNMENT { start } else { 0 };
        self.data.resize(self.start, T::default());
        self.len = 0;
    }

    /// Adds elements behind the last one. Within the room that was made none of them moves.
    pub fn append(&mut self, elements: &[T]) {
        self.data.extend_from_slice(elements);
        self.len += elements.len();
    }

    /// The elements.
    pub fn as_slice(&self) -> &[T] {
        &self.data[self.start..self.start + self.len]
    }

    /// The elements, to be written.
    pub fn as_mut_slice(&mut self) -> &mut [T] {
        &mut self.data[self.start..self.start + self.len]
    }
}
