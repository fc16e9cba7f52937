//! What the page and the log are told.

use super::*;

#[test]
fn the_timeline_shows_the_latest_product_and_its_lost_units() {
    let (mut scheduler, workers) = with_workers(1);
    assert_eq!(scheduler.timeline(), &Timeline::default());
    scheduler.handle(2.0, Event::Submit(1, units(2)));
    scheduler.handle(5.0, Event::Done(workers[0], 1, 0));
    let replacement = spawned(&scheduler.handle(9.0, Event::WorkerLost(workers[0], "it was killed".into())));
    scheduler.handle(20.0, Event::Ready(replacement[0]));
    scheduler.handle(26.0, Event::Done(replacement[0], 1, 1));
    let drawn = |scheduler: &Scheduler| {
        scheduler.timeline().spans().iter().map(|span| (span.from, span.to, span.status)).collect::<Vec<_>>()
    };
    let expected = [(2.0, 5.0, SpanStatus::Computed), (5.0, 9.0, SpanStatus::Lost), (20.0, 26.0, SpanStatus::Computed)];
    assert_eq!(drawn(&scheduler), expected);
    // A task is not drawn, and leaves the last product's timeline alone.
    scheduler.handle(30.0, Event::Submit(2, JobSpec { exclusive: true, ..units(1) }));
    scheduler.handle(31.0, Event::Done(replacement[0], 2, 0));
    assert_eq!(drawn(&scheduler), expected);
    // The next product takes its place with its first unit.
    scheduler.handle(40.0, Event::Submit(3, units(2)));
    assert_eq!(drawn(&scheduler), expected);
    scheduler.handle(41.0, Event::Done(replacement[0], 3, 0));
    assert_eq!(drawn(&scheduler), [(40.0, 41.0, SpanStatus::Computed)]);
}

#[test]
fn every_state_change_is_reported_with_its_reason() {
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
    let replacement = happen(&mut scheduler, 3.0, Event::WorkerLost(worker, "it was killed".into()))[0];
    happen(&mut scheduler, 4.0, Event::Ready(replacement));
    happen(&mut scheduler, 5.0, Event::Done(replacement, 1, 0));
    happen(&mut scheduler, 6.0, Event::Resize(0));
    use SlotState::{Busy, Idle, Starting, Vacant};
    let changes: Vec<_> = told.iter().map(|(from, to, worker, _)| (*from, *to, *worker)).collect();
    let (one, two) = (Some(worker.0), Some(replacement.0));
    let begun = [(Vacant, Starting, one), (Starting, Idle, one), (Idle, Busy, one), (Busy, Vacant, one)];
    let ended =
        [(Vacant, Starting, two), (Starting, Idle, two), (Idle, Busy, two), (Busy, Idle, two), (Idle, Vacant, two)];
    assert_eq!(changes, [&begun[..], &ended[..]].concat());
    assert_eq!(told[3].3, "it was killed");
    assert!(told.iter().all(|(.., reason)| !reason.is_empty()), "{told:?}");
}

#[test]
fn busy_time_and_tiles_never_decrease_and_count_only_tiles_that_are_done() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, units(2)));
    scheduler.handle(5.0, Event::Done(workers[0], 1, 0));
    let replacement = spawned(&scheduler.handle(9.0, Event::WorkerLost(workers[0], "it was killed".into())));
    let after_loss = scheduler.stats(9.0).workers.remove(0);
    assert_eq!((after_loss.tiles, after_loss.busy_ms), (1, 7.0));
    scheduler.handle(20.0, Event::Ready(replacement[0]));
    scheduler.handle(21.0, Event::Failed(replacement[0], 1, 1, "it had no memory".into()));
    scheduler.handle(22.0, Event::Done(replacement[0], 1, 1));
    scheduler
        .handle(30.0, Event::Submit(2, JobSpec { units: vec![Unit { block: None, operations: 1.0 }], ..units(1) }));
    scheduler.handle(31.0, Event::Done(replacement[0], 2, 0));
    let stats = scheduler.stats(31.0).workers.remove(0);
    assert_eq!((stats.tiles, stats.busy_ms), (2, 10.0), "a check is no tile");
}
