//! State of the pool, for the page and for scripts.

use super::slot::WorkerStats;

/// State of the pool.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PoolStats {
    /// Units (tiles and tasks) that are done, running or waiting.
    pub total_tasks: u32,
    /// Of those, done.
    pub completed_tasks: u32,
    /// Of those, running now.
    pub active_tasks: u32,
    /// Of those, waiting.
    pub queue_size: u32,
    /// One entry per slot.
    pub workers: Vec<WorkerStats>,
}
