//! The scheduler without a browser: single decisions first, then whole runs by a simulator with uneven workers,
//! message latency, and random losses.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use shared::DType;
use shared::kernel::{Algorithm, Dims};
use shared::tiling::{Tile, TilingParams, block_operations, plan};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap, HashSet};

fn units(count: u32) -> JobSpec {
    let units = (0..count).map(|_| Unit { block: Some(0), operations: 1e9 }).collect();
    JobSpec { units, max_workers: usize::MAX, worker_bytes: 0, recycle: false, exclusive: false, block_cost: 0.0 }
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

#[test]
fn a_job_is_opened_once_on_a_worker_and_ends_when_all_units_are_done() {
    let (mut scheduler, workers) = with_workers(1);
    let first = scheduler.handle(2.0, Event::Submit(7, units(2)));
    assert!(first.contains(&Command::Open(workers[0], 7)));
    assert_eq!(runs(&first), [(workers[0], 7, 0)]);
    let second = scheduler.handle(3.0, Event::Done(workers[0], 7, 0));
    assert!(!second.iter().any(|command| matches!(command, Command::Open(..))));
    assert_eq!(runs(&second), [(workers[0], 7, 1)]);
    let last = scheduler.handle(4.0, Event::Done(workers[0], 7, 1));
    assert_eq!(outcome(&last), Some(&JobOutcome::Complete { retries: 0, workers: 1 }));
    assert!(last.contains(&Command::Close(workers[0], 7)));
}

#[test]
fn a_lost_worker_gives_its_unit_back_and_is_replaced() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, units(2)));
    let commands = scheduler.handle(3.0, Event::WorkerLost(workers[0], "it was shot".into()));
    assert!(commands.contains(&Command::Terminate(workers[0])));
    let heir = spawned(&commands)[0];
    let commands = scheduler.handle(4.0, Event::Ready(heir));
    assert_eq!(runs(&commands), [(heir, 1, 0)]);
    scheduler.handle(5.0, Event::Done(workers[1], 1, 1));
    let commands = scheduler.handle(6.0, Event::Done(heir, 1, 0));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Complete { retries: 1, workers: 2 }));
}

#[test]
fn late_double_and_foreign_answers_change_nothing() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, units(3)));
    scheduler.handle(3.0, Event::WorkerLost(workers[0], "gone".into()));
    for event in [
        Event::Done(workers[0], 1, 0),
        Event::Done(workers[1], 1, 2),
        Event::Done(workers[1], 9, 0),
        Event::Done(WorkerId(99), 1, 1),
        Event::Ready(WorkerId(99)),
        Event::Failed(workers[0], 1, 0, "late".into()),
        Event::Cancel(9),
    ] {
        let commands = scheduler.handle(4.0, event);
        assert_eq!(outcome(&commands), None);
        assert!(!commands.iter().any(|command| matches!(command, Command::Progress(..))));
    }
}

#[test]
fn a_unit_that_kills_every_worker_ends_its_job_in_words() {
    let (mut scheduler, mut workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    let mut now = 3.0;
    for _ in 0..20 {
        let commands = scheduler.handle(now, Event::WorkerLost(workers[0], "it ran out of memory".into()));
        if let Some(JobOutcome::Failed(words)) = outcome(&commands) {
            assert!(words.contains("4 times") && words.contains("out of memory"), "{words}");
            return;
        }
        now += 20_000.0;
        workers = spawned(&commands);
        if workers.is_empty() {
            workers = spawned(&scheduler.handle(now, Event::Tick));
        }
        scheduler.handle(now + 1.0, Event::Ready(workers[0]));
    }
    panic!("the job never ended");
}

#[test]
fn a_pool_in_which_no_worker_starts_gives_up_in_words() {
    let mut scheduler = Scheduler::new(SchedulerLimits::default());
    let mut workers = spawned(&scheduler.handle(0.0, Event::Resize(1)));
    scheduler.handle(0.0, Event::Submit(1, units(1)));
    let mut now = 0.0;
    for _ in 0..SchedulerLimits::default().max_failed_starts {
        now += 30_000.0;
        let commands = scheduler.handle(now, Event::WorkerLost(workers[0], "the file is missing".into()));
        if let Some(JobOutcome::Failed(words)) = outcome(&commands) {
            assert!(words.contains("the file is missing"), "{words}");
            assert!(scheduler.has_given_up());
            assert!(spawned(&scheduler.handle(now + 1e6, Event::Tick)).is_empty(), "no endless respawn");
            return;
        }
        now += 30_000.0;
        workers = spawned(&commands);
        if workers.is_empty() {
            workers = spawned(&scheduler.handle(now, Event::Tick));
        }
    }
    panic!("the pool never gave up");
}

#[test]
fn workers_that_say_hello_and_die_again_and_again_are_not_replaced_for_ever() {
    let (mut scheduler, mut workers) = with_workers(2);
    let mut now = 2.0;
    let mut started = 0;
    while !workers.is_empty() {
        assert!(!scheduler.has_given_up());
        now += 10_000.0;
        let mut next = Vec::new();
        for worker in workers {
            next.extend(spawned(&scheduler.handle(now, Event::WorkerLost(worker, "it was shot".into()))));
        }
        now += 10_000.0;
        next.extend(spawned(&scheduler.handle(now, Event::Tick)));
        started += next.len();
        next.iter().for_each(|worker| drop(scheduler.handle(now, Event::Ready(*worker))));
        workers = next;
        assert!(started < 100, "an endless respawn");
    }
    assert!(scheduler.has_given_up());
    assert_eq!(scheduler.starting_workers(), 0);
    assert!(!scheduler.needs_ticks());
    let commands = scheduler.handle(now, Event::Submit(1, units(1)));
    let Some(JobOutcome::Failed(words)) = outcome(&commands) else { panic!("{commands:?}") };
    assert!(words.contains("it was shot") && words.contains("Retry"), "{words}");
    // Retry.
    let heirs = spawned(&scheduler.handle(now, Event::Resize(2)));
    assert_eq!(heirs.len(), 2);
}

#[test]
fn a_hung_worker_is_found_by_the_clock_and_a_sleeping_page_is_not_its_fault() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    // The page sleeps for an hour: nobody is declared dead.
    assert!(!scheduler.handle(3_600_000.0, Event::Tick).contains(&Command::Terminate(workers[0])));
    assert!(!scheduler.handle(3_600_050.0, Event::Tick).contains(&Command::Terminate(workers[0])));
    let mut now = 3_600_100.0;
    let terminated = (0..10_000).any(|_| {
        now += 100.0;
        scheduler.handle(now, Event::Tick).contains(&Command::Terminate(workers[0]))
    });
    assert!(terminated);
}

/// Lets `time` pass in ticks, with `event` before each; whether the worker was ended meanwhile.
fn ended_within(scheduler: &mut Scheduler, worker: WorkerId, [from, to]: [Time; 2], event: Option<&Event>) -> bool {
    let ticks = ((to - from) / 100.0) as u32;
    (1..=ticks).any(|tick| {
        let now = from + 100.0 * f64::from(tick);
        event.into_iter().for_each(|event| drop(scheduler.handle(now, event.clone())));
        scheduler.handle(now, Event::Tick).contains(&Command::Terminate(worker))
    })
}

#[test]
fn a_worker_that_hangs_in_the_very_first_unit_is_found_in_seconds() {
    let (mut scheduler, workers) = with_workers(1);
    // As large as tiles are; nothing was measured.
    scheduler.handle(2.0, Event::Submit(1, sized(&[2e9])));
    assert!(!ended_within(&mut scheduler, workers[0], [2.0, 19_000.0], None), "a slow machine gets some time");
    assert!(ended_within(&mut scheduler, workers[0], [19_000.0, 21_000.0], None));
}

#[test]
fn a_worker_whose_operands_are_still_on_their_way_does_not_hang() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, sized(&[1e6])));
    let feeding = Event::AwaitingInput(1);
    assert!(!ended_within(&mut scheduler, workers[0], [2.0, 60_000.0], Some(&feeding)));
    assert!(
        ended_within(&mut scheduler, workers[0], [60_000.0, 66_000.0], None),
        "they have come, and it says nothing"
    );
}

#[test]
fn feeding_one_job_excuses_nobody_who_works_on_another() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, sized(&[1e6])));
    scheduler.handle(2.0, Event::Submit(2, sized(&[1e6])));
    assert!(ended_within(&mut scheduler, workers[0], [2.0, 6_000.0], Some(&Event::AwaitingInput(2))));
}

#[test]
fn a_worker_that_failed_is_told_everything_anew() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    let commands = scheduler.handle(3.0, Event::Failed(workers[0], 1, 0, "it never heard of the job".into()));
    let place = |wanted: &Command| commands.iter().position(|command| command == wanted);
    let (close, open) = (place(&Command::Close(workers[0], 1)), place(&Command::Open(workers[0], 1)));
    assert!(close.is_some() && close < open, "{commands:?}");
    assert_eq!(runs(&commands), [(workers[0], 1, 0)]);
}

#[test]
fn work_that_could_not_be_sent_is_refused_and_costs_no_worker() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, JobSpec { exclusive: true, ..units(1) }));
    let commands = scheduler.handle(3.0, Event::DispatchFailed(workers[0], 1, 0));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Rejected));
    assert!(!commands.contains(&Command::Terminate(workers[0])), "{commands:?}");
    assert_eq!(runs(&scheduler.handle(4.0, Event::Submit(2, units(1)))), [(workers[0], 2, 0)]);
}

#[test]
fn a_place_that_cannot_be_filled_fails_nobody_while_others_work() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, units(3)));
    let mut missing = workers[1];
    let mut now = 3.0;
    let mut started = 0;
    for _ in 0..SchedulerLimits::default().max_losses {
        let mut commands = scheduler.handle(now, Event::WorkerLost(missing, "memory is short".into()));
        // The back-off passes, in which the other goes on.
        now += 9_000.0;
        commands.extend(scheduler.handle(now, Event::AwaitingInput(1)));
        assert_eq!(outcome(&commands), None);
        let Some(next) = spawned(&commands).first().copied() else { break };
        (missing, started) = (next, started + 1);
    }
    assert_eq!(started, SchedulerLimits::default().max_losses - 1, "and then the place stays empty");
    assert!(!scheduler.has_given_up());
    (0..2).for_each(|unit| drop(scheduler.handle(now, Event::Done(workers[0], 1, unit))));
    let commands = scheduler.handle(now, Event::Done(workers[0], 1, 2));
    assert!(matches!(outcome(&commands), Some(JobOutcome::Complete { .. })), "{commands:?}");
}

#[test]
fn a_slow_first_round_of_many_workers_is_not_the_end() {
    let mut scheduler = Scheduler::new(SchedulerLimits::default());
    let workers = spawned(&scheduler.handle(0.0, Event::Resize(8)));
    let late: Vec<Command> = workers
        .into_iter()
        .flat_map(|worker| scheduler.handle(9_000.0, Event::WorkerLost(worker, "it did not answer".into())))
        .collect();
    assert!(!scheduler.has_given_up());
    assert_eq!(scheduler.startup_error().as_deref(), Some("it did not answer"), "but nobody should wait for them");
    let heirs = spawned(&late);
    assert_eq!(heirs.len(), 8);
    let late: Vec<Command> = heirs
        .into_iter()
        .flat_map(|worker| scheduler.handle(18_000.0, Event::WorkerLost(worker, "it did not answer".into())))
        .collect();
    assert!(scheduler.has_given_up(), "{late:?}");
}

#[test]
fn large_work_is_not_overtaken_for_ever() {
    let (mut scheduler, workers) = with_workers(1);
    let limits = SchedulerLimits::default();
    let half = limits.max_worker_bytes / 2;
    let sized = |worker_bytes, count| JobSpec { worker_bytes, ..units(count) };
    scheduler.handle(2.0, Event::Submit(1, sized(half, 1000)));
    scheduler.handle(2.0, Event::Submit(2, sized(limits.max_worker_bytes, 1)));
    // Others come all the time, and one of them is always there.
    let (mut now, mut next, mut running) = (3.0, 3, (1, 0));
    let mut opened = 0;
    while running.0 != 2 {
        scheduler.handle(now, Event::Submit(next, sized(half / 2, 2)));
        (next, now) = (next + 1, now + 1000.0);
        let commands = scheduler.handle(now, Event::Done(workers[0], running.0, running.1));
        opened += commands.iter().filter(|command| matches!(command, Command::Open(..))).count();
        let (_, job, unit) = runs(&commands)[0];
        running = (job, unit);
        assert!(now < 1e7, "it waits for ever");
    }
    assert!(opened <= limits.max_times_skipped as usize + 10, "{opened} were opened before it");
}

#[test]
fn small_work_waits_for_no_room() {
    let limits = SchedulerLimits { max_times_skipped: 0, ..SchedulerLimits::default() };
    let mut scheduler = Scheduler::new(limits);
    let worker = spawned(&scheduler.handle(0.0, Event::Resize(1)))[0];
    scheduler.handle(1.0, Event::Ready(worker));
    let sized = |worker_bytes, count| JobSpec { worker_bytes, ..units(count) };
    scheduler.handle(2.0, Event::Submit(1, sized(limits.max_worker_bytes / 2, 4)));
    scheduler.handle(2.0, Event::Submit(2, sized(limits.max_worker_bytes, 1)));
    scheduler.handle(2.0, Event::Submit(3, sized(limits.max_worker_bytes / 4, 1)));
    scheduler.handle(2.0, Event::Submit(4, sized(limits.small_job_bytes, 1)));
    let mut next = |job, unit, now| runs(&scheduler.handle(now, Event::Done(worker, job, unit)))[0].1;
    // There is room for the third, but it is kept for the second.
    assert_eq!([next(1, 0, 1000.0), next(1, 1, 2000.0), next(4, 0, 3000.0), next(1, 2, 4000.0)], [1, 4, 1, 1]);
    assert_eq!(next(1, 3, 5000.0), 2);
}

#[test]
fn a_worker_that_is_ended_frees_its_place_in_every_job() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, JobSpec { max_workers: 1, ..units(3) }));
    let errand = JobSpec { exclusive: true, ..units(1) };
    scheduler.handle(3.0, Event::Submit(2, errand));
    // The errand has its turn between two units, and its worker ends with it, done or cancelled.
    scheduler.handle(1000.0, Event::Done(workers[0], 1, 0));
    assert_eq!(runs(&scheduler.handle(2000.0, Event::Done(workers[0], 1, 1)))[0].1, 2);
    let commands = scheduler.handle(3000.0, Event::Cancel(2));
    assert!(commands.contains(&Command::Terminate(workers[0])), "{commands:?}");
    let heir = spawned(&commands)[0];
    assert_eq!(runs(&scheduler.handle(3001.0, Event::Ready(heir))), [(heir, 1, 2)]);
}

#[test]
fn a_pool_whose_last_worker_is_ended_on_purpose_starts_another_whatever_failed_before() {
    let (mut scheduler, workers) = with_workers(2);
    let mut now = 3.0;
    let mut missing = workers[1];
    // One place cannot be filled.
    for _ in 0..SchedulerLimits::default().max_losses {
        let mut commands = scheduler.handle(now, Event::WorkerLost(missing, "memory is short".into()));
        now += 9_000.0;
        commands.extend(scheduler.handle(now, Event::Tick));
        missing = spawned(&commands).first().copied().unwrap_or(missing);
    }
    // The other has a cancelled unit for too long, and is ended for that.
    scheduler.handle(now, Event::Submit(1, units(1)));
    scheduler.handle(now, Event::Submit(2, units(1)));
    scheduler.handle(now, Event::Cancel(1));
    let heir = outlast_grace(&mut scheduler, workers[0], &mut now);
    assert!(!scheduler.has_given_up());
    assert_eq!(runs(&scheduler.handle(now, Event::Ready(heir))), [(heir, 2, 0)]);
}

#[test]
fn who_failed_gets_all_of_the_job_anew_in_order() {
    let (mut scheduler, workers) = with_a_slow_second_worker();
    // Short units, so that some are sent ahead.
    scheduler.handle(23.0, Event::Submit(2, JobSpec { max_workers: 1, ..sized(&[1e6; 4]) }));
    let commands = scheduler.handle(24.0, Event::Failed(workers[0], 2, 0, "it never heard of the job".into()));
    assert_eq!(runs(&commands), [(workers[0], 2, 0), (workers[0], 2, 1)], "{commands:?}");
    assert!(!scheduler.has(workers[1], 2, 1));
    let done: Vec<_> = (0..4).flat_map(|unit| scheduler.handle(25.0, Event::Done(workers[0], 2, unit))).collect();
    assert_eq!(outcome(&done), Some(&JobOutcome::Complete { retries: 1, workers: 1 }));
}

#[test]
fn a_worker_knows_no_more_jobs_than_its_memory_has_room_for() {
    let (mut scheduler, workers) = with_workers(1);
    let half = SchedulerLimits::default().max_worker_bytes / 2 + 1;
    let large = JobSpec { worker_bytes: half, ..units(3) };
    scheduler.handle(2.0, Event::Submit(1, large.clone()));
    scheduler.handle(2.0, Event::Submit(2, large));
    scheduler.handle(2.0, Event::Submit(3, JobSpec { worker_bytes: 1000, ..units(1) }));
    // The second was served least, but its turn comes when the first has ended; a small one need not wait for that.
    let order: Vec<JobId> = [(1, 0), (1, 1), (3, 0), (1, 2)]
        .into_iter()
        .zip(1..)
        .map(|((job, unit), second)| {
            let done = Event::Done(workers[0], job, unit);
            runs(&scheduler.handle(1000.0 * f64::from(second), done))[0].1
        })
        .collect();
    assert_eq!(order, [1, 3, 1, 2]);
}

#[test]
fn cancelling_frees_the_caller_at_once_and_the_worker_soon() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(5)));
    let commands = scheduler.handle(3.0, Event::Cancel(1));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Cancelled));
    assert!(commands.contains(&Command::Close(workers[0], 1)));
    // It does not answer: it is ended after a short grace, and its successor is started at once.
    let grace = SchedulerLimits::default().cancel_grace;
    scheduler.handle(3.0 + grace + 1.0, Event::Tick);
    let commands = scheduler.handle(3.0 + grace + 51.0, Event::Tick);
    assert!(commands.contains(&Command::Terminate(workers[0])));
    assert_eq!(spawned(&commands).len(), 1);
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

#[test]
fn however_often_slow_work_is_cancelled_the_pool_does_not_give_up() {
    let (mut scheduler, workers) = with_workers(1);
    let (mut worker, mut now) = (workers[0], 2.0);
    for id in 1..=3 * SchedulerLimits::default().max_losses {
        assert_eq!(runs(&scheduler.handle(now, Event::Submit(id, units(1)))), [(worker, id, 0)]);
        scheduler.handle(now, Event::Cancel(id));
        worker = outlast_grace(&mut scheduler, worker, &mut now);
        scheduler.handle(now, Event::Ready(worker));
        assert!(!scheduler.has_given_up());
    }
}

#[test]
fn work_sent_ahead_behind_a_cancelled_job_does_not_count_as_tried() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.limits.max_attempts = 1;
    // Units are sent ahead once the rate is known.
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    scheduler.handle(1_000.0, Event::Done(workers[0], 1, 0));
    scheduler.handle(1_001.0, Event::Submit(2, units(1)));
    let short = JobSpec { units: vec![Unit { block: Some(0), operations: 1e3 }], ..units(0) };
    assert_eq!(runs(&scheduler.handle(1_002.0, Event::Submit(3, short))), [(workers[0], 3, 0)]);
    scheduler.handle(1_003.0, Event::Cancel(2));
    let mut now = 1_003.0;
    let heir = outlast_grace(&mut scheduler, workers[0], &mut now);
    assert_eq!(runs(&scheduler.handle(now, Event::Ready(heir))), [(heir, 3, 0)]);
    let commands = scheduler.handle(now + 1.0, Event::Done(heir, 3, 0));
    // Given out twice all the same: the first may have begun with it when it was ended.
    assert_eq!(outcome(&commands), Some(&JobOutcome::Complete { retries: 1, workers: 1 }));
}

#[test]
fn a_unit_of_a_cancelled_job_that_was_never_sent_leaves_its_worker_free() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    scheduler.handle(3.0, Event::Cancel(1));
    scheduler.handle(4.0, Event::DispatchFailed(workers[0], 1, 0));
    assert_eq!(runs(&scheduler.handle(5.0, Event::Submit(2, units(1)))), [(workers[0], 2, 0)]);
    for time in 1..10 {
        let commands = scheduler.handle(5.0 + 100.0 * f64::from(time), Event::Tick);
        assert!(!commands.iter().any(|command| matches!(command, Command::Terminate(_))), "{commands:?}");
    }
}

#[test]
fn a_small_job_does_not_wait_for_a_large_one() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1000)));
    scheduler.handle(3.0, Event::Submit(2, units(1)));
    let mut now = 4.0;
    let mut running = (1, 0);
    for _ in 0..3 {
        let commands = scheduler.handle(now, Event::Done(workers[0], running.0, running.1));
        if runs(&commands).iter().any(|(_, job, _)| *job == 2) {
            return;
        }
        running = runs(&commands).first().map(|(_, job, unit)| (*job, *unit)).unwrap();
        now += 1.0;
    }
    panic!("the small job waited for more than two units of the large one");
}

#[test]
fn the_queue_is_bounded_and_says_so() {
    let limits = SchedulerLimits { max_jobs: 3, ..SchedulerLimits::default() };
    let mut scheduler = Scheduler::new(limits);
    for id in 0..3 {
        assert_eq!(outcome(&scheduler.handle(0.0, Event::Submit(id, units(1)))), None);
    }
    assert_eq!(outcome(&scheduler.handle(0.0, Event::Submit(3, units(1)))), Some(&JobOutcome::QueueFull(3)));
}

#[test]
fn the_timeline_is_that_of_the_product_that_came_last_and_shows_what_was_lost() {
    let (mut scheduler, workers) = with_workers(1);
    assert_eq!(scheduler.timeline(), &Timeline::default());
    scheduler.handle(2.0, Event::Submit(1, units(2)));
    scheduler.handle(5.0, Event::Done(workers[0], 1, 0));
    let heir = spawned(&scheduler.handle(9.0, Event::WorkerLost(workers[0], "it was shot".into())));
    scheduler.handle(20.0, Event::Ready(heir[0]));
    scheduler.handle(26.0, Event::Done(heir[0], 1, 1));
    let drawn = |scheduler: &Scheduler| {
        scheduler.timeline().spans().iter().map(|span| (span.from, span.to, span.status)).collect::<Vec<_>>()
    };
    let expected = [(2.0, 5.0, SpanStatus::Computed), (5.0, 9.0, SpanStatus::Lost), (20.0, 26.0, SpanStatus::Computed)];
    assert_eq!(drawn(&scheduler), expected);
    // An errand is not drawn, and leaves the last product's timeline alone.
    scheduler.handle(30.0, Event::Submit(2, JobSpec { exclusive: true, ..units(1) }));
    scheduler.handle(31.0, Event::Done(heir[0], 2, 0));
    assert_eq!(drawn(&scheduler), expected);
    // The next product takes its place with its first unit.
    scheduler.handle(40.0, Event::Submit(3, units(2)));
    assert_eq!(drawn(&scheduler), expected);
    scheduler.handle(41.0, Event::Done(heir[0], 3, 0));
    assert_eq!(drawn(&scheduler), [(40.0, 41.0, SpanStatus::Computed)]);
}

#[test]
fn every_change_of_a_slot_is_told_with_its_reason() {
    let mut scheduler = Scheduler::new(SchedulerLimits::default());
    let mut told = Vec::new();
    let mut happen = |scheduler: &mut Scheduler, now, event| {
        let commands = scheduler.handle(now, event);
        for command in &commands {
            if let Command::StateChange(change) = command {
                told.push((change.from, change.to, change.worker.map(|worker| worker.0), change.reason.clone()));
            }
        }
        spawned(&commands)
    };
    let worker = happen(&mut scheduler, 0.0, Event::Resize(1))[0];
    happen(&mut scheduler, 1.0, Event::Ready(worker));
    happen(&mut scheduler, 2.0, Event::Submit(1, units(1)));
    let heir = happen(&mut scheduler, 3.0, Event::WorkerLost(worker, "it was shot".into()))[0];
    happen(&mut scheduler, 4.0, Event::Ready(heir));
    happen(&mut scheduler, 5.0, Event::Done(heir, 1, 0));
    happen(&mut scheduler, 6.0, Event::Resize(0));
    use SlotState::{Busy, Idle, Starting, Vacant};
    let changes: Vec<_> = told.iter().map(|(from, to, worker, _)| (*from, *to, *worker)).collect();
    let (one, two) = (Some(worker.0), Some(heir.0));
    let begun = [(Vacant, Starting, one), (Starting, Idle, one), (Idle, Busy, one), (Busy, Vacant, one)];
    let ended =
        [(Vacant, Starting, two), (Starting, Idle, two), (Idle, Busy, two), (Busy, Idle, two), (Idle, Vacant, two)];
    assert_eq!(changes, [&begun[..], &ended[..]].concat());
    assert_eq!(told[3].3, "it was shot");
    assert!(told.iter().all(|(.., reason)| !reason.is_empty()), "{told:?}");
}

#[test]
fn busy_time_and_tiles_never_go_back_and_count_only_tiles_done() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(2)));
    scheduler.handle(5.0, Event::Done(workers[0], 1, 0));
    let heir = spawned(&scheduler.handle(9.0, Event::WorkerLost(workers[0], "it was shot".into())));
    let after_loss = scheduler.stats(9.0).workers.remove(0);
    assert_eq!((after_loss.tiles, after_loss.busy_ms), (1, 7.0));
    scheduler.handle(20.0, Event::Ready(heir[0]));
    scheduler.handle(21.0, Event::Failed(heir[0], 1, 1, "it had no memory".into()));
    scheduler.handle(22.0, Event::Done(heir[0], 1, 1));
    scheduler
        .handle(30.0, Event::Submit(2, JobSpec { units: vec![Unit { block: None, operations: 1.0 }], ..units(1) }));
    scheduler.handle(31.0, Event::Done(heir[0], 2, 0));
    let stats = scheduler.stats(31.0).workers.remove(0);
    assert_eq!((stats.tiles, stats.busy_ms), (2, 10.0), "a check is no tile");
}

#[test]
fn a_pool_at_rest_replaces_the_workers_whose_memory_has_grown() {
    let (mut scheduler, workers) = with_workers(3);
    scheduler.handle(2.0, Event::Submit(1, JobSpec { max_workers: 1, ..units(1) }));
    scheduler.handle(3.0, Event::Done(workers[0], 1, 0));
    let small = JobSpec { units: vec![Unit { block: Some(0), operations: 1e5 }; 3], ..units(3) };
    scheduler.handle(4.0, Event::Submit(2, small));
    for (unit, worker) in workers.iter().enumerate() {
        scheduler.handle(5.0, Event::Done(*worker, 2, unit as UnitId));
    }
    let commands = scheduler.handle(30_000.0, Event::TrimMemory);
    let ended: Vec<_> = commands.iter().filter(|command| matches!(command, Command::Terminate(_))).collect();
    assert_eq!(ended, [&Command::Terminate(workers[0])], "only its memory has grown");
    let heirs = spawned(&commands);
    assert_eq!(heirs.len(), 1);
    scheduler.handle(30_001.0, Event::Ready(heirs[0]));
    // A worker in the middle of something keeps its memory, and one that has just begun has none to give.
    scheduler.handle(30_002.0, Event::Submit(3, JobSpec { max_workers: 1, ..units(1) }));
    let commands = scheduler.handle(60_000.0, Event::TrimMemory);
    assert!(!commands.iter().any(|command| matches!(command, Command::Terminate(_))), "{commands:?}");
}

#[test]
fn no_more_workers_than_asked_work_on_a_job() {
    let (mut scheduler, _) = with_workers(4);
    let commands = scheduler.handle(2.0, Event::Submit(1, JobSpec { max_workers: 2, ..units(8) }));
    let used: HashSet<_> = runs(&commands).into_iter().map(|(worker, ..)| worker).collect();
    assert_eq!(used.len(), 2);
}

#[test]
fn shrinking_ends_idle_workers_now_and_busy_ones_after_their_unit() {
    let (mut scheduler, workers) = with_workers(3);
    scheduler.handle(2.0, Event::Submit(1, JobSpec { max_workers: 3, ..units(3) }));
    let commands = scheduler.handle(3.0, Event::Resize(1));
    assert!(!commands.iter().any(|command| matches!(command, Command::Terminate(_))));
    let commands = scheduler.handle(4.0, Event::Done(workers[2], 1, 2));
    assert!(commands.contains(&Command::Terminate(workers[2])));
}

#[test]
fn nobody_changes_to_a_block_of_which_less_is_left_than_bringing_it_in_costs() {
    // Block 1 is dealt first: more waits there.
    for (block_cost, changes) in [(2e9, false), (0.5e9, true)] {
        let (mut scheduler, workers) = with_workers(2);
        let blocks = [0, 1, 1].map(|block| Unit { block: Some(block), operations: 1e9 });
        let spec = JobSpec { units: blocks.to_vec(), block_cost, ..units(0) };
        assert_eq!(runs(&scheduler.handle(2.0, Event::Submit(1, spec))), [(workers[0], 1, 1), (workers[1], 1, 0)]);
        let commands = scheduler.handle(3.0, Event::Done(workers[1], 1, 0));
        assert_eq!(!runs(&commands).is_empty(), changes, "{commands:?}");
        // With nobody at the block any more it is worth it in any case.
        if !changes {
            let commands = scheduler.handle(4.0, Event::WorkerLost(workers[0], "it was shot".into()));
            assert_eq!(runs(&commands).first().map(|run| run.0), Some(workers[1]));
        }
    }
}

#[test]
fn a_unit_is_sent_ahead_only_to_the_worker_that_will_be_free_first() {
    let (mut scheduler, workers) = with_a_slow_second_worker();
    let sent = runs(&scheduler.handle(30.0, Event::Submit(2, sized(&[1e8, 1e8, 0.5e8, 1e8, 1e8]))));
    // The first is free at 40 and again at 45, before the second is at 50: that one gets nothing ahead.
    assert_eq!(sent, [(workers[0], 2, 0), (workers[1], 2, 1), (workers[0], 2, 2)]);
    // At 40 it gets the next, until 55; now the second is the one to be free first.
    let sent = runs(&scheduler.handle(40.0, Event::Done(workers[0], 2, 0)));
    assert_eq!(sent, [(workers[0], 2, 3), (workers[1], 2, 4)]);
}

#[test]
fn short_units_are_sent_ahead_to_everybody() {
    let (mut scheduler, workers) = with_a_slow_second_worker();
    // 10 and 2 ms for the first, 20 and 3 ms for the second, which is free last by far.
    let sent = runs(&scheduler.handle(30.0, Event::Submit(2, sized(&[1e8, 1e8, 0.2e8, 0.15e8, 1e8]))));
    assert_eq!(sent, [(workers[0], 2, 0), (workers[1], 2, 1), (workers[0], 2, 2), (workers[1], 2, 3)]);
}

#[test]
fn nothing_is_sent_ahead_behind_an_errand() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    scheduler.handle(3.0, Event::Done(workers[0], 1, 0));
    let errand = JobSpec { units: vec![Unit { block: None, operations: 1e6 }], exclusive: true, ..units(0) };
    scheduler.handle(4.0, Event::Submit(2, errand));
    let commands = scheduler.handle(5.0, Event::Submit(3, units(1)));
    assert_eq!(runs(&commands), []);
}

/// xorshift64* (Vigna 2016): the simulator's dice.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64 / (1u64 << 53) as f64
    }
}

struct Later(Time, u64, Event);

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Later {}
impl PartialOrd for Later {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Later {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap gives the greatest; the earliest is wanted.
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

/// Workers that take time, messages that take time, and losses.
struct Simulator {
    scheduler: Scheduler,
    dice: Dice,
    now: Time,
    later: BinaryHeap<Later>,
    sequence: u64,
    /// Operations a millisecond of each living worker.
    speeds: HashMap<WorkerId, f64>,
    free_at: HashMap<WorkerId, Time>,
    holding: HashMap<WorkerId, Option<u32>>,
    latency: Time,
    /// A new worker's speed, where 1 is the fastest.
    draw: fn(&mut Dice) -> f64,
    /// Chance that a unit kills its worker.
    loss: f64,
    /// Cost of bringing in a block, in ms.
    block_cost: Time,
    /// What each worker could have computed while it brought blocks in, in operations.
    bringing: f64,
    /// Workers whose answer for a unit was taken while the job ran.
    done: HashMap<UnitId, u32>,
    /// What the caller was told of the job's progress.
    progress: Vec<(u32, u32)>,
    end: Option<(Time, JobOutcome)>,
}

impl Simulator {
    fn new(seed: u64, latency: Time, draw: fn(&mut Dice) -> f64, loss: f64, block_cost: Time) -> Self {
        Self {
            scheduler: Scheduler::new(SchedulerLimits::default()),
            dice: Dice(seed * 2 + 1),
            now: 0.0,
            later: BinaryHeap::new(),
            sequence: 0,
            speeds: HashMap::new(),
            free_at: HashMap::new(),
            holding: HashMap::new(),
            latency,
            draw,
            loss,
            block_cost,
            bringing: 0.0,
            done: HashMap::new(),
            progress: Vec::new(),
            end: None,
        }
    }

    fn at(&mut self, time: Time, event: Event) {
        self.sequence += 1;
        self.later.push(Later(time, self.sequence, event));
    }

    fn handle(&mut self, now: Time, event: Event, spec: &JobSpec) {
        if let Event::Done(_, _, unit) = event
            && self.end.is_none()
        {
            *self.done.entry(unit).or_default() += 1;
        }
        for command in self.scheduler.handle(now, event) {
            match command {
                Command::Spawn(worker) => {
                    let speed = 29e6 * (self.draw)(&mut self.dice);
                    self.speeds.insert(worker, speed);
                    self.free_at.insert(worker, now);
                    self.at(now + 30.0, Event::Ready(worker));
                }
                Command::Terminate(worker) => drop(self.speeds.remove(&worker)),
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
        let bring = if self.holding.insert(worker, block) == Some(block) { 0.0 } else { self.block_cost };
        self.bringing += bring * self.speeds[&worker];
        let end = begin + bring + operations / self.speeds[&worker];
        self.free_at.insert(worker, end);
        if self.dice.roll() < self.loss {
            let when = now + (end - now) * self.dice.roll();
            // Half of the lost say so; the others only fall silent.
            if self.dice.roll() < 0.5 {
                self.at(when, Event::WorkerLost(worker, "it was lost in the simulation".into()));
            }
        } else {
            let end = end + self.latency * (1.0 + self.dice.roll());
            self.at(end, Event::Done(worker, job, unit));
        }
    }

    /// Waits until everyone is up.
    fn start(&mut self, workers: usize, spec: &JobSpec) {
        self.handle(0.0, Event::Resize(workers), spec);
        while self.now < 40.0 {
            let Some(Later(time, _, event)) = self.later.pop() else { break };
            self.now = time;
            self.handle(time, event, spec);
        }
        self.now = self.now.max(40.0);
    }

    /// Runs one job to its end and gives the time it took.
    fn complete(&mut self, job: JobId, spec: &JobSpec) -> Time {
        (self.end, self.bringing) = (None, 0.0);
        self.holding.clear();
        let start = self.now;
        self.handle(start, Event::Submit(job, spec.clone()), spec);
        let mut tick = start;
        while self.end.is_none() {
            tick += 50.0;
            while self.end.is_none() && self.later.peek().is_some_and(|next| next.0 <= tick) {
                let Some(Later(time, _, event)) = self.later.pop() else { break };
                // What a terminated worker would have said is never heard.
                if let Event::Done(worker, ..) | Event::Ready(worker) | Event::WorkerLost(worker, _) = &event
                    && !self.speeds.contains_key(worker)
                {
                    continue;
                }
                self.handle(time, event, spec);
            }
            if self.end.is_none() {
                self.handle(tick, Event::Tick, spec);
            }
            assert!(tick < start + 1e7, "the job never ended");
        }
        let end = self.end.as_ref().map_or(f64::INFINITY, |(end, _)| *end);
        self.now = end;
        end - start
    }
}

/// A product as the pool would be given it, cut for so many workers.
fn product(dims: Dims, workers: usize, tile_operations: f64) -> JobSpec {
    let params = TilingParams { workers, tile_operations, dtype: DType::F64, algorithm: Algorithm::Classical };
    let plan = plan(dims, params);
    let operations = |tile: &Tile| 2.0 * (tile.elements() * dims.k) as f64;
    let units = plan.tiles.iter().map(|tile| Unit { block: Some(tile.block), operations: operations(tile) });
    let block_cost = block_operations(&plan);
    JobSpec {
        units: units.collect(),
        max_workers: workers,
        worker_bytes: 0,
        block_cost,
        recycle: false,
        exclusive: false,
    }
}

/// Where the workers' time went, in shares of what they could have computed together.
#[derive(Debug)]
struct Shares {
    computing: f64,
    /// Bringing blocks in.
    bringing: f64,
    /// For messages, before and between units.
    waiting: f64,
    /// After the last unit of each, while others had one.
    finished: f64,
}

/// The first product of a pool, and the next, for which it knows how fast its workers are.
fn two_products(seed: u64, workers: usize, draw: fn(&mut Dice) -> f64) -> [Shares; 2] {
    let spec = product(Dims::new(4096, 4096, 4096), workers, 2e9);
    // Bringing a block in: its bytes at 3 GB/s, copying and packing.
    let blocks = spec.units.iter().filter_map(|unit| unit.block).max().unwrap() + 1;
    let block_cost = 4096.0 * 4096.0 * 8.0 / f64::from(blocks) / 3e6;
    let operations: f64 = spec.units.iter().map(|unit| unit.operations).sum();
    let mut simulator = Simulator::new(seed, 0.05, draw, 0.0, block_cost);
    simulator.start(workers, &spec);
    [1, 2].map(|job| {
        let elapsed = simulator.complete(job, &spec);
        let end = simulator.now;
        let together = simulator.speeds.values().sum::<f64>() * elapsed;
        let idle = |(worker, speed): (&WorkerId, &f64)| speed * (end - simulator.free_at[worker]).max(0.0);
        let finished = simulator.speeds.iter().map(idle).sum::<f64>() / together;
        let (computing, bringing) = (operations / together, simulator.bringing / together);
        Shares { computing, bringing, waiting: 1.0 - computing - bringing - finished, finished }
    })
}

/// The least efficiency over many products; prints where the rest went.
fn least_efficiency(name: &str, workers: usize, draw: fn(&mut Dice) -> f64) -> f64 {
    let all: Vec<_> = (1..=SEEDS).flat_map(|seed| two_products(seed, workers, draw)).collect();
    let mean = |share: fn(&Shares) -> f64| 100.0 * all.iter().map(share).sum::<f64>() / all.len() as f64;
    let least = all.iter().map(|shares| shares.computing).fold(1.0, f64::min);
    println!(
        "{workers:2} workers, {name}: at least {:.1} %, mean {:.1}; bringing {:.1}, waiting {:.1}, finished {:.1}",
        100.0 * least,
        mean(|shares| shares.computing),
        mean(|shares| shares.bringing),
        mean(|shares| shares.waiting),
        mean(|shares| shares.finished)
    );
    least
}

#[test]
fn a_worker_missing_at_one_block_costs_some_efficiency_only() {
    // 15 blocks have four workers, one has three: the others come to its help, but late, and bring it in all at once.
    let share = least_efficiency("even", 63, |_| 1.0);
    assert!(share >= 0.85, "{share}");
}

/// Pools simulated for each number of workers. Of 1000 pools of uneven speed the worst reached 89.1 %, by 32 workers.
const SEEDS: u64 = 40;
const POOLS: [usize; 13] = [2, 3, 4, 5, 6, 8, 12, 16, 20, 24, 32, 48, 64];

#[test]
fn simulated_efficiency_stays_high_from_2_to_64_workers_of_even_or_uneven_speed() {
    for workers in POOLS {
        let even = least_efficiency("even", workers, |_| 1.0);
        let uneven = least_efficiency("uneven by 30 %", workers, |dice| 1.0 - 0.3 * dice.roll());
        assert!(even >= 0.90, "{workers} workers: {even}");
        assert!(uneven >= 0.90, "{workers} workers of uneven speed: {uneven}");
    }
}

#[test]
fn workers_half_as_fast_as_others_finish_together_with_them() {
    for workers in POOLS {
        let share = least_efficiency("big and little", workers, |dice| if dice.roll() < 0.5 { 1.0 } else { 0.5 });
        assert!(share >= 0.85, "{workers} workers: {share}");
    }
}

#[test]
fn no_unit_is_lost_or_counted_twice_in_ten_thousand_runs_with_losses() {
    let mut completed = 0;
    for seed in 0..10_000 {
        let mut dice = Dice(seed * 7 + 3);
        let workers = 2 + (dice.roll() * 63.0) as usize;
        let mut size = || 1 + (dice.roll() * 900.0) as usize;
        let dims = Dims::new(size(), size(), size());
        let spec = product(dims, workers, 10f64.powf(6.0 + 3.3 * dice.roll()));
        let total = spec.units.len() as u32;
        let loss = 0.2 * dice.roll();
        let mut simulator = Simulator::new(seed, 0.05 + dice.roll(), |dice| 1.0 - 0.8 * dice.roll(), loss, 3.0);
        simulator.start(workers, &spec);
        simulator.complete(1, &spec);
        match &simulator.end.as_ref().unwrap().1 {
            JobOutcome::Complete { .. } => {
                completed += 1;
                assert_eq!(simulator.done.len() as u32, total, "seed {seed}: a unit was lost");
                assert!(simulator.done.values().all(|&count| count == 1), "seed {seed}: a unit was counted twice");
                let steps: Vec<_> = (1..=total).map(|done| (done, total)).collect();
                assert_eq!(simulator.progress, steps, "seed {seed}: the progress told");
            }
            JobOutcome::Failed(words) => assert!(words.contains("times"), "seed {seed}: {words}"),
            other => panic!("seed {seed}: {other:?}"),
        }
    }
    println!("{completed} of 10,000 runs completed");
    assert!(completed > 9_000, "only {completed} of 10,000 runs completed");
}
