//! The scheduler's bounds and deadlines.

use super::ids::Time;

/// Numbers that bound what the scheduler does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SchedulerLimits {
    /// Jobs waiting or running.
    pub max_jobs: usize,
    /// Attempts at one unit before its job fails.
    pub max_attempts: u32,
    /// Failed starts in a row, without one worker coming up, before the pool gives up; at least two per slot.
    pub max_failed_starts: u32,
    /// Workers lost in a row in one slot, without one unit done there, before the slot stays vacant.
    pub max_losses: u32,
    /// Time for a new worker to say hello.
    pub start_timeout: Time,
    /// Least time for a unit before its worker counts as hung.
    pub min_unit_timeout: Time,
    /// A unit may take this many times its expected time.
    pub timeout_factor: f64,
    /// Operations per millisecond that every working machine reaches; sets timeouts before a rate was measured.
    pub min_rate: f64,
    /// How long a worker may go on with a unit of a cancelled job before it is terminated.
    pub cancel_grace: Time,
    /// A longer gap between two events means that the page was suspended; deadlines are extended by it.
    pub suspension_gap: Time,
    /// Units in flight per worker, so that it does not wait for the next message.
    pub queue_depth: usize,
    /// Only units expected to be shorter than this are queued, on the worker that will be free first.
    pub max_queued_time: Time,
    /// Units expected to be shorter than this are queued on every worker: a page that shares its core with a worker may
    /// take as long to dispatch the next.
    pub short_unit_time: Time,
    /// Bytes that the jobs open on one worker may use there together; a single job may use more.
    pub max_worker_bytes: u64,
    /// Jobs that use no more than this are not counted and need not wait for memory.
    pub small_job_bytes: u64,
    /// How often a job may be skipped for want of memory before the memory is reserved for it.
    pub max_times_skipped: u32,
    /// First wait before a lost worker is replaced; doubles with every loss in a row.
    pub back_off: Time,
}

impl Default for SchedulerLimits {
    fn default() -> Self {
        Self {
            max_jobs: 4096,
            max_attempts: 4,
            max_failed_starts: 4,
            max_losses: 6,
            start_timeout: 8_000.0,
            min_unit_timeout: 5_000.0,
            timeout_factor: 40.0,
            min_rate: 1e5,
            cancel_grace: 120.0,
            suspension_gap: 1_500.0,
            queue_depth: 2,
            max_queued_time: 25.0,
            short_unit_time: 4.0,
            max_worker_bytes: 1 << 30,
            small_job_bytes: 4 << 20,
            max_times_skipped: 64,
            back_off: 50.0,
        }
    }
}
