//! Workers that hang, and workers that are busy with cancelled work.

use super::*;

#[test]
fn a_hung_worker_is_ended_after_its_timeout_but_suspension_of_the_page_does_not_count() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(1)));
    // The page is suspended for an hour: no worker counts as hung.
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
fn a_silent_worker_is_ended_after_its_timeout_unless_it_waits_for_input() {
    let [own_input, other_input] = [1, 2].map(|job| Some(Event::AwaitingInput(job)));
    // What the worker's unit takes, and phases: until when, what happens before each tick, and whether it is ended.
    let cases = [
        ("nothing measured, so a slow machine gets 20 s", 2e9, vec![(19_000.0, None, false), (21_000.0, None, true)]),
        ("its input is being uploaded", 1e6, vec![(60_000.0, own_input, false), (66_000.0, None, true)]),
        ("another job's input is being uploaded", 1e6, vec![(6_000.0, other_input, true)]),
    ];
    for (name, operations, phases) in cases {
        let (mut scheduler, workers) = with_workers(1);
        scheduler.handle(2.0, Event::Submit(1, sized(&[operations])));
        scheduler.handle(2.0, Event::Submit(2, sized(&[1e6])));
        let mut from = 2.0;
        for (to, event, is_ended) in phases {
            let ended = ended_within(&mut scheduler, workers[0], [from, to], event.as_ref());
            assert_eq!(ended, is_ended, "{name}: until {to}");
            from = to;
        }
    }
}

#[test]
fn cancelling_releases_the_caller_at_once_and_the_worker_soon() {
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

#[test]
fn cancelling_slow_work_repeatedly_does_not_make_the_pool_give_up() {
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
fn a_unit_queued_behind_a_cancelled_job_does_not_count_as_failed() {
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
    let replacement = outlast_grace(&mut scheduler, workers[0], &mut now);
    assert_eq!(runs(&scheduler.handle(now, Event::Ready(replacement))), [(replacement, 3, 0)]);
    let commands = scheduler.handle(now + 1.0, Event::Done(replacement, 3, 0));
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
