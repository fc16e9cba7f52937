//! Turns a worker's message into an event for the scheduler, and takes over what it brings.
//!
//! Answers about something that the worker was not given, or does not know, change nothing.

use super::DriverState;
use crate::build_id::build_id;
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::memory::{buffer_pool, held_memory};
use crate::operand::Elements;
use crate::pool::pending_job::{PendingTask, PendingWork};
use crate::pool::scheduler::{Event, UnitId, WorkerId};
use crate::pool::tile_progress::TileMaker;
use wasm_bindgen::JsValue;
use worker::wire::{Payload, Response};

/// A worker that read or wrote a larger file is replaced: some formats need the file in its memory, which never shrinks.
const LARGE_FILE_BYTES: f64 = 64e6;

/// The only unit of a task.
const TASK_UNIT: UnitId = 0;

/// The event that a message stands for, if any.
pub(super) fn to_event(state: &mut DriverState, worker: WorkerId, response: Response) -> Option<Event> {
    match response {
        Response::Hello { build, .. } => {
            let own = build_id();
            Some(if build == own {
                Event::Ready(worker)
            } else {
                // After an update of the site, one of them may come from a cache.
                Event::WorkerLost(
                    worker,
                    format!("it is of build {build} and this page of build {own}; reload the page"),
                )
            })
        }
        // Late, duplicate or foreign: its buffers may be in use, and the tile may be another worker's.
        Response::Done { job, tile_id, .. } if !state.scheduler.has(worker, job, tile_id) => None,
        Response::Done { job, tile_id, c, returned, tile_report, times } => {
            returned
                .iter()
                .filter_map(|array| Elements::from_js(array.value()))
                .for_each(|array| buffer_pool::release_transferable(&array));
            let maker = state.scheduler.slot_id(worker).map_or(TileMaker::MainThread, TileMaker::Worker);
            // If the job has ended, the worker is free again all the same.
            let accepted = state
                .product_mut(job)
                .map(|product| product.accept_tile(tile_id, maker, c.as_ref(), &tile_report, times));
            Some(match accepted {
                None | Some(Ok(())) => Event::Done(worker, job, tile_id),
                Some(Err(unexpected)) => Event::Failed(worker, job, tile_id, unexpected.to_string()),
            })
        }
        Response::TurnEnded { job, turn, failure } => {
            state.scheduler.returned(worker);
            state.scheduler.has(worker, job, turn).then_some(Event::TurnEnded(worker, job, turn, failure))
        }
        Response::ReadProgress { job, done, total } => {
            if let Some(PendingWork::Task(PendingTask { on_progress: Some(report), .. })) =
                state.jobs.get(&job).map(|job| &job.work)
            {
                let report = report.clone();
                // Later, because it may call back into the pool.
                spawn_local(async move { report(done, total) });
            }
            Some(Event::Heartbeat(worker))
        }
        Response::Rejected { job, .. }
        | Response::Parsed { job, .. }
        | Response::Formatted { job, .. }
        | Response::Unpacked { job, .. }
        | Response::RpcParsed { job, .. }
        | Response::Measured { job, .. }
        | Response::Checked { job, .. }
        | Response::Summarised { job, .. }
        | Response::Painted { job, .. }
        | Response::RpcEncoded { job, .. } => {
            let has_task = state.scheduler.has(worker, job, TASK_UNIT);
            let knows_job = state.scheduler.knows(worker, job);
            // If the job has ended, the worker is free again all the same.
            let Some(pending) = state.jobs.get_mut(&job) else { return Some(Event::Done(worker, job, TASK_UNIT)) };
            match (&mut pending.work, response) {
                (PendingWork::Task(task), response) if has_task => {
                    if let Response::Parsed { elements, .. } = &response {
                        held_memory::count([buffer_of(elements)]);
                    }
                    if payload_bytes(&response) > LARGE_FILE_BYTES || held_memory::is_full() {
                        state.scheduler.recycle_after(job);
                    }
                    task.response = Some(response);
                    Some(Event::Done(worker, job, TASK_UNIT))
                }
                (PendingWork::Product(_), Response::Rejected { kind, reason, .. }) if knows_job => {
                    pending.reject(Failure::rejected(kind, reason, Vec::new()));
                    Some(Event::Rejected(job))
                }
                _ => None,
            }
        }
        Response::Failed { job, tile_id, reason } => {
            Some(Event::Failed(worker, job, tile_id.unwrap_or(TASK_UNIT), reason))
        }
        Response::Crashed { reason } => Some(Event::WorkerLost(worker, reason)),
    }
}

fn buffer_of(array: &Payload) -> JsValue {
    js_sys::Reflect::get(array.value(), &"buffer".into()).unwrap_or_default()
}

/// Bytes of the matrices or the file that a task produced.
fn payload_bytes(response: &Response) -> f64 {
    let payloads: &[&Payload] = match response {
        Response::Parsed { elements, .. } => &[elements],
        Response::Formatted { bytes, .. } => &[bytes],
        Response::RpcParsed { operands: (a, b), .. } => &[a, b],
        _ => &[],
    };
    let number = |payload: &Payload, name: &str| {
        js_sys::Reflect::get(payload.value(), &name.into()).ok().and_then(|size| size.as_f64())
    };
    payloads.iter().filter_map(|payload| number(payload, "byteLength").or_else(|| number(payload, "size"))).sum()
}
