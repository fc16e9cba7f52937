//! One product from the call to the report: checked, placed, run, certified.
//!
//! Refuses to run anything itself beyond the local engine's slices; the pool does.

use super::memory_budget::{Needs, Place};
use super::{
    Engine, Mode, MultiplyOptions, Product, Progress, Reason, Report, SLICE_MS, Timings, Transport, fastest_kernel,
    no_worker, refuse_aborted, unless_aborted,
};
use crate::event_loop::yield_to_event_loop;
use crate::failure::Failure;
use crate::memory::upload::OperandUpload;
use crate::memory::{self, buffer_pool, copying};
use crate::operand::{Elements, Operand};
use crate::pool::page_engine::PageEngine;
use crate::pool::product_job::{Certificate, ProductJob, Step};
use crate::pool::scheduler::WorkerId;
use futures_util::future::{Either, select};
use shared::kernel::{Dims, Kernel};
use shared::matrix::product_shape;
use shared::protocol::ProductSpec;
use shared::tiling::{Plan, TilingParams, plan, worker_bytes};
use shared::{DType, Shape};
use std::pin::pin;
use worker::clock::now;
use worker::wire::{Request, Response};

/// Most operations in a tile for a worker: some 70 ms.
const WORKER_TILE: f64 = 2e9;
/// Most operations in a tile on the main thread: a few ms.
const LOCAL_TILE: f64 = 3e7;
/// A product that takes longer than this on the main thread can be felt there.
const UNFELT_MS: f64 = 8.0;
/// What the pool costs before it computes anything, in ms.
const POOL_MS: f64 = 0.4;
/// Operations a millisecond before anything was measured.
const ASSUMED_RATE: f64 = 5e6;
/// Bytes a millisecond that are copied to workers.
const COPY_RATE: f64 = 2e6;
/// A local product with no more operations is one call: a fraction of a ms.
pub(super) const SMALL_OPERATIONS: f64 = 1e6;

pub(super) async fn multiply(
    engine: &Engine,
    a: &Operand,
    b: &Operand,
    options: MultiplyOptions,
) -> Result<Product, Failure> {
    let start = now();
    refuse_aborted(options.signal.as_ref())?;
    let shape = product_shape(a.shape, b.shape).map_err(|error| Failure::Shape(error.to_string()))?;
    let dtype = DType::of_product(a.dtype(), b.dtype());
    if let Some(out) = &options.out {
        refuse_unfit(out, dtype, shape, [a, b])?;
    }
    unless_aborted(options.signal.as_ref(), engine.booted()).await?;
    a.ensure_attached("A")?;
    b.ensure_attached("B")?;

    let dims = Dims::new(a.shape.rows, a.shape.cols, b.shape.cols);
    let call = Call { engine, a, b, dims, dtype, shape, options };
    let (placed, _place) = call.place()?;
    let made = match call.at_once(&placed).await? {
        Some(made) => made,
        None => call.in_tiles(&placed).await?,
    };
    Ok(call.report(placed, made, now() - start))
}

/// A product that is asked for, checked.
struct Call<'a> {
    engine: &'a Engine,
    a: &'a Operand,
    b: &'a Operand,
    dims: Dims,
    dtype: DType,
    shape: Shape,
    options: MultiplyOptions,
}

/// Where and how it is made.
struct Placed {
    mode: Mode,
    reason: Reason,
    transport: Transport,
    /// Workers that the pool may use.
    workers: u32,
    plan: Plan,
    spec: ProductSpec,
}

/// A product that is there.
struct Made {
    elements: Elements,
    certificate: Certificate,
    tiles: u32,
    retries: u32,
    /// Workers that took part.
    workers: u32,
    spent: Timings,
}

impl Call<'_> {
    /// Decides where and how the product is made, and takes the room for it.
    fn place(&self) -> Result<(Placed, Place), Failure> {
        let Self { engine, a, b, dims, dtype, options, .. } = self;
        let (mode, reason) = choose_mode(engine, *dims, *dtype, options)?;
        let kernel = choose_kernel(options.kernel)?;
        let (workers, transport, tile_operations) = match mode {
            Mode::Local => (1, Transport::None, LOCAL_TILE),
            _ if memory::can_share() => (workers_for(engine, options), Transport::Shared, WORKER_TILE),
            _ => (workers_for(engine, options), Transport::Clone, WORKER_TILE),
        };
        let needs = Needs::of(a, b, *dtype, transport == Transport::Shared);
        // First without the workers: a plan is not made of what is too large.
        engine.0.room.refuse(&needs)?;
        let cut =
            TilingParams { workers: workers as usize, tile_operations, dtype: *dtype, algorithm: options.algorithm };
        let plan = plan(*dims, cut);
        let needs = needs.and_in_workers(workers.min(plan.tiles.len() as u32), worker_bytes(&plan, *dtype));
        engine.0.room.refuse(&needs)?;
        let spec = ProductSpec {
            dims: *dims,
            dtype: *dtype,
            kernel,
            algorithm: options.algorithm,
            verify: (!options.skip_verify).then(|| (js_sys::Math::random() * (1u64 << 52) as f64) as u64),
            one_tile_per_block: plan.has_one_tile_per_block(),
            return_buffers: transport == Transport::Clone,
        };
        Ok((Placed { mode, reason, transport, workers, plan, spec }, engine.0.room.take(&needs)))
    }

    /// A small product on this thread, in one call of the page's engine; `None` for all others.
    async fn at_once(&self, placed: &Placed) -> Result<Option<Made>, Failure> {
        let Self { engine, a, b, options, .. } = self;
        let Dims { m, k, n } = self.dims;
        let is_small = placed.mode == Mode::Local && self.dims.operations() <= SMALL_OPERATIONS;
        if !is_small || a.dtype() != b.dtype() || m == 0 || k == 0 || n == 0 {
            return Ok(None);
        }
        // Hundreds of callers at once must not become one long task.
        if engine.0.time_slice.enter(SLICE_MS).await {
            refuse_aborted(options.signal.as_ref())?;
        }
        a.ensure_attached("A")?;
        b.ensure_attached("B")?;
        let product = engine.page_engine().and_then(|local| local.product(&placed.spec, &a.elements, &b.elements));
        let (mut elements, certificate) = product.map_err(Failure::Pool)?;
        if let Some(report) = &options.on_progress {
            report(Progress { tiles_done: 1, tiles_total: 1 });
        }
        if let Some(out) = &options.out {
            out.ensure_attached(elements.len(), OUT)?;
            out.set(&elements, 0);
            elements = out.clone();
        }
        Ok(Some(Made { elements, certificate, tiles: 1, retries: 0, workers: 0, spent: Timings::default() }))
    }

    /// Brings the operands to where they are needed, and has every tile computed.
    async fn in_tiles(&self, placed: &Placed) -> Result<Made, Failure> {
        let Self { engine, a, b, options, .. } = self;
        let bringing = now();
        let (operands, product, transfer) = self.bring(placed.transport).await?;
        let computing = now();
        let upload = transfer.as_ref().map(OperandUpload::progress);
        let Placed { spec, plan, transport, .. } = placed;
        let job = ProductJob::new(spec.clone(), plan.clone(), *transport, operands.clone(), product, upload);
        let (job, retries, workers) = if placed.mode == Mode::Local {
            (run_locally(engine, job, options).await?, 0, 0)
        } else {
            let (signal, on_progress) = (options.signal.clone(), options.on_progress.clone());
            let work = engine.0.pool.product(job, placed.workers as usize, signal, on_progress);
            // Workers begin with what has arrived; a job that ends early needs nothing more.
            let done = match (transfer, pin!(work)) {
                (None, work) => work.await,
                (Some(transfer), work) => match select(work, pin!(transfer.run())).await {
                    Either::Left((done, _)) => done,
                    Either::Right((Ok(()), work)) => work.await,
                    Either::Right((Err(failure), _)) => Err(failure),
                },
            }?;
            (*done.product, done.retries, done.workers)
        };
        let delivering = now();
        let (certificate, times, tiles) = (job.certificate(), job.times(), job.tiles());
        let elements = job.into_product()?;
        // A lost worker may go on for a moment after its end was ordered, and still write to C.
        if *transport == Transport::Shared && retries == 0 {
            buffer_pool::release_job(&operands, [&a.elements, &b.elements]);
        }
        let [bring, pool, deliver] = [computing - bringing, delivering - computing, now() - delivering];
        let spent = Timings { bring, pool, deliver, workers: times };
        Ok(Made { elements, certificate, tiles, retries, workers, spent })
    }

    /// A, B and C where the transport wants them, where the product goes, and what is still on its way.
    async fn bring(&self, transport: Transport) -> Result<([Elements; 3], Elements, Option<OperandUpload>), Failure> {
        let Self { a, b, dtype, options, .. } = self;
        let count = self.shape.elements().unwrap_or(u64::MAX);
        if transport == Transport::Shared {
            let transfer = OperandUpload::prepare(&a.elements, &b.elements, *dtype).await?;
            let ((left, right), c) = (transfer.operands(), buffer_pool::acquire_shared(*dtype, count)?);
            memory::yield_after_allocating(&c).await;
            Ok(([left, right, c], room_for(options, count, *dtype).await?, Some(transfer)))
        } else {
            let [left, right] = unless_aborted(options.signal.as_ref(), bring_operands(a, b, *dtype)).await??;
            let product = room_for(options, count, *dtype).await?;
            Ok(([left, right, product.clone()], product, None))
        }
    }

    fn report(self, placed: Placed, made: Made, milliseconds: f64) -> Product {
        let Placed { mode, reason, transport, spec, .. } = placed;
        let Made { elements, certificate, tiles, retries, workers, spent } = made;
        let report = Report {
            mode,
            reason,
            workers,
            tiles,
            retries,
            kernel: spec.kernel,
            algorithm: spec.algorithm,
            transport,
            milliseconds,
            gflops: rate(self.dims, milliseconds),
            verification: certificate.verification,
            exact: certificate.exact,
            error_bound: certificate.error_bound,
            spent,
        };
        Product { matrix: Operand { shape: self.shape, elements }, report }
    }
}

/// 10^9 operations per second.
fn rate(dims: Dims, milliseconds: f64) -> f64 {
    if milliseconds > 0.0 { dims.operations() / milliseconds / 1e6 } else { 0.0 }
}

/// The kernel, of those that this browser can run.
fn choose_kernel(wish: Option<Kernel>) -> Result<Kernel, Failure> {
    let best = fastest_kernel();
    match wish {
        Some(Kernel::Relaxed) if best != Kernel::Relaxed => Err(Failure::Format(
            "the kernel \"relaxed\" needs relaxed SIMD, which this browser does not have; use \"auto\" or \"simd128\""
                .into(),
        )),
        wish => Ok(wish.unwrap_or(best)),
    }
}

/// How many workers the pool may use.
fn workers_for(engine: &Engine, options: &MultiplyOptions) -> u32 {
    options.workers.unwrap_or(u32::MAX).clamp(1, engine.0.pool.target().max(1) as u32)
}

/// Where a job runs, by the measured cost of either way, and why.
fn choose_mode(
    engine: &Engine,
    dims: Dims,
    dtype: DType,
    options: &MultiplyOptions,
) -> Result<(Mode, Reason), Failure> {
    let no_pool = |reason: String| Failure::Pool(no_worker(&reason));
    match (options.mode, engine.pool_trouble(), engine.page_engine().err()) {
        // Without the module there is nothing to compute with, here or there.
        (_, Some(reason), Some(_)) | (Mode::Pool, Some(reason), _) => Err(no_pool(reason)),
        (Mode::Local, _, None) => Ok((Mode::Local, Reason::Asked)),
        (Mode::Local, _, Some(reason)) => Err(Failure::Pool(format!("{reason}; use mode \"pool\" or \"auto\""))),
        (Mode::Pool, None, _) => Ok((Mode::Pool, Reason::Asked)),
        (Mode::Auto, Some(reason), None) => Ok((Mode::Local, Reason::NoWorker(reason))),
        (Mode::Auto, None, Some(reason)) => Ok((Mode::Pool, Reason::NoPageEngine(reason))),
        // The pool goes on trying, but this product need not wait for that.
        (Mode::Auto, None, None) if let Some(reason) = engine.0.pool.missing() => {
            Ok((Mode::Local, Reason::NoWorker(reason)))
        }
        (Mode::Auto, None, None) => {
            let rate = engine.0.local_rate.get().or_else(|| engine.0.pool.rate()).unwrap_or(ASSUMED_RATE);
            let workers = workers_for(engine, options);
            let [m, k, n] = [dims.m, dims.k, dims.n].map(|size| size as f64);
            let copying = (m * k + k * n + m * n) * dtype.size() as f64 / COPY_RATE;
            let local = dims.operations() / rate + copying;
            let pool = POOL_MS + dims.operations() / rate / f64::from(workers) + copying;
            let mode = if local < UNFELT_MS && local <= pool { Mode::Local } else { Mode::Pool };
            Ok((mode, Reason::Cost { local, pool, workers }))
        }
    }
}

/// What the caller's array for the product is called in errors.
const OUT: &str = "option out";

/// Whether the product can go to `out`.
fn refuse_unfit(out: &Elements, dtype: DType, shape: Shape, operands: [&Operand; 2]) -> Result<(), Failure> {
    if out.dtype() != dtype {
        let [found, expected] = [out.dtype(), dtype].map(|dtype| match dtype {
            DType::F32 => "a Float32Array",
            DType::F64 => "a Float64Array",
        });
        return Err(Failure::Format(format!("{OUT} is {found}, but the product has other elements; pass {expected}")));
    }
    if shape.elements() != Some(u64::from(out.len())) {
        let found = out.len();
        return Err(Failure::Shape(format!(
            "{OUT} has {found} elements, but the product is {shape}; pass an array of rows × columns elements"
        )));
    }
    match operands.into_iter().zip(["A", "B"]).find(|(operand, _)| operand.elements.overlaps(out)) {
        Some((_, name)) => Err(Failure::Format(format!(
            "{OUT} overlaps the data of {name}, and an operand is never changed; pass an array apart from both"
        ))),
        None => Ok(()),
    }
}

/// Where the product goes.
async fn room_for(options: &MultiplyOptions, elements: u64, dtype: DType) -> Result<Elements, Failure> {
    if let Some(out) = &options.out {
        return Ok(out.clone());
    }
    let fresh = memory::allocate(dtype, elements, false)?;
    memory::yield_after_allocating(&fresh).await;
    Ok(fresh)
}

/// A and B as the dtype wants them, where memory is not shared.
async fn bring_operands(a: &Operand, b: &Operand, dtype: DType) -> Result<[Elements; 2], Failure> {
    let mut same = Vec::with_capacity(2);
    for operand in [a, b] {
        let elements = &operand.elements;
        same.push(if elements.dtype() == dtype {
            elements.clone()
        } else {
            copying::converted(elements, dtype, false).await?
        });
    }
    Ok([same.swap_remove(0), same.swap_remove(0)])
}

/// Runs a job on this thread, in slices that nobody feels.
async fn run_locally(engine: &Engine, mut job: ProductJob, options: &MultiplyOptions) -> Result<ProductJob, Failure> {
    /// There is only one; jobs on it are told apart by their numbers.
    const LOCAL_WORKER: WorkerId = WorkerId(u32::MAX);
    let local = engine.page_engine().map_err(Failure::Pool)?;
    let id = engine.next_local_job();
    let start = now();
    let mut slice = start;
    let mut waited = 0.0;
    let outcome = async {
        for unit in 0..job.tiles() {
            let open = (unit == 0).then_some(Step::Open);
            for step in open.into_iter().chain(job.steps(LOCAL_WORKER, unit)) {
                if now() - slice > SLICE_MS {
                    let pause = now();
                    yield_to_event_loop().await;
                    slice = now();
                    waited += slice - pause;
                    refuse_aborted(options.signal.as_ref())?;
                }
                if let Some(request) = job.request(id, &step)? {
                    answer(&local, &mut job, request)?;
                }
            }
            if let Some(report) = &options.on_progress {
                let (done, total) = (job.tiles_done(), job.tiles());
                if done < total {
                    report(Progress { tiles_done: done, tiles_total: total });
                    refuse_aborted(options.signal.as_ref())?;
                }
            }
        }
        Ok(())
    }
    .await;
    let _ = local.handle(Request::Close { job: id });
    outcome?;
    if let Some(report) = &options.on_progress {
        report(Progress { tiles_done: job.tiles(), tiles_total: job.tiles() });
    }
    let (operations, elapsed) = (job.spec().dims.operations(), now() - start - waited);
    if operations > 1e6 && elapsed > 0.0 {
        engine.0.local_rate.set(Some(operations / elapsed));
    }
    Ok(job)
}

/// Has the page's engine execute one request and books its answers.
fn answer(local: &PageEngine, job: &mut ProductJob, request: Request) -> Result<(), Failure> {
    for response in local.handle(request).map_err(Failure::Pool)? {
        match response {
            Response::Done { tile_id, c, tile_report, times, .. } => {
                job.take_tile(tile_id, c.as_ref(), &tile_report, times).map_err(Failure::Pool)?;
                job.deliver();
            }
            Response::Rejected { reason, .. } => return Err(Failure::Format(reason)),
            Response::Failed { reason, .. } | Response::Crashed { reason } => return Err(Failure::Pool(reason)),
            _ => {}
        }
    }
    Ok(())
}
