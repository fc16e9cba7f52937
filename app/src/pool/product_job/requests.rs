//! What workers are sent for a product: step by step, because the largest messages take milliseconds to make.

use super::ProductJob;
use crate::failure::Failure;
use crate::memory::buffer_pool;
use crate::pool::data_path::DataPath;
use crate::pool::scheduler::{SlotId, UnitId, WorkerId};
use shared::kernel::Dims;
use shared::protocol::{JobId, Request, SharedOperands, Turn};
use std::ops::Range;
use worker::wire::{self, Payload};

/// Most bytes of B in one message, where memory is not shared.
const BAND_BYTES: usize = 2 << 20;
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
            let rows = (BAND_BYTES / (tile.cols.len().max(1) * self.spec.dtype.size())).max(1);
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
        let k = self.spec.dims.k;
        let rows = || self.a.subarray((tile.rows.start * k) as u32, (tile.rows.end * k) as u32);
        let a = match self.data_path {
            DataPath::Shared { .. } => None,
            DataPath::Copied => {
                // With capacity for the tile, which comes back in the same buffer.
                let copy = buffer_pool::acquire_transferable(self.spec.dtype, rows().len(), tile.elements() as u32)?;
                copy.set(&rows(), 0);
                Some(Payload::transferred(copy.as_js()))
            }
            DataPath::InPlace => Some(Payload::cloned(rows().as_js())),
        };
        Ok(Some(Request::Run { job, tile_id: unit, tile, a }))
    }

    /// Some rows of a block of B.
    fn band_request(&self, job: JobId, block: u32, rows: Range<usize>) -> Result<Option<wire::Request>, Failure> {
        let n = self.spec.dims.n;
        let Some(cols) = self.plan.blocks.get(block as usize).cloned() else { return Ok(None) };
        let width = cols.len();
        let elements = if width == n && matches!(self.data_path, DataPath::InPlace) {
            let (from, to) = ((rows.start * n) as u32, (rows.end * n) as u32);
            Payload::cloned(self.b.subarray(from, to).as_js())
        } else {
            let length = (rows.len() * width) as u32;
            let band = buffer_pool::acquire_transferable(self.spec.dtype, length, length)?;
            // Whole rows are contiguous in B; parts are copied row by row.
            let (pieces, piece) = if width == n { (1, rows.len() * n) } else { (rows.len(), width) };
            for index in 0..pieces {
                let from = ((rows.start + index) * n + cols.start) as u32;
                band.set(&self.b.subarray(from, from + piece as u32), (index * piece) as u32);
            }
            Payload::transferred(band.as_js())
        };
        Ok(Some(Request::Band { job, block, columns: (cols.start, width), first_row: rows.start, elements }))
    }
}
