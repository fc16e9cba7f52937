//! Tables: dialects, quotes, names, and what is refused.

use crate::{reads, refuses, rows, text, with};
use shared::element::DType;
use shared::format::{DecimalMark, Delimiter, Dialect, Format, Note, ReadOptions, read_bytes};
use shared::matrix::AnyMatrix;

#[test]
fn commas_part_cells() {
    let parsed = reads("1,2\n3,4", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    assert_eq!(parsed.notes, [Note::Separated(Delimiter::Comma)]);
}

#[test]
fn a_decimal_comma_is_found_with_semicolons_and_said() {
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
fn a_column_of_decimal_commas_is_offered_where_commas_part_cells() {
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
fn spaces_and_mixed_blanks_part_cells() {
    reads("  1   2.5\n -3\t4  \n", Format::Text, &[&[1.0, 2.5], &[-3.0, 4.0]]);
    reads("1,5 2\n3 4", Format::Text, &[&[1.5, 2.0], &[3.0, 4.0]]);
    reads("1.000000000000000000e+00 2e0", Format::Text, &[&[1.0, 2.0]]);
}

#[test]
fn two_tabs_in_a_row_have_an_empty_cell_between_them() {
    refuses("1 2\t\t3\n4 5\t\t6\n", &["row 1, column 1 (line 1)", "1 2"]);
    refuses("1 234\t\t5\n", &["row 1, column 1", "1 234", "thousands"]);
    refuses("1 2 3\n4\t \t6\n", &["row 2, column 2 (line 2)", "empty"]);
    let spaces = Dialect::Table { delimiter: Delimiter::Whitespace, decimal: DecimalMark::Point };
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
fn tabs_and_spaces_mixed_as_padding_part_cells() {
    reads("1 \t 2\n3 \t 4\n", Format::Tsv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    reads("1\t0.5 0.6\n2\t0.1 0.2\n", Format::Text, &[&[1.0, 0.5, 0.6], &[2.0, 0.1, 0.2]]);
    reads("1 2\n\t3 4\t\n", Format::Text, &[&[1.0, 2.0], &[3.0, 4.0]]);
    let parsed = reads("1 200\n3\t400\n", Format::Text, &[&[1.0, 200.0], &[3.0, 400.0]]);
    assert_eq!(parsed.notes, [Note::Separated(Delimiter::Whitespace), Note::TabsAndSpaces]);
    assert_eq!(text("1 2\n3  4\n").unwrap().notes, [Note::Separated(Delimiter::Whitespace)]);
}

#[test]
fn blanks_between_thousands_do_not_part_cells() {
    for source in
        ["1 234\t5 678\n9 012\t3 456\n", "1 234,56\t7 890,12\n", "net weight\tb\n1 234\t5\n-6\t7\n", "1 234 567\t2\n"]
    {
        refuses(source, &["1 234", "is not a number", "without separators between thousands"]);
    }
    refuses("1 234\t5 678\n9 012\t3 456\n", &["row 1, column 1 (line 1): \"1 234\""]);
    // Whoever means cells can have them.
    let error = refuses("1 234\t5 678\n", &["thousands"]);
    let options = ReadOptions { dialect: Some(error.alternatives[0].dialect), ..ReadOptions::default() };
    assert_eq!(rows(&with(b"1 234\t5 678\n", &options).unwrap()), [[1.0, 234.0, 5.0, 678.0]]);
    // Commas may be decimal: that they were taken so, and blanks to part cells, is said.
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
fn a_refusal_is_about_the_table_and_not_about_another_way_to_split_it() {
    refuses("# c\nalpha,beta\nx,2\n3,4\n", &["row 2, column 1 (line 3): \"x\""]);
    refuses("# c\n5%;7.5\n6;8\n", &["row 1, column 1 (line 2): \"5%\""]);
    refuses("56 , abc\n1 , 2\n", &["row 1, column 2 (line 1): \"abc\""]);
    refuses("a , b\nNA , 2\n", &["row 2, column 1 (line 2): \"NA\"", "missing value"]);
    refuses("\" 1.234,00 \",\" 5,00 \"\n", &["row 1, column 1 (line 1): \"1.234,00\"", "thousands"]);
}

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
fn blanks_around_cells_do_no_harm() {
    reads("1, 2 ,3\n 4,5, 6\n", Format::Csv, &[&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0]]);
}

#[test]
fn pipes_part_cells() {
    reads("1|2\n3|4", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
}

#[test]
fn a_row_of_names_is_skipped_and_named() {
    let parsed = reads("a,b\n1,2\n3,4\n", Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    assert_eq!(parsed.notes, [Note::Separated(Delimiter::Comma), Note::HeaderRowSkipped("a, b".into())]);
    reads("\"Weight, kg\";\"Länge\"\n1;2\n", Format::Csv, &[&[1.0, 2.0]]);
}

#[test]
fn a_first_row_that_is_only_partly_names_is_refused() {
    refuses("1,x\n2,3\n", &["row 1, column 2", "\"x\""]);
    refuses("x,1\n2,3\n", &["row 1, column 1", "\"x\""]);
    refuses("1.2.3,4\n2,3\n", &["row 1, column 1", "1.2.3"]);
}

#[test]
fn names_without_numbers_are_refused() {
    refuses("a,b\n", &["names", "a, b"]);
    refuses("hello world", &["names"]);
}

#[test]
fn a_ragged_row_is_refused_with_its_line() {
    refuses("1,2,3\n4,5\n", &["row 2", "line 2", "2 cells", "3"]);
    refuses("1 2\n\n3 4 5\n", &["row 2", "line 3", "3 cells"]);
    refuses("a;b\n1;2\n3\n", &["row 3", "1 cell,"]);
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
fn commas_that_may_part_thousands_are_refused_in_quotes_and_said_elsewhere() {
    let error = refuses("\"1,234\",2\n3,4\n", &["row 1, column 1", "1,234"]);
    assert_eq!(error.alternatives.len(), 1);
    let parsed = reads("1,234\t5,678\n", Format::Tsv, &[&[1.234, 5.678]]);
    assert!(parsed.notes.contains(&Note::ThousandsReadAsDecimals(DecimalMark::Comma)), "{:?}", parsed.notes);
    assert_eq!(text("0,234\t5,678\n").unwrap().notes.len(), 2);
    refuses("1,234.5\t2\n", &["1,234.5", "thousands"]);
    refuses("1 234,5;2\n", &["1 234,5", "thousands"]);
    refuses("1\u{a0}000\t5\n", &["thousands"]);
    refuses("\u{2212}5,2\n", &["minus sign"]);
}

#[test]
fn marks_that_may_be_meant_otherwise_are_said() {
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
fn a_row_or_column_that_counts_is_read_and_said() {
    let says = |source: &str, note: &Note| text(source).unwrap().notes.contains(note);
    let (row, column) = (&Note::FirstRowMayBeNames, &Note::FirstColumnMayBeIndex);
    let parsed = reads(",a,b\n0,1.5,2\n1,3.0,4\n", Format::Csv, &[&[0.0, 1.5, 2.0], &[1.0, 3.0, 4.0]]);
    assert!(parsed.notes.contains(column), "{:?}", parsed.notes);
    assert!(says("\"\",\"a\"\n\"1\",5\n\"2\",6\n\"3\",7\n", column));
    assert!(says(&(";a;b\n".to_string() + &(0..50_000).map(|row| format!("{row};1;2\n")).collect::<String>()), column));
    for source in ["a,b\n0,1\n1,2\n", ",a\n0,1\n2,2\n", ",a\n2,1\n3,2\n", ",a\n0,1\n", "0,1\n1,2\n"] {
        assert!(!says(source, row) && !says(source, column), "{source:?}");
    }
    let parsed = reads("0,1,2\n1.5,2,3\n", Format::Csv, &[&[0.0, 1.0, 2.0], &[1.5, 2.0, 3.0]]);
    assert!(parsed.notes.contains(row), "{:?}", parsed.notes);
    let wide: String = (0..5_000).map(|column| format!("{column}\t")).collect();
    assert!(says(&format!("{}\n{}0.5\n", wide.trim_end(), "1\t".repeat(4_999)), row));
    for source in ["0,1,2\n3,4,5\n", "0,1,2\n", "0,1\n0.5,0.5\n", "1,2,3\n0.5,0.5,1\n", "0,1,3\n0.5,0.5,1\n"] {
        assert!(!says(source, row) && !says(source, column), "{source:?}");
    }
}

#[test]
fn an_empty_cell_is_refused_and_never_zero() {
    refuses("1,,3\n4,5,6\n", &["row 1, column 2", "empty", "never taken as 0"]);
    refuses("1\t\t3\n4\t\t6\n", &["row 1, column 2", "empty"]);
    refuses("\t1\t2\n\t3\t4\n", &["row 1, column 1", "empty"]);
    refuses("1,2,\n3,4,\n", &["row 1, column 3", "empty"]);
    refuses("1\n\n3\n", &["row 2", "line 2", "empty"]);
}

#[test]
fn words_that_stand_for_missing_values_are_refused() {
    for word in ["NA", "N/A", "null", "-", "?"] {
        refuses(&format!("1,2\n3,{word}\n"), &["row 2, column 2", word, "missing value"]);
    }
}

#[test]
fn a_first_row_of_error_values_is_no_comment() {
    for value in ["#N/A", "#NV", "#DIV/0!", "#REF!", "#NAME?", "#ZAHL!", "#¡VALOR!", "#Н/Д", "####", "########"] {
        for source in
            ["V,1\n2,3\n", "V\t1\n2\t3\n", "V;1,5\n2;3\n", "V 1\n2 3\n", "V\n1\n2\n", "V,V\n1,2\n", "\"V\",1\n2,3\n"]
        {
            refuses(&source.replace('V', value), &["row 1, column 1 (line 1)", value, "error value", "write nan"]);
        }
    }
    refuses("# made by hand\n#N/A,1\n2,3\n", &["row 1, column 1 (line 2)", "#N/A"]);
    refuses("####\n####\n1\n", &["row 1, column 1 (line 1)", "####"]);
    refuses("#N/A 1\n2\n3\n", &["row 1, column 1"]);
}

#[test]
fn comments_that_look_like_error_values_are_comments() {
    for comment in [
        "#NVIDIA",
        "#no!",
        "#!",
        "#",
        "###",
        "# #N/A",
        "#a/b",
        "#N/Amount",
        "##########\n# Data\n####",
        "####",
        "#IMPORTANT! units in m",
        "#NV centers",
        "#### Part one",
        "#WHAT? 1, 2 and 3",
    ] {
        reads(&format!("{comment}\n1,2\n3,4\n"), Format::Csv, &[&[1.0, 2.0], &[3.0, 4.0]]);
    }
    // A frame around words, over a single column as well.
    reads("##########\n# energy (eV)\n##########\n-1.5\n-1.7\n", Format::Tsv, &[&[-1.5], &[-1.7]]);
    reads("# energy (eV)\n##########\n-1.5\n-1.7\n", Format::Tsv, &[&[-1.5], &[-1.7]]);
}

#[test]
fn a_first_row_of_missing_values_is_no_row_of_names() {
    for word in ["NA", "N/A", "null", "None", "missing", "n.a.", "nil"] {
        for source in ["V,V\n1,2\n", "V\tV\n1\t2\n", "V V\n1 2\n", "V\n1\n", "V,\n1,2\n", "\"V\";\"V\"\n1,5;2\n"] {
            refuses(&source.replace('V', word), &["row 1, column 1 (line 1)", word, "missing value", "write nan"]);
        }
    }
    refuses("NA,#N/A\n1,2\n", &["row 1, column 1"]);
    // One real name makes names of the others: sodium has a column beside potassium.
    reads("Na,K\n1,2\n", Format::Csv, &[&[1.0, 2.0]]);
}

#[test]
fn a_first_row_of_numbers_in_another_spelling_is_no_row_of_names() {
    for (source, text, remedy) in [
        ("\u{2212}1\n2\n3\n", "\u{2212}1", "minus sign"),
        ("\u{a0}1.5\n2\n", "\\u{a0}1.5", "invisible"),
        ("1.5\u{a0}\n2\n", "1.5\\u{a0}", "invisible"),
        ("\u{200b}1,2\n3,4\n", "\\u{200b}1", "invisible"),
        ("\u{feff}\u{feff}1;2,5\n3;4\n", "\\u{feff}1", "invisible"),
        ("€5;€6\n7;8\n", "€5", "write a number"),
        ("\"£1,000\"\n200\n", "£1,000", "number"),
        ("£100\n200\n", "£100", "number"),
        ("≤5\n6\n", "≤5", "number"),
        ("EUR 5;1\n6;1\n", "EUR 5", "number"),
        ("５\n6\n", "５", "number"),
        ("∞\n6\n", "∞", "write inf"),
        ("TRUE,FALSE\n1,0\n", "TRUE", "1 for what is true"),
        ("wahr\n1\n", "wahr", "1 for what is true"),
        ("Err:522\n1\n", "Err:522", "error value"),
        ("\\N,\\N\n1,2\n", "\\N", "missing value"),
    ] {
        refuses(source, &["row 1, column 1 (line 1)", &format!("\"{text}\" is not a number"), remedy]);
    }
    for name in [
        "x1",
        "col_2",
        "Q1",
        "gene00012",
        "e5",
        "E",
        "№ 1",
        "day 2",
        "€ per kg",
        "Δ1",
        "≤ x",
        "EUR",
        "µ",
        "true north",
        "Err",
        "nm²",
        "e.1",
    ] {
        reads(&format!("{name}\n1\n2\n"), Format::Tsv, &[&[1.0], &[2.0]]);
    }
    refuses("\u{200b}\n1\n", &["row 1, column 1", "\\u{200b}"]);
    // One real name makes names of the others.
    reads("x,TRUE\n1,0\n", Format::Csv, &[&[1.0, 0.0]]);
    reads("region,2019 sales\n1,2\n", Format::Csv, &[&[1.0, 2.0]]);
    reads("2019 sales\tregion\n1\t2\n", Format::Tsv, &[&[1.0, 2.0]]);
    refuses("5 kg;6 kg\n7;8\n", &["row 1, column 1", "5 kg"]);
    refuses("x;6 EUR\n7;8\n", &["row 1, column 1"]);
    refuses("5 kg\n7\n", &["row 1"]);
}

#[test]
fn things_that_look_like_numbers_are_refused_with_what_to_do() {
    for (cell, word) in [
        ("1_000", "thousands"),
        ("0x10", "decimal digits"),
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
        ("1d5", "number such as"),
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
fn the_line_sep_states_the_delimiter() {
    reads("sep=;\n1,5;2,5\n", Format::Csv, &[&[1.5, 2.5]]);
    reads("SEP=,\r\n1,5\r\n2,5\r\n", Format::Csv, &[&[1.0, 5.0], &[2.0, 5.0]]);
    reads("sep=;\n1,5\n2\n", Format::Csv, &[&[1.5], &[2.0]]);
    reads("sep=\t\n1\t2\n", Format::Tsv, &[&[1.0, 2.0]]);
    refuses("sep=#\n1#2\n", &["sep="]);
}

#[test]
fn comments_and_a_name_before_the_table_are_skipped_and_said() {
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
    let remedy = "take the comment out, or put it above the table";
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
fn a_single_number_is_a_matrix() {
    reads("42", Format::Tsv, &[&[42.0]]);
    assert_eq!(read_bytes(b"42\n43\n", Some("x.csv")).unwrap().format, Format::Csv);
    assert_eq!(read_bytes(b"42\n43\n", Some("x.TXT")).unwrap().format, Format::Text);
}

#[test]
fn a_dialect_can_be_forced_and_is_then_not_guessed() {
    let dialect = |delimiter, decimal| ReadOptions {
        dialect: Some(Dialect::Table { delimiter, decimal }),
        ..ReadOptions::default()
    };
    let column = dialect(Delimiter::Semicolon, DecimalMark::Comma);
    assert_eq!(rows(&with(b"1,2\n3,4\n", &column).unwrap()), [[1.2], [3.4]]);
    let points = dialect(Delimiter::Semicolon, DecimalMark::Point);
    assert!(with(b"1,2\n3,4\n", &points).unwrap_err().to_string().contains("\"1,2\""));
}

#[test]
fn the_message_names_the_file() {
    let error = read_bytes(b"1,2\n3,1.2.3\n", Some("B.csv")).unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("B.csv: row 2, column 2 (line 2): \"1.2.3\" is not a number;"), "{message}");
}

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
    refuses(&"# nothing\n".repeat(2_000_000), &["bytes hold no number", "remove what stands before"]);
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

#[test]
fn long_names_are_shortened_to_a_sentence() {
    let names = vec!["ä".repeat(59); 12].join(",");
    let message = text(&names).unwrap_err().to_string();
    assert!(message.contains("…") && message.chars().count() < 500, "{message}");
    let parsed = text(&format!("{names}\n{}\n", ["1"; 12].join(","))).unwrap();
    assert!(parsed.summary().chars().count() < 500, "{}", parsed.summary());
}
