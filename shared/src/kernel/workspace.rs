//! Memory that a worker keeps between products, because the first touch of a page costs more than its copy.
//!
//! Refuses to be shared: one workspace belongs to one worker.

#![forbid(unsafe_code)]

use super::driver::{FEW_ROWS, MAX_TILE_ROWS};
use super::pack::{BLOCK_ROW_BYTES, BLOCK_ROWS, PackedB};
use super::tile::PANEL_BYTES;
use super::{Algorithm, Dims, strassen};
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

/// What a product needs besides its operands. Starts empty, grows with use, keeps what it has.
#[derive(Debug)]
pub struct Workspace<T> {
    /// MR rows of A, packed.
    pub(super) rows_of_a: Aligned<T>,
    /// B, when the caller did not pack it.
    pub(super) packed_b: PackedB<T>,
    /// The temporaries of the recursion, one set for each level.
    pub(super) levels: Vec<super::strassen::Temporaries<T>>,
}

impl<T: Element> Workspace<T> {
    /// An empty workspace.
    pub fn new() -> Self {
        let mut rows_of_a = Aligned::default();
        rows_of_a.grow(MAX_TILE_ROWS * BLOCK_ROWS);
        Self { rows_of_a, packed_b: PackedB::new(0, 0), levels: Vec::new() }
    }

    /// Gives the memory back.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}

/// Bytes that a workspace grows to at most for products of this size, with `element` bytes in an element.
///
/// They are the packed rows of A (6 × 256 elements), and B where the kernel packs it: a block of 1 MiB or, where there are
/// fewer columns than a panel has, but more than one, and more than a few rows, all of it in one panel, 32·k bytes. With [`Algorithm::Strassen`], whose seams may be
/// as narrow, there are [`strassen::most_bytes`] more.
pub fn most_bytes(dims: Dims, algorithm: Algorithm, element: usize) -> u128 {
    let (block, panel) = ((BLOCK_ROWS * BLOCK_ROW_BYTES) as u128, PANEL_BYTES as u128 * dims.k as u128);
    let (narrow, temporaries) = match algorithm {
        Algorithm::Classical => (dims.m > FEW_ROWS && dims.n > 1 && dims.n < PANEL_BYTES / element, 0),
        Algorithm::Strassen => (true, strassen::most_bytes(dims, element)),
    };
    let packed_b = if narrow { block.max(panel) } else { block };
    let rows_of_a = (MAX_TILE_ROWS * BLOCK_ROWS * element) as u128;
    rows_of_a + packed_b + temporaries + 2 * ALIGNMENT as u128
}

impl<T: Element> Default for Workspace<T> {
    fn default() -> Self {
        Self::new()
    }
}
