//! The page stands in `index.html`: it is read, typed into and pressed before its module has come, and the app takes it
//! over as it is.

use serde_json::{Value, json};
use tests::page::{CONTROL, ENTER, Hosting, Page, bundled};
use tests::server::ServerFault;

const SCRIPTS: &str = include_str!("starting.js");

/// A page whose module does not come before [`let_it_start`].
fn page_without_module(hosting: Hosting, before: &str) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(&format!("(() => {{ {SCRIPTS}\nobserve(); {before} }})()"));
    page.server.plant(&module(), ServerFault::Held);
    page.browser.go(&page.server.url(""));
    page
}

fn module() -> String {
    bundled("app_bg.wasm").file_name().unwrap().to_str().unwrap().to_owned()
}

fn let_it_start(page: &Page) {
    assert_eq!(page.run("return window.matmill === undefined"), json!(true), "the module was held up");
    page.server.heal(&module());
    page.wait_until("the app runs", || (page.run("return window.matmill !== undefined") == json!(true)).then_some(()));
    page.run("await matmill.ready");
}

fn type_into(page: &Page, name: &str, text: &str) {
    let field = page.find("textbox", name);
    page.browser.click(&field);
    page.browser.type_into(&field, text);
}

#[test]
fn what_is_typed_before_the_module_has_come_stays_and_is_read() {
    let page = page_without_module(Hosting::Isolated, "");
    for (role, name) in [("textbox", "Matrix A"), ("textbox", "Matrix B"), ("file", "Load A"), ("button", "Multiply")] {
        page.find(role, name);
    }
    type_into(&page, "Matrix B", "5 6\n7 8");
    type_into(&page, "Matrix A", "1 2\n3 4");
    // The same field with the same focus and caret, not one like it.
    page.call(SCRIPTS, "markTheField");
    let_it_start(&page);
    page.wait_for_status(&["2 × 2"]);
    assert_eq!(page.call(SCRIPTS, "markedField"), json!(["1 2\n3 4", true, 3, true]));
    page.browser.press(&[CONTROL, 'z']);
    page.wait_until("typing can be undone", || (page.text_of("Matrix A") != "1 2\n3 4").then_some(()));
    assert_eq!(page.text_of("Matrix B"), "5 6\n7 8");
    page.expect_quiet_console();
}

#[test]
fn what_is_pressed_or_brought_before_is_done_once() {
    let on_multiply: fn(&Page) = |page| {
        page.click("Multiply");
        // The second press means no Stop.
        page.click("Multiply");
    };
    let by_keys: fn(&Page) = |page| page.browser.press(&[CONTROL, ENTER]);
    for (how, press) in [("pressed", on_multiply), ("by keys", by_keys)] {
        let page = page_without_module(Hosting::Isolated, "");
        type_into(&page, "Matrix B", "5 6\n7 8");
        type_into(&page, "Matrix A", "1 2\n3 4");
        press(&page);
        page.wait_until(&format!("somebody who listens is told, {how}"), || {
            (!page.words("status").is_empty()).then_some(())
        });
        let_it_start(&page);
        page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
        page.expect_quiet_console();
    }
    let page = page_without_module(Hosting::Isolated, "");
    page.choose("Load A", "left.csv", b"1,2,3\n4,5,6\n");
    page.call(SCRIPTS, "dropAFileOnB");
    page.call(SCRIPTS, "openTheFirstCard");
    let_it_start(&page);
    page.wait_for_status(&["left.csv", "2 × 3"]);
    page.wait_for_status(&["right.csv", "3 × 1"]);
    page.click("Multiply");
    page.expect_result(&[14.0, 32.0]);
    assert_eq!(page.call(SCRIPTS, "isTheFirstCardOpen"), json!(true));
}

#[test]
fn language_and_colours_are_right_before_the_module_has_come() {
    let cases = [
        ("en", "light", "Object.defineProperty(navigator, 'languages', { get: () => ['en-GB', 'de'] });"),
        (
            "de",
            "dark",
            "Object.defineProperty(navigator, 'languages', { get: () => ['fr', 'de-AT', 'en'] }); localStorage.setItem('matmill-theme', 'dark');",
        ),
        (
            "de",
            "light",
            "localStorage.setItem('matmill-language', 'de'); localStorage.setItem('matmill-theme', 'light');",
        ),
    ];
    let mut texts = Vec::new();
    for (language, theme, before) in cases {
        let page = page_without_module(Hosting::Isolated, before);
        let first = page.call(SCRIPTS, "appearance");
        assert_eq!((&first[0], &first[1]), (&json!(language), &json!(theme)));
        let_it_start(&page);
        assert_eq!(page.call(SCRIPTS, "appearance"), first, "{language}, {theme}");
        texts.push(first[2].clone());
    }
    assert_ne!(texts[0], texts[1]);
    assert_eq!(texts[1], texts[2]);
}

#[test]
fn nothing_moves_when_the_app_takes_the_page_over() {
    for (width, height, hosting) in [(1440, 900, Hosting::Isolated), (360, 740, Hosting::Plain)] {
        let page = Page::prepare(hosting);
        page.before_load(&format!("(() => {{ {SCRIPTS}\nobserve(); }})()"));
        page.browser.resize(width, height);
        page.server.plant(&module(), ServerFault::Held);
        page.browser.go(&page.server.url(""));
        let before = page.call(SCRIPTS, "places");
        assert!(before.as_array().unwrap().len() > 20, "{before}");
        let_it_start(&page);
        assert_eq!(page.call(SCRIPTS, "places"), before, "{width} × {height}");
        assert_eq!(page.call(SCRIPTS, "shifts"), json!([]), "{width} × {height}");
    }
}

#[test]
fn the_app_takes_over_what_stands_there_wherever_it_starts() {
    let blocked = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('blocked', 'SecurityError'); } });";
    let isolable = "document.addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('data-isolable', ''));";
    for (hosting, address, before) in [
        (Hosting::Isolated, "#benchmark", ""),
        (Hosting::SubPath, "", isolable),
        (Hosting::Isolated, "", blocked),
        (
            Hosting::Isolated,
            "",
            "sessionStorage.setItem('matmill-A', 'text\\n1 2'); sessionStorage.setItem('matmill-texts', JSON.stringify(['1 2', '3', '']));",
        ),
        (
            Hosting::Isolated,
            "",
            "localStorage.setItem('matmill-theme', 'dark'); localStorage.setItem('matmill-language', 'de');",
        ),
    ] {
        let page = Page::prepare(hosting);
        page.before_load(&format!("(() => {{ {SCRIPTS}\nmarkAll(); {before} }})()"));
        page.load_at(address);
        assert_eq!(page.call(SCRIPTS, "areMarked"), json!(true), "{address} {before}");
        page.expect_quiet_console();
    }
}

#[test]
fn files_are_asked_for_in_the_order_in_which_they_are_needed() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load(&format!("(() => {{ {SCRIPTS}\nobserve(); }})()"));
    page.load();
    // Each is later than the one before; that of the page's stylesheet is the only one before the first paint.
    let order = page.call(SCRIPTS, "order");
    assert_eq!(order, json!(["css", "first frame", "page", "workers"]));
}

#[test]
fn a_module_that_does_not_start_is_told_of_and_a_reload_keeps_what_was_typed() {
    let page = Page::prepare(Hosting::Isolated);
    page.server.plant(&module(), ServerFault::Replaced(b"no module".to_vec()));
    page.browser.go(&page.server.url(""));
    type_into(&page, "Matrix A", "1 2\n3 4");
    page.alert();
    assert_eq!(page.text_of("Matrix A"), "1 2\n3 4");
    page.server.heal(&module());
    page.click("Reload");
    page.wait_until("the app runs", || (page.run("return window.matmill !== undefined") == json!(true)).then_some(()));
    page.wait_for_status(&["2 × 2"]);
    assert_eq!(page.words("alert"), "");
}

#[test]
fn a_host_that_isolates_by_a_reload_does_not_reload_what_was_begun() {
    let page = Page::prepare_with_service_worker(Hosting::Plain);
    page.server.plant("service-worker.js", ServerFault::Held);
    page.server.plant(&module(), ServerFault::Held);
    page.browser.go(&page.server.url(""));
    type_into(&page, "Matrix A", "1 2\n3 4");
    page.run("window.marked = true");
    page.server.heal("service-worker.js");
    page.wait_until("the service worker is in control", || {
        page.browser.try_run("return navigator.serviceWorker.controller !== null").filter(|value| value == &json!(true))
    });
    let_it_start(&page);
    assert_eq!((page.run("return window.marked"), page.text_of("Matrix A")), (json!(true), "1 2\n3 4".to_owned()));
}

/// Someone without scripts gets the page and a sentence, not an empty page.
#[test]
fn without_scripts_the_page_says_what_it_needs() {
    let page = Page::prepare(Hosting::Isolated);
    page.browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": true }));
    page.browser.go(&page.server.url(""));
    let document = page.browser.devtools("DOM.getDocument", json!({ "depth": -1 }));
    let text = document.to_string();
    assert!(text.contains("JavaScript") && text.contains("matrix-A"), "{text}");
    let value: Value = page.browser.devtools("Emulation.setScriptExecutionDisabled", json!({ "value": false }));
    drop(value);
}
