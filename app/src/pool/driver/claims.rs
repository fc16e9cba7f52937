//! Follows what workers claim and finish in the tables of products in shared memory.

use super::{Driver, DriverState};
use crate::event_loop::spawn_local;
use crate::pool::pending_job::{PendingJob, PendingProduct, PendingWork};
use crate::pool::product_job::{ProductJob, ProductStep};
use crate::pool::scheduler::{Event, SlotId, WorkerId};
use crate::pool::tile_table::{Awaited, TileTable};
use shared::protocol::{JobId, Turn};
use wasm_bindgen_futures::JsFuture;

impl Driver {
    /// Looks at a job's table of claims whenever it may have changed, until the job ends. Where the browser cannot wait
    /// for that, ticks and the ends of turns have to do.
    pub(super) fn watch(&self, state: &mut DriverState, id: JobId) {
        let Some(PendingWork::Product(pending)) = state.jobs.get_mut(&id).map(|job| &mut job.work) else { return };
        if std::mem::replace(&mut pending.is_watched, true) {
            return;
        }
        let driver = self.this.clone();
        spawn_local(async move {
            loop {
                // Before looking, so that no change after that is missed.
                let Some(changed) = driver.upgrade().and_then(|driver| {
                    let changed = driver.state.borrow().next_change(id);
                    driver.look(id);
                    changed
                }) else {
                    return;
                };
                let _ = changed.await;
            }
        });
    }

    /// Looks at a job's table of claims.
    fn look(&self, id: JobId) {
        let sightings = self.state.borrow_mut().product_mut(id).map(ProductJob::look);
        let Some(sightings) = sightings.filter(|sightings| !sightings.is_empty()) else { return };
        self.dispatch(Event::Looked(id, sightings));
        if let Some(product) = self.state.borrow_mut().product_mut(id) {
            product.copy_pending_tiles();
        }
    }
}

impl DriverState {
    /// Has a worker claim tiles of a job in a new turn, at most `limit`.
    pub(super) fn begin_turn(&mut self, worker: WorkerId, job: JobId, turn: Turn, slot: SlotId, limit: u32) {
        self.outbox.push(worker, job, [ProductStep::Turn { turn, slot, limit }]);
        if let Some(product) = self.product_mut(job) {
            product.begin_turn(turn, slot);
        }
    }

    pub(super) fn table(&self, job: JobId) -> Option<&TileTable> {
        self.jobs.get(&job).and_then(PendingJob::product).and_then(ProductJob::table)
    }

    /// Resolves when a job's table of claims may have changed; `None` for a job that has ended, or has no table.
    fn next_change(&self, job: JobId) -> Option<JsFuture> {
        let PendingWork::Product(PendingProduct { product, on_progress, .. }) = &self.jobs.get(&job)?.work else {
            return None;
        };
        let needs_each_tile = !product.is_direct() || on_progress.is_some();
        product.table()?.changed(if needs_each_tile { Awaited::Tile } else { Awaited::End })
    }

    /// Looks at the tables of claims of all jobs at which workers have had a turn.
    pub(super) fn look_at_all(&mut self) -> Vec<Event> {
        let watched = self.jobs.iter_mut().filter_map(|(id, job)| match &mut job.work {
            PendingWork::Product(pending) if pending.is_watched => Some((*id, &mut pending.product)),
            _ => None,
        });
        watched.map(|(id, product)| Event::Looked(id, product.look())).collect()
    }
}
