//! Callers that cancel, come in crowds, or leave the page: nothing of theirs remains, and others are served.

use crate::fault_injection::inject_faults;
use crate::faults_of_workers::page_with_faults;
use serde_json::json;
use std::time::Duration;
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("faults_of_callers.js");

#[test]
fn stop_rejects_in_the_same_turn_and_no_worker_goes_on_with_the_job() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        let expected = json!(["AbortError", true, [0, 0, 0], [19, 22, 43, 50], 3]);
        assert_eq!(page.call(SCRIPTS, "stopARunningJob"), expected, "{hosting:?}");
    }
}

#[test]
fn stop_does_not_wait_for_operands_on_their_way_to_the_workers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        // Bringing these takes many slices. A turn of the page's is the bound: no clock is asked.
        let mut found = page.call(SCRIPTS, "stopWhileOperandsAreSent");
        let replaced = found.as_array_mut().unwrap().pop();
        assert_eq!(found, json!(["AbortError", [0, 0, 0], [19, 22, 43, 50]]), "{hosting:?}");
        // Where tiles come with their operands no worker has one yet, so none is terminated for being busy.
        if matches!(hosting, Hosting::Plain) {
            assert_eq!(replaced, Some(json!(0)));
        }
    }
}

/// The best of five rounds counts: who sleeps on is replaced every time, who had no time to wake up is not.
#[test]
fn workers_that_wait_for_operands_when_their_job_is_stopped_stay() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        // B takes two slices, the second of them small. With the first the tiles are given out, and wait for the second.
        let expected = json!(["AbortError 0", [0, 0, 0], true]);
        assert_eq!(
            page.call(SCRIPTS, "stopWhileWorkersWait"),
            expected,
            "{hosting:?}: workers had to be replaced in every round"
        );
    }
}

#[test]
fn a_hundred_random_cancels_leave_nothing_behind() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        assert_eq!(
            page.call(SCRIPTS, "aHundredCancels"),
            json!([["AbortError"], [0, 0, 0], true, 3, 0]),
            "{hosting:?}"
        );
    }
}

#[test]
fn jobs_that_wait_can_be_cancelled_and_the_others_are_done() {
    let page = page_with_faults(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "cancelWaitingJobs"), json!([1, "right", "AbortError", true, [0, 0]]));
}

#[test]
fn a_crowd_beyond_the_queue_is_refused_in_words_and_the_rest_is_served() {
    let page = page_with_faults(Hosting::Isolated);
    let found = page.call(SCRIPTS, "crowd");
    // A text so long is read by a worker.
    let meta = json!([{ "name": "method", "value": "multiply" }, { "name": "status", "value": "413" }]);
    assert_eq!(found[6], meta, "{found}");
    assert_eq!((&found[0], &found[1], &found[2]), (&json!(true), &json!(4300), &json!(["LimitError"])), "{found}");
    assert!(found[3].as_str().unwrap().contains("4096"), "the bound is stated: {found}");
    assert_eq!((&found[4], &found[5]), (&json!([0, 0, 0]), &json!([19, 22, 43, 50])), "{found}");
}

#[test]
fn a_small_job_is_served_while_a_long_one_runs() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        assert_eq!(
            page.call(SCRIPTS, "smallJobsDuringALongOne"),
            json!(["small", "small", "small", "long"]),
            "{hosting:?}"
        );
    }
}

#[test]
fn a_running_pool_is_resized_and_no_bit_changes() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        assert_eq!(page.call(SCRIPTS, "resizeDuringJobs"), json!([1, [[1, 1], [4, 4], [2, 2]]]), "{hosting:?}");
    }
}

#[test]
fn five_hundred_mixed_jobs_leave_as_many_workers_and_no_more_memory_than_fifty() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::prepare(hosting);
        inject_faults(&page);
        // The memory that a warm-up brings into being would hold what is leaked.
        page.before_load("faults.onRequest = (kind) => (kind === 'WarmUp' ? 'taken' : undefined)");
        page.load();
        page.run("await matmill.configure({ workers: 3 })");
        let look = |count: u32| page.call_with(SCRIPTS, "mixedJobs", json!(count));
        let (fifty, hundreds) = (look(50), look(450));
        let same = json!([[], 3, [0, 0, 0]]);
        let state = |found: &serde_json::Value| json!(found.as_array().unwrap()[..3]);
        assert_eq!((state(&fifty), state(&hundreds)), (same.clone(), same), "{hosting:?}");
        assert_eq!(page.run("return faults.made.length < 20"), json!(true), "{hosting:?}");
        let growth = |found: &serde_json::Value| found[3].as_i64().unwrap() - fifty[3].as_i64().unwrap();
        // Which worker gets the largest job is chance, and memory grows in steps.
        assert!(growth(&hundreds) <= MEMORY_BY_CHANCE, "{hosting:?}: {fifty} {hundreds}");
        // The same number of jobs that no worker forgets: this scale can tell a leak.
        page.run("faults.onRequest = (kind) => (kind === 'Close' ? 'taken' : undefined)");
        let leaking = look(450);
        assert!(growth(&leaking) > 2 * MEMORY_BY_CHANCE, "{hosting:?}: {fifty} {hundreds} {leaking}");
    }
}

#[test]
fn workers_forget_a_job_soon_but_are_not_woken_for_that_before_the_next() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        assert_eq!(page.call(SCRIPTS, "jobsKnownToWorkers"), json!([[true, true, true, true, true], 0]), "{hosting:?}");
    }
}

/// A page of two workers on which waits of a quarter to three quarters of a minute take these milliseconds: an idle pool
/// releases memory after some such wait. Deadlines of units and of starts are shorter, the test's own patience is longer.
fn resting_after(milliseconds: u32, hosting: Hosting) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(&format!(
        "const plain = setTimeout; window.setTimeout = (work, time, ...rest) => plain(work, time > 15000 && time < 45000 ? {milliseconds} : time, ...rest)"
    ));
    inject_faults(&page);
    page.load();
    page.run("await matmill.configure({ workers: 2 })");
    page
}

#[test]
fn a_pool_at_rest_gives_memory_back_and_is_ready_again() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = resting_after(500, hosting);
        let expected = json!([true, true, [19, 22, 43, 50], 2, 2]);
        assert_eq!(
            page.call(SCRIPTS, "memoryAfterARest"),
            expected,
            "{hosting:?}: and no small job makes it rest again"
        );
    }
}

#[test]
fn small_jobs_now_and_then_do_not_keep_the_memory_of_a_large_one() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = resting_after(1500, hosting);
        // An idle time that starts again with every small job would never end.
        assert_eq!(page.call(SCRIPTS, "smallJobsAfterALargeOne"), json!([true, 2, [19, 22, 43, 50]]), "{hosting:?}");
    }
}

/// Bytes by which three workers' memories may differ without a leak.
const MEMORY_BY_CHANCE: i64 = 2 << 20;

#[test]
fn leaving_the_page_ends_every_worker_and_coming_back_starts_them_again() {
    let page = page_with_faults(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "leaveAndComeBack"), json!([3, 0, "AbortError", [19, 22, 43, 50], 3, [0, 0, 0]]));
}

#[test]
fn a_page_reloaded_or_gone_back_to_in_the_middle_of_a_job_works() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        page.call(SCRIPTS, "beginAndForget");
        page.load();
        assert_eq!(page.call(SCRIPTS, "small"), json!([19, 22, 43, 50]), "reloaded, {hosting:?}");
        page.call(SCRIPTS, "beginAndForget");
        page.browser.go("about:blank");
        page.browser.back();
        page.wait_until("the page is back", || {
            (page.run("return window.matmill !== undefined") == json!(true)).then_some(())
        });
        assert_eq!(page.call(SCRIPTS, "smallOnceReady"), json!([19, 22, 43, 50]), "{hosting:?}");
    }
}

#[test]
fn a_page_kept_for_going_back_to_keeps_its_job_and_its_workers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        page.call(SCRIPTS, "beginBeforeLeaving");
        page.browser.go(&page.server.url("index.html"));
        std::thread::sleep(Duration::from_secs(6));
        page.browser.back();
        page.wait_until("the page is back", || {
            (page.run("return window.kept !== undefined") == json!(true)).then_some(())
        });
        assert_eq!(
            page.call(SCRIPTS, "endAfterComingBack"),
            json!([true, true, 0, 0, [19, 22, 43, 50]]),
            "{hosting:?}"
        );
    }
}

/// A job that takes some seconds is begun before something happens to the page.
fn begin_a_job(page: &Page, size: u32) {
    page.call_with(SCRIPTS, "begin", json!(size));
}

/// It was verified, without a retry and without a new worker.
fn expect_a_quiet_end(page: &Page, what: &str) {
    assert_eq!(page.call(SCRIPTS, "end"), json!([true, 0, 0]), "{what}");
}

#[test]
fn no_healthy_worker_is_declared_dead_because_the_page_was_frozen() {
    let page = page_with_faults(Hosting::Isolated);
    begin_a_job(&page, 2000);
    page.browser.devtools("Page.setWebLifecycleState", json!({ "state": "frozen" }));
    std::thread::sleep(Duration::from_secs(7));
    page.browser.devtools("Page.setWebLifecycleState", json!({ "state": "active" }));
    expect_a_quiet_end(&page, "");
}

#[test]
fn no_healthy_worker_is_declared_dead_because_the_page_was_hidden() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        // The longest wait of a timer of 20 ms tells that the browser slows the page down.
        page.call(SCRIPTS, "watchVisibility");
        begin_a_job(&page, 2000);
        let tab = page.browser.hide();
        std::thread::sleep(Duration::from_secs(7));
        page.browser.show(&tab);
        expect_a_quiet_end(&page, &format!("{hosting:?}"));
        assert_eq!(
            page.run("return [seen[0], longest > 500]"),
            json!(["hidden", true]),
            "{hosting:?}: hidden, and slowed down"
        );
    }
}

#[test]
fn no_healthy_worker_is_declared_dead_because_the_page_is_slow() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        page.browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 20 }));
        begin_a_job(&page, 1000);
        expect_a_quiet_end(&page, &format!("{hosting:?}"));
    }
}

#[test]
fn no_healthy_worker_is_declared_dead_because_the_page_was_busy() {
    let page = page_with_faults(Hosting::Isolated);
    // Longer than a unit's deadline, in one task: the answers wait behind it.
    begin_a_job(&page, 1000);
    page.call(SCRIPTS, "holdThePageUp");
    expect_a_quiet_end(&page, "");
}
