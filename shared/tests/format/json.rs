//! JSON: rows of rows, flat lists, objects, and what is rejected.

use crate::{reads, refuses, rows, text, with};
use proptest::prelude::*;
use shared::format::{Format::Json, ReadOptions, read_bytes};

/// The rows that serde_json reads, if they are equally long.
fn oracle(source: &str) -> Option<Vec<Vec<f64>>> {
    let rows: Vec<Vec<f64>> = serde_json::from_str(source).ok()?;
    rows.iter().all(|row| row.len() == rows[0].len()).then_some(rows)
}

proptest! {
    #![proptest_config(crate::cases(5000))]

    #[test]
    fn exactly_what_serde_json_accepts_is_accepted(
        numbers in prop::collection::vec("-?(0|[1-9][0-9]{0,20})(\\.[0-9]{1,20})?([eE][-+]?[0-9]{1,3})?", 4),
        place in 0usize..200, letter in "[-+0-9.eE,\\[\\] \n]", change in 0u8..4,
    ) {
        let mut source = format!("[[{}, {}],\n [{} ,{}]]", numbers[0], numbers[1], numbers[2], numbers[3]);
        let place = place % source.len();
        match change {
            0 => {}
            1 => source.insert_str(place, &letter),
            2 => source.replace_range(place..place + 1, &letter),
            _ => source.replace_range(place..place + 1, ""),
        }
        match (oracle(&source), text(&source)) {
            (Some(expected), Ok(parsed)) => {
                let bits = |rows: Vec<Vec<f64>>| rows.into_iter().flatten().map(f64::to_bits).collect::<Vec<_>>();
                prop_assert_eq!(bits(crate::rows(&parsed)), bits(expected), "{}", source);
            }
            (Some(_), Err(error)) => prop_assert!(false, "{source}: {error}"),
            // Blanks between numbers make it a text block instead of JSON.
            (None, Ok(parsed)) => prop_assert!(parsed.format != Json || serde_json::from_str::<Vec<f64>>(&source).is_ok(), "{source}"),
            (None, Err(_)) => {}
        }
    }
}

#[test]
fn rows_flat_lists_and_objects_are_read() {
    reads("[[1,2],[3,4]]", Json, &[&[1.0, 2.0], &[3.0, 4.0]]);
    let parsed = reads("[1, 2.5, -3e2]", Json, &[&[1.0, 2.5, -300.0]]);
    assert_eq!(parsed.notes, [shared::format::Note::ListAsRow]);
    reads(r#"{"rows":2,"cols":2,"data":[1,2,3,4]}"#, Json, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads(r#" {"data":[1,2],"x":[{"y":null}],"cols":1,"rows":2} "#, Json, &[&[1.0], &[2.0]]);
    reads(r#"{"rows":1,"cols":2,"data":{"0":5,"1":6}}"#, Json, &[&[5.0, 6.0]]);
    // What is skipped must be JSON, but need not fit a string or a number of Rust.
    reads(r#"{"\ud800":"\udc00","rows":1,"cols":1,"x":[1e999,true],"data":[7]}"#, Json, &[&[7.0]]);
    let latin1 = b"{\"x\":[\"\xe9\",{\"\xe9\":1}],\"rows\":1,\"cols\":1,\"data\":{\"00\":7}}";
    assert_eq!(rows(&read_bytes(latin1, None).unwrap()), [[7.0]]);
    assert!(read_bytes(b"{\"\xe9\":1,\"rows\":1,\"cols\":1,\"data\":[7]}", None).is_err());
    refuses(r#"{"x":"\ud8","rows":1,"cols":1,"data":[7]}"#, &["line 1", "column 6", "escape"]);
    refuses(r#"{"x":01,"rows":1,"cols":1,"data":[7]}"#, &["line 1", "column 6", "\"01\""]);
}

#[test]
fn empty_matrices_keep_their_shape() {
    for (source, rows, cols) in [
        ("[]", 0, 0),
        ("[[]]", 1, 0),
        ("[[],[]]", 2, 0),
        (r#"{"rows":0,"cols":3,"data":[]}"#, 0, 3),
        (r#"{"rows":3,"cols":0,"data":[]}"#, 3, 0),
    ] {
        let shape = text(source).unwrap().matrix.shape();
        assert_eq!((shape.rows, shape.cols), (rows, cols), "{source}");
    }
}

#[test]
fn minus_zero_and_large_integers_are_rounded_once() {
    let parsed = text("[[-0, -0.0, 9007199254740993, 18446744073709551616, 123456789012345678901234567890]]").unwrap();
    let row = &crate::rows(&parsed)[0];
    assert!(row[0].is_sign_negative() && row[1].is_sign_negative());
    assert_eq!(row[2..], [9007199254740992.0, 18446744073709551616.0, 123456789012345678901234567890.0]);
}

#[test]
fn json_without_a_matrix_is_rejected_with_its_position() {
    refuses("[[1,2],[3]]", &["row 2", "1 cell"]);
    refuses("[[1,2],[3,null]]", &["row 2, column 2", "null", "not read as 0"]);
    refuses("[[1,\"2\"]]", &["row 1, column 2", "quotes"]);
    refuses("[[1,true]]", &["true"]);
    refuses("[[1,[2]]]", &["row 1, column 2"]);
    refuses("[1,[2]]", &["row 1, column 2"]);
    refuses("[[1],2]", &["JSON"]);
    refuses("[[1,2],{}]", &["JSON"]);
    refuses("[[[1]]]", &["row 1, column 1"]);
}

#[test]
fn malformed_json_is_rejected_with_its_line() {
    for source in
        ["[[1,2],[3,4]", "[[1,2],[3,4]]]", "[[1,2],]", "[[1,2,]]", "[[01]]", "[[1.,2]]", "[[.5,1]]", "[[+1,2]]"]
    {
        refuses(source, &["line 1"]);
    }
    refuses("[[1,2],\n[3,4]] x", &["line 2"]);
    refuses("[[0x10,1]]", &["line 1"]);
    // NumPy prints a point in every number or in none; `1.` among others is malformed JSON.
    for source in ["[[1.,2]]", "[[1.0,2],[3.,4]]", "[1, 2.]", "[[1.5,2.],[3.5,\"4.\"]]", "[1.,2.5,null]"] {
        refuses(source, &["line 1", "JSON"]);
    }
}

#[test]
fn nan_and_infinity_are_rejected_with_their_position() {
    for (source, place, word) in [
        ("[[NaN,1]]", "row 1, column 1", "NaN"),
        ("[[1,Infinity]]", "row 1, column 2", "Infinity"),
        ("[[1,2],[-Infinity,1]]", "row 2, column 1", "-Infinity"),
        ("[NaN]", "row 1, column 1", "NaN"),
        ("[[NaN]]", "row 1, column 1", "NaN"),
        ("[[nan,1]]", "row 1, column 1", "nan"),
        ("[[1,2],[3,\n NaN]]", "row 2, column 2 (line 2)", "NaN"),
        ("[[1,2],[3,NaN\n]]", "row 2, column 2 (line 1)", "NaN"),
        ("[[1,2],[3,nan\n]]", "row 2, column 2 (line 1)", "nan"),
        ("[[1],\n[Infinity]]", "row 2, column 1 (line 2)", "Infinity"),
    ] {
        refuses(source, &[place, &format!("\"{word}\" is not a number"), "JSON has no NaN", "CSV or .npy"]);
    }
}

#[test]
fn numbers_beyond_f64_are_rejected() {
    refuses("[[1,1e999]]", &["row 1, column 2", "\"1e999\"", "range", "1.8e308"]);
    refuses("[[1,2],\n[3,-1e309\n]]", &["row 2, column 2 (line 2)", "\"-1e309\"", "range"]);
    assert!(text("[[1.7976931348623157e308, 1e-999]]").is_ok());
}

#[test]
fn numbers_in_other_notations_are_rejected_with_their_position() {
    for (number, remedy) in [
        ("01", "no 0 before other digits"),
        ("-00.5", "no 0 before other digits"),
        (".5", "write 0.5"),
        ("1.", "write 0.5 and 1.0"),
        ("+1", "no sign +"),
        ("1_000", "thousands"),
        ("0x10", "in decimal"),
        ("2i", "real part"),
        ("'5'", "without quotes"),
        ("None", "fill it in"),
        ("undefined", "write a number"),
        ("nul", "write a number"),
        ("5abc", "write a number"),
    ] {
        let quoted = format!("\"{number}\" is not a number");
        refuses(&format!("[[1,2],\n[3,{number}],[5,6]]"), &["row 2, column 2 (line 2)", &quoted, remedy]);
        refuses(&format!("[[1,2],\n[{number} ,4]]"), &["row 2, column 1 (line 2)", &quoted, remedy]);
        refuses(&format!("[1,{number}]"), &["row 1, column 2 (line 1)", &quoted, remedy]);
    }
    refuses("[[1,2],[3,,4]]", &["row 2, column 2", "line 1", "fill it in"]);
    // Other errors name line and column of the text.
    refuses("[[1,2],[3,4]", &["line 1", "JSON"]);
    refuses("[[1,2],[3,4]]x", &["line 1", "column 14"]);
    refuses("[[1,2,],[3,4,]]", &["line 1", "comma"]);
    refuses("[[1,2]x,[3,4]]", &["line 1", "column 7"]);
    refuses("[[1,\"a\\qb\"]]", &["line 1", "escape"]);
    // A token far into a text, across the blocks it is read in.
    let many = "[1,2],\n".repeat(300_000);
    refuses(&format!("[{many}[3,NaN]]"), &["row 300001, column 2 (line 300001)", "\"NaN\""]);
}

#[test]
fn an_element_of_data_is_named_by_row_and_column_once_the_columns_are_known() {
    for (cell, words) in [("null", "not read as 0"), ("NaN", "no NaN"), ("\"x\"", "without quotes"), ("2x", "a number")]
    {
        let found = format!("\"{}\" is not a number", cell.trim_matches('"'));
        let known = format!(r#"{{"rows":2,"cols":2,"data":[1,2,{cell},4]}}"#);
        refuses(&known, &["row 2, column 1", &found, words]);
        for unknown in [
            format!(r#"{{"data":[1,2,{cell},4],"rows":2,"cols":2}}"#),
            format!(r#"{{"rows":2,"cols":0,"data":[1,2,{cell},4]}}"#),
            format!(r#"{{"data":{{"0":1,"1":2,"2":{cell}}},"rows":2,"cols":2}}"#),
        ] {
            refuses(&unknown, &["element 3 of \"data\"", &found, words]);
        }
    }
    refuses(r#"{"rows":2,"cols":2x,"data":[1]}"#, &["line 1", "column 18", "\"2x\""]);
    refuses(r#"{"data":[1,2],"rows":1x,"cols":2}"#, &["line 1", "column 22", "\"1x\""]);
}

#[test]
fn a_size_is_a_whole_number_in_any_notation() {
    for size in ["2", "2.0", "2e0", "20e-1", "0.2E+1"] {
        reads(&format!(r#"{{"rows":{size},"cols":2,"data":[1,2,3,4]}}"#), Json, &[&[1.0, 2.0], &[3.0, 4.0]]);
        reads(&format!(r#"{{"cols":{size},"data":[1,2,3,4],"rows":2.0}}"#), Json, &[&[1.0, 2.0], &[3.0, 4.0]]);
    }
    for size in ["2.5", "-2.0", "-2", "1e-1", "9007199254740993.0", "1e300", "18446744073709551616"] {
        refuses(
            &format!(r#"{{"rows":{size},"cols":0,"data":[]}}"#),
            &["line 1", &format!("\"{size}\""), "whole number"],
        );
    }
}

#[test]
fn objects_must_be_complete_and_consistent() {
    refuses(r#"{"rows":2,"cols":2}"#, &["lacks"]);
    refuses(r#"{"rows":2,"cols":2,"data":[1,2,3]}"#, &["4 numbers", "3"]);
    refuses(r#"{"rows":2,"cols":2,"data":[1,2,3,4,5]}"#, &["4 numbers", "5"]);
    refuses(r#"{"rows":2,"rows":2,"cols":2,"data":[1,2,3,4]}"#, &["two members"]);
    refuses(r#"{"rows":2,"cols":2,"data":[1,2],"data":[3,4]}"#, &["two members"]);
    refuses(r#"{"rows":-2,"cols":-2,"data":[1,2,3,4]}"#, &["-2"]);
    refuses(r#"{"rows":2.5,"cols":2,"data":[1,2,3,4,5]}"#, &["whole number"]);
    refuses(r#"{"rows":"2","cols":2,"data":[1,2,3,4]}"#, &["whole number"]);
    refuses(r#"{"rows":2,"cols":2,"data":[[1,2],[3,4],[5,6]]}"#, &["correct the sizes"]);
    refuses(r#"{"rows":1,"cols":2,"data":{"0":5,"2":6}}"#, &["\"2\""]);
    refuses(r#"{"rows":4294967296,"cols":4294967296,"data":[]}"#, &["18446744073709551616"]);
}

#[test]
fn the_limit_holds() {
    let options = ReadOptions { limit_bytes: 16, ..ReadOptions::default() };
    assert!(with(b"[[1,2]]", &options).is_ok());
    let error = with(b"[[1,2,3]]", &options).unwrap_err();
    assert!(error.is_limit(), "{error}");
}
