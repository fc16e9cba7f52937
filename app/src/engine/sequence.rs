//! Powers and chains: several products one after the other, as one job with one report.
//!
//! `shared::sequence` says which products. Intermediate matrices lie in shared memory where there is any, so that workers
//! use them where they are, and are dropped after their last use.

use super::abort::{ensure_not_aborted, unless_aborted};
use super::fitting::{OUT, ensure_out_fits, misfit};
use super::forecast::{Forecast, Refusal};
use super::options::MultiplyOptions;
use super::placement::{choose_kernel, choose_mode, tiling_params};
use super::rates::RateKey;
use super::report::{Product, Report, Timings};
use super::{Engine, Mode, Transport};
use crate::failure::Failure;
use crate::memory::{self, copying};
use crate::operand::{Elements, Operand};
use crate::pool::product_job::Progress;
use shared::certificate::{Verification, propagated};
use shared::kernel::Dims;
use shared::sequence::{Sequence, StepOperand};
use shared::{DType, Shape};
use std::rc::Rc;
use worker::clock::now;

/// Progress over several products is counted in parts of the whole work, because tiles of different products differ.
const PROGRESS_UNITS: f64 = 10_000.0;

/// One of the matrices of a chain.
#[derive(Clone, Debug)]
pub struct Factor {
    /// The matrix.
    pub matrix: Operand,
    /// It is taken transposed.
    pub is_transposed: bool,
    /// What it is called in errors and in the order.
    pub name: String,
}

impl Factor {
    fn shape(&self) -> Shape {
        self.matrix.shape.transposed_if(self.is_transposed)
    }

    fn label(&self) -> String {
        if self.is_transposed { format!("{}ᵀ", self.name) } else { self.name.clone() }
    }
}

/// A matrix that takes part in a step, and an upper bound of its entries' errors.
#[derive(Clone)]
struct StepMatrix {
    matrix: Operand,
    is_transposed: bool,
    error: f64,
}

pub(super) async fn power(
    engine: &Engine,
    a: &Operand,
    exponent: u64,
    options: MultiplyOptions,
) -> Result<Product, Failure> {
    if a.shape.rows != a.shape.cols {
        return Err(Failure::Shape(format!(
            "A is {}, and only square matrices have powers; load a matrix with as many rows as columns",
            a.shape
        )));
    }
    let factor = Factor { matrix: a.clone(), is_transposed: false, name: "A".into() };
    if exponent < 2 {
        return without_product(engine, factor, exponent == 0, options).await;
    }
    run(engine, &[factor], &Sequence::power(exponent), options).await
}

pub(super) async fn chain(engine: &Engine, factors: &[Factor], options: MultiplyOptions) -> Result<Product, Failure> {
    let shapes: Vec<Shape> = factors.iter().map(Factor::shape).collect();
    let labels: Vec<String> = factors.iter().map(Factor::label).collect();
    let sequence = Sequence::chain(&shapes).map_err(|(place, _)| {
        misfit(
            [shapes[place], shapes[place + 1]],
            [&labels[place], &labels[place + 1]],
            "load a matrix of a matching shape, or change the order of the factors",
        )
    })?;
    let mut product = run(engine, factors, &sequence, options).await?;
    product.report.order = Some(sequence.describe(&labels));
    Ok(product)
}

/// A⁰ or A¹: nothing is multiplied.
async fn without_product(
    engine: &Engine,
    Factor { matrix: a, name, .. }: Factor,
    is_identity: bool,
    options: MultiplyOptions,
) -> Result<Product, Failure> {
    let signal = options.signal.clone();
    let work = async {
        if let Some(out) = &options.out {
            ensure_out_fits(out, a.dtype(), a.shape, &[(&a, &name)])?;
        }
        ensure_memory(std::slice::from_ref(&a), a.shape, u128::from(a.elements.len()), a.dtype())?;
        engine.booted().await;
        let (kernel, start) = (choose_kernel(options.kernel)?, now());
        let (mode, reason) = choose_mode(engine, Dims::new(0, 0, 0), a.dtype(), &options)?;
        a.ensure_attached(&name)?;
        let elements = match &options.out {
            Some(out) => out.clone(),
            None => memory::allocate(a.dtype(), u64::from(a.elements.len()), options.shared)?,
        };
        memory::yield_after_allocating(&elements).await;
        if is_identity {
            if options.out.is_some() {
                copying::clear(&elements, OUT).await?;
            }
            for row in 0..a.shape.rows {
                elements.put((row * (a.shape.cols + 1)) as u32, 1.0);
            }
        } else {
            copying::copy(&a.elements, &elements).await?;
        }
        if let Some(report) = &options.on_progress {
            report(Progress { tiles_done: 0, tiles_total: 0 });
        }
        let report = Report {
            mode: if mode == Mode::Auto { Mode::Local } else { mode },
            reason,
            workers: 0,
            tiles: 0,
            retries: 0,
            kernel,
            algorithm: options.algorithm,
            transport: Transport::None,
            milliseconds: now() - start,
            gflops: 0.0,
            verification: Verification::new(!options.skip_verify),
            exact: true,
            error_bound: 0.0,
            order: None,
            line_sums: [0.0; 2],
            timings: Timings::default(),
        };
        Ok(Product { matrix: Operand { shape: a.shape, elements }, report })
    };
    unless_aborted(signal.as_ref(), work).await?
}

/// Computes the products of a sequence, which has at least one.
async fn run(
    engine: &Engine,
    factors: &[Factor],
    sequence: &Sequence,
    options: MultiplyOptions,
) -> Result<Product, Failure> {
    ensure_not_aborted(options.signal.as_ref())?;
    let shapes: Vec<Shape> = factors.iter().map(Factor::shape).collect();
    let products = sequence.shapes(&shapes);
    let dtype = factors.iter().map(|factor| factor.matrix.dtype()).reduce(DType::of_product).unwrap_or(DType::F64);
    let result = products.last().copied().ok_or(Failure::UnexpectedResponse)?;
    if let Some(out) = &options.out {
        let named: Vec<_> = factors.iter().map(|factor| (&factor.matrix, factor.name.as_str())).collect();
        ensure_out_fits(out, dtype, result, &named)?;
    }
    let matrices: Vec<Operand> = factors.iter().map(|factor| factor.matrix.clone()).collect();
    let largest = products.iter().copied().max_by_key(|shape| shape.elements()).unwrap_or(result);
    ensure_memory(&matrices, largest, sequence.peak_elements(&products), dtype)?;

    let progress = StepProgress::of(sequence, &shapes);
    let mut made: Vec<Option<StepMatrix>> = Vec::new();
    let (mut total, start) = (None, now());
    for (step, operands) in sequence.steps.iter().enumerate() {
        factors.iter().try_for_each(|factor| factor.matrix.ensure_attached(&factor.name))?;
        let [left, right] = operands.map(|operand| match operand {
            StepOperand::Factor(factor) => factors.get(factor).map(|factor| StepMatrix {
                matrix: factor.matrix.clone(),
                is_transposed: factor.is_transposed,
                error: 0.0,
            }),
            StepOperand::Step(step) => made.get(step).cloned().flatten(),
        });
        let (Some(mut left), Some(right)) = (left, right) else { return Err(Failure::UnexpectedResponse) };
        if DType::of_product(left.matrix.dtype(), right.matrix.dtype()) != dtype {
            // The result is more precise than both, so they are, too: it does not depend on the order.
            left.matrix.elements = copying::converted(&left.matrix.elements, dtype, memory::can_share()).await?;
        }
        let is_last = step + 1 == sequence.steps.len();
        let step_options = MultiplyOptions {
            transposed: [left.is_transposed, right.is_transposed],
            out: options.out.clone().filter(|_| is_last),
            shared: if is_last { options.shared } else { memory::can_share() },
            on_progress: progress.of_step(step, &options),
            on_start: options.on_start.clone().filter(|_| is_last),
            ..options.clone()
        };
        let Product { matrix, report } = engine.multiply(&left.matrix, &right.matrix, step_options).await?;
        let inner = left.matrix.shape.transposed_if(left.is_transposed).cols;
        let error = propagated(inner, report.error_bound, [left.error, right.error], report.line_sums);
        total = Some(merged(total, Report { error_bound: error, exact: report.exact && error == 0.0, ..report }));
        made.push(Some(StepMatrix { matrix, is_transposed: false, error }));
        for (product, matrix) in made.iter_mut().enumerate().take(step) {
            if sequence.is_last_use(step, product) {
                *matrix = None;
            }
        }
    }
    let (Some(Some(last)), Some(mut report)) = (made.pop(), total) else { return Err(Failure::UnexpectedResponse) };
    report.milliseconds = (now() - start).max(0.0);
    report.gflops = if report.milliseconds > 0.0 { progress.operations() / report.milliseconds / 1e6 } else { 0.0 };
    Ok(Product { matrix: last.matrix, report })
}

/// Checks that the intermediate matrices and the result fit beside the factors, before anything is allocated. What each
/// product needs besides is checked when its turn comes.
fn ensure_memory(factors: &[Operand], largest: Shape, peak: u128, dtype: DType) -> Result<(), Failure> {
    let needed = bytes_of(factors) + peak * dtype.size() as u128;
    let limit = memory::limit();
    if needed > u128::from(limit) || largest.elements().is_none_or(|elements| elements > u64::from(u32::MAX)) {
        let what = format!("the product with matrices of up to {largest} (factors, intermediate matrices, result)");
        return Err(memory::too_large(&what, needed, limit));
    }
    Ok(())
}

/// Bytes of matrices, each counted once.
fn bytes_of(matrices: &[Operand]) -> u128 {
    let mut distinct: Vec<&Elements> = Vec::new();
    for matrix in matrices {
        if !distinct.contains(&&matrix.elements) {
            distinct.push(&matrix.elements);
        }
    }
    distinct.iter().map(|elements| u128::from(elements.len()) * elements.dtype().size() as u128).sum()
}

/// What a chain will take; `None` if its factors do not fit together.
pub(super) fn forecast(engine: &Engine, factors: &[Operand], options: &MultiplyOptions) -> Option<Forecast> {
    let shapes: Vec<Shape> = factors.iter().map(|factor| factor.shape).collect();
    let sequence = Sequence::chain(&shapes).ok()?;
    let dtype = factors.iter().map(Operand::dtype).reduce(DType::of_product)?;
    let products = sequence.shapes(&shapes);
    let peak = sequence.peak_elements(&products);
    let bytes = [bytes_of(factors), peak * dtype.size() as u128].map(|bytes| u64::try_from(bytes).unwrap_or(u64::MAX));
    let mut forecast = Forecast { bytes: bytes.into(), milliseconds: None, workers: 0, refusal: None };
    let largest = products.into_iter().max_by_key(|shape| shape.elements())?;
    if ensure_memory(factors, largest, peak, dtype).is_err() {
        forecast.refusal = Some(Refusal { limit: memory::limit(), largest: 0 });
        return Some(forecast);
    }
    let mut time = |dims: Dims| {
        let (mode, _) = choose_mode(engine, dims, dtype, options).ok()?;
        let key = RateKey { dtype, algorithm: options.algorithm, kernel: choose_kernel(options.kernel).ok()?, mode };
        let workers = tiling_params(engine, mode, dtype, options).workers as u32;
        forecast.workers = forecast.workers.max(if mode == Mode::Local { 0 } else { workers });
        engine.0.rates.expected(key, dims, workers)
    };
    forecast.milliseconds = sequence.dims(&shapes).into_iter().map(&mut time).sum();
    Some(forecast)
}

/// The report of the steps so far and of one more. Time and speed are those of the whole, and set at the end.
fn merged(before: Option<Report>, step: Report) -> Report {
    let Some(before) = before else { return step };
    let (one, two) = (before.timings, step.timings);
    let mut workers = one.workers;
    workers.add(&two.workers);
    let timings = Timings {
        bring: one.bring + two.bring,
        pool: one.pool + two.pool,
        deliver: one.deliver + two.deliver,
        workers,
    };
    // Where most was computed: in the pool, if it took part.
    let [place, other] = if step.mode == Mode::Pool { [&step, &before] } else { [&before, &step] };
    Report {
        mode: place.mode,
        reason: place.reason.clone(),
        transport: place.transport,
        workers: place.workers.max(other.workers),
        tiles: before.tiles + step.tiles,
        retries: before.retries + step.retries,
        verification: before.verification.and(step.verification),
        exact: before.exact && step.exact,
        timings,
        ..step
    }
}

/// Progress over all steps, by the operations that each takes.
struct StepProgress {
    /// Operations before each step, and of all.
    before: Vec<f64>,
}

impl StepProgress {
    fn of(sequence: &Sequence, shapes: &[Shape]) -> Self {
        let mut before = vec![0.0];
        for dims in sequence.dims(shapes) {
            before.push(before.last().copied().unwrap_or(0.0) + dims.operations());
        }
        Self { before }
    }

    fn operations(&self) -> f64 {
        self.before.last().copied().unwrap_or(0.0)
    }

    /// What a step's product calls with its own progress.
    fn of_step(&self, step: usize, options: &MultiplyOptions) -> Option<Rc<dyn Fn(Progress)>> {
        let report = options.on_progress.clone()?;
        let steps = self.before.len() - 1;
        if steps == 1 {
            return Some(report);
        }
        let all = self.operations();
        let share = |operations: f64| if all > 0.0 { operations / all } else { 1.0 };
        let (from, to) = (share(self.before[step]), share(self.before[step + 1]));
        let is_last = step + 1 == steps;
        Some(Rc::new(move |Progress { tiles_done, tiles_total }| {
            let is_done = is_last && tiles_done == tiles_total;
            let done = if tiles_total > 0 { f64::from(tiles_done) / f64::from(tiles_total) } else { 1.0 };
            let units = if is_done { PROGRESS_UNITS } else { (from + (to - from) * done) * (PROGRESS_UNITS - 1.0) };
            report(Progress { tiles_done: units as u32, tiles_total: PROGRESS_UNITS as u32 });
        }))
    }
}
