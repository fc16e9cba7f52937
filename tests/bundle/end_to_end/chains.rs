//! Chains on the page: three to five factors, multiplied in the cheapest order, which is said before and after.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = concat!(include_str!("operations.js"), include_str!("chains.js"));

/// Five matrices whose product the tests know: 2 × 3, 3 × 2, 2 × 1, 1 × 2 and 2 × 2.
const FACTORS: [(&str, &str); 5] = [
    ("Matrix A", "1 2 3\n4 5 6"),
    ("Matrix B", "1 0\n0 1\n2 1"),
    ("Matrix D", "1\n-1"),
    ("Matrix E", "2 3"),
    ("Matrix F", "0 1\n1 0"),
];

fn choose(page: &Page, operation: &str) {
    page.find("combobox", "Operation");
    assert_eq!(page.call_with(SCRIPTS, "chooseOperation", json!(operation)), json!(true), "{operation}");
}

/// The words beside Multiply.
fn beside(page: &Page) -> String {
    page.call(SCRIPTS, "beside").as_str().unwrap().to_owned()
}

fn wait_for_forecast(page: &Page, parts: &[&str]) {
    let mut words = String::new();
    page.wait_until(&format!("the forecast says {parts:?}"), || {
        words = beside(page);
        parts.iter().all(|part| words.contains(part)).then_some(())
    });
}

/// A page with the first `count` of the factors, and a chain as long.
fn chain_of(count: usize, hosting: Hosting) -> Page {
    let page = Page::open(hosting);
    choose(&page, "chain");
    for _ in 3..count {
        page.click("Add a factor");
    }
    for (name, text) in FACTORS.iter().take(count) {
        page.paste(name, text);
    }
    page
}

#[test]
fn a_chain_of_three_is_multiplied_in_the_cheapest_order_which_is_said() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = chain_of(3, hosting);
        assert!(page.look_for("textbox", "Matrix E").is_none());
        assert!(page.look_for("checkbox", "Transpose A").is_none());
        // B·D takes 12 operations and A·(B·D) another 12; A·B first would take 24 and 8.
        wait_for_forecast(&page, &["A·B·D gives 2 × 1", "order A·(B·D)", "24 FLOP", "factors 112 B", "up to 40 B"]);
        page.click("Multiply");
        page.expect_result(&[2.0, 5.0]);
        page.wait_for_status(&["C is 2 × 1", "in the order A·(B·D), 25 % fewer operations than from left to right"]);
        assert_eq!(page.download("csv").0, "A_x_B_x_D.csv");
        assert!(page.look_for("region", "Explanation").is_none());
        page.expect_quiet_console();
    }
}

#[test]
fn a_chain_has_up_to_five_factors_and_the_last_one_comes_and_goes() {
    let page = chain_of(5, Hosting::Isolated);
    assert!(page.look_for("button", "Add a factor").is_none(), "six are too many");
    page.click("Multiply");
    // The outer product of [2; 5] and [3 2].
    page.expect_result(&[6.0, 4.0, 15.0, 10.0]);
    page.wait_for_status(&["in the order (A·(B·D))·(E·F)"]);
    page.click("Remove F");
    page.wait_until("F is gone", || page.look_for("textbox", "Matrix F").is_none().then_some(()));
    for (name, text) in &FACTORS[..4] {
        assert_eq!(page.text_of(name), *text, "{name}");
    }
    page.wait_until("the product is of other factors", || (page.call(SCRIPTS, "isStale") == json!(true)).then_some(()));
    page.click("Multiply");
    page.expect_result(&[4.0, 6.0, 10.0, 15.0]);
    assert_eq!(page.download("csv").0, "A_x_B_x_D_x_E.csv");
    page.click("Remove E");
    assert!(page.look_for("button", "Remove D").is_none(), "two are no chain");
    // What was taken away is not lost.
    page.click("Add a factor");
    page.wait_until("E is back", || (page.text_of("Matrix E") == "2 3").then_some(()));
}

#[test]
fn a_further_factor_is_loaded_cleared_and_brought_back_like_a_and_b() {
    let page = chain_of(3, Hosting::Isolated);
    page.load_file("Load D", "weights.csv", b"2\n0\n");
    page.wait_for_status(&["weights.csv", "2 × 1"]);
    page.click("Multiply");
    page.expect_result(&[14.0, 32.0]);
    assert_eq!(page.download("csv").0, "A_x_B_x_weights.csv");
    page.click("Clear D");
    page.click("Multiply");
    assert!(page.alert().contains("D is empty"), "{}", page.alert());
    page.click("Undo");
    page.wait_for_status(&["weights.csv", "2 × 1"]);
    page.click("Multiply");
    page.expect_result(&[14.0, 32.0]);
    page.paste("Matrix D", "1 x");
    page.wait_until("D is refused", || page.words("alert").contains("D:").then_some(()));
    assert_eq!(page.text_of("Matrix D"), "1 x");
}

#[test]
fn neighbours_that_do_not_fit_are_named_pair_by_pair_before_the_press() {
    let page = chain_of(3, Hosting::Isolated);
    page.click("Add a factor");
    // E is still empty.
    page.paste("Matrix B", "1 2 3");
    wait_for_forecast(
        &page,
        &[
            "A is 2 × 3 and B is 1 × 3. They cannot be multiplied: A has 3 columns, but B has 1 row.",
            "B is 1 × 3 and D is 2 × 1. They cannot be multiplied: B has 3 columns, but D has 2 rows.",
        ],
    );
    assert!(!beside(&page).contains("and E is"));
    page.paste("Matrix B", FACTORS[1].1);
    page.paste("Matrix E", "1 2\n3 4");
    wait_for_forecast(
        &page,
        &["D is 2 × 1 and E is 2 × 2. They cannot be multiplied: D has 1 column, but E has 2 rows."],
    );
    assert!(!beside(&page).contains("A is"));
    page.click("Multiply");
    let alert = page.alert();
    assert!(alert.contains("D is 2 × 1 and E is 2 × 2"), "{alert}");
    page.paste("Matrix E", FACTORS[3].1);
    page.click("Multiply");
    page.expect_result(&[4.0, 6.0, 10.0, 15.0]);
}

#[test]
fn another_operation_keeps_all_factors() {
    let page = chain_of(3, Hosting::Isolated);
    choose(&page, "product");
    assert!(page.look_for("textbox", "Matrix D").is_none());
    page.click("Multiply");
    page.expect_result(&[7.0, 5.0, 16.0, 11.0]);
    assert_eq!([page.text_of("Matrix A"), page.text_of("Matrix B")], [FACTORS[0].1, FACTORS[1].1]);
    // Text that is not read yet stays, too.
    choose(&page, "chain");
    page.wait_until("D is back", || (page.text_of("Matrix D") == FACTORS[2].1).then_some(()));
    page.paste("Matrix D", "5\n6");
    choose(&page, "power");
    choose(&page, "chain");
    page.wait_until("D is back", || (page.text_of("Matrix D") == "5\n6").then_some(()));
    page.click("Multiply");
    page.expect_result(&[65.0, 146.0]);
}

#[test]
fn a_link_and_a_reload_bring_the_whole_chain_back() {
    let page = chain_of(4, Hosting::Isolated);
    page.click("Multiply");
    page.expect_result(&[4.0, 6.0, 10.0, 15.0]);
    page.browser.devtools("Page.reload", json!({}));
    page.wait_until("the chain is back after the reload", || {
        (page.browser.try_run("return document.querySelector('#matrix-E')?.value") == Some(json!("2 3"))).then_some(())
    });
    page.click("Multiply");
    page.expect_result(&[4.0, 6.0, 10.0, 15.0]);

    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    page.run("await navigator.clipboard.writeText('')");
    page.click("Copy link");
    let link = page.wait_until("the clipboard holds a link", || {
        let text = page.run("return await navigator.clipboard.readText()");
        text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    });
    let fragment = "&D=1;-1&E=2,3&operation=chain:4&end";
    assert!(link.ends_with(fragment), "{link}");
    page.run("sessionStorage.clear()");
    page.browser.go("about:blank");
    page.browser.go(&link);
    page.wait_until("window.matmill is there", || {
        (page.run("return window.matmill !== undefined") == json!(true)).then_some(())
    });
    // It is small, so it runs by itself.
    page.expect_result(&[4.0, 6.0, 10.0, 15.0]);
    page.wait_for_status(&["in the order"]);
    // A link to a product has no part of a chain that is not shown.
    choose(&page, "product");
    page.run("await navigator.clipboard.writeText('')");
    page.click("Copy link");
    let link = page.wait_until("the clipboard holds a link", || {
        let text = page.run("return await navigator.clipboard.readText()");
        text.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    });
    assert!(link.ends_with("#v1&A=1,2,3;4,5,6&B=1,0;0,1;2,1&end"), "{link}");
}

#[test]
fn back_and_forward_change_the_operation_with_the_factors() {
    let page = chain_of(3, Hosting::Isolated);
    page.run("location.hash = 'v1&A=2&B=21&end'");
    page.expect_result(&[42.0]);
    assert!(page.look_for("textbox", "Matrix D").is_none());
    for (step, product) in [("back", &[2.0, 5.0][..]), ("forward", &[42.0])] {
        page.run(&format!("history.{step}()"));
        let is_chain = step == "back";
        page.wait_until("the operation changes", || {
            (page.look_for("textbox", "Matrix D").is_some() == is_chain).then_some(())
        });
        page.click("Multiply");
        page.expect_result(product);
    }
}

#[test]
fn the_progress_of_a_chain_covers_all_its_products_and_stop_ends_it() {
    let page = Page::open(Hosting::Isolated);
    page.run("await matmill.configure({ workers: 2 })");
    let factors = ["A", "B", "D"].map(|side| format!("{side}=random:1800x1800:7:-1:1"));
    page.run_with("location.hash = args", json!(format!("v1&{}&operation=chain:3&end", factors.join("&"))));
    wait_for_forecast(&page, &["A·B·D gives 1800 × 1800", "23.3 GFLOP"]);
    page.call(SCRIPTS, "watchProgress");
    page.click("Multiply");
    page.wait_for_status(&["in the order (A·B)·D, as from left to right"]);
    let seen = page.call(SCRIPTS, "seenProgress");
    let percents: Vec<f64> = seen.as_array().unwrap().iter().filter_map(Value::as_f64).collect();
    assert!(percents.is_sorted(), "one progress, not one for each product: {percents:?}");
    assert!(percents.iter().any(|percent| (1.0..50.0).contains(percent)), "nothing of the first: {percents:?}");
    assert!(percents.iter().any(|percent| (50.0..100.0).contains(percent)), "nothing of the second: {percents:?}");
    // Once it was measured, the time of the whole chain is forecast.
    wait_for_forecast(&page, &["about", "2 workers"]);
    page.click("Multiply");
    page.click("Stop");
    page.wait_for_status(&["Stopped"]);
    page.wait_until_idle();
    for (side, text) in [("A", "2"), ("B", "3"), ("D", "7")] {
        page.paste(&format!("Matrix {side}"), text);
    }
    page.click("Multiply");
    page.expect_result(&[42.0]);
}

#[test]
fn sums_are_named_among_what_is_not_here() {
    let page = Page::open(Hosting::Isolated);
    let offered = page.call(SCRIPTS, "notAvailable");
    assert!(offered.as_str().unwrap().contains("A + B, A − B"), "{offered}");
    assert!(page.call(SCRIPTS, "about").as_str().unwrap().contains("sums"));
}
