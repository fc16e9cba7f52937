//! Workers that crash, hang or trap during a job: the same bits as without the fault, and a correct next job.
//!
//! Faults are injected by `fault_injection.js`, and at points of claims by `claim_faults.js`.

use crate::fault_injection::inject_faults;
use crate::log::page_with_log;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("faults_of_workers.js");

/// A page of three workers into which faults can be injected.
pub(crate) fn page_with_faults(hosting: Hosting) -> Page {
    let page = Page::prepare(hosting);
    inject_faults(&page);
    page.load();
    page.run("await matmill.configure({ workers: 3 })");
    page
}

/// Whether `survives` found the same bits.
pub(crate) fn expect_the_same_bits(found: &Value, what: &str) {
    assert_eq!(found["injected"], json!(true), "{what}: the fault was not injected: {found}");
    assert_eq!(found["same"], json!(true), "{what}: other bits: {found}");
    assert_eq!(found["verified"], json!(true), "{what}: {found}");
    assert_eq!(found["next"], json!([19, 22, 43, 50]), "{what}: the next job: {found}");
}

/// How the page learns of a worker's end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Notice {
    /// The worker reports it.
    Report,
    /// The worker's lock is free: there is no event.
    FreeLock,
    /// A deadline passes.
    Deadline,
}

/// What happens to a worker in the middle of a job.
const ENDINGS: [(&str, Notice); 7] = [
    ("throw", Notice::Report),
    ("reject", Notice::Report),
    ("trap", Notice::Report),
    ("trap later", Notice::Report),
    ("terminate", Notice::FreeLock),
    ("close", Notice::FreeLock),
    ("spin", Notice::Deadline),
];

/// At 10 %, 50 % and 90 % of a job each; those that the page has to wait for, at all three of one job.
fn workers_that_end_in_the_middle_of_a_job_cost_no_bit(hosting: Hosting) {
    let page = page_with_log(hosting, "info");
    let is_shared = matches!(hosting, Hosting::Isolated);
    let mut reasons: BTreeMap<Notice, BTreeSet<String>> = BTreeMap::new();
    for (how, notice) in ENDINGS {
        // Two workers have tiles waiting behind those they compute, so that a silent end costs a retry. Where memory is
        // shared they have only those that they compute: an end costs a retry if it comes before the end of the turn.
        let costs_a_retry =
            if is_shared { ["throw", "trap", "terminate", "spin"].contains(&how) } else { notice != Notice::Report };
        let (workers, jobs) = match notice {
            Notice::Report => (3, vec![vec![0.1], vec![0.5], vec![0.9]]),
            Notice::FreeLock | Notice::Deadline => (2, vec![vec![0.1, 0.5, 0.9]]),
        };
        let resize = format!("await matmill.configure({{ workers: {workers} }})");
        page.run(&resize);
        for shares in jobs {
            let what = format!("{how} at {shares:?}, {hosting:?}");
            let found = page.call_with(SCRIPTS, "injectDuringAJob", json!([shares, how]));
            expect_the_same_bits(&found, &what);
            let is_retried = found["retried"] == json!(true);
            assert!(is_retried == costs_a_retry || (is_retried && !is_shared), "{what}: {found}");
            // How many seconds it waited depends on the machine's speed.
            let told = found["reasons"].as_array().unwrap().iter();
            let told: Vec<String> = told.map(|reason| reason.as_str().unwrap().replace(char::is_numeric, "")).collect();
            assert!(!told.is_empty(), "{what}: no loss was logged: {found}");
            reasons.entry(notice).or_default().extend(told);
        }
        page.run(&resize);
        assert_eq!(page.run("return faults.live()"), json!(workers), "{how}: the lost were replaced, {hosting:?}");
    }
    // The log says how a loss was noticed: each of these in one way, and in no other's.
    let [lock, deadline] = [Notice::FreeLock, Notice::Deadline].map(|notice| &reasons[&notice]);
    assert!(lock.len() == 1 && deadline.len() == 1 && lock != deadline, "{reasons:#?}");
}

#[test]
fn workers_that_end_in_the_middle_of_a_job_cost_no_bit_on_an_isolated_page() {
    workers_that_end_in_the_middle_of_a_job_cost_no_bit(Hosting::Isolated);
}

#[test]
fn workers_that_end_in_the_middle_of_a_job_cost_no_bit_without_isolation() {
    workers_that_end_in_the_middle_of_a_job_cost_no_bit(Hosting::Plain);
}

#[test]
fn an_idle_worker_that_ends_silently_is_replaced_before_anybody_misses_it() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        for how in ["terminate", "close"] {
            let page = page_with_faults(hosting);
            // Nothing is asked of the pool, so only the lost lock can tell. A minute is for what would never come.
            assert_eq!(page.call_with(SCRIPTS, "endAnIdleWorker", json!(how)), json!(1), "{how}, {hosting:?}");
        }
    }
}

#[test]
fn without_locks_a_silent_end_is_found_by_the_clock() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load("delete Navigator.prototype.locks");
    inject_faults(&page);
    page.load();
    page.run("await matmill.configure({ workers: 2 })");
    let script = "return faults.survives([0.5], (worker) => faults.inject(worker, 'terminate'))";
    let found = page.run(script);
    expect_the_same_bits(&found, "without locks");
    assert_eq!(found["retried"], json!(true), "{found}");
}

#[test]
fn workers_that_the_page_ends_itself_are_not_called_lost_without_warning() {
    let page = page_with_log(Hosting::Isolated, "info");
    assert_eq!(
        page.call(SCRIPTS, "resizeAndCountLocks"),
        json!([1, 0, 2, 2, 2]),
        "a lock held and one waited for, for each worker that lives"
    );
}

#[test]
fn a_panic_in_the_workers_own_code_costs_no_bit() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        for share in [0.1, 0.5, 0.9] {
            // Operands that are shorter than the worker's own code expects, or a tile of more rows than there are: it
            // panics, once, in the second product.
            let found = page.call_with(SCRIPTS, "panicInTheWorker", json!(share));
            expect_the_same_bits(&found, &format!("{share}, {hosting:?}"));
            let done = (&found["faulty"], &found["retried"]);
            assert_eq!(done, (&json!(true), &json!(true)), "{share}, {hosting:?}: {found}");
        }
    }
}

#[test]
fn all_workers_killed_at_once_are_replaced() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        for share in [0.1, 0.5, 0.9] {
            let script = "return faults.survives([args], () => faults.made.forEach((worker) => faults.inject(worker, 'terminate')))";
            expect_the_same_bits(&page.run_with(script, json!(share)), &format!("{share}, {hosting:?}"));
            page.run("await matmill.configure({ workers: 3 })");
        }
    }
}

#[test]
fn workers_killed_whenever_they_get_work_end_the_job_in_words_and_are_not_replaced_for_ever() {
    // The same tile four times; or six workers in every slot, none of which has come to a tile.
    let cases = [(Hosting::Isolated, "tile", '4'), (Hosting::Isolated, "turn", '6'), (Hosting::Plain, "tile", '4')];
    for (hosting, moment, times) in cases {
        let page = page_with_faults(hosting);
        let found = page.call_with(SCRIPTS, "killWorkersWithWork", json!(moment));
        assert_eq!(
            (&found["name"], &found["few"], &found["next"]),
            (&json!("PoolError"), &json!(true), &json!(true)),
            "{moment}, {hosting:?}: {found}"
        );
        let message = found["message"].as_str().unwrap();
        assert!(message.contains(times), "says how often it was tried: {moment}, {hosting:?}: {found}");
    }
}

#[test]
fn workers_killed_as_soon_as_they_are_up_make_the_pool_give_up_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        // Six of three places each: those that were there, and five after each of them.
        let found = page.call(SCRIPTS, "killWorkersAsTheyStart");
        assert_eq!((&found["made"], &found["name"]), (&json!(15), &json!("PoolError")), "{hosting:?}: {found}");
        let message = found["message"].as_str().unwrap();
        assert!(message.contains('6'), "says how often it was tried, {hosting:?}: {message}");
        assert!(message.contains("unreachable"), "says why, {hosting:?}: {message}");
        let right = json!([19, 22, 43, 50]);
        assert_eq!((&found["local"], &found["healed"]), (&right, &right), "{hosting:?}: {found}");
    }
}

#[test]
fn workers_ended_between_construction_and_hello_are_found_by_the_clock() {
    // Some seconds of waiting each, so both wait together.
    std::thread::scope(|scope| {
        for hosting in [Hosting::Isolated, Hosting::Plain] {
            scope.spawn(move || {
                let page = page_with_log(hosting, "info");
                // The first job has a worker left, the second waits for one that lives.
                let found = page.call(SCRIPTS, "killBetweenConstructionAndHello");
                let expected = json!({ "same": [true, true], "made": 4, "live": 2, "startsLost": 2 });
                assert_eq!(found, expected, "{hosting:?}: two dead, and two that replaced them");
            });
        }
    });
}
