//! Computes a product on the main thread, in slices that are too short to be noticed.

use super::abort::ensure_not_aborted;
use super::options::MultiplyOptions;
use super::{Engine, SLICE_MS};
use crate::event_loop::yield_to_event_loop;
use crate::failure::Failure;
use crate::pool::page_engine::PageEngine;
use crate::pool::product_job::{ProductJob, ProductStep};
use crate::pool::scheduler::WorkerId;
use crate::pool::tile_progress::TileMaker;
use shared::protocol::JobId;
use worker::clock::now;
use worker::wire::{Request, Response};

/// The page's engine stands for one worker; its jobs are told apart by their numbers.
const PAGE_ENGINE: WorkerId = WorkerId(u32::MAX);

pub(super) async fn compute_locally(
    engine: &Engine,
    mut job: ProductJob,
    options: &MultiplyOptions,
) -> Result<ProductJob, Failure> {
    let page_engine = engine.page_engine().map_err(Failure::Pool)?;
    let id = engine.next_local_job();
    let start = now();
    let outcome = compute_tiles(&page_engine, id, &mut job, options).await;
    let _ = page_engine.handle(Request::Close { job: id });
    let waited = outcome?;
    if let Some(report) = &options.on_progress {
        report(job.progress());
    }
    let (operations, elapsed) = (job.spec().dims.operations(), now() - start - waited);
    if operations > 1e6 && elapsed > 0.0 {
        engine.0.local_rate.set(Some(operations / elapsed));
    }
    Ok(job)
}

/// Computes every tile. Returns the milliseconds for which other tasks ran.
async fn compute_tiles(
    page_engine: &PageEngine,
    id: JobId,
    job: &mut ProductJob,
    options: &MultiplyOptions,
) -> Result<f64, Failure> {
    let (mut slice, mut waited) = (now(), 0.0);
    for unit in 0..job.tiles() {
        let open = (unit == 0).then_some(ProductStep::Open);
        for step in open.into_iter().chain(job.steps(PAGE_ENGINE, unit)) {
            if now() - slice > SLICE_MS {
                let pause = now();
                yield_to_event_loop().await;
                slice = now();
                waited += slice - pause;
                ensure_not_aborted(options.signal.as_ref())?;
            }
            if let Some(request) = job.request(id, &step)? {
                execute(page_engine, job, request)?;
            }
        }
        let progress = job.progress();
        if let Some(report) = options.on_progress.as_ref().filter(|_| progress.tiles_done < progress.tiles_total) {
            report(progress);
            ensure_not_aborted(options.signal.as_ref())?;
        }
    }
    Ok(waited)
}

/// Has the page's engine execute one request, and accepts its answers.
fn execute(page_engine: &PageEngine, job: &mut ProductJob, request: Request) -> Result<(), Failure> {
    for response in page_engine.handle(request)? {
        match response {
            Response::Done { tile_id, c, tile_report, times, .. } => {
                job.accept_tile(tile_id, TileMaker::MainThread, c.as_ref(), &tile_report, times)?;
                job.copy_pending_tiles();
            }
            Response::Rejected { reason, .. } => return Err(Failure::Format(reason)),
            Response::Failed { reason, .. } | Response::Crashed { reason } => return Err(Failure::Pool(reason)),
            _ => {}
        }
    }
    Ok(())
}
