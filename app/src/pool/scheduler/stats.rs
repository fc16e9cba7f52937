//! State of the pool, for the page and for scripts.

use super::ids::Time;
use serde::Serialize;

/// What the worker of a slot is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SlotState {
    /// The worker was started and has not said hello.
    Starting,
    /// The worker waits for work.
    Idle,
    /// The worker has work.
    Busy,
    /// There is no worker; one will be started.
    #[serde(rename = "lost")]
    Vacant,
}

impl SlotState {
    /// The name that the page and scripts see.
    pub fn name(self) -> &'static str {
        match self {
            SlotState::Starting => "starting",
            SlotState::Idle => "idle",
            SlotState::Busy => "busy",
            SlotState::Vacant => "lost",
        }
    }
}

/// State of one slot.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkerStats {
    /// Number of the slot.
    pub id: u32,
    /// What its worker is doing.
    pub state: SlotState,
    /// Tiles that its workers computed.
    pub tiles: u32,
    /// Milliseconds that its workers were busy.
    pub busy_ms: Time,
}

/// State of the pool.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PoolStats {
    /// Units that are done, running or waiting.
    pub total_tasks: u32,
    /// Of those, done.
    pub completed_tasks: u32,
    /// Of those, running.
    pub active_tasks: u32,
    /// Of those, waiting.
    pub queue_size: u32,
    /// One entry per slot.
    pub workers: Vec<WorkerStats>,
}
