//! Callers that change their minds, come in crowds, or leave: nothing of theirs stays behind, and the others are served.

use crate::faults_of_workers::spoilable;
use serde_json::json;
use std::time::Duration;
use tests::page::{Hosting, Page};

/// What a pool at rest looks like, by scripts' eyes.
const AT_REST: &str = "const rest = () => { const stats = matmill.stats(); return [stats.activeTasks, stats.queueSize,\
     stats.workers.filter((worker) => worker.state === 'busy').length]; };\
     const two = [testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]])];\
     const small = async () => Array.from((await matmill.multiply(...two, { mode: 'pool' })).data);";

fn run(page: &Page, script: &str) -> serde_json::Value {
    page.run(&format!("{AT_REST} {script}"))
}

#[test]
fn stop_rejects_in_the_same_turn_and_no_worker_goes_on_with_the_job() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "const [a, b] = [testing.reals(1800, 1800, 1), testing.reals(1800, 1800, 2)]; const control = new AbortController();\
             let found; let begun; const first = new Promise((resolve) => { begun = resolve; });\
             testing.outcome(matmill.multiply(a, b, { mode: 'pool', signal: control.signal, onProgress: begun })).then((outcome) => { found = outcome; });\
             await first; await sabotage.pause(20); control.abort(); await sabotage.pause(0); const name = found?.name; const isDomException = found?.isDomException;\
             await sabotage.pause(300); const after = rest(); return [name, isDomException, after, await small(), sabotage.live()]";
        let expected = json!(["AbortError", true, [0, 0, 0], [19, 22, 43, 50], 3]);
        assert_eq!(run(&page, script), expected, "{hosting:?}");
    }
}

#[test]
fn stop_does_not_wait_for_operands_on_their_way_to_the_workers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        // Bringing these takes many slices. A turn of the page's is the bound: no clock is asked.
        let script = "const [a, b] = [testing.reals(2500, 2500, 1), testing.reals(2500, 2500, 2)]; const control = new AbortController(); let found;\
             const made = sabotage.made.length; testing.outcome(matmill.multiply(a, b, { mode: 'pool', signal: control.signal })).then((outcome) => { found = outcome; });\
             await sabotage.pause(0); control.abort(); await sabotage.pause(0); await sabotage.pause(0); const name = found?.name;\
             await sabotage.pause(300); return [name, rest(), await small(), sabotage.made.length - made]";
        let mut found = run(&page, script);
        let replaced = found.as_array_mut().unwrap().pop();
        assert_eq!(found, json!(["AbortError", [0, 0, 0], [19, 22, 43, 50]]), "{hosting:?}");
        // Where tiles come with their operands nobody was given one yet, and so nobody is ended for being busy with it.
        if matches!(hosting, Hosting::Plain) {
            assert_eq!(replaced, Some(json!(0)));
        }
    }
}

/// The best of five rounds counts: who sleeps on is replaced every time, who had no time to wake up is not.
#[test]
fn workers_that_wait_for_operands_when_their_job_is_stopped_stay() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        // B takes two slices, the second of them small. With the first the tiles are given out, and wait for the second.
        let script = "const [a, b] = [testing.reals(12, 1088, 1), testing.reals(1088, 1024, 2)]; const rounds = [];\
             while (rounds.length < 5 && !rounds.includes('AbortError 0')) { await matmill.configure({ workers: 3 }); const made = sabotage.made.length; const control = new AbortController();\
                 const given = new Promise((resolve) => { sabotage.onRequest = (kind) => { if (kind === 'Run') resolve(); }; });\
                 const job = testing.outcome(matmill.multiply(a, b, { mode: 'pool', signal: control.signal })); await given; control.abort();\
                 const { name } = await job; await sabotage.pause(400); rounds.push(`${name} ${sabotage.made.length - made}`); }\
             sabotage.onRequest = null; const after = rest(); const { report } = await matmill.multiply(a, b, { mode: 'pool' });\
             return [rounds.at(-1), after, report.verified]";
        let expected = json!(["AbortError 0", [0, 0, 0], true]);
        assert_eq!(run(&page, script), expected, "{hosting:?}: workers had to be replaced in every round");
    }
}

#[test]
fn a_hundred_random_cancels_leave_nothing_behind() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "const [a, b] = [testing.reals(500, 500, 1), testing.reals(500, 500, 2)]; const whole = await testing.digest(await matmill.multiply(a, b, { mode: 'pool' }));\
             let word = 1; const names = new Set(); for (let round = 0; round < 100; round++) { word = (word * 48271) % 2147483647; const control = new AbortController();\
                 const job = testing.outcome(matmill.multiply(a, b, { mode: 'pool', signal: control.signal })); await sabotage.pause(word % 30); control.abort();\
                 const found = await job; names.add(found.resolved ? 'resolved' : found.name); }\
             await sabotage.pause(300); const after = rest(); const same = (await testing.digest(await matmill.multiply(a, b, { mode: 'pool' }))) === whole;\
             const { totalTasks, completedTasks } = matmill.stats(); names.delete('resolved'); return [[...names], after, same, sabotage.live(), totalTasks - completedTasks]";
        assert_eq!(run(&page, script), json!([["AbortError"], [0, 0, 0], true, 3, 0]), "{hosting:?}");
    }
}

#[test]
fn jobs_that_wait_can_be_cancelled_and_the_others_are_done() {
    let page = spoilable(Hosting::Isolated);
    let script = "const [a, b] = [testing.reals(300, 300, 1), testing.reals(300, 300, 2)]; const control = new AbortController(); const jobs = [];\
         for (let job = 0; job < 40; job++) jobs.push(testing.outcome(matmill.multiply(a, b, { mode: 'pool', signal: job % 2 ? control.signal : undefined })));\
         await sabotage.pause(0); control.abort(); const found = (await Promise.all(jobs)).map((outcome) => outcome.name ?? 'right');\
         return [new Set(found.filter((name, job) => job % 2 === 0)).size, found[0], found[39], found.filter((name) => name === 'AbortError').length > 10, rest().slice(0, 2)]";
    assert_eq!(run(&page, script), json!([1, "right", "AbortError", true, [0, 0]]));
}

#[test]
fn a_crowd_beyond_the_queue_is_refused_in_words_and_the_rest_is_served() {
    let page = spoilable(Hosting::Isolated);
    let script = "const crowd = Array.from({ length: 4300 }, () => matmill.multiply(...two, { mode: 'pool' }).then((c) => c.data.join(), (error) => error));\
         const request = JSON.stringify({ meta: [{ name: 'method', value: 'multiply' }], content: JSON.stringify({ A: '[[2]]', B: '[[3]]' }) });\
         const reply = JSON.parse(await matmill.rpc(request + ' '.repeat(300000))); const outcomes = await Promise.all(crowd);\
         const errors = outcomes.filter((found) => found instanceof Error); const right = outcomes.filter((found) => found === '19,22,43,50').length;\
         return [right >= 4096, right + errors.length, [...new Set(errors.map((error) => error.name))], errors[0]?.message, rest(), await small(), reply.meta]";
    let found = run(&page, script);
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
        let page = spoilable(hosting);
        let script = "const [a, b] = [testing.reals(2600, 2600, 1), testing.reals(2600, 2600, 2)]; const order = [];\
             let begun; const first = new Promise((resolve) => { begun = resolve; });\
             const long = matmill.multiply(a, b, { mode: 'pool', onProgress: begun }).then(() => order.push('long')); await first;\
             for (let job = 0; job < 3; job++) { await small(); order.push('small'); } await long; return order";
        assert_eq!(run(&page, script), json!(["small", "small", "small", "long"]), "{hosting:?}");
    }
}

#[test]
fn a_running_pool_is_resized_and_no_bit_changes() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "const [a, b] = [testing.reals(900, 900, 1), testing.reals(900, 900, 2)]; const all = new Set(); const live = [];\
             all.add(await testing.digest(await matmill.multiply(a, b, { mode: 'pool' })));\
             for (const workers of [1, 4, 2]) { let resized; const c = await matmill.multiply(a, b, { mode: 'pool', onProgress: () => { resized ??= matmill.configure({ workers }); } });\
                 all.add(await testing.digest(c)); await resized; live.push([sabotage.live(), matmill.stats().workers.length]); } return [all.size, live]";
        assert_eq!(run(&page, script), json!([1, [[1, 1], [4, 4], [2, 2]]]), "{hosting:?}");
    }
}

/// Jobs of every kind, one after the other, of different sizes and dtypes; gives what went wrong.
const MIXED: &str = "const mixed = async (count) => { const wrong = []; for (let job = 0; job < count; job++) { const n = 1 + (job * 37) % 180; const kind = job % 3 ? 'f64' : 'f32';\
     const [a, b] = [testing.integers(n, n, job + 1, kind), testing.integers(n, n, job + 2, kind)];\
     const inPool = () => matmill.multiply(a, b, { mode: 'pool' }).then((c) => { if (!c.report.verified) throw new Error('not verified'); });\
     const found = await testing.outcome([inPool, () => matmill.multiply(a, b), () => matmill.multiply(a, b, { mode: 'local' }),\
         () => matmill.parse('1,2\\n3,4\\n'), () => matmill.format(a, 'csv'), inPool,\
         () => matmill.parse('1,2\\n3,x\\n').catch((error) => { if (error.name !== 'FormatError') throw error; }),\
         () => matmill.multiply(a, testing.of([[1]])).catch((error) => { if (n !== 1 && error.name !== 'ShapeError') throw error; }),\
         () => matmill.multiply(a, b, { mode: 'pool', signal: AbortSignal.abort() }).catch((error) => { if (error.name !== 'AbortError') throw error; })][job % 9]());\
     if (!found.resolved) wrong.push(found); } return wrong; };";

#[test]
fn five_hundred_mixed_jobs_leave_as_many_workers_and_no_more_memory_than_fifty() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let look = |count: u32| {
            run(
                &page,
                &format!("{MIXED} return [await mixed({count}), sabotage.live(), rest(), await sabotage.memory()]"),
            )
        };
        let (fifty, hundreds) = (look(50), look(450));
        let same = json!([[], 3, [0, 0, 0]]);
        let state = |found: &serde_json::Value| json!(found.as_array().unwrap()[..3]);
        assert_eq!((state(&fifty), state(&hundreds)), (same.clone(), same), "{hosting:?}");
        assert_eq!(page.run("return sabotage.made.length < 20"), json!(true), "{hosting:?}");
        let growth = |found: &serde_json::Value| found[3].as_i64().unwrap() - fifty[3].as_i64().unwrap();
        // Which worker gets the largest job is chance, and memory grows in steps.
        assert!(growth(&hundreds) <= MEMORY_BY_CHANCE, "{hosting:?}: {fifty} {hundreds}");
        // The same number of jobs that no worker forgets: this scale can tell a leak.
        page.run("sabotage.onRequest = (kind) => (kind === 'Close' ? 'taken' : undefined)");
        let leaking = look(450);
        assert!(growth(&leaking) > 2 * MEMORY_BY_CHANCE, "{hosting:?}: {fifty} {hundreds} {leaking}");
    }
}

#[test]
fn workers_forget_a_job_soon_but_are_not_woken_for_that_before_the_next() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let script = "const open = new Set(); sabotage.onRequest = (kind, { job }, worker) => { const key = `${sabotage.made.indexOf(worker)} ${job}`;\
                 if (kind === 'Open') open.add(key); if (kind === 'Close') open.delete(key); };\
             const [a, b] = [testing.reals(300, 300, 1), testing.reals(300, 300, 2)]; const known = [];\
             for (let job = 0; job < 5; job++) { await matmill.multiply(a, b, { mode: 'pool' }); known.push(open.size > 0); }\
             await Promise.race([sabotage.until(() => open.size === 0), sabotage.pause(20000)]); return [known, open.size]";
        assert_eq!(run(&page, script), json!([[true, true, true, true, true], 0]), "{hosting:?}");
    }
}

/// A page of two workers that rest after so many ms instead of half a minute.
fn resting_after(milliseconds: u32, hosting: Hosting) -> Page {
    let page = Page::prepare(hosting);
    page.before_load(&format!(
        "const plain = setTimeout; window.setTimeout = (work, time, ...words) => plain(work, time === 30000 ? {milliseconds} : time, ...words)"
    ));
    page.before_load(include_str!("sabotage.js"));
    page.load();
    page.run("await matmill.configure({ workers: 2 })");
    page
}

#[test]
fn a_pool_at_rest_gives_memory_back_and_is_ready_again() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = resting_after(500, hosting);
        let script = "const before = await sabotage.memory(); const [a, b] = [testing.reals(1500, 1500, 1), testing.reals(1500, 1500, 2)];\
             await matmill.multiply(a, b, { mode: 'pool' }); const grown = await sabotage.memory() - before; const made = sabotage.made.length;\
             await Promise.race([sabotage.until(() => sabotage.made.length >= made + 2), sabotage.pause(60000)]); await matmill.configure({ workers: 2 });\
             const rested = await sabotage.memory() - before; const product = await small(); await sabotage.pause(1500);\
             return [grown > 8 << 20, rested < 2 << 20, product, sabotage.made.length - made, sabotage.live()]";
        let expected = json!([true, true, [19, 22, 43, 50], 2, 2]);
        assert_eq!(run(&page, script), expected, "{hosting:?}: and no small job makes it rest again");
    }
}

#[test]
fn small_jobs_now_and_then_do_not_keep_the_memory_of_a_large_one() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = resting_after(1500, hosting);
        // A rest that begins anew with every small job would never be over.
        let script = "const [a, b] = [testing.reals(1500, 1500, 1), testing.reals(1500, 1500, 2)]; await matmill.multiply(a, b, { mode: 'pool' }); const made = sabotage.made.length;\
             let answers = 0; while (answers < 300 && sabotage.made.length < made + 2) { await small(); answers++; await sabotage.pause(100); } return [answers < 300, sabotage.made.length - made, await small()]";
        assert_eq!(run(&page, script), json!([true, 2, [19, 22, 43, 50]]), "{hosting:?}");
    }
}

/// Bytes by which three workers' memories may differ without a leak.
const MEMORY_BY_CHANCE: i64 = 2 << 20;

#[test]
fn leaving_the_page_ends_every_worker_and_coming_back_starts_them_again() {
    let page = spoilable(Hosting::Isolated);
    let script = "const [a, b] = [testing.reals(1500, 1500, 1), testing.reals(1500, 1500, 2)]; const job = testing.outcome(matmill.multiply(a, b, { mode: 'pool' }));\
         await sabotage.pause(100); dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true })); const kept = sabotage.live();\
         dispatchEvent(new PageTransitionEvent('pagehide', { persisted: false })); const left = sabotage.live(); const found = await job;\
         dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); const product = await small(); await matmill.configure({ workers: 3 });\
         return [kept, left, found.name, product, sabotage.live(), rest()]";
    assert_eq!(run(&page, script), json!([3, 0, "AbortError", [19, 22, 43, 50], 3, [0, 0, 0]]));
}

#[test]
fn a_page_reloaded_or_gone_back_to_in_the_middle_of_a_job_works() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        let begin = "globalThis.job = matmill.multiply(testing.reals(1500, 1500, 1), testing.reals(1500, 1500, 2), { mode: 'pool' }).catch(() => {}); await sabotage.pause(100)";
        page.run(begin);
        page.load();
        assert_eq!(run(&page, "return await small()"), json!([19, 22, 43, 50]), "reloaded, {hosting:?}");
        page.run(begin);
        page.browser.go("about:blank");
        page.browser.back();
        page.wait_until("the page is back", || {
            (page.run("return window.matmill !== undefined") == json!(true)).then_some(())
        });
        assert_eq!(run(&page, "await matmill.ready; return await small()"), json!([19, 22, 43, 50]), "{hosting:?}");
    }
}

#[test]
fn a_page_kept_for_going_back_to_keeps_its_job_and_its_workers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        page.run(
            "globalThis.before = sabotage.made.length; addEventListener('pageshow', (event) => { globalThis.kept = event.persisted; });\
             globalThis.job = matmill.multiply(testing.reals(2000, 2000, 1), testing.reals(2000, 2000, 2), { mode: 'pool' }); await sabotage.pause(100)",
        );
        page.browser.go(&page.server.url("index.html"));
        std::thread::sleep(Duration::from_secs(6));
        page.browser.back();
        page.wait_until("the page is back", || {
            (page.run("return window.kept !== undefined") == json!(true)).then_some(())
        });
        let script = "const c = await globalThis.job; return [globalThis.kept, c.report.verified, c.report.retries, sabotage.made.length - globalThis.before, await small()]";
        assert_eq!(run(&page, script), json!([true, true, 0, 0, [19, 22, 43, 50]]), "{hosting:?}");
    }
}

/// A job that takes some seconds, begun before something happens to the page.
const BEGIN: &str = "globalThis.before = sabotage.made.length; globalThis.job = matmill.multiply(testing.reals(2000, 2000, 1), testing.reals(2000, 2000, 2), { mode: 'pool' }); await sabotage.pause(100)";
/// What became of it: verified, without a retry and without a new worker.
const END: &str = "const c = await globalThis.job; return [c.report.verified, c.report.retries, sabotage.made.length - globalThis.before]";

#[test]
fn no_healthy_worker_is_declared_dead_because_the_page_was_frozen() {
    let page = spoilable(Hosting::Isolated);
    page.run(BEGIN);
    page.browser.devtools("Page.setWebLifecycleState", json!({ "state": "frozen" }));
    std::thread::sleep(Duration::from_secs(7));
    page.browser.devtools("Page.setWebLifecycleState", json!({ "state": "active" }));
    assert_eq!(page.run(END), json!([true, 0, 0]));
}

#[test]
fn no_healthy_worker_is_declared_dead_because_the_page_was_hidden() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        // The longest wait of a timer of 20 ms tells that the browser slows the page down.
        page.run(
            "globalThis.seen = []; addEventListener('visibilitychange', () => seen.push(document.visibilityState)); globalThis.longest = 0;\
             let last = performance.now(); setInterval(() => { const now = performance.now(); longest = Math.max(longest, now - last); last = now; }, 20)",
        );
        page.run(BEGIN);
        let tab = page.browser.hide();
        std::thread::sleep(Duration::from_secs(7));
        page.browser.show(&tab);
        assert_eq!(page.run(END), json!([true, 0, 0]), "{hosting:?}");
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
        let page = spoilable(hosting);
        page.browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 20 }));
        page.run(&BEGIN.replace("2000", "1000"));
        assert_eq!(page.run(END), json!([true, 0, 0]), "{hosting:?}");
    }
}

#[test]
fn no_healthy_worker_is_declared_dead_because_the_page_was_busy() {
    let page = spoilable(Hosting::Isolated);
    // Longer than a unit's deadline, in one task: the answers wait behind it.
    let script = "for (let time = 0; time < 2; time++) { const start = performance.now(); while (performance.now() - start < 6000); await sabotage.pause(0); }";
    page.run(&format!("{}; {script}", BEGIN.replace("2000", "1000")));
    assert_eq!(page.run(END), json!([true, 0, 0]));
}
