//! Where the browser has a save dialog, a product is saved where the user chooses.
//!
//! Automation cannot answer the real dialog, so the page gets a replacement and does not learn that it is automated.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

fn with_a_product() -> Page {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(include_str!("save_picker.js"));
    page.load();
    page.load_file("Load A", "a.csv", b"1,2\n3,4\n");
    page.paste("Matrix B", "[[5,6],[7,8]]");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page
}

#[test]
fn the_product_is_saved_at_the_place_that_was_picked() {
    let page = with_a_product();
    page.click("Download");
    page.wait_for_status(&["Saved", "elsewhere.csv"]);
    let pick: Value = page.run("return picks[0]");
    assert_eq!(pick["text"], json!("19,22\n43,50\n"));
    assert_eq!((&pick["closed"], &pick["active"]), (&json!(true), &json!(true)), "{pick}");
    assert_eq!(pick["options"]["suggestedName"], json!("a_x_B.csv"));
    assert_eq!(pick["options"]["types"][0]["accept"], json!({ "text/csv": [".csv"] }));
}

#[test]
fn no_dialog_opens_for_a_product_that_cannot_be_written() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(include_str!("save_picker.js"));
    page.load();
    page.paste("Matrix A", "nan");
    page.paste("Matrix B", "1");
    page.click("Multiply");
    page.wait_for_status(&["C is", "1 × 1"]);
    page.run("const format = document.getElementById('format'); format.value = 'json'; format.dispatchEvent(new Event('change', { bubbles: true }))");
    page.click("Download");
    assert!(page.alert().contains("JSON"), "{}", page.words("alert"));
    assert_eq!(page.run("return picks.length"), json!(0), "a file that is picked is emptied at once");
}

#[test]
fn a_picker_that_was_closed_saves_nothing_and_a_broken_one_is_done_without() {
    let page = with_a_product();
    page.run("window.answer = 'closed'; return null");
    page.click("Download");
    page.wait_until("the picker was asked", || (page.run("return picks.length") == json!(1)).then_some(()));
    page.run("window.answer = 'broken'; return null");
    // The one file that is downloaded is that of the second press.
    assert_eq!(page.download("tsv"), ("a_x_B.tsv".to_owned(), b"19\t22\n43\t50\n".to_vec()));
    assert_eq!(page.words("alert"), "");
}
