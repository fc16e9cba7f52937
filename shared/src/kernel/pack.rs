//! B as the driver reads it: KC × NC blocks of panels 32 bytes wide, read from front to back. Packing is a copy, so it
//! has no influence on the bits of C.
//!
//! Element (p, j) lies in column block jc = j − j mod NC and row block pc = p − p mod KC. Blocks follow each other
//! jc first, then pc; a block holds its panels one after the other; a panel holds its rows, NR elements each, and
//! the last panel is padded with zeros. For n = 1 a panel is one column wide: B is a vector and stays one.

#![forbid(unsafe_code)]

use super::aligned::Aligned;
use super::blocking::{BLOCK_ROWS, block_columns, panel_columns};
use super::tile::{Panels, View};
use crate::element::Element;

/// Rows that are copied together: a KiB of each panel, so that memory is written in long pieces.
const ROWS_AT_A_TIME: usize = 32;

/// A k × n matrix B, packed. Reusable: [`PackedB::reset`] keeps the allocation.
#[derive(Debug, Default)]
pub struct PackedB<T> {
    k: usize,
    n: usize,
    /// Columns of a panel.
    width: usize,
    data: Aligned<T>,
}

impl<T: Element> PackedB<T> {
    /// Memory for a k × n matrix. Rows that are never packed hold unspecified numbers.
    pub fn new(k: usize, n: usize) -> Self {
        let mut packed = Self { k: 0, n: 0, width: 1, data: Aligned::default() };
        packed.reset(k, n);
        packed
    }

    /// Prepares it for another k × n matrix; allocates only if it grows.
    pub fn reset(&mut self, k: usize, n: usize) {
        self.reset_as(k, n, if n == 1 { 1 } else { panel_columns::<T>() });
    }

    /// The same, but with a panel of full width for a vector, too.
    pub(super) fn reset_panels(&mut self, k: usize, n: usize) {
        self.reset_as(k, n, panel_columns::<T>());
    }

    fn reset_as(&mut self, k: usize, n: usize, width: usize) {
        (self.k, self.n, self.width) = (k, n, width);
        self.data.grow(k * n.next_multiple_of(width));
    }

    /// Frees the memory; the matrix is then 0 × 0.
    pub fn clear(&mut self) {
        *self = Self::new(0, 0);
    }

    /// Rows of B.
    pub fn k(&self) -> usize {
        self.k
    }

    /// Columns of B.
    pub fn n(&self) -> usize {
        self.n
    }

    /// Copies rows of B to their places, the first of them row `first_row`; `rows` is row-major with n columns.
    /// Bands may arrive in any order and of any height.
    ///
    /// # Panics
    /// When `rows` is not a whole number of rows or reaches beyond row k.
    pub fn pack_rows(&mut self, first_row: usize, rows: &[T]) {
        if self.n == 0 {
            return;
        }
        assert_eq!(rows.len() % self.n, 0, "a band must consist of whole rows of {} elements", self.n);
        self.pack_view(first_row, rows.len() / self.n, View::new(rows, self.n));
    }

    /// Copies `count` rows of a view, n columns each, to their places from row `first_row` on.
    pub(super) fn pack_view(&mut self, first_row: usize, count: usize, rows: View<'_, T>) {
        assert!(first_row + count <= self.k, "rows {first_row} + {count} reach beyond the {} rows of B", self.k);
        let mut done = 0;
        while done < count {
            let row = first_row + done;
            // A band ends with its block: the place of a row depends on the height of the block.
            let block_end = (row - row % BLOCK_ROWS + BLOCK_ROWS).min(self.k);
            let band = ROWS_AT_A_TIME.min(count - done).min(block_end - row);
            self.pack_band(row, band, rows.from(done, 0));
            done += band;
        }
    }

    /// Copies a few rows that lie in one block of rows: all whole panels of a block of columns at once, then the last.
    fn pack_band(&mut self, row: usize, count: usize, rows: View<'_, T>) {
        let width = self.width;
        let step = BLOCK_ROWS.min(self.k - (row - row % BLOCK_ROWS)) * width;
        for first in (0..self.n).step_by(block_columns::<T>()) {
            let columns = block_columns::<T>().min(self.n - first);
            let (whole, rest) = (columns / width, columns % width);
            let start = self.panel_start(row, first);
            let panels = &mut self.data.as_mut_slice()[start..];
            let rows = rows.from(0, first);
            copy_panels(rows, count, whole, panels, width, step);
            if rest > 0 {
                fill_panel(rows.from(0, whole * width), rest, &mut panels[whole * step..][..count * width], width);
            }
        }
    }

    /// Where element (row, column) lies, for a column that begins a panel.
    fn panel_start(&self, row: usize, column: usize) -> usize {
        let block_column = column - column % block_columns::<T>();
        let block_row = row - row % BLOCK_ROWS;
        let block_height = BLOCK_ROWS.min(self.k - block_row);
        let block_width = block_columns::<T>().min(self.n.next_multiple_of(self.width) - block_column);
        block_column * self.k
            + block_row * block_width
            + (column - block_column) * block_height
            + (row - block_row) * self.width
    }

    /// The panels from `column` on, as far as its column block goes, restricted to the block of rows at `block_row`.
    pub(super) fn panels(&self, block_row: usize, column: usize) -> Panels<'_, T> {
        let start = self.panel_start(block_row, column);
        let height = BLOCK_ROWS.min(self.k - block_row);
        let block_end = (column - column % block_columns::<T>() + block_columns::<T>()).min(self.n);
        let count = (block_end - column).div_ceil(panel_columns::<T>());
        Panels::packed(&self.data.as_slice()[start..start + count * height * self.width], height)
    }

    /// All rows of a B that fits into one panel.
    pub(super) fn only_panel(&self) -> Panels<'_, T> {
        assert!(self.n <= self.width, "{} columns need more than one panel", self.n);
        Panels::packed(&self.data.as_slice()[..self.k * self.width], self.k)
    }

    /// B itself when it is a vector (n = 1).
    pub(super) fn vector(&self) -> &[T] {
        assert_eq!(self.width, 1, "only one column lies as a vector");
        &self.data.as_slice()[..self.k]
    }
}

/// Copies `count` rows into `whole` panels, `width` columns each, that begin `step` elements apart.
fn copy_panels<T: Element>(rows: View<'_, T>, count: usize, whole: usize, panels: &mut [T], width: usize, step: usize) {
    #[cfg(target_arch = "wasm32")]
    if width == panel_columns::<T>() {
        return super::simd_copy::copy_panels(rows, count, whole, panels, step);
    }
    for panel in 0..whole {
        fill_panel(rows.from(0, panel * width), width, &mut panels[panel * step..][..count * width], width);
    }
}

/// Copies the first `columns` of each row into a panel, whose rows are `width` wide, and pads with zeros.
fn fill_panel<T: Element>(rows: View<'_, T>, columns: usize, panel: &mut [T], width: usize) {
    for (i, target) in panel.chunks_exact_mut(width).enumerate() {
        let source = &rows.data[i * rows.stride..][..columns];
        target[..columns].copy_from_slice(source);
        target[columns..].fill(T::default());
    }
}
