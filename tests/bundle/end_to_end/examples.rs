//! The examples fill in what they promise, and `matmill.random` gives scripts the same numbers.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("examples.js");

fn open() -> Page {
    let page = Page::open(Hosting::Isolated);
    page.click("More …");
    page
}

fn choose(page: &Page, example: &str, fields: Value) {
    let select = page.find("combobox", "Example");
    let chosen = format!(
        "(() => {{ element.selectedIndex = Array.from(element.options).findIndex((it) => it.text === {example:?}); \
         element.dispatchEvent(new Event('change', {{ bubbles: true }})); return element.selectedIndex; }})()"
    );
    assert_ne!(page.browser.of_element(&select, &chosen), json!(-1), "there is no example {example}");
    for (label, value) in fields.as_object().unwrap() {
        page.wait_until(&format!("there is a field {label}"), || {
            (page.call_with(SCRIPTS, "enter", json!([label, value])) == json!(true)).then_some(())
        });
    }
}

/// What the page multiplies to.
fn product(page: &Page) -> Vec<f64> {
    page.click("Multiply");
    page.wait_until("there is a result", || Some(page.result()).filter(|numbers| !numbers.is_empty()))
}

#[test]
fn each_example_fills_in_a_and_b_and_says_what_their_product_shows() {
    let page = open();
    let mut lines = Vec::new();
    for (example, fields, expected) in [
        ("Random numbers", json!({ "Rows": 2, "Columns": 3 }), None),
        ("Identity matrix", json!({ "Rows and columns": 3 }), None),
        ("Hilbert matrix and its inverse", json!({ "Rows and columns": 1 }), Some(vec![1.0])),
        (
            "Rotations",
            json!({ "Angle of A in degrees": 90, "Angle of B in degrees": 90 }),
            Some(vec![-1.0, 0.0, 0.0, -1.0]),
        ),
        ("Markov chain", json!({ "Rows and columns": 2 }), Some(vec![0.625, 0.375, 0.375, 0.625])),
        (
            "Pascal’s triangle",
            json!({ "Rows and columns": 3 }),
            Some(vec![1.0, 1.0, 1.0, 1.0, 2.0, 3.0, 1.0, 3.0, 6.0]),
        ),
        ("Hadamard matrix", json!({ "Rows and columns": 2 }), Some(vec![2.0, 0.0, 0.0, 2.0])),
        ("Paths in a graph", json!({}), None),
    ] {
        page.click("Undo");
        choose(&page, example, fields);
        let before = page.text_of("Matrix A");
        page.click("Fill in A and B");
        page.wait_until("A is filled in", || (page.text_of("Matrix A") != before).then_some(()));
        page.wait_until("B is filled in", || (!page.text_of("Matrix B").is_empty()).then_some(()));
        lines.push(page.run("return document.getElementById('example-shows').innerText"));
        if let Some(expected) = expected {
            page.click("Multiply");
            page.expect_result(&expected);
        }
        assert_eq!(page.words("alert"), "", "{example}");
    }
    lines.dedup();
    assert_eq!(lines.len(), 8, "each says something of its own");
}

#[test]
fn one_side_alone_is_filled_in_and_undone() {
    let page = open();
    page.paste("Matrix A", "7");
    choose(&page, "Random numbers", json!({ "Rows": 1, "Columns": 2, "Minimum": 5, "Maximum": 5, "Seed": 3 }));
    page.click("Only B");
    page.wait_for_status(&["1 × 2", "seed 3"]);
    assert_eq!(page.text_of("Matrix A"), "7");
    assert_eq!(product(&page), [35.0, 35.0]);
    page.click("Only A");
    page.wait_until("A is replaced", || (page.text_of("Matrix A") != "7").then_some(()));
    page.click("Undo");
    page.wait_until("A is back", || (page.text_of("Matrix A") == "7").then_some(()));
}

#[test]
fn fields_that_describe_no_matrix_are_refused_and_a_and_b_stay() {
    let page = open();
    page.paste("Matrix A", "7");
    for (example, fields) in [
        ("Random numbers", json!({ "Rows": 0 })),
        ("Random numbers", json!({ "Rows": 8, "Columns": "" })),
        ("Random numbers", json!({ "Columns": 8, "Minimum": 2, "Maximum": 1 })),
        ("Hadamard matrix", json!({ "Rows and columns": 12 })),
        ("Hilbert matrix and its inverse", json!({ "Rows and columns": 13 })),
        // As large as the fields allow, which is more than any memory.
        ("Random numbers", json!({ "Rows": 65536, "Columns": 65536, "Minimum": -1, "Maximum": 1 })),
    ] {
        page.wait_until("nothing is wrong", || {
            choose(&page, "Paths in a graph", json!({}));
            page.run("return document.querySelector('.example [role=alert]')").is_null().then_some(())
        });
        choose(&page, example, fields);
        page.click("Fill in A and B");
        let alert = page.alert();
        assert!(alert.len() > 20, "{example}: {alert}");
        assert_eq!(page.text_of("Matrix A"), "7", "{example}");
    }
}

#[test]
fn a_large_example_does_not_block_the_page() {
    let page = open();
    page.run("testing.watchLongTasks()");
    choose(&page, "Random numbers", json!({ "Rows": 3000, "Columns": 3000 }));
    page.click("Fill in A and B");
    page.wait_until("both are there", || (page.words("status").contains("3000 × 3000 gives")).then_some(()));
    assert_eq!(page.run("return testing.longTasks.filter((length) => length > 200)"), json!([]));
}

#[test]
fn scripts_get_the_same_random_numbers_for_the_same_arguments() {
    let page = Page::open(Hosting::Isolated);
    page.call(SCRIPTS, "random");
    let page = Page::open(Hosting::Plain);
    assert_eq!(page.call(SCRIPTS, "sharedIsRefused"), json!("FormatError"));
}
