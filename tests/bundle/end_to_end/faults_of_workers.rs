//! Workers that die, hang or trap in the middle of a job: the same bits as without the fault, and a right next job.
//!
//! The faults are planted from outside the app, by `sabotage.js`.

use crate::log::page_with_log;
use serde_json::{Value, json};
use tests::page::{Hosting, Page};

/// A page whose workers can be spoilt.
pub(crate) fn spoilable(hosting: Hosting) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(include_str!("sabotage.js"));
    page.load();
    page.run("await matmill.configure({ workers: 3 })");
    page
}

/// A fault that the page hears of, at 10 %, 50 % and 90 % of a job each, in both transports.
fn struck(how: &str) {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        for share in [0.1, 0.5, 0.9] {
            let script = "return sabotage.survives([args[0]], (worker) => sabotage.strike(worker, args[1]))";
            let found = page.run_with(script, json!([share, how]));
            right(&found, &format!("{how} at {share}, {hosting:?}"));
        }
        page.run("await matmill.configure({ workers: 3 })");
        assert_eq!(page.run("return sabotage.live()"), json!(3), "{how}: the lost were replaced, {hosting:?}");
    }
}

/// A fault that makes no event, at 10 %, 50 % and 90 % of one job, in both transports; `told` is why the page
/// counts the worker as lost.
fn struck_silently(how: &str, told: &str) {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_log(hosting, "info");
        let script = "return sabotage.survives([0.1, 0.5, 0.9], (worker) => sabotage.strike(worker, args))";
        let found = page.run_with(script, json!(how));
        right(&found, &format!("{how}, {hosting:?}"));
        assert_eq!(found["retried"], json!(true), "{how}, {hosting:?}: {found}");
        let losses = page.run("return heard.filter((line) => line.includes(' to=lost '))");
        let losses = losses.as_array().unwrap();
        assert!(
            !losses.is_empty() && losses.iter().all(|line| line.as_str().unwrap().contains(told)),
            "{how}, {hosting:?}: {losses:#?}"
        );
    }
}

/// Whether `survives` found the same bits.
pub(crate) fn right(found: &Value, what: &str) {
    assert_eq!(found["planted"], json!(true), "{what}: the fault was not planted: {found}");
    assert_eq!(found["same"], json!(true), "{what}: other bits: {found}");
    assert_eq!(found["verified"], json!(true), "{what}: {found}");
    assert_eq!(found["next"], json!([19, 22, 43, 50]), "{what}: the next job: {found}");
}

/// What the page knows of a worker whose lock was given back.
const ENDED: &str = "it ended without a word";

#[test]
fn a_worker_terminated_by_others_costs_no_bit() {
    struck_silently("terminate", ENDED);
}

#[test]
fn a_worker_that_closes_itself_costs_no_bit() {
    struck_silently("close", ENDED);
}

#[test]
fn a_worker_that_throws_costs_no_bit() {
    struck("throw");
}

#[test]
fn a_worker_with_a_rejected_promise_costs_no_bit() {
    struck("reject");
}

#[test]
fn a_trap_costs_no_bit() {
    struck("trap");
}

#[test]
fn a_trap_in_asynchronous_code_costs_no_bit() {
    struck("trap later");
}

#[test]
fn an_idle_worker_that_ends_silently_is_replaced_before_anybody_misses_it() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        for how in ["terminate", "close"] {
            let page = spoilable(hosting);
            // Nothing is asked of the pool, so only the lost lock can tell. A minute is for what would never come.
            let script = "const made = sabotage.made.length; sabotage.strike(sabotage.made[1], args);\
                 await Promise.race([sabotage.until(() => sabotage.made.length > made), sabotage.pause(60000)]); return sabotage.made.length - made";
            assert_eq!(page.run_with(script, json!(how)), json!(1), "{how}, {hosting:?}");
        }
    }
}

#[test]
fn without_locks_a_silent_end_is_found_by_the_clock() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load("delete Navigator.prototype.locks");
    page.before_load(include_str!("sabotage.js"));
    page.load();
    page.run("await matmill.configure({ workers: 2 })");
    let script = "return sabotage.survives([0.5], (worker) => sabotage.strike(worker, 'terminate'))";
    let found = page.run(script);
    right(&found, "without locks");
    assert_eq!(found["retried"], json!(true), "{found}");
}

#[test]
fn workers_that_the_page_ends_itself_are_not_mourned() {
    let page = page_with_log(Hosting::Isolated, "info");
    let script = "for (const workers of [4, 1, 3, 2]) await matmill.configure({ workers }); await sabotage.pause(300);\
         const locks = await navigator.locks.query(); return [heard.filter((line) => line.includes('without a word')).length, sabotage.live(), locks.held.length, locks.pending.length]";
    assert_eq!(page.run(script), json!([0, 2, 2, 2]), "a lock held and one waited for, for each worker that lives");
}

#[test]
fn workers_in_an_endless_loop_are_found_by_the_clock() {
    struck_silently("spin", "it gave no answer for 5 s");
}

#[test]
fn a_panic_in_the_workers_own_code_costs_no_bit() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        for share in [0.1, 0.5, 0.9] {
            // A tile of more rows than there are: the worker's own code panics over it, once, in the second product.
            let script = "const { tiles } = (await matmill.multiply(testing.reals(600, 600, 1), testing.reals(600, 600, 2), { mode: 'pool' })).report;\
                 let runs = 0; sabotage.onRequest = (kind, contents) => {\
                     if (kind === 'Run' && ++runs === tiles + Math.max(1, Math.round(args * tiles))) contents.place.rows.end += 1000; };\
                 const found = await sabotage.survives([0.1], () => {}); return { ...found, spoilt: runs > tiles * (1 + args) }";
            let found = page.run_with(script, json!(share));
            right(&found, &format!("{share}, {hosting:?}"));
            let done = (&found["spoilt"], &found["retried"]);
            assert_eq!(done, (&json!(true), &json!(true)), "{share}, {hosting:?}: {found}");
        }
    }
}

#[test]
fn all_workers_killed_at_once_are_replaced() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        for share in [0.1, 0.5, 0.9] {
            let script = "return sabotage.survives([args], () => sabotage.made.forEach((worker) => sabotage.strike(worker, 'terminate')))";
            right(&page.run_with(script, json!(share)), &format!("{share}, {hosting:?}"));
            page.run("await matmill.configure({ workers: 3 })");
        }
    }
}

#[test]
fn workers_killed_whenever_they_get_work_end_the_job_in_words_and_are_not_replaced_for_ever() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "const before = sabotage.made.length; const [a, b] = [testing.reals(300, 300, 1), testing.reals(300, 300, 2)];\
             sabotage.onRequest = (kind, contents, worker) => { if (kind === 'Run') sabotage.strike(worker, 'trap'); };\
             const found = await testing.outcome(matmill.multiply(a, b, { mode: 'pool' })); sabotage.onRequest = null;\
             const constructions = sabotage.made.length - before; const c = await matmill.multiply(a, b, { mode: 'pool' });\
             return { ...found, few: constructions <= 3 * 5, next: c.report.verified }";
        let found = page.run(script);
        assert_eq!(
            (&found["name"], &found["few"], &found["next"]),
            (&json!("PoolError"), &json!(true), &json!(true)),
            "{hosting:?}: {found}"
        );
        assert!(found["message"].as_str().unwrap().contains("times"), "says how often it was tried: {found}");
    }
}

#[test]
fn workers_killed_as_soon_as_they_are_up_make_the_pool_give_up_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        // Six of three places each: those that were there, and five after each of them.
        let script = "const before = sabotage.made.length; sabotage.onAnswer = (kind, contents, worker) => { if (kind === 'Hello') sabotage.strike(worker, 'trap'); };\
             sabotage.made.forEach((worker) => sabotage.strike(worker, 'trap'));\
             const given = () => sabotage.made.length - before >= 15 && matmill.stats().workers.every(({ state }) => state === 'lost');\
             await Promise.race([sabotage.until(given), sabotage.pause(60000)]); await sabotage.pause(2000); const made = sabotage.made.length - before;\
             const two = [testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]])]; const found = await testing.outcome(matmill.multiply(...two, { mode: 'pool' }));\
             const local = Array.from((await matmill.multiply(...two)).data); sabotage.onAnswer = null; await matmill.configure({ workers: 2 });\
             return { ...found, made, local, healed: Array.from((await matmill.multiply(...two, { mode: 'pool' })).data) }";
        let found = page.run(script);
        assert_eq!((&found["made"], &found["name"]), (&json!(15), &json!("PoolError")), "{hosting:?}: {found}");
        let message = found["message"].as_str().unwrap();
        assert!(message.contains("6 workers in a row"), "says how often it was tried, {hosting:?}: {message}");
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
                let script = "let ended = 0; sabotage.onMade = (worker) => { if (ended++ < 2) sabotage.strike(worker, 'terminate'); };\
                     const before = sabotage.made.length; const [a, b] = [testing.reals(300, 300, 1), testing.reals(300, 300, 2)];\
                     const whole = await testing.digest(await matmill.multiply(a, b, { mode: 'pool' })); const same = [];\
                     for (const worker of sabotage.made.slice(-2)) { sabotage.strike(worker, 'terminate'); const made = sabotage.made.length; await sabotage.until(() => sabotage.made.length > made);\
                         same.push((await testing.digest(await matmill.multiply(a, b, { mode: 'pool' }))) === whole); }\
                     await matmill.configure({ workers: 2 }); return { same, made: sabotage.made.length - before, live: sabotage.live(),\
                         told: heard.filter((line) => line.includes('it did not answer within 8 s of its start')).length }";
                let found = page.run(script);
                let expected = json!({ "same": [true, true], "made": 4, "live": 2, "told": 2 });
                assert_eq!(found, expected, "{hosting:?}: two dead, and two that replaced them");
            });
        }
    });
}
