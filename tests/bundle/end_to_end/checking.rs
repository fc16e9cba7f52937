//! Check on the page: a product that the user has, typed, loaded or dropped, is judged, and the row that is wrong named.

use serde_json::json;
use tests::page::{ESCAPE, Hosting, Page};

const DROPPING: &str = include_str!("dropping.js");
const HOLD_BACK: &str = include_str!("checking.js");

/// A page with two operands whose product is 19, 22, 43, 50.
fn with_operands(hosting: Hosting) -> Page {
    let page = Page::open(hosting);
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page
}

#[test]
fn a_product_that_was_typed_is_judged_without_waiting_until_it_is_read() {
    let page = with_operands(Hosting::Isolated);
    page.paste("Matrix C", "19 22\n43 50");
    page.click("Check");
    page.wait_for_status(&["C is exactly A·B"]);
    // A verdict is about the matrices shown.
    page.paste("Matrix C", "19 22\n43 51.5");
    page.wait_until("the verdict is gone", || (!page.status_says(&["exactly"])).then_some(()));
    page.click("Check");
    page.wait_for_status(&["Row 2 of C is not A·B", "(2, 2) is 51.5 and should be 50", "off by 1.5"]);
    page.paste("Matrix A", "1 2\n3 4.1875");
    page.click("Check");
    page.wait_for_status(&["Row 2 of C is not A·B", "(2, 1) is 43 and should be 44.3125"]);
    assert_eq!(page.result(), Vec::<f64>::new(), "nothing was multiplied");
    assert_eq!(page.words("alert"), "");
}

#[test]
fn a_product_is_loaded_from_any_file_or_dropped() {
    let page = with_operands(Hosting::Plain);
    for (name, text) in [
        ("c.csv", "19;22\n43;50\n"),
        ("c.json", "{\"rows\":2,\"cols\":2,\"data\":[19,22,43,50]}"),
        ("c.mtx", "%%MatrixMarket matrix array real general\n2 2\n19\n43\n22\n50\n"),
    ] {
        page.load_file("Load C", name, text.as_bytes());
        page.click("Check");
        page.wait_for_status(&["C is exactly A·B"]);
    }
    page.call_with(
        DROPPING,
        "dropOn",
        json!({ "selector": "[data-side=C]", "items": [["dropped.csv", "19,22\n40,50"]] }),
    );
    page.wait_for_status(&["dropped.csv", "2 × 2"]);
    page.click("Check");
    page.wait_for_status(&["Row 2 of C is not A·B", "(2, 1) is 40 and should be 43"]);
    // A file that cannot be read takes nothing away.
    page.choose("Load C", "bad.csv", b"1,2\n3,x\n");
    assert!(page.alert().contains("C is still dropped.csv"), "{}", page.words("alert"));
    assert_eq!(page.text_of("Matrix A"), "1 2\n3 4");
}

#[test]
fn what_is_missing_or_does_not_fit_is_said_and_what_is_rounded_is_recognised() {
    let page = with_operands(Hosting::Isolated);
    page.click("Check");
    assert_eq!(page.alert(), "C is empty. Type, paste or load a matrix, then check.");
    page.paste("Matrix C", "19 22 0\n43 50 0");
    page.click("Check");
    page.wait_until("the alert names the shapes", || page.words("alert").contains("and C is 2 × 3").then_some(()));
    page.paste("Matrix A", "0.1 0.7\n0.3 0.9");
    page.paste("Matrix B", "0.11 0.23\n0.31 0.43");
    page.paste("Matrix C", "0.228 0.324\n0.312 0.456");
    page.click("Check");
    page.wait_for_status(&["C is A·B within rounding (bound "]);
    page.paste("Matrix C", "0.228001 0.324\n0.312 0.456");
    page.click("Check");
    page.wait_for_status(&["Row 1 of C is not A·B", "They agree to 5 digits"]);
    page.paste("Matrix C", "nan 0.324\n0.312 0.456");
    page.click("Check");
    page.wait_for_status(&["row 1 cannot be judged"]);
    assert_eq!(page.words("alert"), "");
}

#[test]
fn multiply_and_undo_leave_the_product_to_be_checked_alone() {
    let page = with_operands(Hosting::Isolated);
    page.paste("Matrix C", "1 2\n3");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.load_file("Load C", "c.csv", b"19,22\n43,50");
    page.click("Swap A and B");
    page.click("Undo");
    page.wait_until("A is back", || (page.text_of("Matrix A") == "1 2\n3 4").then_some(()));
    page.click("Check");
    page.wait_for_status(&["C is exactly A·B"]);
    page.click("Clear C");
    page.wait_until("C is empty", || page.text_of("Matrix C").is_empty().then_some(()));
    assert!(!page.status_says(&["C is exactly A·B"]));
}

#[test]
fn a_check_in_progress_is_stopped_by_its_button_or_escape() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(HOLD_BACK);
    page.load();
    page.click("512 × 512 random");
    page.load_file("Load C", "zeros.csv", format!("0{}\n", ",0".repeat(511)).repeat(512).as_bytes());
    page.wait_until("all are read", || {
        ["seed 1", "seed 2", "zeros.csv: read"].iter().all(|words| page.status_says(&[words])).then_some(())
    });
    for stop_by_button in [true, false] {
        page.run("window.holdBack = true");
        page.click("Check");
        page.find("progressbar", "Progress of the check");
        let button = page.find("button", "Stop checking");
        if stop_by_button {
            page.browser.click(&button)
        } else {
            page.browser.press(&[ESCAPE])
        }
        page.find("button", "Check");
        assert!(page.look_for("progressbar", "Progress of the check").is_none());
        page.run("letGo()");
    }
    assert!(!page.words("status").contains("Row 1"), "what was stopped gives no verdict");
    page.click("Check");
    page.wait_for_status(&["Row 1 of C is not A·B", "is 0 and should be", "At least 512 rows are wrong"]);
}
