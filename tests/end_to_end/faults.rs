//! Faults planted from outside: every job still ends, as the right product or as an error in words.

use serde_json::json;
use std::time::Duration;
use tests::page::{Hosting, Page};
use tests::server::Fault;

/// Keeps every worker that the page starts, so that a test can end it.
const KEEP_WORKERS: &str = "window.started = []; window.Worker = class extends Worker {\
     constructor(...given) { super(...given); window.started.push(this); } };";

/// The files that workers need; the page fetches those of one kernel.
fn worker_files() -> impl Iterator<Item = String> {
    let files = std::fs::read_dir(tests::page::bundle()).unwrap().map(|entry| entry.unwrap().file_name());
    files
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with("worker") && name.ends_with(".wasm"))
}

fn with_faulty_worker_files(fault: &Fault) {
    let page = Page::prepare(Hosting::Isolated);
    let names: Vec<String> = worker_files().collect();
    assert!(!names.is_empty(), "the bundle holds no worker*.wasm");
    names.iter().for_each(|name| page.server.plant(name, fault.clone()));
    // `load` waits for `ready`, which resolves in any case.
    page.load();
    let found = page
        .run("return testing.outcome(matmill.multiply(testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]])))");
    if found["resolved"] != json!(true) {
        assert_eq!(found["name"], json!("PoolError"), "{found}");
        assert!(found["message"].as_str().unwrap().contains("worker"), "says which file: {found}");
    }
}

#[test]
fn a_missing_worker_file_is_an_error_in_words() {
    with_faulty_worker_files(&Fault::NotFound);
}

#[test]
fn a_truncated_worker_file_is_an_error_in_words() {
    with_faulty_worker_files(&Fault::Truncated(1000));
}

#[test]
fn a_worker_file_under_the_wrong_type_does_no_harm() {
    with_faulty_worker_files(&Fault::WrongType("text/plain"));
}

#[test]
fn a_worker_file_that_comes_late_does_not_hang_the_page() {
    with_faulty_worker_files(&Fault::Delay(Duration::from_secs(30)));
}

#[test]
fn a_network_lost_after_loading_is_not_missed_even_by_new_workers() {
    let page = Page::open(Hosting::Isolated);
    page.server.set_offline(true);
    let script = "await matmill.configure({ workers: 3 });\
         const c = await matmill.multiply(testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]]), { mode: 'pool' }); return Array.from(c.data)";
    assert_eq!(page.run(script), json!([19, 22, 43, 50]));
}

#[test]
fn a_worker_ended_mid_job_costs_a_retry_and_no_bit() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::prepare(hosting);
        page.before_load(KEEP_WORKERS);
        page.load();
        let script = "const [a, b] = [testing.reals(1024, 1024, 1), testing.reals(1024, 1024, 2)];\
             const whole = await testing.digest(await matmill.multiply(a, b, { mode: 'pool' })); let ended = false;\
             const c = await matmill.multiply(a, b, { mode: 'pool', onProgress: () => { if (!ended) { ended = true; window.started[0].terminate(); } } });\
             return [ended, (await testing.digest(c)) === whole]";
        assert_eq!(page.run(script), json!([true, true]), "{hosting:?}");
    }
}
