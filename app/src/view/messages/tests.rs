//! Tests of the sentences of the page.
#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::operand::{Elements, Operand};
use crate::view::platform::by_ptr::ByPtr;
use shared::format::Format;
use wasm_bindgen::JsCast;

#[test]
fn an_error_begins_with_its_file_or_its_side_but_not_twice() {
    assert_eq!(rejected(OperandSide::A, None, "row 2 is short"), "A: row 2 is short.");
    assert_eq!(rejected(OperandSide::A, Some("x.csv"), "row 2 is short"), "x.csv: row 2 is short.");
    assert_eq!(rejected(OperandSide::A, Some("x.csv"), "x.csv, row 2: it is short"), "x.csv, row 2: it is short.");
}

#[test]
fn the_assumptions_of_a_read_are_one_line() {
    let notes = ["semicolon-separated", "decimal comma", "skipped header row: a, b"].map(String::from).to_vec();
    let parsed = Origin::Parsed { format: Format::Csv, dialect: None, notes };
    let shape = Shape::new(3, 4);
    assert_eq!(
        origin(&parsed, shape, DType::F64),
        "read as 3 × 4, semicolon-separated, decimal comma, skipped header row: a, b · CSV · f64"
    );
    assert_eq!(origin(&Origin::Product, shape, DType::F32), "3 × 4 · a product · f32");
}

#[test]
fn a_rejected_file_says_what_is_still_there() {
    let elements = Elements::F64(JsValue::UNDEFINED.unchecked_into());
    let matrix = Operand { shape: Shape::new(2, 3), elements };
    let loaded = ByPtr::new(Loaded { matrix, origin: Origin::Product });
    let mut slot = OperandSlot::default();
    assert_eq!(with_kept_matrix(OperandSide::A, &slot, "bad.csv: no.".into()), "bad.csv: no.");
    slot.start_read(1, None);
    slot.finish_read(Ok(ImportedMatrix { loaded, name: None, in_editor: true }));
    assert_eq!(
        with_kept_matrix(OperandSide::A, &slot, "bad.csv: no.".into()),
        "bad.csv: no. A is still the previous 2 \u{d7} 3 matrix."
    );
}

#[test]
fn a_bound_is_never_shown_smaller_than_it_is() {
    let shown = [1.249e-13, 1.2e-13, 9.96e-14, 1.01e-300, 5e-324, 5.04e7].map(rounded_up);
    assert_eq!(shown, ["1.3e-13", "1.2e-13", "1.0e-13", "1.1e-300", "1.0e-300", "5.1e7"]);
}

#[test]
fn a_number_of_workers_is_whole_or_rejected() {
    assert_eq!(worker_count(" 3 ", false), Ok(Some(3)));
    assert_eq!(worker_count("", false), Ok(None));
    for (text, unreadable) in [("2.5", false), ("-3", false), ("0", false), ("1e1", false), ("", true)] {
        let error = worker_count(text, unreadable).unwrap_err();
        assert!(error.contains("whole number") && (text.is_empty() || error.contains(text)), "{error}");
    }
}

#[test]
fn a_shape_mismatch_names_both_shapes_and_both_lengths() {
    let sentence = shape_mismatch(Shape::new(2, 3), Shape::new(1, 4)).unwrap();
    for part in ["2 × 3", "1 × 4", "3 columns", "1 row."] {
        assert!(sentence.contains(part), "{sentence}");
    }
    assert_eq!(shape_mismatch(Shape::new(2, 3), Shape::new(3, 0)), None);
}

#[test]
fn a_stem_is_safe_and_falls_back_to_the_letter() {
    assert_eq!(file_stem(OperandSide::A, Some("weights.npy")), "weights");
    assert_eq!(file_stem(OperandSide::B, Some("../up/a:b?.csv")), "a_b_");
    assert_eq!(file_stem(OperandSide::B, None), "B");
    assert_eq!(file_stem(OperandSide::A, Some(".csv")), ".csv");
}

#[test]
fn sentences_begin_large_and_end_with_a_stop() {
    assert_eq!(sentence("the pool failed"), "The pool failed.");
    assert_eq!(sentence("Really?"), "Really?");
    assert_eq!(sentence(""), "");
}

#[test]
fn durations_keep_about_three_digits() {
    assert_eq!(duration(0.2), "under 1 ms");
    assert_eq!(duration(43.12), "43 ms");
    assert_eq!(duration(1240.0), "1.24 s");
    assert_eq!(duration(125_000.0), "2 min 5 s");
    assert_eq!(duration(119_700.0), "2 min 0 s");
}

#[test]
fn the_order_of_a_chain_is_said_with_what_it_saves() {
    let shapes = |sizes: [usize; 4]| sizes.windows(2).map(|pair| Shape::new(pair[0], pair[1])).collect::<Vec<_>>();
    assert_eq!(
        order_taken("A·(B·D)", &shapes([2, 3, 2, 1])),
        "in the order A·(B·D), 25 % fewer operations than from left to right"
    );
    assert_eq!(order_taken("(A·B)·D", &shapes([2; 4])), "in the order (A·B)·D, as from left to right");
    // Nothing is computed, in whatever order.
    assert_eq!(order_taken("(A·B)·D", &shapes([0, 3, 2, 1])), "in the order (A·B)·D, as from left to right");
}
