//! Barriers: axe-core finds none in any state, nothing needs sideways scrolling at 320 px, and what has the focus is seen.
//!
//! axe-core comes from npm (`tests/axe`); `cargo xtask test` installs it. Without it these tests say so and pass.

use serde_json::json;
use std::path::Path;
use tests::fixtures::{npy, reals};
use tests::page::{CONTROL, ENTER, ESCAPE, Hosting, Page};

const SCRIPTS: &str = include_str!("accessibility.js");

/// WebDriver's code for the Tab key.
const TAB: char = '\u{e004}';

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
struct Look {
    language: &'static str,
    scheme: &'static str,
    size: (u32, u32),
}

const WIDE: Look = Look { language: "en", scheme: "light", size: (1280, 900) };
const NARROW: Look = Look { language: "de", scheme: "dark", size: (320, 640) };

/// The source of axe-core, if it is installed.
fn axe() -> Option<String> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent()?;
    let source = std::fs::read_to_string(target.join("axe/node_modules/axe-core/axe.min.js")).ok();
    if source.is_none() {
        println!(
            "skipped: axe-core is not installed; `cargo xtask test --only end-to-end` installs it where npm is there"
        );
    }
    source
}

fn open(look: Look, axe: &str) -> Page {
    let page = Page::prepare(Hosting::Isolated);
    page.browser.resize(look.size.0, look.size.1);
    page.browser.prefer(look.scheme);
    page.before_load(&format!("localStorage.setItem('matmill-language', {:?})", look.language));
    page.load();
    // Not by an element of the page: its policy allows no foreign script.
    page.browser.devtools("Runtime.evaluate", json!({ "expression": axe }));
    page
}

fn expect_no_barriers(page: &Page, look: Look, state: &str) {
    page.call(SCRIPTS, "settled");
    let found = page.call(SCRIPTS, "barriers");
    let found = found.as_array().unwrap();
    assert!(found.is_empty(), "{state}, {look:?}: {found:#?}");
    let overflowing = page.call(SCRIPTS, "overflowing");
    assert_eq!(overflowing, json!([]), "{state}, {look:?}");
}

fn multiply(page: &Page) {
    page.browser.press(&[CONTROL, ENTER]);
}

fn enter(page: &Page, a: &str, b: &str) {
    page.paste("Matrix A", a);
    page.paste("Matrix B", b);
}

/// States, and what leads to each from the one before it.
const STATES: [(&str, fn(&Page)); 10] = [
    ("empty", |_| {}),
    ("typed", |page| {
        enter(page, "1 2\n3 4", "5 6\n7 8");
        page.wait_for_status(&["2 × 2"]);
    }),
    ("a product", |page| {
        multiply(page);
        page.wait_until("a product", || page.browser.select("[role=gridcell]").first().cloned());
    }),
    ("a product of operands that have changed since", |page| {
        page.paste("Matrix A", "1 2");
        page.wait_for_status(&["1 × 2"]);
    }),
    ("shapes that do not fit", |page| {
        page.paste("Matrix A", "1 2 3");
        page.wait_for_status(&["1 × 3"]);
    }),
    ("an error", |page| {
        page.paste("Matrix A", "1 2\n3 x");
        multiply(page);
        page.alert();
    }),
    ("C to be checked, and all cards open", |page| {
        page.paste("Matrix C", "19 22\n43 50");
        page.call(SCRIPTS, "openCards");
    }),
    ("the shortcuts", |page| {
        page.run("document.activeElement.blur()");
        page.browser.press(&['?']);
        page.wait_until("a dialog", || page.browser.select("dialog[open]").first().cloned());
    }),
    ("the shortcuts closed again", |page| page.browser.press(&[ESCAPE])),
    ("a chain whose factors do not fit", |page| {
        page.call(SCRIPTS, "chooseChain");
        page.paste("Matrix A", "1 2\n3 4");
        page.paste("Matrix D", "1 2 3");
        page.wait_until("the mismatch is said", || page.browser.select(".mismatch").first().cloned());
    }),
];

fn expect_no_barriers_in_any_state(look: Look) {
    let Some(axe) = axe() else { return };
    let page = open(look, &axe);
    for (state, step) in STATES {
        step(&page);
        expect_no_barriers(&page, look, state);
    }
}

#[test]
fn a_wide_light_english_page_has_no_barriers() {
    expect_no_barriers_in_any_state(WIDE);
}

#[test]
fn a_narrow_dark_german_page_has_no_barriers() {
    expect_no_barriers_in_any_state(NARROW);
}

#[test]
fn a_barrier_is_found() {
    let Some(axe) = axe() else { return };
    let page = open(WIDE, &axe);
    page.run("document.querySelector('main').append(document.createElement('button'))");
    let found = page.call(SCRIPTS, "barriers");
    assert!(found.to_string().contains("button-name"), "{found}");
}

#[test]
fn a_large_matrix_a_long_job_and_a_benchmark_have_no_barriers() {
    let Some(axe) = axe() else { return };
    let page = open(WIDE, &axe);
    page.run("await matmill.configure({ workers: 1 })");
    let file = npy(&reals::<f64>(3072, 3072, 7));
    page.load_file("Load A", "a.npy", &file);
    page.load_file("Load B", "b.npy", &file);
    expect_no_barriers(&page, WIDE, "large matrices");
    page.click("Multiply");
    page.find("progressbar", "Progress");
    expect_no_barriers(&page, WIDE, "a job that runs");
    page.click("Stop");
    page.find("button", "Multiply");
    page.run("document.querySelector('#benchmark').open = true");
    page.click("Run benchmark");
    page.wait_until("a chart", || page.browser.select("#benchmark svg").first().cloned());
    page.click("Stop benchmark");
    page.find("button", "Run benchmark");
    expect_no_barriers(&page, WIDE, "a benchmark");
}

#[test]
fn whatever_has_the_focus_is_marked_and_not_covered() {
    for look in [WIDE, NARROW] {
        let page = open(look, "");
        enter(&page, "1 2\n3 4", "5 6\n7 8");
        page.wait_for_status(&["2 × 2"]);
        multiply(&page);
        page.wait_until("a product", || page.browser.select("[role=gridcell]").first().cloned());
        page.call(SCRIPTS, "openCards");
        page.run("document.activeElement.blur(); scrollTo(0, 0)");
        let mut stops = 0;
        loop {
            page.browser.press(&[TAB]);
            let focused = page.call(SCRIPTS, "focused");
            if focused.is_null() || stops == 100 {
                break;
            }
            assert_eq!((&focused["isSeen"], &focused["isMarked"]), (&json!(true), &json!(true)), "{look:?}: {focused}");
            stops += 1;
        }
        assert!((20..100).contains(&stops), "{stops} stops of the Tab key");
    }
}
