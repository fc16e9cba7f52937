//! Memory that a worker keeps between products, because the first touch of fresh memory costs more than a copy.

#![forbid(unsafe_code)]

use super::aligned::{ALIGNMENT, Aligned};
use super::blocking::{BLOCK_ROW_BYTES, BLOCK_ROWS, FEW_ROWS, MAX_TILE_ROWS, PANEL_BYTES};
use super::pack::PackedB;
use super::recursion::temporaries_bytes;
use super::{Algorithm, Dims};
use crate::element::Element;

/// The temporaries of one level.
#[derive(Debug, Default)]
pub struct Temporaries<T> {
    /// Sums of quarters of A.
    pub(super) x: Aligned<T>,
    /// Sums of quarters of B.
    pub(super) y: Aligned<T>,
    /// A product that is then added to a quarter of C.
    pub(super) z: Aligned<T>,
}

/// Temporary memory of a product. Starts empty, grows with use, and keeps its allocations.
#[derive(Debug)]
pub struct Workspace<T> {
    /// MR rows of A, packed.
    pub(super) rows_of_a: Aligned<T>,
    /// B, if the caller did not pack it.
    pub(super) packed_b: PackedB<T>,
    /// The temporaries of the recursion, one set for each level.
    pub(super) levels: Vec<Temporaries<T>>,
}

impl<T: Element> Workspace<T> {
    /// An empty workspace.
    pub fn new() -> Self {
        let mut rows_of_a = Aligned::default();
        rows_of_a.grow(MAX_TILE_ROWS * BLOCK_ROWS);
        Self { rows_of_a, packed_b: PackedB::new(0, 0), levels: Vec::new() }
    }

    /// Frees the memory.
    pub fn clear(&mut self) {
        *self = Self::new();
    }
}

impl<T: Element> Default for Workspace<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// Most bytes that a workspace grows to for products of this size, with `element` bytes in an element.
///
/// They are the packed rows of A (6 × 256 elements), and B where the kernel packs it: a block of 1 MiB or, where there
/// are fewer columns than a panel has, but more than one, and more than a few rows, all of it in one panel, 32·k bytes.
/// With [`Algorithm::Strassen`], whose fringes may be as narrow, the temporaries of [`recursion`](super::recursion) come on top.
pub fn workspace_bytes(dims: Dims, algorithm: Algorithm, element: usize) -> u128 {
    let (block, panel) = ((BLOCK_ROWS * BLOCK_ROW_BYTES) as u128, PANEL_BYTES as u128 * dims.k as u128);
    let (narrow, temporaries) = match algorithm {
        Algorithm::Classical => (dims.m > FEW_ROWS && dims.n > 1 && dims.n < PANEL_BYTES / element, 0),
        Algorithm::Strassen => (true, temporaries_bytes(dims, element)),
    };
    let packed_b = if narrow { block.max(panel) } else { block };
    let rows_of_a = (MAX_TILE_ROWS * BLOCK_ROWS * element) as u128;
    rows_of_a + packed_b + temporaries + 2 * ALIGNMENT as u128
}
