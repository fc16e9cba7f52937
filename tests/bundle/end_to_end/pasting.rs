//! Text is pasted and multiplied, or the page says what is wrong with it.

use serde_json::json;
use tests::page::{CONTROL, ENTER, Hosting, Page};

const SCRIPTS: &str = include_str!("pasting.js");

const TAB: char = '\u{e004}';

#[test]
fn the_two_small_matrices_of_the_mission_are_multiplied() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "[[1,2],[3,4]]");
    page.paste("Matrix B", "[[5,6],[7,8]]");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    assert_eq!(page.words("alert"), "");
}

#[test]
fn control_and_enter_multiply_from_within_a_text_box() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "[1 2; 3 4]");
    page.paste("Matrix B", "5 6\n7 8");
    page.browser.press(&[CONTROL, ENTER]);
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
}

#[test]
fn the_keyboard_alone_reaches_multiply() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "2");
    page.paste("Matrix B", "21");
    let multiply = page.find("button", "Multiply");
    let reached = (0..40).any(|_| {
        page.browser.press(&[TAB]);
        page.browser.of_element(&multiply, "document.activeElement === element") == json!(true)
    });
    assert!(reached, "forty times Tab from Matrix B never reaches Multiply");
    page.browser.press(&[ENTER]);
    page.expect_result(&[42.0]);
}

#[test]
fn a_paste_from_a_spreadsheet_with_decimal_commas_is_read() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1,5\t2\r\n-3\t4,25\r\n");
    page.paste("Matrix B", "1\t0\n0\t1\n");
    page.click("Multiply");
    page.expect_result(&[1.5, 2.0, -3.0, 4.25]);
}

#[test]
fn a_second_product_replaces_the_first() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "2");
    page.paste("Matrix B", "3");
    page.click("Multiply");
    page.expect_result(&[6.0]);
    page.paste("Matrix B", "4");
    page.click("Multiply");
    page.expect_result(&[8.0]);
}

fn refused(a: &str, b: &str) -> (Page, String) {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", a);
    page.paste("Matrix B", b);
    page.click("Multiply");
    let alert = page.alert();
    assert!(alert.len() > 20 && alert.contains(' '), "a sentence, not a code: {alert:?}");
    assert_eq!(page.text_of("Matrix A"), a, "the input stays");
    assert_eq!(page.text_of("Matrix B"), b, "the input stays");
    (page, alert)
}

#[test]
fn shapes_that_do_not_fit_are_refused_with_both_shapes() {
    let (_page, alert) = refused("1 2 3\n4 5 6", "1 2\n3 4");
    assert!(alert.contains("2 × 3") && alert.contains("2 × 2"), "{alert}");
}

#[test]
fn a_ragged_row_is_refused_with_its_number() {
    let (_page, alert) = refused("1,2,3\n4,5", "1,2\n3,4");
    assert!(alert.contains("row 2") || alert.contains("line 2"), "{alert}");
}

#[test]
fn a_word_among_numbers_is_refused_with_the_text_found() {
    let (_page, alert) = refused("1,2\n3,four", "1,2\n3,4");
    assert!(alert.contains("four"), "{alert}");
}

#[test]
fn an_empty_text_box_is_refused_in_words() {
    let (_page, alert) = refused("1,2\n3,4", "");
    assert!(alert.contains('B'), "says which matrix is missing: {alert}");
}

#[test]
fn after_a_refusal_the_corrected_input_is_multiplied_and_the_alert_goes() {
    let (page, _) = refused("1,2\n3,x", "5,6\n7,8");
    page.paste("Matrix A", "1,2\n3,4");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.wait_until("the alert is gone", || page.words("alert").is_empty().then_some(()));
}

#[test]
fn pasted_markup_is_shown_as_text_if_at_all() {
    let (page, _) = refused("<img src=x onerror='window.ran = true'>", "<script>window.ran = true</script>");
    assert_eq!(
        page.run("return [window.ran === undefined, document.querySelectorAll('img[src=x]').length]"),
        json!([true, 0])
    );
}

/// Pastes beside the editors: a text, if it is not empty, and a file, if one is named.
fn paste_beside(page: &Page, text: &str, [name, kind]: [&str; 2]) {
    page.call_with(SCRIPTS, "pasteBeside", json!([text, name, kind]));
}

#[test]
fn a_paste_beside_the_editors_replaces_a_matrix_only_by_a_matrix() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    paste_beside(&page, "a letter to somebody", ["", ""]);
    page.alert();
    assert_eq!(page.text_of("Matrix A"), "1 2\n3 4");
    paste_beside(&page, "1\t0\n0\t1\n", ["", ""]);
    page.wait_until("A is replaced", || (page.text_of("Matrix A") == "1  0\n0  1").then_some(()));
    page.click("Multiply");
    page.expect_result(&[5.0, 6.0, 7.0, 8.0]);
}

/// Spreadsheets put a picture of the copied cells beside their text.
#[test]
fn cells_that_come_with_their_picture_are_read_and_files_without_text_are_taken() {
    let page = Page::open(Hosting::Isolated);
    paste_beside(&page, "1\t2\n", ["image.png", "image/png"]);
    page.wait_until("A has the text", || (page.text_of("Matrix A").trim() == "1\t2").then_some(()));
    paste_beside(&page, "", ["b.csv", "text/csv"]);
    page.wait_for_status(&["b.csv", "1 × 2"]);
    assert_eq!(page.words("alert"), "");
}
