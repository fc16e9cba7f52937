//! Products of gigabytes: whether they finish, the longest task of the page, the longest gap in progress.
//!
//! They take a minute or two, so they run only on request: `cargo xtask bench --only large`.

use crate::bench_page::BenchPage;
use crate::result_table::{Goal, ResultTable};
use serde_json::json;

/// Operands and result of 1.5 GiB.
const LARGE: usize = 8192;
/// Operands and result of 6 GiB.
const HUGE: usize = 16_384;

pub(crate) fn measure(page: &BenchPage, table: &mut ResultTable) {
    let found = page.run("return sampling.large(args)", json!({ "n": LARGE }));
    let group = "8192 × 8192, f64";
    let mut row = |label: &str, field: &str, digits: usize, target: Goal| {
        table.absolute(group, label, &[found[field].as_f64().unwrap()], digits, target);
    };
    row("seconds", "seconds", 1, Goal::None);
    row("longest task of the page, ms", "longestTask", 0, Goal::AtMost(50.0));
    row("longest silence of progress, ms", "longestSilence", 0, Goal::AtMost(1000.0));
    row("largest difference of 200 entries from a plain sum, 10⁻¹²", "difference", 3, Goal::AtMost(100.0));
    if let Some(when) = found["when"].as_str().filter(|when| !when.is_empty()) {
        table.remark(format!("{LARGE} × {LARGE}, f64, tasks of the page over 50 ms: {when}"));
    }
    let outcome = page.run("return sampling.huge(args)", json!({ "n": HUGE }));
    table.remark(format!("{HUGE} × {HUGE}, f64: {}", outcome.as_str().unwrap()));
}
