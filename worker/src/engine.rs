//! Executes requests: keeps the open jobs, what is packed for each, and the buffers that jobs reuse.
//!
//! The same engine serves a worker and, in local mode, the page itself. A job's part of B is copied in once for
//! each block of columns and kept, packed, until the block changes; tiles bring only their rows of A.
//! It executes in the order in which it is asked; scheduling and transport are its caller's.

use crate::array::ArrayElement;
use crate::clock::now;
use crate::kernels::{KernelPair, Kernels};
use crate::measure::MeasurementRunner;
use crate::product::{ProductTask, TileOutput};
use crate::rpc::RpcOutcome;
use crate::scratch::Scratch;
use crate::warm_up::{WarmUp, WarmUpStep};
use crate::wire::{Payload, Request, Response};
use crate::{files, map, product_check, rpc};
use shared::element::DType;
use shared::format::ReadOptions;
use shared::kernel::Dims;
use shared::protocol::{JobId, ProductSpec, RejectionKind, SharedOperands, TileTimings, Turn};
use shared::tiling::{Tile, TileId};
use shared::{Matrix, Shape};
use std::collections::HashMap;
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds of the warm-up between two looks at the messages.
const WARM_UP_SLICE_MS: f64 = 1.5;

/// Executes requests, one after the other.
pub struct WorkerEngine {
    kernels: Kernels,
    f32: TypedJobs<f32>,
    f64: TypedJobs<f64>,
    measuring: MeasurementRunner,
    warm_up: Option<WarmUp>,
}

/// The jobs of one element type.
#[derive(Default)]
struct TypedJobs<T: ArrayElement> {
    jobs: HashMap<JobId, ProductTask<T>>,
    scratch: Scratch<T>,
}

impl WorkerEngine {
    /// An engine without jobs.
    pub fn new(kernels: Kernels) -> Self {
        Self {
            kernels,
            f32: TypedJobs::default(),
            f64: TypedJobs::default(),
            measuring: MeasurementRunner::default(),
            warm_up: None,
        }
    }

    /// The kernels of this module.
    pub fn kernels(&self) -> &Kernels {
        &self.kernels
    }

    /// Executes `request` and answers through `respond`.
    pub fn handle(&mut self, request: Request, respond: &mut dyn FnMut(Response)) {
        match request {
            Request::Open { job, spec, operands } => self.open(job, spec, operands, respond),
            Request::Band { job, block, columns, first_row, elements } => {
                if !self.f64.band(job, block, columns, first_row, &elements) {
                    self.f32.band(job, block, columns, first_row, &elements);
                }
            }
            Request::Run { job, tile_id, tile, a } => {
                if !self.f64.run(job, tile_id, &tile, a.as_ref(), respond)
                    && !self.f32.run(job, tile_id, &tile, a.as_ref(), respond)
                {
                    let reason = "the worker received a tile before its job".to_owned();
                    respond(Response::Failed { job, tile_id: Some(tile_id), reason });
                }
            }
            Request::Claim { job, turn, slot, limit, table } => {
                let place = (turn, slot);
                let taken = self.f64.take_turn(job, place, limit, &table);
                let taken = taken.or_else(|| self.f32.take_turn(job, place, limit, &table));
                let failure = match taken {
                    Some(taken) => taken.err(),
                    None => Some("the worker received a turn before its job".to_owned()),
                };
                respond(Response::TurnEnded { job, turn, failure });
            }
            Request::Close { job } => {
                self.f32.jobs.remove(&job);
                self.f64.jobs.remove(&job);
            }
            Request::Parse { job, source, name, dialect, shared } => {
                let options = ReadOptions { dialect, ..ReadOptions::default() };
                files::parse(job, &source, name, &options, shared, respond);
            }
            Request::Format { job, shape, elements, export, file } => {
                files::format(job, shape, &elements, export, file.as_deref(), respond);
            }
            Request::ParseRpc { job, text } => rpc::read(job, &text, respond),
            Request::EncodeRpc { job, method, shape, elements } => {
                rpc::write(job, method, shape, &elements, respond);
            }
            Request::Check { job, step, arrays, cols, b_dtype, seed } => {
                respond(product_check::check(job, step, &arrays, cols, b_dtype, seed));
            }
            Request::Summarise { job, elements, block } => respond(map::summarise(job, &elements, &block)),
            Request::Paint { job, shown, scale } => respond(map::paint(job, &shown, scale)),
            Request::WarmUp { products, megabytes } => self.warm_up = Some(WarmUp::new(products, megabytes)),
            Request::Measure { job, what } => respond(self.measuring.measure(job, &self.kernels, &what)),
        }
    }

    /// Whether a part of the warm-up is left, and no job is open that it could delay.
    pub fn wants_warm_up(&self) -> bool {
        self.warm_up.is_some() && self.f32.jobs.is_empty() && self.f64.jobs.is_empty()
    }

    /// Does a short part of the warm-up.
    pub fn warm_up(&mut self) {
        let start = now();
        while self.wants_warm_up() && now() - start < WARM_UP_SLICE_MS {
            let Some(mut warm_up) = self.warm_up.take() else { return };
            match warm_up.next(self.kernels.fastest().f64.kernel()) {
                Some(WarmUpStep::Product(spec, operand)) => drop(self.whole(spec, operand, operand)),
                Some(WarmUpStep::Touched) => {}
                None => return,
            }
            self.warm_up = Some(warm_up);
        }
    }

    /// Answers the envelope in `text` if its product takes no more than `most_operations`.
    pub fn answer_rpc(&mut self, text: &str, most_operations: f64) -> RpcOutcome {
        rpc::answer(text, most_operations, |a, b| self.multiply(a, b))
    }

    /// C = A·B with this module's fastest kernel, without a certificate. The shapes must fit.
    fn multiply(&mut self, a: &Matrix<f64>, b: &Matrix<f64>) -> Matrix<f64> {
        let (a_shape, b_shape) = (a.shape(), b.shape());
        let mut c = Matrix::zeros(Shape::new(a_shape.rows, b_shape.cols));
        let dims = Dims::new(a_shape.rows, a_shape.cols, b_shape.cols);
        let gemm = self.kernels.fastest().f64;
        gemm.multiply(dims, a.data(), b.data(), c.data_mut(), &mut self.f64.scratch.workspace);
        c
    }

    /// Computes a product that is one tile, from typed arrays of the spec's dtype, without opening a job.
    ///
    /// # Errors
    /// A sentence, if this module does not have the kernel or the operands do not fit the spec.
    pub fn whole(&mut self, spec: ProductSpec, a: &JsValue, b: &JsValue) -> Result<TileOutput, String> {
        let pair = self.kernels.get(spec.kernel).ok_or_else(|| format!("this module has no {} kernel", spec.kernel))?;
        match spec.dtype {
            DType::F32 => whole(ProductTask::new(pair.f32, spec, None), &mut self.f32.scratch, a, b),
            DType::F64 => whole(ProductTask::new(pair.f64, spec, None), &mut self.f64.scratch, a, b),
        }
    }

    fn open(
        &mut self,
        job: JobId,
        spec: ProductSpec,
        operands: Option<SharedOperands<Payload>>,
        respond: &mut dyn FnMut(Response),
    ) {
        let Some(KernelPair { f32, f64 }) = self.kernels.get(spec.kernel) else {
            let reason = format!("this browser cannot run the {} kernel; leave the choice to \"auto\"", spec.kernel);
            respond(Response::Rejected { job, kind: RejectionKind::Format, reason, alternatives: Vec::new() });
            return;
        };
        match spec.dtype {
            DType::F32 => drop(self.f32.jobs.insert(job, ProductTask::new(f32, spec, operands))),
            DType::F64 => drop(self.f64.jobs.insert(job, ProductTask::new(f64, spec, operands))),
        }
    }
}

impl<T: ArrayElement> TypedJobs<T> {
    /// `None` if the job has another element type.
    fn take_turn(&mut self, job: JobId, place: (Turn, u32), limit: u32, table: &Payload) -> Option<Result<(), String>> {
        Some(self.jobs.get_mut(&job)?.take_turn(table.value(), place, limit, &mut self.scratch))
    }

    /// Returns false if the job has another element type.
    fn band(&mut self, job: JobId, block: u32, columns: (usize, usize), first_row: usize, elements: &Payload) -> bool {
        let Some(product) = self.jobs.get_mut(&job) else { return false };
        product.receive_band(block, columns, first_row, elements.value().unchecked_ref(), &mut self.scratch);
        true
    }

    fn run(
        &mut self,
        job: JobId,
        tile_id: TileId,
        tile: &Tile,
        a: Option<&Payload>,
        respond: &mut dyn FnMut(Response),
    ) -> bool {
        let Some(product) = self.jobs.get_mut(&job) else { return false };
        // A repeated request: by the time of a second answer, C might belong to another product.
        if !product.begin(tile_id) {
            return true;
        }
        let a = a.map(|payload| payload.value().unchecked_ref());
        let mut times = TileTimings::default();
        match product.run(tile, a, &mut self.scratch, &mut times) {
            Ok(TileOutput { c, tile_report }) => {
                let returned = product.take_returned();
                respond(Response::Done { job, tile_id, c, returned, tile_report, times });
            }
            Err(reason) => respond(Response::Failed { job, tile_id: Some(tile_id), reason }),
        }
        true
    }
}

fn whole<T: ArrayElement>(
    mut product: ProductTask<T>,
    scratch: &mut Scratch<T>,
    a: &JsValue,
    b: &JsValue,
) -> Result<TileOutput, String> {
    let Dims { m, n, .. } = product.dims();
    product.receive_band(0, (0, n), 0, b.unchecked_ref(), scratch);
    let tile = Tile { block: 0, rows: 0..m, cols: 0..n };
    product.run(&tile, Some(a.unchecked_ref()), scratch, &mut TileTimings::default())
}
