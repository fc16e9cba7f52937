//! One product in progress: what workers are sent for each tile, and what becomes of their answers.
//!
//! The same for the pool and for the page's own engine. When a tile is computed, and by whom, is decided elsewhere.

mod requests;

use super::data_path::DataPath;
use super::live_product::LiveProduct;
use super::ordered_map::OrderedMap;
use super::scheduler::{JobSpec, Sighting, SlotId, Unit, UnitId, WorkerId};
use super::tile_progress::{TileMaker, TileProgress};
use super::tile_table::TileTable;
use crate::failure::Failure;
use crate::memory::buffer_pool;
use crate::operand::{Elements, Operand};
use serde::Serialize;
use shared::Shape;
use shared::certificate::{Accuracy, Norms, Verification};
use shared::claims::TileRecord;
use shared::kernel::Dims;
use shared::protocol::{ProductSpec, TileReport, TileTimings, Turn};
use shared::tiling::{Plan, Tile};
use wasm_bindgen::JsValue;
use worker::wire::Payload;

pub use requests::ProductStep;

/// A worker that needs more than this is replaced after the product, because its memory never shrinks.
const RECYCLE_BYTES: u64 = 768 << 20;

/// How much of a product is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Tiles done.
    pub tiles_done: u32,
    /// Tiles in total.
    pub tiles_total: u32,
}

/// A product in progress.
#[derive(Debug)]
pub struct ProductJob {
    spec: ProductSpec,
    plan: Plan,
    data_path: DataPath,
    a: Elements,
    b: Elements,
    /// The caller's result. Where it is not where workers write, each tile is copied to it while they compute the next,
    /// because the first touch of fresh memory takes longer than the copy.
    product: Elements,
    /// Workers write straight to the caller's result.
    is_direct: bool,
    norms: (Norms, Norms),
    /// Tiles of which the answer was accepted.
    accepted: Vec<bool>,
    /// States of the tiles in the table of claims, when it was last looked at.
    seen: Vec<i32>,
    /// Accepted tiles that are not yet copied to `product`.
    pending_copies: Vec<AcceptedTile>,
    /// The slot of each turn so far.
    slots_of_turns: Vec<SlotId>,
    /// What shows the product while it is computed.
    live: Option<LiveProduct>,
    tiles_done: u32,
    /// Of the tiles accepted so far.
    verification: Verification,
    /// The block of B that each worker was sent last, where memory is not shared.
    resident_blocks: OrderedMap<WorkerId, u32>,
    timings: TileTimings,
}

/// An accepted tile.
#[derive(Debug)]
struct AcceptedTile {
    unit: UnitId,
    tile: Tile,
    /// Its elements, unless they are in shared memory.
    elements: Option<Elements>,
    maker: TileMaker,
}

/// What is known of a finished product's errors.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Certificate {
    /// No rounding can have happened.
    pub exact: bool,
    /// A-priori bound of every entry's error.
    pub error_bound: f64,
    /// Upper bounds of the 1-norms of the rows of A and of the columns of B.
    pub line_sums: [f64; 2],
    /// Outcome of Freivalds' check.
    pub verification: Verification,
}

/// A worker's answer that does not fit its request. A clause.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnexpectedAnswer(String);

impl From<UnexpectedAnswer> for Failure {
    fn from(answer: UnexpectedAnswer) -> Self {
        Failure::Pool(answer.to_string())
    }
}

impl ProductJob {
    /// A product of `a` and `b`, both of the spec's dtype, delivered in `product`. For [`DataPath::Shared`], `a` and `b`
    /// are in shared memory.
    pub fn new(spec: ProductSpec, plan: Plan, [a, b]: [Elements; 2], product: Elements, data_path: DataPath) -> Self {
        Self {
            is_direct: matches!(&data_path, DataPath::Shared { c, .. } if *c == product),
            accepted: vec![false; plan.tiles.len()],
            seen: vec![0; plan.tiles.len()],
            verification: Verification::new(spec.verify.is_some()),
            spec,
            plan,
            data_path,
            a,
            b,
            product,
            norms: (Norms::EMPTY, Norms::EMPTY),
            pending_copies: Vec::new(),
            slots_of_turns: Vec::new(),
            live: None,
            tiles_done: 0,
            resident_blocks: OrderedMap::new(),
            timings: TileTimings::default(),
        }
    }

    /// Sizes and options.
    pub fn spec(&self) -> &ProductSpec {
        &self.spec
    }

    /// What shows the product while it is computed.
    pub fn live_product(&mut self) -> LiveProduct {
        let matrix = || {
            let Dims { m, n, .. } = self.spec.dims;
            Operand { shape: Shape::new(m, n), elements: self.product.clone() }
        };
        self.live.get_or_insert_with(|| LiveProduct::new(matrix(), TileProgress::new(&self.plan))).clone()
    }

    /// The worker in this slot claims tiles in this turn.
    pub fn begin_turn(&mut self, turn: Turn, slot: SlotId) {
        // Turns are numbered in the order in which they begin.
        self.slots_of_turns.resize(turn as usize + 1, slot);
    }

    /// Whether operands are still being uploaded, so that workers may wait for them.
    pub fn is_uploading(&self) -> bool {
        matches!(&self.data_path, DataPath::Shared { upload, .. } if !upload.is_complete())
    }

    /// Tells workers that still read operands to stop.
    pub fn cancel(&self) {
        if let DataPath::Shared { upload, table, .. } = &self.data_path {
            upload.cancel();
            table.end_all_turns();
        }
    }

    /// The table from which workers claim the tiles, if they do.
    pub fn table(&self) -> Option<&TileTable> {
        match &self.data_path {
            DataPath::Shared { table, .. } => Some(table),
            DataPath::Copied | DataPath::InPlace => None,
        }
    }

    /// The buffers of A, B and C where they are in shared memory.
    pub fn shared_buffers(&self) -> Vec<JsValue> {
        match &self.data_path {
            DataPath::Shared { c, .. } => [&self.a, &self.b, c].map(Elements::buffer).to_vec(),
            DataPath::Copied | DataPath::InPlace => Vec::new(),
        }
    }

    /// Whether workers write straight to the result, so that the page has nothing to do with a tile.
    pub fn is_direct(&self) -> bool {
        self.is_direct
    }

    /// Looks at the table of claims: accepts what was done since the last look, without copying it yet, and returns all
    /// that has changed.
    pub fn look(&mut self) -> Vec<Sighting> {
        let Some(table) = self.table().cloned() else { return Vec::new() };
        let changes = table.look(&mut self.seen);
        for (Sighting { tile, .. }, record) in &changes {
            let Some(record @ TileRecord { report, timings, .. }) = record else { continue };
            // A tile counts as done in any case; a check that does not fit what was asked for has decided nothing.
            let verification = match (self.spec.verify, report.verification) {
                (None, _) => Verification::Skipped,
                (Some(_), Verification::Skipped) => Verification::Undecided,
                (Some(_), found) => found,
            };
            let slot = self.slots_of_turns.get(record.turn as usize).copied();
            let maker = slot.map_or(TileMaker::MainThread, TileMaker::Worker);
            let accepted = self.accept_tile(*tile, maker, None, &TileReport { verification, ..*report }, *timings);
            debug_assert!(accepted.is_ok());
        }
        changes.into_iter().map(|(sighting, _)| sighting).collect()
    }

    /// Tiles done, and in total.
    pub fn progress(&self) -> Progress {
        Progress { tiles_done: self.tiles_done, tiles_total: self.tiles() }
    }

    /// Number of tiles.
    pub fn tiles(&self) -> u32 {
        self.plan.tiles.len() as u32
    }

    /// Where the workers' time went.
    pub fn timings(&self) -> TileTimings {
        self.timings
    }

    /// The result, once all tiles are done.
    ///
    /// # Errors
    /// [`Failure::Format`] when the caller's array for it was detached.
    pub fn into_product(mut self) -> Result<Elements, Failure> {
        self.copy_pending_tiles();
        self.ensure_product_attached()?;
        Ok(self.product)
    }

    fn ensure_product_attached(&self) -> Result<(), Failure> {
        self.product.ensure_attached((self.spec.dims.m * self.spec.dims.n) as u32, "option out")
    }

    /// The job as the scheduler sees it.
    pub fn job_spec(&self, max_workers: usize) -> JobSpec {
        let units = self.plan.tiles.iter().map(|tile| Unit {
            block: Some(tile.block),
            operations: 2.0 * tile.elements() as f64 * self.spec.dims.k as f64,
        });
        let worker_bytes = shared::tiling::worker_bytes(&self.plan, self.spec.dtype, self.spec.transposed);
        JobSpec {
            units: units.collect(),
            max_workers,
            worker_bytes,
            recycle: worker_bytes > RECYCLE_BYTES,
            exclusive: false,
            block_cost: shared::tiling::block_operations(self.plan.widest_block(), self.plan.dims.k),
            claimed: self.table().is_some(),
        }
    }

    /// Accepts a finished tile, without copying it yet: see [`ProductJob::copy_pending_tiles`]. A second answer for the
    /// same tile changes nothing.
    ///
    /// # Errors
    /// When the answer does not fit the tile; the job is unchanged then.
    pub fn accept_tile(
        &mut self,
        unit: UnitId,
        maker: TileMaker,
        c: Option<&Payload>,
        tile_report: &TileReport,
        timings: TileTimings,
    ) -> Result<(), UnexpectedAnswer> {
        let (Some(tile), Some(&is_accepted)) =
            (self.plan.tiles.get(unit as usize).cloned(), self.accepted.get(unit as usize))
        else {
            return Err(UnexpectedAnswer(format!("it answered for tile {unit}, which does not exist")));
        };
        if is_accepted {
            return Ok(());
        }
        let elements = self.elements_of(&tile, c)?;
        self.record_check(tile_report.verification)?;
        self.accepted[unit as usize] = true;
        if self.is_direct {
            self.live.iter().for_each(|live| live.finish(unit, maker));
        } else {
            self.pending_copies.push(AcceptedTile { unit, tile, elements, maker });
        }
        self.tiles_done += 1;
        self.norms.0.merge(&tile_report.a);
        self.norms.1.merge(&tile_report.b);
        self.timings.add(&timings);
        Ok(())
    }

    /// The elements that came with a tile, unless it is in shared memory.
    fn elements_of(&self, tile: &Tile, c: Option<&Payload>) -> Result<Option<Elements>, UnexpectedAnswer> {
        match (c, &self.data_path) {
            (None, DataPath::Shared { .. }) => Ok(None),
            (Some(c), DataPath::Copied | DataPath::InPlace) => {
                let fits =
                    |found: &Elements| found.dtype() == self.spec.dtype && found.len() as usize == tile.elements();
                let elements = Elements::from_js(c.value()).filter(fits);
                let wrong_size = || UnexpectedAnswer("it answered with a tile of the wrong size".to_owned());
                elements.map(Some).ok_or_else(wrong_size)
            }
            _ => Err(UnexpectedAnswer("its tile did not come by the path that was asked for".to_owned())),
        }
    }

    fn record_check(&mut self, verification: Verification) -> Result<(), UnexpectedAnswer> {
        if (verification == Verification::Skipped) != self.spec.verify.is_none() {
            return Err(UnexpectedAnswer("its answer was not checked as it was asked to".to_owned()));
        }
        self.verification = self.verification.and(verification);
        Ok(())
    }

    /// Copies accepted tiles to the result. Not part of [`ProductJob::accept_tile`], so that a worker gets its next tile
    /// before the page copies the last one.
    pub fn copy_pending_tiles(&mut self) {
        let n = self.spec.dims.n;
        let pending = std::mem::take(&mut self.pending_copies);
        // The caller learns of it when it asks for the product.
        if self.ensure_product_attached().is_err() {
            return;
        }
        for AcceptedTile { unit, tile, elements, maker } in pending {
            // Tiles of whole rows are contiguous in C; others are copied row by row.
            let width = if tile.cols.len() == n { tile.elements() } else { tile.cols.len() };
            let starts = (tile.rows.start * n + tile.cols.start..tile.rows.end * n).step_by(width.max(n).max(1));
            for (index, start) in starts.enumerate() {
                let (from, to) = (start as u32, (start + width) as u32);
                let piece = match (&elements, &self.data_path) {
                    (Some(elements), _) => elements.subarray((index * width) as u32, ((index + 1) * width) as u32),
                    (None, DataPath::Shared { c, .. }) => c.subarray(from, to),
                    (None, DataPath::Copied | DataPath::InPlace) => continue,
                };
                self.product.set(&piece, from);
            }
            if let Some(elements) = elements.filter(|_| self.spec.return_buffers) {
                buffer_pool::release_transferable(&elements);
            }
            self.live.iter().for_each(|live| live.finish(unit, maker));
        }
    }

    /// A worker has lost what it was sent.
    pub fn forget_worker(&mut self, worker: WorkerId) {
        self.resident_blocks.remove(&worker);
    }

    /// What is known of the product's errors, once all tiles are done.
    pub fn certificate(&self) -> Certificate {
        let dtype = self.spec.dtype;
        let (a, b) = &self.norms;
        let m = self.plan.tiles.iter().map(|tile| tile.rows.len()).max().unwrap_or(0);
        let largest = Dims { m, ..self.spec.dims };
        let accuracy = match self.plan.tiles.is_empty() {
            true => Accuracy { exact: true, error_bound: 0.0 },
            false => Accuracy::of(self.spec.algorithm, largest, a, b, dtype),
        };
        Certificate {
            exact: accuracy.exact,
            error_bound: accuracy.error_bound,
            line_sums: [a.max_norm1, b.max_norm1],
            verification: self.verification,
        }
    }
}
