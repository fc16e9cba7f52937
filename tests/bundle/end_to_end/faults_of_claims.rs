//! Where memory is shared workers claim their tiles: faults at every point of a claim, workers that were given up and go
//! on, tables that were changed, and several jobs at once.
//!
//! Faults are injected by `claim_faults.js`.

use crate::fault_injection::inject_faults;
use crate::faults_of_workers::{expect_the_same_bits, page_with_faults};
use serde_json::{Value, json};
use tests::fixtures::{npy, reals};
use tests::page::{ESCAPE, Hosting, Page};

const SCRIPTS: &str = include_str!("faults_of_claims.js");

/// Before a claim, between claim and done, and after done; whether the worker has a tile there.
const POINTS: [(&str, bool); 5] =
    [("claim", false), ("claimed", true), ("writing", true), ("computed", true), ("done", false)];

/// At 10 %, 50 % and 90 % of one job.
#[test]
fn workers_that_end_at_any_point_of_a_claim_cost_no_bit() {
    let page = page_with_faults(Hosting::Isolated);
    for (point, has_a_tile) in POINTS {
        for how in ["throw", "trap", "panic", "terminate"] {
            let found = page.call_with(SCRIPTS, "endAtAPoint", json!([point, how]));
            let what = format!("{how} at {point}");
            expect_the_same_bits(&found, &what);
            assert_eq!(found["retried"], json!(has_a_tile), "{what}: only a tile is computed again: {found}");
        }
    }
}

#[test]
fn workers_that_claim_and_hang_cost_no_bit() {
    // Some seconds of waiting each, so all wait together.
    std::thread::scope(|scope| {
        for (point, _) in POINTS.into_iter().filter(|(_, has_a_tile)| *has_a_tile) {
            scope.spawn(move || {
                let page = page_with_faults(Hosting::Isolated);
                let found = page.call_with(SCRIPTS, "endAtAPoint", json!([point, "hang"]));
                expect_the_same_bits(&found, point);
                assert_eq!(found["retried"], json!(true), "{point}: {found}");
            });
        }
    });
}

#[test]
fn a_worker_that_hangs_without_a_tile_delays_nobody_and_is_replaced() {
    for point in ["claim", "done"] {
        let page = page_with_faults(Hosting::Isolated);
        page.run("await matmill.configure({ workers: 2 })");
        assert_eq!(page.call_with(SCRIPTS, "hangWithoutATile", json!(point)), json!([true, 0, 1, true]), "{point}");
    }
}

/// As after `terminate`, which returns before a running task has stopped; but they run on for as long as they like.
#[test]
fn workers_that_were_given_up_and_go_on_spoil_nothing() {
    std::thread::scope(|scope| {
        for point in ["claimed", "computed", "writing"] {
            scope.spawn(move || {
                for when in ["during", "after"] {
                    let page = page_with_faults(Hosting::Isolated);
                    let found = page.call_with(SCRIPTS, "givenUpButRunning", json!([point, when]));
                    let expected = json!({ "isSame": true, "isShared": true, "verified": true, "retried": true, "isStillMine": true, "next": true });
                    assert_eq!(found, expected, "given up at {point}, goes on {when} the product");
                }
            });
        }
    });
}

#[test]
fn an_array_to_which_a_worker_may_still_write_is_no_result() {
    let page = page_with_faults(Hosting::Isolated);
    let found = page.call(SCRIPTS, "givenUpWhileItWritesToOut");
    assert_eq!((&found["name"], &found["next"]), (&json!("PoolError"), &json!(true)), "{found}");
    assert!(found["message"].as_str().unwrap().contains("option out"), "{found}");
}

#[test]
fn a_table_that_was_changed_hangs_nothing_and_costs_no_bit() {
    // What is written to the table, and whether the product counts as verified.
    let right = json!(true);
    let cases = [
        ("an unknown turn", right.clone()),
        ("the largest turn", right.clone()),
        ("a negative word", right.clone()),
        ("the most negative word", right.clone()),
        ("an unknown turn at all tiles", right.clone()),
        ("a turn that computes another tile", right.clone()),
        ("a count of tiles that is too large", right.clone()),
        ("a negative count of tiles", right.clone()),
        ("another signal", right.clone()),
        ("tiles that are done and free again", right.clone()),
        ("ends of all turns", right),
        // It has no record, so that the check of the product is not complete.
        ("a tile that nobody has computed", Value::Null),
    ];
    let page = page_with_faults(Hosting::Isolated);
    for (what, verified) in cases {
        let found = page.call_with(SCRIPTS, "changeTheTable", json!(what));
        let same = verified == json!(true);
        let expected = json!({ "changed": true, "name": "", "same": same, "verified": verified, "next": true });
        assert_eq!(found, expected, "{what}");
    }
    assert_eq!(page.call(SCRIPTS, "claimAgainAndAgain"), json!([5, true, true]));
}

#[test]
fn a_plan_that_workers_cannot_use_ends_the_job_in_words() {
    let page = page_with_faults(Hosting::Isolated);
    for what in [
        "no tiles",
        "more tiles than the table holds",
        "a negative number of blocks",
        "a tile beyond C",
        "a block that there is not",
    ] {
        let found = page.call_with(SCRIPTS, "damagedPlan", json!(what));
        assert_eq!((&found["name"], &found["next"]), (&json!("PoolError"), &json!(true)), "{what}: {found}");
        assert!(found["message"].as_str().unwrap().contains('4'), "says how often it was tried: {what}: {found}");
    }
}

#[test]
fn two_products_at_once_share_the_workers() {
    let page = page_with_faults(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "twoAtOnce"), json!([true, 1]), "both went on, and were the same");
}

#[test]
fn a_file_that_is_read_during_a_long_product_does_not_wait_for_its_end() {
    let page = page_with_faults(Hosting::Isolated);
    for work in ["parse", "parse while the others sleep"] {
        let found = page.call_with(SCRIPTS, "whileAProductRuns", json!(work));
        assert_eq!((&found[0], &found[3]), (&json!([work, "product"]), &json!(true)), "{found}");
    }
}

#[test]
fn workers_that_come_during_a_product_take_part() {
    let page = page_with_faults(Hosting::Isolated);
    let found = page.call_with(SCRIPTS, "whileAProductRuns", json!("workers come"));
    let (order, workers) = (&found[0], found[1].as_i64().unwrap());
    assert!(workers >= 2, "{found}");
    assert_eq!((order, &found[2], &found[3]), (&json!(["workers come", "product"]), &json!(0), &json!(true)));
}

#[test]
fn workers_that_are_too_many_go_during_a_product() {
    let page = page_with_faults(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "workersGo"), json!([["gone", "product"], 0, true]));
}

#[test]
fn escape_stops_a_job_whose_workers_have_nothing_left_to_claim() {
    let page = page_with_faults(Hosting::Isolated);
    let file = npy(&reals::<f64>(1000, 1000, 7));
    page.load_file("Load A", "a.npy", &file);
    page.load_file("Load B", "b.npy", &file);
    page.wait_until_idle();
    page.call(SCRIPTS, "holdTheFirstTile");
    page.click("Multiply");
    page.wait_until("the others sleep", || (page.call(SCRIPTS, "othersSleep") == json!(true)).then_some(()));
    page.browser.press(&[ESCAPE]);
    page.find("button", "Multiply");
    assert_eq!(page.call(SCRIPTS, "afterTheStop"), json!([0, true, [19, 22, 43, 50]]), "nobody sleeps on");
    assert_eq!(page.result(), Vec::<f64>::new(), "a stopped job has no result");
}

#[test]
fn a_page_that_cannot_wait_for_shared_memory_looks_now_and_then() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load("delete Atomics.waitAsync");
    inject_faults(&page);
    page.load();
    page.run("await matmill.configure({ workers: 3 })");
    assert_eq!(page.run("return Atomics.waitAsync === undefined"), json!(true));
    for how in ["trap", "terminate"] {
        let found = page.call_with(SCRIPTS, "endAtAPoint", json!(["claimed", how]));
        expect_the_same_bits(&found, how);
        assert_eq!(found["retried"], json!(true), "{found}");
    }
    assert_eq!(page.call(SCRIPTS, "progressOfAHeldJob"), json!([true, true, true]));
}
