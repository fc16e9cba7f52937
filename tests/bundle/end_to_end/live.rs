//! A product can be looked at while it is computed: finished numbers, the map of its tiles, and the time that is left.

use serde_json::{Value, json};
use tests::fixtures::{npy, reals};
use tests::page::{CONTROL, ESCAPE, Hosting, Page};

const SCRIPTS: &str = include_str!("live.js");

/// Large enough that a product takes a second on any machine.
const LARGE: usize = 2304;

const SHIFT: char = '\u{e008}';
const DOWN: char = '\u{e015}';

/// A page with large operands, whose pool has so many workers.
fn with_operands(hosting: Hosting, workers: u32) -> Page {
    let page = Page::open(hosting);
    page.run(&format!("await matmill.configure({{ workers: {workers} }})"));
    let file = npy(&reals::<f64>(LARGE, LARGE, 7));
    page.load_file("Load A", "large-a.npy", &file);
    page.load_file("Load B", "large-b.npy", &file);
    page
}

fn numbers(value: &Value) -> Vec<u64> {
    serde_json::from_value(value.clone()).unwrap()
}

#[test]
fn numbers_can_be_read_before_the_job_ends_and_are_those_of_the_product() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = with_operands(hosting, 2);
        page.call(SCRIPTS, "record");
        page.click("Multiply");
        page.find("region", "Result");
        let found = page.call(SCRIPTS, "recorded");
        assert!(found["partly"].as_u64().unwrap() > 0, "{hosting:?}: no number was there before the end: {found}");
        assert!(found["seen"].as_u64().unwrap() > 10, "{hosting:?}: {found}");
        assert_eq!(found["wrong"], json!([]), "{hosting:?}: numbers that were not those of the product");
        assert!(!found["labels"].as_array().unwrap().is_empty(), "{hosting:?}: no map of tiles: {found}");
        assert!(
            !found["remaining"].as_array().unwrap().is_empty(),
            "{hosting:?}: the time left was never said: {found}"
        );
        // Announced at its beginning, at its quarters and at its end, in this order and not more often.
        let announced = numbers(&found["announced"]);
        assert!(announced.is_sorted() && announced.iter().all(|percent| percent % 25 == 0), "{hosting:?}: {found}");
        assert_eq!((announced.first(), announced.last()), (Some(&0), Some(&100)), "{hosting:?}: {found}");
        assert!(announced.len() >= 4, "{hosting:?}: {found}");
    }
}

#[test]
fn the_map_of_a_finished_product_is_coloured_all_over_by_its_workers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = with_operands(hosting, 2);
        page.click("Multiply");
        page.find("region", "Result");
        page.run("document.querySelector('details.tiles').open = true");
        let label = page.run("return document.querySelector('.tiles canvas').getAttribute('aria-label')");
        let words: Vec<u32> = label
            .as_str()
            .unwrap()
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|number| number.parse().ok())
            .collect();
        // "Tiles of C: 54 of 54 tiles done. Worker 0: 30 tiles. Worker 1: 24 tiles"
        let [done, total, 0, of_first, 1, of_second] = words[..] else { panic!("{hosting:?}: {label}") };
        assert!(done == total && of_first + of_second == total, "{hosting:?}: {label}");
        let pixels = page.call(SCRIPTS, "pixels");
        assert!(pixels["share"].as_f64().unwrap() > 0.8, "{hosting:?}: {pixels}");
        assert!(pixels["colours"].as_u64().unwrap() >= 2, "{hosting:?}: {pixels}");
    }
}

#[test]
fn finished_rows_are_copied_before_the_job_ends_and_the_selection_survives_its_end() {
    let page = with_operands(Hosting::Isolated, 1);
    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    page.click("Multiply");
    let grid = "const cell = document.querySelector(\"[role=grid] [role=gridcell]:not([aria-label])\"); if (cell) { \
        document.querySelector('[role=grid]').focus(); return true } return false";
    page.wait_until("a number is there", || (page.run(grid) == json!(true)).then_some(()));
    // The first column.
    page.browser.press(&[SHIFT, CONTROL, DOWN]);
    page.browser.press(&[CONTROL, 'c']);
    page.wait_for_status(&["copied", "TSV"]);
    let words = page.words("status");
    let status = words.lines().find(|line| line.contains("copied")).unwrap();
    let text = page.run("return await navigator.clipboard.readText()");
    let copied: Vec<f64> = text.as_str().unwrap().lines().map(|line| line.parse().unwrap()).collect();
    page.find("region", "Result");
    let kept = "const grid = document.querySelector('[role=grid]'); return [document.activeElement === grid, \
        grid.querySelectorAll('[aria-selected=true]').length > 5]";
    assert_eq!(page.run(kept), json!([true, true]), "focus and selection");
    page.browser.press(&[CONTROL, 'c']);
    page.wait_for_status(&[&format!("{LARGE} × 1"), "copied"]);
    let text = page.run("return await navigator.clipboard.readText()");
    let whole: Vec<f64> = text.as_str().unwrap().lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(whole.len(), LARGE);
    // "Rows 1 to 512 copied": the first of these numbers says where the copied ones begin.
    let rows: Vec<usize> = status.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok()).collect();
    let first = if copied.len() == LARGE { 0 } else { rows[0] - 1 };
    assert!(
        !copied.is_empty() && whole[first..].starts_with(&copied),
        "{} numbers from {first}: {status}",
        copied.len()
    );
}

#[test]
fn a_job_that_is_stopped_leaves_nothing_half_done_and_an_earlier_product_comes_back() {
    let page = Page::open(Hosting::Isolated);
    page.run("await matmill.configure({ workers: 1 })");
    page.paste("Matrix A", "2");
    page.paste("Matrix B", "21");
    page.click("Multiply");
    page.expect_result(&[42.0]);
    let file = npy(&reals::<f64>(LARGE, LARGE, 7));
    page.load_file("Load A", "large-a.npy", &file);
    page.load_file("Load B", "large-b.npy", &file);
    page.click("Multiply");
    page.find("region", "Result so far");
    page.browser.press(&[ESCAPE]);
    page.find("button", "Multiply");
    assert!(page.look_for("region", "Result so far").is_none());
    page.expect_result(&[42.0]);
    page.wait_until_idle();
    page.expect_quiet_console();
}

#[test]
fn a_short_job_shows_nothing_but_its_product() {
    let page = Page::open(Hosting::Isolated);
    page.call(SCRIPTS, "record");
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    let found = page.call(SCRIPTS, "recorded");
    assert_eq!((&found["labels"], &found["remaining"]), (&json!([]), &json!([])));
    assert!(page.run("return document.querySelector('.tile-map')") == json!(null));
}
