//! The check of a product that was made elsewhere, in bands of rows, one task each. `shared::certificate` has the
//! mathematics.

use super::abort::{ensure_not_aborted, unless_aborted};
use super::files;
use super::input_transfer::{InputTransfer, with_fresh_input};
use super::{Engine, SLICE_MS};
use crate::failure::Failure;
use crate::memory::{self, copying, held_memory};
use crate::operand::{Elements, Operand};
use futures_util::FutureExt;
use futures_util::future::{LocalBoxFuture, try_join_all};
use js_sys::Float64Array;
use shared::certificate::product_check::SKETCH;
use shared::certificate::{ColumnScales, EntrySums, Findings, Rounding, RowOutcome, Suspect, WrongEntry};
use shared::matrix::ensure_product_shape;
use shared::protocol::CheckPart;
use shared::{DType, Shape};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::AbortSignal;
use worker::wire::{Payload, Request, Response};

/// Matrices of so many elements together are checked on the main thread, if they can be: a few milliseconds.
const SMALL_ELEMENTS: usize = 1 << 16;
/// Bytes of a band in a worker: some milliseconds, so that all workers finish together.
const BAND_BYTES: usize = 4 << 20;
/// Bytes of a band on the main thread.
const LOCAL_BYTES: usize = 1 << 19;
/// Bytes of the sketch, which every worker copies: for inner sizes up to 5.5 million.
const MAX_SKETCH_BYTES: u64 = 1 << 30;
/// Entries that are computed again at once.
const MOST_ENTRIES: usize = 1 << 21;

/// Options of a check.
#[derive(Clone, Default)]
pub struct VerifyOptions {
    /// Most workers to use.
    pub workers: Option<u32>,
    /// Cancels the check.
    pub signal: Option<AbortSignal>,
    /// Called with elements done and elements in total.
    pub on_progress: Option<Rc<dyn Fn(f64, f64)>>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// C is A·B within rounding.
    Right {
        /// No entry of a right product is further from A·B; 0 where no rounding can have happened.
        bound: f64,
    },
    /// A row is wrong.
    Wrong {
        /// The first row found wrong, counted from 0.
        row: usize,
        /// Its entry that is furthest from A·B.
        entry: WrongEntry,
        /// Rows found wrong, this one included; there may be more.
        rows: usize,
    },
    /// Nothing was found wrong, but not all can be decided: something is not finite, or sums may overflow.
    Undecided {
        /// The first row that cannot be decided; `None` if it is a column of B.
        row: Option<usize>,
    },
}

pub(super) async fn verify(
    engine: &Engine,
    [a, b, c]: [&Operand; 3],
    options: VerifyOptions,
) -> Result<Verdict, Failure> {
    let VerifyOptions { workers, signal, on_progress } = options;
    ensure_not_aborted(signal.as_ref())?;
    ensure_product_shape(a.shape, b.shape, c.shape).map_err(|error| Failure::Shape(error.to_string()))?;
    unless_aborted(signal.as_ref(), engine.booted()).await?;
    if c.elements.is_empty() {
        return Ok(Verdict::Right { bound: 0.0 });
    }
    let elements = [a, b, c].map(|matrix| matrix.elements.len() as usize);
    let is_small = elements.iter().sum::<usize>() <= SMALL_ELEMENTS;
    let in_worker = engine.pool_error().is_none() && !(is_small && engine.page_engine().is_ok());
    let lanes = if in_worker { workers.unwrap_or(u32::MAX).clamp(1, engine.0.pool.target().max(1) as u32) } else { 1 };
    if in_worker {
        held_memory::count([a, b, c].map(|matrix| matrix.elements.buffer()));
    }
    let check = ProductCheck {
        engine,
        operands: [a, b, c].map(Operand::clone),
        in_worker,
        lanes: lanes as usize,
        seed: (js_sys::Math::random() * (1u64 << 52) as f64) as u64,
        on_progress,
        done: Cell::new(0.0),
        total: (elements[0] + 2 * elements[1] + elements[2]) as f64,
    };
    unless_aborted(signal.as_ref(), check.run()).await?
}

/// A check in progress.
struct ProductCheck<'a> {
    engine: &'a Engine,
    operands: [Operand; 3],
    in_worker: bool,
    /// Tasks at once.
    lanes: usize,
    seed: u64,
    on_progress: Option<Rc<dyn Fn(f64, f64)>>,
    /// Elements done, of all that the bands pass.
    done: Cell<f64>,
    total: f64,
}

/// Which operand.
const A: usize = 0;
const B: usize = 1;
const C: usize = 2;

/// Makes a part, for each worker that tries it.
type MakePart = Box<dyn Fn() -> Result<CheckPart<Payload>, Failure>>;

impl ProductCheck<'_> {
    async fn run(&self) -> Result<Verdict, Failure> {
        let Self { operands: [_, b, c], .. } = self;
        let (k, n) = (b.shape.rows, b.shape.cols);
        let columns = RefCell::new(vec![0.0f64; n + 1]);
        let measure = |first, rows| self.measure(&columns, first, rows).boxed_local();
        self.in_bands(k, n, B, BAND_BYTES, &measure).await?;
        let columns = columns.into_inner();
        let scales = ColumnScales::new(&columns).ok_or(Failure::UnexpectedResponse)?;
        let columns = self.held(&columns)?;

        let shape = Shape::new(k, SKETCH);
        let elements = k as u64 * SKETCH as u64;
        let bytes = elements * DType::F64.size() as u64;
        if bytes > MAX_SKETCH_BYTES {
            return Err(Failure::Limit(format!(
                "checking a product of inner size {k} needs {bytes} bytes in each worker, and the limit is \
                 {MAX_SKETCH_BYTES} bytes; multiply A and B here, and compare"
            )));
        }
        let sketch = Operand { shape, elements: memory::allocate(DType::F64, elements, self.shares())? };
        let multiply = |first, rows| self.sketch(&columns, &sketch, first, rows).boxed_local();
        self.in_bands(k, n, B, BAND_BYTES, &multiply).await?;
        if self.in_worker {
            held_memory::count([sketch.elements.buffer()]);
        }

        let findings = RefCell::new(Findings::default());
        let compare = |first, rows| self.compare(&columns, &sketch, &findings, first, rows).boxed_local();
        // A worker copies the sketch for each band, so that short bands would take longer to copy than to check.
        self.in_bands(c.shape.rows, k + n, C, BAND_BYTES.max(bytes as usize), &compare).await?;
        let findings = findings.into_inner();

        let suspects = findings.suspects((MOST_ENTRIES / n).max(1));
        let mut wrong = self.wrong_entries(&suspects).await?.into_iter();
        Ok(match wrong.next() {
            Some((row, entry)) => Verdict::Wrong { row, entry, rows: findings.wrong_rows.max(1 + wrong.count()) },
            // Where entries may overflow, looking at them shows nothing.
            None if findings.undecided.is_some() || findings.wrong_rows > 0 || scales.leaves_out() => {
                Verdict::Undecided { row: findings.undecided.filter(|_| !scales.leaves_out()) }
            }
            None => Verdict::Right { bound: findings.bound },
        })
    }

    /// Whether what the page makes is to lie in shared memory.
    fn shares(&self) -> bool {
        self.in_worker && memory::can_share()
    }

    /// Numbers as a row for workers.
    fn held(&self, numbers: &[f64]) -> Result<Operand, Failure> {
        let elements = memory::allocate(DType::F64, numbers.len() as u64, self.shares())?;
        if let Elements::F64(array) = &elements {
            array.copy_from(numbers);
        }
        Ok(Operand { shape: Shape::new(1, numbers.len()), elements })
    }

    /// Calls `band` with first row and number of rows of bands that cover `rows` rows of `cols` elements, several at once.
    async fn in_bands<'b>(
        &self,
        rows: usize,
        cols: usize,
        operand: usize,
        worker_bytes: usize,
        // Not generic: the page's module should have one copy of this.
        band: &dyn Fn(usize, usize) -> LocalBoxFuture<'b, Result<(), Failure>>,
    ) -> Result<(), Failure> {
        let element = self.operands[operand].dtype().size();
        let most = if self.in_worker { worker_bytes } else { LOCAL_BYTES };
        let height = (most / (element * cols.max(1))).clamp(1, rows.div_ceil(self.lanes).max(1));
        let next = Cell::new(0);
        let lane = || async {
            while next.get() < rows {
                let first = next.get();
                let count = height.min(rows - first);
                next.set(first + count);
                if !self.in_worker {
                    self.engine.0.time_slice.enter(SLICE_MS).await;
                }
                band(first, count).await?;
                self.report((count * cols) as f64);
            }
            Ok::<(), Failure>(())
        };
        try_join_all((0..self.lanes).map(|_| lane())).await.map(drop)
    }

    fn report(&self, elements: f64) {
        self.done.set((self.done.get() + elements).min(self.total));
        if let Some(report) = &self.on_progress {
            report(self.done.get(), self.total);
        }
    }

    /// Some rows of an operand, without a copy.
    fn rows(&self, operand: usize, first: usize, rows: usize) -> Result<Operand, Failure> {
        let matrix = &self.operands[operand];
        matrix.ensure_attached(["A", "B", "C"][operand])?;
        let cols = matrix.shape.cols;
        let elements = matrix.elements.subarray((first * cols) as u32, ((first + rows) * cols) as u32);
        Ok(Operand { shape: Shape::new(rows, cols), elements })
    }

    /// How a matrix crosses. A copy is made now, in a slice of the page's time: workers take what is ready.
    async fn input(&self, matrix: &Operand) -> Result<InputTransfer, Failure> {
        let elements = &matrix.elements;
        if !self.in_worker || elements.is_shared() {
            return Ok(InputTransfer::Cloned(elements.as_js().clone()));
        }
        self.engine.0.time_slice.enter(SLICE_MS).await;
        Ok(InputTransfer::once(copying::converted(elements, elements.dtype(), false).await?.as_js().clone()))
    }

    /// Has a part done whose bands have these bytes.
    async fn numbers(&self, bytes: u64, part: MakePart) -> Result<Float64Array, Failure> {
        let request = move |job| Ok(Request::Check { job, part: part()? });
        match files::run(self.engine, self.in_worker, bytes as f64, None, None, request).await? {
            Response::Checked { numbers, .. } => {
                numbers.into_value().dyn_into().map_err(|_| Failure::UnexpectedResponse)
            }
            _ => Err(Failure::UnexpectedResponse),
        }
    }

    async fn measure(&self, columns: &RefCell<Vec<f64>>, first: usize, rows: usize) -> Result<(), Failure> {
        let b = &self.rows(B, first, rows)?;
        let cols = b.shape.cols;
        let measured = with_fresh_input(|| async {
            let input = self.input(b).await?;
            self.numbers(b.bytes(), Box::new(move || Ok(CheckPart::Columns { b: input.payload()?, cols }))).await
        });
        let measured = measured.await?.to_vec();
        let mut columns = columns.borrow_mut();
        columns.iter_mut().zip(measured).for_each(|(size, other)| *size = size.max(other));
        Ok(())
    }

    async fn sketch(&self, columns: &Operand, sketch: &Operand, first: usize, rows: usize) -> Result<(), Failure> {
        let (b, seed) = (&self.rows(B, first, rows)?, self.seed);
        let numbers = with_fresh_input(|| async {
            let (b_input, columns) = (self.input(b).await?, self.input(columns).await?);
            let part = move || Ok(CheckPart::Sketch { b: b_input.payload()?, columns: columns.payload()?, seed });
            self.numbers(b.bytes(), Box::new(part)).await
        });
        let numbers = Elements::F64(numbers.await?);
        if numbers.len() as usize != rows * SKETCH {
            return Err(Failure::UnexpectedResponse);
        }
        sketch.elements.set(&numbers, (first * SKETCH) as u32);
        Ok(())
    }

    async fn compare(
        &self,
        columns: &Operand,
        sketch: &Operand,
        findings: &RefCell<Findings>,
        first: usize,
        rows: usize,
    ) -> Result<(), Failure> {
        let (a, c) = (&self.rows(A, first, rows)?, &self.rows(C, first, rows)?);
        let (seed, b_dtype) = (self.seed, self.operands[B].dtype());
        let numbers = with_fresh_input(|| async {
            let [a_input, c_input] = [self.input(a).await?, self.input(c).await?];
            let [columns, sketch] = [self.input(columns).await?, self.input(sketch).await?];
            let part = move || {
                let (a, c) = (a_input.payload()?, c_input.payload()?);
                let (columns, sketch) = (columns.payload()?, sketch.payload()?);
                Ok(CheckPart::Rows { a, c, columns, sketch, seed, b_dtype })
            };
            self.numbers(a.bytes() + c.bytes(), Box::new(part)).await
        });
        let numbers = numbers.await?.to_vec();
        findings.borrow_mut().add(first, RowOutcome::read(&numbers));
        Ok(())
    }

    /// The worst entries of those of these rows that are wrong.
    async fn wrong_entries(&self, suspects: &[Suspect]) -> Result<Vec<(usize, WrongEntry)>, Failure> {
        if suspects.is_empty() {
            return Ok(Vec::new());
        }
        let [a, b, c] = &self.operands;
        let (k, n) = (b.shape.rows, b.shape.cols);
        let sums = RefCell::new(EntrySums::new(suspects.len(), n));
        let add = |first, rows| self.add_entries(suspects, &sums, first, rows).boxed_local();
        self.in_bands(k, n, B, BAND_BYTES, &add).await?;
        let sums = sums.into_inner();
        let rounding = Rounding::new(k, a.dtype(), b.dtype(), c.dtype());
        let mut wrong = Vec::new();
        for (index, suspect) in suspects.iter().enumerate() {
            let found = self.doubles(C, suspect.row, 0, n)?.to_vec();
            let worst = sums.worst(index, found.into_iter(), n, (!suspect.exact).then_some(rounding));
            wrong.extend(worst.map(|entry| (suspect.row, entry)));
        }
        Ok(wrong)
    }

    async fn add_entries(
        &self,
        suspects: &[Suspect],
        sums: &RefCell<EntrySums>,
        first: usize,
        rows: usize,
    ) -> Result<(), Failure> {
        let (b, count) = (&self.rows(B, first, rows)?, suspects.len());
        let a = memory::allocate(DType::F64, (count * rows) as u64, false)?;
        for (at, suspect) in (0..).step_by(rows).zip(suspects) {
            a.set(&Elements::F64(self.doubles(A, suspect.row, first, rows)?), at);
        }
        let (a, cols) = (&Operand { shape: Shape::new(count, rows), elements: a }, b.shape.cols);
        let numbers = with_fresh_input(|| async {
            let [a_input, b_input] = [self.input(a).await?, self.input(b).await?];
            let part = move || Ok(CheckPart::Entries { a: a_input.payload()?, b: b_input.payload()?, cols });
            self.numbers(b.bytes(), Box::new(part)).await
        });
        let numbers = numbers.await?.to_vec();
        sums.borrow_mut().add(&numbers, cols);
        Ok(())
    }

    /// Some elements of a row as f64.
    fn doubles(&self, operand: usize, row: usize, first: usize, count: usize) -> Result<Float64Array, Failure> {
        let row = self.rows(operand, row, 1)?;
        let doubles = Elements::zeros(DType::F64, count as u32, false).map_err(|_| Failure::UnexpectedResponse)?;
        doubles.set(&row.elements.subarray(first as u32, (first + count) as u32), 0);
        match doubles {
            Elements::F64(array) => Ok(array),
            Elements::F32(_) => Err(Failure::UnexpectedResponse),
        }
    }
}
