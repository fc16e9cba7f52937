//! One product from the call to the report: validated, planned, computed, certified.

use super::abort::{ensure_not_aborted, unless_aborted};
use super::compute_locally::compute_locally;
use super::fitting::{OUT, ensure_out_fits, product_misfit};
use super::largest::{is_copied, largest_square};
use super::memory_budget::{MemoryEstimate, Reservation};
use super::options::{Mode, MultiplyOptions};
use super::placement::{choose_kernel, choose_mode, tiling_params};
use super::rates::RateKey;
use super::report::{Product, Reason, Report, Timings};
use super::{Engine, SLICE_MS};
use crate::failure::Failure;
use crate::memory::upload::OperandUpload;
use crate::memory::{self, buffer_pool, copying};
use crate::operand::{Elements, Operand};
use crate::pool::data_path::{DataPath, Transport};
use crate::pool::product_job::{Certificate, ProductJob, Progress};
use crate::pool::tile_table::TileTable;
use futures_util::future::{Either, select};
use shared::certificate::Verification;
use shared::kernel::{Dims, Kernel};
use shared::matrix::product_shape;
use shared::protocol::ProductSpec;
use shared::tiling::{Plan, plan, worker_bytes};
use shared::{DType, Shape};
use std::pin::pin;
use worker::clock::now;

/// Most operations of a product that the main thread computes in one call: a fraction of a millisecond.
pub(super) const SMALL_OPERATIONS: f64 = 1e6;

pub(super) async fn multiply(
    engine: &Engine,
    a: &Operand,
    b: &Operand,
    options: MultiplyOptions,
) -> Result<Product, Failure> {
    let validated = Validated::new(engine, a, b, options).await?;
    let start = now();
    let (planned, _reservation) = validated.plan()?;
    let computed = match validated.run_direct(&planned).await? {
        Some(computed) => computed,
        None => validated.run_in_tiles(&planned).await?,
    };
    let milliseconds = (now() - start - computed.waited).max(0.0);
    Ok(validated.report(planned, computed, milliseconds))
}

/// A product whose operands and options fit together.
struct Validated<'a> {
    engine: &'a Engine,
    a: &'a Operand,
    b: &'a Operand,
    dims: Dims,
    dtype: DType,
    shape: Shape,
    options: MultiplyOptions,
}

/// Where and how it is computed.
struct Planned {
    mode: Mode,
    reason: Reason,
    transport: Transport,
    max_workers: u32,
    plan: Plan,
    spec: ProductSpec,
}

/// What a product is computed from and into.
struct Prepared {
    operands: [Elements; 2],
    product: Elements,
    data_path: DataPath,
    /// What of the operands is still to be copied.
    upload: Option<OperandUpload>,
}

/// A finished product.
struct Computed {
    elements: Elements,
    certificate: Certificate,
    tiles: u32,
    retries: u32,
    /// Workers that took part.
    workers: u32,
    /// Milliseconds that it waited for its turn on the main thread, in which the page may have been drawn.
    waited: f64,
    timings: Timings,
}

impl<'a> Validated<'a> {
    /// Waits for the workers' files, and checks the operands before and after.
    async fn new(
        engine: &'a Engine,
        a: &'a Operand,
        b: &'a Operand,
        options: MultiplyOptions,
    ) -> Result<Self, Failure> {
        ensure_not_aborted(options.signal.as_ref())?;
        let factors = options.factor_shapes(a.shape, b.shape);
        let shape = product_shape(factors[0], factors[1]).map_err(|_| product_misfit(factors, options.transposed))?;
        let dtype = DType::of_product(a.dtype(), b.dtype());
        if let Some(out) = &options.out {
            ensure_out_fits(out, dtype, shape, &[(a, "A"), (b, "B")])?;
        }
        unless_aborted(options.signal.as_ref(), engine.booted()).await?;
        a.ensure_attached("A")?;
        b.ensure_attached("B")?;
        let dims = Dims::new(shape.rows, factors[0].cols, shape.cols);
        Ok(Self { engine, a, b, dims, dtype, shape, options })
    }

    /// Decides where and how the product is computed, and reserves the memory for it: in the way with the fewest copies
    /// if there is no room for the others.
    fn plan(&self) -> Result<(Planned, Reservation), Failure> {
        let Self { engine, dims, dtype, options, .. } = self;
        let (mode, reason) = choose_mode(engine, *dims, *dtype, options)?;
        let is_in_pool = mode == Mode::Pool && dims.operations() > 0.0;
        let may_be_local = !is_in_pool || options.mode == Mode::Auto && engine.page_engine().is_ok();
        let ways = [
            (is_in_pool && memory::can_share()).then_some((mode, Transport::Shared)),
            is_in_pool.then_some((mode, Transport::Clone)),
            may_be_local.then_some((if is_in_pool { Mode::Local } else { mode }, Transport::None)),
        ];
        let mut refused = None;
        for (way, transport) in ways.into_iter().flatten() {
            let reason = match &refused {
                Some(failure) if way != mode => Reason::Memory(Failure::to_string(failure)),
                _ => reason.clone(),
            };
            match self.plan_way(way, transport, reason) {
                Ok(planned) => return Ok(planned),
                Err(failure) => refused = refused.or(Some(failure)),
            }
        }
        match refused {
            // Where others are running, it may fit when they have ended.
            Some(Failure::Limit(reason)) if !engine.0.memory_budget.is_in_use() => {
                let n = largest_square(engine, *dtype, options, is_copied([self.a, self.b], *dtype));
                Err(Failure::Limit(format!("{reason}; square matrices of up to {n} × {n} would fit here")))
            }
            // There was at least one way.
            refused => Err(refused.unwrap_or(Failure::UnexpectedResponse)),
        }
    }

    fn plan_way(&self, mode: Mode, transport: Transport, reason: Reason) -> Result<(Planned, Reservation), Failure> {
        let Self { engine, a, b, dims, dtype, options, .. } = self;
        let kernel = choose_kernel(options.kernel)?;
        let transposed = options.transposed;
        let budget = &engine.0.memory_budget;
        let mut estimate = MemoryEstimate::of([a, b], *dtype, transport, options);
        // First without the workers, because the plan of a product that is far too large would itself be too large.
        budget.check(&estimate)?;
        let params = tiling_params(engine, mode, *dtype, options);
        let max_workers = params.workers as u32;
        let plan = if dims.operations() > 0.0 {
            plan(*dims, params)
        } else {
            Plan { dims: *dims, algorithm: options.algorithm, tiles: Vec::new(), blocks: Vec::new() }
        };
        if !plan.tiles.is_empty() {
            estimate = estimate
                .with_workers(max_workers.min(plan.tiles.len() as u32), worker_bytes(&plan, *dtype, transposed));
            budget.check(&estimate)?;
        }
        let spec = ProductSpec {
            dims: *dims,
            dtype: *dtype,
            kernel,
            algorithm: options.algorithm,
            transposed,
            verify: (!options.skip_verify).then(|| (js_sys::Math::random() * (1u64 << 52) as f64) as u64),
            one_tile_per_block: plan.has_one_tile_per_block(),
            return_buffers: transport == Transport::Clone,
        };
        Ok((Planned { mode, reason, transport, max_workers, plan, spec }, budget.reserve(&estimate)))
    }

    /// Computes a small product on the main thread, in one call of the page's engine; `None` for all others. Where each
    /// entry is a sum of nothing, or there is none, nothing is computed.
    async fn run_direct(&self, planned: &Planned) -> Result<Option<Computed>, Failure> {
        let Self { engine, a, b, options, .. } = self;
        let is_empty = planned.plan.tiles.is_empty();
        let is_small = planned.mode == Mode::Local && self.dims.operations() <= SMALL_OPERATIONS;
        if !is_empty && (!is_small || a.dtype() != b.dtype()) {
            return Ok(None);
        }
        let wait_start = now();
        // Many calls at once must not become one long task.
        if engine.0.time_slice.enter(SLICE_MS).await {
            ensure_not_aborted(options.signal.as_ref())?;
        }
        let waited = now() - wait_start;
        a.ensure_attached("A")?;
        b.ensure_attached("B")?;
        let (tiles, computed, certificate) = if is_empty {
            let verification = Verification::new(planned.spec.verify.is_some());
            (0, None, Certificate { exact: true, error_bound: 0.0, line_sums: [0.0; 2], verification })
        } else {
            let page_engine = engine.page_engine().map_err(Failure::Pool)?;
            let (elements, certificate) = page_engine.product(&planned.spec, &a.elements, &b.elements)?;
            (1, Some(elements), certificate)
        };
        if let Some(report) = &options.on_progress {
            report(Progress { tiles_done: tiles, tiles_total: tiles });
        }
        let elements = match computed {
            Some(elements) if options.out.is_none() && !options.shared => elements,
            computed => {
                let count = self.shape.elements().unwrap_or(u64::MAX);
                let product = self.allocate_product(count).await?;
                product.ensure_attached(count as u32, OUT)?;
                match computed {
                    Some(elements) => product.set(&elements, 0),
                    None if options.out.is_some() => copying::clear(&product, OUT).await?,
                    None => {}
                }
                product
            }
        };
        let timings = Timings::default();
        Ok(Some(Computed { elements, certificate, tiles, retries: 0, workers: 0, waited, timings }))
    }

    /// Computes a product tile by tile.
    async fn run_in_tiles(&self, planned: &Planned) -> Result<Computed, Failure> {
        let Self { engine, options, .. } = self;
        let prepare_start = now();
        let Prepared { operands, product, data_path, upload } = self.prepare(planned).await?;
        let compute_start = now();
        let Planned { spec, plan, .. } = planned;
        let mut job = ProductJob::new(spec.clone(), plan.clone(), operands.clone(), product, data_path.clone());
        if let Some(on_start) = &options.on_start {
            on_start(job.live_product());
        }
        // No worker writes to C any more.
        let mut is_closed = true;
        let (job, retries, workers) = if planned.mode == Mode::Local {
            (compute_locally(engine, job, options).await?, 0, 0)
        } else {
            let (signal, on_progress) = (options.signal.clone(), options.on_progress.clone());
            let work = engine.0.pool.product(job, planned.max_workers as usize, signal, on_progress);
            // Workers begin with what has arrived. A job that ends early cancels the upload, by dropping it.
            let outcome = match (upload, pin!(work)) {
                (None, work) => work.await,
                (Some(upload), work) => match select(work, pin!(upload.run())).await {
                    Either::Left((finished, _)) => finished,
                    Either::Right((Ok(()), work)) => work.await,
                    Either::Right((Err(failure), _)) => Err(failure),
                },
            };
            // A worker that was ended may run on for a moment, and so does one whose job was cancelled. That matters if
            // somebody gets C, or it is the caller's array; nobody waits for it in vain.
            if let DataPath::Shared { c, upload, .. } = &data_path {
                let is_wanted = outcome.is_ok() || options.out.as_ref() == Some(c);
                is_closed = is_wanted && upload.close_result().await;
            }
            let finished = outcome?;
            (*finished.product, finished.retries, finished.workers)
        };
        let deliver_start = now();
        let (certificate, timings, tiles) = (job.certificate(), job.timings(), job.tiles());
        let mut elements = job.into_product()?;
        if let DataPath::Shared { c, .. } = data_path {
            if is_closed {
                let [a, b] = operands;
                buffer_pool::release_job(&[a, b, c], &[&self.a.elements, &self.b.elements, &elements]);
            } else if c == elements && options.out.is_none() {
                elements = copying::converted(&c, self.dtype, true).await?;
            } else if c == elements {
                return Err(Failure::Pool(format!(
                    "a worker was ended while it wrote to {OUT}, and may still write there; call again with another array"
                )));
            }
        }
        let timings = Timings {
            bring: compute_start - prepare_start,
            pool: deliver_start - compute_start,
            deliver: now() - deliver_start,
            workers: timings,
        };
        Ok(Computed { elements, certificate, tiles, retries, workers, waited: 0.0, timings })
    }

    /// Allocates what the product needs, and brings the operands to where the transport reads them.
    async fn prepare(&self, planned: &Planned) -> Result<Prepared, Failure> {
        let transport = planned.transport;
        let Self { a, b, dtype, options, .. } = self;
        let count = self.shape.elements().unwrap_or(u64::MAX);
        if transport == Transport::Shared {
            let upload = OperandUpload::prepare(&a.elements, &b.elements, *dtype).await?;
            let product = self.allocate_product(count).await?;
            let c = if product.is_shared() { product.clone() } else { buffer_pool::acquire_shared(*dtype, count)? };
            memory::yield_after_allocating(&c).await;
            let table = TileTable::new(&planned.plan)?;
            let ((left, right), progress) = (upload.operands(), upload.progress());
            let data_path = DataPath::Shared { c, upload: progress, table };
            Ok(Prepared { operands: [left, right], product, data_path, upload: Some(upload) })
        } else {
            let operands = async { Ok::<_, Failure>([as_dtype(a, *dtype).await?, as_dtype(b, *dtype).await?]) };
            let operands = unless_aborted(options.signal.as_ref(), operands).await??;
            let data_path = if transport == Transport::Clone { DataPath::Copied } else { DataPath::InPlace };
            let product = self.allocate_product(count).await?;
            Ok(Prepared { operands, product, data_path, upload: None })
        }
    }

    /// The array that the caller gets.
    async fn allocate_product(&self, elements: u64) -> Result<Elements, Failure> {
        if let Some(out) = &self.options.out {
            return Ok(out.clone());
        }
        let product = memory::allocate(self.dtype, elements, self.options.shared)?;
        memory::yield_after_allocating(&product).await;
        Ok(product)
    }

    fn report(self, planned: Planned, computed: Computed, milliseconds: f64) -> Product {
        let Planned { mode, reason, transport, spec, .. } = planned;
        let key = RateKey { dtype: self.dtype, algorithm: spec.algorithm, kernel: spec.kernel, mode };
        self.engine.0.rates.measured(key, self.dims, computed.workers, milliseconds);
        let Computed { elements, certificate, tiles, retries, workers, timings, .. } = computed;
        let gflops = if milliseconds > 0.0 { self.dims.operations() / milliseconds / 1e6 } else { 0.0 };
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
            gflops,
            verification: certificate.verification,
            exact: certificate.exact,
            error_bound: certificate.error_bound,
            order: None,
            line_sums: certificate.line_sums,
            timings,
        };
        Product { matrix: Operand { shape: self.shape, elements }, report }
    }
}

/// Where a product would be computed now.
pub(super) struct Placed {
    pub(super) dims: Dims,
    pub(super) dtype: DType,
    /// How, by which instructions and by how many workers; or why it would be refused.
    pub(super) outcome: Result<(Mode, Kernel, u32), Failure>,
}

/// Where a product would be computed now; `None` if the shapes do not fit together.
pub(super) fn placement_of(engine: &Engine, a: &Operand, b: &Operand, options: &MultiplyOptions) -> Option<Placed> {
    let factors = options.factor_shapes(a.shape, b.shape);
    let shape = product_shape(factors[0], factors[1]).ok()?;
    let dtype = DType::of_product(a.dtype(), b.dtype());
    let dims = Dims::new(shape.rows, factors[0].cols, shape.cols);
    let validated = Validated { engine, a, b, dims, dtype, shape, options: options.clone() };
    let workers = |planned: &Planned| planned.max_workers.min(planned.plan.tiles.len() as u32);
    let outcome = validated.plan().map(|(planned, _)| (planned.mode, planned.spec.kernel, workers(&planned)));
    Some(Placed { dims, dtype, outcome })
}

/// The operand's elements, converted if they have another dtype.
async fn as_dtype(operand: &Operand, dtype: DType) -> Result<Elements, Failure> {
    if operand.dtype() == dtype {
        Ok(operand.elements.clone())
    } else {
        copying::converted(&operand.elements, dtype, false).await
    }
}
