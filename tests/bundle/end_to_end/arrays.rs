//! The caller's arrays: transferred during a job, of derived classes, or given as the place for the product.

use serde_json::json;
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("arrays.js");

#[test]
fn operands_taken_away_in_the_middle_of_a_job_end_it_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        // One call, many slices, and a few messages; each operand in turn.
        for (mode, n) in [("local", 20), ("local", 1200), ("pool", 300), ("pool", 1500)] {
            for side in [0, 1] {
                let arguments = json!({ "mode": mode, "n": n, "side": side });
                let found = page.call_with(SCRIPTS, "operandTakenAfterTheCall", arguments);
                let expected = json!(["FormatError", true, true, "19,22,43,50"]);
                assert_eq!(found, expected, "{hosting:?} {mode} {n} {side}");
            }
        }
    }
}

#[test]
fn arrays_taken_away_before_the_call_are_refused_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let found = page.call(SCRIPTS, "arraysTakenBeforeTheCall");
        assert_eq!(found, json!(vec![json!(["FormatError", true, true, "19,22,43,50"]); 20]), "{hosting:?}");
    }
}

#[test]
fn arrays_of_derived_classes_are_taken_for_their_numbers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for (mode, n) in [("local", 12), ("local", 300), ("pool", 12), ("pool", 300)] {
            let found = page.call_with(SCRIPTS, "productsOfDerivedClasses", json!({ "mode": mode, "n": n }));
            assert_eq!(found, json!([true, true, true, true]), "{hosting:?} {mode} {n}");
        }
        for length in [8, 9 << 20] {
            let found = page.call_with(SCRIPTS, "rowsReadFromADerivedClass", json!(length));
            assert_eq!(found, json!([length / 2, length / 2, length]), "{hosting:?}");
        }
    }
}

#[test]
fn arrays_and_signals_of_another_window_are_as_good_as_ours() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(
        page.call(SCRIPTS, "productsOfAnotherWindow"),
        json!([true, "7,10,15,22", true, "7,10,15,22", "AbortError", 2])
    );
}

#[test]
fn what_only_looks_like_an_array_or_a_signal_is_refused_in_words() {
    let page = Page::open(Hosting::Isolated);
    let mut found = page.call(SCRIPTS, "whatOnlyLooksRight");
    let found = found.as_array_mut().unwrap();
    assert_eq!(found.pop(), Some(json!("7,10,15,22")));
    let subjects = [
        "data of A",
        "data of A",
        "the first argument of parse",
        "option signal",
        "option signal",
        "mode",
        "rows",
        "A is a function",
        "options is 3",
        "workers",
    ];
    for (found, subject) in found.iter().zip(subjects) {
        assert_eq!(found[0], json!("FormatError"), "{found}");
        assert!(found[1].as_str().unwrap().contains(subject), "{subject}: {found}");
    }
    assert_eq!(found.len(), subjects.len());
}

#[test]
fn operands_taken_away_at_any_time_leave_a_right_product_or_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let found = page.call(SCRIPTS, "operandsTakenAtAnyTime");
        assert_eq!(found, json!([false, [], "19,22,43,50", 0, 0, ["idle", "idle"]]), "{hosting:?}");
    }
}

#[test]
fn bytes_and_matrices_taken_away_before_they_are_read_or_written_end_the_call_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for bytes in [8, 9 << 20] {
            let words = json!(["FormatError", true, true, "19,22,43,50"]);
            let found = page.call_with(SCRIPTS, "bytesAndMatrixTaken", json!(bytes));
            assert_eq!(found, json!([words, words]), "{hosting:?} {bytes}");
        }
    }
}

#[test]
fn the_product_goes_where_the_caller_wants_it() {
    for (hosting, buffers) in
        [(Hosting::Isolated, &["ArrayBuffer", "SharedArrayBuffer"][..]), (Hosting::Plain, &["ArrayBuffer"])]
    {
        let page = Page::open(hosting);
        for buffer in buffers {
            assert_eq!(
                page.call_with(SCRIPTS, "countRightProductsInOut", json!(buffer)),
                json!(16),
                "{hosting:?} {buffer}"
            );
        }
    }
}

#[test]
fn a_place_that_does_not_fit_the_product_is_refused_in_words() {
    let page = Page::open(Hosting::Isolated);
    let found = page.call(SCRIPTS, "placesThatDoNotFit");
    let [listed, narrow, short, overlapping, beside, unchanged] = &found.as_array().unwrap()[..] else {
        panic!("{found}")
    };
    assert_eq!((listed[0].as_str(), narrow[0].as_str()), (Some("FormatError"), Some("FormatError")), "{found}");
    assert_eq!((short[0].as_str(), overlapping[0].as_str()), (Some("ShapeError"), Some("FormatError")), "{found}");
    assert!(narrow[1].as_str().unwrap().contains("Float64Array"), "{found}");
    assert!(short[1].as_str().unwrap().contains("19"), "{found}");
    assert!(overlapping[1].as_str().unwrap().contains("overlap"), "{found}");
    assert_eq!((beside[0].as_str(), unchanged.as_bool()), (None, Some(true)), "{found}");
}

#[test]
fn a_place_taken_away_in_the_middle_of_a_job_ends_it_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for (mode, n) in [("local", 400), ("pool", 700)] {
            let found = page.call_with(SCRIPTS, "outTakenInTheMiddle", json!({ "mode": mode, "n": n }));
            assert_eq!(found, json!(["FormatError", true, true, "19,22,43,50"]), "{hosting:?} {mode} {n}");
        }
    }
}
