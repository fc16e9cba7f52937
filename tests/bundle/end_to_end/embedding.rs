//! The page in a frame of another page: who gets answers to messages, which, and who gets none.

use serde_json::{Value, json};
use std::path::Path;
use tests::page::{Hosting, Page, bundle};
use tests::server::{ServerFault, WebServer};

const SCRIPTS: &str = include_str!("embedding.js");

/// A page of any origin. It is in a frame and posts for the page around it: to Matmill's frame, which is the first.
const RELAY: &str = "<!doctype html><script>
    addEventListener('message', ({ data, source }) =>
        source === parent ? parent.frames[0].postMessage(data, '*') : parent.postMessage({ relayed: data }, '*'));
</script>";

/// Matmill at one origin and a page around its frame at another.
struct Embedded {
    /// Browser and server of Matmill.
    page: Page,
    /// The server of the page around it.
    host: WebServer,
}

impl Embedded {
    /// Opens the page around the frame, which the page itself adds. `list` makes the content of `embedding.json` from the
    /// origin of the page around it; without it there is no such file.
    fn open(hosting: Hosting, list: Option<&dyn Fn(&str) -> String>) -> Self {
        let embedded = Self::prepare(hosting);
        if let Some(list) = list {
            embedded.page.server.add("embedding.json", list(&embedded.origin()));
        }
        embedded.show();
        embedded
    }

    /// The same with the origin of the page around it allowed.
    fn allowed(hosting: Hosting) -> Self {
        Self::open(hosting, Some(&|origin| allow(&[origin])))
    }

    fn prepare(hosting: Hosting) -> Self {
        Self::around(Page::prepare(hosting))
    }

    fn around(page: Page) -> Self {
        page.before_load(include_str!("embedding_host.js"));
        let host = WebServer::start(&bundle(), "/", false).unwrap();
        host.add("host.html", "<!doctype html><title>Host</title><link rel=icon href=data:,><body></body>");
        for server in [&host, &page.server] {
            server.add("relay.html", RELAY);
        }
        Self { page, host }
    }

    fn show(&self) {
        self.page.browser.go(&self.host.url("host.html"));
    }

    /// The origin of the page around the frame.
    fn origin(&self) -> String {
        self.host.url("").trim_end_matches('/').to_owned()
    }

    /// The address of the page in the frame.
    fn url(&self) -> String {
        self.page.server.url("")
    }

    fn call(&self, function: &str) -> Value {
        self.page.call_with(SCRIPTS, function, json!(self.url()))
    }

    fn call_with(&self, function: &str, argument: Value) -> Value {
        self.page.call_with(SCRIPTS, function, argument)
    }
}

fn allow(origins: &[&str]) -> String {
    json!({ "origins": origins }).to_string()
}

/// The files of the bundle whose names begin and end so.
fn files(start: &str, end: &str) -> Vec<String> {
    let names = std::fs::read_dir(bundle()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let found: Vec<String> = names.filter(|name| name.starts_with(start) && name.ends_with(end)).collect();
    assert!(!found.is_empty(), "no file of the bundle is called {start}…{end}");
    found
}

#[test]
fn a_listed_page_gets_answers_wherever_and_however_matmill_is_hosted() {
    for hosting in [Hosting::Isolated, Hosting::Plain, Hosting::SubPath] {
        let embedded = Embedded::allowed(hosting);
        let expected = json!(["first", true, true, "[[19,22],[43,50]]"]);
        assert_eq!(embedded.call("contentOfRpc"), expected, "{hosting:?}");
        embedded.page.expect_quiet_console();
    }
}

#[test]
fn hosts_that_differ_in_name_only_are_different_origins() {
    let embedded = Embedded::prepare(Hosting::Plain);
    let named = |address: &str| address.replace("127.0.0.1", "localhost");
    embedded.page.server.add("embedding.json", allow(&[&named(&embedded.origin())]));
    embedded.page.browser.go(&named(&embedded.host.url("host.html")));
    assert_eq!(embedded.call("contentOfRpc"), json!(["first", true, true, "[[19,22],[43,50]]"]));
    // The same page, called by its number.
    embedded.show();
    assert_eq!(answers(&embedded), json!([]));
}

/// The kinds of answers to two requests, once the frame has done some work that came after them.
fn answers(embedded: &Embedded) -> Value {
    embedded.call("showAndPost");
    embedded.page.browser.enter_frame(Some(0));
    embedded.call("tellWhenWorked");
    embedded.page.browser.enter_frame(None);
    embedded.call("answersUntilWorked")
}

#[test]
fn only_a_file_that_lists_the_pages_origin_brings_answers() {
    let embedded = Embedded::prepare(Hosting::Plain);
    let origin = embedded.origin();
    let port = origin.rsplit(':').next().unwrap();
    let with = |path: &str| format!("{origin}{path}");
    // The content of the file, whether there is an answer, and words of the warning if there is one.
    let rows: Vec<(String, bool, &[&str])> = vec![
        (allow(&[&origin]), true, &[]),
        (allow(&["https://example.org", &with("/").to_uppercase()]), true, &[]),
        // A wrong entry does not make the others void.
        (allow(&[&with("/page"), "*", &origin]), true, &["/page", "\"*\""]),
        (json!({ "origins": [&origin], "more": 1 }).to_string(), true, &[]),
        (allow(&[]), false, &[]),
        (allow(&["https://example.org"]), false, &[]),
        (allow(&[&origin.replace("http:", "https:")]), false, &[]),
        (allow(&["http://127.0.0.1"]), false, &[]),
        (allow(&[&format!("http://localhost:{port}")]), false, &[]),
        (allow(&["*"]), false, &["is \"*\"; pass an origin"]),
        (allow(&[&format!("http://*:{port}")]), false, &["pass an origin"]),
        (allow(&["null", "file:///", "data:,", ""]), false, &["\"null\"", "\"file:///\"", "\"data:,\"", "\"\""]),
        (allow(&[&with("/page"), &with("?a"), &with("#a")]), false, &["/page", "?a", "#a", "pass an origin"]),
        (allow(&[&format!("http://user@127.0.0.1:{port}")]), false, &["pass an origin"]),
        (json!({ "origins": [5, null, [&origin], { "origin": &origin }] }).to_string(), false, &["pass an origin"]),
        (json!({ "origins": &origin }).to_string(), false, &["embedding.json is not {"]),
        (json!([&origin]).to_string(), false, &["embedding.json is not {"]),
        ("null".into(), false, &["embedding.json is not {"]),
        (origin.clone(), false, &["embedding.json is not {"]),
        (String::new(), false, &["embedding.json is not {"]),
        (format!("<!doctype html><p>{origin}"), false, &["embedding.json is not {"]),
    ];
    for (file, is_answered, warned) in rows {
        embedded.page.server.add("embedding.json", file.as_str());
        embedded.page.browser.console();
        embedded.show();
        let expected = if is_answered { json!(["string", "string"]) } else { json!([]) };
        let mut found = answers(&embedded);
        // That it is ready is said without being asked.
        found.as_array_mut().unwrap().retain(|kind| kind != "undefined");
        assert_eq!(found, expected, "{file}");
        let lines: Vec<String> =
            embedded.page.browser.console().into_iter().filter(|line| line.contains("embedding.json")).collect();
        assert_eq!(lines.is_empty(), warned.is_empty(), "{file}: {lines:#?}");
        let unescaped = lines.join("\n").replace("\\\"", "\"");
        assert!(warned.iter().all(|words| unescaped.contains(words)), "{file}: {lines:#?}");
    }
}

#[test]
fn without_a_file_nobody_gets_an_answer() {
    let embedded = Embedded::open(Hosting::Plain, None);
    assert_eq!(answers(&embedded), json!([]));
    let asked = embedded.page.server.requests().iter().filter(|path| path.ends_with("/embedding.json")).count();
    assert_eq!(asked, 1, "the file was looked for");
}

#[test]
fn a_page_that_is_not_in_a_frame_does_not_look_for_the_file() {
    let page = Page::prepare(Hosting::Plain);
    page.server.add("embedding.json", allow(&[page.server.url("").trim_end_matches('/')]));
    page.load();
    assert_eq!(page.run("return typeof window.matmillEarlyMessages"), json!("undefined"));
    let asked = page.server.requests().iter().any(|path| path.ends_with("/embedding.json"));
    assert!(!asked, "{:?}", page.server.requests());
}

#[test]
fn a_page_that_is_not_listed_gets_no_answer_while_another_one_does() {
    let embedded = Embedded::prepare(Hosting::Plain);
    let allowed = embedded.url().trim_end_matches('/').to_owned();
    embedded.page.server.add("embedding.json", allow(&[&allowed]));
    embedded.show();
    let found =
        embedded.call_with("notAllowedBesideAllowed", json!({ "url": embedded.url(), "allowed": embedded.url() }));
    assert_eq!(found, json!(["[[19,22],[43,50]]", "[[19,22],[43,50]]", 0]));
}

#[test]
fn every_method_answers() {
    let embedded = Embedded::allowed(Hosting::Plain);
    let product = json!([{ "rows": 2, "cols": 2, "data": [19, 22, 43, 50] }, true, true]);
    let matrix = json!([{ "rows": 2, "cols": 2, "data": [1, 2.5, 3, 4] }, "csv", true]);
    assert_eq!(embedded.call("everyMethod"), json!([product, matrix, "19,22\n43,50\n", true]));
}

#[test]
fn messages_that_come_before_the_app_has_started_are_answered_up_to_a_bound() {
    let module = files("app", ".wasm").remove(0);
    // Before the app has come, and before the list has.
    for held in [module.as_str(), "embedding.json"] {
        let embedded = Embedded::allowed(Hosting::Plain);
        embedded.page.server.plant(held, ServerFault::Held);
        embedded.call("earlyMessages");
        embedded.page.server.heal(held);
        assert_eq!(embedded.call("answersToEarlyMessages"), json!([64, 63]), "{held}");
    }
}

#[test]
fn matrices_are_cloned_or_transferred_as_the_sender_chooses_and_products_are_transferred() {
    for (hosting, kind) in [(Hosting::Plain, "f64"), (Hosting::Isolated, "f32")] {
        let embedded = Embedded::allowed(hosting);
        let found = embedded.call_with("transferred", json!({ "url": embedded.url(), "kind": kind }));
        assert_eq!(found, json!([[120_000, 150_000], [0, 0, 0], true, true, "pool"]), "{hosting:?} {kind}");
    }
}

#[test]
fn progress_is_reported_before_the_product_and_ends_at_the_number_of_tiles() {
    let embedded = Embedded::allowed(Hosting::Plain);
    assert_eq!(embedded.call("progressOf"), json!([true, true, true, true]));
}

#[test]
fn a_cancelled_request_answers_once_and_other_ids_are_not_affected() {
    let embedded = Embedded::allowed(Hosting::Plain);
    assert_eq!(embedded.call("cancelled"), json!(["AbortError", true, 1, 0]));
}

#[test]
fn ids_of_two_windows_are_apart() {
    let embedded = Embedded::prepare(Hosting::Plain);
    let own = embedded.url().trim_end_matches('/').to_owned();
    embedded.page.server.add("embedding.json", allow(&[&own, &embedded.origin()]));
    embedded.show();
    let found = embedded.call_with("idsOfTwoWindows", json!({ "url": embedded.url(), "allowed": embedded.url() }));
    assert_eq!(found, json!(["[[19,22],[43,50]]", true]));
}

#[test]
fn errors_have_the_names_that_scripts_get() {
    let embedded = Embedded::allowed(Hosting::Isolated);
    let expected = json!({
        "inner": "ShapeError", "data": "FormatError", "shape": "ShapeError", "size": "LimitError",
        "kernel": "FormatError", "options": "FormatError", "shared": "FormatError", "sharedFile": "FormatError",
        "kind": "FormatError", "file": "FormatError", "none": "FormatError", "unknown": "FormatError",
        "several": "FormatError",
    });
    assert_eq!(embedded.call("errors"), expected);
}

#[test]
fn a_crowd_of_requests_is_answered_up_to_a_bound_and_the_rest_is_refused() {
    let embedded = Embedded::allowed(Hosting::Plain);
    let held = files("worker_", ".wasm");
    held.iter().for_each(|file| embedded.page.server.plant(file, ServerFault::Held));
    embedded.call("crowd");
    held.iter().for_each(|file| embedded.page.server.heal(file));
    // The last one has the first one's id.
    let expected = json!({ "19,22,43,50": 256, "LimitError": 44, "FormatError": 1 });
    assert_eq!(embedded.call("answersToCrowd"), expected);
}

#[test]
fn what_is_not_a_request_is_ignored_without_a_word() {
    let embedded = Embedded::allowed(Hosting::Plain);
    // The answers to the two requests at the end.
    assert_eq!(embedded.call("ignoredMessages"), json!(2));
    embedded.page.expect_quiet_console();
}

#[test]
fn a_request_that_makes_no_sense_gets_an_error() {
    let embedded = Embedded::allowed(Hosting::Plain);
    assert_eq!(embedded.call("refusedMessages"), json!([[], true]));
    embedded.page.expect_quiet_console();
}

#[test]
fn an_opaque_origin_gets_no_answer() {
    let embedded = Embedded::open(Hosting::Plain, Some(&|origin| allow(&["null", origin])));
    assert_eq!(embedded.call("opaqueOrigin"), json!(["posted"]));
}

#[test]
fn the_page_around_is_told_once_that_matmill_is_ready_if_it_is_listed() {
    let embedded = Embedded::open(Hosting::Plain, Some(&|origin| allow(&["https://example.org", origin])));
    assert_eq!(embedded.call("announcements"), json!([[3, true]]));
    // What is posted to a window of another origin would be an error there.
    embedded.page.expect_quiet_console();
}

#[test]
fn a_frame_shares_memory_with_its_workers_where_its_headers_allow() {
    let coep = ("Cross-Origin-Embedder-Policy", "require-corp");
    let coop = ("Cross-Origin-Opener-Policy", "same-origin");
    let corp = ("Cross-Origin-Resource-Policy", "cross-origin");
    let dip = ("Document-Isolation-Policy", "isolate-and-require-corp");
    let delegated = json!({ "allow": "cross-origin-isolated" });
    // Headers of the page around, of the page in the frame, attributes of the frame, and what is found.
    type Headers<'a> = &'a [(&'a str, &'a str)];
    let rows: [(Headers, Headers, Value, Value); 6] = [
        (&[], &[], json!({}), json!([false, "clone", true])),
        (&[], &[], json!({ "hidden": "" }), json!([false, "clone", true])),
        (&[], &[], json!({ "sandbox": "allow-scripts allow-same-origin" }), json!([false, "clone", true])),
        (&[], &[dip], json!({}), json!([false, "shared", true])),
        (&[coop, coep], &[coep, corp], json!({}), json!([true, "clone", true])),
        (&[coop, coep], &[coep, corp], delegated, json!([true, "shared", true])),
    ];
    for (around, within, attributes, expected) in rows {
        let embedded = Embedded::prepare(Hosting::Plain);
        around.iter().for_each(|(name, value)| embedded.host.add_header(name, value));
        within.iter().for_each(|(name, value)| embedded.page.server.add_header(name, value));
        embedded.page.server.add("embedding.json", allow(&[&embedded.origin()]));
        embedded.show();
        let found = embedded.call_with("transport", json!({ "url": embedded.url(), "attributes": &attributes }));
        assert_eq!(found, expected, "{around:?} {within:?} {attributes}");
    }
}

#[test]
fn a_service_worker_isolates_the_frame_and_keeps_no_list() {
    let embedded = Embedded::around(Page::prepare_with_service_worker(Hosting::Plain));
    embedded.page.server.add("embedding.json", allow(&[&embedded.origin()]));
    embedded.show();
    let visit = || embedded.call_with("transport", json!({ "url": embedded.url(), "attributes": {} }));
    assert_eq!(visit(), json!([false, "clone", true]), "first visit");
    embedded.page.browser.enter_frame(Some(0));
    embedded.page.call(SCRIPTS, "whenKept");
    embedded.page.browser.enter_frame(None);
    embedded.show();
    assert_eq!(visit(), json!([false, "shared", true]), "second visit");
    // What the operator withdraws is withdrawn at the next visit.
    embedded.page.server.add("embedding.json", allow(&[]));
    embedded.show();
    assert_eq!(answers(&embedded), json!([]));
    embedded.page.server.add("embedding.json", allow(&[&embedded.origin()]));
    embedded.page.server.set_offline(true);
    embedded.show();
    assert_eq!(answers(&embedded), json!([]), "offline");
}

/// The files of the example, with the address of Matmill that the test serves.
fn example(embedded: &Embedded) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/examples");
    let matmill = embedded.url().trim_end_matches('/').to_owned();
    for name in ["embedding.html", "embedding.js", "matmill_frame.js"] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        embedded.host.add(name, text.replace("http://127.0.0.1:8080", &matmill));
    }
}

#[test]
fn the_example_calls_the_rpc_multiplies_and_cancels() {
    let embedded = Embedded::allowed(Hosting::Plain);
    example(&embedded);
    let page = &embedded.page;
    page.browser.go(&embedded.host.url("embedding.html"));
    page.wait_for_status(&["Matmill", "is ready"]);
    page.click("Call the RPC");
    page.wait_for_status(&["[[19,22],[43,50]]"]);
    page.click("Multiply 1000 × 1000");
    page.wait_for_status(&["1000 × 1000 product", "verified: true"]);
    let progress = page.find("progressbar", "Progress");
    assert_eq!(page.browser.of_element(&progress, "element.value === element.max"), json!(true));
    // Between two tasks of the page, so that no product is done before it.
    page.run("document.getElementById('multiply').click(); document.getElementById('cancel').click()");
    page.wait_for_status(&["AbortError"]);
    page.expect_quiet_console();
}
