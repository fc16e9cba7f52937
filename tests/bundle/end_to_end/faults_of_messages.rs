//! Messages that are late, repeated, foreign, damaged or lost, in both directions: the same bits as without.
//!
//! Faults are injected by `fault_injection.js`.

use crate::faults_of_workers::{expect_the_same_bits, page_with_faults};
use serde_json::json;
use tests::page::Hosting;

const SCRIPTS: &str = include_str!("faults_of_messages.js");

/// What happens to messages, and the function that does it and gives what became of the product.
const CASES: [(&str, &str); 12] = [
    ("every answer comes twice: it is counted once", "answersTwice"),
    ("answers come late: they are taken when they come", "lateAnswers"),
    ("answers never come: they are asked for again", "lostAnswers"),
    ("an answer comes after its job has ended: it changes nothing", "answerOfAnEndedJob"),
    ("foreign messages come to the page: they are ignored", "foreignAnswers"),
    ("answers are about other jobs and work: they are ignored", "answersAboutOthers"),
    ("an answer is for work that another worker has: it is ignored", "answersForWorkOfOthers"),
    // What the page can read but not use is asked for at once, the others when the deadline has passed.
    ("damaged answers come: they are asked for again", "damagedAnswers"),
    ("a message cannot be decoded: it costs a worker and no bit", "undecodableMessage"),
    ("foreign messages come to a worker: they are ignored", "foreignRequests"),
    ("work is asked for twice: it is counted once", "requestsTwice"),
    ("requests never arrive: they are sent again", "lostRequests"),
];

fn faults_of_messages_cost_no_bit(hosting: Hosting) {
    let page = page_with_faults(hosting);
    for (what, function) in CASES {
        page.run("await matmill.configure({ workers: 3 })");
        expect_the_same_bits(&page.call(SCRIPTS, function), &format!("{what}, {hosting:?}"));
        assert_eq!(page.run("return matmill.stats().activeTasks"), json!(0), "{what}, {hosting:?}");
    }
}

#[test]
fn faults_of_messages_cost_no_bit_on_an_isolated_page() {
    faults_of_messages_cost_no_bit(Hosting::Isolated);
}

#[test]
fn faults_of_messages_cost_no_bit_without_isolation() {
    faults_of_messages_cost_no_bit(Hosting::Plain);
}

#[test]
fn work_asked_for_twice_is_done_once() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        let found = page.call(SCRIPTS, "countWorkAskedForTwice");
        assert_eq!(found[0], found[1], "{hosting:?}");
    }
}

#[test]
fn a_message_of_several_requests_that_never_arrives_is_sent_again() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        assert_eq!(page.call(SCRIPTS, "aLostMessageOfSeveral"), json!([true, 1, true, true]), "{hosting:?}");
    }
}

#[test]
fn a_worker_gets_all_that_there_is_for_it_in_one_message() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        // Where memory is not shared a message has one copy of operands, so that the page is free between them.
        let expected = if matches!(hosting, Hosting::Isolated) { "Close,Open,Claim" } else { "Close,Open,Band" };
        assert_eq!(page.call(SCRIPTS, "kindsInTheFirstMessage"), json!([expected]), "{hosting:?}");
    }
}

#[test]
fn what_a_worker_was_not_told_is_told_again() {
    // Operands in shared memory need no messages of their own.
    for (hosting, kind) in [(Hosting::Isolated, "Open"), (Hosting::Plain, "Open"), (Hosting::Plain, "Band")] {
        let page = page_with_faults(hosting);
        let found = page.call_with(SCRIPTS, "aLostRequest", json!(kind));
        assert_eq!(found, json!([true, 1, true, 0]), "{kind}, {hosting:?}: and no worker was lost over it");
    }
}
