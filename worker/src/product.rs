//! One product in a worker: brings operands in, runs the kernel, stores and checks each tile.
//!
//! Everything is processed in bands that stay in the second-level cache, so that the certificate costs no second pass
//! through memory. A worker keeps one block of B, packed or plain: that bounds its memory.

mod bands;
mod claim_table;
mod resident_block;
mod shared_arrays;
mod stored_block;

use crate::array::ArrayElement;
use crate::clock::timed;
use crate::scratch::{Scratch, resized};
use crate::wire::Payload;
use bands::{bands, bands_of};
use claim_table::ClaimTable;
use resident_block::{BlockElements, ResidentBlock};
use shared::certificate::{
    BlockSketch, EntryError, Norms, RowExpectation, Rows, Verification, check_rows, exact, strassen_entry_error,
    strassen_levels,
};
use shared::kernel::{Algorithm, Aligned, Dims, Gemm};
use shared::protocol::{OperandIndex, ProductSpec, SharedOperands, TileReport, TileTimings, Turn};
use shared::tiling::{Tile, TileId};
use shared_arrays::SharedArrays;
use std::collections::BTreeSet;
use stored_block::StoredBlock;
use wasm_bindgen::JsValue;

/// Most bytes of buffers that wait to be returned with the next tile; more are left to the garbage collector.
const RETURNED_BYTES: usize = 128 << 20;

/// Why a tile cannot be computed.
const WITHOUT_ROWS: &str = "the worker received a tile without its rows of A";

/// The state of one product.
pub struct ProductTask<T: ArrayElement> {
    gemm: &'static dyn Gemm<T>,
    spec: ProductSpec,
    /// `None` where operands come by message.
    shared: Option<SharedArrays<T>>,
    block: Option<ResidentBlock<T>>,
    /// Opened by the first turn.
    claims: Option<ClaimTable>,
    /// Tiles that this worker has begun.
    begun: BTreeSet<TileId>,
    /// Buffers of the page that go back with the next tile.
    returned: Vec<T::Array>,
}

/// A finished tile.
pub struct TileOutput {
    /// Its elements, unless they were written to shared memory.
    pub c: Option<Payload>,
    /// Norms, and the outcome of the check.
    pub tile_report: TileReport,
}

/// What the certificate needs of a tile's rows of A.
struct MeasuredRows {
    norms: Norms,
    /// Of each row: z_i, and a bound of its 2-norm. Empty where no check is requested.
    each: Vec<(f64, f64)>,
}

impl<T: ArrayElement> ProductTask<T> {
    /// A product none of whose tiles is computed. With `operands` in shared memory, B is fetched when a tile needs it.
    pub fn new(gemm: &'static dyn Gemm<T>, spec: ProductSpec, operands: Option<SharedOperands<Payload>>) -> Self {
        let shared = operands.map(SharedArrays::from);
        Self { gemm, spec, shared, block: None, claims: None, begun: BTreeSet::new(), returned: Vec::new() }
    }

    /// Its sizes.
    pub fn dims(&self) -> Dims {
        self.spec.dims
    }

    /// Records that a tile is begun; false if it was before. A tile that failed can be run again only after the job was
    /// opened again.
    pub fn begin(&mut self, tile_id: TileId) -> bool {
        self.begun.insert(tile_id)
    }

    /// Claims tiles of the table in `array` and computes them, at most `limit`.
    ///
    /// # Errors
    /// A sentence, if a claimed tile could not be computed.
    pub fn take_turn(
        &mut self,
        array: &JsValue,
        (turn, slot): (Turn, u32),
        limit: u32,
        scratch: &mut Scratch<T>,
    ) -> Result<(), String> {
        if self.shared.is_none() {
            return Err("the worker received a turn at a product that is not in shared memory".to_owned());
        }
        let mut claims = match self.claims.take() {
            Some(claims) => claims,
            None => ClaimTable::open(array, self.spec.dims).ok_or("the worker received a table that does not fit")?,
        };
        let computed = self.compute_claims(&mut claims, (turn, slot), limit, scratch);
        claims.leave();
        self.claims = Some(claims);
        computed
    }

    fn compute_claims(
        &mut self,
        claims: &mut ClaimTable,
        (turn, slot): (Turn, u32),
        limit: u32,
        scratch: &mut Scratch<T>,
    ) -> Result<(), String> {
        for _ in 0..limit {
            let resident = self.block.as_ref().map(ResidentBlock::number);
            let Some((tile_id, tile)) = claims.claim(turn, slot, resident)? else { break };
            let mut timings = TileTimings::default();
            let output = self.run(&tile, None, scratch, &mut timings)?;
            claims.finish(tile_id, turn, output.tile_report, timings);
        }
        Ok(())
    }

    /// Takes the page's buffers that are no longer needed.
    pub fn take_returned(&mut self) -> Vec<Payload> {
        self.returned.drain(..).map(Payload::transferred).collect()
    }

    /// Takes the next rows of a block of B.
    pub fn receive_band(
        &mut self,
        number: u32,
        columns: (usize, usize),
        first_row: usize,
        elements: &T::Array,
        scratch: &mut Scratch<T>,
    ) {
        let (first, width) = columns;
        if first_row == 0 {
            self.block = Some(ResidentBlock::new(self.block.take(), &self.spec, number, first..first + width));
        }
        if let Some(block) = &mut self.block {
            let (width, mut times) = (width.max(1), TileTimings::default());
            let count = T::length(elements) / width;
            for rows in bands_of::<T>(count, width, self.spec.transposed[1]) {
                let band = resized(&mut scratch.band, rows.len() * width);
                if self.spec.transposed[1] {
                    let stored = StoredBlock { first: rows.start, rows: width, cols: rows.len(), stride: count };
                    stored.copy_transposed(elements, band, &mut scratch.strip);
                } else {
                    T::copy_out(elements, rows.start * width, band);
                }
                block.add_band(first_row + rows.start, band, &mut times);
            }
        }
        self.keep_for_return(elements);
    }

    /// Computes a tile. In shared memory it is written to its place in C; else it is returned.
    ///
    /// # Errors
    /// A sentence, if the tile's operands have not arrived: a fault of the messages, not of the job; or if the job has ended.
    pub fn run(
        &mut self,
        tile: &Tile,
        a: Option<&T::Array>,
        scratch: &mut Scratch<T>,
        times: &mut TileTimings,
    ) -> Result<TileOutput, String> {
        self.fetch_block(tile, scratch, times)?;
        let k = self.spec.dims.k;
        let (rows, width) = (tile.rows.len(), tile.cols.len());
        let block = self.block.as_ref().filter(|block| block.is(tile.block));
        let block = block.ok_or("the worker received a tile before its block of B")?;
        let (b, sketch, b_norms) = block.complete().ok_or("the block of B is not complete")?;

        let Scratch { a: rows_of_a, c, workspace, strip, .. } = scratch;
        let rows_of_a = resized(rows_of_a, rows * k);
        if self.spec.transposed[0] {
            self.fetch_transposed_rows(tile, a, rows_of_a, strip, times)?;
        }
        let measured = self.fetch_rows(tile, a, sketch, rows_of_a, times)?;

        let c = resized(c, rows * width);
        timed(&mut times.compute, || {
            let dims = Dims::new(rows, k, width);
            match (b, self.spec.algorithm) {
                (BlockElements::Packed(b), _) => self.gemm.multiply_packed(rows, rows_of_a, b, c, workspace),
                (BlockElements::Plain(b), Algorithm::Classical) => {
                    self.gemm.multiply(dims, rows_of_a, b.as_slice(), c, workspace);
                }
                (BlockElements::Plain(b), Algorithm::Strassen) => {
                    self.gemm.multiply_strassen(dims, rows_of_a, b.as_slice(), c, workspace);
                }
            }
        });

        let error = entry_error(&self.spec, rows, &measured.norms, b_norms);
        let expectations: Vec<RowExpectation> =
            measured.each.iter().map(|&(value, norm)| sketch.expect::<T>(value, norm, error)).collect();
        let verification = self.store_and_verify(tile, c, sketch, &expectations, times)?;
        let c = match &self.shared {
            Some(_) => None,
            None => timed(&mut times.copy, || {
                let reused = a.filter(|_| self.spec.return_buffers).and_then(|buffer| T::array_over(buffer, c));
                Some(Payload::transferred(reused.unwrap_or_else(|| T::array_of(c))))
            }),
        };
        Ok(TileOutput { c, tile_report: TileReport { a: measured.norms, b: *b_norms, verification } })
    }

    /// Keeps a buffer of the page that is no longer needed, to be returned with the next tile.
    fn keep_for_return(&mut self, elements: &T::Array) {
        let waiting: usize = self.returned.iter().map(|array| T::length(array) * size_of::<T>()).sum();
        if self.spec.return_buffers && waiting < RETURNED_BYTES {
            self.returned.push(elements.clone());
        }
    }

    /// In shared memory, brings the tile's block of B in unless it is resident.
    fn fetch_block(&mut self, tile: &Tile, scratch: &mut Scratch<T>, times: &mut TileTimings) -> Result<(), String> {
        let Dims { k, n, .. } = self.spec.dims;
        // Without an inner size no band is sent, so the empty block is made here.
        let comes_by_message = self.shared.is_none() && k > 0;
        if comes_by_message || self.block.as_ref().is_some_and(|block| block.is(tile.block)) {
            return Ok(());
        }
        let former = self.block.take();
        let block = self.block.insert(ResidentBlock::new(former, &self.spec, tile.block, tile.cols.clone()));
        let Some(arrays) = &self.shared else { return Ok(()) };
        let width = tile.cols.len();
        let is_transposed = self.spec.transposed[1];
        for rows in bands_of::<T>(k, width, is_transposed) {
            let needed = if is_transposed { (tile.cols.end - 1) * k + rows.end } else { rows.end * n };
            timed(&mut times.wait, || arrays.await_elements(OperandIndex::B, needed))?;
            let band = resized(&mut scratch.band, rows.len() * width);
            timed(&mut times.copy, || {
                if is_transposed {
                    let first = tile.cols.start * k + rows.start;
                    let stored = StoredBlock { first, rows: width, cols: rows.len(), stride: k };
                    stored.copy_transposed(&arrays.b, band, &mut scratch.strip);
                } else {
                    arrays.copy_b(rows.clone(), &tile.cols, n, band);
                }
            });
            block.add_band(rows.start, band, times);
        }
        Ok(())
    }

    /// Copies the tile's rows of a transposed A to `target`. A message brings these columns of what is stored, or all.
    fn fetch_transposed_rows(
        &self,
        tile: &Tile,
        a: Option<&T::Array>,
        target: &mut [T],
        strip: &mut Aligned<T>,
        times: &mut TileTimings,
    ) -> Result<(), String> {
        let (Dims { m, k, .. }, rows) = (self.spec.dims, tile.rows.len());
        if k == 0 || rows == 0 {
            return Ok(());
        }
        let (source, stride) = match (a, &self.shared) {
            (Some(a), _) if T::length(a) == k * rows => (a, rows),
            (Some(a), _) if T::length(a) == k * m => (a, m),
            (None, Some(arrays)) => (&arrays.a, m),
            _ => return Err(WITHOUT_ROWS.to_owned()),
        };
        let first = if stride == m { tile.rows.start } else { 0 };
        if let Some(arrays) = self.shared.as_ref().filter(|_| a.is_none()) {
            let needed = (k - 1) * m + tile.rows.end;
            timed(&mut times.wait, || arrays.await_elements(OperandIndex::A, needed))?;
        }
        let stored = StoredBlock { first, rows: k, cols: rows, stride };
        timed(&mut times.copy, || stored.copy_transposed(source, target, strip));
        Ok(())
    }

    /// Copies the tile's rows of A to `target`, unless they are there, and measures them on the way.
    fn fetch_rows(
        &self,
        tile: &Tile,
        a: Option<&T::Array>,
        sketch: &BlockSketch,
        target: &mut [T],
        times: &mut TileTimings,
    ) -> Result<MeasuredRows, String> {
        let (k, rows) = (self.spec.dims.k, tile.rows.len());
        let source = match (a, &self.shared) {
            _ if self.spec.transposed[0] => None,
            (Some(a), _) if T::length(a) == rows * k => Some((a, 0)),
            (None, Some(arrays)) => Some((&arrays.a, tile.rows.start)),
            _ => return Err(WITHOUT_ROWS.to_owned()),
        };
        let checked = if self.spec.verify.is_some() { rows } else { 0 };
        let mut measured = MeasuredRows { norms: Norms::EMPTY, each: Vec::with_capacity(checked) };
        for band in bands::<T>(rows, k) {
            let target = &mut target[band.start * k..band.end * k];
            if let Some((source, first)) = source {
                let from = (first + band.start) * k;
                if let Some(arrays) = self.shared.as_ref().filter(|_| a.is_none()) {
                    timed(&mut times.wait, || arrays.await_elements(OperandIndex::A, from + target.len()))?;
                }
                timed(&mut times.copy, || T::copy_out(source, from, target));
            }
            timed(&mut times.certify, || {
                for row in Rows::packed(target, band.len(), k).iter().flat_map(Rows::iter) {
                    let norm = measured.norms.add_row(row);
                    if self.spec.verify.is_some() {
                        measured.each.push((sketch.times(row), norm));
                    }
                }
            });
        }
        Ok(measured)
    }

    /// Writes a tile to its place in shared memory, if that is where C lies, and checks what the page will read.
    ///
    /// # Errors
    /// A sentence, when the job has ended.
    fn store_and_verify(
        &self,
        tile: &Tile,
        c: &mut [T],
        sketch: &BlockSketch,
        expectations: &[RowExpectation],
        times: &mut TileTimings,
    ) -> Result<Verification, String> {
        let (n, width) = (self.spec.dims.n, tile.cols.len());
        let mut verification = Verification::new(self.spec.verify.is_some());
        for band in bands::<T>(tile.rows.len(), width) {
            let first_row = tile.rows.start + band.start;
            let c = &mut c[band.start * width..band.end * width];
            canonicalize_nans(c);
            if let Some(arrays) = &self.shared {
                timed(&mut times.copy, || arrays.write_c(first_row, &tile.cols, n, c))?;
            }
            if let (false, Some(rows)) = (expectations.is_empty(), Rows::packed(c, band.len(), width)) {
                let expectations = &expectations[band];
                let found = timed(&mut times.certify, || check_rows(rows, sketch.signs(), expectations, first_row));
                verification = verification.and(found.into());
            }
        }
        Ok(verification)
    }
}

/// Gives every NaN the same bits. Which of two NaNs a processor propagates depends on the order of its operands, and so
/// on the path that the kernel took: on the shape of the tile.
fn canonicalize_nans<T: ArrayElement>(c: &mut [T]) {
    // Every element is examined, without an early exit, so that the compiler vectorises the search.
    #[expect(clippy::eq_op, reason = "only NaN differs from itself")]
    if c.iter().fold(false, |found, entry| found | (entry != entry)) {
        c.iter_mut().filter(|entry| **entry != **entry).for_each(|entry| *entry = T::from_f64(f64::NAN));
    }
}

/// How far an entry of this tile may lie from the true product. Where no rounding can happen, not at all.
fn entry_error(spec: &ProductSpec, rows: usize, a: &Norms, b: &Norms) -> EntryError {
    let ProductSpec { dims: Dims { k, n, .. }, dtype, .. } = *spec;
    match spec.algorithm {
        Algorithm::Classical if exact(k, a, b, dtype) => EntryError::NONE,
        Algorithm::Classical => EntryError::classical(k, dtype),
        Algorithm::Strassen => strassen_entry_error(k, strassen_levels(Dims::new(rows, k, n)), a, b, dtype),
    }
}
