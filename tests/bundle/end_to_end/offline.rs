//! After one visit the page works without its server, whatever the server or the network does instead.

use crate::fault_injection::inject_faults;
use crate::service_worker::{SCRIPTS, expect_a_product, file, open, prepare, visited, wait_until_kept};
use serde_json::json;
use tests::hosts;
use tests::page::Hosting;
use tests::server::ServerFault;

#[test]
fn after_one_visit_the_page_works_without_its_server() {
    for hosting in [Hosting::Isolated, Hosting::SubPath] {
        let page = prepare(hosting);
        inject_faults(&page);
        open(&page, "");
        wait_until_kept(&page);
        page.server.set_offline(true);
        for query in ["", "?log=info", "index.html"] {
            open(&page, query);
            page.paste("Matrix A", "[[1,2],[3,4]]");
            page.paste("Matrix B", "[[5,6],[7,8]]");
            page.click("Multiply");
            page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
            expect_a_product(&page, "shared");
        }
        page.run("await matmill.configure({ workers: 3 })");
        let script = "return faults.survives([0.1, 0.5], (worker) => faults.inject(worker, 'trap'))";
        crate::faults_of_workers::expect_the_same_bits(&page.run(script), &format!("{hosting:?}"));
    }
}

#[test]
fn the_headers_of_web_servers_allow_what_the_service_worker_does() {
    let page = prepare(Hosting::SubPath);
    let lines = hosts::read_deployed("security-headers.conf");
    let headers = lines.lines().filter_map(|line| line.strip_prefix("add_header ")?.strip_suffix(" always;"));
    for (name, value) in headers.filter_map(|header| header.split_once(' ')) {
        page.server.add_header(name, value.trim_matches('"'));
    }
    open(&page, "");
    wait_until_kept(&page);
    page.expect_quiet_console();
    page.server.set_offline(true);
    open(&page, "");
    expect_a_product(&page, "shared");
}

#[test]
fn what_is_not_the_page_does_not_take_its_place() {
    let page = visited(Hosting::Isolated);
    // The last never answers in this test.
    for fault in [ServerFault::NotFound, ServerFault::HangUp, ServerFault::Held] {
        page.server.plant("index.html", fault.clone());
        open(&page, "");
        assert_eq!(page.run("return document.title"), json!("Matmill"), "{fault:?}");
        expect_a_product(&page, "shared");
        page.server.heal("index.html");
    }
}

#[test]
fn only_the_files_that_this_browser_needs_are_kept() {
    let page = prepare(Hosting::SubPath);
    open(&page, "");
    let names = wait_until_kept(&page);
    let is_kept = |name: &str| names.iter().any(|kept| kept == name);
    assert!(is_kept("") && is_kept(&file("app-", ".js")), "{names:?}");
    let of = |build: &str| names.iter().filter(|name| name.starts_with(build)).count();
    assert_eq!((of("worker_relaxed"), of("worker_simd128")), (2, 0), "{names:?}");
}

#[test]
fn a_damaged_file_is_not_kept_and_the_page_works_without_it() {
    let page = prepare(Hosting::Isolated);
    let style = file("page-", ".css");
    page.server.plant(&style, ServerFault::Truncated(100));
    open(&page, "");
    page.wait_until("the page and all other files are tried", || {
        let part = page.call(SCRIPTS, "keptPart");
        let count = part.as_array().unwrap().len();
        (count >= 4).then_some(())
    });
    expect_a_product(&page, "shared");
    assert_eq!(page.call(SCRIPTS, "kept"), json!([]));
    let part = page.call(SCRIPTS, "keptPart");
    assert!(!part.as_array().unwrap().contains(&json!(style)), "{part}");
    // The next visit completes what is kept.
    page.server.heal(&style);
    open(&page, "");
    assert!(wait_until_kept(&page).contains(&style));
}

#[test]
fn the_service_worker_leaves_other_files_alone() {
    let page = visited(Hosting::SubPath);
    page.server.add("embedding.json", "{}");
    page.server.add("below/index.html", "<title>another page</title>");
    let before = page.server.requests().len();
    let script = "return (await fetch(args)).headers.get('document-isolation-policy')";
    for name in ["embedding.json", "below/index.html", "index.html?numbers=1,2"] {
        assert_eq!(page.run_with(script, json!(name)), json!(null), "{name}");
    }
    assert_eq!(page.server.requests().len(), before + 3, "each asked the server");
    page.browser.go(&page.server.url("below/index.html"));
    assert_eq!(page.run("return [document.title, crossOriginIsolated]"), json!(["another page", false]));
}
