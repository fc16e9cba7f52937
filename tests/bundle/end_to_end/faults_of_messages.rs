//! Messages that come late, twice, from nowhere, spoilt or not at all, in both directions: the same bits as without.
//!
//! Planted from outside the app by `sabotage.js`.

use crate::faults_of_workers::{right, spoilable};
use serde_json::json;
use tests::page::Hosting;

/// Runs `script`, which ends in what `survives` found, in both transports. `LARGE` is a size of which workers are not
/// sent all tiles at the beginning.
fn survived(script: &str) {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        right(
            &page.run(&format!("const three = [0.1, 0.5, 0.9]; const LARGE = 1500; {script}")),
            &format!("{hosting:?}"),
        );
        assert_eq!(page.run("return matmill.stats().activeTasks"), json!(0), "{hosting:?}");
    }
}

#[test]
fn every_answer_twice_is_counted_once() {
    survived(
        "return sabotage.survives(three, (worker, contents, data) => {\
             sabotage.say(worker, structuredClone(data)); sabotage.say(worker, structuredClone(data)); })",
    );
}

#[test]
fn late_answers_are_taken_when_they_come() {
    survived(
        "return sabotage.survives(three, (worker, contents, data) => { setTimeout(() => sabotage.say(worker, data), 300); return 'taken'; })",
    );
}

#[test]
fn answers_that_never_come_are_asked_for_again() {
    survived("return sabotage.survives(three, () => 'taken')");
}

#[test]
fn an_answer_that_comes_after_its_job_has_ended_changes_nothing() {
    survived(
        "let kept; await sabotage.survives(three, (worker, contents, data) => { kept ??= [worker, structuredClone(data)]; });\
         return sabotage.survives(three, (worker) => { sabotage.say(...kept); sabotage.say(worker, kept[1]); })",
    );
}

#[test]
fn foreign_messages_to_the_page_are_ignored() {
    survived(
        "const foreign = [null, undefined, 1, 'text', {}, [], { matmill: 1 }, { matmill: null }, { matmill: {} }, { matmill: { ProcessOutput: 1 } },\
             { matmill: { ProcessOutput: [0, { Done: 1 }] } }, { matmill: { ProcessOutput: [0, { Nothing: {} }] } }, { matmill: { WorkerLoaded: 1 } },\
             { matmill: { ProcessOutput: [7, { Crashed: { reason: 'none' } }] } }, new Uint8Array(3), new Map([['matmill', 1]])];\
         return sabotage.survives(three, (worker) => foreign.forEach((data) => sabotage.say(worker, data)))",
    );
}

#[test]
fn answers_about_other_jobs_and_tiles_are_ignored() {
    survived(
        "return sabotage.survives(three, (worker, contents, data) => { for (const change of [{ job: 4e9 }, { tile: 4e9 }, { job: 0 }, { tile: 0, job: contents.job + 1 }]) {\
             const other = structuredClone(data); Object.assign(other.matmill.ProcessOutput[1].Done, change); sabotage.say(worker, other); } })",
    );
}

#[test]
fn an_answer_for_a_tile_that_another_worker_has_is_ignored() {
    survived(
        "const out = new Map(); sabotage.onRequest = (kind, contents, worker) => { if (kind === 'Run') out.set(contents.tile, worker); };\
         let planted = 0; const found = await sabotage.survives(three, (worker, contents, data) => { for (const [tile, other] of out) {\
             if (other === worker) continue; const foreign = structuredClone(data); foreign.matmill.ProcessOutput[1].Done.tile = tile; planted++; sabotage.say(worker, foreign); } }, LARGE);\
         return { ...found, planted: found.planted && planted > 0 }",
    );
}

#[test]
fn spoilt_answers_are_asked_for_again() {
    // What the page can read but not use is asked for at once, the others when the deadline has passed.
    survived(
        "const spoils = [(done) => { done.tile_report.check = 7; }, (done) => { done.c = new Float64Array(1); }, (done) => { done.tile_report = 'none'; }];\
         return sabotage.survives(three, (worker, contents, data) => { const spoilt = structuredClone(data); spoils.pop()(spoilt.matmill.ProcessOutput[1].Done);\
             sabotage.say(worker, spoilt); return 'taken'; })",
    );
}

#[test]
fn an_undecodable_message_costs_a_worker_and_no_bit() {
    survived("return sabotage.survives(three, (worker) => worker.dispatchEvent(new MessageEvent('messageerror')))");
}

#[test]
fn foreign_messages_to_a_worker_are_ignored() {
    survived(
        "const foreign = [null, undefined, 1, 'text', {}, [], { matmill: 1 }, { matmill: null }, { matmill: {} }, { matmill: { ProcessInput: 1 } },\
             { matmill: { ProcessInput: [0, { Run: 1 }] } }, { matmill: { ProcessInput: [0, [{ Run: 1 }]] } }, { matmill: { ProcessInput: [0, [{ Nothing: {} }]] } }, { matmill: { ProcessInput: [0, []] } }, { matmill: { ProcessInput: [9, [{ Close: { job: 1 } }]] } },\
             new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), new Uint8Array(3)];\
         return sabotage.survives(three, (worker) => foreign.forEach((data) => sabotage.tell(worker, data)))",
    );
}

#[test]
fn work_asked_for_twice_is_counted_once() {
    survived(
        "const twice = (kind, contents, worker, message, deliver) => { if (kind === 'Run') sabotage.tell(worker, structuredClone(message)); };\
         return sabotage.survives(three, () => { sabotage.onRequest = twice; }, LARGE)",
    );
}

#[test]
fn work_asked_for_twice_is_done_once() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "const [a, b] = [testing.reals(600, 600, 1), testing.reals(600, 600, 2)]; let answers = 0;\
             sabotage.onRequest = (kind, contents, worker, message) => { if (kind === 'Run') sabotage.tell(worker, structuredClone(message)); };\
             sabotage.onAnswer = (kind) => { if (kind === 'Done') answers++; };\
             const { report } = await matmill.multiply(a, b, { mode: 'pool' }); sabotage.onRequest = null;\
             await matmill.multiply(a, b, { mode: 'pool' }); await sabotage.pause(200); sabotage.onAnswer = null; return [answers, 2 * report.tiles]";
        let found = page.run(script);
        assert_eq!(found[0], found[1], "{hosting:?}");
    }
}

#[test]
fn requests_that_never_arrive_are_sent_again() {
    survived(
        "let lost = 0; const lose = (kind) => (kind === 'Run' && lost++ < 1 ? 'taken' : undefined);\
         const found = await sabotage.survives([0.1], () => { sabotage.onRequest = lose; }, LARGE); return { ...found, planted: found.planted && lost > 0 && found.retried }",
    );
}

#[test]
fn a_message_of_several_requests_that_never_arrives_is_sent_again() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "let lost = 0; const [a, b] = [testing.reals(600, 600, 1), testing.reals(600, 600, 2)]; const whole = await matmill.multiply(a, b, { mode: 'pool' });\
             sabotage.onMessage = (kinds) => (kinds.length > 1 && lost++ < 1 ? 'taken' : undefined);\
             const c = await matmill.multiply(a, b, { mode: 'pool' }); sabotage.onMessage = null; const next = await matmill.multiply(a, b, { mode: 'pool' });\
             const digests = new Set(await Promise.all([whole, c, next].map(testing.digest))); return [lost > 0, digests.size, c.report.retries > 0, c.report.verified]";
        assert_eq!(page.run(script), json!([true, 1, true, true]), "{hosting:?}");
    }
}

#[test]
fn a_worker_gets_all_that_there_is_for_it_in_one_message() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "const [a, b] = [testing.reals(600, 600, 1), testing.reals(600, 600, 2)]; await matmill.multiply(a, b, { mode: 'pool' });\
             const first = new Map(); sabotage.onMessage = (kinds, worker) => { if (!first.has(worker)) first.set(worker, kinds.slice(0, 3).join()); };\
             await matmill.multiply(a, b, { mode: 'pool' }); sabotage.onMessage = null; return Array.from(new Set(first.values()))";
        // Where memory is not shared a message has one copy of operands, so that the page is free between them.
        let expected = if matches!(hosting, Hosting::Isolated) { "Close,Open,Run" } else { "Close,Open,Band" };
        assert_eq!(page.run(script), json!([expected]), "{hosting:?}");
    }
}

#[test]
fn what_a_worker_was_not_told_is_told_again() {
    // Operands in shared memory need no messages of their own.
    for (hosting, kind) in [(Hosting::Isolated, "Open"), (Hosting::Plain, "Open"), (Hosting::Plain, "Band")] {
        let page = spoilable(hosting);
        let script = "let lost = 0; const [a, b] = [testing.reals(600, 600, 1), testing.reals(600, 600, 2)]; const whole = await matmill.multiply(a, b, { mode: 'pool' });\
                 sabotage.onRequest = (kind) => (kind === args && lost++ < 1 ? 'taken' : undefined);\
                 const c = await matmill.multiply(a, b, { mode: 'pool' }); sabotage.onRequest = null; const next = await matmill.multiply(a, b, { mode: 'pool' });\
                 const digests = new Set(await Promise.all([whole, c, next].map(testing.digest))); return [lost > 0, digests.size, c.report.retries > 0, sabotage.made.length]";
        let found = page.run_with(script, json!(kind));
        assert_eq!(found, json!([true, 1, true, 3]), "{kind}, {hosting:?}: and no worker was lost over it");
    }
}
