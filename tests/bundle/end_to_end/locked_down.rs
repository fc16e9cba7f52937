//! The page under its Content Security Policy: it never violates it itself, whatever is done with it, and injected code
//! comes to nothing. Every file of the bundle is named by its content, and nothing else is loaded.

use crate::fault_injection::inject_faults;
use serde_json::json;
use tests::page::{CONTROL, ENTER, HASH_DIGITS, Hosting, Page, bundle, bundled};
use tests::server::{ServerFault, WebServer};

const ATTACKS: &str = include_str!("locked_down_attacks.js");

/// A page that notes what the browser refuses.
fn watched(hosting: Hosting, prepare: impl FnOnce(&Page)) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(include_str!("locked_down.js"));
    prepare(&page);
    page.load();
    page
}

#[track_caller]
fn expect_no_violation(page: &Page, when: &str) {
    assert_eq!(page.run("return lockedDown.take()"), json!([]), "{when}");
}

#[test]
fn the_page_keeps_to_its_policy_in_all_its_uses() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = watched(hosting, inject_faults);
        expect_no_violation(&page, "loading");
        let requests_to_load = page.server.requests().len();
        for mode in ["pool", "local"] {
            let c = page.run_with(
                "return Array.from((await matmill.multiply(...testing.two(), { mode: args })).data)",
                json!(mode),
            );
            assert_eq!(c, json!([19, 22, 43, 50]), "{mode}, {hosting:?}");
            expect_no_violation(&page, mode);
        }
        let killed = page.run("return faults.survives([0.5], (worker) => faults.inject(worker, 'trap'))");
        crate::faults_of_workers::expect_the_same_bits(&killed, &format!("{hosting:?}"));
        expect_no_violation(&page, "a worker is replaced");
        page.paste("Matrix A", "[[1,2],[3,4]]");
        page.load_file("Load B", "b.csv", b"5,6\n7,8\n");
        page.browser.press(&[CONTROL, ENTER]);
        page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
        expect_no_violation(&page, "a press");
        page.download("csv");
        page.click("Copy");
        page.click("Dark colours");
        expect_no_violation(&page, "download, copy and colours");
        page.expect_quiet_console();
        let foreign = "return performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => new URL(name).origin !== location.origin)";
        assert_eq!(page.run(foreign), json!([]), "only this site was asked, {hosting:?}");
        for path in &page.server.requests()[requests_to_load..] {
            let name = path.rsplit('/').next().unwrap();
            assert!(bundle().join(name).is_file(), "{path} is asked for after the start, {hosting:?}");
        }
    }
}

#[test]
fn the_benchmark_keeps_to_the_policy() {
    let page = watched(Hosting::Isolated, |_| ());
    page.run("location.hash = '#benchmark'");
    page.click("Run benchmark");
    let chart = "return document.querySelectorAll('#benchmark svg[role=img]').length";
    page.wait_until("a chart is drawn", || (page.run(chart) == json!(1)).then_some(()));
    page.click("Stop benchmark");
    page.find("button", "Run benchmark");
    expect_no_violation(&page, "the benchmark and its chart");
}

#[test]
fn a_large_result_that_is_scrolled_keeps_to_the_policy() {
    let page = watched(Hosting::Isolated, |_| ());
    page.click("512 × 512 random");
    page.wait_for_status(&["512 × 512"]);
    page.click("Multiply");
    page.wait_until("the result is there", || page.look_for("region", "Result"));
    let scroll = "const grid = document.querySelector('[role=grid]'); grid.scrollTo(4000, 4000); await new Promise((done) => setTimeout(done, 300)); return [grid.scrollTop > 1000, grid.scrollLeft > 1000, document.querySelector('[role=rowheader]').innerText.trim() !== '1']";
    assert_eq!(page.run(scroll), json!([true, true, true]), "sizes and places are set without style attributes");
    expect_no_violation(&page, "scrolling");
}

#[test]
fn without_the_workers_files_the_page_keeps_to_the_policy() {
    let page = watched(Hosting::Isolated, |page| {
        let name = bundled("worker_relaxed_bg.wasm").file_name().unwrap().to_string_lossy().into_owned();
        page.server.plant(&name, ServerFault::NotFound);
    });
    assert!(page.alert().contains("worker_relaxed_bg"));
    expect_no_violation(&page, "an alert");
}

#[test]
fn injected_code_comes_to_nothing() {
    // Two servers, so that whatever gets through is answered, and counted.
    let other = WebServer::start(&bundle(), "/", false).unwrap();
    let page = watched(Hosting::Plain, |_| ());
    let names = page.call(ATTACKS, "names");
    for name in names.as_array().unwrap() {
        let found = page.call_with(ATTACKS, "attempt", json!([name, other.url("")]));
        assert_eq!(found["hit"], json!(false), "{name}: {found}");
        assert!(
            found["directives"].as_array().is_some_and(|list| !list.is_empty()),
            "{name}: the policy stops it: {found}"
        );
    }
    assert_eq!(other.requests(), Vec::<String>::new(), "another origin was asked");
    // And the page works as before.
    let c = page.run("return Array.from((await matmill.multiply(...testing.two(), { mode: 'pool' })).data)");
    assert_eq!(c, json!([19, 22, 43, 50]));
}

#[test]
fn markup_that_someone_has_put_into_the_page_does_not_run_and_loads_nothing() {
    let other = WebServer::start(&bundle(), "/", false).unwrap();
    let page = watched(Hosting::Plain, |page| {
        let foreign = other.url("hit");
        let injected = format!(
            "<script>window.hit = 1</script><script src={foreign}></script><script type=module>import '{foreign}'</script>\
             <a href='javascript:window.hit = 2' id=link style='color:red' onfocus='window.hit = 3' autofocus>x</a>\
             <style>body {{ color: red }}</style><link rel=stylesheet href={foreign}><img src={foreign}>\
             <object data={foreign}></object><embed src={foreign}><iframe src={foreign}></iframe><video src={foreign}></video></body>"
        );
        let index = std::fs::read_to_string(bundle().join("index.html")).unwrap();
        page.server.plant("index.html", ServerFault::Replaced(index.replace("</body>", &injected).into_bytes()));
    });
    page.run("document.getElementById('link').focus(); document.getElementById('link').click(); await new Promise((done) => setTimeout(done, 500))");
    assert_eq!(page.run("return window.hit ?? null"), json!(null));
    let stopped = page.run("return lockedDown.take().map(({ directive }) => directive)");
    for directive in [
        "script-src-elem",
        "script-src-attr",
        "style-src-elem",
        "style-src-attr",
        "img-src",
        "object-src",
        "frame-src",
        "media-src",
    ] {
        assert!(stopped.as_array().unwrap().contains(&json!(directive)), "{directive}: {stopped}");
    }
    assert_eq!(other.requests(), Vec::<String>::new(), "another origin was asked");
    let c = page.run("return Array.from((await matmill.multiply(...testing.two(), { mode: 'pool' })).data)");
    assert_eq!(c, json!([19, 22, 43, 50]), "the page works beside it");
}

#[test]
fn every_file_is_named_by_its_content() {
    let kept = ["index.html", "service-worker.js"];
    let page = Page::prepare(Hosting::Plain);
    page.browser.go(&page.server.url(""));
    for entry in std::fs::read_dir(bundle()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let plain = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".br"));
        if let Some(plain) = plain {
            assert!(bundle().join(plain).is_file(), "{name} is compressed from nothing");
            continue;
        }
        if kept.contains(&name.as_str()) {
            continue;
        }
        // The browser's SHA-256, not the one that named them.
        let hash = page.call_with(ATTACKS, "hashOf", json!(name));
        let expected = &hash.as_str().unwrap()[..HASH_DIGITS];
        let hash = name.split('.').next().unwrap().rsplit('-').next().unwrap();
        assert_eq!(hash, expected, "{name}");
    }
}
