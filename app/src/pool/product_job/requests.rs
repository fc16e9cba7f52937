//! What workers are sent for a product: step by step, because the largest messages take milliseconds to make.

use super::ProductJob;
use crate::failure::Failure;
use crate::memory::buffer_pool;
use crate::operand::Elements;
use crate::pool::data_path::DataPath;
use crate::pool::scheduler::{SlotId, UnitId, WorkerId};
use shared::kernel::Dims;
use shared::protocol::{JobId, Request, SharedOperands, Turn};
use shared::tiling::TURNED_BAND_ROWS;
use std::ops::Range;
use worker::wire::{self, Payload};

/// Most bytes of B in one message, where memory is not shared.
const BAND_BYTES: usize = 2 << 20;
/// Up to this many columns a transposed A goes to the workers as a whole.
const FEW_COLUMNS: usize = 64;

/// A request on the way to a tile.
#[derive(Clone, Debug, PartialEq)]
pub enum ProductStep {
    /// Begins the job.
    Open,
    /// Rows of a block of B, where memory is not shared.
    Band {
        /// The block of columns.
        block: u32,
        /// The rows.
        rows: Range<usize>,
    },
    /// The tile itself.
    Tile(UnitId),
    /// A turn in which the worker claims tiles.
    Turn {
        /// Its number.
        turn: Turn,
        /// The worker's slot.
        slot: SlotId,
        /// Most tiles to claim.
        limit: u32,
    },
}

impl ProductJob {
    /// The steps to a worker's next tile, in order. Their requests are made one by one, by [`ProductJob::request`],
    /// because the largest take milliseconds.
    pub fn steps(&mut self, worker: WorkerId, unit: UnitId) -> Vec<ProductStep> {
        let mut steps = Vec::new();
        if let Some(tile) = self.plan.tiles.get(unit as usize)
            && !matches!(self.data_path, DataPath::Shared { .. })
            && self.resident_blocks.insert(worker, tile.block) != Some(tile.block)
        {
            let k = self.spec.dims.k;
            // Of a transposed B a band is a piece of each of its stored rows; short pieces are slow to copy.
            let least = if self.spec.transposed[1] { TURNED_BAND_ROWS } else { 1 };
            let rows = (BAND_BYTES / (tile.cols.len().max(1) * self.spec.dtype.size())).max(least);
            let bands = (0..k).step_by(rows).map(|first| first..(first + rows).min(k));
            steps.extend(bands.map(|rows| ProductStep::Band { block: tile.block, rows }));
        }
        steps.push(ProductStep::Tile(unit));
        steps
    }

    /// The request for a step; `None` for a tile that does not exist.
    ///
    /// # Errors
    /// [`Failure::Format`] when an operand that is copied for it was detached.
    pub fn request(&self, job: JobId, step: &ProductStep) -> Result<Option<wire::Request>, Failure> {
        if !matches!(self.data_path, DataPath::Shared { .. }) {
            let Dims { m, k, n } = self.spec.dims;
            self.a.ensure_attached((m * k) as u32, "A")?;
            self.b.ensure_attached((k * n) as u32, "B")?;
        }
        match step {
            ProductStep::Open => Ok(Some(self.open_request(job))),
            ProductStep::Band { block, rows } => self.band_request(job, *block, rows.clone()),
            ProductStep::Tile(unit) => self.tile_request(job, *unit),
            ProductStep::Turn { turn, slot, limit } => Ok(self.table().map(|table| Request::Claim {
                job,
                turn: *turn,
                slot: slot.0,
                limit: *limit,
                table: Payload::cloned(table.as_js()),
            })),
        }
    }

    /// Whether making the request for a step copies elements, and so takes some time.
    pub fn copies_for(&self, step: &ProductStep) -> bool {
        matches!(self.data_path, DataPath::Copied) && *step != ProductStep::Open
    }

    fn open_request(&self, job: JobId) -> wire::Request {
        let operands = match &self.data_path {
            DataPath::Shared { c, upload, .. } => Some(SharedOperands {
                a: Payload::cloned(self.a.as_js()),
                b: Payload::cloned(self.b.as_js()),
                c: Payload::cloned(c.as_js()),
                upload: Payload::cloned(upload.as_js()),
            }),
            DataPath::Copied | DataPath::InPlace => None,
        };
        Request::Open { job, spec: self.spec.clone(), operands }
    }

    /// A tile, with its rows of A where memory is not shared.
    fn tile_request(&self, job: JobId, unit: UnitId) -> Result<Option<wire::Request>, Failure> {
        let Some(tile) = self.plan.tiles.get(unit as usize).cloned() else { return Ok(None) };
        let Dims { m, k, .. } = self.spec.dims;
        let rows = || self.a.subarray((tile.rows.start * k) as u32, (tile.rows.end * k) as u32);
        let a = match self.data_path {
            DataPath::Shared { .. } => None,
            // The worker finds its columns in the whole of a transposed A.
            DataPath::InPlace if self.spec.transposed[0] => Some(Payload::cloned(self.a.as_js())),
            DataPath::InPlace => Some(Payload::cloned(rows().as_js())),
            DataPath::Copied => {
                // Few columns are not worth so many pieces as there are stored rows: it gets all.
                let is_whole = self.spec.transposed[0] && m <= FEW_COLUMNS;
                let length = if is_whole { m * k } else { tile.rows.len() * k } as u32;
                // With capacity for the tile, which comes back in the same buffer.
                let copy = buffer_pool::acquire_transferable(self.spec.dtype, length, tile.elements() as u32)?;
                if is_whole {
                    copy.set(&self.a.subarray(0, length), 0);
                } else if self.spec.transposed[0] {
                    copy_columns(&self.a, m, &tile.rows, 0..k, &copy);
                } else {
                    copy.set(&rows(), 0);
                }
                Some(Payload::transferred(copy.as_js()))
            }
        };
        Ok(Some(Request::Run { job, tile_id: unit, tile, a }))
    }

    /// Some rows of a block of B.
    fn band_request(&self, job: JobId, block: u32, rows: Range<usize>) -> Result<Option<wire::Request>, Failure> {
        let Dims { k, n, .. } = self.spec.dims;
        let Some(cols) = self.plan.blocks.get(block as usize).cloned() else { return Ok(None) };
        let width = cols.len();
        let elements = if width == n && !self.spec.transposed[1] && matches!(self.data_path, DataPath::InPlace) {
            let (from, to) = ((rows.start * n) as u32, (rows.end * n) as u32);
            Payload::cloned(self.b.subarray(from, to).as_js())
        } else {
            let length = (rows.len() * width) as u32;
            let band = buffer_pool::acquire_transferable(self.spec.dtype, length, length)?;
            if self.spec.transposed[1] {
                copy_columns(&self.b, k, &rows, cols.clone(), &band);
            } else {
                copy_columns(&self.b, n, &cols, rows.clone(), &band);
            }
            Payload::transferred(band.as_js())
        };
        Ok(Some(Request::Band { job, block, columns: (cols.start, width), first_row: rows.start, elements }))
    }
}

/// Copies some columns of some rows of a matrix with `stride` columns to `target`, row after row. Whole rows are one piece.
fn copy_columns(source: &Elements, stride: usize, cols: &Range<usize>, rows: Range<usize>, target: &Elements) {
    let width = cols.len();
    let (pieces, piece) = if width == stride { (1, rows.len() * width) } else { (rows.len(), width) };
    for index in 0..pieces {
        let from = ((rows.start + index) * stride + cols.start) as u32;
        target.set(&source.subarray(from, from + piece as u32), (index * piece) as u32);
    }
}
