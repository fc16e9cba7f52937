//! Wide matrices as MATLAB and Octave print them, in panes of columns.

use crate::{reads, refuses, rows, text};
use shared::format::Format;

#[test]
fn panes_of_columns_are_put_side_by_side() {
    let matlab =
        "A =\n\n  Columns 1 through 3\n\n     1     2     3\n     5     6     7\n\n  Column 4\n\n     4\n     8\n\n";
    let parsed = reads(matlab, Format::Text, &[&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0]]);
    assert!(parsed.notes.contains(&"columns printed in 2 parts".to_string()), "{:?}", parsed.notes);
    let octave =
        "B =\n\n Columns 1 through 3:\n\n   1.5   2   3\n\n Columns 4 and 5:\n\n  -4   5e3\n\n Column 6:\n\n   NaN\n";
    let parsed = text(octave).unwrap();
    assert_eq!(rows(&parsed)[0][..5], [1.5, 2.0, 3.0, -4.0, 5000.0]);
    assert!(rows(&parsed)[0][5].is_nan());
}

#[test]
fn the_factor_before_the_panes_is_of_all_of_them_and_line_ends_may_be_windows() {
    let display = "A =\r\n\r\n   1.0e+03 *\r\n\r\n  Columns 1 through 2\r\n\r\n 1.5 2\r\n\r\n  Columns 3 through 4\r\n\r\n 3 0.25\r\n";
    reads(display, Format::Text, &[&[1500.0, 2000.0, 3000.0, 250.0]]);
}

#[test]
fn a_part_of_a_display_is_not_taken_for_all_of_it() {
    let second = "Columns 3 through 4\n 1 2\n";
    refuses(second, &["row 1, column 1"]);
    refuses("Columns 1 through 2\n 1 2\n\nColumns 4 through 5\n 1 2\n", &["line 4", "column 4", "column 3 is due"]);
    refuses(
        &format!("Columns 1 through 2\n 1 2\n 3 4\n{second}"),
        &["line 4", "columns 3 to 4 have 1 row, but column 1 has 2 rows"],
    );
    refuses(&format!("Columns 1 through 2\n 1 2 3\n{second}"), &["line 2", "3 cells", "columns 1 to 2"]);
}

#[test]
fn a_wrong_cell_is_named_with_its_line_in_the_display() {
    let display = "A =\n\nColumns 1 through 2\n\n 1 2\n 3 4\n\nColumn 3\n\n 5\n x\n";
    refuses(display, &["row 2, column 3 (line 11)", "\"x\""]);
}

#[test]
fn a_name_that_looks_like_a_title_is_a_name() {
    let parsed = reads("Column 1\n1\n2\n", Format::Tsv, &[&[1.0], &[2.0]]);
    assert!(parsed.notes.iter().any(|note| note.contains("Column 1")), "{:?}", parsed.notes);
}
