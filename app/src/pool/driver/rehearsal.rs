//! A second pool on the workers of the first, for a product that nobody asked for.
//!
//! What a product needs is compiled when it first runs: on the page, and in each worker. A rehearsal runs all of it before
//! the first real product. The pool's own scheduler knows nothing of it: its workers are idle, and nothing is counted.

use super::Driver;
use crate::pool::scheduler::{Event, WorkerId};
use shared::protocol::JobId;
use std::rc::Rc;
use worker::wire::{Request, Response};

/// Jobs of a rehearsal have greater numbers.
const LAST_REAL_JOB: JobId = JobId::MAX / 2;
/// Products of the worker that warms up the code. With half of them, all that a product of n = 512 runs for long is
/// optimised in V8 (`--wasm-tiering-budget` 13,000,000), for both element types.
const PRODUCTS: u32 = 80;
/// MiB that a worker brings into being: a product of n = 1024 uses about so many.
const WORKER_MEGABYTES: usize = 12;
/// The same for all workers together.
const MEGABYTES: usize = 48;

impl Driver {
    /// Passes a worker's answer on if it is about a job of a rehearsal.
    pub(super) fn unless_of_rehearsal(&self, worker: WorkerId, response: Response) -> Option<Response> {
        let (Response::Done { job, .. } | Response::TurnEnded { job, .. } | Response::Failed { job, .. }) = &response
        else {
            return Some(response);
        };
        // There is none where this driver is a rehearsal's itself.
        let rehearsal = self.state.borrow().rehearsal.upgrade().filter(|_| *job > LAST_REAL_JOB);
        match rehearsal {
            Some(driver) => driver.receive(worker, response),
            None => return Some(response),
        }
        None
    }

    /// A driver of the same workers, to be dropped after its first product; `None` unless all workers are up and idle.
    pub(in crate::pool) fn rehearsal(&self) -> Option<Rc<Self>> {
        let mut state = self.state.borrow_mut();
        let workers: Vec<WorkerId> = (0..state.scheduler.target() as u32).map(WorkerId).collect();
        // The numbers that a scheduler gives to its first workers. If one failed, the rehearsal is left out.
        let are_up = workers.iter().all(|worker| state.workers.contains_key(worker));
        if !are_up || state.workers.len() != workers.len() || !state.jobs.is_empty() {
            return None;
        }
        let driver = Driver::new();
        let mut borrower = driver.state.borrow_mut();
        borrower.assets.clone_from(&state.assets);
        borrower.workers.clone_from(&state.workers);
        borrower.last_job = LAST_REAL_JOB;
        borrower.is_rehearsal = true;
        drop(borrower);
        state.rehearsal = Rc::downgrade(&driver);
        driver.dispatch(Event::Resize(workers.len()));
        workers.into_iter().for_each(|worker| driver.dispatch(Event::Ready(worker)));
        Some(driver)
    }

    /// Has every worker bring memory into being, and one of them the code that they share.
    pub(in crate::pool) fn warm_up(&self) {
        let state = self.state.borrow();
        let megabytes = (MEGABYTES / state.workers.len().max(1)).min(WORKER_MEGABYTES) as u32;
        for (index, worker) in state.workers.values().enumerate() {
            worker.send(vec![Request::WarmUp { products: if index == 0 { PRODUCTS } else { 0 }, megabytes }]);
        }
    }
}
