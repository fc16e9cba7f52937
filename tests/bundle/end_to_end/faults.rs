//! Missing, damaged and late files, and a lost network: every job still ends with the right product or a descriptive
//! error.

use serde_json::json;
use tests::page::{Hosting, Page};
use tests::server::ServerFault;

const SCRIPTS: &str = include_str!("faults.js");

/// The files that workers need, of one kind; the page fetches those of one kernel.
fn worker_files(kind: &str) -> Vec<String> {
    let files = std::fs::read_dir(tests::page::bundle()).unwrap().map(|entry| entry.unwrap().file_name());
    let names = files.map(|name| name.to_string_lossy().into_owned());
    let names: Vec<String> = names.filter(|name| name.starts_with("worker") && name.ends_with(kind)).collect();
    assert!(!names.is_empty(), "the bundle holds no worker*{kind}");
    names
}

/// With the fault in the module, then in the script: a job in each mode ends, and once the file is right all is well.
fn with_faulty_worker_files(fault: &ServerFault) {
    for (hosting, kind) in CASES {
        let (page, names) = faulty(hosting, kind, fault);
        names.iter().for_each(|name| page.server.heal(name));
        let retried = "await matmill.configure({ workers: 2 }); const c = await matmill.multiply(testing.of([[1, 2]]), testing.of([[3], [4]]), { mode: 'pool' }); return Array.from(c.data)";
        assert_eq!(page.run(retried), json!([11]), "{hosting:?}, {kind}: with the right file");
    }
}

/// Each file that workers need, in both transports.
const CASES: [(Hosting, &str); 4] =
    [(Hosting::Isolated, ".wasm"), (Hosting::Isolated, ".js"), (Hosting::Plain, ".wasm"), (Hosting::Plain, ".js")];

/// A page whose worker files of one kind have this fault, and their names. Without them nothing is computed, and every mode
/// says why.
fn faulty(hosting: Hosting, kind: &str, fault: &ServerFault) -> (Page, Vec<String>) {
    let page = Page::prepare(hosting);
    let names = worker_files(kind);
    names.iter().for_each(|name| page.server.plant(name, fault.clone()));
    // `load` waits for `ready`, which resolves in any case.
    page.load();
    let found = page.call(SCRIPTS, "outcomesInEachMode");
    for outcome in found.as_array().unwrap() {
        if outcome["resolved"] != json!(true) {
            assert_eq!(outcome["name"], json!("PoolError"), "{hosting:?}, {kind}: {found}");
            assert!(outcome["message"].as_str().unwrap().contains("worker"), "says which file: {found}");
        }
    }
    (page, names)
}

#[test]
fn a_missing_worker_file_is_an_error_in_words() {
    with_faulty_worker_files(&ServerFault::NotFound);
}

#[test]
fn a_page_without_workers_says_why_and_offers_to_try_again() {
    let (page, names) = faulty(Hosting::Isolated, ".wasm", &ServerFault::NotFound);
    let alert = page.alert();
    assert!(alert.contains("worker_"), "which file: {alert}");
    assert_eq!(page.call(SCRIPTS, "rpcWithoutWorkers"), json!(["multiply,500", true]));
    page.paste("Matrix A", "1 2\n3 4");
    page.wait_until("A says that it cannot be read", || (page.words("alert") != alert).then_some(()));
    names.iter().for_each(|name| page.server.heal(name));
    page.click("Retry");
    page.wait_until("the alerts are gone", || page.words("alert").is_empty().then_some(()));
    page.wait_for_status(&["2 × 2"]);
    let c = "return Array.from((await matmill.multiply(testing.of([[1, 2]]), testing.of([[3], [4]]), { mode: 'pool' })).data)";
    assert_eq!(page.run(c), json!([11]));
}

#[test]
fn a_truncated_worker_file_is_an_error_in_words() {
    with_faulty_worker_files(&ServerFault::Truncated(1000));
}

#[test]
fn a_worker_file_under_the_wrong_type_does_no_harm() {
    with_faulty_worker_files(&ServerFault::WrongType("text/plain"));
}

#[test]
fn a_worker_file_that_comes_late_does_not_hang_the_page_and_is_taken_when_it_comes() {
    // The page waits some seconds for the file each time, so all wait together.
    std::thread::scope(|scope| {
        for (hosting, kind) in CASES {
            scope.spawn(move || {
                let (page, names) = faulty(hosting, kind, &ServerFault::Held);
                let product =
                    "return testing.outcome(matmill.multiply(testing.of([[1]]), testing.of([[1]]), { mode: 'pool' }))";
                let early = page.run(product);
                assert_eq!(early["name"], json!("PoolError"), "{hosting:?}, {kind}: the file was not late: {early}");
                names.iter().for_each(|name| page.server.heal(name));
                page.wait_until("the pool is there", || (page.run(product)["resolved"] == json!(true)).then_some(()));
            });
        }
    });
}

#[test]
fn workers_of_another_build_are_not_used_and_the_page_says_to_reload_it() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::prepare(hosting);
        for name in worker_files(".js") {
            let script = std::fs::read_to_string(tests::page::bundle().join(&name)).unwrap();
            let of_another_build = script.replace("const BUILD = \"", "const BUILD = \"0.0.9-");
            assert_ne!(script, of_another_build, "{name} has no build id");
            page.server.plant(&name, ServerFault::Replaced(of_another_build.into_bytes()));
        }
        page.load();
        let refused = page.run("return testing.outcome(matmill.multiply(...testing.two(), { mode: 'pool' }))");
        assert_eq!(refused["name"], json!("PoolError"), "{hosting:?}: {refused}");
        let own = page.run("return document.querySelector('meta[name=matmill-build]').content");
        for word in ["0.0.9-", own.as_str().unwrap(), "reload"] {
            assert!(refused["message"].as_str().unwrap().contains(word), "{word}, {hosting:?}: {refused}");
        }
    }
}

/// A page on which `function` ran as soon as there was a `matmill`, when the workers' module had not come yet.
fn early(hosting: Hosting, function: &str) -> Page {
    let page = Page::prepare(hosting);
    worker_files(".wasm").iter().for_each(|name| page.server.plant(name, ServerFault::Held));
    page.before_load(&format!("(() => {{ {SCRIPTS}\nrunEarly({function}); }})()"));
    page.browser.go(&page.server.url(""));
    let begun = "return window.early !== undefined";
    page.wait_until("the early call is made", || (page.run(begun) == json!(true)).then_some(()));
    page
}

/// The module comes; the page has workers.
fn let_the_module_come(page: &Page) {
    worker_files(".wasm").iter().for_each(|name| page.server.heal(name));
    page.run("await matmill.ready");
}

#[test]
fn a_pool_that_is_resized_before_its_files_are_there_gets_that_size_with_them() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = early(hosting, "resizeBeforeTheStart");
        let_the_module_come(&page);
        let found = page.run("return early.result");
        assert_eq!(found["resolved"], json!(true), "{hosting:?}: {found}");
        assert_eq!(page.call(SCRIPTS, "productAndStates"), json!([[19, 22, 43, 50], vec!["idle"; 5]]), "{hosting:?}");
    }
}

#[test]
fn what_waits_for_the_pool_to_start_can_be_stopped() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = early(hosting, "stopBeforeTheStart");
        let found = page.run("return early.result");
        assert_eq!((&found["name"], &found["workers"]), (&json!("AbortError"), &json!(0)), "{hosting:?}: {found}");
        let_the_module_come(&page);
    }
}

#[test]
fn a_network_lost_after_loading_is_not_missed_even_by_new_workers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        page.server.set_offline(true);
        let script = "await matmill.configure({ workers: 3 });\
             const c = await matmill.multiply(testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]]), { mode: 'pool' }); return Array.from(c.data)";
        assert_eq!(page.run(script), json!([19, 22, 43, 50]), "{hosting:?}");
    }
}
