//! Leading rows of names, and first rows that only look like one.

use crate::{reads, refuses, text};
use shared::format::{Delimiter, Format, Note};

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
        ("\u{2013}1\n2\n3\n", "\u{2013}1", "minus sign"),
        ("\u{200b}1,2\n3,4\n", "\\u{200b}1", "invisible"),
        ("\u{feff}\u{feff}1;2,5\n3;4\n", "\\u{feff}1", "invisible"),
        ("€5;€6\n7;8\n", "€5", "without its currency"),
        ("\"£1,000\"\n200\n", "£1,000", "currency"),
        ("£100\n200\n", "£100", "currency"),
        ("≤5\n6\n", "≤5", "number"),
        ("EUR 5;1\n6;1\n", "EUR 5", "currency"),
        ("５\n6\n", "５", "number"),
        ("∞\n6\n", "∞", "write inf"),
        ("TRUE,FALSE\n1,0\n", "TRUE", "1 for true"),
        ("wahr\n1\n", "wahr", "1 for true"),
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
fn long_names_are_shortened_to_a_sentence() {
    let names = vec!["ä".repeat(59); 12].join(",");
    let message = text(&names).unwrap_err().to_string();
    assert!(message.contains("…") && message.chars().count() < 500, "{message}");
    let parsed = text(&format!("{names}\n{}\n", ["1"; 12].join(","))).unwrap();
    assert!(parsed.summary().chars().count() < 500, "{}", parsed.summary());
}
