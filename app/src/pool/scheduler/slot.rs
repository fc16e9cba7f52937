//! A slot of the pool: at most one worker, what it is doing and for how long.

use super::ids::{SlotId, Time, UnitId, WorkerId};
use super::limits::SchedulerLimits;
use super::running_unit::{RunningUnit, TurnEnd};
use super::stats::{SlotState, WorkerStats};
use shared::protocol::JobId;
use std::collections::VecDeque;

/// Why a worker has to be terminated.
#[derive(Debug)]
pub(super) enum Overdue {
    /// It was silent for too long and counts as lost. A clause.
    Silent(String),
    /// It is still busy with a cancelled job, which is no fault of its own.
    Cancelled,
}

#[derive(Debug)]
pub(super) struct Slot {
    id: SlotId,
    occupancy: Occupancy,
    /// Operations per millisecond, smoothed over the tiles computed here; `None` before the first.
    pub(super) rate: Option<f64>,
    losses_in_a_row: u32,
    tiles: u32,
    busy: Time,
}

#[derive(Debug)]
enum Occupancy {
    /// No worker; the next may start at `retry_at`.
    Vacant {
        retry_at: Time,
    },
    Occupied(Occupant),
}

/// The worker in a slot.
#[derive(Debug)]
struct Occupant {
    worker: WorkerId,
    activity: Activity,
    /// The block that it packed last.
    resident_block: Option<(JobId, u32)>,
    /// Was overdue at the last check.
    overdue_once: bool,
    /// Was given a unit after which memory is worth releasing.
    memory_grown: bool,
    /// Since when it should have said that its turn is over, because the job was complete.
    returning_since: Option<Time>,
}

#[derive(Debug)]
enum Activity {
    Starting {
        since: Time,
    },
    Idle,
    /// `queued` is in the order in which the worker does it.
    Busy {
        current: RunningUnit,
        queued: VecDeque<RunningUnit>,
    },
}

impl Slot {
    pub(super) fn new(id: SlotId) -> Self {
        let occupancy = Occupancy::Vacant { retry_at: 0.0 };
        Self { id, occupancy, rate: None, losses_in_a_row: 0, tiles: 0, busy: 0.0 }
    }

    pub(super) fn id(&self) -> SlotId {
        self.id
    }

    fn occupant(&self) -> Option<&Occupant> {
        match &self.occupancy {
            Occupancy::Occupied(occupant) => Some(occupant),
            Occupancy::Vacant { .. } => None,
        }
    }

    fn occupant_mut(&mut self) -> Option<&mut Occupant> {
        match &mut self.occupancy {
            Occupancy::Occupied(occupant) => Some(occupant),
            Occupancy::Vacant { .. } => None,
        }
    }

    pub(super) fn worker(&self) -> Option<WorkerId> {
        self.occupant().map(|occupant| occupant.worker)
    }

    pub(super) fn state(&self) -> SlotState {
        match self.occupant().map(|occupant| &occupant.activity) {
            None => SlotState::Vacant,
            Some(Activity::Starting { .. }) => SlotState::Starting,
            Some(Activity::Idle) => SlotState::Idle,
            Some(Activity::Busy { .. }) => SlotState::Busy,
        }
    }

    /// Whether the worker takes units.
    pub(super) fn is_up(&self) -> bool {
        matches!(self.state(), SlotState::Idle | SlotState::Busy)
    }

    /// Units in flight, in the order in which the worker does them.
    pub(super) fn units(&self) -> impl Iterator<Item = &RunningUnit> {
        let units = self.occupant().and_then(|occupant| match &occupant.activity {
            Activity::Busy { current, queued } => Some(std::iter::once(current).chain(queued)),
            Activity::Starting { .. } | Activity::Idle => None,
        });
        units.into_iter().flatten()
    }

    fn units_mut(&mut self) -> impl Iterator<Item = &mut RunningUnit> {
        let units = self.occupant_mut().and_then(|occupant| match &mut occupant.activity {
            Activity::Busy { current, queued } => Some(std::iter::once(current).chain(queued)),
            Activity::Starting { .. } | Activity::Idle => None,
        });
        units.into_iter().flatten()
    }

    /// Whether the worker has this unit.
    pub(super) fn has(&self, job: JobId, id: UnitId) -> bool {
        self.units().any(|running| running.is(job, id))
    }

    /// Whether the worker is still busy with a job that has ended.
    pub(super) fn has_cancelled_units(&self) -> bool {
        self.units().any(|running| running.cancelled_at.is_some())
    }

    /// Whether the worker has a unit after which memory is worth releasing.
    pub(super) fn has_large_units(&self) -> bool {
        self.units().any(RunningUnit::is_large)
    }

    pub(super) fn memory_grown(&self) -> bool {
        self.occupant().is_some_and(|occupant| occupant.memory_grown)
    }

    pub(super) fn resident_block(&self, job: JobId) -> Option<u32> {
        self.occupant()?.resident_block.filter(|(of, _)| *of == job).map(|(_, block)| block)
    }

    /// Whether the next units of both are likely to be of the same job.
    pub(super) fn shares_job_with(&self, other: &Slot) -> bool {
        let job = |slot: &Slot| slot.occupant().and_then(|occupant| occupant.resident_block).map(|(job, _)| job);
        job(self) == job(other)
    }

    /// When the worker is expected to have done all its units; `None` if it has no tiles, or its rate is not known.
    pub(super) fn free_at(&self, now: Time) -> Option<Time> {
        let rate = self.rate?;
        let current = self.units().next().filter(|running| running.unit.is_tile())?;
        let queued: f64 = self.units().skip(1).map(|running| running.unit.operations).sum();
        Some((current.since + current.unit.operations / rate).max(now) + queued / rate)
    }

    /// Whether a worker may be started now.
    pub(super) fn can_start(&self, now: Time, limits: &SchedulerLimits) -> bool {
        matches!(self.occupancy, Occupancy::Vacant { retry_at } if now >= retry_at) && !self.has_given_up(limits)
    }

    /// Whether too many workers in a row were lost here to start another.
    pub(super) fn has_given_up(&self, limits: &SchedulerLimits) -> bool {
        self.worker().is_none() && self.losses_in_a_row >= limits.max_losses
    }

    /// A worker was started.
    pub(super) fn start(&mut self, now: Time, worker: WorkerId) {
        self.occupancy = Occupancy::Occupied(Occupant {
            worker,
            activity: Activity::Starting { since: now },
            resident_block: None,
            overdue_once: false,
            memory_grown: false,
            returning_since: None,
        });
    }

    /// The worker said hello; true if that was expected.
    pub(super) fn ready(&mut self) -> bool {
        match self.occupant_mut().map(|occupant| &mut occupant.activity) {
            Some(activity @ Activity::Starting { .. }) => {
                *activity = Activity::Idle;
                true
            }
            _ => false,
        }
    }

    /// Gives the worker a unit, behind those that it has.
    pub(super) fn assign(&mut self, unit: RunningUnit) {
        let Some(occupant) = self.occupant_mut() else { return };
        occupant.resident_block = unit.unit.block.map(|block| (unit.job, block));
        occupant.memory_grown |= unit.is_large();
        match &mut occupant.activity {
            Activity::Busy { queued, .. } => queued.push_back(unit),
            activity => *activity = Activity::Busy { current: unit, queued: VecDeque::new() },
        }
    }

    /// Takes a unit off the worker, `done` or not, with its position among those in flight. The next one begins now.
    pub(super) fn unassign(&mut self, now: Time, job: JobId, id: UnitId, done: bool) -> Option<(usize, RunningUnit)> {
        let position = self.units().position(|running| running.is(job, id))?;
        let occupant = self.occupant_mut()?;
        let Activity::Busy { current, queued } = &mut occupant.activity else { return None };
        let removed = if let Some(index) = position.checked_sub(1) {
            queued.remove(index)?
        } else if let Some(next) = queued.pop_front() {
            std::mem::replace(current, next)
        } else {
            let last = *current;
            occupant.activity = Activity::Idle;
            last
        };
        occupant.overdue_once = false;
        if let Some(next) = self.units_mut().next() {
            (next.since, next.last_heard) = (now, now);
        }
        self.tiles += u32::from(done && removed.unit.is_tile());
        self.busy += removed.elapsed(now);
        self.losses_in_a_row = 0;
        Some((position, removed))
    }

    /// Empties the slot and returns the units that are still wanted. The next worker may start at once.
    pub(super) fn reclaim(&mut self, now: Time) -> Vec<RunningUnit> {
        let elapsed = self.units().next().map_or(0.0, |current| current.elapsed(now));
        self.busy += elapsed;
        let wanted = self.units().filter(|running| running.cancelled_at.is_none()).copied().collect();
        self.occupancy = Occupancy::Vacant { retry_at: now };
        wanted
    }

    /// As [`Slot::reclaim`] for a worker that failed: repeated losses delay the next start.
    pub(super) fn fail(&mut self, now: Time, back_off: Time) -> Vec<RunningUnit> {
        let wanted = self.reclaim(now);
        let delay =
            if self.losses_in_a_row == 0 { 0.0 } else { back_off * f64::from(1 << self.losses_in_a_row.min(7)) };
        self.occupancy = Occupancy::Vacant { retry_at: now + delay };
        self.losses_in_a_row += 1;
        wanted
    }

    /// The next worker may start at once, whatever happened before.
    pub(super) fn reset_failures(&mut self) {
        self.losses_in_a_row = 0;
        if let Occupancy::Vacant { retry_at } = &mut self.occupancy {
            *retry_at = 0.0;
        }
    }

    /// A tile was done in the worker's turn.
    pub(super) fn tile_done(&mut self, now: Time) {
        self.tiles += 1;
        self.losses_in_a_row = 0;
        if let Some(occupant) = self.occupant_mut() {
            occupant.overdue_once = false;
        }
        self.heartbeat(now);
    }

    /// The page has ended the worker's turn.
    pub(super) fn end_turn(&mut self) {
        if let Some(current) = self.units_mut().next().filter(|current| current.is_turn()) {
            current.turn = Some(TurnEnd::Ending);
        }
    }

    /// The worker gave a sign of life.
    pub(super) fn heartbeat(&mut self, now: Time) {
        if let Some(current) = self.units_mut().next() {
            current.last_heard = now;
        }
    }

    /// The worker may be waiting for the input of this job, which is no silence.
    pub(super) fn awaiting_input(&mut self, now: Time, job: JobId) {
        if let Some(current) = self.units_mut().next().filter(|current| current.job == job) {
            current.last_heard = now;
        }
    }

    /// The job of the worker's turn is complete: it says so soon, and can be given more meanwhile.
    pub(super) fn expect_return(&mut self, now: Time) {
        if let Some(occupant) = self.occupant_mut() {
            occupant.returning_since.get_or_insert(now);
        }
    }

    /// The worker said that a turn is over.
    pub(super) fn returned(&mut self) {
        if let Some(occupant) = self.occupant_mut() {
            occupant.returning_since = None;
        }
    }

    /// Whether the worker has still to say that a turn is over.
    pub(super) fn is_returning(&self) -> bool {
        self.occupant().is_some_and(|occupant| occupant.returning_since.is_some())
    }

    /// A job ended without its units here.
    pub(super) fn mark_cancelled(&mut self, now: Time, job: JobId) {
        self.units_mut().filter(|running| running.job == job).for_each(|running| running.cancelled_at = Some(now));
    }

    /// Excludes a time for which the page was suspended.
    pub(super) fn exclude_suspension(&mut self, gap: Time) {
        if let Some(Occupant { activity, returning_since, .. }) = self.occupant_mut() {
            returning_since.iter_mut().for_each(|since| *since += gap);
            if let Activity::Starting { since } = activity {
                *since += gap;
            }
        }
        for running in self.units_mut() {
            running.since += gap;
            running.last_heard += gap;
            if let Some(cancelled_at) = &mut running.cancelled_at {
                *cancelled_at += gap;
            }
        }
    }

    /// Why the worker has to be terminated. Only after two checks in a row, because its answer may already be queued
    /// behind the event that led to the first.
    pub(super) fn check_deadlines(
        &mut self,
        now: Time,
        limits: &SchedulerLimits,
        rate: Option<f64>,
    ) -> Option<Overdue> {
        let overdue = self.overdue(now, limits, rate);
        let occupant = self.occupant_mut()?;
        let was_overdue = std::mem::replace(&mut occupant.overdue_once, overdue.is_some());
        overdue.filter(|_| was_overdue)
    }

    fn overdue(&self, now: Time, limits: &SchedulerLimits, rate: Option<f64>) -> Option<Overdue> {
        if let Activity::Starting { since } = self.occupant()?.activity {
            let silent = || {
                Overdue::Silent(format!("it did not answer within {:.0} s of its start", limits.start_timeout / 1000.0))
            };
            return (now - since > limits.start_timeout).then(silent);
        }
        if let Some(cancelled_at) = self.units().find_map(|running| running.cancelled_at)
            && now - cancelled_at > limits.cancel_grace
        {
            return Some(Overdue::Cancelled);
        }
        let silent_since = |heard: Time, timeout: Time| {
            let silent = || Overdue::Silent(format!("it did not answer for {:.0} s", timeout / 1000.0));
            (now - heard > timeout).then(silent)
        };
        let returning = self.occupant()?.returning_since;
        if let Some(overdue) = returning.and_then(|since| silent_since(since, limits.min_unit_timeout)) {
            return Some(overdue);
        }
        let current = self.units().next()?;
        let longest = match rate {
            Some(rate) => limits.timeout_factor * current.unit.operations / rate,
            None => current.unit.operations / limits.min_rate,
        };
        silent_since(current.last_heard, limits.min_unit_timeout.max(longest))
    }

    pub(super) fn stats(&self, now: Time) -> WorkerStats {
        let current = self.units().next().map_or(0.0, |current| current.elapsed(now));
        WorkerStats { id: self.id.0, state: self.state(), tiles: self.tiles, busy_ms: self.busy + current }
    }
}
