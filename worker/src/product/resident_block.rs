//! The block of columns of B that a worker holds, packed or plain, and its sketch for the check.

use crate::array::ArrayElement;
use crate::clock::timed;
use shared::certificate::{BlockSketch, ColumnBlock, Freivalds, Norms, Rows};
use shared::kernel::{Algorithm, Aligned, PackedB};
use shared::protocol::{ProductSpec, TileTimings};
use shared::tiling::PLAIN_COLUMNS;
use std::mem;
use std::ops::Range;

/// A block of columns of B, filled from the first row to the last.
pub(super) struct ResidentBlock<T> {
    number: u32,
    width: usize,
    /// Rows of the whole block: the inner size.
    k: usize,
    /// Rows that have arrived.
    rows: usize,
    elements: BlockElements<T>,
    sketch: Sketch,
}

/// The elements of a block, as the kernel reads them.
pub(super) enum BlockElements<T> {
    /// For blocks of several tiles: packed once, read by each.
    Packed(PackedB<T>),
    /// For blocks that are one tile each, for few columns and for the recursion: the kernel chooses its own way.
    Plain(Aligned<T>),
}

/// Measures of a block.
enum Sketch {
    /// Rows are missing.
    Partial(ColumnBlock),
    /// All rows are in it.
    Complete(BlockSketch, Norms),
}

impl<T: ArrayElement> ResidentBlock<T> {
    /// An empty block in place of `former`, whose memory it reuses; where it cannot, that memory is freed first.
    pub(super) fn new(former: Option<Self>, spec: &ProductSpec, number: u32, columns: Range<usize>) -> Self {
        let (k, width) = (spec.dims.k, columns.len());
        let packs = spec.algorithm == Algorithm::Classical && !spec.one_tile_per_block && width > PLAIN_COLUMNS;
        let elements = match (former.map(|block| block.elements), packs) {
            (Some(BlockElements::Packed(mut packed)), true) => {
                packed.reset(k, width);
                BlockElements::Packed(packed)
            }
            (Some(BlockElements::Plain(mut plain)), false) => {
                plain.restart(k * width);
                BlockElements::Plain(plain)
            }
            (former, packs) => {
                drop(former);
                if packs {
                    BlockElements::Packed(PackedB::new(k, width))
                } else {
                    let mut plain = Aligned::default();
                    plain.restart(k * width);
                    BlockElements::Plain(plain)
                }
            }
        };
        let sketch = Sketch::Partial(ColumnBlock::new(spec.verify.map(Freivalds::new), k, columns));
        let mut block = Self { number, width, k, rows: 0, elements, sketch };
        block.finish_if_complete();
        block
    }

    /// Its number in the plan.
    pub(super) fn number(&self) -> u32 {
        self.number
    }

    /// Whether this is block `number`.
    pub(super) fn is(&self, number: u32) -> bool {
        self.number == number
    }

    /// Adds the next rows. Does nothing with rows that do not follow those that are here.
    pub(super) fn add_band(&mut self, first_row: usize, band: &[T], times: &mut TileTimings) {
        if self.rows != first_row || self.width == 0 || !band.len().is_multiple_of(self.width) {
            return;
        }
        let rows = band.len() / self.width;
        if rows > self.k - first_row {
            return;
        }
        timed(&mut times.pack, || match &mut self.elements {
            BlockElements::Packed(packed) => packed.pack_rows(first_row, band),
            BlockElements::Plain(plain) => plain.append(band),
        });
        timed(&mut times.certify, || {
            if let (Sketch::Partial(columns), Some(rows)) = (&mut self.sketch, Rows::packed(band, rows, self.width)) {
                columns.add_band(rows);
            }
        });
        self.rows += rows;
        self.finish_if_complete();
    }

    /// Elements, sketch and norms, once all rows are here.
    pub(super) fn complete(&self) -> Option<(&BlockElements<T>, &BlockSketch, &Norms)> {
        match &self.sketch {
            Sketch::Complete(sketch, norms) => Some((&self.elements, sketch, norms)),
            Sketch::Partial(_) => None,
        }
    }

    fn finish_if_complete(&mut self) {
        if self.rows < self.k {
            return;
        }
        let empty = Sketch::Partial(ColumnBlock::new(None, 0, 0..0));
        self.sketch = match mem::replace(&mut self.sketch, empty) {
            Sketch::Partial(columns) => {
                let (sketch, norms) = columns.finish();
                Sketch::Complete(sketch, norms)
            }
            complete => complete,
        };
    }
}
