//! The log in the console: a line for every change of a worker's state, at the level that the page's address names.

use serde_json::json;
use tests::page::{Hosting, Page};

/// Keeps the console's lines of each level in `heard`.
const LISTEN: &str = "window.heard = []; for (const level of ['error', 'warn', 'info', 'debug']) { const plain = console[level];\
     console[level] = (...words) => { heard.push(level + ' ' + words.join(' ')); plain.apply(console, words); }; }";

/// A page whose address names a level, with workers that can be spoilt.
pub(crate) fn page_with_log(hosting: Hosting, level: &str) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(LISTEN);
    page.before_load(include_str!("sabotage.js"));
    page.load_at(&format!("?log={level}"));
    page.run("await matmill.configure({ workers: 2 })");
    page
}

/// A worker dies while nobody looks, then two numbers are multiplied.
const EVENTFUL: &str = "heard.length = 0; const made = sabotage.made.length; sabotage.strike(sabotage.made.at(-1), 'close');\
     await sabotage.until(() => sabotage.made.length > made); await matmill.configure({ workers: 2 });\
     await matmill.multiply(testing.of([[2]]), testing.of([[3]]), { mode: 'pool' }); return heard.filter((line) => line.includes('slot='))";

#[test]
fn every_change_of_a_workers_state_is_a_line_of_pairs() {
    let page = page_with_log(Hosting::Isolated, "debug");
    let lines = page.run(EVENTFUL);
    let lines: Vec<&str> = lines.as_array().unwrap().iter().filter_map(|line| line.as_str()).collect();
    let changes: Vec<&str> = lines.iter().filter_map(|line| line.split(" from=").nth(1)).collect();
    let expected = [
        "idle to=lost reason=\"it ended without a word\"",
        "lost to=starting reason=\"a worker was started\"",
        "starting to=idle reason=\"said hello\"",
        "idle to=busy reason=\"was given work\"",
        "busy to=idle reason=\"finished its work\"",
    ];
    assert_eq!(changes, expected, "{lines:#?}");
    assert!(lines.iter().all(|line| line.contains(" slot=") && line.contains(" worker=")), "{lines:#?}");
}

#[test]
fn the_pages_address_names_the_level() {
    for (level, kinds) in [("info", json!(["info"])), ("warn", json!([])), ("nonsense", json!([]))] {
        let page = page_with_log(Hosting::Isolated, level);
        let lines = page.run(EVENTFUL);
        let mut found: Vec<_> =
            lines.as_array().unwrap().iter().filter_map(|l| l.as_str()?.split(' ').next()).collect();
        found.dedup();
        assert_eq!(json!(found), kinds, "{level}: {lines}");
    }
}
