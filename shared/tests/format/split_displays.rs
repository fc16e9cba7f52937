//! Wide matrices as MATLAB, Octave and R print them, in panes of columns.

use crate::{reads, refuses, rows, text};
use shared::format::{Format, Note};

#[test]
fn panes_of_columns_are_put_side_by_side() {
    let matlab =
        "A =\n\n  Columns 1 through 3\n\n     1     2     3\n     5     6     7\n\n  Column 4\n\n     4\n     8\n\n";
    let parsed = reads(matlab, Format::Text, &[&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, 8.0]]);
    let note = Note::PartsJoined { columns: 4, parts: 2 };
    assert!(parsed.notes.contains(&note), "{:?}", parsed.notes);
    let octave =
        "B =\n\n Columns 1 through 3:\n\n   1.5   2   3\n\n Columns 4 and 5:\n\n  -4   5e3\n\n Column 6:\n\n   NaN\n";
    let parsed = text(octave).unwrap();
    assert_eq!(rows(&parsed)[0][..5], [1.5, 2.0, 3.0, -4.0, 5000.0]);
    assert!(rows(&parsed)[0][5].is_nan());
}

#[test]
fn the_factor_before_the_panes_is_of_all_of_them_and_line_ends_may_be_any() {
    let display = "A =\n\n   1.0e+03 *\n\n  Columns 1 through 2\n\n 1.5 2\n\n  Columns 3 through 4\n\n 3 0.25\n";
    for end in ["\n", "\r\n", "\r"] {
        reads(&display.replace('\n', end), Format::Text, &[&[1500.0, 2000.0, 3000.0, 250.0]]);
    }
}

#[test]
fn the_kind_of_the_matrix_and_the_prompts_around_it_are_passed_over() {
    let panes = "Columns 1 through 2\n\n 1 2\n 3 4\n\n  Column 3\n\n 5\n 6\n";
    let matrix: &[&[f64]] = &[&[1.0, 2.0, 5.0], &[3.0, 4.0, 6.0]];
    for before in ["A =\n\n  2×3 single matrix\n\n", ">> A\nA =\n", "A =\n\nDiagonal Matrix\n\n", ""] {
        reads(&format!("{before}{panes}"), Format::Text, matrix);
        reads(&format!("{before}{panes}\n>> "), Format::Text, matrix);
    }
    // Narrow ones have it, too.
    reads("A =\n\n  1×2 int32 row vector\n\n   7   8\n", Format::Text, &[&[7.0, 8.0]]);
    refuses("A =\n\n  1×2 of them\n\n   7   8\n", &["row 1"]);
}

#[test]
fn a_gap_or_a_part_cut_short_is_refused() {
    let second = "Columns 3 through 4\n 1 2\n";
    refuses(second, &["row 1, column 1"]);
    refuses("Columns 1 through 2\n 1 2\n\nColumns 4 through 5\n 1 2\n", &["line 4", "column 4", "column 3"]);
    let cut = format!("Columns 1 through 2\n 1 2\n 3 4\n{second}");
    refuses(&cut, &["line 4", "columns 3 to 4 have 1 row, but column 1 has 2 rows"]);
    refuses(&format!("Columns 1 through 2\n 1 2 3\n{second}"), &["line 2", "3 cells", "columns 1 to 2"]);
}

#[test]
fn two_matrices_are_not_taken_for_one() {
    let panes = "Columns 1 through 2\n 4 5\n\nColumn 3\n 6\n";
    refuses(&format!("1 2 3\n\n{panes}"), &["line 1", "\"1 2 3\" stands before", "one matrix at a time"]);
    refuses(&format!("{panes}\nB =\n\n 1 2 3\n"), &["line 7", "\"B =\" stands after", "one matrix at a time"]);
    refuses(&format!("{panes}\n{panes}"), &["line 7", "column 1 is printed where column 4"]);
}

#[test]
fn a_wrong_cell_is_named_with_its_line_in_the_display() {
    for before in ["A =\n\n", ">> A\n\n"] {
        let display = format!("{before}Columns 1 through 2\n\n 1 2\n 3 4\n\nColumn 3\n\n 5\n x\n");
        refuses(&display, &["row 2, column 3 (line 11)", "\"x\""]);
    }
    let complex = "Columns 1 through 2\n\n 1 + 2i 3 - 4i\n\nColumn 3\n\n 5 + 1i\n";
    refuses(complex, &["row 1", "(line 3)", "only real numbers"]);
}

#[test]
fn a_long_display_says_that_it_is_too_long() {
    let pane = |title: &str| format!("{title}\n{}", " 1 2\n".repeat(150_000));
    let text = [pane("Columns 1 through 2"), pane("Columns 3 through 4")].concat();
    // Only the beginning is looked at.
    refuses(&text, &["row 1, column 1", "\"Columns\""]);
    let rows = " 1 2\n".repeat(10);
    let many: String =
        (0..30_000).map(|pane| format!("Columns {} through {}\n{rows}", 2 * pane + 1, 2 * pane + 2)).collect();
    refuses(&many, &["printed in parts", "1048576 bytes", "writematrix"]);
}

#[test]
fn a_name_that_looks_like_a_title_is_a_name() {
    let parsed = reads("Column 1\n1\n2\n", Format::Tsv, &[&[1.0], &[2.0]]);
    assert!(parsed.notes.contains(&Note::HeaderRowSkipped("Column 1".into())), "{:?}", parsed.notes);
}

#[test]
fn a_matrix_as_r_prints_it_is_read_without_its_labels() {
    let source = "     [,1] [,2]\n[1,]  1.5    3\n[2,]  2.0   -4\n";
    for around in
        [source.to_string(), format!("> A\n{source}> "), source.replace('\n', "\r\n"), source.trim().to_string()]
    {
        let parsed = reads(&around, Format::Text, &[&[1.5, 3.0], &[2.0, -4.0]]);
        assert!(parsed.notes.contains(&Note::PrintedByR), "{:?}", parsed.notes);
    }
    let column: String = (1..=12).map(|row| format!("{:>5} {row}e-05\n", format!("[{row},]"))).collect();
    assert_eq!(rows(&text(&format!("      [,1]\n{column}")).unwrap())[11], [12e-5]);
}

#[test]
fn parts_printed_by_r_are_joined() {
    let source = "           [,1]       [,2]\n[1,] -0.6264538 -0.8356286\n[2,]  0.1836433  1.5952808\n           [,3]\n[1,]  0.3295078\n[2,] -0.8204684\n";
    let parsed =
        reads(source, Format::Text, &[&[-0.6264538, -0.8356286, 0.3295078], &[0.1836433, 1.5952808, -0.8204684]]);
    assert!(parsed.notes.ends_with(&[Note::PartsJoined { columns: 3, parts: 2 }, Note::PrintedByR]), "{parsed:?}");
}

#[test]
fn what_r_did_not_print_whole_is_refused() {
    refuses("     [,1] [,2]\n[1,]    1   NA\n", &["row 1, column 2 (line 2)", "\"NA\"", "missing"]);
    refuses("     [,1] [,2]\n[1,]    1\n", &["line 2", "1 cells", "columns 1 to 2"]);
    refuses("     [,1] [,2]\n[1,]  1  x\n[2,]  1  2\n", &["row 1, column 2 (line 2)", "\"x\""]);
    // A first row of words is no row of names, and text that looks like a number is text.
    refuses("     [,1]\n[1,] TRUE\n[2,]    1\n", &["row 1, column 1 (line 2)", "\"TRUE\""]);
    refuses("     [,1] [,2]\n[1,]  \"1\"  \"2\"\n", &["row 1, column 1 (line 2)"]);
    refuses("     [,1]\n[1,] 1+2i\n", &["row 1, column 1 (line 2)", "\"1+2i\"", "only real numbers"]);
    let omitted = "     [,1]\n[1,]    1\n [ reached getOption(\"max.print\") -- omitted 2 rows ]\n";
    refuses(omitted, &["line 3", "reached getOption", "\"[2,]\"", "write.csv"]);
    refuses("     [,1]\n[1,]    1\n[3,]    1\n", &["line 3", "\"[2,]\""]);
    refuses("     [,1]\n[1,]    1\n     [,3]\n[1,]    1\n", &["line 3", "column 2", "write.csv"]);
    refuses("     [,1]\n[1,]    1\n     [,1]\n[1,]    1\n", &["line 3", "column 2"]);
    refuses("     [,2]\n[1,]    1\n", &[]);
    refuses("     [,1] [,3]\n[1,]    1  2\n", &[]);
}
