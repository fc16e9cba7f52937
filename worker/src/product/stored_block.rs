//! A block of an operand that is stored transposed: its stored rows are copied in, and written as columns.

use super::bands::BAND_BYTES;
use crate::array::ArrayElement;
use crate::scratch::resized;
use shared::kernel::Aligned;
use shared::kernel::transpose::transpose_into;

/// Where a block lies in a typed array.
pub(super) struct StoredBlock {
    /// Index of its first element.
    pub first: usize,
    /// Its rows as they are stored: columns of the operand.
    pub rows: usize,
    /// Elements of each of them.
    pub cols: usize,
    /// Elements from one stored row to the next.
    pub stride: usize,
}

impl StoredBlock {
    /// Writes the transpose of the block to `target`, which has `cols` rows of `rows` elements. Some stored rows at a time
    /// pass through `strip`, so that they stay in the second-level cache until they are turned.
    pub(super) fn copy_transposed<T: ArrayElement>(&self, source: &T::Array, target: &mut [T], strip: &mut Aligned<T>) {
        let &Self { first, rows, cols, stride } = self;
        let height = (BAND_BYTES / (cols * size_of::<T>()).max(1)).max(1);
        for start in (0..rows).step_by(height) {
            let count = height.min(rows - start);
            let strip = resized(strip, count * cols);
            // Whole stored rows are one piece.
            let (pieces, length) = if cols == stride { (1, count * cols) } else { (count, cols) };
            for (index, piece) in strip.chunks_exact_mut(length.max(1)).enumerate().take(pieces) {
                T::copy_out(source, first + (start + index) * stride, piece);
            }
            transpose_into(strip, cols, &mut target[start..], rows);
        }
    }
}
