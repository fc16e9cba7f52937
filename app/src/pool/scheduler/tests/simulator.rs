//! Simulates workers that need time, messages that need time, and losses.

use super::claim_simulator::{Claimant, SimulatedTable};
use super::*;
use shared::DType;
use shared::kernel::{Algorithm, Dims};
use shared::tiling::{Plan, Tile, TileId, TilingParams, block_operations, plan};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

/// xorshift64* (Vigna 2016).
pub(super) struct Prng(pub(super) u64);

impl Prng {
    pub(super) fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }
}

struct ScheduledEvent(Time, u64, Happening);

/// Something that happens in the simulation.
pub(super) enum Happening {
    /// The scheduler hears of it.
    Heard(Event),
    /// The page looks at the table of claims.
    Look,
    /// A worker claims its next tile in this turn.
    Claim(Claimant),
    /// A worker has done a tile that it had claimed at this time.
    Finish(Claimant, TileId, Time),
}

impl PartialEq for ScheduledEvent {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for ScheduledEvent {}
impl PartialOrd for ScheduledEvent {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for ScheduledEvent {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap returns the greatest; the earliest is wanted.
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

/// Workers that take time, messages that take time, and losses.
pub(super) struct Simulator {
    pub(super) scheduler: Scheduler,
    pub(super) random: Prng,
    pub(super) now: Time,
    queue: BinaryHeap<ScheduledEvent>,
    sequence: u64,
    /// Operations per millisecond of each live worker.
    pub(super) speeds: HashMap<WorkerId, f64>,
    pub(super) free_at: HashMap<WorkerId, Time>,
    pub(super) resident_block: HashMap<WorkerId, Option<u32>>,
    /// Of the product whose tiles are claimed.
    pub(super) table: Option<SimulatedTable>,
    /// The job that runs.
    job: JobId,
    pub(super) latency: Time,
    /// A new worker's speed, where 1 is the fastest.
    speed: fn(&mut Prng) -> f64,
    /// Probability that a unit kills its worker.
    pub(super) loss: f64,
    /// Cost of loading a block, in ms.
    pub(super) block_cost: Time,
    /// What each worker could have computed while it loaded blocks, in operations.
    pub(super) loading: f64,
    /// How often each unit was done while the job ran.
    pub(super) done: HashMap<UnitId, u32>,
    /// The progress reported to the caller.
    pub(super) progress: Vec<(u32, u32)>,
    pub(super) end: Option<(Time, JobOutcome)>,
}

impl Simulator {
    pub(super) fn new(seed: u64, latency: Time, speed: fn(&mut Prng) -> f64, loss: f64, block_cost: Time) -> Self {
        Self {
            scheduler: Scheduler::new(SchedulerLimits::default()),
            random: Prng(seed * 2 + 1),
            now: 0.0,
            queue: BinaryHeap::new(),
            sequence: 0,
            speeds: HashMap::new(),
            free_at: HashMap::new(),
            resident_block: HashMap::new(),
            table: None,
            job: 0,
            latency,
            speed,
            loss,
            block_cost,
            loading: 0.0,
            done: HashMap::new(),
            progress: Vec::new(),
            end: None,
        }
    }

    fn schedule(&mut self, time: Time, event: Event) {
        self.schedule_any(time, Happening::Heard(event));
    }

    pub(super) fn schedule_any(&mut self, time: Time, happening: Happening) {
        self.sequence += 1;
        self.queue.push(ScheduledEvent(time, self.sequence, happening));
    }

    fn happen(&mut self, time: Time, happening: Happening, spec: &JobSpec) {
        match happening {
            Happening::Look => self.look(time, self.job, spec),
            Happening::Claim(claimant) => self.claim(time, claimant, self.job),
            Happening::Finish(claimant, tile, from) => self.finish(time, claimant, tile, from, self.job),
            Happening::Heard(event) => {
                // A terminated worker's messages never arrive.
                if let Event::Done(worker, ..)
                | Event::Ready(worker)
                | Event::WorkerLost(worker, _)
                | Event::TurnEnded(worker, ..) = &event
                    && !self.speeds.contains_key(worker)
                {
                    return;
                }
                if matches!(event, Event::Tick | Event::WorkerLost(..) | Event::TurnEnded(..)) {
                    self.look(time, self.job, spec);
                }
                self.handle(time, event, spec);
            }
        }
    }

    pub(super) fn handle(&mut self, now: Time, event: Event, spec: &JobSpec) {
        if let Event::Done(_, _, unit) = event
            && self.end.is_none()
        {
            *self.done.entry(unit).or_default() += 1;
        }
        for command in self.scheduler.handle(now, event) {
            match command {
                Command::Spawn(worker) => {
                    let speed = 29e6 * (self.speed)(&mut self.random);
                    self.speeds.insert(worker, speed);
                    self.free_at.insert(worker, now);
                    self.schedule(now + 30.0, Event::Ready(worker));
                }
                Command::Terminate(worker) => drop(self.speeds.remove(&worker)),
                Command::BeginTurn(worker, slot, _, turn, limit) => {
                    let begin = self.free_at[&worker].max(now + self.latency);
                    let claimant = Claimant { worker, slot, turn, limit };
                    self.schedule_any(begin, Happening::Claim(claimant));
                }
                Command::EndTurn(slot, _, turn) => self.end_turn(now, slot, turn),
                Command::Release(_, tile, turn) => self.release(now, tile, turn),
                Command::Run(worker, job, unit) => self.run(now, worker, job, unit, spec),
                Command::Progress(_, done, total) => self.progress.push((done, total)),
                Command::Finish(_, outcome) => self.end = Some((now, outcome)),
                _ => {}
            }
        }
    }

    fn run(&mut self, now: Time, worker: WorkerId, job: JobId, unit: UnitId, spec: &JobSpec) {
        let Unit { block, operations, .. } = spec.units[unit as usize];
        let begin = self.free_at[&worker].max(now + self.latency);
        let load = if self.resident_block.insert(worker, block) == Some(block) { 0.0 } else { self.block_cost };
        self.loading += load * self.speeds[&worker];
        let end = begin + load + operations / self.speeds[&worker];
        self.free_at.insert(worker, end);
        if self.random.next() < self.loss {
            let when = now + (end - now) * self.random.next();
            // Half of the lost workers report it; the others only fall silent.
            if self.random.next() < 0.5 {
                self.schedule(when, Event::WorkerLost(worker, "it was lost in the simulation".into()));
            }
        } else {
            let end = end + self.latency * (1.0 + self.random.next());
            self.schedule(end, Event::Done(worker, job, unit));
        }
    }

    /// Starts the workers and waits until they are up.
    pub(super) fn start(&mut self, workers: usize, spec: &JobSpec) {
        self.handle(0.0, Event::Resize(workers), spec);
        while self.now < 40.0 {
            let Some(ScheduledEvent(time, _, happening)) = self.queue.pop() else { break };
            self.now = time;
            self.happen(time, happening, spec);
        }
        self.now = self.now.max(40.0);
    }

    /// Runs one job to its end and returns the time it took.
    pub(super) fn complete(&mut self, job: JobId, spec: &JobSpec) -> Time {
        (self.end, self.loading, self.job) = (None, 0.0, job);
        self.resident_block.clear();
        let start = self.now;
        self.handle(start, Event::Submit(job, spec.clone()), spec);
        let mut tick = start;
        while self.end.is_none() {
            tick += 50.0;
            while self.end.is_none() && self.queue.peek().is_some_and(|next| next.0 <= tick) {
                let Some(ScheduledEvent(time, _, happening)) = self.queue.pop() else { break };
                self.happen(time, happening, spec);
            }
            if self.end.is_none() {
                self.happen(tick, Happening::Heard(Event::Tick), spec);
            }
            assert!(tick < start + 1e7, "the job never ended");
        }
        let end = self.end.as_ref().map_or(f64::INFINITY, |(end, _)| *end);
        self.now = end;
        end - start
    }
}

/// A product as the pool gets it, tiled for `workers` workers.
pub(super) fn product(dims: Dims, workers: usize, tile_operations: f64) -> JobSpec {
    job_of(&plan_of(dims, workers, tile_operations), workers)
}

pub(super) fn plan_of(dims: Dims, workers: usize, tile_operations: f64) -> Plan {
    plan(dims, TilingParams { workers, tile_operations, dtype: DType::F64, algorithm: Algorithm::Classical })
}

pub(super) fn job_of(plan: &Plan, workers: usize) -> JobSpec {
    let dims = plan.dims;
    let operations = |tile: &Tile| 2.0 * (tile.elements() * dims.k) as f64;
    let units = plan.tiles.iter().map(|tile| Unit { block: Some(tile.block), operations: operations(tile) });
    let block_cost = block_operations(plan.widest_block(), dims.k);
    JobSpec {
        units: units.collect(),
        max_workers: workers,
        worker_bytes: 0,
        block_cost,
        recycle: false,
        exclusive: false,
        claimed: false,
    }
}
