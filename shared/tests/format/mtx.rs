//! Matrix Market: layouts, fields, symmetries, and what is rejected.

use crate::{reads, refuses, rows, text, with};
use proptest::prelude::*;
use shared::format::{Format::Mtx, ReadOptions};

fn file(format: &str, rest: &str) -> String {
    format!("%%MatrixMarket matrix {format}\n{rest}")
}

#[test]
fn arrays_are_read_column_by_column() {
    reads(&file("array real general", "% c\n\n2 3\n1\n4\n2\n5\n3\n6\n"), Mtx, &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
    reads(&file("ARRAY Integer GENERAL", "1 2\r\n-1\r\n+2"), Mtx, &[&[-1.0, 2.0]]);
    // As SciPy writes a uint64.
    reads(&file("array unsigned-integer general", "2 1\n7\n9007199254740992\n"), Mtx, &[&[7.0], &[9007199254740992.0]]);
    refuses(&file("array unsigned-integer general", "2 1\n7\n1.5\n"), &["row 2, column 1", "1.5", "whole number"]);
    reads(&file("array real symmetric", "2 2\n1\n2\n3\n"), Mtx, &[&[1.0, 2.0], &[2.0, 3.0]]);
    let skew = &[[0.0, -1.0, -2.0].as_slice(), &[1.0, 0.0, -3.0], &[2.0, 3.0, 0.0]];
    reads(&file("array real skew-symmetric", "3 3\n1\n2\n3\n"), Mtx, skew);
}

#[test]
fn coordinates_are_read_and_duplicates_summed() {
    let source = file("coordinate real general", "%\n2 2 3\n1 1 1.5\n% x\n2 2 4e0\n\n1 1 0.25\n");
    let parsed = reads(&source, Mtx, &[&[1.75, 0.0], &[0.0, 4.0]]);
    assert_eq!(parsed.notes, [shared::format::Note::CoordinateEntries(3)]);
    reads(&file("coordinate pattern general", "2 2 1\n2 1\n"), Mtx, &[&[0.0, 0.0], &[1.0, 0.0]]);
    reads(&file("coordinate real symmetric", "2 2 2\n1 1 1\n2 1 5\n"), Mtx, &[&[1.0, 5.0], &[5.0, 0.0]]);
    reads(&file("coordinate real symmetric", "2 2 1\n1 2 5\n"), Mtx, &[&[0.0, 5.0], &[5.0, 0.0]]);
    reads(&file("coordinate integer skew-symmetric", "2 2 1\n2 1 5\n"), Mtx, &[&[0.0, -5.0], &[5.0, 0.0]]);
    reads(&file("coordinate integer hermitian", "2 2 1\n2 1 5\n"), Mtx, &[&[0.0, 5.0], &[5.0, 0.0]]);
    reads(&file("coordinate real general", "2 2 0\n"), Mtx, &[&[0.0, 0.0], &[0.0, 0.0]]);
}

#[test]
fn special_values_and_minus_zero_are_kept() {
    let parsed = text(&file("array real general", "1 4\nnan\ninf\n-inf\n-0\n")).unwrap();
    let row = &rows(&parsed)[0];
    assert!(row[0].is_nan() && row[1] == f64::INFINITY && row[2] == f64::NEG_INFINITY && row[3].is_sign_negative());
    let parsed = text(&file("coordinate real general", "1 1 1\n1 1 -0\n")).unwrap();
    assert!(rows(&parsed)[0][0].is_sign_negative());
}

#[test]
fn empty_shapes_are_read() {
    for (rows, cols) in [(0, 0), (0, 3), (3, 0)] {
        for source in [
            file("array real general", &format!("{rows} {cols}\n")),
            file("coordinate real general", &format!("{rows} {cols} 0\n")),
        ] {
            let shape = text(&source).unwrap().matrix.shape();
            assert_eq!((shape.rows, shape.cols), (rows, cols));
        }
    }
}

#[test]
fn unsupported_banners_are_rejected() {
    refuses(&file("array complex general", "1 1\n1 2\n"), &["complex", "real part"]);
    refuses(&file("coordinate complex hermitian", "1 1 1\n1 1 1 0\n"), &["complex"]);
    refuses(&file("array pattern general", "1 1\n"), &["pattern"]);
    refuses(&file("list real general", "1 1\n"), &["\"list\"", "array or coordinate"]);
    refuses(&file("array text general", "1 1\n"), &["\"text\""]);
    refuses(&file("array real diagonal", "1 1\n"), &["\"diagonal\""]);
    refuses(&file("array real", "1 1\n1\n"), &["five words"]);
    refuses("%%MatrixMarket vector array real general\n1\n1\n", &["\"vector\""]);
    refuses("%%MatrixMarket", &["five words"]);
    refuses(&file("array real general", ""), &["1 lines after the banner"]);
}

#[test]
fn sizes_are_whole_numbers_in_range() {
    for sizes in ["1", "1 1 1", "a b", "-1 1", "1.0 1", "1e1 1", "99999999999999999999 1", "1 1 1 1"] {
        refuses(&file("array real general", &format!("{sizes}\n1\n")), &["sizes", "whole numbers"]);
    }
    refuses(&file("coordinate real general", "1 1\n"), &["three whole numbers"]);
    refuses(&file("array real symmetric", "2 3\n1\n"), &["2 × 3", "square"]);
}

#[test]
fn fewer_or_more_entries_than_stated_are_rejected() {
    refuses(&file("array real general", "2 2\n1\n2\n3\n"), &["4 entries", "3"]);
    refuses(&file("array real general", "2 2\n1\n2\n3\n4\n5\n"), &["line 7", "more entries"]);
    refuses(&file("coordinate real general", "2 2 2\n1 1 1.000\n2 2\n"), &["row 2, column 2", "empty"]);
    refuses(&file("coordinate real general", "2 2 1\n1 1 1\n2 2 2\n"), &["line 4", "more entries"]);
    refuses(&file("coordinate real general", "2 2 2\n1 1 1.0000\n"), &["2 entries", "contains 1"]);
    refuses(&file("coordinate pattern general", "2 2 1\n1 1 1\n"), &["follows a complete entry"]);
    refuses(&file("coordinate real general", "2 2 1\n1 1 1 1\n"), &["follows a complete entry"]);
}

#[test]
fn entries_outside_the_matrix_are_rejected() {
    for place in ["0 1", "3 1", "1 0", "1 3", "-1 1", "1.0 1", "x 1", "4294967297 1", "18446744073709551617 1"] {
        let outside = place.split(' ').find(|index| *index != "1").unwrap();
        let found = format!("\"{outside}\"");
        refuses(&file("coordinate real general", &format!("2 2 1\n{place} 5\n")), &["line 3", &found, "1 and 2"]);
    }
}

#[test]
fn values_must_be_numbers_of_the_stated_kind() {
    refuses(&file("array real general", "1 2\n1\nx\n"), &["row 1, column 2 (line 4)", "\"x\""]);
    refuses(&file("array integer general", "1 1\n1.5\n"), &["1.5", "whole number"]);
    refuses(&file("coordinate real general", "1 1 1\n1 1 1d\n"), &["1d"]);
}

#[test]
fn symmetric_files_hold_one_triangle() {
    refuses(&file("coordinate real symmetric", "2 2 2\n2 1 5\n1 2 5\n"), &["both sides"]);
    refuses(&file("coordinate real skew-symmetric", "2 2 1\n1 1 5\n"), &["diagonal"]);
}

#[test]
fn huge_sizes_are_rejected_before_memory_is_allocated() {
    refuses(&file("coordinate real general", "1000000 1000000 1\n1 1 1\n"), &["8000000000000 bytes", "limit"]);
    refuses(&file("array real general", "1000000 1000000\n1\n"), &["1000000000000 entries"]);
    refuses(&file("array real general", "4294967296 4294967296\n1\n"), &["18446744073709551616 entries"]);
    refuses(&file("array real general", "18446744073709551615 18446744073709551615\n1\n"), &["entries"]);
    refuses(&file("array real symmetric", "18446744073709551615 18446744073709551615\n1\n"), &["entries"]);
    refuses(&file("coordinate real general", "2 2 18446744073709551615\n1 1 1\n"), &["18446744073709551615 entries"]);
    // A small file that claims much memory within the limit is checked to its end first.
    refuses(&file("coordinate real general", "10000 10000 2\n1 1 1\n2 x 1\n"), &["line 4", "\"x\""]);
    let parsed = text(&file("coordinate real general", "3000 3000 1\n2999 3000 5\n")).unwrap();
    assert_eq!(rows(&parsed)[2998][2999], 5.0);
    let error = text(&file("coordinate real general", "100000 100000 1\n1 1 1\n")).unwrap_err();
    assert!(error.is_limit());
    let options = ReadOptions { limit_bytes: 31, ..ReadOptions::default() };
    assert!(with(file("coordinate real general", "2 2 1\n1 1 1\n").as_bytes(), &options).unwrap_err().is_limit());
}

proptest! {
    #![proptest_config(crate::cases(1000))]

    /// Entries in any order, some of them twice, against sums computed in the simplest way.
    #[test]
    fn any_coordinates_are_read(
        size in 1usize..6,
        entries in prop::collection::vec((0usize..6, 0usize..6, -1000i32..1000), 0..20),
        kind in prop_oneof![Just("general"), Just("symmetric"), Just("skew-symmetric")],
        integer: bool, crlf: bool,
    ) {
        let mut expected = vec![vec![0.0; size]; size];
        let mut lines = Vec::new();
        for (row, column, number) in entries {
            let (row, column) = (row % size, column % size);
            // One triangle is stored, and the diagonal of a skew-symmetric matrix is 0.
            let (row, column) = if kind == "general" { (row, column) } else { (row.max(column), row.min(column)) };
            if kind == "skew-symmetric" && row == column {
                continue;
            }
            let value = if integer { f64::from(number) } else { f64::from(number) / 8.0 };
            lines.push(format!("{} {} {value}", row + 1, column + 1));
            expected[row][column] += value;
            if row != column && kind != "general" {
                expected[column][row] += if kind == "symmetric" { value } else { -value };
            }
        }
        let end = if crlf { "\r\n" } else { "\n" };
        let field = if integer { "integer" } else { "real" };
        let head = format!("%%MatrixMarket matrix coordinate {field} {kind}{end}% any{end}{size} {size} {}{end}", lines.len());
        let source = head + &lines.join(end);
        let parsed = text(&source);
        prop_assert!(parsed.is_ok(), "{source:?}: {}", parsed.unwrap_err());
        prop_assert_eq!(rows(&parsed.unwrap()), expected, "{:?}", source);
    }
}
