//! Powers and chains from scripts: right, in the cheapest order, with one progress and one honest bound.

use serde_json::json;
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("sequences.js");

#[test]
fn powers_are_what_repeated_multiplication_gives() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for case in [json!(["local", "f64"]), json!(["pool", "f64"]), json!(["auto", "f32"])] {
            assert_eq!(page.call_with(SCRIPTS, "wrongPowers", case.clone()), json!([]), "{hosting:?}, {case}");
        }
    }
}

#[test]
fn the_bound_of_a_power_covers_the_errors_of_all_its_steps() {
    let page = Page::open(Hosting::Isolated);
    for case in [json!([6, 7, "f64"]), json!([6, 7, "f32"]), json!([11, 12, "f32"])] {
        let found = page.call_with(SCRIPTS, "distanceAndBound", case.clone());
        let [distance, bound] = [0, 1].map(|at| found[at].as_f64().unwrap());
        assert!(0.0 < distance && distance <= bound, "{case}: {distance} of {bound}");
        assert!(bound < 1e6 * distance, "the bound says nothing: {case}: {distance} of {bound}");
        assert_eq!((&found[2], &found[3]), (&json!(false), &json!(true)), "{case}");
    }
}

#[test]
fn a_power_is_one_job_with_one_progress() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for mode in ["local", "pool"] {
            let expected = json!({
                "isOut": true, "sameBits": true, "rising": true, "complete": true, "moves": true, "oneTotal": 1,
                "several": true, "verified": true, "positive": true, "order": true,
            });
            assert_eq!(page.call_with(SCRIPTS, "powerInto", json!(mode)), expected, "{hosting:?}, {mode}");
        }
    }
}

#[test]
fn a_chain_takes_the_cheapest_order_and_says_which() {
    let page = Page::open(Hosting::Isolated);
    let chains = json!([
        [2, 3, 4],
        [40, 40, 40, 1],
        [40, 1, 40, 1, 40],
        [5, 5, 5, 5],
        [3, 0, 4, 2],
        [2, 3, 2, 3, 2, 3, 2, 3, 2]
    ]);
    let expected = json!([
        ["A·B", true, true, 2, 4],
        ["A·(B·C)", true, true, 40, 1],
        ["(A·(B·C))·D", true, true, 40, 40],
        ["(A·B)·C", true, true, 5, 5],
        ["A·(B·C)", true, true, 3, 2],
    ]);
    for mode in ["local", "pool"] {
        let found = page.call_with(SCRIPTS, "orders", json!([chains, mode]));
        assert_eq!(found.as_array().unwrap()[..5], expected.as_array().unwrap()[..], "{mode}");
        let longest = &found[5];
        assert!(longest[0].as_str().unwrap().contains('H') && longest[1] == true, "{longest}");
    }
    assert_eq!(page.call(SCRIPTS, "mixedChain"), json!(["f64", true]));
}

#[test]
fn what_cannot_be_is_refused_in_words() {
    let page = Page::open(Hosting::Isolated);
    for (case, name, part) in [
        ("notSquare", "ShapeError", "2 × 3"),
        ("negative", "FormatError", "-1"),
        ("fractional", "FormatError", "1.5"),
        ("noExponent", "FormatError", "whole number"),
        ("huge", "FormatError", "9007199254740991"),
        ("transposedPower", "FormatError", "transposeA"),
        ("wrongOut", "ShapeError", "option out"),
        ("overlapping", "FormatError", "option out"),
        ("overlappingFactor", "FormatError", "data of C"),
        ("noArray", "FormatError", "array of two to eight"),
        ("one", "FormatError", "two to eight"),
        ("nine", "FormatError", "two to eight"),
        ("misfit", "ShapeError", "B is 3 × 4 and C is 5 × 6"),
        ("noMatrix", "FormatError", "C is 3"),
        ("transposedChain", "FormatError", "transposeB"),
        ("tooLarge", "LimitError", "60000 × 60000"),
        ("aborted", "AbortError", ""),
    ] {
        let found = page.call_with(SCRIPTS, "refused", json!(case));
        assert_eq!(found["name"], name, "{case}: {found}");
        assert!(found["message"].as_str().unwrap().contains(part), "{case}: {found}");
    }
}

#[test]
fn a_power_can_be_stopped_between_its_products() {
    let page = Page::open(Hosting::Isolated);
    for mode in ["local", "pool"] {
        let found = page.call_with(SCRIPTS, "stoppedPower", json!(mode));
        assert_eq!(found, json!(["AbortError", [19, 22, 43, 50]]), "{mode}");
    }
}
