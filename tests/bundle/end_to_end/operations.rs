//! What the page computes beside A·B: transposes, Gram matrices, powers; and what it says that it does not compute.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("operations.js");

fn with_both(a: &str, b: &str) -> Page {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", a);
    page.paste("Matrix B", b);
    page
}

fn choose(page: &Page, operation: &str) {
    page.find("combobox", "Operation");
    assert_eq!(page.call_with(SCRIPTS, "chooseOperation", json!(operation)), json!(true), "{operation}");
}

fn is_stale(page: &Page) -> Value {
    page.call(SCRIPTS, "isStale")
}

#[test]
fn boxes_transpose_a_and_b() {
    // Aᵀ·Bᵀ of [1 4; 2 5; 3 6] and [7 8 9; 1 0 2], neither of which fits as it is.
    let page = with_both("1 4\n2 5\n3 6", "7 8 9\n1 0 2");
    page.click("Multiply");
    page.expect_result(&[11.0, 8.0, 17.0, 19.0, 16.0, 28.0, 27.0, 24.0, 39.0]);
    for name in ["Transpose A", "Transpose B"] {
        page.browser.click(&page.find("checkbox", name));
    }
    assert_eq!(is_stale(&page), json!(true));
    page.click("Multiply");
    page.expect_result(&[50.0, 7.0, 122.0, 16.0]);
    assert_eq!(is_stale(&page), json!(false));
    let (name, _) = page.download("csv");
    assert_eq!(name, "A_T_x_B_T.csv");
    // A number is explained by the row and the column that were multiplied.
    assert!(page.call(SCRIPTS, "explanation").as_str().unwrap().contains("50"));
    // Swapping takes the choice along.
    page.browser.click(&page.find("checkbox", "Transpose B"));
    page.click("Swap A and B");
    assert_eq!(page.call(SCRIPTS, "boxes"), json!([false, true]));
}

#[test]
fn transposes_that_do_not_fit_are_named() {
    let page = with_both("1 2 3\n4 5 6", "1 2\n3 4\n5 6");
    page.browser.click(&page.find("checkbox", "Transpose A"));
    page.wait_until("the mismatch is said", || {
        let found = page.call(SCRIPTS, "mismatch");
        let words = found.as_str().unwrap_or_default();
        (words.contains("Aᵀ is 3 × 2") && words.contains("B is 3 × 2")).then_some(())
    });
    page.click("Multiply");
    assert!(page.alert().contains("Aᵀ is 3 × 2"), "{}", page.alert());
}

#[test]
fn gram_matrices_and_powers_need_only_a() {
    for (operation, a, expected, name) in [
        ("gram", "1 2\n3 4\n5 6", &[35.0, 44.0, 44.0, 56.0][..], "A_T_x_A.csv"),
        ("outer-gram", "1 2\n3 4", &[5.0, 11.0, 11.0, 25.0], "A_x_A_T.csv"),
        ("power", "1 1\n1 0", &[2.0, 1.0, 1.0, 1.0], "A_pow_2.csv"),
    ] {
        let page = Page::open(Hosting::Isolated);
        page.paste("Matrix A", a);
        choose(&page, operation);
        assert!(page.look_for("checkbox", "Transpose A").is_none(), "{operation}");
        page.click("Multiply");
        page.expect_result(expected);
        assert_eq!(page.download("csv").0, name);
        assert_eq!(page.look_for("region", "Explanation").is_some(), operation != "power");
    }
}

#[test]
fn any_whole_exponent_can_be_entered() {
    let page = Page::open(Hosting::Plain);
    page.paste("Matrix A", "1 1\n1 0");
    choose(&page, "power");
    page.find("spinbutton", "Exponent k");
    for (entered, kept, expected) in [
        ("10", "10", [89.0, 55.0, 55.0, 34.0]),
        ("0", "0", [1.0, 0.0, 0.0, 1.0]),
        ("-3", "0", [1.0, 0.0, 0.0, 1.0]),
        ("1", "1", [1.0, 1.0, 1.0, 0.0]),
    ] {
        assert_eq!(page.call_with(SCRIPTS, "enterExponent", json!(entered)), json!(kept));
        page.click("Multiply");
        page.expect_result(&expected);
    }
    page.paste("Matrix A", "1 2 3");
    page.click("Multiply");
    assert!(page.alert().contains("1 × 3"), "{}", page.alert());
}

#[test]
fn what_is_not_computed_is_said_where_it_is_looked_for() {
    let page = Page::open(Hosting::Isolated);
    let offered = page.call(SCRIPTS, "notAvailable");
    for word in ["inverse", "determinant", "eigenvalues"] {
        assert!(offered.as_str().unwrap().contains(word), "{offered}");
    }
}
