//! The console log: one line for each change of a worker's state, at the level given in the page's address.

use crate::fault_injection::inject_faults;
use serde_json::json;
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("log.js");

/// A page whose address names a level, with workers into which faults can be injected.
pub(crate) fn page_with_log(hosting: Hosting, level: &str) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(include_str!("console_listener.js"));
    inject_faults(&page);
    page.load_at(&format!("?log={level}"));
    page.run("await matmill.configure({ workers: 2 })");
    page
}

#[test]
fn every_change_of_a_workers_state_is_a_line_of_pairs() {
    let page = page_with_log(Hosting::Isolated, "debug");
    let lines = page.call(SCRIPTS, "loseAWorkerThenMultiply");
    let lines: Vec<&str> = lines.as_array().unwrap().iter().filter_map(|line| line.as_str()).collect();
    let changes: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split_once(" from=")?.1.split_once(" reason="))
        .map(|(change, _)| change)
        .collect();
    let expected = ["idle to=lost", "lost to=starting", "starting to=idle", "idle to=busy", "busy to=idle"];
    assert_eq!(changes, expected, "{lines:#?}");
    let reasons: Vec<&str> = lines.iter().filter_map(|line| Some(line.split_once(" reason=\"")?.1)).collect();
    assert!(reasons.len() == expected.len() && reasons.iter().all(|reason| reason.len() > 1), "{lines:#?}");
    assert!(lines.iter().all(|line| line.contains(" slot=") && line.contains(" worker=")), "{lines:#?}");
}

#[test]
fn the_pages_address_names_the_level() {
    for (level, kinds) in [("info", json!(["info"])), ("warn", json!([])), ("nonsense", json!([]))] {
        let page = page_with_log(Hosting::Isolated, level);
        let lines = page.call(SCRIPTS, "loseAWorkerThenMultiply");
        let mut found: Vec<_> =
            lines.as_array().unwrap().iter().filter_map(|l| l.as_str()?.split(' ').next()).collect();
        found.dedup();
        assert_eq!(json!(found), kinds, "{level}: {lines}");
    }
}
