//! Blocks as NumPy and MATLAB print them.

use crate::{reads, refuses, rows, text};
use shared::format::Format::Text;

#[test]
fn matlab_blocks_are_read() {
    reads("[1 2; 3 4]", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("A = [1, -2; 3, 4];\n", Text, &[&[1.0, -2.0], &[3.0, 4.0]]);
    reads("[1 -2\n 3 4\n]", Text, &[&[1.0, -2.0], &[3.0, 4.0]]);
    reads("[1 2;\n 3 4;]", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[1 2 ...\n 3; 4 5 6]", Text, &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
    reads("[1;2;3]", Text, &[&[1.0], &[2.0], &[3.0]]);
    reads("1 2; 3 4", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("1, 2; 3, 4;", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
}

#[test]
fn numpy_blocks_are_read() {
    reads("[[1. 2.]\n [3. 4.]]\n", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[[ 1.5 -2. ]\n\n [ 3.   1e5]]", Text, &[&[1.5, -2.0], &[3.0, 1e5]]);
    reads("array([[1., 2.],\n       [3., 4.]])", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("np.array([[1, 2], [3, 4]], dtype=np.float64)", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("array([1, 2,\n       3], dtype=int32)", Text, &[&[1.0, 2.0, 3.0]]);
    reads("x = np.array([[1, 2]])", Text, &[&[1.0, 2.0]]);
    // With commas, from np.array2string, or with what stood around the brackets left behind.
    reads("[[1., 2.],\n [3., 4.]]", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("[[1.5,2.5],\n [3. ,4. ]]\n", Text, &[&[1.5, 2.5], &[3.0, 4.0]]);
    reads("[[ 1.e+05, inf],\n [-2.e-03, 0.5]]", Text, &[&[1e5, f64::INFINITY], &[-2e-3, 0.5]]);
    reads("[1., 2., 3.5]", Text, &[&[1.0, 2.0, 3.5]]);
    reads("[1.]", Text, &[&[1.0]]);
    let many = "[1., 2.],\n ".repeat(20_000);
    assert_eq!(text(&format!("[{many}[3., 4.]]")).unwrap().matrix.shape().rows, 20_001);
    // Long rows are wrapped.
    reads("[[1. 2.\n  3.]\n [4. 5.\n  6.]]", Text, &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
    let parsed = text("[[nan inf]\n [-inf 1.]]").unwrap();
    assert!(rows(&parsed)[0][0].is_nan());
    let parsed = text("array([[np.nan, -np.inf]])").unwrap();
    assert_eq!(rows(&parsed)[0][1], f64::NEG_INFINITY);
}

#[test]
fn a_flat_list_is_one_row_and_said() {
    let parsed = reads("[1. 2. 3.]", Text, &[&[1.0, 2.0, 3.0]]);
    assert_eq!(parsed.notes, ["one list in brackets read as one row"]);
}

#[test]
fn a_row_goes_on_after_dots_where_the_block_is_matlabs() {
    let row: &[&[f64]] = &[&[1.0, 2.0, 3.0, 4.0]];
    reads("A = [1 2 ...\n 3 4]", Text, row);
    reads("[1 2 ...\n 3 4];", Text, row);
    reads("[1, 2, ...\n 3 4]", Text, row);
    reads("[1 2 ... \r\n 3 4; 5 6 7 ...\n 8]", Text, &[row[0], &[5.0, 6.0, 7.0, 8.0]]);
}

#[test]
fn values_left_out_are_refused() {
    refuses("[[0 1 ... 8 9]\n [0 1 ... 8 9]]", &["left out", "np.save"]);
    refuses("[[0 1]\n ...\n [8 9]]", &["left out"]);
    refuses("[0 1 2 ... 7 8]", &["left out"]);
    refuses("[[0., 1., ..., 8., 9.],\n ...,\n [0., 1., ..., 8., 9.]]", &["line 1", "left out"]);
    // Long numbers put NumPy's dots at the end of a line, where MATLAB's sign that a row goes on would stand.
    let first = "[1795622586165956973 1795622586165956974 1795622586165956975 ...\n ";
    let last = "1795622586165958470 1795622586165958471 1795622586165958472]\n";
    refuses(&format!("{first}{last}"), &["line 1", "left out", "np.save", "write ; after each row"]);
    refuses("np.array([1. 2. 3. ...\n 7. 8. 9.])", &["left out"]);
    refuses("x = np.array([1. 2. 3. ...\n 7. 8. 9.])", &["left out"]);
    refuses("\n[1 2 ...\n 3 4]", &["line 2", "left out"]);
}

#[test]
fn broken_blocks_are_refused() {
    refuses("[1 2; 3]", &["row 2", "1 cell"]);
    refuses("[[1. 2.]\n [3.]]", &["row 2"]);
    refuses("[1 2; 3 4", &["closing bracket"]);
    refuses("[1 2; 3 x]", &["row 2, column 2", "\"x\""]);
    refuses("[1 2; 3,,4]", &["row 2, column 2", "empty"]);
    refuses("[1 2; 3 4] + 1", &["follows the last bracket"]);
    refuses("[1 2; 3 4][5 6; 7 8]", &["follows the last bracket"]);
    refuses("[[[1. 2.]\n [3. 4.]]]", &["two dimensions"]);
    refuses("[1+2i 3; 4 5]", &["1+2i", "real"]);
    refuses("[1 2; 3 - 4]", &["row 2, column 2"]);
    refuses("[[1 2] 3]", &["row 2"]);
    refuses("[[True False]\n [False True]]", &["True"]);
    refuses("array([[1., 2.]], shape=(0, 2))", &["follows"]);
    refuses("[; 1 2]", &["without numbers"]);
    for source in
        ["[[1,2] [3,4]]", "[[1,2]\n [3,4]]", "[[1, 2.]\n[3, 4.]]", "array([[1,2],[3,4]\n [5,6]])", "[[1 2]\n [3,4]]"]
    {
        refuses(source, &["line", "without a comma before it", "put a comma between ] and ["]);
    }
    refuses("[[1,2],\n [3,4]\n [5,6]]", &["line 3"]);
}
