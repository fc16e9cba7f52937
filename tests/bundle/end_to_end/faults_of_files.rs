//! Workers that are lost while they read or write: the same matrix, the same file, as if nothing had been.
//!
//! Planted from outside the app by `sabotage.js`. Large and small, because what is large is given away, not copied.

use crate::faults_of_workers::spoilable;
use serde_json::{Value, json};
use tests::page::{Hosting, Page};

/// Whoever gets a request of this kind is struck, so many times.
const STRIKE: &str = "const strike = (wanted, how, times) => { let struck = 0; sabotage.onRequest = (kind, contents, worker, message, deliver) => {\
     if (kind !== wanted || struck >= times) return undefined; struck++;\
     if (how === 'terminate') { deliver(); sabotage.strike(worker, how); return 'taken'; } sabotage.strike(worker, how); return undefined; }; return () => struck; };\
     const table = (rows) => testing.octets('1.5,2.5,3.5,4.5\\n'.repeat(rows)); const two = [testing.of([[1, 2], [3, 4]]), testing.of([[5, 6], [7, 8]])];\
     const next = async () => { sabotage.onRequest = null; return Array.from((await matmill.multiply(...two, { mode: 'pool' })).data).join(); };";

fn run(page: &Page, script: &str, arguments: Value) -> Value {
    page.run_with(&format!("{STRIKE} {script}"), arguments)
}

/// Reads and writes; a text of 10 MB is more than is copied at once, and so is its matrix.
const READ_AND_WRITE: &str = "const [rows, how, times] = args; const bytes = table(rows); const made = sabotage.made.length;\
     let struck = strike('Parse', how, times); const read = await matmill.parse(bytes, 'table.csv'); const lost = [struck()];\
     struck = strike('Format', how, times); const written = await matmill.format(read, 'csv'); lost.push(struck());\
     await Promise.race([sabotage.until(() => sabotage.made.length >= made + 2), sabotage.pause(20000)]); await sabotage.pause(200);\
     return { lost, shape: [read.rows, read.cols], right: read.data.every((number, index) => number === index % 4 + 1.5),\
         same: testing.text(written).trim() === testing.text(bytes).trim(), kept: bytes.length, made: sabotage.made.length - made, next: await next() };";

#[test]
fn a_worker_lost_with_a_file_is_replaced_and_the_file_is_read_and_written() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        for how in ["terminate", "close", "throw"] {
            for rows in [10, 640_000] {
                let found = run(&page, READ_AND_WRITE, json!([rows, how, 1]));
                let expected = json!({ "lost": [1, 1], "shape": [rows, 4], "right": true, "same": true, "kept": 16 * rows, "made": 2, "next": "19,22,43,50" });
                assert_eq!(found, expected, "{how}, {rows} rows, {hosting:?}");
            }
        }
    }
}

#[test]
fn a_worker_that_hangs_over_a_first_small_file_is_found_by_the_clock() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        // Nothing was computed on this page, so nobody knows how fast its workers are.
        let found = run(&spoilable(hosting), READ_AND_WRITE, json!([10, "spin", 1]));
        assert_eq!((&found["lost"], &found["right"]), (&json!([1, 1]), &json!(true)), "{hosting:?}: {found}");
    }
}

#[test]
fn a_file_that_kills_every_worker_is_refused_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = spoilable(hosting);
        for rows in [10, 640_000] {
            let script = "const [rows] = args; const bytes = table(rows); const struck = strike('Parse', 'trap', Infinity);\
                 const found = await testing.outcome(matmill.parse(bytes, 'table.csv')); return { ...found, few: struck() <= 4, next: await next() }";
            let found = run(&page, script, json!([rows]));
            let facts = (&found["name"], &found["few"], &found["next"]);
            assert_eq!(
                facts,
                (&json!("PoolError"), &json!(true), &json!("19,22,43,50")),
                "{rows} rows, {hosting:?}: {found}"
            );
            assert!(found["message"].as_str().unwrap().contains("again"), "says what to do: {found}");
        }
    }
}
