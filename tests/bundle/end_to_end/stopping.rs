//! A long job shows its progress and can be stopped; the next one is correct.

use serde_json::json;
use tests::fixtures::{npy, reals};
use tests::page::{ESCAPE, Hosting, Page};

/// Large enough that a person could press Stop: some 58 thousand million operations.
const LARGE: usize = 3072;

fn with_a_long_job(hosting: Hosting) -> Page {
    let page = Page::open(hosting);
    // The other cores are for the browser, which needs some tenths of a second to find a button by its name.
    page.run("await matmill.configure({ workers: 1 })");
    let file = npy(&reals::<f64>(LARGE, LARGE, 7));
    page.load_file("Load A", "large-a.npy", &file);
    page.load_file("Load B", "large-b.npy", &file);
    page.click("Multiply");
    page
}

fn the_next_job_is_right(page: &Page) {
    page.find("button", "Multiply");
    let product =
        "return testing.plain(await matmill.multiply(testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]])))";
    assert_eq!(page.run(product), json!({ "rows": 2, "cols": 2, "data": [19, 22, 43, 50] }));
    page.wait_until_idle();
}

#[test]
fn stop_stands_in_the_place_of_multiply_and_ends_the_job() {
    let page = with_a_long_job(Hosting::Isolated);
    let stop = page.find("button", "Stop");
    assert!(page.look_for("button", "Multiply").is_none(), "Multiply is not offered while a job runs");
    page.browser.click(&stop);
    the_next_job_is_right(&page);
    assert_eq!(page.result(), Vec::<f64>::new(), "a stopped job has no result");
}

#[test]
fn an_earlier_product_is_not_announced_as_that_of_a_stopped_job() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "2");
    page.paste("Matrix B", "21");
    page.click("Multiply");
    page.expect_result(&[42.0]);
    page.run("document.activeElement.blur()");
    // A letter is no number: the job ends before it begins, and the product stays.
    page.paste("Matrix A", "x");
    page.click("Multiply");
    page.alert();
    page.wait_for_status(&["earlier", "1 × 1"]);
    page.expect_result(&[42.0]);
}

#[test]
fn the_second_half_of_a_double_click_does_nothing() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "2");
    page.paste("Matrix B", "21");
    page.wait_until_idle();
    // Where Multiply and Clear stand, Stop may have stood when the first half came.
    for name in ["Multiply", "Clear A"] {
        let button = page.find("button", name);
        page.browser
            .of_element(&button, "element.dispatchEvent(new MouseEvent('click', { detail: 2, bubbles: true }))");
    }
    assert_eq!(page.text_of("Matrix A"), "2");
    page.wait_until_idle();
    assert!(page.look_for("region", "Result").is_none(), "nothing was multiplied");
    page.click("Multiply");
    page.expect_result(&[42.0]);
}

#[test]
fn escape_stops_on_a_page_without_isolation_as_well() {
    let page = with_a_long_job(Hosting::Plain);
    page.find("button", "Stop");
    page.browser.press(&[ESCAPE]);
    the_next_job_is_right(&page);
}

#[test]
fn a_progressbar_moves_while_a_job_runs() {
    let page = with_a_long_job(Hosting::Isolated);
    let bar = page.find("progressbar", "Progress");
    let value = "Number(element.getAttribute('aria-valuenow') ?? element.value)";
    let first = page.browser.of_element(&bar, value).as_f64().unwrap();
    page.wait_until("the progressbar moves or the job ends", || {
        let bar = page.look_for("progressbar", "Progress");
        bar.is_none_or(|bar| page.browser.of_element(&bar, value).as_f64().unwrap() > first).then_some(())
    });
    page.wait_until("the result is there", || {
        page.look_for("region", "Result").filter(|_| page.look_for("button", "Stop").is_none())
    });
}
