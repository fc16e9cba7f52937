//! Browsers without something the pool uses: the page works without it, or says what is missing.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("faults_of_browsers.js");

/// A page before which `script` ran.
fn after(hosting: Hosting, script: &str) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(script);
    page.load();
    page
}

/// A product in each mode: what became of it, and how it was made.
fn products(page: &Page) -> Value {
    page.call(SCRIPTS, "productsInEachMode")
}

#[test]
fn without_workers_products_are_made_on_the_page() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = after(hosting, "delete window.Worker");
        let local = json!(["local", "none", true]);
        let expected = json!({ "auto": local, "local": local, "pool": ["PoolError", true] });
        assert_eq!(products(&page), expected, "{hosting:?}");
        // Long enough to be noticed, and the page still does not freeze.
        assert_eq!(page.call(SCRIPTS, "largeLocalProduct"), json!(["local", true]), "{hosting:?}");
        let csv = "return Array.from((await matmill.parse('1,2\\n3,4\\n')).data)";
        assert_eq!(page.run(csv), json!([1, 2, 3, 4]), "{hosting:?}");
    }
}

#[test]
fn workers_that_cannot_be_constructed_are_an_error_in_words() {
    let script =
        "window.Worker = class { constructor() { throw new DOMException('not allowed here', 'SecurityError'); } }";
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let local = json!(["local", "none", true]);
        let expected = json!({ "auto": local, "local": local, "pool": ["PoolError", true] });
        assert_eq!(products(&after(hosting, script)), expected, "{hosting:?}");
    }
}

#[test]
fn where_the_workers_module_does_not_start_on_the_page_workers_do_everything() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = after(hosting, include_str!("no_module_on_the_page.js"));
        let right = ["19,22,43,50"; 2].map(|product| [json!(product), json!("pool"), json!(true)]).concat();
        assert_eq!(
            page.call(SCRIPTS, "productsWithoutAModule"),
            json!([right, "PoolError", true, "[[6]]", "200"]),
            "{hosting:?}"
        );
    }
}

#[test]
fn without_shared_memory_operands_are_copied() {
    let page = after(Hosting::Isolated, "delete window.SharedArrayBuffer");
    assert_eq!(products(&page)["pool"], json!(["pool", "clone", true]));
}

#[test]
fn one_core_or_an_unknown_number_of_cores_is_a_pool_of_one() {
    for (hosting, transport) in [(Hosting::Isolated, "shared"), (Hosting::Plain, "clone")] {
        let page = Page::prepare(hosting);
        for cores in ["1", "0", "undefined", "NaN"] {
            page.before_load(&format!(
                "Object.defineProperty(Navigator.prototype, 'hardwareConcurrency', {{ get: () => {cores}, configurable: true }})"
            ));
            page.load();
            assert_eq!(products(&page)["pool"], json!(["pool", transport, true]), "{cores}, {hosting:?}");
            assert_eq!(page.run("return matmill.stats().workers.length"), json!(1), "{cores}, {hosting:?}");
        }
    }
}

#[test]
fn a_worker_lost_while_the_network_is_gone_is_replaced() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = crate::faults_of_workers::page_with_faults(hosting);
        page.server.set_offline(true);
        let script = "return faults.survives([0.1, 0.5], (worker) => faults.inject(worker, 'trap'))";
        crate::faults_of_workers::expect_the_same_bits(&page.run(script), &format!("{hosting:?}"));
        page.run("await matmill.configure({ workers: 3 })");
        let idle = "return matmill.stats().workers.filter((worker) => worker.state === 'idle').length";
        page.wait_until(&format!("three workers are idle, {hosting:?}"), || (page.run(idle) == json!(3)).then_some(()));
    }
}

#[test]
fn memory_that_cannot_grow_ends_a_job_in_words_and_small_ones_go_on() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = after(hosting, include_str!("short_of_memory.js"));
        let found = page.call(SCRIPTS, "productsShortOfMemory");
        assert_eq!(found[0], json!(1), "the module was shortened");
        for outcome in [&found[1], &found[2]] {
            assert!(
                outcome["name"] == json!("PoolError") || outcome["name"] == json!("LimitError"),
                "{hosting:?}: {found}"
            );
            assert!(outcome["message"].as_str().unwrap().len() > 20, "{hosting:?}: {found}");
        }
        let right = json!([19, 22, 43, 50]);
        assert_eq!((&found[3], &found[4]), (&right, &right), "{hosting:?}: {found}");
    }
}
