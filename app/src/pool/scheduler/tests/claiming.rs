//! Tiles that workers claim: turns, losses at any point, and how much of the workers' time is used.

use super::claim_simulator::SimulatedTable;
use super::simulator::{Prng, Simulator, job_of, plan_of};
use super::*;
use shared::kernel::Dims;

fn claimed(count: u32) -> JobSpec {
    JobSpec { claimed: true, ..units(count) }
}

fn turns(commands: &[Command]) -> Vec<(WorkerId, JobId, u32, u32)> {
    let turn = |command: &Command| match command {
        Command::BeginTurn(worker, _, job, turn, limit) => Some((*worker, *job, *turn, *limit)),
        _ => None,
    };
    commands.iter().filter_map(turn).collect()
}

fn seen(tile: u32, turn: u32) -> Sighting {
    Sighting { tile, state: SeenState::Claimed(turn) }
}

fn done(tile: u32, turn: u32, from: Time, to: Time) -> Sighting {
    Sighting { tile, state: SeenState::Done { turn, from, to } }
}

#[test]
fn every_worker_gets_one_turn_and_the_end_is_found_by_looking() {
    let (mut scheduler, workers) = with_workers(3);
    let commands = scheduler.handle(2.0, Event::Submit(7, claimed(4)));
    assert_eq!(turns(&commands), [0, 1, 2].map(|turn| (workers[turn as usize], 7, turn, u32::MAX)));
    let looked = vec![done(0, 0, 2.0, 12.0), seen(1, 1), seen(2, 2), seen(3, 0)];
    let commands = scheduler.handle(13.0, Event::Looked(7, looked));
    assert_eq!(commands, [Command::Progress(7, 1, 4)]);
    let looked = vec![done(1, 1, 2.0, 14.0), done(2, 2, 2.0, 14.0), done(3, 0, 12.0, 15.0)];
    let commands = scheduler.handle(16.0, Event::Looked(7, looked));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Complete { retries: 0, workers: 3 }));
    let stats = scheduler.stats(16.0);
    assert_eq!(stats.workers.iter().map(|worker| worker.tiles).collect::<Vec<_>>(), [2, 1, 1]);
    assert_eq!((stats.completed_tasks, stats.active_tasks, stats.queue_size, stats.total_tasks), (4, 0, 0, 4));
    assert!(stats.workers.iter().all(|worker| worker.state == SlotState::Idle));
    let times: Vec<_> = scheduler.timeline().spans().iter().map(|span| (span.slot.0, span.from, span.to)).collect();
    assert_eq!(times, [(0, 2.0, 12.0), (1, 2.0, 14.0), (2, 2.0, 14.0), (0, 12.0, 15.0)]);
    // The news that the turns are over comes later, and changes nothing.
    assert_eq!(scheduler.handle(17.0, Event::TurnEnded(workers[0], 7, 0, None)), []);
}

#[test]
fn what_a_lost_worker_had_claimed_is_released_and_counts_as_a_retry() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(7, claimed(3)));
    scheduler.handle(3.0, Event::Looked(7, vec![seen(0, 0), seen(1, 1)]));
    let commands = scheduler.handle(4.0, Event::WorkerLost(workers[0], "it was killed".into()));
    assert!(commands.contains(&Command::EndTurn(SlotId(0), 7, 0)), "{commands:?}");
    assert!(commands.contains(&Command::Release(7, 0, 0)), "{commands:?}");
    // It claimed another before it stopped.
    let commands = scheduler.handle(5.0, Event::Looked(7, vec![seen(2, 0)]));
    assert_eq!(commands, [Command::Release(7, 2, 0)]);
    let looked = vec![done(1, 1, 3.0, 5.0), done(0, 1, 5.0, 6.0), done(2, 1, 6.0, 7.0)];
    let commands = scheduler.handle(8.0, Event::Looked(7, looked));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Complete { retries: 1, workers: 1 }));
    assert!(scheduler.timeline().spans().iter().any(|span| span.status == SpanStatus::Lost));
}

#[test]
fn a_tile_that_fails_in_every_turn_fails_the_job() {
    let (mut scheduler, workers) = with_workers(1);
    let mut commands = scheduler.handle(2.0, Event::Submit(7, claimed(2)));
    for now in (3..100).map(f64::from) {
        let Some(&(worker, job, turn, _)) = turns(&commands).first() else { break };
        scheduler.handle(now, Event::Looked(job, vec![seen(0, turn)]));
        commands = scheduler.handle(now, Event::TurnEnded(worker, job, turn, Some("it is broken".into())));
        assert!(commands.contains(&Command::Close(workers[0], 7)), "it is told everything again: {commands:?}");
    }
    let Some(JobOutcome::Failed(error)) = outcome(&commands) else { panic!("{commands:?}") };
    assert!(error.contains("4 times") && error.contains("it is broken"), "{error}");
}

#[test]
fn turns_that_fail_before_anything_is_claimed_fail_the_job() {
    let (mut scheduler, _) = with_workers(1);
    let mut commands = scheduler.handle(2.0, Event::Submit(7, claimed(2)));
    let mut count = 0;
    while let Some(&(worker, job, turn, _)) = turns(&commands).first() {
        commands = scheduler.handle(3.0, Event::TurnEnded(worker, job, turn, Some("it knows no job".into())));
        count += 1;
        assert!(count < 10, "it never ends");
    }
    assert!(matches!(outcome(&commands), Some(JobOutcome::Failed(_))), "{commands:?}");
}

#[test]
fn turns_that_end_for_no_reason_although_tiles_are_left_fail_the_job() {
    let (mut scheduler, _) = with_workers(1);
    let mut commands = scheduler.handle(2.0, Event::Submit(7, claimed(2)));
    let mut count = 0;
    while let Some(&(worker, job, turn, _)) = turns(&commands).first() {
        commands = scheduler.handle(3.0, Event::TurnEnded(worker, job, turn, None));
        count += 1;
        assert!(count < 10, "it never ends");
    }
    assert!(matches!(outcome(&commands), Some(JobOutcome::Failed(_))), "{commands:?}");
}

#[test]
fn a_worker_that_does_not_return_from_a_complete_job_is_lost() {
    for says_so in [true, false] {
        let (mut scheduler, workers) = with_workers(1);
        scheduler.handle(2.0, Event::Submit(1, claimed(1)));
        let commands = scheduler.handle(3.0, Event::Looked(1, vec![done(0, 0, 2.0, 3.0)]));
        assert!(outcome(&commands).is_some() && scheduler.needs_ticks(), "{commands:?}");
        if says_so {
            scheduler.returned(workers[0]);
            assert!(!scheduler.needs_ticks());
        }
        let mut lost = false;
        for now in (1..=200).map(|tick| 4.0 + 50.0 * f64::from(tick)) {
            lost |= scheduler.handle(now, Event::Tick).contains(&Command::Terminate(workers[0]));
        }
        assert_eq!(lost, !says_so);
    }
}

#[test]
fn a_turn_is_ended_for_a_job_that_was_served_less() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, claimed(100)));
    // It needs one worker, so one turn is ended, and only after the other job was served more.
    let commands = scheduler.handle(3.0, Event::Submit(2, claimed(1)));
    assert_eq!(commands, []);
    let commands = scheduler.handle(4.0, Event::Looked(1, vec![seen(0, 0), seen(1, 1)]));
    assert_eq!(commands, [Command::EndTurn(SlotId(0), 1, 0)]);
    assert_eq!(scheduler.handle(5.0, Event::Tick), []);
    let commands = scheduler.handle(6.0, Event::Looked(1, vec![done(0, 0, 2.0, 6.0)]));
    assert_eq!(commands, [Command::Progress(1, 1, 100)]);
    let commands = scheduler.handle(6.0, Event::TurnEnded(workers[0], 1, 0, None));
    let expected = [(workers[0], 2, 0, 1), (workers[0], 1, 2, u32::MAX)];
    assert_eq!(turns(&commands), expected, "one tile, because another job waits, and then back to that one");
    let commands = scheduler.handle(7.0, Event::Looked(2, vec![done(0, 0, 6.0, 7.0)]));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Complete { retries: 0, workers: 1 }));
}

#[test]
fn a_task_does_not_wait_for_the_end_of_a_product() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, claimed(100)));
    let task = JobSpec { units: vec![Unit { block: None, operations: 1e6 }], exclusive: true, ..units(0) };
    scheduler.handle(3.0, Event::Submit(2, task));
    let commands = scheduler.handle(4.0, Event::Looked(1, vec![seen(0, 0)]));
    assert_eq!(commands, [Command::EndTurn(SlotId(0), 1, 0)]);
    let commands = scheduler.handle(5.0, Event::TurnEnded(workers[0], 1, 0, None));
    assert_eq!(runs(&commands), [(workers[0], 2, 0)]);
}

#[test]
fn the_turns_of_workers_that_are_too_many_are_ended() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, claimed(9)));
    assert_eq!(scheduler.handle(3.0, Event::Resize(1)), [Command::EndTurn(SlotId(1), 1, 1)]);
    assert_eq!(scheduler.handle(4.0, Event::Tick), []);
    let commands = scheduler.handle(5.0, Event::TurnEnded(workers[1], 1, 1, None));
    assert!(commands.contains(&Command::Terminate(workers[1])), "{commands:?}");
}

#[test]
fn a_worker_with_nothing_to_claim_goes_to_another_job_at_once() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, claimed(3)));
    scheduler.handle(3.0, Event::Looked(1, vec![seen(0, 0), done(1, 1, 2.0, 3.0), done(2, 1, 2.0, 3.0)]));
    // It was served no less, because it is new.
    let commands = scheduler.handle(4.0, Event::Submit(2, claimed(1)));
    assert_eq!(commands, [Command::EndTurn(SlotId(1), 1, 1)]);
    let commands = scheduler.handle(5.0, Event::TurnEnded(workers[1], 1, 1, None));
    assert_eq!(turns(&commands), [(workers[1], 2, 0, u32::MAX)]);
}

#[test]
fn a_worker_with_nothing_to_claim_is_not_overdue_but_one_with_a_claim_is() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, claimed(2)));
    scheduler.handle(3.0, Event::Looked(1, vec![seen(0, 0), done(1, 1, 2.0, 3.0)]));
    let mut terminated = Vec::new();
    let mut now = 3.0;
    while terminated.is_empty() && now < 1e6 {
        now += 50.0;
        let mut commands = scheduler.handle(now, Event::Looked(1, Vec::new()));
        commands.extend(scheduler.handle(now, Event::Tick));
        let ended = |command: &Command| if let Command::Terminate(worker) = command { Some(*worker) } else { None };
        terminated.extend(commands.iter().filter_map(ended));
    }
    assert_eq!(terminated, [workers[0]]);
}

#[test]
fn a_cancelled_job_ends_workers_only_after_the_grace() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, claimed(9)));
    scheduler.handle(3.0, Event::Looked(1, vec![seen(0, 0), seen(1, 1)]));
    let commands = scheduler.handle(4.0, Event::Cancel(1));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Cancelled));
    // One comes back in time, the other does not.
    scheduler.handle(5.0, Event::TurnEnded(workers[1], 1, 1, None));
    let mut now = 5.0;
    outlast_grace(&mut scheduler, workers[0], &mut now);
    assert_eq!(scheduler.stats(now).workers[1].state, SlotState::Idle);
}

/// The share of the workers' time that was spent computing, in the second of two products.
fn efficiency(seed: u64, workers: usize, speed: fn(&mut Prng) -> f64) -> f64 {
    let plan = plan_of(Dims::new(4096, 4096, 4096), workers, 2e9);
    let spec = JobSpec { claimed: true, ..job_of(&plan, workers) };
    let block_cost = 4096.0 * 4096.0 * 8.0 / plan.blocks.len() as f64 / 3e6;
    let operations: f64 = spec.units.iter().map(|unit| unit.operations).sum();
    let mut simulator = Simulator::new(seed, 0.05, speed, 0.0, block_cost);
    simulator.start(workers, &spec);
    simulator.table = Some(SimulatedTable::new(plan));
    let elapsed = simulator.complete(1, &spec);
    operations / (simulator.speeds.values().sum::<f64>() * elapsed)
}

#[test]
fn simulated_efficiency_of_claiming_workers_stays_high() {
    for workers in [2, 3, 4, 6, 8, 16, 24, 32, 48, 64] {
        let least =
            |speed: fn(&mut Prng) -> f64| (1..=12).map(|seed| efficiency(seed, workers, speed)).fold(1.0, f64::min);
        let (even, uneven) = (least(|_| 1.0), least(|random| 1.0 - 0.3 * random.next()));
        println!("{workers:2} workers: {:.1} % even, {:.1} % uneven by 30 %", 100.0 * even, 100.0 * uneven);
        assert!(even >= 0.90, "{workers} workers: {even}");
        assert!(uneven >= 0.90, "{workers} workers of uneven speed: {uneven}");
    }
}

#[test]
fn no_claimed_tile_is_lost_or_counted_twice_in_three_thousand_runs_with_losses() {
    let mut completed = 0;
    for seed in 0..3_000 {
        let mut random = Prng(seed * 7 + 3);
        let workers = 2 + (random.next() * 63.0) as usize;
        let mut size = || 1 + (random.next() * 900.0) as usize;
        let dims = Dims::new(size(), size(), size());
        let plan = plan_of(dims, workers, 10f64.powf(6.0 + 3.3 * random.next()));
        let spec = JobSpec { claimed: true, ..job_of(&plan, workers) };
        let total = spec.units.len() as u32;
        let loss = 0.2 * random.next();
        let mut simulator = Simulator::new(seed, 0.05 + random.next(), |random| 1.0 - 0.8 * random.next(), loss, 3.0);
        simulator.start(workers, &spec);
        simulator.table = Some(SimulatedTable::new(plan));
        simulator.complete(1, &spec);
        match &simulator.end.as_ref().unwrap().1 {
            JobOutcome::Complete { .. } => {
                completed += 1;
                assert_eq!(simulator.done.len() as u32, total, "seed {seed}: a tile was lost");
                assert!(simulator.done.values().all(|&count| count == 1), "seed {seed}: a tile was counted twice");
                let told: Vec<u32> = simulator.progress.iter().map(|(done, _)| *done).collect();
                assert!(told.is_sorted() && told.last() == Some(&total), "seed {seed}: the progress told: {told:?}");
            }
            JobOutcome::Failed(words) => assert!(words.contains("times"), "seed {seed}: {words}"),
            other => panic!("seed {seed}: {other:?}"),
        }
    }
    println!("{completed} of 3,000 runs completed");
    assert!(completed > 2_700, "only {completed} of 3,000 runs completed");
}
