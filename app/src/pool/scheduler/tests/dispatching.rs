//! Which unit goes to which worker.

use super::*;
use std::collections::HashSet;

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
fn no_more_workers_than_asked_work_on_a_job() {
    let (mut scheduler, _) = with_workers(4);
    let commands = scheduler.handle(2.0, Event::Submit(1, JobSpec { max_workers: 2, ..units(8) }));
    let used: HashSet<_> = runs(&commands).into_iter().map(|(worker, ..)| worker).collect();
    assert_eq!(used.len(), 2);
}

#[test]
fn no_worker_changes_to_a_block_if_loading_it_costs_more_than_is_left() {
    // Block 1 is dealt first: more waits there.
    for (block_cost, changes) in [(2e9, false), (0.5e9, true)] {
        let (mut scheduler, workers) = with_workers(2);
        let blocks = [0, 1, 1].map(|block| Unit { block: Some(block), operations: 1e9 });
        let spec = JobSpec { units: blocks.to_vec(), block_cost, ..units(0) };
        assert_eq!(runs(&scheduler.handle(2.0, Event::Submit(1, spec))), [(workers[0], 1, 1), (workers[1], 1, 0)]);
        let commands = scheduler.handle(3.0, Event::Done(workers[1], 1, 0));
        assert_eq!(!runs(&commands).is_empty(), changes, "{commands:?}");
        // With no other worker at the block it always pays.
        if !changes {
            let commands = scheduler.handle(4.0, Event::WorkerLost(workers[0], "it was killed".into()));
            assert_eq!(runs(&commands).first().map(|run| run.0), Some(workers[1]));
        }
    }
}

#[test]
fn a_unit_is_queued_only_on_the_worker_that_will_be_free_first() {
    let (mut scheduler, workers) = with_a_slow_second_worker();
    let sent = runs(&scheduler.handle(30.0, Event::Submit(2, sized(&[1e8, 1e8, 0.5e8, 1e8, 1e8]))));
    // The first is free at 40 and again at 45, before the second is at 50: that one gets nothing ahead.
    assert_eq!(sent, [(workers[0], 2, 0), (workers[1], 2, 1), (workers[0], 2, 2)]);
    // At 40 it gets the next, until 55; now the second is the one to be free first.
    let sent = runs(&scheduler.handle(40.0, Event::Done(workers[0], 2, 0)));
    assert_eq!(sent, [(workers[0], 2, 3), (workers[1], 2, 4)]);
}

#[test]
fn short_units_are_queued_on_every_worker() {
    let (mut scheduler, workers) = with_a_slow_second_worker();
    // 10 and 2 ms for the first, 20 and 3 ms for the second, which is free last by far.
    let sent = runs(&scheduler.handle(30.0, Event::Submit(2, sized(&[1e8, 1e8, 0.2e8, 0.15e8, 1e8]))));
    assert_eq!(sent, [(workers[0], 2, 0), (workers[1], 2, 1), (workers[0], 2, 2), (workers[1], 2, 3)]);
}

#[test]
fn nothing_is_queued_behind_a_task() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    scheduler.handle(3.0, Event::Done(workers[0], 1, 0));
    let task = JobSpec { units: vec![Unit { block: None, operations: 1e6 }], exclusive: true, ..units(0) };
    scheduler.handle(4.0, Event::Submit(2, task));
    let commands = scheduler.handle(5.0, Event::Submit(3, units(1)));
    assert_eq!(runs(&commands), []);
}

#[test]
fn a_large_job_is_not_skipped_for_ever() {
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
fn a_small_job_does_not_wait_for_memory() {
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
fn no_more_jobs_are_open_on_a_worker_than_fit_in_its_memory() {
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
fn the_queue_is_bounded() {
    let limits = SchedulerLimits { max_jobs: 3, ..SchedulerLimits::default() };
    let mut scheduler = Scheduler::new(limits);
    for id in 0..3 {
        assert_eq!(outcome(&scheduler.handle(0.0, Event::Submit(id, units(1)))), None);
    }
    assert_eq!(outcome(&scheduler.handle(0.0, Event::Submit(3, units(1)))), Some(&JobOutcome::QueueFull(3)));
}
