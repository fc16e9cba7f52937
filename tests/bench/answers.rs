//! Hundreds of small jobs, and the time until the pool is up: absolute numbers.

use crate::bench_page::{BenchPage, ROUNDS, quantile};
use crate::result_table::{Goal, ResultTable};
use serde_json::{Value, json};
use tests::page::{Hosting, Page};

pub(crate) fn measure_calls(page: &BenchPage, table: &mut ResultTable) {
    let rounds = page.run("return sampling.calls(args)", json!({ "callers": 300, "n": 20, "rounds": ROUNDS }));
    let rounds = rounds.as_array().unwrap();
    let all = |field: &str| rounds.iter().map(|round| round[field].as_f64().unwrap()).collect::<Vec<_>>();
    let group = "300 callers of rpc at once, 20 × 20";
    table.absolute(group, "answers a second", &all("perSecond"), 0, Goal::AtLeast(10_000.0));
    table.absolute(group, "99 of 100 wait at most, ms", &all("p99"), 1, Goal::AtMost(100.0));
    table.absolute(group, "wrong answers", &all("wrong"), 0, Goal::AtMost(0.0));
}

/// From the first line of the page's module to `ready`, files in the browser's cache.
pub(crate) fn measure_start(table: &mut ResultTable) {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(
        "let object; window.startUp = new Promise((resolve) => Object.defineProperty(window, 'matmill', {\
             get: () => object, set: (made) => { object = made; const start = performance.now();\
                 made.ready.then(() => resolve(performance.now() - start)); } }));",
    );
    let mut times = Vec::new();
    for round in 0..=ROUNDS {
        page.load();
        let time = page.run_with("return window.startUp", Value::Null).as_f64().unwrap();
        if round > 0 {
            times.push(time);
        }
    }
    let spread = quantile(&times, 1.0) - quantile(&times, 0.0);
    table.absolute("start", "pool ready after, ms", &times, 0, Goal::AtMost(150.0));
    table.remark(format!("start-up varied by {spread:.0} ms"));
}
