//! An operand is edited in a table, as in a spreadsheet; its text shows the same matrix.

use serde_json::{Value, json};
use tests::page::{CONTROL, ENTER, ESCAPE, Hosting, Page};

const SCRIPTS: &str = include_str!("table.js");

const TAB: char = '\u{e004}';
const SHIFT: char = '\u{e008}';
const ALT: char = '\u{e00a}';
const END: char = '\u{e010}';
const HOME: char = '\u{e011}';
const LEFT: char = '\u{e012}';
const UP: char = '\u{e013}';
const RIGHT: char = '\u{e014}';
const DOWN: char = '\u{e015}';
const PAGE_DOWN: char = '\u{e00f}';
const DELETE: char = '\u{e017}';
const F2: char = '\u{e032}';

/// A page whose A holds `text` and is shown as a table that has the focus.
fn with_table(text: &str) -> Page {
    let page = Page::open(Hosting::Isolated);
    if !text.is_empty() {
        page.paste("Matrix A", text);
        page.wait_for_status(&[" × "]);
    }
    page.call_with(SCRIPTS, "showAs", json!(["A", "Table"]));
    page.wait_until("there is a table", || page.browser.select("[data-side=A] [role=grid]").into_iter().next());
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    page
}

/// Presses these keys one after the other; a list of several is pressed together.
fn press(page: &Page, keys: &[&[char]]) {
    keys.iter().for_each(|keys| page.browser.press(keys));
}

fn type_keys(page: &Page, text: &str) {
    text.chars().for_each(|key| page.browser.press(&[key]));
}

fn expect_cells(page: &Page, rows: &[&[&str]]) {
    let mut shown = Value::Null;
    page.wait_until(&format!("the table shows {rows:?}"), || {
        let now = page.call_with(SCRIPTS, "shownCells", json!("A"));
        (shown != now).then(|| shown = now.clone());
        (now == json!(rows)).then_some(())
    });
}

fn expect_active(page: &Page, row: u32, col: u32) {
    page.wait_until(&format!("row {row}, column {col} is active"), || {
        (page.call_with(SCRIPTS, "activeCell", json!("A")) == json!([row, col])).then_some(())
    });
}

fn focus(page: &Page) -> String {
    page.call_with(SCRIPTS, "focusIn", json!("A")).as_str().unwrap().to_owned()
}

/// The text of A, whichever view is shown.
fn expect_text(page: &Page, text: &str) {
    let value = "return document.getElementById('matrix-A').value";
    page.wait_until(&format!("the text is {text:?}"), || (page.run(value) == json!(text)).then_some(()));
}

#[test]
fn a_blank_table_is_filled_in_with_keys_and_multiplied() {
    let page = with_table("");
    page.paste("Matrix B", "5 6\n7 8");
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    type_keys(&page, "1");
    press(&page, &[&[TAB]]);
    type_keys(&page, "2");
    press(&page, &[&[ENTER]]);
    expect_active(&page, 2, 1);
    type_keys(&page, "3");
    press(&page, &[&[TAB]]);
    // A row that is not finished is no error, but no matrix either.
    expect_cells(&page, &[&["1", "2"], &["3"]]);
    expect_text(&page, "1  2\n3  ?");
    assert_eq!(page.words("alert"), "");
    type_keys(&page, "4");
    press(&page, &[&[CONTROL, ENTER]]);
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    expect_text(&page, "1  2\n3  4");
    assert_eq!(page.words("alert"), "");
}

#[test]
fn a_table_with_a_blank_cell_is_refused_and_never_counts_it_as_zero() {
    let page = with_table("1 2\n3 4");
    page.paste("Matrix B", "1\n1");
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    press(&page, &[&[DOWN], &[DOWN]]);
    type_keys(&page, "5");
    press(&page, &[&[ENTER]]);
    expect_text(&page, "1  2\n3  4\n5  ?");
    page.click("Multiply");
    assert!(page.alert().contains("row 3"), "{}", page.words("alert"));
    assert_eq!(page.result(), [0.0; 0]);
    page.click("Undo");
    expect_cells(&page, &[&["1", "2"], &["3", "4"]]);
    page.click("Multiply");
    page.expect_result(&[3.0, 7.0]);
}

#[test]
fn blank_rows_and_columns_before_the_numbers_do_not_count() {
    let page = with_table("");
    press(&page, &[&[DOWN], &[RIGHT]]);
    type_keys(&page, "7");
    press(&page, &[&[ENTER]]);
    page.run("document.getElementById('matrix-B').focus()");
    expect_text(&page, "7");
    page.wait_for_status(&["1 × 1"]);
    assert_eq!(page.words("alert"), "");
}

#[test]
fn typing_replaces_f2_edits_and_escape_restores() {
    let page = with_table("10 20\n30 40");
    type_keys(&page, "5");
    assert_eq!(focus(&page), "cell");
    press(&page, &[&[ESCAPE]]);
    expect_cells(&page, &[&["10", "20"], &["30", "40"]]);
    assert_eq!(focus(&page), "table");
    press(&page, &[&[F2]]);
    type_keys(&page, "5");
    press(&page, &[&[ENTER]]);
    expect_cells(&page, &[&["105", "20"], &["30", "40"]]);
    expect_active(&page, 2, 1);
    // Enter opens, and with Shift goes up.
    press(&page, &[&[ENTER]]);
    type_keys(&page, "1");
    press(&page, &[&[SHIFT, ENTER]]);
    expect_cells(&page, &[&["105", "20"], &["301", "40"]]);
    expect_active(&page, 1, 1);
    // An arrow key leaves a cell that typing opened.
    type_keys(&page, "-2");
    press(&page, &[&[RIGHT]]);
    expect_cells(&page, &[&["-2", "20"], &["301", "40"]]);
    expect_active(&page, 1, 2);
    press(&page, &[&[DELETE]]);
    expect_cells(&page, &[&["-2", "0"], &["301", "40"]]);
    expect_text(&page, " -2   0\n301  40");
}

#[test]
fn keys_move_within_the_table_and_tab_leaves_it() {
    let page = with_table("1 2 3\n4 5 6\n7 8 9");
    for (keys, row, col) in [
        (&[RIGHT][..], 1, 2),
        (&[DOWN], 2, 2),
        (&[LEFT], 2, 1),
        (&[UP], 1, 1),
        (&[END], 1, 3),
        (&[RIGHT], 1, 4),
        (&[HOME], 1, 1),
        (&[CONTROL, END], 3, 3),
        (&[CONTROL, HOME], 1, 1),
        (&[CONTROL, DOWN], 3, 1),
        (&[PAGE_DOWN], 4, 1),
    ] {
        page.browser.press(keys);
        expect_active(&page, row, col);
    }
    press(&page, &[&[TAB]]);
    assert_ne!(focus(&page), "table");
    press(&page, &[&[SHIFT, TAB]]);
    assert_eq!(focus(&page), "table");
}

#[test]
fn what_is_not_a_number_is_refused_in_place_and_the_matrix_keeps_its_own() {
    for wrong in ["abc", "1.2.3", "--1", "1e", "0x1"] {
        let page = with_table("1 2\n3 4");
        page.paste("Matrix B", "1\n1");
        page.call_with(SCRIPTS, "enterTable", json!("A"));
        type_keys(&page, wrong);
        press(&page, &[&[ENTER]]);
        let alert = page.alert();
        assert!(alert.contains(wrong) && alert.contains("row 1, column 1"), "{alert}");
        expect_cells(&page, &[&[wrong, "2"], &["3", "4"]]);
        assert_eq!(focus(&page), "cell");
        expect_text(&page, "1 2\n3 4");
        // Nothing is multiplied that is not what is shown.
        page.click("Multiply");
        page.wait_until("both alerts name it", || (page.words("alert").matches(wrong).count() == 2).then_some(()));
        assert_eq!(page.result(), [0.0; 0]);
        expect_cells(&page, &[&[wrong, "2"], &["3", "4"]]);
        page.run("document.querySelector('[data-side=A] [role=grid] input').focus()");
        press(&page, &[&[ESCAPE]]);
        expect_cells(&page, &[&["1", "2"], &["3", "4"]]);
        page.click("Multiply");
        page.expect_result(&[3.0, 7.0]);
        page.wait_until("the alerts are gone", || page.words("alert").is_empty().then_some(()));
    }
}

#[test]
fn numbers_are_read_as_files_are() {
    let page = with_table("1");
    for (typed, number) in [
        ("1,5", "1.5"),
        ("+2", "2"),
        (".5", "0.5"),
        ("1e400", "inf"),
        ("-1e-400", "-0"),
        ("NaN", "nan"),
        ("-inf", "-inf"),
        ("0.1", "0.1"),
        ("9007199254740993", "9007199254740992"),
        ("2.2250738585072011e-308", "2.225073858507201e-308"),
    ] {
        page.call_with(SCRIPTS, "enterTable", json!("A"));
        type_keys(&page, typed);
        press(&page, &[&[ENTER]]);
        expect_text(&page, number);
    }
}

#[test]
fn a_block_is_pasted_at_the_active_cell_and_the_table_grows() {
    let page = with_table("1 2\n3 4");
    for (keys, pasted, text) in [
        // Two columns beside it, with decimal commas.
        (&[RIGHT, RIGHT][..], "1,5\t2,5\r\n3,5\t4,5\r\n", "1  2  1.5  2.5\n3  4  3.5  4.5"),
        // Over it.
        (&[], "9 8\n7 6", "9  8  1.5  2.5\n7  6  3.5  4.5"),
        // Rows below that are not complete are a draft.
        (&[DOWN, DOWN], "1,2", "9    8    1.5  2.5\n7    6    3.5  4.5\n1.2  ?  ?  ?"),
    ] {
        page.call_with(SCRIPTS, "enterTable", json!("A"));
        keys.iter().for_each(|&key| page.browser.press(&[key]));
        page.call_with(SCRIPTS, "pasteText", json!(pasted));
        if text.contains('?') {
            let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let value = "return document.getElementById('matrix-A').value.split(/\\s+/).join(' ')";
            page.wait_until(&format!("the text is {words:?}"), || (page.run(value) == json!(words)).then_some(()));
        } else {
            expect_text(&page, text);
        }
        assert_eq!(page.words("alert"), "");
    }
    // What is no block of numbers changes nothing.
    let before = page.run("return document.getElementById('matrix-A').value");
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    page.call_with(SCRIPTS, "pasteText", json!("1\t2\n3\tx\n"));
    assert!(page.alert().contains('x'), "{}", page.words("alert"));
    assert_eq!(page.run("return document.getElementById('matrix-A').value"), before);
}

#[test]
fn two_hundred_by_two_hundred_are_edited_and_no_more() {
    let page = with_table("");
    let row = vec!["1"; 200].join("\t");
    let block = vec![row.as_str(); 200].join("\n");
    page.call_with(SCRIPTS, "pasteText", json!(block));
    page.wait_for_status(&["200 × 200", "f64"]);
    let cells = page.call_with(SCRIPTS, "cellCount", json!("A")).as_u64().unwrap();
    assert!(cells < 2_000, "{cells} cells are drawn");
    press(&page, &[&[CONTROL, END]]);
    expect_active(&page, 200, 200);
    type_keys(&page, "5");
    press(&page, &[&[ENTER]]);
    page.wait_until("the number is 5", || {
        (page.run("return document.querySelector('#cell-A').textContent.trim()") == json!("5")).then_some(())
    });
    page.click("Insert row");
    assert!(page.alert().contains("200"), "{}", page.words("alert"));
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    press(&page, &[&[DOWN]]);
    page.call_with(SCRIPTS, "pasteText", json!(block));
    page.wait_until("the block is refused", || page.words("alert").contains("200 × 200").then_some(()));
    // One row more has no table, but a summary, and the table comes back with the matrix.
    let rows = "1,2\n".repeat(201);
    page.load_file("Load A", "tall.csv", rows.as_bytes());
    page.wait_for_status(&["tall.csv", "201 × 2"]);
    assert!(page.browser.select("[data-side=A] [role=grid]").is_empty());
    page.click("Undo");
    page.wait_until("the table is back", || page.browser.select("[data-side=A] [role=grid]").into_iter().next());
}

#[test]
fn rows_and_columns_are_inserted_and_deleted() {
    let page = with_table("1 2\n3 4");
    page.click("Insert row");
    expect_text(&page, "1  2\n0  0\n3  4");
    page.click("Undo");
    expect_text(&page, "1 2\n3 4");
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    press(&page, &[&[ALT, SHIFT, LEFT]]);
    expect_text(&page, "0  1  2\n0  3  4");
    press(&page, &[&[ALT, SHIFT, UP]]);
    expect_text(&page, "0  0  0\n0  1  2\n0  3  4");
    press(&page, &[&[CONTROL, DELETE], &[ALT, DELETE]]);
    expect_text(&page, "1  2\n3  4");
    page.click("Delete column");
    expect_text(&page, "2\n4");
    page.click("Delete row");
    expect_text(&page, "4");
    page.click("Delete row");
    expect_text(&page, "");
    page.click("Undo");
    expect_text(&page, "4");
}

#[test]
fn a_selection_is_cleared_and_copied() {
    let page = with_table("0.1 2\n3 4");
    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    press(&page, &[&[SHIFT, DOWN], &[CONTROL, 'c']]);
    page.wait_for_status(&["2 × 1", "TSV"]);
    assert_eq!(page.run("return await navigator.clipboard.readText()"), json!("0.1\n3\n"));
    press(&page, &[&[CONTROL, 'a'], &[DELETE]]);
    expect_text(&page, "0  0\n0  0");
    press(&page, &[&[CONTROL, 'z']]);
    expect_text(&page, "0.1 2\n3 4");
}

#[test]
fn edits_and_loads_are_undone_and_redone_in_turn() {
    let page = with_table("1 2\n3 4");
    type_keys(&page, "9");
    press(&page, &[&[ENTER]]);
    expect_text(&page, "9  2\n3  4");
    page.load_file("Load A", "other.csv", b"7,8\n");
    expect_text(&page, "7  8");
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    press(&page, &[&[CONTROL, 'z']]);
    expect_text(&page, "9  2\n3  4");
    press(&page, &[&[CONTROL, 'z']]);
    expect_text(&page, "1 2\n3 4");
    expect_cells(&page, &[&["1", "2"], &["3", "4"]]);
    press(&page, &[&[CONTROL, SHIFT, 'z']]);
    expect_text(&page, "9  2\n3  4");
    press(&page, &[&[CONTROL, 'y']]);
    expect_text(&page, "7  8");
    page.click("Undo");
    page.click("Redo");
    expect_text(&page, "7  8");
    // The matrix is multiplied that is shown.
    page.paste("Matrix B", "1\n1");
    page.click("Multiply");
    page.expect_result(&[15.0]);
    // A new edit leaves nothing to redo.
    page.click("Undo");
    page.click("Undo");
    page.call_with(SCRIPTS, "enterTable", json!("A"));
    type_keys(&page, "4");
    press(&page, &[&[ENTER]]);
    let redo = page.find("button", "Redo");
    page.wait_until("nothing can be redone", || {
        (page.browser.of_element(&redo, "element.disabled") == json!(true)).then_some(())
    });
}

#[test]
fn both_views_show_one_matrix() {
    let page = with_table("1 2\n3 4");
    type_keys(&page, "5");
    press(&page, &[&[ENTER]]);
    page.call_with(SCRIPTS, "showAs", json!(["A", "Text"]));
    page.wait_until("the text is shown", || (page.text_of("Matrix A") == "5  2\n3  4").then_some(()));
    page.paste("Matrix A", "[[6, 7, 8]]");
    page.wait_for_status(&["1 × 3"]);
    page.call_with(SCRIPTS, "showAs", json!(["A", "Table"]));
    expect_cells(&page, &[&["6", "7", "8"]]);
    // A text that is no table is not lost.
    page.call_with(SCRIPTS, "showAs", json!(["A", "Text"]));
    page.paste("Matrix A", "[[6, 7, 8], [");
    page.call_with(SCRIPTS, "showAs", json!(["A", "Table"]));
    page.alert();
    assert!(page.browser.select("[data-side=A] [role=grid]").is_empty());
    page.call_with(SCRIPTS, "showAs", json!(["A", "Text"]));
    page.wait_until("the text is there", || (page.text_of("Matrix A") == "[[6, 7, 8], [").then_some(()));
}
