//! Packed files: gzip, NumPy archives, spreadsheets, HTML, from a file on the page and from `matmill.parse`.

use serde_json::{Value, json};
use shared::{Matrix, Shape};
use tests::fixtures::npy;
use tests::packing::{gzip, xlsx, zip};
use tests::page::{ENTER, Hosting, Page};

const SCRIPTS: &str = include_str!("packed.js");

/// What `matmill.parse` makes of the bytes: the matrix, its format and its notes, or the error.
fn parsed(page: &Page, bytes: &[u8], name: &str, options: Value) -> Value {
    page.call_with(SCRIPTS, "parse", json!([bytes, name, options]))
}

fn matrix(rows: usize, cols: usize, values: &[f64]) -> Vec<u8> {
    npy(&Matrix::new(Shape::new(rows, cols), values.to_vec()).unwrap())
}

fn two_arrays() -> Vec<u8> {
    let (a, b) = (matrix(2, 2, &[1.0, 2.0, 3.0, 4.0]), matrix(1, 3, &[5.0, 6.0, 7.0]));
    zip(&[("a.npy", &a), ("b.npy", &b)])
}

fn two_sheets() -> Vec<u8> {
    let cell = |name: &str, value: &str| format!("<c r=\"{name}\"><v>{value}</v></c>");
    let first = [
        "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>x</v></c><c r=\"B1\" t=\"str\"><v>y</v></c></row><row r=\"2\">",
        &cell("A2", "1.5"),
        &cell("B2", "2"),
        "</row>",
    ]
    .concat();
    let second = ["<row r=\"1\">", &cell("A1", "7"), &cell("B1", "8"), &cell("C1", "9"), "</row>"].concat();
    xlsx(&[("Text", "<row><c t=\"str\"><v>no number</v></c></row>"), ("First", &first), ("Second", &second)])
}

/// Presses the button of another reading whose text begins so.
fn read_as(page: &Page, start: &str) {
    page.wait_until("the other reading is offered", || {
        (page.call_with(include_str!("readings.js"), "focusReading", json!(start)) == json!(true)).then_some(())
    });
    page.browser.press(&[ENTER]);
}

#[test]
fn scripts_read_every_kind() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        assert_eq!(page.call(SCRIPTS, "hasModule"), json!(false), "the module is loaded only when it is needed");
        let square = json!([2, 2, [1, 2, 3, 4]]);
        let one = zip(&[("a.npy", &matrix(2, 2, &[1.0, 2.0, 3.0, 4.0]))]);
        let sheet = two_sheets();
        let table = b"<p>Text</p><table><tr><td>1<td>2<tr><td>3<td>4</table>".to_vec();
        for (bytes, name, expected, format, note) in [
            (gzip(b"1,2\n3,4\n"), "a.csv.gz", &square, "csv", "unpacked from gzip"),
            (gzip(b"[[1,2],[3,4]]"), "a.json", &square, "json", "unpacked from gzip"),
            (gzip(&one), "a.npz.gz", &square, "npy", "unpacked from gzip"),
            (one, "one.npz", &square, "npy", "array a of the archive"),
            (sheet, "book.xlsx", &json!([1, 2, [1.5, 2]]), "xlsx", "sheet First"),
            (table, "page.html", &square, "html", "table 1 of the document"),
        ] {
            let found = parsed(&page, &bytes, name, json!(null));
            assert_eq!((&found["matrix"], &found["format"]), (expected, &json!(format)), "{name}: {found}");
            assert!(found["notes"].as_str().unwrap().contains(note), "{name}: {found}");
        }
        assert_eq!(page.call(SCRIPTS, "hasModule"), json!(true));
        let found = parsed(&page, &two_arrays(), "two.npz", json!({ "part": 2 }));
        assert_eq!(found["matrix"], json!([1, 3, [5, 6, 7]]), "{found}");
        let found = parsed(&page, &two_sheets(), "book.xlsx", json!({ "part": 3 }));
        assert_eq!(found["matrix"], json!([1, 3, [7, 8, 9]]), "{found}");
        page.expect_quiet_console();
    }
}

#[test]
fn what_cannot_be_unpacked_is_refused_in_words() {
    let page = Page::open(Hosting::Isolated);
    let whole = gzip(b"1,2\n3,4\n");
    let mut changed = whole.clone();
    changed[16] ^= 1;
    let mut claim = whole.clone();
    let end = claim.len() - 4;
    claim[end..].copy_from_slice(&u32::MAX.to_le_bytes());
    let hole = xlsx(&[(
        "S",
        "<row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"B1\"><v>2</v></c></row><row r=\"2\"><c r=\"A2\"><v>3</v></c></row>",
    )]);
    for (bytes, name, error, said) in [
        (
            whole[..whole.len() - 9].to_vec(),
            "cut.csv.gz",
            "FormatError",
            "cut.csv.gz: the gzip data is corrupt or truncated",
        ),
        (changed, "changed.csv.gz", "FormatError", "corrupt"),
        (claim, "claim.csv.gz", "LimitError", "more than 1073741824 bytes"),
        (gzip(&whole), "twice.csv.gz.gz", "FormatError", "a gzip file in a gzip file"),
        (gzip(b"1,x\n3,4\n"), "bad.csv.gz", "FormatError", "bad.csv: row 1"),
        (two_arrays(), "two.npz", "FormatError", "array a, 2 × 2 float64; array b, 1 × 3 float64"),
        (two_arrays()[..150].to_vec(), "cut.npz", "FormatError", "cut.npz: the ZIP archive"),
        (hole, "hole.xlsx", "FormatError", "sheet S, cell B2: the cell is empty"),
        (b"<html><p>1 2</p>".to_vec(), "page.html", "FormatError", "markup without a table"),
    ] {
        let found = parsed(&page, &bytes, name, json!(null));
        assert_eq!(found["error"], json!(error), "{name}: {found}");
        assert!(found["message"].as_str().unwrap().contains(said), "{name}: {found}");
    }
}

#[test]
fn a_gzip_bomb_is_stopped_at_the_limit() {
    let page = Page::open(Hosting::Isolated);
    // It states a small size at its end.
    let found = page.call(SCRIPTS, "parseBomb");
    assert_eq!(found["error"], json!("LimitError"), "{found}");
    assert!(found["message"].as_str().unwrap().contains("1073741824 bytes"), "{found}");
}

#[test]
fn files_on_the_page_are_unpacked_and_their_other_parts_are_one_press_away() {
    let page = Page::open(Hosting::Isolated);
    page.load_file("Load A", "a.csv.gz", &gzip(b"1;2,5\n3;4\n"));
    page.wait_for_status(&["a.csv.gz", "2 × 2", "unpacked from gzip", "decimal comma", "CSV"]);
    page.choose("Load A", "two.npz", &two_arrays());
    let alert = page.alert();
    assert!(alert.contains("array a, 2 × 2 float64") && alert.contains("array b, 1 × 3 float64"), "{alert}");
    read_as(&page, "Read as array b");
    page.wait_for_status(&["two.npz", "1 × 3", "array b of the archive"]);
    page.load_file("Load B", "book.xlsx", &two_sheets());
    page.wait_for_status(&["book.xlsx", "1 × 2", "sheet First", "Excel"]);
    read_as(&page, "Read as sheet Second");
    page.wait_for_status(&["book.xlsx", "1 × 3", "sheet Second"]);
    page.expect_quiet_console();
}

#[test]
fn the_source_of_a_table_is_pasted() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "<table><tr><td>1<td>2<tr><td>3<td>4</table><img src=x onerror=\"window.hurt = true\">");
    page.wait_for_status(&["2 × 2", "table 1 of the document", "HTML"]);
    assert_eq!(
        page.run("return window.hurt === undefined && document.querySelector('img[src=x]') === null"),
        json!(true)
    );
    page.expect_quiet_console();
}

#[test]
fn a_page_without_workers_unpacks_by_itself() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load("delete globalThis.Worker");
    page.load();
    let found = parsed(&page, &gzip(b"1,2\n3,4\n"), "a.csv.gz", json!(null));
    assert_eq!(found["matrix"], json!([2, 2, [1, 2, 3, 4]]), "{found}");
    let found = parsed(&page, &gzip(&two_arrays()), "two.npz.gz", json!({ "part": 1 }));
    assert_eq!(found["matrix"], json!([2, 2, [1, 2, 3, 4]]), "{found}");
}
