//! What goes into the scheduler, and what comes out.

use super::claimed_tiles::Sighting;
use super::ids::{SlotId, UnitId, WorkerId};
use super::job::JobSpec;
use super::stats::SlotState;
use shared::protocol::{JobId, Turn};
use shared::tiling::TileId;

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A job arrives.
    Submit(JobId, JobSpec),
    /// The caller cancelled a job.
    Cancel(JobId),
    /// A worker said hello.
    Ready(WorkerId),
    /// A worker finished a unit.
    Done(WorkerId, JobId, UnitId),
    /// The page has looked at the table of claims of a job, and found these changes.
    Looked(JobId, Vec<Sighting>),
    /// A worker's turn has ended; with the reason, if it could not compute the tile that it had claimed.
    TurnEnded(WorkerId, JobId, Turn, Option<String>),
    /// A worker reports progress within a unit.
    Heartbeat(WorkerId),
    /// The job's operands are still being uploaded, so its workers may have to wait.
    AwaitingInput(JobId),
    /// A worker could not do a unit, through a fault of its own.
    Failed(WorkerId, JobId, UnitId, String),
    /// A job asks for something impossible; trying again is useless.
    Rejected(JobId),
    /// As [`Event::Rejected`], found out before this unit was sent to its worker.
    DispatchFailed(WorkerId, JobId, UnitId),
    /// A worker is gone.
    WorkerLost(WorkerId, String),
    /// The pool shall have this many slots, and try again if it has given up.
    Resize(usize),
    /// There was no large work for a while, so memory may be released.
    TrimMemory,
    /// Time has passed.
    Tick,
}

/// What the driver has to do, in this order.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Start a worker.
    Spawn(WorkerId),
    /// Terminate a worker, whatever it is doing.
    Terminate(WorkerId),
    /// Tell a worker about a job.
    Open(WorkerId, JobId),
    /// Send a unit to a worker.
    Run(WorkerId, JobId, UnitId),
    /// Have the worker in this slot claim tiles of a job in a new turn, at most so many.
    BeginTurn(WorkerId, SlotId, JobId, Turn, u32),
    /// Have the worker in this slot claim nothing more in this turn.
    EndTurn(SlotId, JobId, Turn),
    /// Free a tile that is claimed in a turn which was taken back.
    Release(JobId, TileId, Turn),
    /// Have a worker forget a job.
    Close(WorkerId, JobId),
    /// Units done of the job, and units in total.
    Progress(JobId, u32, u32),
    /// The job has ended.
    Finish(JobId, JobOutcome),
    /// A slot changed its state, for the log.
    StateChange(StateChange),
}

/// How a job ended.
#[derive(Clone, Debug, PartialEq)]
pub enum JobOutcome {
    /// Every unit was done.
    Complete {
        /// Units that went to another worker after their first was lost or retired.
        retries: u32,
        /// Slots in which units were done.
        workers: u32,
    },
    /// The caller cancelled it.
    Cancelled,
    /// It asks for something impossible; the driver knows why.
    Rejected,
    /// There are this many jobs already.
    QueueFull(usize),
    /// A unit failed too often, or no worker starts. A sentence.
    Failed(String),
}

/// A slot's change of state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The slot.
    pub slot: SlotId,
    /// The worker that came, went or changed.
    pub worker: Option<WorkerId>,
    /// State before.
    pub from: SlotState,
    /// State after.
    pub to: SlotState,
    /// The reason, a clause.
    pub reason: String,
}
