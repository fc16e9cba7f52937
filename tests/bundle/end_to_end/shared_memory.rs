//! Matrices in shared memory: results that scripts ask for there, the page's own matrices, and what is refused.

use crate::faults_of_workers::page_with_faults;
use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("shared_memory.js");

#[test]
fn products_lie_in_shared_memory_when_a_script_asks_for_it() {
    let page = Page::open(Hosting::Isolated);
    // One call, slices, and messages; whole columns, few rows, and no inner size.
    for (mode, sizes) in [
        ("local", [9, 9, 9]),
        ("local", [200, 150, 90]),
        ("pool", [9, 9, 9]),
        ("pool", [400, 500, 450]),
        ("auto", [3, 2000, 600]),
        ("auto", [20, 0, 30]),
        ("pool", [0, 20, 30]),
    ] {
        for kinds in [["f64", "f64"], ["f32", "f32"], ["f32", "f64"]] {
            for operands in ["ordinary", "shared"] {
                let case = json!({ "mode": mode, "sizes": sizes, "kinds": kinds, "operands": operands });
                let found = page.call_with(SCRIPTS, "sharedProduct", case.clone());
                assert_eq!(found, json!([true, false, true, true, true]), "{case}");
            }
        }
    }
}

#[test]
fn matrices_are_read_into_shared_memory_when_a_script_asks_for_it() {
    let page = Page::open(Hosting::Isolated);
    // Small, of a size that is only guessed at first, and as a file that is read in pieces.
    for (text, name, repeated) in [
        ("1 2\n3 4\n", "", 1),
        ("[[1,2,3]]", "a.json", 1),
        ("1,2\n", "b.csv", 5000),
        ("%%MatrixMarket matrix array real general\n0 3\n", "c.mtx", 1),
        ("0.25;0.5;0.75;1000000\n", "d.csv", 200_000),
    ] {
        let case = json!({ "text": text, "name": name, "repeated": repeated });
        let found = page.call_with(SCRIPTS, "sharedMatrix", case);
        assert_eq!(found, json!([true, false, true, true]), "{name} × {repeated}");
    }
}

#[test]
fn workers_that_keep_much_shared_memory_are_replaced() {
    let page = page_with_faults(Hosting::Isolated);
    // 32 MiB each. A result that is used again is kept once, however often.
    for (same, is_replaced) in [(true, false), (false, true)] {
        let found = page.call_with(SCRIPTS, "manyResults", json!({ "products": 40, "same": same }));
        assert_eq!(found, json!([true, is_replaced]), "the same result: {same}");
    }
}

#[test]
fn a_product_from_shared_memory_to_shared_memory_copies_nothing() {
    let page = Page::open(Hosting::Isolated);
    let [a, b, c] = [500 * 300 * 8, 300 * 400 * 8, 500 * 400 * 8];
    for (operands, how, made) in [
        ("shared", "out", vec![]),
        ("shared", "shared", vec![c]),
        // Operands are copied to shared memory.
        ("ordinary", "shared", vec![a, b, c]),
    ] {
        let mut found: Vec<u64> = serde_json::from_value(page.call_with(
            SCRIPTS,
            "buffersOfAProduct",
            json!({ "operands": operands, "how": how }),
        ))
        .unwrap();
        found.sort_unstable();
        let mut made = made;
        made.sort_unstable();
        assert_eq!(found, made, "{operands} operands, {how}");
    }
}

#[test]
fn the_page_keeps_its_matrices_in_shared_memory_and_exports_from_there() {
    let page = page_with_faults(Hosting::Isolated);
    page.call(SCRIPTS, "watchRequests");
    let row = |entry: usize| (0..300).map(|col| ((entry + col) % 7).to_string()).collect::<Vec<_>>().join(",");
    let csv = (0..300).map(row).collect::<Vec<_>>().join("\n");
    page.load_file("Load A", "left.csv", csv.as_bytes());
    page.load_file("Load B", "right.csv", csv.as_bytes());
    page.click("Multiply");
    page.find("region", "Result");
    let (_, first) = page.download("npy");
    page.download("csv");
    page.click("Use as A");
    page.wait_for_status(&["300"]);
    page.click("Multiply");
    let opened = "return sent.filter(({ kind }) => kind === 'Open').some(({ a }) => a.buffer === sent.find(({ kind }) => kind === 'Open').c.buffer)";
    page.wait_until("the product is multiplied", || (page.run(opened) == json!(true)).then_some(()));
    let found = page.call(SCRIPTS, "whereTheMatricesLie");
    assert_eq!(found, json!({ "read": true, "inShared": true, "exported": [true, true], "usedAgain": true }));
    assert_eq!(first.len(), 128 + 300 * 300 * 8);
}

#[test]
fn nothing_is_written_to_a_result_after_its_promise_has_settled() {
    let page = page_with_faults(Hosting::Isolated);
    for place in ["out", "shared", "out", "shared"] {
        let found = page.call_with(SCRIPTS, "resultAfterAFault", json!(place));
        assert_eq!(found, json!([true, true, true, true, place == "out"]), "{place}");
    }
    for _ in 0..3 {
        assert_eq!(page.call(SCRIPTS, "outOfACancelledJob"), json!(["AbortError", true]));
    }
}

/// The messages of calls that are refused.
fn refusals(page: &Page, calls: &Value) -> Vec<String> {
    let found = page.call_with(SCRIPTS, "outcomes", calls.clone());
    let message = |found: &Value| {
        assert_eq!(found["name"], json!("FormatError"), "{found}");
        found["message"].as_str().unwrap().to_owned()
    };
    found.as_array().unwrap().iter().map(message).collect()
}

#[test]
fn shared_results_are_refused_in_words_where_there_are_none() {
    let page = Page::open(Hosting::Plain);
    for message in refusals(&page, &json!([["multiply", { "shared": true }], ["parse", { "shared": true }]])) {
        assert!(message.contains("option shared") && message.contains("Cross-Origin-Opener-Policy"), "{message}");
    }
    let allowed = json!([["multiply", { "shared": false }], ["parse", { "shared": null }], ["parse", null]]);
    let resolved = json!({ "resolved": true });
    assert_eq!(page.call_with(SCRIPTS, "outcomes", allowed), json!([resolved, resolved, resolved]));
}

#[test]
fn options_that_contradict_each_other_or_are_not_there_yet_are_refused_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        let cases = [
            (json!(["multiply", { "shared": 1 }]), "shared"),
            (json!(["parse", { "shared": "yes" }]), "shared"),
            (json!(["parse", 3]), "options"),
            (json!(["multiply", { "exact": true }]), "exact"),
            (json!(["multiply", { "accuracy": "full" }]), "accuracy"),
            (json!(["parse", { "exact": true }]), "exact"),
        ];
        let calls: Vec<&Value> = cases.iter().map(|(call, _)| call).collect();
        for (message, (_, word)) in refusals(&page, &json!(calls)).iter().zip(&cases) {
            assert!(message.contains(word) && message.contains("; pass "), "{hosting:?}: {message}");
        }
        let defaults = json!([["multiply", { "transposeA": false, "transposeB": null, "exact": false }]]);
        assert_eq!(page.call_with(SCRIPTS, "outcomes", defaults), json!([{ "resolved": true }]), "{hosting:?}");
    }
    let page = Page::open(Hosting::Isolated);
    for message in refusals(&page, &json!([["multiplyInto", { "shared": true }]])) {
        assert!(message.contains("option shared") && message.contains("option out"), "{message}");
    }
}

#[test]
fn where_copies_do_not_fit_a_product_is_made_with_fewer() {
    // Half of the device's memory may be used: 128 MiB here.
    let small = "Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 0.25 });";
    let open = |hosting: Hosting| {
        let page = Page::prepare(hosting);
        page.before_load(small);
        page.load();
        page
    };
    let isolated = open(Hosting::Isolated);
    for (sizes, mode, shared, way) in [
        // 60 MB of product, and as much for the tiles that workers hold.
        ([2740, 10, 2740], "pool", false, json!(["pool", "clone", true, false])),
        ([2740, 10, 2740], "auto", true, json!(["pool", "shared", true, false])),
        // 100 MB of product.
        ([3535, 10, 3535], "auto", false, json!(["local", "none", true, true])),
        ([3535, 10, 3535], "auto", true, json!(["local", "none", true, true])),
        ([3535, 10, 3535], "pool", false, json!(["LimitError", "", false, true])),
        ([4200, 10, 4200], "auto", false, json!(["LimitError", "", false, true])),
    ] {
        let case = json!({ "sizes": sizes, "mode": mode, "shared": shared });
        assert_eq!(isolated.call_with(SCRIPTS, "wayOfAProduct", case.clone()), way, "{case}");
    }
    let plain = open(Hosting::Plain);
    let case = json!({ "sizes": [3535, 10, 3535], "mode": "auto" });
    assert_eq!(plain.call_with(SCRIPTS, "wayOfAProduct", case), json!(["local", "none", true, true]));
}

#[test]
fn where_nothing_is_to_be_computed_the_size_of_the_rest_does_not_matter() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        let places: &[&str] = match hosting {
            Hosting::Isolated => &["", "out", "shared"],
            _ => &["", "out"],
        };
        for sizes in [[0, 300_000_000, 0], [0, 4_000_000_000_u64, 0], [2000, 0, 1500], [0, 5, 100_000], [100_000, 5, 0]]
        {
            for mode in ["auto", "pool", "local"] {
                for place in places {
                    let case = json!({ "sizes": sizes, "mode": mode, "place": place });
                    let found = page.call_with(SCRIPTS, "productOfNothing", case.clone());
                    assert_eq!(found, json!([true, 0, true, [true, true, 0], true]), "{hosting:?}, {case}");
                }
            }
        }
    }
}
