//! Tables of numbers: what is read, and what is rejected with its place.

use crate::{reads, refuses, rows, text};
use shared::format::{Format, read_bytes};

#[test]
fn a_refusal_is_about_the_table_and_not_about_another_way_to_split_it() {
    refuses("# c\nalpha,beta\nx,2\n3,4\n", &["row 2, column 1 (line 3): \"x\""]);
    refuses("# c\n5%;7.5\n6;8\n", &["row 1, column 1 (line 2): \"5%\""]);
    refuses("56 , abc\n1 , 2\n", &["row 1, column 2 (line 1): \"abc\""]);
    refuses("a , b\nNA , 2\n", &["row 2, column 1 (line 2): \"NA\"", "missing value"]);
    refuses("\" 1.234,00 \",\" 5,00 \"\n", &["row 1, column 1 (line 1): \"1.234,00\"", "thousands"]);
}

#[test]
fn a_ragged_row_is_refused_with_its_line() {
    refuses("1,2,3\n4,5\n", &["row 2", "line 2", "2 cells", "3"]);
    refuses("1 2\n\n3 4 5\n", &["row 2", "line 3", "3 cells"]);
    refuses("a;b\n1;2\n3\n", &["row 3", "1 cell,"]);
}

#[test]
fn an_empty_cell_is_refused_and_never_zero() {
    refuses("1,,3\n4,5,6\n", &["row 1, column 2", "empty", "not read as 0"]);
    refuses("1\t\t3\n4\t\t6\n", &["row 1, column 2", "empty"]);
    refuses("\t1\t2\n\t3\t4\n", &["row 1, column 1", "empty"]);
    refuses("1,2,\n3,4\n", &["row 1, column 3", "empty"]);
    refuses("1,2\n3,4,\n", &["row 2, column 3", "empty"]);
    refuses("1,2,\n3,4,5\n", &["row 1, column 3", "empty"]);
    refuses("1,2,\n", &["row 1, column 3", "empty"]);
    refuses("1,2,,\n3,4,,\n", &["row 1, column 3", "empty"]);
    refuses("1\n\n3\n", &["row 2", "line 2", "empty"]);
}

#[test]
fn words_that_stand_for_missing_values_are_refused() {
    for word in ["NA", "N/A", "null", "-", "?"] {
        refuses(&format!("1,2\n3,{word}\n"), &["row 2, column 2", word, "missing value"]);
    }
}

#[test]
fn things_that_look_like_numbers_are_refused_with_what_to_do() {
    for (cell, word) in [
        ("1_000", "thousands"),
        ("0x10", "in decimal"),
        ("5%", "fraction"),
        ("1+2j", "real"),
        ("=A1", "formula"),
        ("#DIV/0!", "error value"),
        ("1e", "number such as"),
        ("+", "number such as"),
        (".", "number such as"),
        ("--1", "number such as"),
        ("1.2.3", "number such as"),
        ("0b1", "number such as"),
        ("1d", "number such as"),
        ("nano", "number such as"),
        ("infin", "number such as"),
    ] {
        refuses(&format!("1\t2\n3\t{cell}\n"), &["row 2, column 2", cell, word]);
    }
}

#[test]
fn nan_and_infinities_are_read_in_any_case() {
    let parsed = text("nan,NaN,NAN\ninf,-Inf,+INFINITY\n").unwrap();
    let rows = rows(&parsed);
    assert!(rows[0].iter().all(|value| value.to_bits() == f64::NAN.to_bits()));
    assert_eq!(rows[1], [f64::INFINITY, f64::NEG_INFINITY, f64::INFINITY]);
}

#[test]
fn quotes_follow_rfc_4180() {
    reads("\"1\",\"2\"\r\n\"3\",4\r\n", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("\"a\"\"b\",\"c\nd\"\n1,2\n", Format::Csv, &[&[1.0, 2.0]]);
    reads("\"1,5\",\"2,5\"\n\"3,5\",\"4\"\n", Format::Csv, &[&[1.5, 2.5], &[3.5, 4.0]]);
    refuses("1,\"2\"3\n", &["closing quote"]);
    refuses("1,\"2\n3,4\n", &["never closed"]);
}

#[test]
fn a_single_number_is_a_matrix() {
    reads("42", Format::Tsv, &[&[42.0]]);
    assert_eq!(read_bytes(b"42\n43\n", Some("x.csv")).unwrap().format, Format::Csv);
    assert_eq!(read_bytes(b"42\n43\n", Some("x.TXT")).unwrap().format, Format::Text);
}

#[test]
fn the_message_names_the_file() {
    let error = read_bytes(b"1,2\n3,1.2.3\n", Some("B.csv")).unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("B.csv: row 2, column 2 (line 2): \"1.2.3\" is not a number;"), "{message}");
}
