//! `window.matmill.multiply`: operands stay unchanged, and the report describes the product.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("multiply.js");

#[test]
fn the_members_of_the_interface_are_there() {
    let page = Page::open(Hosting::Isolated);
    let types = "return Object.fromEntries(['version', 'multiply', 'verify', 'rpc', 'parse', 'format', 'stats', 'configure']\
         .map((member) => [member, typeof matmill[member]]))";
    let function = "function";
    assert_eq!(
        page.run(types),
        json!({ "version": "string", "multiply": function, "verify": function, "rpc": function, "parse": function, "format": function,
                "stats": function, "configure": function })
    );
    assert_eq!(page.run("return matmill.version"), json!(env!("CARGO_PKG_VERSION")));
    assert_eq!(
        page.run("return [matmill.ready instanceof Promise, (await matmill.ready) === undefined]"),
        json!([true, true])
    );
}

#[test]
fn the_report_says_how_the_product_was_made() {
    let page = Page::open(Hosting::Isolated);
    let report = page.run(
        "return (await matmill.multiply(testing.reals(300, 200, 1), testing.reals(200, 250, 2), { mode: 'pool' })).report",
    );
    assert_eq!(report["mode"], json!("pool"));
    assert!(report["workers"].as_u64().unwrap() >= 1, "{report}");
    assert!(report["tiles"].as_u64().unwrap() >= 1, "{report}");
    assert_eq!(report["retries"], json!(0));
    assert!(["simd128", "relaxed"].contains(&report["kernel"].as_str().unwrap()), "{report}");
    assert_eq!(report["algorithm"], json!("classical"));
    assert_eq!(report["transport"], json!("shared"));
    assert!(report["milliseconds"].as_f64().unwrap() > 0.0, "{report}");
    assert!(report["gflops"].as_f64().unwrap() > 0.0, "{report}");
    assert_eq!(report["verified"], json!(true));
    assert_eq!(report["exact"], json!(false));
    let bound = report["errorBound"].as_f64().unwrap();
    // k = 200 entries of at most 1 cannot err by more than γ_k · k; a bound a thousand times wider would be useless.
    assert!(bound > 0.0 && bound < 1000.0 * 200.0 * 200.0 * f64::EPSILON, "{report}");
}

#[test]
fn the_time_of_a_small_product_is_its_own_and_not_that_of_drawing_the_page() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.wait_until("both are read", || (page.words("status").matches("read as 2 × 2").count() == 2).then_some(()));
    page.call(SCRIPTS, "makeOtherTasksTakeAnHour");
    assert_eq!(page.call(SCRIPTS, "hoursOfSmallProducts"), json!([["local", true, 0], ["local", true, 0]]));
    let before = page.run("return hoursPassed()");
    page.click("Multiply");
    page.wait_for_status(&["C is 2 × 2"]);
    assert_ne!(page.run("return hoursPassed()"), before, "the page was drawn before the product");
    assert!(!page.words("status").contains(" min "), "{}", page.words("status"));
}

#[test]
fn the_report_says_why_a_product_was_made_where_it_was_made() {
    let page = Page::open(Hosting::Isolated);
    let found = page.call(SCRIPTS, "reasonsForModes");
    let reason = |index: usize| found[index][1].as_str().unwrap();
    assert_eq!((&found[0][0], &found[1][0]), (&json!("local"), &json!("pool")), "{found}");
    for index in [0, 1] {
        assert!(reason(index).matches(" ms ").count() == 2, "both expected times are stated: {found}");
    }
    assert!(reason(2) == reason(3) && !reason(2).contains(" ms "), "one that was asked for says so: {found}");
}

#[test]
fn a_local_job_that_is_stopped_by_its_own_progress_ends_there() {
    let page = Page::open(Hosting::Isolated);
    // Some tiles of a ms or two, once the engine is warm: over before the page is let go for the first time.
    assert_eq!(page.call(SCRIPTS, "stopFromProgress"), json!(["AbortError", [true]]));
}

#[test]
fn a_long_row_times_a_long_column_needs_hardly_more_than_its_operands() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        assert_eq!(page.call(SCRIPTS, "longRowTimesLongColumn"), json!([true, true, true]), "{hosting:?}");
    }
}

#[test]
fn the_transport_is_clone_without_isolation_and_none_in_local_mode() {
    let page = Page::open(Hosting::Plain);
    assert_eq!(page.call(SCRIPTS, "modesAndTransports"), json!(["pool", "clone", "local", "none"]));
}

#[test]
fn whole_numbers_are_exact_and_say_so() {
    let page = Page::open(Hosting::Isolated);
    let script = "const { report } = await matmill.multiply(testing.integers(40, 50, 3, args), testing.integers(50, 30, 4, args));\
         return [report.exact, report.errorBound]";
    assert_eq!(page.run_with(script, json!("f64")), json!([true, 0]));
    assert_eq!(page.run_with(script, json!("f32")), json!([true, 0]));
}

#[test]
fn whole_numbers_too_large_to_be_exact_are_not_called_exact() {
    let page = Page::open(Hosting::Isolated);
    // 2 · (2^25)² = 2^51 is below 2^53, 2 · (2^26)² = 2^53 is not; 2 · (2^11)² = 2^23, 2 · (2^12)² = 2^25 against 2^24.
    assert_eq!(page.call(SCRIPTS, "exactnessAtTheLimit"), json!([true, false, true, false]));
}

#[test]
fn the_dtype_follows_numpy() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "dtypesOfProducts"), json!(["f64", "f32", "f64", "f64", "f64", "f32", "f64", "f64"]));
}

#[test]
fn empty_matrices_follow_numpy() {
    let page = Page::open(Hosting::Isolated);
    let expected = json!([
        { "rows": 2, "cols": 3, "data": [0, 0, 0, 0, 0, 0] },
        { "rows": 0, "cols": 5, "data": [] },
        { "rows": 5, "cols": 0, "data": [] },
        { "rows": 0, "cols": 0, "data": [] },
    ]);
    for mode in ["auto", "pool", "local"] {
        assert_eq!(page.call_with(SCRIPTS, "emptyProducts", json!(mode)), expected, "{mode}");
    }
}

#[test]
fn operands_are_neither_changed_nor_detached() {
    let page = Page::open(Hosting::Isolated);
    for mode in ["pool", "local"] {
        assert_eq!(
            page.call_with(SCRIPTS, "operandsAfterAProduct", json!(mode)),
            json!([true, true, 30000, 25500, 34000]),
            "{mode}"
        );
    }
}

fn shared_and_offset_operands(hosting: Hosting, buffer: &str) {
    let page = Page::open(hosting);
    assert_eq!(
        page.call_with(SCRIPTS, "productsOfPlacedOperands", json!(buffer)),
        json!([true, true, true, true, true, true])
    );
}

#[test]
fn operands_at_an_offset_in_a_larger_buffer_are_read_where_they_are() {
    shared_and_offset_operands(Hosting::Plain, "ArrayBuffer");
}

#[test]
fn operands_on_a_shared_buffer_are_read_where_they_are() {
    shared_and_offset_operands(Hosting::Isolated, "SharedArrayBuffer");
}

#[test]
fn operands_that_overlap_in_one_buffer_are_read_right_and_left_alone() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for mode in ["pool", "local"] {
            let found = page.call_with(SCRIPTS, "productOfOverlappingViews", json!(mode));
            assert_eq!(found, json!([true, true]), "{hosting:?}, {mode}");
        }
    }
}

#[test]
fn without_shared_memory_the_same_buffers_travel_again() {
    // The wide one's tiles do not fit into arrays of their rows of A.
    for [m, k, n] in [[700, 700, 700], [300, 40, 900]] {
        let page = Page::open(Hosting::Plain);
        let found = page.call_with(SCRIPTS, "bytesOfThreeJobs", json!([m, k, n]));
        let bytes: [usize; 3] = serde_json::from_value(found[0].clone()).unwrap();
        let product = m * n * 8;
        assert!(bytes[0] > product + k * n * 8, "the first job makes its copies of operands: {found}");
        assert_eq!(bytes[2], product, "a third time only the product's own is made: {found}");
        assert_eq!((&found[1], &found[2]), (&json!(1), &json!(true)), "{found}");
    }
}

#[test]
fn progress_is_monotone_and_ends_with_all_tiles() {
    let page = Page::open(Hosting::Isolated);
    for mode in ["pool", "local"] {
        let calls = page.call_with(SCRIPTS, "progressCalls", json!(mode));
        let steps: Vec<(u64, u64)> = serde_json::from_value(calls["calls"].clone()).unwrap();
        assert!(steps.windows(2).all(|pair| pair[0].0 <= pair[1].0 && pair[0].1 == pair[1].1), "{mode}: {steps:?}");
        let (done, total) = *steps.last().expect("progress is reported");
        assert_eq!((done, total), (total, calls["tiles"].as_u64().unwrap()), "{mode}");
    }
}

#[test]
fn strassen_runs_only_when_asked_for_and_says_so() {
    let page = Page::open(Hosting::Isolated);
    let found = page.call(SCRIPTS, "strassenAndClassical");
    assert_eq!(found["algorithms"], json!(["classical", "strassen"]));
    assert!(found["far"].as_f64().unwrap() <= found["bound"].as_f64().unwrap(), "{found}");
}

#[test]
fn verification_can_be_left_out() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "verifiedByOption"), json!([true, true, null]));
}

#[test]
fn a_job_uses_at_most_the_workers_it_may_use() {
    let page = Page::open(Hosting::Isolated);
    let script = "return (await matmill.multiply(testing.reals(400, 400, 1), testing.reals(400, 400, 2), { mode: 'pool', workers: 1 })).report.workers";
    assert_eq!(page.run(script), json!(1));
}

/// The best of three runs counts: a task of the page's own is long every time, one that waited for another program on
/// this machine is not.
#[test]
fn the_main_thread_has_no_task_over_fifty_milliseconds() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let runs = page.call(SCRIPTS, "longTasksOfThreeProducts");
        assert!(runs.as_array().unwrap().contains(&json!(["pool"])), "{hosting:?}: long tasks in every run: {runs}");
    }
}

#[test]
fn many_jobs_at_once_all_come_out_right() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "countWrongOfManyJobs"), json!(0));
}

#[test]
fn options_left_out_undefined_or_empty_mean_the_same() {
    let page = Page::open(Hosting::Isolated);
    let eleven: Value = json!("0000000000002640");
    assert_eq!(page.call(SCRIPTS, "productsWithEmptyOptions"), json!([eleven, eleven, eleven, eleven]));
}
