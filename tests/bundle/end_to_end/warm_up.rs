//! Workers warm up once all are up, and nobody notices: not in `stats`, not in a product, not on the main thread.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("warm_up.js");
const HOSTINGS: [Hosting; 2] = [Hosting::Isolated, Hosting::Plain];

/// A page that notes what its workers are asked. The warm-up begins once it is ready.
fn page_with_notes(hosting: Hosting) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(&format!("(() => {{ {SCRIPTS}\nnoteRequests(); watchOnceReady(); }})()"));
    page.load();
    page
}

#[test]
fn every_worker_warms_up_once_and_one_of_them_the_code() {
    for hosting in HOSTINGS {
        let found = page_with_notes(hosting).call(SCRIPTS, "whoWarmsUp");
        let workers = found[0].clone();
        assert_eq!(found, json!([workers, workers, 1, workers]), "{hosting:?}");
    }
}

#[test]
fn stats_show_idle_workers_that_did_nothing() {
    let found = page_with_notes(Hosting::Isolated).call(SCRIPTS, "statsMeanwhile");
    let worker = json!({ "state": "idle", "tiles": 0, "busyMs": 0 }).to_string();
    let tasks = json!({ "totalTasks": 0, "completedTasks": 0, "activeTasks": 0, "queueSize": 0 }).to_string();
    let parsed = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    for seen in found.as_array().unwrap() {
        let seen = parsed(seen.as_str().unwrap());
        assert!(seen == parsed(&worker) || seen == parsed(&tasks), "{found}");
    }
}

#[test]
fn a_product_meanwhile_is_right_and_alone_is_counted() {
    for hosting in HOSTINGS {
        assert_eq!(
            page_with_notes(hosting).call(SCRIPTS, "productsMeanwhile"),
            json!([true, true, true]),
            "{hosting:?}"
        );
    }
}

/// The page starts again where a long task was found: one that waited for another program is not long every time.
#[test]
fn no_task_of_the_page_is_long() {
    let runs: Vec<Value> = (0..3)
        .map(|_| {
            let page = page_with_notes(Hosting::Isolated);
            page.call(SCRIPTS, "longTasksMeanwhile")
        })
        .collect();
    assert!(runs.contains(&json!([])), "{runs:?}");
}

#[test]
fn a_worker_that_ends_while_it_warms_up_is_replaced() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(include_str!("fault_injection.js"));
    page.before_load(&format!("(() => {{ {SCRIPTS}\nendTheFirstThatWarmsUp(); }})()"));
    page.load();
    assert_eq!(page.call(SCRIPTS, "afterAnEnd"), json!([1, [19, 22, 43, 50], true]));
}
