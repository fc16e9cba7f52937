//! Products of gigabytes: whether they finish, the longest task of the page, the longest gap in progress.
//!
//! They take minutes, so they run only on request: `cargo xtask bench --only large`.

use crate::bench_page::BenchPage;
use crate::result_table::{Goal, ResultTable};
use serde_json::{Value, json};
use std::time::Duration;

/// Sizes, and whether operands and result lie in shared memory. At 16384 the three take 6 GiB.
const CASES: [(usize, bool); 3] = [(8192, false), (12_288, true), (16_384, true)];

/// How often, and how many times, the page is asked whether the product is there.
const LOOK: Duration = Duration::from_secs(1);
const LOOKS: u32 = 900;

pub(crate) fn measure(table: &mut ResultTable) {
    for (n, shared) in CASES {
        // A page of its own: the matrices of the one before are gone.
        let page = BenchPage::open(true);
        table.describe(&page.page);
        let found = product(&page, n, shared);
        let words = if shared { "shared" } else { "ordinary" };
        if let Some(reason) = found["refused"].as_str() {
            table.remark(format!("{n} × {n}, f64, {words}: refused: {reason}"));
            continue;
        }
        let group = format!("{n} × {n}, f64, {words}");
        let mut row = |label: &str, field: &str, digits: usize, target: Goal| {
            table.absolute(&group, label, &[found[field].as_f64().unwrap_or(f64::NAN)], digits, target);
        };
        row("seconds", "seconds", 1, Goal::None);
        row("longest task of the page, ms", "longestTask", 0, Goal::AtMost(50.0));
        row("longest silence of progress, ms", "longestSilence", 0, Goal::AtMost(1000.0));
        // The numbers are such that nothing is rounded.
        row("largest difference of 200 entries from a plain sum", "difference", 0, Goal::AtMost(0.0));
        if let Some(when) = found["when"].as_str().filter(|when| !when.is_empty()) {
            table.remark(format!("{group}, tasks of the page over 50 ms: {when}"));
        }
    }
}

/// What came of a product.
fn product(page: &BenchPage, n: usize, shared: bool) -> Value {
    let script = include_str!("large.js");
    page.call(script, "largeProducts.begin", json!({ "n": n, "shared": shared }));
    for _ in 0..LOOKS {
        std::thread::sleep(LOOK);
        let found = page.call(script, "largeProducts.look", Value::Null);
        if !found.is_null() {
            return found;
        }
    }
    json!({ "refused": format!("it was not done after {} s", LOOKS * LOOK.as_secs() as u32) })
}
