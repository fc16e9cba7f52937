//! How far the job is that the user asked for. Pure.

/// The job that the user asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum RunState {
    /// No job.
    #[default]
    Idle,
    /// Multiply was pressed while an operand is still being read; the job starts when that is done.
    Waiting,
    /// The engine works on it.
    Running {
        /// Answers to other requests are dropped.
        request_id: u32,
        /// Tiles done.
        done: u32,
        /// Tiles in all; 0 while unknown.
        total: u32,
    },
}

impl RunState {
    /// The job, just started.
    pub fn started(request_id: u32) -> Self {
        RunState::Running { request_id, done: 0, total: 0 }
    }

    /// The number of the running job.
    pub fn request_id(self) -> Option<u32> {
        match self {
            RunState::Running { request_id, .. } => Some(request_id),
            RunState::Idle | RunState::Waiting => None,
        }
    }

    /// Whether Stop takes the place of Multiply.
    pub fn is_active(self) -> bool {
        self != RunState::Idle
    }

    /// Whether the answer to `request_id` is still wanted.
    pub fn awaits(self, request_id: u32) -> bool {
        matches!(self, RunState::Running { request_id: running, .. } if running == request_id)
    }

    /// Share of the tiles done in percent, rounded down.
    pub fn percent(self) -> u32 {
        match self {
            RunState::Running { done, total, .. } if total > 0 => {
                (u64::from(done.min(total)) * 100 / u64::from(total)) as u32
            }
            _ => 0,
        }
    }

    /// The job with `done` tiles of `total` finished; the number never decreases.
    pub fn advanced(self, request_id: u32, done: u32, total: u32) -> Self {
        match self {
            RunState::Running { request_id: running, done: before, .. } if running == request_id => {
                RunState::Running { request_id, done: done.max(before), total }
            }
            other => other,
        }
    }

    /// The job after the operand that it waits for has not arrived.
    pub fn without_input(self) -> Self {
        if self == RunState::Waiting { RunState::Idle } else { self }
    }
}
