//! Products of gigabytes: whether they end, how long they hold the page up, how long progress stands still. A minute
//! or two, so only on request: `cargo xtask bench --only large`.

use crate::measured::Measured;
use crate::table::{Table, Target};
use serde_json::json;

/// Operands and result of 1.5 GiB.
const LARGE: usize = 8192;
/// Operands and result of 6 GiB.
const HUGE: usize = 16_384;

pub(crate) fn measure(page: &Measured, table: &mut Table) {
    let found = page.run("return sampling.large(args)", json!({ "n": LARGE }));
    let group = "8192 × 8192, f64";
    let mut row = |label: &str, field: &str, digits: usize, target: Target| {
        table.absolute(group, label, &[found[field].as_f64().unwrap()], digits, target);
    };
    row("seconds", "seconds", 1, Target::Nothing);
    row("longest task of the page, ms", "longestTask", 0, Target::Most(50.0));
    row("longest silence of progress, ms", "longestSilence", 0, Target::Most(1000.0));
    row("largest difference of 200 entries from a plain sum, 10⁻¹²", "difference", 3, Target::Most(100.0));
    if let Some(when) = found["when"].as_str().filter(|when| !when.is_empty()) {
        table.remark(format!("{LARGE} × {LARGE}, f64, tasks of the page over 50 ms: {when}"));
    }
    let outcome = page.run("return sampling.huge(args)", json!({ "n": HUGE }));
    table.remark(format!("{HUGE} × {HUGE}, f64: {}", outcome.as_str().unwrap()));
}
