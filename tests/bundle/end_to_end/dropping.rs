//! Files and text dropped on the page. The page makes the drag events itself, because WebDriver cannot drag files.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("dropping.js");

/// Drags `items` (a text, or files as name and text) over the element that `selector` finds, and drops them. Says
/// whether the page took the drag, and the drop. What is taken is copied: moved, it would be gone where it came from.
fn drop_on(page: &Page, selector: &str, items: Value) -> Value {
    page.call_with(SCRIPTS, "dropOn", json!({ "selector": selector, "items": items }))
}

#[test]
fn a_file_goes_to_the_operand_on_which_it_is_dropped_and_two_to_both() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(drop_on(&page, "[data-side=B]", json!([["b.csv", "5,6\n7,8"]])), json!([true, true]));
    page.wait_for_status(&["b.csv", "2 × 2"]);
    assert_eq!(page.text_of("Matrix A"), "");
    drop_on(&page, "main", json!([["first.csv", "1,2\n3,4"], ["second.csv", "1,0\n0,1"]]));
    page.wait_for_status(&["first.csv", "2 × 2"]);
    page.wait_for_status(&["second.csv", "2 × 2"]);
    page.click("Multiply");
    page.expect_result(&[1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn two_files_become_a_and_b_in_the_order_of_their_names() {
    let page = Page::open(Hosting::Isolated);
    drop_on(&page, "main", json!([["weights_B.csv", "5,6\n7,8"], ["weights_A.csv", "1,2\n3,4"]]));
    page.wait_for_status(&["weights_A.csv", "A", "weights_B.csv", "B"]);
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
}

#[test]
fn three_files_and_folders_are_refused_and_what_was_there_stays() {
    let page = Page::open(Hosting::Isolated);
    drop_on(&page, "main", json!([["a.csv", "1,2\n3,4"], ["b.csv", "5,6\n7,8"]]));
    page.wait_for_status(&["b.csv", "2 × 2"]);
    assert_eq!(drop_on(&page, "main", json!([["p", "1"], ["q", "2"], ["r", "3"]])), json!([true, true]));
    assert!(page.alert().contains('3'));
    // Browsers let no script put a folder into a drop: the entry says that this file is one.
    page.run(
        "DataTransferItem.prototype.webkitGetAsEntry = function () { \
           const { name } = this.getAsFile(); return { name, isDirectory: name === 'measurements' }; }",
    );
    for items in [json!([["measurements", ""]]), json!([["c.csv", "1"], ["measurements", ""]])] {
        assert_eq!(drop_on(&page, "[data-side=B]", items), json!([true, true]));
        page.wait_until("the folder is refused", || page.words("alert").contains("measurements").then_some(()));
        drop_on(&page, "main", json!([["p", "1"], ["q", "2"], ["r", "3"]]));
        page.wait_until("the alert changes", || (!page.words("alert").contains("measurements")).then_some(()));
    }
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
}

#[test]
fn text_beside_the_editors_goes_to_the_operand_below_it_or_the_first_free_one() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(drop_on(&page, "[data-side=B] .card-head", json!("5 6\n7 8")), json!([true, true]));
    page.wait_until("B has the text", || (page.text_of("Matrix B") == "5 6\n7 8").then_some(()));
    drop_on(&page, "main", json!("1 2\n3 4"));
    page.wait_until("A has the text", || (page.text_of("Matrix A") == "1 2\n3 4").then_some(()));
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
}

#[test]
fn in_an_editor_short_text_is_the_browsers_and_long_text_is_read_like_a_file() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(drop_on(&page, "#matrix-A", json!("1 2\n3 4")), json!([false, false]));
    let long = "1.25 2.25 3.25\n".repeat(10_000);
    assert_eq!(drop_on(&page, "#matrix-A", json!(long)), json!([false, true]));
    page.wait_for_status(&["10000 × 3"]);
    assert_eq!(page.text_of("Matrix A"), "", "it stays out of the editor");
}

#[test]
fn text_dragged_within_the_page_is_left_alone() {
    let page = Page::open(Hosting::Isolated);
    page.run("document.querySelector('h1').dispatchEvent(new DragEvent('dragstart', { bubbles: true }))");
    assert_eq!(drop_on(&page, "main", json!("1 2\n3 4")), json!([false, false]));
    page.run("document.querySelector('h1').dispatchEvent(new DragEvent('dragend', { bubbles: true }))");
    assert_eq!(drop_on(&page, "main", json!("1 2\n3 4")), json!([true, true]));
}
