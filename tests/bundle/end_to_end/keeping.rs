//! A reload, and leaving and coming back, keep what was given; Forget deletes it.

use serde_json::json;
use tests::page::{Hosting, Page};

/// Reloads as the browser's button does, and waits until jobs can run.
fn reload(page: &Page) {
    // What is written a moment after a change is also written when the page is left.
    page.browser.devtools("Page.reload", json!({}));
    wait(page);
}

fn wait(page: &Page) {
    page.wait_until("the page is there again", || {
        page.browser
            .try_run("return document.readyState === 'complete' && window.matmill ? (await matmill.ready, 1) : null")
    });
}

fn a_is(page: &Page, text: &str) {
    page.wait_until(&format!("A is {text:?}"), || (page.text_of("Matrix A") == text).then_some(()));
}

#[test]
fn texts_files_and_examples_survive_a_reload() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1 2\n3 4");
    page.load_file("Load B", "numbers.csv", b"0.1,2\n-0,4\n");
    page.run("document.querySelectorAll('summary').forEach((it) => it.parentElement.open = true)");
    page.paste("Matrix C", "not finished,");
    reload(&page);
    a_is(&page, "1 2\n3 4");
    page.wait_until("B is read", || (page.words("status").matches("read as 2 × 2").count() == 2).then_some(()));
    assert_eq!(page.text_of("Matrix C"), "not finished,");
    page.click("Multiply");
    page.expect_result(&[0.1, 10.0, 0.3, 22.0]);
    page.click("512 × 512 random");
    page.wait_until("both are there", || (page.words("status").contains("512 × 512 gives")).then_some(()));
    reload(&page);
    page.wait_until("both are there", || (page.words("status").contains("512 × 512 gives")).then_some(()));
    page.wait_for_status(&["seed 2"]);
}

#[test]
fn a_matrix_that_no_editor_shows_survives_in_all_its_bits() {
    let page = Page::open(Hosting::Isolated);
    let bytes = page.run("return Array.from(await matmill.format(testing.reals(100, 90, 5, 'f32'), 'npy'))");
    let bytes: Vec<u8> = bytes.as_array().unwrap().iter().map(|byte| byte.as_u64().unwrap() as u8).collect();
    page.load_file("Load A", "floats.npy", &bytes);
    reload(&page);
    page.wait_for_status(&["floats.npy", "100 × 90", "f32"]);
    page.load_file("Load B", "identity.npy", &{
        let bytes = page.run("const one = testing.integers(90, 90, 1, 'f32'); one.data.forEach((_, i) => { one.data[i] = i % 91 === 0; }); return Array.from(await matmill.format(one, 'npy'))");
        bytes.as_array().unwrap().iter().map(|byte| byte.as_u64().unwrap() as u8).collect::<Vec<u8>>()
    });
    page.click("Multiply");
    page.find("region", "Result");
    assert_eq!(page.download("npy").1, bytes);
}

#[test]
fn what_is_too_large_is_named_after_the_reload() {
    let page = Page::open(Hosting::Isolated);
    let large = "1.25,2.5,3.75\n".repeat(60_000);
    page.load_file("Load A", "large.csv", large.as_bytes());
    page.paste("Matrix B", "1\n2\n3");
    page.wait_for_status(&["3 × 1"]);
    reload(&page);
    let alert = page.alert();
    assert!(alert.contains("large.csv") && alert.contains("60000 × 3"), "{alert}");
    assert_eq!(page.text_of("Matrix B"), "1\n2\n3");
}

#[test]
fn a_text_that_was_read_in_another_way_keeps_its_numbers() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1,5\n2,5\n");
    let offer = "const offer = document.querySelector('.alternatives button'); offer?.click(); return Boolean(offer)";
    page.wait_until("another way is offered", || (page.run(offer) == json!(true)).then_some(()));
    let shape = page.wait_until("it is read so", || {
        ["2 × 1", "2 × 2"].into_iter().find(|shape| {
            page.status_says(&[shape])
                && page.run("return document.querySelector('.alternatives [aria-pressed=true]') !== null")
                    == json!(true)
        })
    });
    reload(&page);
    page.wait_for_status(&[shape]);
}

#[test]
fn another_page_and_back_loses_nothing() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.browser.go("about:blank");
    page.browser.back();
    wait(&page);
    a_is(&page, "1 2\n3 4");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
}

#[test]
fn forget_empties_everything_for_good() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.wait_until("something is kept", || {
        (page.run("return Object.values({ ...sessionStorage }).some((it) => it.includes('3 4'))") == json!(true))
            .then_some(())
    });
    page.click("Forget");
    a_is(&page, "");
    let kept = "return Object.keys({ ...sessionStorage }).filter((it) => it.startsWith('matmill-') && it !== 'matmill-isolation')";
    assert_eq!(page.run(kept), json!([]));
    reload(&page);
    assert_eq!(["Matrix A", "Matrix B"].map(|name| page.text_of(name)), ["", ""]);
}

#[test]
fn undo_brings_back_what_was_forgotten_until_the_page_is_left() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1 2\n3 4");
    page.click("Forget");
    a_is(&page, "");
    page.click("Undo");
    a_is(&page, "1 2\n3 4");
}

#[test]
fn without_session_storage_the_page_works_and_promises_nothing() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(
        "Object.defineProperty(window, 'sessionStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } })",
    );
    page.load();
    page.paste("Matrix A", "2");
    page.paste("Matrix B", "3");
    page.click("Multiply");
    page.expect_result(&[6.0]);
    page.wait_until("Forget is not offered", || page.look_for("button", "Forget").is_none().then_some(()));
}
