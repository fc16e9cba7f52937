//! The page opens wherever it is hosted, and its controls have the names of the interface.

use serde_json::json;
use tests::page::{Hosting, Page, bundle};

fn opens_quietly(hosting: Hosting) {
    let page = Page::open(hosting);
    let isolated = matches!(hosting, Hosting::Isolated | Hosting::IsolatedSubPath);
    assert_eq!(page.run("return crossOriginIsolated"), json!(isolated));
    page.paste("Matrix A", "[[1,2],[3,4]]");
    page.paste("Matrix B", "[[5,6],[7,8]]");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.expect_quiet_console();
}

#[test]
fn at_the_root_with_isolation_it_opens_without_an_error_on_the_console() {
    opens_quietly(Hosting::Isolated);
}

#[test]
fn at_the_root_without_special_headers_it_opens_without_an_error_on_the_console() {
    opens_quietly(Hosting::Plain);
}

#[test]
fn under_a_sub_path_without_special_headers_it_opens_without_an_error_on_the_console() {
    opens_quietly(Hosting::SubPath);
}

#[test]
fn under_a_sub_path_with_isolation_it_opens_without_an_error_on_the_console() {
    opens_quietly(Hosting::IsolatedSubPath);
}

#[test]
fn every_file_that_the_page_asks_for_is_in_the_bundle() {
    let page = Page::open(Hosting::SubPath);
    page.run("await matmill.multiply(testing.reals(64, 64, 1), testing.reals(64, 64, 2), { mode: 'pool' })");
    let requests = page.server.requests();
    let missing = requests.iter().filter(|path| {
        let name = path.strip_prefix("/some/sub/path/").map(|name| if name.is_empty() { "index.html" } else { name });
        !name.is_some_and(|name| bundle().join(name).is_file())
    });
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn the_names_of_the_interface_are_on_the_page() {
    let page = Page::open(Hosting::Isolated);
    for (role, name) in [
        ("textbox", "Matrix A"),
        ("textbox", "Matrix B"),
        ("file", "Load A"),
        ("file", "Load B"),
        ("button", "Multiply"),
    ] {
        page.find(role, name);
    }
    page.paste("Matrix A", "2");
    page.paste("Matrix B", "3");
    page.click("Multiply");
    page.expect_result(&[6.0]);
    for (role, name) in [("region", "Result"), ("combobox", "Format"), ("button", "Download"), ("button", "Copy")] {
        page.find(role, name);
    }
    page.wait_until("the outcome is said in a status", || (!page.words("status").is_empty()).then_some(()));
}

#[test]
fn a_browser_without_simd_gets_a_sentence_and_not_a_blank_page() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load("WebAssembly.validate = () => false;");
    page.browser.go(&page.server.url(""));
    let words = page.wait_until("the page says why it cannot run", || {
        let text = page.run("return document.body.innerText").as_str().unwrap().to_owned();
        text.contains("SIMD").then_some(text)
    });
    assert!(words.contains("browser"), "the sentence says what to do: {words}");
}

#[test]
fn type_definitions_ship_with_the_bundle() {
    let files = std::fs::read_dir(bundle()).unwrap().map(|entry| entry.unwrap().path());
    let definitions = files.filter(|path| path.to_string_lossy().ends_with(".d.ts"));
    let texts: Vec<String> = definitions.map(|path| std::fs::read_to_string(path).unwrap()).collect();
    let whole = texts.join("\n");
    for member in ["ready", "version", "multiply", "rpc", "parse", "format", "stats", "configure"] {
        assert!(whole.contains(member), "no .d.ts in the bundle names {member}");
    }
}
