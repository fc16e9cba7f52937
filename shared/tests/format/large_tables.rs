//! Tables that are longer than the sample and the window.

use crate::{refuses, rows, text, with};
use shared::format::{DecimalMark, Note, ReadOptions};

#[test]
fn a_table_larger_than_the_window_is_read_and_its_faults_are_found_to_the_row() {
    let mut source = String::new();
    for row in 0..200_000 {
        source.push_str(&format!("{row},{},0.5\n", row * 3));
    }
    let parsed = text(&source).unwrap();
    assert_eq!(parsed.matrix.shape().rows, 200_000);
    assert_eq!(rows(&parsed)[199_999], [199_999.0, 599_997.0, 0.5]);
    source.push_str("1,2,x\n");
    refuses(&source, &["row 200001, column 3 (line 200001)"]);
}

#[test]
fn one_row_longer_than_the_window_is_read() {
    let mut source: String = (0..300_000).map(|cell| format!("{cell},")).collect();
    source.push('7');
    let parsed = text(&source).unwrap();
    assert_eq!(parsed.matrix.shape().cols, 300_001);
    assert!(parsed.alternatives.is_empty());
}

/// Long comments or blank lines above a text, and more rows like its last, change nothing but places and counts.
#[test]
fn large_texts_are_treated_as_small_ones_are() {
    let comments = "# nothing but words\n".repeat(4_000);
    for source in [
        "1,2\n3,4\n",
        "1 2\t\t3\n4 5\t\t6\n",
        "1 234\t5 678\n9 012\t3 456\n",
        "1 2\t3 4\n5 6\t7 8\n",
        "1 234,5 678\n9 012,3 456\n",
        "a,b\n1,x\n",
        "a;b\n1,5;2\n",
        "56 , abc\n1 , 2\n",
        "\" 1.234,00 \",\" 5,00 \"\n",
        "−1\n2\n",
        "0,05\n1,25\n",
        "1.234;5\n",
        ",a\n1,1.5\n",
        "0,1,2\n1.5,2,3\n",
        "1,5\n2\n",
        "[1 2; 3 4]\n",
    ] {
        let told = |source: &str| {
            let said = |alternatives: &[shared::format::Alternative]| {
                alternatives.iter().map(|other| other.dialect).collect::<Vec<_>>()
            };
            match text(source) {
                Ok(parsed) => {
                    let skipped = |note: &&Note| **note != Note::LinesSkipped(4000);
                    let notes: Vec<String> = parsed.notes.iter().filter(skipped).map(Note::to_string).collect();
                    (rows(&parsed).swap_remove(0), notes.join(", "), said(&parsed.alternatives))
                }
                Err(error) => {
                    let message = error.to_string();
                    let (place, rest) = message.split_once(" (line ").unwrap_or((&message, ""));
                    let rest = rest.split_once(')').map_or(rest, |(_, rest)| rest);
                    (Vec::new(), format!("{place}{rest}"), said(&error.alternatives))
                }
            }
        };
        let last = source.trim_end().rsplit('\n').next().unwrap();
        let small = told(source);
        assert_eq!(told(&("\n".repeat(70_000) + source)), small, "blank lines above {source:?}");
        if !source.starts_with('[') {
            assert_eq!(told(&(comments.clone() + source)), small, "comments above {source:?}");
        }
        // The last rows of these count, or have no second reading once they are many.
        if !source.starts_with([',', '[']) {
            let more = format!("{source}{}", format!("{last}\n").repeat(80_000));
            assert_eq!(told(&more), small, "more of {source:?}");
        }
    }
}

#[test]
fn a_reading_that_fits_only_the_beginning_gives_way_to_one_that_fits_all() {
    // 64 KiB of rows that could be two columns, then a row that can only be one number.
    let mut source = "x\n".to_string();
    source.push_str(&"1,5\n".repeat(30_000));
    source.push_str("2\n");
    let parsed = text(&source).unwrap();
    assert_eq!((parsed.matrix.shape().rows, parsed.matrix.shape().cols), (30_001, 1));
    let plain = &source[2..];
    let error = text(plain).map(|parsed| parsed.summary()).unwrap_err();
    assert!(error.to_string().contains("row 30001"), "{error}");
    assert_eq!(error.alternatives.len(), 1);
}

#[test]
fn a_decimal_comma_may_first_appear_beyond_the_sample() {
    let beyond = |row: &str, last: &str| text(&format!("{}{last}", row.repeat(20_000)));
    for (row, last) in [("0;0\n", "1,5;2\n"), ("0\t0\n", "1,5\t2\n"), ("0 0\n", "1,5 2\n"), ("0|0\n", "1,5|2\n")] {
        let parsed = beyond(row, last).unwrap_or_else(|error| panic!("{last:?}: {error}"));
        assert_eq!(rows(&parsed)[20_000], [1.5, 2.0]);
        assert!(parsed.notes.contains(&Note::DecimalComma) && parsed.alternatives.is_empty(), "{parsed:.0?}");
        assert!(!parsed.notes.contains(&Note::ThousandsReadAsDecimals(DecimalMark::Comma)), "{:?}", parsed.notes);
    }
    let source = format!("width\n{}1,5\n", "0\n".repeat(40_000));
    assert_eq!(rows(&text(&source).unwrap())[40_000], [1.5]);
    // What is doubtful in a sample is no less so beyond it.
    let parsed = beyond("0;0\n", "1,234;2\n").unwrap();
    assert!(parsed.notes.contains(&Note::ThousandsReadAsDecimals(DecimalMark::Comma)), "{:?}", parsed.notes);
    let error = beyond("0,0\n", "\"1,234\",2\n").unwrap_err();
    assert!(error.to_string().contains("row 20001, column 1"), "{error}");
    let error = beyond("0\n0\n", "1,5\n").unwrap_err();
    assert_eq!((error.alternatives.len(), error.to_string().contains("row 40001")), (1, true), "{error}");
    let options = ReadOptions { dialect: Some(error.alternatives[0].dialect), ..ReadOptions::default() };
    let source = format!("{}1,5\n", "0\n".repeat(40_000));
    assert_eq!(rows(&with(source.as_bytes(), &options).unwrap())[40_000], [1.5]);
    // An empty cell between tabs is no wide blank.
    let error = beyond("0\t0\n", "1\t\t2\n").unwrap_err();
    assert!(error.to_string().contains("row 20001, column 2"), "{error}");
    // A slip in a text with points is named where it is, not where the other reading fails.
    let slip = "0;0\n".repeat(20_000) + "1.5;2\n1,5;2\n";
    refuses(&slip, &["row 20002, column 1", "\"1,5\""]);
}

#[test]
fn whole_numbers_of_a_large_table_have_one_reading() {
    for row in ["0;0\n", "0\t0\n", "0\n"] {
        assert!(text(&row.repeat(40_000)).unwrap().alternatives.is_empty(), "{row:?}");
    }
}

#[test]
fn quotes_may_begin_anywhere_in_a_large_table() {
    let mut source = "1;2\n".repeat(40_000);
    source.push_str("\"3\";\"4\"\n");
    assert_eq!(rows(&text(&source).unwrap())[40_000], [3.0, 4.0]);
}
