//! What a person who presses a button gets: the first product of a page that was just loaded, and later ones, with a
//! pause before each.
//!
//! Every sample of the first press is a page of its own, in a renderer of its own; cases take turns. The rooflines of
//! two workers are measured on the same page after the presses, by other workers.

use crate::bench_page::{FreshPages, Rounds, cores, quantile, roofline};
use crate::pool::{WORKERS, spent};
use crate::result_table::{Goal, ResultTable};
use serde_json::{Value, json};

/// Fresh pages for each case.
const PAGES: usize = 5;
/// Presses after the first.
const LATER: usize = 5;
/// Milliseconds before each press, the first included: about what a person takes.
const WAIT: u32 = 300;
/// Samples of the rooflines on each page.
const ROOFLINES: usize = 3;

/// Sizes, and the shares of the first press and of later ones that we want in f64.
type PressTargets = [(usize, f64, f64); 3];

const ORDINARY: PressTargets = [(512, 0.38, 0.50), (1024, 0.58, 0.70), (2048, 0.76, 0.85)];
const SHARED: PressTargets = [(512, 0.48, 0.64), (1024, 0.70, 0.82), (2048, 0.84, 0.92)];

/// A row of the table, and what was measured for it.
struct PressCase {
    label: String,
    dtype: (&'static str, &'static str),
    targets: [f64; 2],
    arguments: Value,
    first: Rounds,
    later: Rounds,
    spent: [Vec<Value>; 2],
    local: usize,
}

pub(crate) fn measure(table: &mut ResultTable) {
    let pages = FreshPages::start();
    let cores = pages.with(|page| {
        table.describe(page);
        cores(page)
    });
    if cores < u64::from(WORKERS) {
        table.remark("there is one core, so presses with two workers were left out".to_owned());
        return;
    }
    let mut cases = cases();
    for _ in 0..PAGES {
        for case in &mut cases {
            case.take(&pages, table);
        }
    }
    for (what, later) in [("first press", false), ("later presses", true)] {
        for case in &cases {
            let group = format!("{what} on a fresh page, of two rooflines");
            let rounds = if later { &case.later } else { &case.first };
            table.share(&group, &case.label, rounds, Goal::AtLeast(case.targets[usize::from(later)]));
        }
    }
    for case in &cases {
        for (what, products) in ["first press", "later"].iter().zip(&case.spent) {
            table.spent(&format!("{}, {what}", case.label), spent(products));
        }
        if case.local > 0 {
            table.remark(format!("{}: {} products were computed on the page", case.label, case.local));
        }
    }
}

fn cases() -> Vec<PressCase> {
    let mut cases = Vec::new();
    for (name, dtype, less) in [("f64", "F64", 0.0), ("f32", "F32", 0.08)] {
        for (words, targets) in [("ordinary", ORDINARY), ("shared", SHARED)] {
            // Operands and product lie in shared memory, or neither.
            let options = json!({ "workers": WORKERS, "shared": words == "shared" });
            for (n, first, later) in targets {
                cases.push(PressCase {
                    label: format!("{name}, {words}, n = {n}"),
                    dtype: (name, dtype),
                    targets: [first - less, later - less],
                    arguments: json!({
                        "n": n, "kind": name, "options": options, "later": LATER,
                        "wait": WAIT, "roofline": roofline(dtype, WORKERS), "rooflines": ROOFLINES,
                    }),
                    first: Rounds(Vec::new()),
                    later: Rounds(Vec::new()),
                    spent: [Vec::new(), Vec::new()],
                    local: 0,
                });
            }
        }
    }
    cases
}

impl PressCase {
    /// Adds what one page gives.
    fn take(&mut self, pages: &FreshPages, table: &mut ResultTable) {
        let script = include_str!("press.js");
        let found = pages.with(|page| page.call_with(script, "pressing.page", self.arguments.clone()));
        let rooflines: Vec<f64> = serde_json::from_value(found["rooflines"].clone()).expect("samples are numbers");
        table.note_roofline(&format!("{} (2 workers)", self.dtype.0), &rooflines);
        let roofline = quantile(&rooflines, 0.5);
        let rate = |product: &Value| product["rate"].as_f64().expect("a rate is a number");
        let later = found["later"].as_array().expect("later presses are a list");
        self.first.0.push((rate(&found["first"]), roofline));
        self.later.0.push((quantile(&later.iter().map(rate).collect::<Vec<_>>(), 0.5), roofline));
        self.spent[0].push(found["first"]["spent"].clone());
        self.spent[1].extend(later.iter().map(|product| product["spent"].clone()));
        self.local += later.iter().chain([&found["first"]]).filter(|product| product["mode"] != json!("pool")).count();
    }
}
