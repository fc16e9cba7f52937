//! What Octave and MATLAB state of a matrix before its numbers holds, or the text is refused.

use crate::{reads, refuses};
use shared::format::Format::{Text, Tsv};

fn octave(kind: &str, rest: &str) -> String {
    format!("# Created by Octave 9.2.0, Thu Jan 01 00:00:00 2026 UTC <a@b>\n# name: S\n# type: {kind}\n{rest}\n\n\n")
}

#[test]
fn full_matrices_of_octave_are_read() {
    let rows = "# rows: 2\n# columns: 3\n 1 2 3\n 4 5 6";
    for kind in ["matrix", "float matrix", "global matrix"] {
        reads(&octave(kind, rows), Text, &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
    }
    for kind in ["scalar", "float scalar", "int32 scalar", "bool"] {
        reads(&octave(kind, "1"), Tsv, &[&[1.0]]);
    }
    reads("# name: S\r\n# type: matrix\r\n# rows: 1\r\n# columns: 2\r\n 1 2\r\n", Text, &[&[1.0, 2.0]]);
}

#[test]
fn what_octave_does_not_store_row_by_row_is_refused_by_its_type() {
    for (kind, rest, remedy) in [
        ("sparse matrix", "# nnz: 2\n# rows: 2\n# columns: 2\n1 1 1\n2 2 2", "full(A)"),
        ("double_range", "# base, limit, increment\n1 25 1", "full(A)"),
        ("range", "# base, limit, increment\n1 25 1", "full(A)"),
        ("diagonal matrix", "# rows: 3\n# columns: 3\n1\n1\n1", "full(A)"),
        ("permutation matrix", "# size: 2\n# orient: c\n2\n1", "full(A)"),
        ("int32 matrix", "# ndims: 2\n 2 2\n 1\n 2\n 3\n 4", "double(A)"),
        ("bool matrix", "# ndims: 2\n 1 1\n 1", "double(A)"),
        ("complex matrix", "# rows: 1\n# columns: 1\n (1,2)", "real(A)"),
        ("complex scalar", "(1,2)", "real(A)"),
        ("string", "# elements: 1\n# length: 1\n5", "matrix of numbers"),
    ] {
        refuses(&octave(kind, rest), &["the Octave header", &format!("\"{kind}\""), remedy]);
    }
    refuses(&octave("matrix", "# ndims: 3\n 1 1 2\n 1\n 2"), &["3 dimensions", "A(:,:,1)"]);
}

#[test]
fn a_size_that_does_not_hold_is_refused() {
    let cut = "# rows: 3\n# columns: 2\n 1 2\n 3 4";
    refuses(&octave("matrix", cut), &["line 5", "3 × 2", "2 × 2", "cut off"]);
    refuses("A = 3×2\n     1     2\n     3     4\n", &["line 1", "3 × 2", "2 × 2"]);
    refuses("A =\n\n  2×3 single matrix\n\n   7   8\n", &["line 3", "2 × 3", "1 × 2"]);
    let panes = "A = 2×4\nColumns 1 through 2\n\n 1 2\n 3 4\n\nColumn 3\n\n 5\n 6\n";
    refuses(panes, &["line 1", "2 × 4", "2 × 3"]);
}

#[test]
fn several_variables_are_refused() {
    let one = "# name: a\n# type: matrix\n# rows: 1\n# columns: 1\n 1\n\n\n";
    reads(one, Tsv, &[&[1.0]]);
    refuses(&format!("{one}{one}"), &["one of several", "save one variable"]);
}

#[test]
fn the_live_editor_of_matlab_states_the_size_behind_the_name() {
    let matrix: &[&[f64]] = &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]];
    for first in ["A = 2×3", "A = 2x3", "ans = 2×3 single matrix", "A = 2×3 int32 matrix"] {
        reads(&format!("{first}\n     1     2     3\n     4     5     6\n"), Text, matrix);
    }
    reads("A = 1×2\n   1.0e+03 *\n\n    1.5   2\n", Text, &[&[1500.0, 2000.0]]);
    refuses("A = 2×3 things\n 1 2 3\n 4 5 6\n", &["row 1"]);
}

#[test]
fn comments_of_others_state_nothing() {
    reads("# type: sparse matrix\n# rows: 9\n1 2\n", Text, &[&[1.0, 2.0]]);
    reads("# name: x\n# rows: 9\n1 2\n", Text, &[&[1.0, 2.0]]);
}
