//! The page as an installed app: files that the system opens with it.

use crate::service_worker::SCRIPTS;
use serde_json::json;
use tests::page::{Hosting, Page};

fn open() -> Page {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(
        "Object.defineProperty(window, 'launchQueue', { value: { setConsumer: (it) => { window.launched = it; } } })",
    );
    page.load();
    page
}

#[test]
fn files_opened_with_the_app_become_operands_and_a_third_is_refused_in_words() {
    let page = open();
    page.call_with(SCRIPTS, "launch", json!([]));
    page.call_with(SCRIPTS, "launch", json!([["first.csv", "1,2\n3,4"]]));
    page.wait_for_status(&["first.csv", "2 × 2"]);
    page.call_with(SCRIPTS, "launch", json!([["second.csv", "5,6\n7,8"]]));
    page.wait_for_status(&["second.csv", "2 × 2"]);
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.call_with(SCRIPTS, "launch", json!([["p.csv", "2"], ["q.csv", "3"], ["r.csv", "4"]]));
    assert!(page.alert().contains('3'));
    assert!(page.status_says(&["first.csv", "2 × 2"]) && page.status_says(&["second.csv", "2 × 2"]));
}

#[test]
fn a_file_that_cannot_be_opened_is_an_error_in_words() {
    let page = open();
    page.call_with(SCRIPTS, "launch", json!([["first.csv", null]]));
    assert!(page.alert().contains("no permission"));
}
