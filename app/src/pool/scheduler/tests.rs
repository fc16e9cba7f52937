//! The scheduler without a browser: single decisions, and whole runs in a simulator with uneven workers, message latency
//! and random losses.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod claim_simulator;
mod claiming;
mod deadlines;
mod dispatching;
mod failing;
mod reporting;
mod retiring;
mod simulation;
mod simulator;

use super::*;

fn units(count: u32) -> JobSpec {
    let units = (0..count).map(|_| Unit { block: Some(0), operations: 1e9 }).collect();
    JobSpec {
        units,
        max_workers: usize::MAX,
        worker_bytes: 0,
        recycle: false,
        exclusive: false,
        block_cost: 0.0,
        claimed: false,
    }
}

/// A scheduler with `count` workers that are up.
fn with_workers(count: usize) -> (Scheduler, Vec<WorkerId>) {
    let mut scheduler = Scheduler::new(SchedulerLimits::default());
    let workers: Vec<_> = spawned(&scheduler.handle(0.0, Event::Resize(count)));
    assert_eq!(workers.len(), count);
    for worker in &workers {
        scheduler.handle(1.0, Event::Ready(*worker));
    }
    (scheduler, workers)
}

/// A job of one block with units of these operations.
fn sized(operations: &[f64]) -> JobSpec {
    let units_of = operations.iter().map(|&operations| Unit { block: Some(0), operations });
    JobSpec { units: units_of.collect(), ..units(0) }
}

/// Two workers that are free, the second found to be half as fast as the first: job 1 is done.
fn with_a_slow_second_worker() -> (Scheduler, Vec<WorkerId>) {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, sized(&[1e8, 1e8])));
    scheduler.handle(12.0, Event::Done(workers[0], 1, 0));
    scheduler.handle(22.0, Event::Done(workers[1], 1, 1));
    (scheduler, workers)
}

fn spawned(commands: &[Command]) -> Vec<WorkerId> {
    let spawn = |command: &Command| if let Command::Spawn(worker) = command { Some(*worker) } else { None };
    commands.iter().filter_map(spawn).collect()
}

fn runs(commands: &[Command]) -> Vec<(WorkerId, JobId, UnitId)> {
    let run = |command: &Command| if let Command::Run(w, j, u) = command { Some((*w, *j, *u)) } else { None };
    commands.iter().filter_map(run).collect()
}

fn outcome(commands: &[Command]) -> Option<&JobOutcome> {
    commands.iter().find_map(|command| if let Command::Finish(_, outcome) = command { Some(outcome) } else { None })
}

/// Lets the grace of a cancelled job run out; gives the worker's successor.
fn outlast_grace(scheduler: &mut Scheduler, worker: WorkerId, now: &mut Time) -> WorkerId {
    let mut commands = Vec::new();
    for _ in 0..4 {
        *now += SchedulerLimits::default().cancel_grace / 2.0;
        commands.extend(scheduler.handle(*now, Event::Tick));
    }
    assert!(commands.contains(&Command::Terminate(worker)), "{commands:?}");
    spawned(&commands)[0]
}
