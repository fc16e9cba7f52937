//! One product on a worker's table: brings operands in, runs the kernel, carries the tile out.
//!
//! Refuses to keep more than one block of B, packed or plain: that is what bounds a worker's memory.

use crate::array::ArrayElement;
use crate::wire::Payload;
use crate::workbench::{Scratch, Tiled, timed};
use js_sys::Float64Array;
use shared::certificate::freivalds::BlockSketch;
use shared::certificate::{
    ColumnBlock, EntryError, Freivalds, Norms, RowExpectation, Rows, check_rows, exact, expected_measured_rows,
    strassen_entry_error, strassen_levels,
};
use shared::kernel::{Algorithm, Dims, Gemm, PackedB};
use shared::protocol::{Check, Findings, ProductSpec, SharedOperands, Times};
use shared::tiling::Tile;
use wasm_bindgen::JsCast;

/// Most bytes of B that are on their way from the caller's memory to the packed block at a time.
const BAND_BYTES: usize = 4 << 20;

/// A job's state on one worker.
pub struct Product<T: ArrayElement> {
    gemm: &'static dyn Gemm<T>,
    spec: ProductSpec,
    operands: Option<Operands<T>>,
    block: Option<Block<T>>,
}

struct Operands<T: ArrayElement> {
    a: T::Array,
    b: T::Array,
    c: T::Array,
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
    /// For a product in one tile: the kernel chooses its own way.
    Plain(Vec<T>),
}

impl<T: ArrayElement> Product<T> {
    /// A product of which nothing is here yet. With shared `operands`, B is fetched when a tile needs it.
    pub fn new(gemm: &'static dyn Gemm<T>, spec: ProductSpec, operands: Option<SharedOperands<Payload>>) -> Self {
        let operands = operands.map(|operands| Operands {
            a: operands.a.into_value().unchecked_into(),
            b: operands.b.into_value().unchecked_into(),
            c: operands.c.into_value().unchecked_into(),
        });
        Self { gemm, spec, operands, block: None }
    }

    /// Its sizes.
    pub fn dims(&self) -> Dims {
        self.spec.dims
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
        scratch.band.resize(T::length(elements), T::default());
        T::copy_out(elements, 0, &mut scratch.band);
        if first_row == 0 {
            self.begin_block(number, columns);
        }
        let mut times = Times::default();
        self.add_band(first_row, &scratch.band, &mut times);
    }

    /// Computes a tile. In shared memory it is written to its place in C; else it is returned.
    ///
    /// # Errors
    /// A sentence, if the tile's operands are not here: a fault of the messages, not of the job.
    pub fn run(
        &mut self,
        place: &Tile,
        a: Option<&T::Array>,
        scratch: &mut Scratch<T>,
        times: &mut Times,
    ) -> Result<Tiled, String> {
        self.fetch_block(place, scratch, times);
        let k = self.spec.dims.k;
        let (rows, width) = (place.rows.len(), place.cols.len());

        scratch.a.resize(rows * k, T::default());
        let copied = timed(&mut times.copy, || match (a, &self.operands) {
            (Some(a), _) if T::length(a) == rows * k => {
                T::copy_out(a, 0, &mut scratch.a);
                true
            }
            (None, Some(operands)) => {
                T::copy_out(&operands.a, place.rows.start * k, &mut scratch.a);
                true
            }
            _ => false,
        });
        if !copied {
            return Err("the tile came without its rows of A".to_owned());
        }

        let block = self.block.as_mut().filter(|block| block.number == place.block && block.rows == k);
        let block = block.ok_or("the tile came before its columns of B")?;
        scratch.c.resize(rows * width, T::default());
        timed(&mut times.compute, || {
            let dims = Dims::new(rows, k, width);
            match (&block.elements, self.spec.algorithm) {
                (BlockElements::Packed(b), _) => {
                    self.gemm.multiply_packed(rows, &scratch.a, b, &mut scratch.c, &mut scratch.workspace);
                }
                (BlockElements::Plain(b), Algorithm::Classical) => {
                    self.gemm.multiply(dims, &scratch.a, b, &mut scratch.c, &mut scratch.workspace);
                }
                (BlockElements::Plain(b), Algorithm::Strassen) => {
                    self.gemm.multiply_strassen(dims, &scratch.a, b, &mut scratch.c, &mut scratch.workspace);
                }
            }
        });

        let n = self.spec.dims.n;
        let whole_rows = width == n;
        let mut c = timed(&mut times.copy, || match &self.operands {
            Some(operands) if whole_rows => {
                T::copy_in(&operands.c, place.rows.start * n, &scratch.c);
                // What is checked is what the page will read.
                T::copy_out(&operands.c, place.rows.start * n, &mut scratch.c);
                None
            }
            Some(operands) => {
                for (row, elements) in place.rows.clone().zip(scratch.c.chunks_exact(width)) {
                    T::copy_in(&operands.c, row * n + place.cols.start, elements);
                }
                None
            }
            None => Some(T::array_of(&scratch.c, false)),
        });
        let findings = timed(&mut times.certify, || findings(&self.spec, block, place, &scratch.a, &scratch.c))?;
        Ok((c.take().map(Payload::moved), findings))
    }

    fn begin_block(&mut self, number: u32, columns: (usize, usize)) {
        let k = self.spec.dims.k;
        let (first, width) = columns;
        // The old block's memory serves the new one.
        let elements = match (self.block.take().map(|block| block.elements), self.packs(width)) {
            (Some(BlockElements::Packed(mut packed)), true) => {
                packed.reset(k, width);
                BlockElements::Packed(packed)
            }
            (_, true) => BlockElements::Packed(PackedB::new(k, width)),
            (_, false) => BlockElements::Plain(Vec::with_capacity(k * width)),
        };
        let seed = Freivalds::new(self.spec.verify.unwrap_or(0));
        let sketching = Some(ColumnBlock::new(seed, first..first + width));
        self.block = Some(Block { number, columns, rows: 0, elements, sketching, sketch: None });
        if k == 0 {
            self.finish_block();
        }
    }

    fn packs(&self, width: usize) -> bool {
        self.spec.algorithm == Algorithm::Classical && !self.spec.single && width > 8
    }

    fn add_band(&mut self, first_row: usize, band: &[T], times: &mut Times) {
        let k = self.spec.dims.k;
        let Some(block) = self.block.as_mut() else { return };
        let width = block.columns.1;
        if block.rows != first_row || width == 0 {
            return;
        }
        let rows = band.len() / width;
        timed(&mut times.pack, || match &mut block.elements {
            BlockElements::Packed(packed) => packed.pack_rows(first_row, band),
            BlockElements::Plain(plain) => plain.extend_from_slice(band),
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
    fn fetch_block(&mut self, place: &Tile, scratch: &mut Scratch<T>, times: &mut Times) {
        let Dims { k, n, .. } = self.spec.dims;
        // Without an inner size there is nothing to be sent, so nobody sends it.
        let comes_by_message = self.operands.is_none() && k > 0;
        if comes_by_message || self.block.as_ref().is_some_and(|block| block.number == place.block) {
            return;
        }
        let width = place.cols.len();
        self.begin_block(place.block, (place.cols.start, width));
        let rows_at_once = (BAND_BYTES / (width.max(1) * size_of::<T>())).max(1);
        let mut first = 0;
        while first < k {
            let rows = rows_at_once.min(k - first);
            scratch.band.resize(rows * width, T::default());
            timed(&mut times.copy, || {
                let Some(operands) = &self.operands else { return };
                if width == n {
                    T::copy_out(&operands.b, first * n, &mut scratch.band);
                } else {
                    for (row, target) in (first..first + rows).zip(scratch.band.chunks_exact_mut(width)) {
                        T::copy_out(&operands.b, row * n + place.cols.start, target);
                    }
                }
            });
            self.add_band(first, &scratch.band, times);
            first += rows;
        }
    }
}

fn findings<T: ArrayElement>(
    spec: &ProductSpec,
    block: &Block<T>,
    place: &Tile,
    a: &[T],
    c: &[T],
) -> Result<Findings<Payload>, String> {
    let rows = place.rows.len();
    let (sketch, b) = block.sketch.as_ref().ok_or("the block of B is not complete")?;
    let a = Rows::packed(a, rows, spec.dims.k).ok_or("the rows of A are not complete")?;
    let (norms, norms2) = Norms::of_each_row(a);
    let check = match spec.verify {
        None => Check::Unasked,
        Some(seed) => {
            let error = entry_error(spec, rows, &norms, b);
            let expectations = expected_measured_rows(a, &norms2, sketch, error);
            if place.cols.len() == spec.dims.n {
                Check::Done(verdict(seed, place.rows.start, spec.dims.n, c, &expectations))
            } else {
                let values = expectations.iter().map(|row| row.value);
                let both: Vec<f64> = values.chain(expectations.iter().map(|row| row.tolerance)).collect();
                Check::Pending(Payload::moved(Float64Array::from(both.as_slice())))
            }
        }
    };
    Ok(Findings { a: norms, b: *b, check })
}

/// Whether rows of C, `n` columns wide and from `first_row` on, are what is expected of them.
fn verdict<T: ArrayElement>(
    seed: u64,
    first_row: usize,
    n: usize,
    c: &[T],
    expectations: &[RowExpectation],
) -> Option<bool> {
    let signs = Freivalds::new(seed).signs(0..n);
    check_rows(Rows::packed(c, expectations.len(), n)?, &signs, expectations, first_row).verified()
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

/// Holds rows of C, from row `place.0` on and `place.1` columns wide, against what is expected of them.
pub fn check<T: ArrayElement>(
    seed: u64,
    place: (usize, usize),
    c: &T::Array,
    expected: &Float64Array,
    scratch: &mut Scratch<T>,
) -> Option<bool> {
    let (first_row, n) = place;
    scratch.c.resize(T::length(c), T::default());
    T::copy_out(c, 0, &mut scratch.c);
    let expected = expected.to_vec();
    let (values, tolerances) = expected.split_at(expected.len() / 2);
    let expectations: Vec<RowExpectation> =
        values.iter().zip(tolerances).map(|(&value, &tolerance)| RowExpectation { value, tolerance }).collect();
    verdict(seed, first_row, n, &scratch.c, &expectations)
}
