//! A place in the pool, filled by at most one worker.
//!
//! Refuses to choose work; it only keeps what its worker is doing and for how long.

use super::{Command, Limits, Time, UnitId};
use shared::protocol::JobId;
use std::collections::VecDeque;

/// Operations of a unit beyond which its operands and result take megabytes.
const GROWTH: f64 = 1e8;

/// Number of a place in the pool; stays when its worker is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SlotId(pub u32);

/// Number of a worker; never used twice in a page, so that late messages can be told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId(pub u32);

/// What a slot's worker is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotState {
    /// Started, and has not said hello.
    Starting,
    /// Waits for work.
    Idle,
    /// Has work.
    Busy,
    /// There is no worker; one will be started.
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

/// A slot's change of state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The slot.
    pub slot: SlotId,
    /// The worker concerned, if there was one.
    pub worker: Option<WorkerId>,
    /// Its state before.
    pub from: SlotState,
    /// Its state now.
    pub to: SlotState,
    /// Why, in words.
    pub reason: String,
}

/// State of one worker.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkerStats {
    /// Number of its slot.
    pub id: u32,
    /// Its state.
    pub state: SlotState,
    /// Tiles its workers computed.
    pub tiles: u32,
    /// Milliseconds its workers were busy.
    pub busy_ms: Time,
}

/// A unit in flight.
#[derive(Clone, Debug)]
pub(super) struct Running {
    pub(super) job: JobId,
    pub(super) unit: UnitId,
    pub(super) operations: f64,
    /// Computes a tile, rather than checking or reading.
    pub(super) is_tile: bool,
    /// When the worker got to it: when it was sent, or when the one before it was finished.
    pub(super) since: Time,
    /// When the worker last gave a sign of life, or could not give any.
    pub(super) heard: Time,
    /// When its job ended without it.
    pub(super) orphaned: Option<Time>,
}

impl Running {
    fn is(&self, job: JobId, unit: UnitId) -> bool {
        (self.job, self.unit) == (job, unit)
    }
}

/// Why a worker is ended.
#[derive(Debug)]
pub(super) enum Overdue {
    /// It said nothing for too long, and counts as lost. A sentence.
    Silent(String),
    /// It is still busy with a cancelled job, which is not its fault: its place is not the worse for it.
    Unwanted,
}

#[derive(Debug)]
pub(super) struct Slot {
    id: SlotId,
    pub(super) worker: Option<WorkerId>,
    pub(super) state: SlotState,
    since: Time,
    /// Units in flight, in the order in which the worker does them.
    pub(super) running: VecDeque<Running>,
    /// The block that the worker has packed last.
    holding: Option<(JobId, u32)>,
    /// Was overdue at the last look.
    pub(super) suspect: bool,
    /// Its worker was given a unit that takes memory worth giving back.
    pub(super) has_grown: bool,
    /// Operations a millisecond, smoothed over the tiles computed here; `None` before the first.
    pub(super) rate: Option<f64>,
    losses_in_a_row: u32,
    pub(super) not_before: Time,
    tiles: u32,
    busy: Time,
}

impl Slot {
    pub(super) fn vacant(id: SlotId) -> Self {
        Self {
            id,
            worker: None,
            state: SlotState::Vacant,
            since: 0.0,
            running: VecDeque::new(),
            holding: None,
            suspect: false,
            has_grown: false,
            rate: None,
            losses_in_a_row: 0,
            not_before: 0.0,
            tiles: 0,
            busy: 0.0,
        }
    }

    pub(super) fn id(&self) -> SlotId {
        self.id
    }

    pub(super) fn change(&mut self, to: SlotState, reason: &str, commands: &mut Vec<Command>) {
        if self.state != to {
            let from = std::mem::replace(&mut self.state, to);
            let (slot, worker, reason) = (self.id, self.worker, reason.to_owned());
            commands.push(Command::StateChange(StateChange { slot, worker, from, to, reason }));
        }
    }

    pub(super) fn start(&mut self, now: Time, worker: WorkerId, commands: &mut Vec<Command>) {
        self.worker = Some(worker);
        self.has_grown = false;
        self.since = now;
        self.suspect = false;
        self.change(SlotState::Starting, "a worker was started", commands);
        commands.push(Command::Spawn(worker));
    }

    pub(super) fn run(&mut self, running: Running, block: Option<u32>, commands: &mut Vec<Command>) {
        self.holding = block.map(|block| (running.job, block));
        self.running.push_back(running);
        self.has_grown |= self.takes_much_memory();
        self.change(SlotState::Busy, "was given work", commands);
    }

    /// Whether its worker has this unit.
    pub(super) fn has(&self, job: JobId, unit: UnitId) -> bool {
        self.running.iter().any(|running| running.is(job, unit))
    }

    /// Takes a unit off its worker, with its place among those in flight.
    pub(super) fn take(&mut self, job: JobId, unit: UnitId) -> Option<(usize, Running)> {
        let place = self.running.iter().position(|running| running.is(job, unit))?;
        self.running.remove(place).map(|running| (place, running))
    }

    /// Whether its worker has a unit that takes memory worth giving back.
    pub(super) fn takes_much_memory(&self) -> bool {
        self.running.iter().any(|running| running.operations > GROWTH)
    }

    /// Books a unit that was answered, `done` or not; the next in flight begins now.
    pub(super) fn finish(&mut self, now: Time, unit: &Running, done: bool, commands: &mut Vec<Command>) {
        self.tiles += u32::from(done && unit.is_tile);
        self.busy += (now - unit.since).max(0.0);
        self.losses_in_a_row = 0;
        self.suspect = false;
        if let Some(next) = self.running.front_mut() {
            (next.since, next.heard) = (now, now);
        } else {
            self.change(SlotState::Idle, "finished its work", commands);
        }
    }

    /// The worker is gone by its own fault: gives its units back and waits a while before the next.
    pub(super) fn lose(
        &mut self,
        now: Time,
        back_off: Time,
        reason: &str,
        commands: &mut Vec<Command>,
    ) -> Vec<Running> {
        self.not_before =
            if self.losses_in_a_row == 0 { now } else { now + back_off * f64::from(1 << self.losses_in_a_row.min(7)) };
        self.losses_in_a_row += 1;
        self.hand_over(now, reason, commands)
    }

    /// The worker is gone: gives its units back, except those that nobody wants.
    pub(super) fn hand_over(&mut self, now: Time, reason: &str, commands: &mut Vec<Command>) -> Vec<Running> {
        let running = self.running.iter().filter(|running| running.orphaned.is_none()).cloned().collect();
        self.vacate(now, reason, commands);
        running
    }

    /// Whether so many workers were lost here in a row that no other is started.
    pub(super) fn is_spent(&self, limits: &Limits) -> bool {
        self.worker.is_none() && self.losses_in_a_row >= limits.losses
    }

    /// The next worker may start at once, whatever became of those before.
    pub(super) fn forgive(&mut self) {
        self.losses_in_a_row = 0;
        self.not_before = 0.0;
    }

    /// There is no worker any more; the next may start at once.
    pub(super) fn vacate(&mut self, now: Time, reason: &str, commands: &mut Vec<Command>) {
        self.busy += self.running.front().map_or(0.0, |unit| (now - unit.since).max(0.0));
        self.holding = None;
        self.suspect = false;
        self.running.clear();
        self.change(SlotState::Vacant, reason, commands);
        self.worker = None;
    }

    /// Marks units of an ended job.
    pub(super) fn orphan(&mut self, now: Time, job: JobId) {
        for running in self.running.iter_mut().filter(|running| running.job == job) {
            running.orphaned = Some(now);
        }
    }

    pub(super) fn holding(&self, job: JobId) -> Option<u32> {
        self.holding.filter(|(holder, _)| *holder == job).map(|(_, block)| block)
    }

    /// When the worker is expected to be done with all that it was given; `None` if it has no tiles, or its rate is not
    /// known.
    pub(super) fn free_at(&self, now: Time) -> Option<Time> {
        let rate = self.rate?;
        let first = self.running.front().filter(|running| running.is_tile)?;
        let rest: f64 = self.running.iter().skip(1).map(|running| running.operations).sum();
        Some((first.since + first.operations / rate).max(now) + rest / rate)
    }

    /// Whether its next units may well be of the same job as those of the other.
    pub(super) fn shares_job_with(&self, other: &Slot) -> bool {
        self.holding.map(|(job, _)| job) == other.holding.map(|(job, _)| job)
    }

    pub(super) fn put_forward(&mut self, gap: Time) {
        self.since += gap;
        for running in &mut self.running {
            running.since += gap;
            running.heard += gap;
            if let Some(orphaned) = &mut running.orphaned {
                *orphaned += gap;
            }
        }
    }

    /// Why the worker should be ended, if it should.
    pub(super) fn overdue(&self, now: Time, limits: &Limits, rate: Option<f64>) -> Option<Overdue> {
        if self.state == SlotState::Starting && now - self.since > limits.start_allowance {
            let allowance = limits.start_allowance / 1000.0;
            return Some(Overdue::Silent(format!("it did not answer within {allowance:.0} s of its start")));
        }
        if let Some(orphaned) = self.running.iter().find_map(|running| running.orphaned)
            && now - orphaned > limits.cancel_grace
        {
            return Some(Overdue::Unwanted);
        }
        let running = self.running.front()?;
        let longest = match rate {
            Some(rate) => limits.slowness * running.operations / rate,
            None => running.operations / limits.slowest,
        };
        let allowance = limits.unit_allowance.max(longest);
        (now - running.heard > allowance)
            .then(|| Overdue::Silent(format!("it gave no answer for {:.0} s", allowance / 1000.0)))
    }

    pub(super) fn stats(&self, now: Time) -> WorkerStats {
        let current = self.running.front().map_or(0.0, |running| (now - running.since).max(0.0));
        WorkerStats { id: self.id.0, state: self.state, tiles: self.tiles, busy_ms: self.busy + current }
    }
}
