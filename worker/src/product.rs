//! One product on a worker's table: brings operands in, runs the kernel, carries the tile out.
//!
//! Everything crosses in bands that stay in the second-level cache while they are packed, measured and checked, so that
//! a certificate costs no second way through memory. In shared memory the page may still be filling the operands: a
//! band is waited for, see [`shared::protocol::UPLOAD_CHUNK_ELEMENTS`].
//!
//! Refuses to keep more than one block of B, packed or plain: that is what bounds a worker's memory.

use crate::array::ArrayElement;
use crate::engine::{Scratch, Tiled, timed};
use crate::wire::Payload;
use js_sys::{Atomics, Int32Array};
use shared::certificate::freivalds::BlockSketch;
use shared::certificate::{
    ColumnBlock, EntryError, Freivalds, Norms, RowExpectation, Rows, Verification, check_rows, exact,
    strassen_entry_error, strassen_levels,
};
use shared::kernel::{Algorithm, Aligned, Dims, Gemm, PackedB};
use shared::protocol::{
    OperandIndex, ProductSpec, SharedOperands, TileReport, TileTimings, UPLOAD_CANCELLED, UPLOAD_CHUNK_ELEMENTS,
};
use shared::tiling::{PLAIN_COLUMNS, Tile, TileId};
use std::collections::BTreeSet;
use std::ops::Range;
use wasm_bindgen::JsCast;

/// Bytes that are brought in or carried out at a time.
const BAND_BYTES: usize = 128 << 10;
/// Rows of a band at least: fewer would be packed slowly.
const LEAST_BAND_ROWS: usize = 8;
/// Most bytes of lent arrays that wait for an answer to go back with; more are left to the garbage collector.
const RETURNED_BYTES: usize = 128 << 20;
/// Milliseconds after which a worker that waits for operands looks again, whether or not it was told.
const PATIENCE: f64 = 1_000.0;

/// A job's state on one worker.
pub struct Product<T: ArrayElement> {
    gemm: &'static dyn Gemm<T>,
    spec: ProductSpec,
    operands: Option<Operands<T>>,
    block: Option<Block<T>>,
    /// Tiles that were begun here.
    begun: BTreeSet<TileId>,
    /// Arrays that go back with the next answer.
    returned: Vec<T::Array>,
}

/// A, B and C in shared memory.
struct Operands<T: ArrayElement> {
    a: T::Array,
    b: T::Array,
    c: T::Array,
    upload: Int32Array,
}

/// The block of B that is here.
struct Block<T> {
    number: u32,
    columns: (usize, usize),
    rows: usize,
    elements: BlockElements<T>,
    /// Taken when the last row has come.
    sketching: Option<ColumnBlock>,
    sketch: Option<(BlockSketch, Norms)>,
}

enum BlockElements<T> {
    /// For many tiles: packed once, read by each.
    Packed(PackedB<T>),
    /// For blocks that are one tile each, for few columns and for the recursion: the kernel chooses its own way.
    Plain(Aligned<T>),
}

/// What the certificate needs of a tile's rows of A.
struct MeasuredRows {
    norms: Norms,
    /// Of each row: z_i, and a bound of its 2-norm. Empty where no check is wanted.
    each: Vec<(f64, f64)>,
}

impl<T: ArrayElement> Product<T> {
    /// A product of which nothing is here yet. With shared `operands`, B is fetched when a tile needs it.
    pub fn new(gemm: &'static dyn Gemm<T>, spec: ProductSpec, operands: Option<SharedOperands<Payload>>) -> Self {
        let operands = operands.map(|operands| Operands {
            a: operands.a.into_value().unchecked_into(),
            b: operands.b.into_value().unchecked_into(),
            c: operands.c.into_value().unchecked_into(),
            upload: operands.upload.into_value().unchecked_into(),
        });
        Self { gemm, spec, operands, block: None, begun: BTreeSet::new(), returned: Vec::new() }
    }

    /// Its sizes.
    pub fn dims(&self) -> Dims {
        self.spec.dims
    }

    /// Notes that a tile is begun; false if it was before. One that failed is asked for again only after the job was
    /// opened anew.
    pub fn begin(&mut self, tile_id: TileId) -> bool {
        self.begun.insert(tile_id)
    }

    /// Gives the arrays that were lent and are not needed any more.
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
        if first_row == 0 {
            self.begin_block(number, columns);
        }
        let (width, mut times) = (columns.1.max(1), TileTimings::default());
        for rows in bands::<T>(T::length(elements) / width, width) {
            let band = room(&mut scratch.band, rows.len() * width);
            T::copy_out(elements, rows.start * width, band);
            self.add_band(first_row + rows.start, band, &mut times);
        }
        self.give_back(elements);
    }

    /// Computes a tile. In shared memory it is written to its place in C; else it is returned.
    ///
    /// # Errors
    /// A sentence, if the tile's operands are not here: a fault of the messages, not of the job.
    pub fn run(
        &mut self,
        tile: &Tile,
        a: Option<&T::Array>,
        scratch: &mut Scratch<T>,
        times: &mut TileTimings,
    ) -> Result<Tiled, String> {
        self.fetch_block(tile, scratch, times)?;
        let k = self.spec.dims.k;
        let (rows, width) = (tile.rows.len(), tile.cols.len());
        let block = self.block.as_ref().filter(|block| block.number == tile.block && block.rows == k);
        let block = block.ok_or("the tile came before its columns of B")?;
        let (sketch, b_norms) = block.sketch.as_ref().ok_or("the block of B is not complete")?;

        let Scratch { a: rows_of_a, c, workspace, .. } = scratch;
        let rows_of_a = room(rows_of_a, rows * k);
        let measured = self.fetch_rows(tile, a, sketch, rows_of_a, times)?;

        let c = room(c, rows * width);
        timed(&mut times.compute, || {
            let dims = Dims::new(rows, k, width);
            match (&block.elements, self.spec.algorithm) {
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
        let verification = self.carry_out(tile, c, sketch, &expectations, times);
        let c = match &self.operands {
            Some(_) => None,
            None => timed(&mut times.copy, || {
                let over = a.filter(|_| self.spec.return_buffers).and_then(|lent| T::array_over(lent, c));
                Some(Payload::transferred(over.unwrap_or_else(|| T::array_of(c))))
            }),
        };
        Ok((c, TileReport { a: measured.norms, b: *b_norms, verification }))
    }

    /// Notes an array of the page's that is not needed any more.
    fn give_back(&mut self, elements: &T::Array) {
        let waiting: usize = self.returned.iter().map(|array| T::length(array) * size_of::<T>()).sum();
        if self.spec.return_buffers && waiting < RETURNED_BYTES {
            self.returned.push(elements.clone());
        }
    }

    /// Copies the tile's rows of A to `target`, and measures them on the way.
    fn fetch_rows(
        &self,
        tile: &Tile,
        a: Option<&T::Array>,
        sketch: &BlockSketch,
        target: &mut [T],
        times: &mut TileTimings,
    ) -> Result<MeasuredRows, String> {
        let (k, rows) = (self.spec.dims.k, tile.rows.len());
        let (source, first) = match (a, &self.operands) {
            (Some(a), _) if T::length(a) == rows * k => (a, 0),
            (None, Some(operands)) => (&operands.a, tile.rows.start),
            _ => return Err("the tile came without its rows of A".to_owned()),
        };
        let checked = if self.spec.verify.is_some() { rows } else { 0 };
        let mut measured = MeasuredRows { norms: Norms::EMPTY, each: Vec::with_capacity(checked) };
        for band in bands::<T>(rows, k) {
            let from = (first + band.start) * k;
            let target = &mut target[band.start * k..band.end * k];
            if let Some(operands) = self.operands.as_ref().filter(|_| a.is_none()) {
                timed(&mut times.wait, || operands.await_elements(OperandIndex::A, from + target.len()))?;
            }
            timed(&mut times.copy, || T::copy_out(source, from, target));
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

    /// Writes a tile to its place in shared memory, if that is where C lies, and checks it: read back from there, for
    /// that is what the page will read.
    fn carry_out(
        &self,
        tile: &Tile,
        c: &mut [T],
        sketch: &BlockSketch,
        expectations: &[RowExpectation],
        times: &mut TileTimings,
    ) -> Verification {
        let (n, width) = (self.spec.dims.n, tile.cols.len());
        let mut verification = Verification::new(self.spec.verify.is_some());
        for band in bands::<T>(tile.rows.len(), width) {
            let first_row = tile.rows.start + band.start;
            let c = &mut c[band.start * width..band.end * width];
            settle_nans(c);
            if let Some(operands) = &self.operands {
                timed(&mut times.copy, || {
                    // Whole rows are one piece of C.
                    let piece = if width == n { c.len() } else { width };
                    for (row, elements) in c.chunks_exact_mut(piece.max(1)).enumerate() {
                        let at = (first_row + row) * n + tile.cols.start;
                        T::copy_in(&operands.c, at, elements);
                        T::copy_out(&operands.c, at, elements);
                    }
                });
            }
            if let (false, Some(rows)) = (expectations.is_empty(), Rows::packed(c, band.len(), width)) {
                let expectations = &expectations[band];
                let found = timed(&mut times.certify, || check_rows(rows, sketch.signs(), expectations, first_row));
                verification = verification.and(found.into());
            }
        }
        verification
    }

    fn begin_block(&mut self, number: u32, columns: (usize, usize)) {
        let k = self.spec.dims.k;
        let (first, width) = columns;
        // The old block's memory serves the new one, or goes before it comes.
        let elements = match (self.block.take().map(|block| block.elements), self.packs(width)) {
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
        let check = self.spec.verify.map(Freivalds::new);
        let sketching = Some(ColumnBlock::new(check, k, first..first + width));
        self.block = Some(Block { number, columns, rows: 0, elements, sketching, sketch: None });
        if k == 0 {
            self.finish_block();
        }
    }

    fn packs(&self, width: usize) -> bool {
        self.spec.algorithm == Algorithm::Classical && !self.spec.single && width > PLAIN_COLUMNS
    }

    fn add_band(&mut self, first_row: usize, band: &[T], times: &mut TileTimings) {
        let k = self.spec.dims.k;
        let Some(block) = self.block.as_mut() else { return };
        let width = block.columns.1;
        if block.rows != first_row || width == 0 || !band.len().is_multiple_of(width) {
            return;
        }
        let rows = band.len() / width;
        if rows > k - first_row {
            return;
        }
        timed(&mut times.pack, || match &mut block.elements {
            BlockElements::Packed(packed) => packed.pack_rows(first_row, band),
            BlockElements::Plain(plain) => plain.append(band),
        });
        timed(&mut times.certify, || {
            if let (Some(sketching), Some(rows)) = (&mut block.sketching, Rows::packed(band, rows, width)) {
                sketching.add_band(rows);
            }
        });
        block.rows += rows;
        if block.rows == k {
            self.finish_block();
        }
    }

    fn finish_block(&mut self) {
        if let Some(block) = self.block.as_mut() {
            block.sketch = block.sketching.take().map(ColumnBlock::finish);
        }
    }

    /// In shared memory, brings the tile's block of B here unless it is here already.
    fn fetch_block(&mut self, tile: &Tile, scratch: &mut Scratch<T>, times: &mut TileTimings) -> Result<(), String> {
        let Dims { k, n, .. } = self.spec.dims;
        // Without an inner size there is nothing to be sent, so nobody sends it.
        let comes_by_message = self.operands.is_none() && k > 0;
        if comes_by_message || self.block.as_ref().is_some_and(|block| block.number == tile.block) {
            return Ok(());
        }
        let width = tile.cols.len();
        self.begin_block(tile.block, (tile.cols.start, width));
        for rows in bands::<T>(k, width) {
            let Some(operands) = &self.operands else { break };
            timed(&mut times.wait, || operands.await_elements(OperandIndex::B, rows.end * n))?;
            let band = room(&mut scratch.band, rows.len() * width);
            timed(&mut times.copy, || {
                // Whole rows are one piece of B.
                let piece = if width == n { band.len() } else { width };
                for (row, target) in band.chunks_exact_mut(piece.max(1)).enumerate() {
                    T::copy_out(&operands.b, (rows.start + row) * n + tile.cols.start, target);
                }
            });
            self.add_band(rows.start, band, times);
        }
        Ok(())
    }
}

impl<T: ArrayElement> Operands<T> {
    /// Sleeps until the first `elements` elements of A or of B are there.
    ///
    /// # Errors
    /// A sentence, where sleeping is not allowed, or when nobody wants the job any more.
    fn await_elements(&self, operand: OperandIndex, elements: usize) -> Result<(), String> {
        let (index, needed) = (operand as u32, elements.div_ceil(UPLOAD_CHUNK_ELEMENTS) as i32);
        let words = |error| format!("the operands cannot be waited for here ({error:?})");
        loop {
            let there = Atomics::load(&self.upload, index).map_err(words)?;
            if there == UPLOAD_CANCELLED {
                return Err("the job has ended".to_owned());
            }
            if there >= needed {
                return Ok(());
            }
            // Comes back at once if more has arrived since.
            Atomics::wait_with_timeout(&self.upload, index, there, PATIENCE).map_err(words)?;
        }
    }
}

/// Cuts `count` rows of `length` elements into bands that fit into the cache.
fn bands<T>(count: usize, length: usize) -> impl Iterator<Item = Range<usize>> {
    let rows = (BAND_BYTES / (length * size_of::<T>()).max(1)).max(LEAST_BAND_ROWS);
    (0..count).step_by(rows).map(move |first| first..(first + rows).min(count))
}

/// The first `length` elements of a buffer that grows when it must. What they hold is anything.
fn room<T: ArrayElement>(buffer: &mut Aligned<T>, length: usize) -> &mut [T] {
    buffer.grow(length);
    buffer.as_mut_slice()
}

/// Gives every NaN the same bits. Which of two a processor hands on depends on the order of its operands, and so on the
/// path that the kernel took: on the shape of the tile.
fn settle_nans<T: ArrayElement>(c: &mut [T]) {
    // All are looked at, without an early end: this the compiler vectorises.
    #[expect(clippy::eq_op, reason = "only NaN differs from itself")]
    if c.iter().fold(false, |found, entry| found | (entry != entry)) {
        c.iter_mut().filter(|entry| **entry != **entry).for_each(|entry| *entry = T::from_f64(f64::NAN));
    }
}

/// How far an entry of this piece may lie from the true product. Where no rounding can happen, not at all.
fn entry_error(spec: &ProductSpec, rows: usize, a: &Norms, b: &Norms) -> EntryError {
    let ProductSpec { dims: Dims { k, n, .. }, dtype, .. } = *spec;
    match spec.algorithm {
        Algorithm::Classical if exact(k, a, b, dtype) => EntryError::NONE,
        Algorithm::Classical => EntryError::classical(k, dtype),
        Algorithm::Strassen => strassen_entry_error(k, strassen_levels(Dims::new(rows, k, n)), a, b, dtype),
    }
}
