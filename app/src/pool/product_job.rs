//! One product on its way: what workers are sent for each unit, and what becomes of their answers.
//!
//! The same for a pool and for the local engine; the latter is sent the operands as a worker without shared memory
//! is. Refuses to know when a unit is due or who does it.

use super::scheduler::{JobSpec, Unit, UnitId, WorkerId};
use crate::failure::Failure;
use crate::memory::buffer_pool;
use crate::memory::upload::UploadProgress;
use crate::operand::Elements;
use serde::Serialize;
use shared::certificate::{Accuracy, Norms, Verification};
use shared::kernel::Dims;
use shared::protocol::{JobId, ProductSpec, Request, SharedOperands, TileReport, TileTimings};
use shared::tiling::{Plan, Tile};
use std::collections::HashMap;
use std::ops::Range;
use worker::wire::{self, Payload};

/// Most bytes of B in one message, where memory is not shared.
const BAND_BYTES: usize = 2 << 20;
/// Above this a worker's memory, which never shrinks, is given back by ending the worker.
const RECYCLE_BYTES: u64 = 768 << 20;

/// How the operands reach the workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// In `SharedArrayBuffer`s.
    Shared,
    /// By structured clone.
    Clone,
    /// Not at all: the job runs on the page.
    None,
}

/// How much of a product is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Tiles done.
    pub tiles_done: u32,
    /// Tiles in total.
    pub tiles_total: u32,
}

/// A product in the making.
#[derive(Debug)]
pub struct ProductJob {
    spec: ProductSpec,
    plan: Plan,
    transport: Transport,
    a: Elements,
    b: Elements,
    /// Where tiles are assembled; in shared memory if the operands are.
    c: Elements,
    /// Where the caller gets them. Each tile is carried over while workers compute the next, because the first touch
    /// of fresh memory takes longer than the copy.
    product: Elements,
    /// What of A and B is in shared memory already, if that is where they go.
    upload: Option<UploadProgress>,
    norms: (Norms, Norms),
    counted: Vec<bool>,
    /// Tiles that are done but not yet in their place in `product`: with the elements, unless those are in `c`.
    landed: Vec<(Tile, Option<Elements>)>,
    tiles_done: u32,
    /// Of the tiles seen so far.
    verification: Verification,
    /// The block of B that was sent last, where memory is not shared.
    sent: HashMap<WorkerId, u32>,
    times: TileTimings,
}

/// One request on the way to a unit.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// The job begins.
    Open,
    /// Rows of a block of B, where memory is not shared.
    Band {
        /// The block of columns.
        block: u32,
        /// The rows.
        rows: Range<usize>,
    },
    /// The unit itself.
    Unit(UnitId),
}

/// What can be promised of a finished product.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// No rounding can have happened.
    pub exact: bool,
    /// A-priori bound of every entry's error.
    pub error_bound: f64,
    /// JobOutcome of the check.
    pub verification: Verification,
}

impl ProductJob {
    /// A product of `a` and `b`, all of the spec's dtype. Tiles are assembled in `c` and delivered in `product`, which
    /// are one array unless the transport is [`Transport::Shared`]; then `a`, `b` and `c` are in shared memory, and
    /// `upload` counts what of the operands is there.
    pub fn new(
        spec: ProductSpec,
        plan: Plan,
        transport: Transport,
        [a, b, c]: [Elements; 3],
        product: Elements,
        upload: Option<UploadProgress>,
    ) -> Self {
        Self {
            counted: vec![false; plan.tiles.len()],
            verification: Verification::new(spec.verify.is_some()),
            spec,
            plan,
            transport,
            a,
            b,
            c,
            product,
            upload,
            norms: (Norms::EMPTY, Norms::EMPTY),
            landed: Vec::new(),
            tiles_done: 0,
            sent: HashMap::new(),
            times: TileTimings::default(),
        }
    }

    /// Sizes and wishes.
    pub fn spec(&self) -> &ProductSpec {
        &self.spec
    }

    /// Whether operands are still on their way to shared memory, where workers wait for them.
    pub fn is_feeding(&self) -> bool {
        self.upload.as_ref().is_some_and(|upload| !upload.is_complete())
    }

    /// Nobody wants the product any more: workers that are bringing operands in stop.
    pub fn abandon(&self) {
        if let Some(upload) = &self.upload {
            upload.cancel();
        }
    }

    /// How the operands travel.
    pub fn transport(&self) -> Transport {
        self.transport
    }

    /// Number of tiles.
    pub fn tiles(&self) -> u32 {
        self.plan.tiles.len() as u32
    }

    /// Tiles finished.
    pub fn tiles_done(&self) -> u32 {
        self.tiles_done
    }

    /// Where the workers' time went.
    pub fn times(&self) -> TileTimings {
        self.times
    }

    /// The result, all units being done.
    ///
    /// # Errors
    /// [`Failure::Format`] when the caller's array for it was taken away.
    pub fn into_product(mut self) -> Result<Elements, Failure> {
        self.deliver();
        self.still_wanted()?;
        Ok(self.product)
    }

    /// Whether there still is room for the product.
    fn still_wanted(&self) -> Result<(), Failure> {
        self.product.ensure_attached((self.spec.dims.m * self.spec.dims.n) as u32, "option out")
    }

    /// The job as the scheduler sees it.
    pub fn job_spec(&self, max_workers: usize) -> JobSpec {
        let units = self.plan.tiles.iter().map(|tile| Unit {
            block: Some(tile.block),
            operations: 2.0 * tile.elements() as f64 * self.spec.dims.k as f64,
        });
        let worker_bytes = shared::tiling::worker_bytes(&self.plan, self.spec.dtype);
        JobSpec {
            units: units.collect(),
            max_workers,
            worker_bytes,
            recycle: worker_bytes > RECYCLE_BYTES,
            exclusive: false,
            block_cost: shared::tiling::block_operations(&self.plan),
        }
    }

    /// What a worker is told before its first unit.
    fn open(&self, job: JobId) -> wire::Request {
        let operands = self.upload.as_ref().map(|upload| SharedOperands {
            a: Payload::cloned(self.a.as_js()),
            b: Payload::cloned(self.b.as_js()),
            c: Payload::cloned(self.c.as_js()),
            upload: Payload::cloned(upload.as_js()),
        });
        Request::Open { job, spec: self.spec.clone(), operands }
    }

    /// What a worker is asked on the way to a unit, in order. The requests are made one by one, by
    /// [`ProductJob::request`], because the largest take milliseconds.
    pub fn steps(&mut self, worker: WorkerId, unit: UnitId) -> Vec<Step> {
        let mut steps = Vec::new();
        if let Some(tile) = self.plan.tiles.get(unit as usize)
            && self.transport != Transport::Shared
            && self.sent.insert(worker, tile.block) != Some(tile.block)
        {
            let k = self.spec.dims.k;
            let rows = (BAND_BYTES / (tile.cols.len().max(1) * self.spec.dtype.size())).max(1);
            let bands = (0..k).step_by(rows).map(|first| first..(first + rows).min(k));
            steps.extend(bands.map(|rows| Step::Band { block: tile.block, rows }));
        }
        steps.push(Step::Unit(unit));
        steps
    }

    /// The request for a step; `None` for a unit that does not exist.
    ///
    /// # Errors
    /// [`Failure::Format`] when an operand that is copied for it was taken away.
    pub fn request(&self, job: JobId, step: &Step) -> Result<Option<wire::Request>, Failure> {
        if self.transport != Transport::Shared {
            let Dims { m, k, n } = self.spec.dims;
            self.a.ensure_attached((m * k) as u32, "A")?;
            self.b.ensure_attached((k * n) as u32, "B")?;
        }
        match step {
            Step::Open => Ok(Some(self.open(job))),
            Step::Band { block, rows } => self.band(job, *block, rows.clone()),
            Step::Unit(unit) => self.unit(job, *unit),
        }
    }

    /// Whether the request for a step takes a copy, and so some time.
    pub fn copies_for(&self, step: &Step) -> bool {
        self.transport == Transport::Clone && *step != Step::Open
    }

    /// A tile, with its rows of A where memory is not shared.
    fn unit(&self, job: JobId, unit: UnitId) -> Result<Option<wire::Request>, Failure> {
        let Some(tile) = self.plan.tiles.get(unit as usize).cloned() else { return Ok(None) };
        let k = self.spec.dims.k;
        let rows = || self.a.subarray((tile.rows.start * k) as u32, (tile.rows.end * k) as u32);
        let a = match self.transport {
            Transport::Shared => None,
            Transport::Clone => {
                // With room for the tile, which comes back in it.
                let lent = buffer_pool::acquire_transferable(self.spec.dtype, rows().len(), tile.elements() as u32)?;
                lent.set(&rows(), 0);
                Some(Payload::transferred(lent.as_js()))
            }
            Transport::None => Some(Payload::cloned(rows().as_js())),
        };
        Ok(Some(Request::Run { job, tile_id: unit, tile, a }))
    }

    /// Some rows of a block of B.
    fn band(&self, job: JobId, block: u32, rows: Range<usize>) -> Result<Option<wire::Request>, Failure> {
        let n = self.spec.dims.n;
        let Some(cols) = self.plan.blocks.get(block as usize).cloned() else { return Ok(None) };
        let width = cols.len();
        let elements = if width == n && self.transport == Transport::None {
            let (from, to) = ((rows.start * n) as u32, (rows.end * n) as u32);
            Payload::cloned(self.b.subarray(from, to).as_js())
        } else {
            let length = (rows.len() * width) as u32;
            let band = buffer_pool::acquire_transferable(self.spec.dtype, length, length)?;
            // Whole rows are one piece of B; others are a piece each.
            let (pieces, piece) = if width == n { (1, rows.len() * n) } else { (rows.len(), width) };
            for index in 0..pieces {
                let from = ((rows.start + index) * n + cols.start) as u32;
                band.set(&self.b.subarray(from, from + piece as u32), (index * piece) as u32);
            }
            Payload::transferred(band.as_js())
        };
        Ok(Some(Request::Band { job, block, columns: (cols.start, width), first_row: rows.start, elements }))
    }

    /// Takes a finished tile, without bringing it to its place: see [`ProductJob::deliver`]. A second answer for the
    /// same tile changes nothing.
    ///
    /// # Errors
    /// A sentence when the answer does not fit the tile; nothing is taken then.
    pub fn take_tile(
        &mut self,
        unit: UnitId,
        c: Option<&Payload>,
        tile_report: &TileReport,
        times: TileTimings,
    ) -> Result<(), String> {
        let Some(tile) = self.plan.tiles.get(unit as usize).cloned() else {
            return Err(format!("its answer was for tile {unit}, which does not exist"));
        };
        if std::mem::replace(&mut self.counted[unit as usize], true) {
            return Ok(());
        }
        match self.elements_of(&tile, c).and_then(|elements| self.judge(tile_report.verification).map(|()| elements)) {
            Ok(elements) => self.landed.push((tile, elements)),
            Err(reason) => {
                self.counted[unit as usize] = false;
                return Err(reason);
            }
        }
        self.tiles_done += 1;
        self.norms.0.merge(&tile_report.a);
        self.norms.1.merge(&tile_report.b);
        self.times.wait += times.wait;
        self.times.copy += times.copy;
        self.times.pack += times.pack;
        self.times.compute += times.compute;
        self.times.certify += times.certify;
        Ok(())
    }

    /// The elements that came with a tile, if any had to.
    fn elements_of(&self, tile: &Tile, c: Option<&Payload>) -> Result<Option<Elements>, String> {
        match (c, self.transport) {
            (None, Transport::Shared) => Ok(None),
            (Some(returned), Transport::Clone | Transport::None) => {
                let fits =
                    |found: &Elements| found.dtype() == self.spec.dtype && found.len() as usize == tile.elements();
                let returned = Elements::from_js(returned.value()).filter(fits);
                returned.map(Some).ok_or_else(|| "its answer had no tile of the right size".to_owned())
            }
            _ => Err("its answer came by another way than it was asked to".to_owned()),
        }
    }

    /// Brings finished tiles to their place. Not part of [`ProductJob::take_tile`], so that a worker has its next tile
    /// before the page begins to copy the last one.
    pub fn deliver(&mut self) {
        let n = self.spec.dims.n;
        let landed = std::mem::take(&mut self.landed);
        // Who asks for the product is told.
        if self.still_wanted().is_err() {
            return;
        }
        for (tile, elements) in landed {
            // Tiles of whole rows are one piece of memory; others are a piece for each row.
            let width = if tile.cols.len() == n { tile.elements() } else { tile.cols.len() };
            let starts = (tile.rows.start * n + tile.cols.start..tile.rows.end * n).step_by(width.max(n).max(1));
            for (index, start) in starts.enumerate() {
                let (from, to) = (start as u32, (start + width) as u32);
                let piece = match &elements {
                    Some(found) => found.subarray((index * width) as u32, ((index + 1) * width) as u32),
                    None => self.c.subarray(from, to),
                };
                self.product.set(&piece, from);
            }
            if let Some(buffer) = elements.filter(|_| self.spec.return_buffers) {
                buffer_pool::release_transferable(&buffer);
            }
        }
    }

    /// Records the outcome of a tile's check.
    fn judge(&mut self, found: Verification) -> Result<(), String> {
        if (found == Verification::Skipped) != self.spec.verify.is_none() {
            return Err("its answer was checked in another way than it was asked to".to_owned());
        }
        self.verification = self.verification.and(found);
        Ok(())
    }

    /// A worker is gone and will be sent its block anew if it has a successor.
    pub fn forget_worker(&mut self, worker: WorkerId) {
        self.sent.remove(&worker);
    }

    /// What can be promised of the product, all units being done.
    pub fn certificate(&self) -> Certificate {
        let dtype = self.spec.dtype;
        let (a, b) = &self.norms;
        let m = self.plan.tiles.iter().map(|tile| tile.rows.len()).max().unwrap_or(0);
        let largest = Dims { m, ..self.spec.dims };
        let accuracy = match self.plan.tiles.is_empty() {
            true => Accuracy { exact: true, error_bound: 0.0 },
            false => Accuracy::of(self.spec.algorithm, largest, a, b, dtype),
        };
        Certificate { exact: accuracy.exact, error_bound: accuracy.error_bound, verification: self.verification }
    }
}
