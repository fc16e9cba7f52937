//! Undo, the focus when its element disappears, and fields that take effect before they lose the focus.

use serde_json::json;
use tests::page::{CONTROL, ENTER, Hosting, Page};

const SCRIPTS: &str = include_str!("undoing.js");

fn with_both() -> Page {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.wait_until("both are read", || (page.words("status").matches("read as 2 × 2").count() == 2).then_some(()));
    page
}

fn text_becomes(page: &Page, name: &str, text: &str) {
    page.wait_until(&format!("{name} is {text:?}"), || (page.text_of(name) == text).then_some(()));
}

#[test]
fn what_was_cleared_or_swapped_comes_back() {
    let page = with_both();
    page.click("Clear A");
    assert_eq!(page.text_of("Matrix A"), "");
    // Clear puts the focus into the editor, which has nothing of its own to take back.
    page.browser.press(&[CONTROL, 'z']);
    text_becomes(&page, "Matrix A", "1 2\n3 4");
    page.click("Swap A and B");
    assert_eq!(page.text_of("Matrix A"), "5 6\n7 8");
    page.click("Undo");
    text_becomes(&page, "Matrix A", "1 2\n3 4");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
}

#[test]
fn a_matrix_that_was_typed_over_comes_back() {
    let page = Page::open(Hosting::Isolated);
    let rows = "1 2 3\n".repeat(1000);
    page.load_file("Load A", "tall.csv", rows.replace(' ', ",").as_bytes());
    let is_tall = || page.status_says(&["tall.csv", "1000 × 3"]).then_some(());
    page.wait_until("the file is read", is_tall);
    page.paste("Matrix A", "7");
    page.wait_for_status(&["1 × 1"]);
    page.click("Undo");
    page.wait_until("the file's matrix is back", is_tall);
    assert_eq!(page.text_of("Matrix A"), "");
}

#[test]
fn typing_is_taken_back_by_the_browser_itself() {
    let page = with_both();
    page.click("Clear A");
    page.paste("Matrix A", "9");
    page.browser.press(&[CONTROL, 'z']);
    text_becomes(&page, "Matrix A", "");
}

#[test]
fn ctrl_z_in_another_field_is_that_fields() {
    let page = with_both();
    page.click("Clear A");
    page.run("document.querySelectorAll('summary')[0].click(); document.getElementById('workers').focus()");
    page.browser.press(&['1']);
    page.browser.press(&[CONTROL, 'z']);
    assert_eq!(page.run("return document.getElementById('workers').value"), json!(""));
    assert_eq!(page.text_of("Matrix A"), "");
}

/// Where the focus is.
fn focused(page: &Page) -> String {
    page.run("return document.activeElement.innerText || document.activeElement.tagName").as_str().unwrap().to_owned()
}

#[test]
fn the_focus_moves_on_when_what_had_it_goes() {
    let page = with_both();
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    // The grid goes while the next job runs.
    page.run("document.querySelector('[role=grid]').focus()");
    page.browser.press(&[CONTROL, ENTER]);
    page.wait_until("the focus is on Multiply", || (focused(&page) == "Multiply").then_some(()));
    // So does the offer to swap, once it is taken.
    page.paste("Matrix A", "1 2 3\n4 5 6");
    page.paste("Matrix B", "1 2\n");
    let offer = "const offer = Array.from(document.querySelectorAll('.mismatch button')).at(0); offer?.focus(); return Boolean(offer)";
    page.wait_until("swapping is offered", || (page.run(offer) == json!(true)).then_some(()));
    page.browser.press(&[ENTER]);
    page.wait_until("the focus is on Multiply", || (focused(&page) == "Multiply").then_some(()));
}

/// A field is asked when it is left, and this key is pressed within it.
#[test]
fn what_was_typed_into_a_field_counts_for_ctrl_enter() {
    let page = with_both();
    page.call(SCRIPTS, "askForThePoolAndFocusWorkers");
    page.browser.press(&['1']);
    page.browser.press(&[CONTROL, ENTER]);
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.wait_for_status(&["1 worker"]);
}
