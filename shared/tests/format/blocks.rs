//! Blocks as NumPy and MATLAB print them.

use crate::{reads, refuses, rows, text};
use proptest::prelude::*;
use shared::format::Format::Text;
use shared::format::Note;

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
fn a_flat_list_is_one_row_and_noted() {
    let parsed = reads("[1. 2. 3.]", Text, &[&[1.0, 2.0, 3.0]]);
    assert_eq!(parsed.notes, [Note::ListAsRow]);
}

/// One row as `str` of a NumPy array prints it: words of one width, as many as fit 75 characters.
fn numpy_row(words: &[String]) -> String {
    let (mut text, mut line) = ("[".to_string(), 1);
    for (place, word) in words.iter().enumerate() {
        if place > 0 && line + word.len() > 74 {
            text.truncate(text.trim_end().len());
            text.push_str("\n ");
            line = 1;
        }
        text.push_str(word);
        text.push(' ');
        line += word.len() + 1;
    }
    format!("{}]", text.trim_end())
}

#[test]
fn a_row_that_numpy_wrapped_is_one_row_and_noted() {
    // What NumPy 2.1 prints of np.arange(48), np.arange(50) and np.linspace(0, 1, 12).
    let arange = "[ 0  1  2  3  4  5  6  7  8  9 10 11 12 13 14 15 16 17 18 19 20 21 22 23\n 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47";
    let numbers: Vec<f64> = (0..50).map(f64::from).collect();
    let parsed = reads(&format!("{arange}]"), Text, &[&numbers[..48]]);
    assert_eq!(parsed.notes, [Note::WrappedRow(2)]);
    let parsed = reads(&format!("{arange}\n 48 49]\n").replace('\n', "\r\n"), Text, &[&numbers]);
    assert_eq!(parsed.notes, [Note::WrappedRow(3)]);
    let linspace = "[0.         0.09090909 0.18181818 0.27272727 0.36363636 0.45454545\n 0.54545455 0.63636364 0.72727273 0.81818182 0.90909091 1.        ]";
    assert_eq!(text(linspace).unwrap().notes, [Note::WrappedRow(2)]);
    // The same numbers with rows of MATLAB's.
    let matrix: &[&[f64]] = &[&numbers[..24], &numbers[24..48]];
    for rows in [arange.replace("\n 24", "\n24"), arange.replace("\n 24", ";\n 24"), arange.replace("[ 0", "[0")] {
        reads(&format!("{rows}]"), Text, matrix);
    }
}

#[test]
fn a_row_on_each_line_is_noted() {
    for source in ["[1 2\n 3 4]", "[1 2\n3 4\n]", "[  1   2\n   3   4]", "[1\n 2\n 3]"] {
        let parsed = text(source).unwrap();
        assert!(parsed.matrix.shape().rows >= 2, "{source}");
        assert_eq!(parsed.notes, [Note::RowsOnLines], "{source}");
    }
    for source in ["[1 2; 3 4]", "[1 2;\n 3 4]", "[1 2\n 3 4; 5 6]", "[[1 2]\n [3 4]]"] {
        assert_eq!(text(source).unwrap().notes, [Note::RowsMarked], "{source}");
    }
}

proptest! {
    #![proptest_config(crate::cases(300))]

    #[test]
    fn rows_of_any_length_are_read_as_numpy_wraps_them(
        count in 1usize..200, left in 1usize..8, right in 0usize..9, seed in any::<u32>(),
    ) {
        let digits = |place: usize, most: usize| 1 + (place.wrapping_mul(7).wrapping_add(seed as usize)) % most;
        let words: Vec<String> = (0..count).map(|place| {
            let before = if place == 0 { left } else { digits(place, left) };
            let whole = format!("{:>left$}", "7".repeat(before));
            if right == 0 { return whole; }
            let after = if place == 0 { right } else { digits(place + 1, right) };
            format!("{whole}.{:<right$}", "3".repeat(after))
        }).collect();
        let expected: Vec<f64> = words.iter().map(|word| word.trim().parse().unwrap()).collect();
        let parsed = text(&numpy_row(&words)).unwrap();
        prop_assert_eq!(rows(&parsed), vec![expected]);
    }
}

#[test]
fn numbers_with_the_type_that_numpy_and_matlab_write_are_read() {
    reads("[np.float64(1.0), np.float64(-2.5)]", Text, &[&[1.0, -2.5]]);
    reads("[np.int64(1), 2.5, np.float32(3.5)]", Text, &[&[1.0, 2.5, 3.5]]);
    reads("[1.5, np.float64(2.0)]", Text, &[&[1.5, 2.0]]);
    reads(
        "[[np.float64(1.0), np.float64(2.0)],\n [np.float64(3.0), np.float64(inf)]]",
        Text,
        &[&[1.0, 2.0], &[3.0, f64::INFINITY]],
    );
    reads("single([1 2;3 4])", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("int32([1 2;3 4])", Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    refuses("[np.float64(1.0), np.float64(x)]", &["row 1, column 2"]);
    refuses("[np.float64(1.0), np.float64(2.0]", &["row 1, column 2"]);
    refuses("[np.float64(1.0), np.True_]", &["row 1, column 2", "np.True_"]);
    refuses("[np.complex128(1), 2]", &["row 1, column 1"]);
}

#[test]
fn a_number_with_its_name_or_type_is_a_matrix() {
    for (source, value) in [
        ("A = 5\n", 5.0),
        ("ans = -0.5\n\n", -0.5),
        ("x=1e3;", 1000.0),
        ("double(0.5)", 0.5),
        ("single(0.5);\n", 0.5),
        ("k = uint8(7)", 7.0),
        ("np.float64(1.5)\n", 1.5),
        ("A = Inf", f64::INFINITY),
    ] {
        let parsed = reads(source, Text, &[&[value]]);
        assert_eq!(parsed.notes, [Note::SingleNumber], "{source}");
    }
    for source in [
        "A = 5\nB = 6\n",
        "A = 5 6",
        "A = 1 + 2i",
        "= 5",
        "2a = 5",
        "A == 5",
        "sin(0.5)",
        "double(0.5",
        "A = NA",
        "double()",
    ] {
        refuses(source, &[]);
    }
    refuses(&format!("A = 5{}6", " ".repeat(300)), &[]);
}

#[test]
fn an_empty_array_has_the_shape_that_it_states() {
    for (source, rows, cols) in [
        ("array([], shape=(0, 3), dtype=float64)", 0, 3),
        ("x = np.array([], shape=(3, 0), dtype=int32)\n", 3, 0),
        ("array([], shape=(0, 3))", 0, 3),
        ("A = [](0x3)\n", 0, 3),
    ] {
        let parsed = text(source).unwrap();
        assert_eq!((parsed.matrix.shape().rows, parsed.matrix.shape().cols), (rows, cols), "{source}");
        assert_eq!(parsed.notes, [Note::EmptyArray]);
    }
    refuses("A = [](2x3)", &["follows the last bracket"]);
    for shape in ["(2, 3)", "(0, 2, 3)", "(0, x)", "(0, -1)", "(0, 99999999999999999999)"] {
        refuses(&format!("array([], shape={shape}, dtype=float64)"), &["follows the last bracket"]);
    }
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
    refuses("[[0 1 ... 8 9]\n [0 1 ... 8 9]]", &["...", "np.save"]);
    refuses("[[0 1]\n ...\n [8 9]]", &["...", "np.save"]);
    refuses("[0 1 2 ... 7 8]", &["...", "np.save"]);
    refuses("[[0., 1., ..., 8., 9.],\n ...,\n [0., 1., ..., 8., 9.]]", &["line 1", "...", "np.save"]);
    // Long numbers put NumPy's dots at the end of a line, where MATLAB's sign that a row goes on would stand.
    let first = "[1795622586165956973 1795622586165956974 1795622586165956975 ...\n ";
    let last = "1795622586165958470 1795622586165958471 1795622586165958472]\n";
    refuses(&format!("{first}{last}"), &["line 1", "...", "np.save", "write ; after each row"]);
    refuses("np.array([1. 2. 3. ...\n 7. 8. 9.])", &["...", "np.save"]);
    refuses("x = np.array([1. 2. 3. ...\n 7. 8. 9.])", &["...", "np.save"]);
    refuses("\n[1 2 ...\n 3 4]", &["line 2", "...", "np.save"]);
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
        refuses(source, &["line", "comma", "put a comma between ] and ["]);
    }
    refuses("[[1,2],\n [3,4]\n [5,6]]", &["line 3"]);
}
