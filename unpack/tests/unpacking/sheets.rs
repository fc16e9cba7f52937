//! Spreadsheets: values as stored, labels left to the reader of tables, everything else refused with the cell's name.

use crate::archives::{ods, xlsx, zip};
use crate::{matrix, refusal, unpacked};

/// Rows of a sheet: a cell is a number, `s0` for a shared string, `t:` before its text, `d` before a date, or empty.
fn rows(cells: &[&[&str]]) -> String {
    let cell = |row: usize, column: usize, text: &str| {
        let name = format!("{}{row}", char::from(b'A' + column as u8));
        match text.split_at_checked(1) {
            None => String::new(),
            Some(("s", index)) => format!("<c r=\"{name}\" t=\"s\"><v>{index}</v></c>"),
            Some(("t", text)) => format!("<c r=\"{name}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
            Some(("d", value)) => format!("<c r=\"{name}\" s=\"1\"><v>{value}</v></c>"),
            Some(("m", value)) => format!("<c r=\"{name}\" s=\"2\"><v>{value}</v></c>"),
            Some(("b", value)) => format!("<c r=\"{name}\" t=\"b\"><v>{value}</v></c>"),
            Some(("e", value)) => format!("<c r=\"{name}\" t=\"e\"><v>{value}</v></c>"),
            Some(("f", value)) => format!("<c r=\"{name}\"><f>{value}</f></c>"),
            _ => format!("<c r=\"{name}\" s=\"3\"><v>{text}</v></c>"),
        }
    };
    let line = |(number, line): (usize, &&[&str])| {
        let cells: String = line.iter().enumerate().map(|(column, text)| cell(number, column, text)).collect();
        format!("<row r=\"{number}\">{cells}</row>")
    };
    (1..).zip(cells).map(line).collect()
}

fn workbook(cells: &[&[&str]]) -> Vec<u8> {
    zip(&xlsx(&[("Data", &rows(cells))], &["id", "x", "y"]))
}

#[test]
fn numbers_are_read_as_stored() {
    let stored = workbook(&[&["0.30000000000000004", "1e-300"], &["-5", "12345678901234567890"]]);
    assert_eq!(matrix(&stored, None), (2, vec![0.300_000_000_000_000_04, 1e-300, -5.0, 12_345_678_901_234_567_890.0]));
}

#[test]
fn labels_are_left_out() {
    for (cells, cols, numbers) in [
        (&[&["s1", "s2"][..], &["1", "2"], &["3", "4"]][..], 2, vec![1.0, 2.0, 3.0, 4.0]),
        (&[&["", "s1", "s2"], &["tfirst", "1", "2"], &["tsecond", "3", "4"]], 2, vec![1.0, 2.0, 3.0, 4.0]),
        (&[&["tfirst", "1", "2"], &["tsecond", "3", "4"]], 2, vec![1.0, 2.0, 3.0, 4.0]),
        (&[&["", "0", "1"], &["0", "5", "6"], &["1", "7", "8"]], 2, vec![5.0, 6.0, 7.0, 8.0]),
        (&[&["tA title"], &[], &["s1", "s2"], &["1", "2"], &["3", "4"]], 2, vec![1.0, 2.0, 3.0, 4.0]),
        (&[&["", ""], &["", "", "5", "6"], &["", "", "7", "8"]], 2, vec![5.0, 6.0, 7.0, 8.0]),
        (&[&["tday", "s1", "s2"], &["d45000", "1", "2"], &["d45001", "3", "4"]], 2, vec![1.0, 2.0, 3.0, 4.0]),
    ] {
        assert_eq!(matrix(&workbook(cells), None), (cols, numbers), "{cells:?}");
    }
    let (_, found) = unpacked(&workbook(&[&["tA title"], &[], &["1", "2"]]), None).unwrap();
    assert_eq!(
        found.notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["sheet Data", "text around the numbers left out"]
    );
}

#[test]
fn what_is_no_number_is_refused_with_its_cell() {
    for (cell, said) in [
        ("", "cell B2: the cell is empty"),
        ("s1", "cell B2: \"x\" is not a number"),
        ("tn/a", "cell B2: \"n/a\" is not a number"),
        ("b1", "cell B2: \"TRUE\" is not a number"),
        ("e#DIV/0!", "cell B2: \"#DIV/0!\" is not a number"),
        ("d45000", "cell B2: a date or time"),
        ("m45000", "cell B2: a date or time"),
        ("fSUM(A1:A2)", "cell B2: the formula has no stored result"),
    ] {
        let said_of = refusal(&workbook(&[&["1", "2", "3"], &["4", cell, "6"], &["7", "8", "9"]]), None);
        assert!(said_of.contains(&format!("sheet Data, {said}")), "{cell}: {said_of}");
    }
}

#[test]
fn the_first_sheet_with_numbers_is_read_and_the_others_are_offered() {
    let text = rows(&[&["s0", "s1"]]);
    let (first, second) = (rows(&[&["1", "2"]]), rows(&[&["3"], &["4"]]));
    let sheets = zip(&xlsx(&[("Notes", &text), ("One &amp; two", &first), ("Other", &second)], &["a", "b"]));
    assert_eq!(matrix(&sheets, None), (2, vec![1.0, 2.0]));
    let (_, found) = unpacked(&sheets, None).unwrap();
    assert_eq!(found.notes[0].to_string(), "sheet One & two");
    assert_eq!(
        found.others.iter().map(|other| (other.number, other.kind.to_string())).collect::<Vec<_>>(),
        [(3, "sheet Other".to_owned())]
    );
    assert_eq!(matrix(&sheets, Some(3)), (1, vec![3.0, 4.0]));
    assert!(refusal(&sheets, Some(1)).contains("sheet Notes holds no numbers"));
    assert!(refusal(&sheets, Some(4)).contains("no part 4"));
}

#[test]
fn sheets_of_opendocument_are_read_with_their_repeats() {
    let number = |value: &str, more: &str| {
        format!(
            "<table:table-cell office:value-type=\"float\" office:value=\"{value}\" {more}><text:p>x</text:p></table:table-cell>"
        )
    };
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let empty = "<table:table-cell table:number-columns-repeated=\"16382\"/>";
    let table = format!(
        "<table:table table:name=\"S\"><table:table-row>{}{}{empty}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"2\">{}{empty}</table:table-row>\
         <table:table-row table:number-rows-repeated=\"1048573\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>",
        text("a"),
        text("b"),
        number("1.5", "table:number-columns-repeated=\"2\""),
    );
    assert_eq!(matrix(&zip(&ods(&table)), None), (2, vec![1.5; 4]));
    let missing = format!(
        "<table:table table:name=\"S\"><table:table-row>{one}{one}{one}</table:table-row><table:table-row>{one}<table:table-cell/>{one}</table:table-row></table:table>",
        one = number("1", ""),
    );
    assert!(refusal(&zip(&ods(&missing)), None).contains("sheet S, cell B2: the cell is empty"));
    let date = missing.replace(
        "<table:table-cell/>",
        "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-01-01\"/>",
    );
    assert!(refusal(&zip(&ods(&date)), None).contains("sheet S, cell B2: a date"));
}
