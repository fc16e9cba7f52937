//! Copy link, and links that are followed: they give the same matrices elsewhere, or a refusal.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("sharing.js");

/// A page that may use the clipboard.
fn open() -> Page {
    let page = Page::open(Hosting::Isolated);
    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    page
}

/// Copies the link and gives what is on the clipboard.
fn copied(page: &Page) -> String {
    page.run("await navigator.clipboard.writeText('')");
    page.click("Copy link");
    let read = "return await navigator.clipboard.readText()";
    page.wait_until("the clipboard holds a link", || {
        page.run(read).as_str().filter(|text| !text.is_empty()).map(str::to_owned)
    })
}

/// Follows a link as in a fresh tab: the page knows nothing of before.
fn follow(page: &Page, link: &str) {
    page.run("sessionStorage.clear()");
    page.browser.go("about:blank");
    page.browser.go(link);
    let there = "return window.matmill !== undefined";
    page.wait_until("window.matmill is there", || (page.run(there) == json!(true)).then_some(()));
    page.run("await matmill.ready");
}

/// The page's link with another fragment.
fn with_fragment(page: &Page, fragment: &str) -> String {
    format!("{}#{fragment}", page.server.url(""))
}

fn both_are(page: &Page, shape: &str) {
    page.wait_until(&format!("both are {shape}"), || {
        (page.words("status").contains(&format!("{shape} gives"))).then_some(())
    });
}

#[test]
fn a_copied_link_gives_the_same_product_elsewhere_by_itself() {
    let page = open();
    page.paste("Matrix A", "[[1,-0.1],[1e300,4]]");
    page.paste("Matrix B", "5,5\t6\n7\t8");
    page.click("Multiply");
    let product = page.wait_until("there is a result", || Some(page.result()).filter(|result| result.len() == 4));
    let link = copied(&page);
    page.wait_for_status(&[&link.len().to_string()]);
    assert!(link.starts_with(&page.server.url("")) && link.contains("#v1"), "{link}");
    follow(&page, &link);
    page.expect_result(&product);
    assert_eq!(page.words("alert"), "");
    assert_eq!(copied(&page), link, "a link to what came from a link is the same");
}

#[test]
fn numbers_survive_a_link_bit_for_bit() {
    let page = open();
    let rows = "0.1,-0,nan\ninf,-inf,5e-324\n1.7976931348623157e308,123456789.12345679,-2\n";
    page.load_file("Load A", "doubles.csv", rows.as_bytes());
    page.paste("Matrix B", "1 0 0\n0 1 0\n0 0 1");
    page.wait_for_status(&["3 × 3", "text"]);
    let link = copied(&page);
    let before = page.text_of("Matrix A");
    follow(&page, &link);
    page.wait_until("A is back", || (page.text_of("Matrix A") == before).then_some(()));
    assert!(["nan", "-inf", "5e-324", "-0"].iter().all(|number| before.contains(number)), "{before}");
}

#[test]
fn a_link_to_generated_matrices_is_short_at_any_size_and_waits_to_be_run() {
    let page = open();
    page.click("512 × 512 random");
    both_are(&page, "512 × 512");
    let link = copied(&page);
    assert!(link.len() < 300, "{link}");
    follow(&page, &link);
    both_are(&page, "512 × 512");
    assert_eq!(page.run("return matmill.stats().totalTasks"), json!(0), "nothing is computed");
    assert!(page.look_for("region", "Result").is_none());
    page.click("Multiply");
    page.find("region", "Result");
    assert_eq!(copied(&page), link);
}

#[test]
fn up_to_64_rows_and_columns_run_by_themselves_and_65_do_not() {
    let page = open();
    follow(&page, &with_fragment(&page, "v1&A=identity:64&B=markov:64&end"));
    page.find("region", "Result");
    follow(&page, &with_fragment(&page, "v1&A=identity:65&B=markov:65&end"));
    both_are(&page, "65 × 65");
    page.wait_for_status(&["65 × 65", "64 × 64"]);
    assert!(page.look_for("region", "Result").is_none());
}

#[test]
fn the_algorithm_and_the_kernel_are_part_of_a_link() {
    let page = open();
    follow(&page, &with_fragment(&page, "v1&A=2&B=3&algorithm=strassen&kernel=simd128&end"));
    page.expect_result(&[6.0]);
    let chosen = "return ['algorithm', 'kernel'].map((id) => document.getElementById(id).value)";
    assert_eq!(page.run(chosen), json!(["strassen", "simd128"]));
}

#[test]
fn what_does_not_fit_is_said_and_the_files_are_offered() {
    let page = open();
    let row = vec!["0.123456789012345"; 60].join(",");
    let rows = (0..60).map(|n| format!("{n}{row}\n")).collect::<String>().replace(",0.1", ",0.7");
    for (name, text) in [
        (
            "noise.csv",
            page.run("return new TextDecoder().decode(await matmill.format(testing.reals(60, 60, 1), 'csv'))"),
        ),
        ("large.csv", json!(rows.repeat(20))),
    ] {
        page.load_file("Load A", name, text.as_str().unwrap().as_bytes());
        page.paste("Matrix B", "1");
        page.click("Copy link");
        let alert = page.alert();
        assert!(alert.len() > 40, "{alert}");
        page.find("button", "Download B");
        page.click("Download A");
        page.wait_for_status(&["A.csv"]);
        // The files stay on offer.
        page.find("button", "Download A");
        page.click("Clear A");
        page.wait_until("the offer is gone", || page.look_for("button", "Download A").is_none().then_some(()));
    }
}

#[test]
fn without_a_clipboard_the_link_is_shown_and_selected() {
    for script in [
        "Object.defineProperty(Navigator.prototype, 'clipboard', { get: () => undefined })",
        "Clipboard.prototype.write = async () => { throw new DOMException('no', 'NotAllowedError'); }",
    ] {
        let page = Page::prepare(Hosting::Isolated);
        page.before_load(script);
        page.load();
        page.paste("Matrix A", "2");
        page.paste("Matrix B", "3");
        page.click("Copy link");
        let selected = "const { value, selectionStart, selectionEnd } = document.activeElement; \
                        return value ? value.slice(selectionStart, selectionEnd) : ''";
        let link = page.wait_until("the link is selected", || {
            page.run(selected).as_str().filter(|text| text.contains('#')).map(str::to_owned)
        });
        follow(&page, &link);
        page.expect_result(&[6.0]);
    }
}

#[test]
fn empty_and_unreadable_matrices_have_no_link() {
    let page = open();
    page.click("Copy link");
    assert!(page.alert().contains('A'));
    page.paste("Matrix A", "1 x");
    page.click("Copy link");
    page.wait_until("A is named", || page.words("alert").contains("A cannot be read").then_some(()));
}

#[test]
fn hostile_fragments_are_refused_in_words_and_what_was_there_stays() {
    let page = open();
    let cases = page.call(SCRIPTS, "hostile");
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    for (case, fragment) in cases.as_object().unwrap() {
        page.run_with("location.hash = args", fragment.clone());
        let alert = page.alert();
        assert!(alert.len() > 25 && alert.contains(' '), "{case}: {alert}");
        assert_eq!(page.text_of("Matrix A"), "1 2\n3 4", "{case}");
        assert_eq!(page.result(), [19.0, 22.0, 43.0, 50.0], "{case}");
        page.click("Multiply");
        page.wait_until("the alert is gone", || page.words("alert").is_empty().then_some(()));
    }
    assert_eq!(
        page.run("return [window.ran === undefined, document.querySelectorAll('img').length]"),
        json!([true, 0])
    );
    page.expect_quiet_console();
    // The same when the page is opened with one.
    for fragment in ["v9&A=1&end", "v1&A=1,2;3,4&B=5", "garbage"] {
        follow(&page, &with_fragment(&page, fragment));
        assert!(page.alert().len() > 25, "{fragment}");
        assert_eq!(page.text_of("Matrix A"), "");
    }
    // Places on the page are no links.
    follow(&page, &with_fragment(&page, "elsewhere"));
    assert_eq!(page.words("alert"), "");
}

#[test]
fn a_compressed_link_is_read_and_so_is_a_percent_encoded_one() {
    let page = open();
    let fragment = page.call_with(SCRIPTS, "link", json!("A=1,2;3,4&B=5,6;7,8&end"));
    follow(&page, &with_fragment(&page, fragment.as_str().unwrap()));
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    follow(&page, &with_fragment(&page, "v1%26A%3D2%2C3%26B%3D5%3B7%26end"));
    page.expect_result(&[31.0]);
}

#[test]
fn a_link_followed_on_the_page_is_undone_and_back_and_forward_lose_nothing() {
    let page = open();
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    let a_is = |text: &str| {
        page.wait_until(&format!("A is {text:?}"), || (page.text_of("Matrix A") == text).then_some(()));
    };
    page.run("location.hash = 'v1&A=2&B=21&end'");
    page.expect_result(&[42.0]);
    page.click("Undo");
    a_is("1 2\n3 4");
    page.paste("Matrix A", "typed on the link");
    page.run("history.back()");
    a_is("1 2\n3 4");
    page.run("history.forward()");
    a_is("typed on the link");
    page.run("history.back()");
    a_is("1 2\n3 4");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
}

#[test]
fn typing_leaves_the_address_alone_and_a_reload_keeps_what_was_typed_over_a_link() {
    let page = open();
    let link = with_fragment(&page, "v1&A=2&B=21&end");
    follow(&page, &link);
    page.expect_result(&[42.0]);
    page.paste("Matrix A", "3");
    page.wait_until("A is read", || page.status_says(&["read as 1 × 1"]).then_some(()));
    assert_eq!(page.run("return location.href"), Value::from(link.as_str()));
    page.browser.devtools("Page.reload", json!({}));
    page.wait_until("A is kept", || {
        (page.browser.try_run("return document.querySelector('#matrix-A')?.value") == Some(json!("3"))).then_some(())
    });
}
