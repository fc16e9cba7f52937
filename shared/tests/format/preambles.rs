//! What may stand before or around a table: comments, byte order marks, blank lines, a common factor.

use crate::{reads, refuses, rows, text, with};
use shared::element::DType;
use shared::format::{Delimiter, Format, Note, ReadOptions, read_bytes};
use shared::matrix::AnyMatrix;

#[test]
fn only_blank_lines_between_rows_are_mentioned() {
    for source in ["A =\n\n   1   2\n\n", "1 2\n3 4\n\n\n", "\n\n1 2\n", "1 2\n \n\t"] {
        let notes = text(source).unwrap().notes;
        assert!(!notes.iter().any(|note| matches!(note, Note::BlankLinesSkipped(_))), "{source:?}: {notes:?}");
    }
    let notes = text("1 2\n\n \n3 4\n\n").unwrap().notes;
    assert!(notes.contains(&Note::BlankLinesSkipped(2)), "{notes:?}");
}

#[test]
fn byte_order_marks_and_all_line_ends_are_read() {
    reads("\u{feff}1,2\r\n3,4\r\n", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("1,2\r3,4", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("\n\n1,2\n3,4\n\n\n", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
}

#[test]
fn utf_16_as_excel_saves_it_is_read() {
    for big in [false, true] {
        let source = "\u{feff}Größe\tb😀\r\n1,5\t2\r\n";
        let bytes: Vec<u8> =
            source.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect();
        let parsed = read_bytes(&bytes, None).unwrap();
        assert_eq!(rows(&parsed), [[1.5, 2.0]]);
        assert!(parsed.notes.contains(&Note::HeaderRowSkipped("Größe, b😀".into())), "{:?}", parsed.notes);
        assert!(read_bytes(&bytes[..bytes.len() - 1], None).is_err());
    }
}

#[test]
fn utf_16_without_a_byte_order_mark_is_read_where_it_begins_like_ascii() {
    for big in [false, true] {
        let encode = |source: &str| -> Vec<u8> {
            source.encode_utf16().flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
        };
        let parsed = read_bytes(&encode("a\tb\r\n1,5\t2\r\n"), None).unwrap();
        assert_eq!(rows(&parsed), [[1.5, 2.0]]);
        assert!(parsed.notes.contains(&Note::Utf16 { marked: false }), "{:?}", parsed.notes);
        assert_eq!(rows(&read_bytes(&encode("5\n"), None).unwrap()), [[5.0]]);
        let json = read_bytes(&encode("[[1,2]]"), None).unwrap();
        assert_eq!((rows(&json), json.notes.len()), (vec![vec![1.0, 2.0]], 1));
        // Cut within a unit.
        let bytes = encode("1 2\n3 4");
        assert!(read_bytes(&bytes[..bytes.len() - 1], None).is_err());
        // Numbers of two bytes are no text.
        let counts: Vec<u8> = encode(&(1..40).map(char::from).collect::<String>());
        assert!(read_bytes(&counts, None).unwrap_err().to_string().contains("neither a known matrix file nor text"));
    }
}

#[test]
fn comments_and_a_name_before_the_table_are_skipped_and_noted() {
    let parsed = reads("# x y\n# z\n1 2\n3 4\n", Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    assert!(parsed.notes.contains(&Note::LinesSkipped(2)));
    reads("A =\n\n     1     2\n     3     4\n\n", Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    refuses("1 2\n# 3 4\n5 6\n", &["row 2, column 1"]);
}

#[test]
fn comments_may_begin_with_a_percent_sign() {
    let parsed = reads("% a b\n1 2\n3 4\n", Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    assert!(parsed.notes.contains(&Note::LinesSkipped(1)), "{:?}", parsed.notes);
    reads("%a,b\n%\n1,2\n", Format::Csv, &[&[1.0, 2.0]]);
    reads("%% Data\n% x\ny\n1\n", Format::Tsv, &[&[1.0]]);
    // A percentage is a value, wherever its sign stands.
    refuses("%5\n6\n", &["row 1, column 1 (line 1)", "%5", "fraction"]);
    refuses("%1,5;2\n6;7\n", &["row 1, column 1 (line 1)", "%1,5"]);
}

#[test]
fn a_comment_within_or_below_a_table_is_refused_as_what_it_is() {
    let remedy = "remove the comment, or put it above the table";
    refuses("1 2\n# 3 4\n5 6\n", &["row 2, column 1 (line 2): \"#\"", remedy]);
    refuses("1,2\n3,4\n# end of data\n", &["row 3, column 1 (line 3): \"# end of data\"", remedy]);
    refuses("1 2\n3 4\n% the end\n", &["row 3, column 1 (line 3): \"%\"", remedy]);
    refuses("1 2 # note\n3 4\n", &["row 1, column 3", remedy]);
    refuses("1,2\n#N/A,4\n", &["row 2, column 1", "error value"]);
}

#[test]
fn the_factor_of_a_matlab_display_shifts_decimal_points() {
    let parsed = reads(
        "A =\n\n   1.0e+03 *\n\n    1.0000    2.0000\n    3.0000    4.0000\n\n",
        Format::Text,
        &[&[1000.0, 2000.0], &[3000.0, 4000.0]],
    );
    assert!(parsed.notes.contains(&Note::ScaledByPowerOfTen(3)), "{:?}", parsed.notes);
    assert!(parsed.notes.contains(&Note::LinesSkipped(1)), "{:?}", parsed.notes);
    // Rounded once: neither 1.0002 * 1000 nor 0.0003 / 10 is the number that is meant.
    reads("1.0e+03 *\n 1.0002 1.2346\n -0.0001 0\n", Format::Text, &[&[1000.2, 1234.6], &[-0.1, 0.0]]);
    reads("1.0e-01 *\n\n 0.0003 1.0e+05\n", Format::Text, &[&[0.00003, 1e4]]);
    reads("x =\r\n\r\n   1.0e+06  *\r\n\r\n 3.5e-6 Inf\r\n", Format::Text, &[&[3.5, f64::INFINITY]]);
    let single = ReadOptions { dtype: DType::F32, ..ReadOptions::default() };
    let parsed = with(b"1e3 *\n 1.0001 1\n", &single).unwrap();
    assert!(matches!(parsed.matrix, AnyMatrix::F32(matrix) if matrix.data() == [1000.1, 1000.0]));
    assert!(rows(&text("1.0e+03 *\n NaN 1\n").unwrap())[0][0].is_nan());
    assert_eq!(rows(&text("1.0e+32767 *\n 0 1\n").unwrap()), [[0.0, f64::INFINITY]]);
}

#[test]
fn a_line_that_is_no_factor_of_a_display_is_refused() {
    for factor in ["2.0e+03 *", "1.0e+99999999999 *", "1.0e+03 * x", "1.0e *", "* ", "1.0e+03 *\n1.0e+03 *"] {
        refuses(&format!("A =\n\n   {factor}\n\n 1 2\n 3 4\n"), &["row 1"]);
    }
    refuses("1.0e+03 *\n 1 2\n 3 x\n", &["row 2, column 2 (line 3)", "\"x\""]);
    refuses("1.0e+03 *\n", &["empty"]);
    // A display has its factor before the numbers.
    refuses("1 2\n1.0e+03 *\n3 4\n", &["row 2, column 2"]);
}

#[test]
fn what_stands_before_the_numbers_may_be_long() {
    for count in [6_000, 200_000] {
        for part in [",", ";", "\t", " "] {
            let names: Vec<String> = (0..count).map(|column| format!("column_{column}")).collect();
            let source = format!("{}\n{row}\n{row}\n", names.join(part), row = vec!["1.5"; count].join(part));
            let parsed = text(&source).unwrap_or_else(|error| panic!("{part:?}: {error}"));
            assert_eq!((parsed.matrix.shape().rows, parsed.matrix.shape().cols), (2, count));
            let Some(Note::HeaderRowSkipped(names)) = parsed.notes.get(1) else { panic!("{:?}", parsed.notes) };
            assert!(names.starts_with("column_0, column_1"), "{names}");
        }
    }
    for (before, note) in [
        ("# header\n".repeat(8_000), Some(Note::LinesSkipped(8000))),
        (format!("#{}\n", "x".repeat(65_536)), Some(Note::LinesSkipped(1))),
        (format!("#{}\n", "1,2;".repeat(500_000)), Some(Note::LinesSkipped(1))),
        ("\n".repeat(70_000), None),
        (" \r\n".repeat(70_000), None),
    ] {
        let parsed = text(&format!("{before}1,2\n3,4\n")).unwrap();
        assert_eq!(rows(&parsed), [[1.0, 2.0], [3.0, 4.0]]);
        let mut notes = vec![Note::Separated(Delimiter::Comma)];
        notes.extend(note);
        assert_eq!(parsed.notes, notes);
        let error = text(&format!("{before}1,2\n3,x\n")).unwrap_err().to_string();
        assert!(error.starts_with("row 2, column 2 (line ") && error.contains("\"x\""), "{error}");
    }
    // Not only a table may stand behind blank lines.
    assert_eq!(text(&("\n".repeat(70_000) + "[[1,2]]")).unwrap().format, Format::Json);
    assert_eq!(text(&("\n".repeat(70_000) + "[1 2; 3 4]")).unwrap().format, Format::Text);
    refuses(&("\n".repeat(70_000) + "[1 2;\n 3 x]"), &["row 2, column 2 (line 70002)"]);
    refuses(&"# nothing\n".repeat(8_000), &["empty"]);
    refuses(&"# nothing\n".repeat(2_000_000), &["bytes contain no number"]);
}
