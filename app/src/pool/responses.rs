//! What a worker says becomes an event for the scheduler, once its contents are in their place.
//!
//! Refuses to believe: an answer of a worker about what it was not given, or does not know, changes nothing.

use super::scheduler::{Event, UnitId, WorkerId};
use super::{Job, State};
use crate::failure::Failure;
use crate::memory::buffer_pool;
use crate::operand::Elements;
use shared::protocol::PROTOCOL_VERSION;
use worker::wire::{Payload, Response};

/// Above this a worker that read or wrote a file is ended: some formats must stand in its memory, which never shrinks.
const LARGE_FILE_BYTES: f64 = 64e6;

/// The only unit of a job that is one errand.
const ERRAND_UNIT: UnitId = 0;

/// The event that an answer is, if it is one.
pub(super) fn translate(state: &mut State, worker: WorkerId, response: Response) -> Option<Event> {
    match response {
        Response::Hello { protocol, .. } if protocol == PROTOCOL_VERSION => Some(Event::Ready(worker)),
        Response::Hello { protocol, .. } => {
            let words = format!(
                "it is of another version (messages {protocol}, not {PROTOCOL_VERSION}); reload the page without its cache"
            );
            Some(Event::WorkerLost(worker, words))
        }
        // Late, double or foreign: what it brings may be another's, and the tile may be another worker's.
        Response::Done { job, tile_id, .. } if !state.scheduler.has(worker, job, tile_id) => None,
        Response::Done { job, tile_id, c, returned, tile_report, times } => {
            returned
                .iter()
                .filter_map(|array| Elements::from_js(array.value()))
                .for_each(|array| buffer_pool::release_transferable(&array));
            let Some(Job::Product { product, .. }) = state.jobs.get_mut(&job) else {
                // Of a job that has ended: the worker is free again all the same.
                return Some(Event::Done(worker, job, tile_id));
            };
            Some(match product.take_tile(tile_id, c.as_ref(), &tile_report, times) {
                Ok(()) => Event::Done(worker, job, tile_id),
                Err(reason) => Event::Failed(worker, job, tile_id, reason),
            })
        }
        Response::ReadProgress { job, done, total } => {
            if let Some(Job::Errand { on_progress: Some(report), .. }) = state.jobs.get(&job) {
                let report = report.clone();
                // Not from within the borrow: the caller may come back.
                wasm_bindgen_futures::spawn_local(async move { report(done, total) });
            }
            Some(Event::Heartbeat(worker))
        }
        Response::Rejected { job, .. }
        | Response::Parsed { job, .. }
        | Response::Formatted { job, .. }
        | Response::RpcParsed { job, .. }
        | Response::Measured { job, .. }
        | Response::RpcEncoded { job, .. } => {
            match state.jobs.get_mut(&job) {
                Some(Job::Errand { .. }) if !state.scheduler.has(worker, job, ERRAND_UNIT) => None,
                Some(Job::Errand { answer, .. }) => {
                    if bytes_of(&response) > LARGE_FILE_BYTES {
                        state.scheduler.recycle_after(job);
                    }
                    *answer = Some(response);
                    Some(Event::Done(worker, job, ERRAND_UNIT))
                }
                Some(Job::Product { .. }) => match response {
                    Response::Rejected { kind, reason, .. } if state.scheduler.knows(worker, job) => {
                        state.refusals.insert(job, Failure::rejected(kind, reason, Vec::new()));
                        Some(Event::Rejected(job))
                    }
                    // An errand's answer with a product's number.
                    _ => None,
                },
                // Of a job that has ended: the worker is free again all the same.
                None => Some(Event::Done(worker, job, ERRAND_UNIT)),
            }
        }
        Response::Failed { job, tile_id, reason } => {
            Some(Event::Failed(worker, job, tile_id.unwrap_or(ERRAND_UNIT), reason))
        }
        Response::Crashed { reason } => Some(Event::WorkerLost(worker, reason)),
    }
}

/// Bytes of the matrices or the file that an errand gives.
fn bytes_of(response: &Response) -> f64 {
    let large: &[&Payload] = match response {
        Response::Parsed { elements, .. } => &[elements],
        Response::Formatted { bytes, .. } => &[bytes],
        Response::RpcParsed { operands: (a, b), .. } => &[a, b],
        _ => &[],
    };
    let number = |large: &Payload, name: &str| {
        js_sys::Reflect::get(large.value(), &name.into()).ok().and_then(|size| size.as_f64())
    };
    large.iter().filter_map(|large| number(large, "byteLength").or_else(|| number(large, "size"))).sum()
}
