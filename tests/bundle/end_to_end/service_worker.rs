//! What the tests of the service worker share: pages that have one, what it keeps, and the deployment of another build.

use serde_json::{Value, json};
use tests::page::{Hosting, Page, bundle};

pub(crate) const SCRIPTS: &str = include_str!("service_worker.js");

/// Counts the loads of a tab.
const COUNTER: &str = "try { sessionStorage.loads = 1 + Number(sessionStorage.loads || 0); } catch { /* Blocked. */ }";

/// A page that may register its service worker, not loaded yet.
pub(crate) fn prepare(hosting: Hosting) -> Page {
    let page = Page::prepare_with_service_worker(hosting);
    page.before_load(COUNTER);
    page
}

/// The same, loaded, with everything kept for use without a server.
pub(crate) fn visited(hosting: Hosting) -> Page {
    let page = prepare(hosting);
    open(&page, "");
    wait_until_kept(&page);
    page
}

/// Loads the page, which may reload itself once, and waits until jobs can run.
pub(crate) fn open(page: &Page, query: &str) {
    page.browser.go(&page.server.url(query));
    wait_until_ready(page);
}

pub(crate) fn wait_until_ready(page: &Page) {
    let ready = "await matmill.ready; await new Promise((resolve) => setTimeout(resolve, 100)); return true";
    page.wait_until("jobs can run", || page.browser.try_run(ready));
}

/// Waits until a script of the page, which may be reloaded meanwhile, returns something true.
pub(crate) fn wait_for(page: &Page, what: &str, script: &str) {
    page.wait_until(what, || page.browser.try_run(script).filter(|value| *value == json!(true)));
}

pub(crate) fn wait_until_kept(page: &Page) -> Vec<String> {
    page.wait_until("all files are kept", || {
        let files = page.call(SCRIPTS, "kept");
        let names: Vec<String> = files.as_array().unwrap().iter().map(|name| name.as_str().unwrap().into()).collect();
        Some(names).filter(|names| !names.is_empty())
    })
}

/// Times that this tab has loaded the page.
pub(crate) fn loads(page: &Page) -> Value {
    page.run("return Number(sessionStorage.loads)")
}

/// 19, 22, 43, 50 from the pool, checked.
pub(crate) fn expect_a_product(page: &Page, transport: &str) {
    assert_eq!(page.call(SCRIPTS, "product"), json!([[19, 22, 43, 50], transport, true]));
}

/// The name of the bundle's file that begins and ends so.
pub(crate) fn file(start: &str, end: &str) -> String {
    let names = std::fs::read_dir(bundle()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let found: Vec<String> = names.filter(|name| name.starts_with(start) && name.ends_with(end)).collect();
    assert_eq!(found.len(), 1, "files {start}…{end}: {found:?}");
    found[0].clone()
}

/// The build id of the bundle.
pub(crate) fn build() -> String {
    let index = std::fs::read_to_string(bundle().join("index.html")).unwrap();
    index.split("matmill-build\" content=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Puts another build in the place of the first: other styles and workers' scripts, whose old files are gone, and `number`
/// in the build id. Says which build id.
pub(crate) fn deploy(page: &Page, number: u32) -> String {
    let read = |name: &str| std::fs::read_to_string(bundle().join(name)).unwrap();
    let integrity = |text: &str| page.call_with(SCRIPTS, "integrity", json!(text)).as_str().unwrap().to_owned();
    let (index, old_build) = (read("index.html"), build());
    let (mut new_index, mut new_worker) = (index.clone(), read("service-worker.js"));
    let new_build = format!("0.1.0-{number:012}");
    for (start, end) in [("page-", ".css"), ("worker_relaxed-", ".js"), ("worker_simd128-", ".js")] {
        let (old_name, new_name) = (file(start, end), format!("{start}{number:016}{end}"));
        let old = read(&old_name);
        let new = old.replace(&old_build, &new_build) + "/* another build */";
        new_index = new_index.replace(&old_name, &new_name);
        new_worker = new_worker.replace(&old_name, &new_name).replace(&integrity(&old), &integrity(&new));
        page.server.add(&new_name, new);
        page.server.plant(&old_name, tests::server::ServerFault::NotFound);
    }
    let new_index = new_index.replace(&old_build, &new_build);
    let new_worker = new_worker.replace(&old_build, &new_build).replace(&integrity(&index), &integrity(&new_index));
    page.server.add("index.html", new_index);
    page.server.add("service-worker.js", new_worker);
    new_build
}

/// The build id of the page that is open.
pub(crate) fn build_of(page: &Page) -> Value {
    page.call(SCRIPTS, "build")
}
