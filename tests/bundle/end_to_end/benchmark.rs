//! The Benchmark view: opened by its address, run and stopped by its buttons, with workers of its own.

use serde_json::json;
use tests::page::{Hosting, Page};

fn open() -> Page {
    let page = Page::prepare(Hosting::Isolated);
    page.browser.go(&page.server.url("#benchmark"));
    let there = "return window.matmillBenchmark !== undefined";
    page.wait_until("window.matmillBenchmark is there", || (page.run(there) == json!(true)).then_some(()));
    page.run("await matmill.ready");
    page
}

#[test]
fn the_benchmark_is_closed_and_its_script_absent_unless_the_address_asks() {
    let page = Page::open(Hosting::Isolated);
    assert!(page.look_for("button", "Run benchmark").is_none());
    assert_eq!(page.run("return typeof window.matmillBenchmark"), json!("undefined"));
    page.run("location.hash = '#benchmark'");
    page.find("button", "Run benchmark");
}

#[test]
fn the_benchmark_shows_numbers_as_they_come_and_stops_when_told() {
    let page = open();
    let workers = page.run("return matmill.stats().workers.length");
    page.click("Run benchmark");
    let cell = "return document.querySelector('#benchmark td')?.innerText ?? ''";
    page.wait_until("a speed is shown", || {
        page.run(cell).as_str().is_some_and(|text| text.contains('%')).then_some(())
    });
    page.click("Stop benchmark");
    page.find("button", "Run benchmark");
    page.wait_for_status(&["cancel"]);
    assert_eq!(page.run("return matmill.stats().workers.length"), workers);
    assert_eq!(page.run("return document.querySelectorAll('#benchmark svg[role=img]').length"), json!(1));
    // What was measured can be taken along.
    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    page.click("Copy as text");
    page.wait_for_status(&["Copied"]);
    let text = page.run("return await navigator.clipboard.readText()");
    let shown = page.run(cell);
    let share = shown.as_str().and_then(|shown| shown.split_whitespace().next()).unwrap();
    assert!(text.as_str().unwrap().contains(share), "{share} is shown and not in {text}");
    page.expect_quiet_console();
}

#[test]
fn a_sample_is_work_and_time_and_what_cannot_be_measured_is_refused_in_words() {
    let page = open();
    let gemm =
        |n: u64| json!({ "what": "gemm", "kernel": "simd128", "dtype": "F64", "dims": { "m": n, "k": n, "n": n } });
    let sample = page.run_with("return matmillBenchmark.measure(args)", gemm(64));
    let (work, time) = (sample[0]["work"].as_f64().unwrap(), sample[0]["milliseconds"].as_f64().unwrap());
    assert!(work > 0.0 && work % f64::from(2 * 64 * 64 * 64) == 0.0 && time > 0.0, "{sample}");
    let outcome = page.run_with("return testing.outcome(matmillBenchmark.measure(args))", gemm(1 << 20));
    assert_eq!(outcome["name"], json!("LimitError"), "{outcome}");
    for none in ["{ what: 'luck' }", "{ what: 'gemm' }", "[]", "7", "null", ""] {
        let outcome = page.run(&format!("return testing.outcome(matmillBenchmark.measure({none}))"));
        assert_eq!(outcome["name"], json!("FormatError"), "{none}: {outcome}");
    }
}

#[test]
fn a_report_of_the_benchmark_says_where_the_time_went() {
    let page = open();
    let spent = page.run(
        "const [a, b] = [testing.reals(300, 300, 1), testing.reals(300, 300, 2)];\
         return (await matmillBenchmark.multiply(a, b, { mode: 'pool' })).report.spent",
    );
    for part in ["bring", "pool", "deliver", "copy", "pack", "compute", "certify"] {
        assert!(spent[part].as_f64().is_some_and(|time| time >= 0.0), "{part} in {spent}");
    }
    assert!(spent["compute"].as_f64().unwrap() > 0.0, "{spent}");
}
