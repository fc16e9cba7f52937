//! A job that a caller waits for, and how its end becomes the caller's result.

use super::product_job::{ProductJob, Progress};
use super::scheduler::JobOutcome;
use super::tile_table::TileTable;
use crate::failure::Failure;
use futures_channel::oneshot;
use gloo_events::EventListener;
use shared::protocol::JobId;
use std::rc::Rc;
use worker::wire::{Request, Response};

/// Something to do once the driver's state is no longer borrowed, because it may call back into the pool.
pub(super) type Deferred = Box<dyn FnOnce()>;

/// A job that has not ended.
pub(super) struct PendingJob {
    pub(super) work: PendingWork,
    /// Why it was rejected, if it was.
    rejection: Option<Failure>,
    _on_abort: Option<EventListener>,
}

pub(super) enum PendingWork {
    Product(PendingProduct),
    Task(PendingTask),
}

/// A product, computed tile by tile.
pub(super) struct PendingProduct {
    pub(super) product: Box<ProductJob>,
    pub(super) on_progress: Option<Rc<dyn Fn(Progress)>>,
    pub(super) reply: oneshot::Sender<Result<FinishedProduct, Failure>>,
    /// Whether its table of claims is watched.
    pub(super) is_watched: bool,
}

/// Makes the request of a task, for each worker that tries it. Boxed: whatever is generic over the request would be in the
/// page's module once for each kind.
pub type MakeRequest = Box<dyn Fn(JobId) -> Result<Request, Failure>>;

/// One request to one worker.
pub(super) struct PendingTask {
    pub(super) request: MakeRequest,
    pub(super) on_progress: Option<Rc<dyn Fn(f64, f64)>>,
    pub(super) reply: oneshot::Sender<Result<Response, Failure>>,
    pub(super) response: Option<Response>,
}

/// A product that the pool has computed.
pub struct FinishedProduct {
    /// The product.
    pub product: Box<ProductJob>,
    /// Tiles that went to another worker after their first was lost or retired.
    pub retries: u32,
    /// Workers that took part.
    pub workers: u32,
}

impl PendingJob {
    pub(super) fn new(work: PendingWork, on_abort: Option<EventListener>) -> Self {
        Self { work, rejection: None, _on_abort: on_abort }
    }

    pub(super) fn product(&self) -> Option<&ProductJob> {
        match &self.work {
            PendingWork::Product(pending) => Some(&pending.product),
            PendingWork::Task(_) => None,
        }
    }

    pub(super) fn product_mut(&mut self) -> Option<&mut ProductJob> {
        match &mut self.work {
            PendingWork::Product(pending) => Some(&mut pending.product),
            PendingWork::Task(_) => None,
        }
    }

    /// Notes why the job cannot be done; the scheduler ends it.
    pub(super) fn reject(&mut self, failure: Failure) {
        self.rejection = Some(failure);
    }

    /// Reports progress to the caller. The last progress, with all tiles done, is reported when the job ends.
    pub(super) fn report_progress(&self) -> Option<Deferred> {
        let PendingWork::Product(PendingProduct { product, on_progress: Some(report), .. }) = &self.work else {
            return None;
        };
        let (report, progress) = (report.clone(), product.progress());
        (progress.tiles_done < progress.tiles_total).then(|| Box::new(move || report(progress)) as Deferred)
    }

    /// Settles the caller's promise.
    pub(super) fn finish(self, outcome: JobOutcome) -> Deferred {
        let ended = match outcome {
            JobOutcome::Complete { retries, workers } => Ok((retries, workers)),
            JobOutcome::Cancelled => Err(Failure::Cancelled),
            JobOutcome::Failed(error) => Err(Failure::Pool(error)),
            JobOutcome::QueueFull(limit) => Err(Failure::Limit(format!(
                "{limit} jobs are waiting, which is the limit; wait until some of them have finished and try again"
            ))),
            JobOutcome::Rejected => Err(self
                .rejection
                .unwrap_or_else(|| Failure::Pool("the job was rejected without a reason; reload the page".into()))),
        };
        match self.work {
            PendingWork::Product(pending) => pending.finish(ended),
            PendingWork::Task(pending) => pending.finish(ended.map(drop)),
        }
    }
}

impl PendingProduct {
    fn finish(self, ended: Result<(u32, u32), Failure>) -> Deferred {
        let Self { product, on_progress, reply, .. } = self;
        if ended.is_err() {
            product.cancel();
        } else {
            // Whoever still sleeps at the table wakes up.
            product.table().into_iter().for_each(TileTable::end_all_turns);
        }
        let tiles = product.tiles();
        let last_report = on_progress.filter(|_| ended.is_ok());
        let result = ended.map(|(retries, workers)| FinishedProduct { product, retries, workers });
        Box::new(move || {
            if let Some(report) = last_report {
                report(Progress { tiles_done: tiles, tiles_total: tiles });
            }
            let _ = reply.send(result);
        })
    }
}

impl PendingTask {
    fn finish(self, ended: Result<(), Failure>) -> Deferred {
        let Self { reply, response, .. } = self;
        let result = match response {
            Some(Response::Rejected { kind, reason, alternatives, .. }) => {
                Err(Failure::rejected(kind, reason, alternatives))
            }
            Some(response) => ended.map(|()| response),
            None => ended.and(Err(Failure::Pool("the worker did not answer; try again".into()))),
        };
        Box::new(move || drop(reply.send(result)))
    }
}
