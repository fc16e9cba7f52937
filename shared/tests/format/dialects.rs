//! Which dialect a table is read in, which others are offered, and which doubts are stated.

use crate::{reads, refuses, rows, text, with};
use shared::format::{DecimalMark, Delimiter, Dialect, Format, Note, ReadOptions};

#[test]
fn commas_separate_cells() {
    let parsed = reads("1,2\n3,4", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    assert_eq!(parsed.notes, [Note::Separated(Delimiter::Comma)]);
}

#[test]
fn a_decimal_comma_is_found_with_semicolons_and_noted() {
    let parsed = reads("1,5;2,5\r\n3;-4,25e1\r\n", Format::Csv, &[&[1.5, 2.5], &[3.0, -42.5]]);
    assert_eq!(parsed.notes, [Note::Separated(Delimiter::Semicolon), Note::DecimalComma]);
    assert_eq!(parsed.summary(), "2 × 2, semicolon-separated, decimal comma");
}

#[test]
fn one_line_with_semicolons_and_commas_is_decimal_and_the_other_reading_is_offered() {
    let parsed = reads("1,5;2,5", Format::Csv, &[&[1.5, 2.5]]);
    assert_eq!(parsed.alternatives.len(), 1);
    let options = ReadOptions { dialect: Some(parsed.alternatives[0].dialect), ..ReadOptions::default() };
    assert_eq!(rows(&with(b"1,5;2,5", &options).unwrap()), [[1.0, 5.0], [2.0, 5.0]]);
}

#[test]
fn tabs_with_a_decimal_comma_are_read_as_excel_copies_them() {
    reads("1,5\t2\r\n3,5\t4\r\n", Format::Tsv, &[&[1.5, 2.0], &[3.5, 4.0]]);
    reads("1,5\t2", Format::Tsv, &[&[1.5, 2.0]]);
}

#[test]
fn a_column_of_decimal_commas_is_offered_where_commas_separate_cells() {
    let parsed = reads("1,5\n2,5\n", Format::Csv, &[&[1.0, 5.0], &[2.0, 5.0]]);
    assert_eq!(parsed.alternatives.len(), 1);
    let reading = &parsed.alternatives[0];
    assert!(reading.description.starts_with("2 × 1, ") && reading.description.ends_with("decimal comma"));
    let options = ReadOptions { dialect: Some(reading.dialect), ..ReadOptions::default() };
    assert_eq!(rows(&with(b"1,5\n2,5\n", &options).unwrap()), [[1.5], [2.5]]);
}

#[test]
fn a_name_above_a_column_settles_that_commas_are_decimal() {
    let parsed = reads("width\n1,5\n2\n", Format::Tsv, &[&[1.5], &[2.0]]);
    assert_eq!(parsed.notes, [Note::OneNumberPerLine, Note::DecimalComma, Note::HeaderRowSkipped("width".into())]);
}

#[test]
fn spaces_and_mixed_blanks_separate_cells() {
    reads("  1   2.5\n -3\t4  \n", Format::Text, &[&[1.0, 2.5], &[-3.0, 4.0]]);
    reads("1,5 2\n3 4", Format::Text, &[&[1.5, 2.0], &[3.0, 4.0]]);
    reads("1.000000000000000000e+00 2e0", Format::Text, &[&[1.0, 2.0]]);
}

#[test]
fn two_tabs_in_a_row_have_an_empty_cell_between_them() {
    refuses("1 2\t\t3\n4 5\t\t6\n", &["row 1, column 1 (line 1)", "1 2"]);
    refuses("1 234\t\t5\n", &["row 1, column 1", "1 234", "thousands"]);
    refuses("1 2 3\n4\t \t6\n", &["row 2, column 2 (line 2)", "empty"]);
    let spaces = Dialect::table(Delimiter::Whitespace, DecimalMark::Point);
    let options = ReadOptions { dialect: Some(spaces), ..ReadOptions::default() };
    for (source, place) in [("a b\t\tc\n1 2 3\n", "row 1, column 3"), ("1 \"2\"\t\t3\n", "row 1, column 3")] {
        let message = with(source.as_bytes(), &options).unwrap_err().to_string();
        assert!(message.contains(place) && message.contains("empty"), "{message}");
    }
    // The row is longer than what is looked at to find the dialect, which ends between the tabs.
    for count in [32_767, 32_768, 32_769] {
        let source = "1\t".repeat(count) + "\t2\n";
        refuses(&source, &[&format!("row 1, column {} (line 1)", count + 1), "empty"]);
    }
    refuses(&("1 2\n".repeat(40_000) + "3\t\t4\n"), &["row 40001, column 2 (line 40001)", "empty"]);
    refuses(&("1\t".repeat(40_000) + "1 234\n"), &["row 1, column 40001", "1 234", "thousands"]);
}

#[test]
fn tabs_and_spaces_mixed_as_padding_separate_cells() {
    reads("1 \t 2\n3 \t 4\n", Format::Tsv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("1\t0.5 0.6\n2\t0.1 0.2\n", Format::Text, &[&[1.0, 0.5, 0.6], &[2.0, 0.1, 0.2]]);
    reads("1 2\n\t3 4\t\n", Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    let parsed = reads("1 200\n3\t400\n", Format::Text, &[&[1.0, 200.0], &[3.0, 400.0]]);
    assert_eq!(parsed.notes, [Note::Separated(Delimiter::Whitespace), Note::TabsAndSpaces]);
    assert_eq!(text("1 2\n3  4\n").unwrap().notes, [Note::Separated(Delimiter::Whitespace)]);
}

#[test]
fn blanks_between_thousands_do_not_separate_cells() {
    for source in
        ["1 234\t5 678\n9 012\t3 456\n", "1 234,56\t7 890,12\n", "net weight\tb\n1 234\t5\n-6\t7\n", "1 234 567\t2\n"]
    {
        refuses(source, &["1 234", "is not a number", "thousands"]);
    }
    refuses("1 234\t5 678\n9 012\t3 456\n", &["row 1, column 1 (line 1): \"1 234\""]);
    // Cells are still available by choosing the dialect.
    let error = refuses("1 234\t5 678\n", &["thousands"]);
    let options = ReadOptions { dialect: Some(error.alternatives[0].dialect), ..ReadOptions::default() };
    assert_eq!(rows(&with(b"1 234\t5 678\n", &options).unwrap()), [[1.0, 234.0, 5.0, 678.0]]);
    // Commas may be decimal: that they were read so, and spaces as separators, is noted.
    let note = Note::SpacedThousandsSplit;
    let doubtful = reads("1 234,5 678\n9 012,3 456\n", Format::Text, &[&[1.0, 234.5, 678.0], &[9.0, 12.3, 456.0]]);
    assert!(doubtful.notes.contains(&note), "{:?}", doubtful.notes);
    // A decimal comma in every number, or groups that are none, leave no doubt.
    for source in ["100,5 200,5\n110,5 210,5\n", "1 23,5\n6 78,5\n", "0,5 1\n2 300,5\n"] {
        assert!(!text(source).unwrap().notes.contains(&note), "{source:?}");
    }
    refuses(&"1 234\t5 678\n".repeat(20_000), &["row 1, column 1", "thousands"]);
}

#[test]
fn blanks_around_cells_do_no_harm() {
    reads("1, 2 ,3\n 4,5, 6\n", Format::Csv, &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
}

#[test]
fn pipes_separate_cells() {
    reads("1|2\n3|4", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
}

#[test]
fn a_ragged_table_is_not_taken_for_a_column_of_decimals_but_that_is_offered() {
    let error = refuses("1,2\n3\n", &["row 2"]);
    assert_eq!(error.alternatives.len(), 1);
    let options = ReadOptions { dialect: Some(error.alternatives[0].dialect), ..ReadOptions::default() };
    assert_eq!(rows(&with(b"1,2\n3\n", &options).unwrap()), [[1.2], [3.0]]);
}

#[test]
fn a_ragged_table_with_semicolons_is_not_taken_for_a_block() {
    refuses("1;2;3\n4;5;6\n7;8", &["row 3", "2 cells"]);
    refuses("1,5;2,5;3,5\n4,5;5,5", &["row 2", "2 cells"]);
    refuses("1;2\n3;4;", &["row 2, column 3", "empty"]);
    let error = refuses("1,5;2,5;", &["column 3", "empty"]);
    assert_eq!(error.alternatives.len(), 1);
}

#[test]
fn commas_that_may_separate_thousands_are_refused_in_quotes_and_noted_elsewhere() {
    let error = refuses("\"1,234\",2\n3,4\n", &["row 1, column 1", "1,234"]);
    assert_eq!(error.alternatives.len(), 1);
    let parsed = reads("1,234\t5,678\n", Format::Tsv, &[&[1.234, 5.678]]);
    assert!(parsed.notes.contains(&Note::ThousandsReadAsDecimals(DecimalMark::Comma)), "{:?}", parsed.notes);
    assert_eq!(text("0,234\t5,678\n").unwrap().notes.len(), 2);
    refuses("1,234.5\t2\n", &["1,234.5", "thousands"]);
    refuses("1 234,5;2\n", &["1 234,5", "thousands"]);
    refuses("1\u{a0}000 5\n", &["thousands"]);
}

#[test]
fn marks_that_may_be_meant_otherwise_are_noted() {
    let says = |source: &str, note: &Note| text(source).unwrap().notes.contains(note);
    let thousand = &Note::ThousandsReadAsDecimals(DecimalMark::Point);
    for source in ["1.234;5.678\n2.345;999\n", "1.234\t5.678\n", "1.234\n-22.345\n", "x;y\n1.234;5\n", "1.234|2\n"] {
        assert!(says(source, thousand), "{source:?}");
        assert!(
            says(&format!("{source}{}", &source[source.find('1').unwrap()..].repeat(20_000)), thousand),
            "{source:?}"
        );
    }
    for source in [
        "0.123;5.678\n",
        "1.234;5.67\n",
        "1234.567\t1.234\n",
        "1.234,5.678\n",
        "1.234 5.678\n",
        "1;2\n",
        "1.234e+00\n",
        "1.2345\n",
        "a.b;c\n1;2\n",
    ] {
        assert!(!says(source, thousand), "{source:?}");
    }
    let decimal = &Note::DecimalCommasSplit;
    for source in ["0,05\n1,25\n", "1.234,00\n5.678,00\n", "x,y\n3,07\n"] {
        assert!(says(source, decimal), "{source:?}");
    }
    for source in ["1,2\n3,4\n", "1,0\n0,1\n", "1,0.5\n2,0.25\n", "1,05,3\n", "1, 2\n10,20\n", "0,05;1\n"] {
        assert!(!says(source, decimal), "{source:?}");
    }
}

#[test]
fn a_first_row_that_counts_is_read_and_noted_and_the_other_reading_is_offered() {
    let says = |source: &str| text(source).unwrap().notes.contains(&Note::FirstRowMayBeNames);
    let source = "0,1,2\n1.5,2,3\n";
    let parsed = reads(source, Format::Csv, &[&[0.0, 1.0, 2.0], &[1.5, 2.0, 3.0]]);
    assert!(parsed.notes.contains(&Note::FirstRowMayBeNames), "{:?}", parsed.notes);
    let options = ReadOptions { dialect: Some(parsed.alternatives[0].dialect), ..ReadOptions::default() };
    assert_eq!(rows(&with(source.as_bytes(), &options).unwrap()), [[1.5, 2.0, 3.0]]);
    let wide: String = (0..5_000).map(|column| format!("{column}\t")).collect();
    assert!(says(&format!("{}\n{}0.5\n", wide.trim_end(), "1\t".repeat(4_999))));
    for source in ["0,1,2\n3,4,5\n", "0,1,2\n", "0,1\n0.5,0.5\n", "1,2,3\n0.5,0.5,1\n", "0,1,3\n0.5,0.5,1\n"] {
        assert!(!says(source), "{source:?}");
    }
}

#[test]
fn the_line_sep_states_the_delimiter() {
    reads("sep=;\n1,5;2,5\n", Format::Csv, &[&[1.5, 2.5]]);
    reads("SEP=,\r\n1,5\r\n2,5\r\n", Format::Csv, &[&[1.0, 5.0], &[2.0, 5.0]]);
    reads("sep=;\n1,5\n2\n", Format::Csv, &[&[1.5], &[2.0]]);
    reads("sep=\t\n1\t2\n", Format::Tsv, &[&[1.0, 2.0]]);
    refuses("sep=#\n1#2\n", &["sep="]);
}

#[test]
fn a_dialect_can_be_forced_and_is_then_not_guessed() {
    let dialect = |delimiter, decimal| ReadOptions {
        dialect: Some(Dialect::table(delimiter, decimal)),
        ..ReadOptions::default()
    };
    let column = dialect(Delimiter::Semicolon, DecimalMark::Comma);
    assert_eq!(rows(&with(b"1,2\n3,4\n", &column).unwrap()), [[1.2], [3.4]]);
    let points = dialect(Delimiter::Semicolon, DecimalMark::Point);
    assert!(with(b"1,2\n3,4\n", &points).unwrap_err().to_string().contains("\"1,2\""));
}
