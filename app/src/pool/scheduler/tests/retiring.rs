//! Workers that are ended on purpose.

use super::*;

#[test]
fn a_retired_worker_no_longer_counts_for_any_job() {
    let (mut scheduler, workers) = with_workers(1);
    scheduler.handle(2.0, Event::Submit(1, JobSpec { max_workers: 1, ..units(3) }));
    let task = JobSpec { exclusive: true, ..units(1) };
    scheduler.handle(3.0, Event::Submit(2, task));
    // The task has its turn between two units, and its worker ends with it, done or cancelled.
    scheduler.handle(1000.0, Event::Done(workers[0], 1, 0));
    assert_eq!(runs(&scheduler.handle(2000.0, Event::Done(workers[0], 1, 1)))[0].1, 2);
    let commands = scheduler.handle(3000.0, Event::Cancel(2));
    assert!(commands.contains(&Command::Terminate(workers[0])), "{commands:?}");
    let replacement = spawned(&commands)[0];
    assert_eq!(runs(&scheduler.handle(3001.0, Event::Ready(replacement))), [(replacement, 1, 2)]);
}

#[test]
fn an_idle_pool_replaces_the_workers_whose_memory_has_grown() {
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
    let replacements = spawned(&commands);
    assert_eq!(replacements.len(), 1);
    scheduler.handle(30_001.0, Event::Ready(replacements[0]));
    // A worker in the middle of something keeps its memory, and one that has just begun has none to give.
    scheduler.handle(30_002.0, Event::Submit(3, JobSpec { max_workers: 1, ..units(1) }));
    let commands = scheduler.handle(60_000.0, Event::TrimMemory);
    assert!(!commands.iter().any(|command| matches!(command, Command::Terminate(_))), "{commands:?}");
}

#[test]
fn shrinking_retires_idle_workers_at_once_and_busy_ones_after_their_unit() {
    let (mut scheduler, workers) = with_workers(3);
    scheduler.handle(2.0, Event::Submit(1, JobSpec { max_workers: 3, ..units(3) }));
    let commands = scheduler.handle(3.0, Event::Resize(1));
    assert!(!commands.iter().any(|command| matches!(command, Command::Terminate(_))));
    let commands = scheduler.handle(4.0, Event::Done(workers[2], 1, 2));
    assert!(commands.contains(&Command::Terminate(workers[2])));
}
