//! Hosts that do not send the headers: the service worker adds them, with one reload at most, and never under the user.

use crate::service_worker::{expect_a_product, file, loads, open, prepare, wait_for, wait_until_ready};
use serde_json::json;
use tests::page::{Hosting, Page};
use tests::server::ServerFault;

const CONTROLLED: &str = "return navigator.serviceWorker.controller !== null";

/// Loads the page with its app held up until the service worker has taken control, which it otherwise may or may not do
/// before.
fn load_slowly(page: &Page, until: &str) {
    let module = file("app_bg-", ".wasm");
    page.server.plant(&module, ServerFault::Held);
    page.browser.go(&page.server.url(""));
    wait_for(page, until, until);
    page.server.heal(&module);
    wait_until_ready(page);
}

#[test]
fn a_plain_host_is_isolated_after_one_reload() {
    for hosting in [Hosting::Plain, Hosting::SubPath] {
        let page = prepare(hosting);
        load_slowly(&page, "return crossOriginIsolated");
        assert_eq!(loads(&page), json!(2), "{hosting:?}");
        expect_a_product(&page, "shared");
        open(&page, "");
        assert_eq!(loads(&page), json!(3), "later visits need no reload, {hosting:?}");
        expect_a_product(&page, "shared");
        page.expect_quiet_console();
    }
}

#[test]
fn on_a_plain_host_the_app_does_not_start_before_the_reload() {
    let page = prepare(Hosting::Plain);
    // Without the bound on the wait, the app starts only when the service worker has decided.
    page.before_load(
        "const plain = window.setTimeout; window.setTimeout = (go, wait, ...rest) => wait === 1000 ? 0 : plain(go, wait, ...rest)",
    );
    page.before_load("addEventListener('TrunkApplicationStarted', () => { sessionStorage.starts = 1 + Number(sessionStorage.starts || 0); })");
    open(&page, "");
    assert_eq!((loads(&page), page.run("return sessionStorage.starts")), (json!(2), json!("1")));
    expect_a_product(&page, "shared");
}

#[test]
fn an_isolated_host_needs_no_reload() {
    let page = prepare(Hosting::Isolated);
    open(&page, "");
    wait_for(&page, "the service worker is in control", CONTROLLED);
    wait_until_ready(&page);
    assert_eq!(loads(&page), json!(1));
}

#[test]
fn once_the_app_runs_only_the_user_reloads_and_short_texts_stay() {
    let page = prepare(Hosting::Plain);
    page.server.plant("service-worker.js", ServerFault::Held);
    open(&page, "");
    page.paste("Matrix A", "[[1,2],[3,4]]");
    page.server.heal("service-worker.js");
    wait_for(&page, "the service worker is in control", CONTROLLED);
    page.paste("Matrix B", "[[5,6],[7,8]]");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    assert_eq!((loads(&page), page.run("return crossOriginIsolated")), (json!(1), json!(false)));
    expect_a_product(&page, "clone");
    page.run("Array.from(document.querySelectorAll('summary')).find((it) => it.innerText.startsWith('Pool')).click()");
    page.click("Reload to share memory");
    wait_for(&page, "the page is isolated", "return crossOriginIsolated");
    wait_until_ready(&page);
    assert_eq!(loads(&page), json!(2));
    assert_eq!(["Matrix A", "Matrix B"].map(|name| page.text_of(name)), ["[[1,2],[3,4]]", "[[5,6],[7,8]]"]);
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    expect_a_product(&page, "shared");
    // Every reload keeps them.
    open(&page, "");
    assert_eq!(page.text_of("Matrix A"), "[[1,2],[3,4]]");
}

#[test]
fn a_page_that_stays_unisolated_is_reloaded_once() {
    let page = prepare(Hosting::Plain);
    // As behind an extension that strips the headers.
    page.before_load("Object.defineProperty(window, 'crossOriginIsolated', { get: () => false })");
    load_slowly(&page, "return sessionStorage.loads === '2' && navigator.serviceWorker.controller !== null");
    assert_eq!(loads(&page), json!(2));
    for visit in 3..5 {
        load_slowly(&page, CONTROLLED);
        assert_eq!(loads(&page), json!(visit));
        assert_eq!(page.run("return document.documentElement.hasAttribute('data-isolable')"), json!(false));
    }
}

#[test]
fn a_tab_is_reloaded_once_even_if_the_service_worker_never_delivers_the_page() {
    let page = prepare(Hosting::Plain);
    page.before_load(
        "Object.defineProperty(window, 'crossOriginIsolated', { get: () => false }); \
         Object.defineProperty(ServiceWorkerContainer.prototype, 'controller', { get: () => null })",
    );
    let module = file("app_bg-", ".wasm");
    page.server.plant(&module, ServerFault::Held);
    page.browser.go(&page.server.url(""));
    wait_for(
        &page,
        "the page is reloaded",
        "return sessionStorage.loads === '2' && document.readyState === 'complete'",
    );
    // As if a service worker took control once more.
    page.run("navigator.serviceWorker.dispatchEvent(new Event('controllerchange'))");
    wait_for(&page, "the page offers the reload", "return document.documentElement.hasAttribute('data-isolable')");
    page.server.heal(&module);
    wait_until_ready(&page);
    assert_eq!(loads(&page), json!(2));
}

#[test]
fn where_storage_is_blocked_nothing_is_reloaded() {
    let page = prepare(Hosting::Plain);
    page.before_load(
        "window.loadsOfTab = sessionStorage.loads; Object.defineProperty(window, 'sessionStorage', \
         { get() { throw new DOMException('blocked', 'SecurityError'); } })",
    );
    load_slowly(&page, CONTROLLED);
    assert_eq!(page.run("return loadsOfTab"), json!("1"));
    expect_a_product(&page, "clone");
    page.expect_quiet_console();
}

#[test]
fn where_service_workers_are_refused_the_page_works() {
    let rejects = "() => Promise.reject(new DOMException('not allowed', 'SecurityError'))";
    let throws = "() => { throw new DOMException('not allowed', 'SecurityError'); }";
    for (what, script) in [
        ("register rejects", format!("ServiceWorkerContainer.prototype.register = {rejects}")),
        ("register throws", format!("ServiceWorkerContainer.prototype.register = {throws}")),
        (
            "the container throws",
            format!("Object.defineProperty(Navigator.prototype, 'serviceWorker', {{ get: {throws} }})"),
        ),
        ("there is no container", "delete Navigator.prototype.serviceWorker".to_owned()),
        ("it never settles", "ServiceWorkerContainer.prototype.register = () => new Promise(() => {})".to_owned()),
    ] {
        let page = prepare(Hosting::Plain);
        page.before_load(&script);
        open(&page, "");
        assert_eq!(loads(&page), json!(1), "{what}");
        expect_a_product(&page, "clone");
        page.expect_quiet_console();
    }
}

#[test]
fn in_a_frame_nothing_is_reloaded() {
    let page = prepare(Hosting::Plain);
    page.server.add("frame.html", "<!doctype html><title>Frame</title><iframe src='./'></iframe>");
    let module = file("app_bg-", ".wasm");
    page.server.plant(&module, ServerFault::Held);
    page.browser.go(&page.server.url("frame.html"));
    page.browser.enter_frame(Some(0));
    // The frame has the session storage of the page around it, which was loaded once.
    wait_for(&page, "the service worker is in control", CONTROLLED);
    page.server.heal(&module);
    wait_until_ready(&page);
    assert_eq!(loads(&page), json!(2));
    expect_a_product(&page, "clone");
}
