//! `window.matmill.verify`: right products pass however they were made, a wrong row is named, and what cannot be decided
//! is left open.

use crate::faults_of_workers::page_with_faults;
use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("verify.js");

#[test]
fn right_products_pass_however_they_were_made() {
    let found = Page::open(Hosting::Isolated).call(SCRIPTS, "verdictsOfRightProducts");
    for case in found.as_array().unwrap() {
        let case = case.as_array().unwrap();
        assert_eq!(case[2..], [json!(true), json!(true), json!(true)], "{case:?}");
    }
    assert_eq!(found.as_array().unwrap().len(), 12);
}

#[test]
fn one_wrong_entry_is_found_wherever_it_is_and_its_row_is_named() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let found = Page::open(hosting).call(SCRIPTS, "verdictsOfWrongProducts");
        assert_eq!(found, json!(vec![json!([false, true, true]); 15]), "{hosting:?}");
    }
}

#[test]
fn integers_are_compared_exactly_and_what_is_not_finite_is_left_open() {
    let found = Page::open(Hosting::Isolated).call(SCRIPTS, "verdictsOfSmallProducts");
    let wrong = |row: u32, off: Value| json!({ "verified": false, "bound": 0, "row": row, "off": off });
    assert_eq!(found[0], json!({ "verified": true, "bound": 0 }));
    assert_eq!(found[1], wrong(1, json!(1)));
    assert_eq!(found[2], wrong(0, json!(0.5)), "the first of two wrong rows");
    assert_eq!(found[3], wrong(0, json!(1)), "two errors that cancel in the sum of the row");
    assert_eq!(found[4]["verified"], json!(null));
    assert_eq!(found[5], wrong(0, json!(1)), "a row is wrong whatever another one holds");
}

#[test]
fn empty_products_and_sums_of_nothing_are_zeros() {
    let found = Page::open(Hosting::Isolated).call(SCRIPTS, "verdictsOfEmptyProducts");
    let right = json!({ "verified": true, "bound": 0 });
    let wrong = json!({ "verified": false, "bound": 0, "row": 1, "off": 1 });
    assert_eq!(found, json!([right, right, right, right, wrong]));
}

#[test]
fn matrices_may_be_long_wide_or_tall() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let found = Page::open(hosting).call(SCRIPTS, "verdictsOfThinProducts");
        let thin = json!([true, false, 0, true, 1]);
        assert_eq!(found, json!([thin, thin, thin, "LimitError"]), "{hosting:?}");
    }
}

#[test]
fn types_may_be_mixed_and_operands_keep_their_bits() {
    for (hosting, is_shared) in [(Hosting::Isolated, true), (Hosting::Isolated, false), (Hosting::Plain, false)] {
        let found = Page::open(hosting).call_with(SCRIPTS, "verdictsOfMixedTypes", json!(is_shared));
        let verdicts = json!([[true, null], [true, null], [false, 5]]);
        assert_eq!(found, json!([verdicts, true, verdicts, true]), "{hosting:?}, shared: {is_shared}");
    }
}

#[test]
fn what_does_not_fit_is_refused_in_words() {
    let found = Page::open(Hosting::Isolated).call(SCRIPTS, "refusals");
    let expected = [
        ("ShapeError", "A is 2 × 3, B is 3 × 4 and C is 4 × 2", "; transpose C"),
        ("ShapeError", "A is 2 × 3, B is 4 × 3 and C is 2 × 4", "; transpose B"),
        ("FormatError", "C is undefined", "pass an object { rows, cols, data }"),
        ("FormatError", "option workers is 0", "pass a whole number of at least 1"),
        ("FormatError", "option signal is \"no\"", "pass an AbortSignal"),
        ("AbortError", "the job was cancelled", "cancelled"),
    ];
    for (index, (name, start, end)) in expected.into_iter().enumerate() {
        let message = found[index]["message"].as_str().unwrap_or_default();
        assert_eq!(found[index]["name"], json!(name), "{}", found[index]);
        assert!(message.starts_with(start) && message.ends_with(end), "{message}");
    }
}

#[test]
fn a_check_can_be_stopped_and_one_that_loses_an_operand_says_so() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let found = Page::open(hosting).call(SCRIPTS, "stopInTheMiddle");
        assert_eq!(found, json!(["AbortError", true, "FormatError", true, true]), "{hosting:?}");
    }
}

#[test]
fn no_task_of_the_page_is_long_during_a_check() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let found = Page::open(hosting).call(SCRIPTS, "longTasksOfALargeCheck");
        assert_eq!(found, json!([[true, [false, 2047]], []]), "{hosting:?}");
    }
}

#[test]
fn workers_that_are_lost_with_a_part_of_a_check_are_replaced() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        for how in ["terminate", "throw"] {
            let found = page.call_with(SCRIPTS, "verdictsWithLostWorkers", json!(how));
            assert_eq!(found, json!([[2, true, null], [2, false, 450]]), "{how}, {hosting:?}");
        }
    }
}

#[test]
fn without_workers_the_page_checks() {
    let page = Page::prepare(Hosting::Plain);
    page.before_load("delete window.Worker");
    page.load();
    assert_eq!(page.call(SCRIPTS, "longTasksOfALargeCheck")[0], json!([true, [false, 2047]]));
}
