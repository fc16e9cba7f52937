//! The check of a product that was made elsewhere, in bands of rows, one task each. `shared::certificate` has the
//! mathematics.

use super::abort::{ensure_not_aborted, unless_aborted};
use super::files;
use super::input_transfer::{InputTransfer, with_fresh_input};
use super::lanes::run_lanes;
use super::{Engine, SLICE_MS};
use crate::failure::Failure;
use crate::memory::{self, copying, held_memory};
use crate::operand::{Elements, Operand};
use futures_util::FutureExt;
use js_sys::Float64Array;
use shared::certificate::product_check::SKETCH;
use shared::certificate::{EntrySums, Findings, Rounding, RowOutcome, Suspect, WrongEntry};
use shared::matrix::ensure_product_shape;
use shared::protocol::CheckStep;
use shared::{DType, Shape};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::AbortSignal;
use worker::wire::{Request, Response};

/// Matrices of so many elements together are checked on the main thread, if they can be: a few milliseconds.
const SMALL_ELEMENTS: usize = 1 << 16;
/// Bytes of a band in a worker: some milliseconds, so that all workers finish together.
const BAND_BYTES: usize = 4 << 20;
/// Bytes of a band on the main thread.
const LOCAL_BYTES: usize = 1 << 19;
/// Bytes of the sketch, which every worker copies: for inner sizes up to 5.5 million.
const MAX_BYTES: u64 = 1 << 30;
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
    ensure_not_aborted(options.signal.as_ref())?;
    ensure_product_shape(a.shape, b.shape, c.shape).map_err(|error| Failure::Shape(error.to_string()))?;
    if c.elements.is_empty() {
        return Ok(Verdict::Right { bound: 0.0 });
    }
    let signal = options.signal.clone();
    let check = async {
        engine.booted().await;
        ProductCheck::new(engine, [a, b, c], options).run().await
    };
    unless_aborted(signal.as_ref(), check).await?
}

/// A check in progress.
struct ProductCheck<'a> {
    engine: &'a Engine,
    a: &'a Operand,
    b: &'a Operand,
    c: &'a Operand,
    in_worker: bool,
    /// Tasks at once.
    lanes: usize,
    seed: u64,
    on_progress: Option<Rc<dyn Fn(f64, f64)>>,
    /// Elements done, of all that the bands pass.
    done: Cell<f64>,
    total: f64,
    answers: RefCell<Answers>,
}

/// What the steps have given so far.
struct Answers {
    /// Sizes of the columns of B.
    columns: Vec<f64>,
    /// The same, and the sketches of the rows of B, as workers take them.
    for_workers: Vec<Operand>,
    findings: Findings,
    suspects: Vec<Suspect>,
    sums: EntrySums,
}

impl<'a> ProductCheck<'a> {
    fn new(engine: &'a Engine, [a, b, c]: [&'a Operand; 3], options: VerifyOptions) -> Self {
        let VerifyOptions { workers, on_progress, .. } = options;
        let [left, right, product] = [a, b, c].map(|matrix| matrix.elements.len() as usize);
        let is_small = left + right + product <= SMALL_ELEMENTS;
        let in_worker = engine.pool_error().is_none() && !(is_small && engine.page_engine().is_ok());
        let most = workers.unwrap_or(u32::MAX).clamp(1, engine.0.pool.target().max(1) as u32);
        Self {
            engine,
            a,
            b,
            c,
            in_worker,
            lanes: if in_worker { most as usize } else { 1 },
            seed: (js_sys::Math::random() * (1u64 << 52) as f64) as u64,
            on_progress,
            done: Cell::new(0.0),
            total: (left + 2 * right + product) as f64,
            answers: RefCell::new(Answers {
                columns: vec![0.0; b.shape.cols + 1],
                for_workers: Vec::new(),
                findings: Findings::default(),
                suspects: Vec::new(),
                sums: EntrySums::new(0, 0),
            }),
        }
    }

    async fn run(&self) -> Result<Verdict, Failure> {
        let (k, n) = (self.b.shape.rows, self.b.shape.cols);
        self.step(CheckStep::Columns).await?;
        let columns = self.answers.borrow().columns.clone();
        let shown = self.allocate(1, n + 1)?;
        if let Elements::F64(array) = &shown.elements {
            array.copy_from(&columns);
        }
        let sketch = self.allocate(k, SKETCH)?;
        if self.in_worker {
            held_memory::count([self.a, self.b, self.c, &sketch].map(|matrix| matrix.elements.buffer()));
        }
        self.answers.borrow_mut().for_workers = vec![shown, sketch];
        self.step(CheckStep::Sketch).await?;
        self.step(CheckStep::Rows).await?;

        let findings = self.answers.borrow().findings.clone();
        let suspects = findings.suspects((MOST_ENTRIES / n).max(1));
        let mut wrong = Vec::new();
        if !suspects.is_empty() {
            self.answers.borrow_mut().sums = EntrySums::new(suspects.len(), n);
            self.answers.borrow_mut().suspects = suspects;
            self.step(CheckStep::Entries).await?;
            wrong = self.wrong_entries()?;
        }
        let is_open = columns[..n].iter().any(|size| !size.is_finite());
        Ok(match wrong.first() {
            Some(&(row, entry)) => Verdict::Wrong { row, entry, rows: findings.wrong_rows.max(wrong.len()) },
            // Where entries may overflow, looking at them shows nothing.
            None if is_open || findings.undecided.is_some() || findings.wrong_rows > 0 => {
                Verdict::Undecided { row: findings.undecided.filter(|_| !is_open) }
            }
            None => Verdict::Right { bound: findings.bound },
        })
    }

    /// Doubles that the page makes for workers.
    fn allocate(&self, rows: usize, cols: usize) -> Result<Operand, Failure> {
        let shape = Shape::new(rows, cols);
        let bytes = rows as u64 * cols as u64 * DType::F64.size() as u64;
        if bytes > MAX_BYTES {
            return Err(Failure::Limit(format!(
                "checking a product of inner size {rows} needs {bytes} bytes in each worker, and the limit is {MAX_BYTES} \
                 bytes; multiply A and B here, and compare"
            )));
        }
        let shared = self.in_worker && memory::can_share();
        Ok(Operand { shape, elements: memory::allocate(DType::F64, bytes / 8, shared)? })
    }

    /// Does a step for all bands, several at once.
    async fn step(&self, step: CheckStep) -> Result<(), Failure> {
        let (k, n) = (self.b.shape.rows, self.b.shape.cols);
        let (matrix, rows, cols) = match step {
            CheckStep::Rows => (self.c, self.c.shape.rows, k + n),
            CheckStep::Columns | CheckStep::Sketch | CheckStep::Entries => (self.b, k, n),
        };
        let most = match (self.in_worker, step) {
            (false, _) => LOCAL_BYTES,
            // A worker copies the sketch for each band: short bands would take longer to copy than to check.
            (true, CheckStep::Rows) => BAND_BYTES.max(k * SKETCH * DType::F64.size()),
            (true, _) => BAND_BYTES,
        };
        let height = (most / (matrix.dtype().size() * cols)).clamp(1, rows.div_ceil(self.lanes).max(1));
        let next = Cell::new(0);
        let lane = async || {
            while next.get() < rows {
                let first = next.get();
                let count = height.min(rows - first);
                next.set(first + count);
                let numbers = with_fresh_input(|| self.ask(step, first, count)).await?;
                self.take(step, first, count, &numbers)?;
                self.done.set((self.done.get() + (count * cols) as f64).min(self.total));
                if let Some(report) = &self.on_progress {
                    report(self.done.get(), self.total);
                }
            }
            Ok::<(), Failure>(())
        };
        run_lanes((0..self.lanes).map(|_| lane().boxed_local()).collect()).await
    }

    /// The arrays of a step for a band of `count` rows.
    fn arrays(&self, step: CheckStep, first: usize, count: usize) -> Result<Vec<Operand>, Failure> {
        let Answers { for_workers, suspects, .. } = &*self.answers.borrow();
        Ok(match step {
            CheckStep::Columns => vec![rows(self.b, "B", first, count)?],
            CheckStep::Sketch => vec![rows(self.b, "B", first, count)?, for_workers[0].clone()],
            CheckStep::Rows => {
                let bands = [rows(self.a, "A", first, count)?, rows(self.c, "C", first, count)?];
                bands.into_iter().chain(for_workers.iter().cloned()).collect()
            }
            CheckStep::Entries => {
                let elements = memory::allocate(DType::F64, (suspects.len() * count) as u64, false)?;
                for (at, suspect) in (0..).step_by(count).zip(suspects) {
                    let row = rows(self.a, "A", suspect.row, 1)?;
                    elements.set(&row.elements.subarray(first as u32, (first + count) as u32), at);
                }
                let shape = Shape::new(suspects.len(), count);
                vec![Operand { shape, elements }, rows(self.b, "B", first, count)?]
            }
        })
    }

    /// Has a step done for a band.
    async fn ask(&self, step: CheckStep, first: usize, count: usize) -> Result<Float64Array, Failure> {
        if !(self.in_worker && self.b.elements.is_shared()) {
            self.engine.0.time_slice.enter(SLICE_MS).await;
        }
        let (mut inputs, mut bytes) = (Vec::new(), 0);
        for matrix in self.arrays(step, first, count)? {
            let elements = &matrix.elements;
            bytes += matrix.bytes();
            inputs.push(match self.in_worker && !elements.is_shared() {
                true => {
                    InputTransfer::once(copying::converted(elements, elements.dtype(), false).await?.as_js().clone())
                }
                false => InputTransfer::Cloned(elements.as_js().clone()),
            });
        }
        let (cols, b_dtype, seed) = (self.b.shape.cols, self.b.dtype(), self.seed);
        let request = move |job| {
            let arrays = inputs.iter().map(InputTransfer::payload).collect::<Result<_, _>>()?;
            Ok(Request::Check { job, step, arrays, cols, b_dtype, seed })
        };
        match files::run(self.engine, self.in_worker, bytes as f64, None, None, Box::new(request)).await? {
            Response::Checked { numbers, .. } => numbers.into_value().dyn_into().ok(),
            _ => None,
        }
        .ok_or(Failure::UnexpectedResponse)
    }

    /// Takes the answer for a band over.
    fn take(&self, step: CheckStep, first: usize, count: usize, numbers: &Float64Array) -> Result<(), Failure> {
        let Answers { columns, for_workers, findings, sums, .. } = &mut *self.answers.borrow_mut();
        match step {
            CheckStep::Columns => {
                let sizes = columns.iter_mut().zip(numbers.to_vec());
                sizes.for_each(|(size, other)| *size = size.max(other));
            }
            CheckStep::Sketch if numbers.length() as usize != count * SKETCH => {
                return Err(Failure::UnexpectedResponse);
            }
            CheckStep::Sketch => for_workers[1].elements.set(&Elements::F64(numbers.clone()), (first * SKETCH) as u32),
            CheckStep::Rows => findings.add(first, RowOutcome::read(&numbers.to_vec())),
            CheckStep::Entries => sums.add(&numbers.to_vec(), self.b.shape.cols),
        }
        Ok(())
    }

    /// The worst entries of those of the suspects that are wrong.
    fn wrong_entries(&self) -> Result<Vec<(usize, WrongEntry)>, Failure> {
        let Answers { suspects, sums, .. } = &*self.answers.borrow();
        let (k, n) = (self.b.shape.rows, self.b.shape.cols);
        let rounding = Rounding::new(k, self.a.dtype(), self.b.dtype(), self.c.dtype());
        let mut wrong = Vec::new();
        for (index, suspect) in suspects.iter().enumerate() {
            let found = Float64Array::new_with_length(n as u32);
            Elements::F64(found.clone()).set(&rows(self.c, "C", suspect.row, 1)?.elements, 0);
            let worst = sums.worst(index, found.to_vec().into_iter(), n, (!suspect.exact).then_some(rounding));
            wrong.extend(worst.map(|entry| (suspect.row, entry)));
        }
        Ok(wrong)
    }
}

/// Some rows of a matrix, without a copy.
fn rows(matrix: &Operand, name: &str, first: usize, count: usize) -> Result<Operand, Failure> {
    matrix.ensure_attached(name)?;
    let cols = matrix.shape.cols;
    let elements = matrix.elements.subarray((first * cols) as u32, ((first + count) * cols) as u32);
    Ok(Operand { shape: Shape::new(count, cols), elements })
}
