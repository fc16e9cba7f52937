//! Workers and units that fail.

use super::*;

#[test]
fn a_lost_worker_is_replaced_and_its_unit_requeued() {
    let (mut scheduler, workers) = with_workers(2);
    scheduler.handle(2.0, Event::Submit(1, units(2)));
    let commands = scheduler.handle(3.0, Event::WorkerLost(workers[0], "it was killed".into()));
    assert!(commands.contains(&Command::Terminate(workers[0])));
    let replacement = spawned(&commands)[0];
    let commands = scheduler.handle(4.0, Event::Ready(replacement));
    assert_eq!(runs(&commands), [(replacement, 1, 0)]);
    scheduler.handle(5.0, Event::Done(workers[1], 1, 1));
    let commands = scheduler.handle(6.0, Event::Done(replacement, 1, 0));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Complete { retries: 1, workers: 2 }));
}

#[test]
fn late_duplicate_and_foreign_answers_change_nothing() {
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
fn a_unit_that_kills_every_worker_fails_its_job_with_the_reason() {
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
fn the_job_is_reopened_on_a_worker_that_failed() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    let commands = scheduler.handle(3.0, Event::Failed(workers[0], 1, 0, "it never heard of the job".into()));
    let place = |wanted: &Command| commands.iter().position(|command| command == wanted);
    let (close, open) = (place(&Command::Close(workers[0], 1)), place(&Command::Open(workers[0], 1)));
    assert!(close.is_some() && close < open, "{commands:?}");
    assert_eq!(runs(&commands), [(workers[0], 1, 0)]);
}

#[test]
fn a_worker_that_failed_gets_its_units_again_in_order() {
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
fn a_task_that_could_not_be_sent_is_rejected_and_costs_no_worker() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, JobSpec { exclusive: true, ..units(1) }));
    let commands = scheduler.handle(3.0, Event::DispatchFailed(workers[0], 1, 0));
    assert_eq!(outcome(&commands), Some(&JobOutcome::Rejected));
    assert!(!commands.contains(&Command::Terminate(workers[0])), "{commands:?}");
    assert_eq!(runs(&scheduler.handle(4.0, Event::Submit(2, units(1)))), [(workers[0], 2, 0)]);
}

#[test]
fn a_pool_in_which_no_worker_starts_gives_up_with_the_reason() {
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
fn workers_that_start_and_die_repeatedly_are_not_replaced_for_ever() {
    let (mut scheduler, mut workers) = with_workers(2);
    let mut now = 2.0;
    let mut started = 0;
    while !workers.is_empty() {
        assert!(!scheduler.has_given_up());
        now += 10_000.0;
        let mut next = Vec::new();
        for worker in workers {
            next.extend(spawned(&scheduler.handle(now, Event::WorkerLost(worker, "it was killed".into()))));
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
    assert!(words.contains("it was killed") && words.contains("Retry"), "{words}");
    // Retry.
    let replacements = spawned(&scheduler.handle(now, Event::Resize(2)));
    assert_eq!(replacements.len(), 2);
}

#[test]
fn a_slot_that_cannot_be_filled_fails_no_job_while_others_work() {
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
    assert_eq!(scheduler.startup_error().as_deref(), Some("it did not answer"), "but no product should wait for them");
    let replacements = spawned(&late);
    assert_eq!(replacements.len(), 8);
    let late: Vec<Command> = replacements
        .into_iter()
        .flat_map(|worker| scheduler.handle(18_000.0, Event::WorkerLost(worker, "it did not answer".into())))
        .collect();
    assert!(scheduler.has_given_up(), "{late:?}");
}

#[test]
fn a_pool_whose_last_worker_is_retired_starts_another_whatever_failed_before() {
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
    let replacement = outlast_grace(&mut scheduler, workers[0], &mut now);
    assert!(!scheduler.has_given_up());
    assert_eq!(runs(&scheduler.handle(now, Event::Ready(replacement))), [(replacement, 2, 0)]);
}
