//! The pool as scripts see it: `stats`, `configure`, one job after another.

use serde_json::json;
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("pool.js");

#[test]
fn stats_names_every_worker_and_counts_tasks() {
    let page = Page::open(Hosting::Isolated);
    let expected = json!({ "workers": true, "counted": true, "active": 0, "queue": 0, "ids": true, "states": true, "tiles": true, "busy": true });
    assert_eq!(page.call(SCRIPTS, "summaryOfStats"), expected);
}

#[test]
fn there_is_a_worker_for_each_core_up_to_64() {
    let page = Page::prepare(Hosting::Isolated);
    for (cores, workers) in [(24, 24), (96, 64)] {
        page.before_load(&format!(
            "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', {{ get: () => {cores}, configurable: true }})"
        ));
        page.load();
        assert_eq!(page.run("return matmill.stats().workers.length"), json!(workers), "{cores} cores");
        let script = "return testing.outcome(matmill.configure({ workers: navigator.hardwareConcurrency }))";
        assert_eq!(page.run(script), json!({ "resolved": true }), "{cores} cores");
    }
}

#[test]
fn configure_resizes_the_pool_in_both_directions() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "resizeInBothDirections"), json!([[1, true], [3, true], [2, true]]));
}

#[test]
fn a_hundred_and_fifty_jobs_do_not_use_up_the_workers() {
    let page = Page::open(Hosting::Plain);
    assert_eq!(page.call(SCRIPTS, "workersAfterManyJobs"), json!(0));
}

#[test]
fn the_pool_panel_draws_who_did_what_in_the_last_product() {
    let page = Page::open(Hosting::Isolated);
    let product = "await matmill.configure({ workers: 2 }); const c = await matmill.multiply(testing.reals(900, 900, 1), testing.reals(900, 900, 2), { mode: 'pool' }); return c.report.tiles";
    let tiles = page.run(product).as_i64().unwrap();
    page.run("Array.from(document.querySelectorAll('summary')).find((summary) => summary.innerText.startsWith('Pool')).click()");
    let rows = "return Array.from(document.querySelectorAll('.pool tbody tr'), (row) => [row.querySelector('svg')?.getAttribute('aria-label'), row.querySelectorAll('rect').length])";
    let found = page.wait_until("each worker has a row of time", || {
        let found = page.run(rows);
        let rows = found.as_array().unwrap();
        (rows.len() == 2 && rows.iter().all(|row| row[0].is_string())).then(|| rows.clone())
    });
    // "5 tiles, busy for 41 ms of 45 ms"
    let told =
        |row: &serde_json::Value| -> i64 { row[0].as_str().unwrap().split(' ').next().unwrap().parse().unwrap() };
    assert_eq!(found.iter().map(told).sum::<i64>(), tiles, "{found:?}");
    let drawn: i64 = found.iter().map(|row| row[1].as_i64().unwrap()).sum();
    assert!(drawn >= tiles, "{found:?}");
    page.expect_quiet_console();
}
