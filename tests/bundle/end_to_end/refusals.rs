//! `window.matmill` rejects with the documented error name and a sentence, and keeps working.

use crate::fault_injection::inject_faults;
use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("refusals.js");

fn outcome(page: &Page, promise: &str) -> Value {
    page.run(&format!("return testing.outcome((async () => {promise})())"))
}

fn refuses(page: &Page, promise: &str, name: &str, words: &[&str]) {
    let found = outcome(page, promise);
    assert_eq!(found["name"], json!(name), "{promise}: {found}");
    assert_eq!(found["isError"], json!(true), "{promise}: {found}");
    let message = found["message"].as_str().unwrap();
    assert!(words.iter().all(|word| message.contains(word)), "{promise}: {message:?} lacks one of {words:?}");
    let sum =
        "return Array.from((await matmill.multiply(testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]]))).data)";
    assert_eq!(page.run(sum), json!([19, 22, 43, 50]), "after {promise}");
}

#[test]
fn shapes_that_do_not_fit_are_a_shape_error_naming_both() {
    let page = Page::open(Hosting::Isolated);
    refuses(
        &page,
        "matmill.multiply(testing.reals(2, 3, 1), testing.reals(4, 5, 1))",
        "ShapeError",
        &["2 × 3", "4 × 5"],
    );
}

#[test]
fn data_that_does_not_fill_its_shape_is_a_shape_error() {
    let page = Page::open(Hosting::Isolated);
    let short = "matmill.multiply({ rows: 2, cols: 2, data: new Float64Array(3) }, testing.reals(2, 2, 1))";
    refuses(&page, short, "ShapeError", &["3"]);
    let long = "matmill.multiply(testing.reals(2, 2, 1), { rows: 2, cols: 2, data: new Float64Array(5) })";
    refuses(&page, long, "ShapeError", &["5"]);
}

#[test]
fn things_that_are_no_matrices_are_refused_in_a_sentence() {
    let page = Page::open(Hosting::Isolated);
    for thing in [
        "null",
        "undefined",
        "42",
        "'text'",
        "{}",
        "[[1]]",
        "{ rows: 1, cols: 1, data: [1] }",
        "{ rows: -1, cols: -1, data: new Float64Array(1) }",
        "{ rows: 0.5, cols: 2, data: new Float64Array(1) }",
        "{ rows: NaN, cols: 1, data: new Float64Array(1) }",
        "{ rows: 1, cols: 1, data: new Int32Array(1) }",
        "{ rows: 4294967297, cols: 1, data: new Float64Array(1) }",
    ] {
        let found = outcome(&page, &format!("matmill.multiply({thing}, testing.reals(1, 1, 1))"));
        assert_eq!(found["isError"], json!(true), "{thing}: {found}");
        assert!(found["message"].as_str().unwrap().contains(' '), "{thing}: {found}");
    }
}

#[test]
fn a_product_too_large_for_memory_is_a_limit_error_naming_the_bytes() {
    let page = Page::open(Hosting::Isolated);
    let huge = "matmill.multiply(testing.reals(1000000, 1, 1), testing.reals(1, 1000000, 1))";
    refuses(&page, huge, "LimitError", &["bytes"]);
    let message = outcome(&page, huge)["message"].as_str().unwrap().to_owned();
    let numbers = message.split(|c: char| !c.is_ascii_digit()).filter_map(|word| word.parse::<u64>().ok());
    // The result alone takes 8 bytes for each of its 10^12 entries; how many copies are counted is not promised.
    assert!(numbers.max().unwrap() >= 8_000_000_000_000, "{message}");
}

/// Bytes that a refusal says are needed, and are the limit.
fn needed_and_limit(message: &str) -> [u64; 2] {
    let bytes = message.split(" bytes").filter_map(|part| part.rsplit(' ').next()?.parse().ok());
    bytes.collect::<Vec<u64>>().try_into().unwrap_or_else(|_| panic!("{message} should name two numbers of bytes"))
}

#[test]
fn what_does_not_fit_is_refused_before_anything_is_made_or_sent() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::prepare(hosting);
        page.before_load(include_str!("small_device.js"));
        inject_faults(&page);
        page.load();
        // Operands of 2 GiB each, and small ones of a product of 320 GB. Untouched zeros take no memory.
        for (m, k, n) in [(16_384, 16_384, 16_384), (200_000, 1, 200_000)] {
            for mode in ["auto", "pool", "local"] {
                let found = page.call_with(SCRIPTS, "refusedProduct", json!([m, k, n, mode]));
                assert_eq!(found["name"], json!("LimitError"), "{hosting:?}, {mode}: {found}");
                assert_eq!(
                    (&found["asked"], &found["small"]),
                    (&json!(0), &json!(true)),
                    "{hosting:?}, {mode}: {found}"
                );
                let [needed, limit] = needed_and_limit(found["message"].as_str().unwrap());
                assert_eq!(limit, 2 << 30, "{hosting:?}, {mode}: {found}");
                assert!(needed >= 8 * (m * k + k * n + m * n), "{hosting:?}, {mode}: {found}");
                assert_eq!(found["next"], json!([19, 22, 43, 50]), "{hosting:?}, {mode}");
            }
        }
    }
}

#[test]
fn shapes_that_cost_nothing_but_their_product_are_refused_all_the_same() {
    let page = Page::open(Hosting::Isolated);
    for (size, mode) in [(1e9, "auto"), (1e9, "local"), (1e5, "local"), (4e9, "pool")] {
        let found = page.call_with(SCRIPTS, "refusedEmptyOperands", json!([size, mode]));
        assert_eq!(
            (&found["name"], &found["next"]),
            (&json!("LimitError"), &json!([19, 22, 43, 50])),
            "{size}: {found}"
        );
    }
}

#[test]
fn a_product_too_large_for_a_single_worker_is_refused_beforehand() {
    let page = Page::open(Hosting::Isolated);
    // One panel of B has 2 GiB. Untouched zeros take no memory.
    let found = page.call(SCRIPTS, "refusedForOneWorker");
    assert_eq!((&found["name"], &found["next"]), (&json!("LimitError"), &json!([19, 22, 43, 50])), "{found}");
    let [needed, limit] = needed_and_limit(found["message"].as_str().unwrap());
    assert!(needed > limit && limit < 2 << 30, "{found}");
}

#[test]
fn products_that_fit_alone_but_not_together_are_refused_and_the_others_are_made() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::prepare(hosting);
        // Of an eighth of a GiB a half may be used. Each takes 20 MB here at least.
        page.before_load("Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 0.25 });");
        page.load();
        let found = page.call(SCRIPTS, "productsThatFitOnlyAlone");
        let (right, wrong) = (found[0].as_u64().unwrap(), found[1].as_u64().unwrap());
        assert!(right >= 1 && wrong >= 1 && right + wrong == 12, "{hosting:?}: {found}");
        assert_eq!((&found[2], &found[4]), (&json!(["LimitError"]), &json!(true)), "{hosting:?}: {found}");
        let message = found[3].as_str().unwrap();
        assert!(message.contains("134217728 bytes"), "{hosting:?}: {message}");
    }
}

#[test]
fn sixteen_thousand_rows_are_refused_or_begun() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let found = page.call(SCRIPTS, "refusedOrBegun");
        if found["begun"] == json!(true) {
            assert_eq!(found["name"], json!("AbortError"), "{hosting:?}: {found}");
        } else {
            assert_eq!(found["name"], json!("LimitError"), "{hosting:?}: {found}");
            let [needed, limit] = needed_and_limit(found["message"].as_str().unwrap());
            assert!(needed > limit && needed >= 3 << 31, "{hosting:?}: {found}");
        }
        assert_eq!(found["next"], json!([19, 22, 43, 50]), "{hosting:?}");
    }
}

#[test]
fn text_that_is_no_matrix_is_a_format_error() {
    let page = Page::open(Hosting::Isolated);
    refuses(&page, "matmill.parse(testing.octets('1,2\\n3,four'))", "FormatError", &["four"]);
    refuses(&page, "matmill.parse(testing.octets('1,2\\n3,x\\n'), 'b.csv')", "FormatError", &["b.csv", "row 2", "x"]);
    refuses(&page, "matmill.parse(testing.octets(''), 'nothing.csv')", "FormatError", &["nothing.csv"]);
    refuses(&page, "matmill.parse(testing.octets('[[1,2],[3]]'), 'ragged.json')", "FormatError", &["ragged.json"]);
    refuses(
        &page,
        "matmill.parse(Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 9, 9]), 'odd.npy')",
        "FormatError",
        &["odd.npy"],
    );
}

#[test]
fn a_signal_that_was_aborted_before_the_call_rejects_with_abort_error() {
    let page = Page::open(Hosting::Isolated);
    let found = outcome(
        &page,
        "matmill.multiply(testing.reals(2, 2, 1), testing.reals(2, 2, 1), { signal: AbortSignal.abort() })",
    );
    assert_eq!((&found["name"], &found["isDomException"]), (&json!("AbortError"), &json!(true)), "{found}");
}

#[test]
fn a_signal_aborted_mid_job_rejects_with_abort_error_and_the_next_job_is_right() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let found = page.call(SCRIPTS, "stopMidJob");
        assert_eq!((&found["name"], &found["isDomException"]), (&json!("AbortError"), &json!(true)), "{found}");
        assert_eq!(page.call(SCRIPTS, "poolEqualsLocal"), json!(true), "{hosting:?}");
        page.wait_until_idle();
    }
}

#[test]
fn an_unknown_format_is_refused_in_a_sentence() {
    let page = Page::open(Hosting::Isolated);
    let found = outcome(&page, "matmill.format(testing.of([[1]]), 'docx')");
    assert_eq!(found["isError"], json!(true), "{found}");
    assert!(found["message"].as_str().unwrap().contains("docx"), "{found}");
}

#[test]
fn options_of_no_known_value_are_refused_in_a_sentence() {
    let page = Page::open(Hosting::Isolated);
    for options in
        ["{ mode: 'cloud' }", "{ kernel: 'avx512' }", "{ algorithm: 'magic' }", "{ workers: -1 }", "{ workers: 0.5 }"]
    {
        let found = outcome(&page, &format!("matmill.multiply(testing.of([[1]]), testing.of([[1]]), {options})"));
        assert_eq!(found["isError"], json!(true), "{options}: {found}");
    }
}
