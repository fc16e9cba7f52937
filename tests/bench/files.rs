//! Reading files in a worker: text against the same code built natively, `.npy` against a copy of its bytes.
//!
//! Samples of the worker and of the native code are taken in turns, those of the worker between two of the others.
//! Bytes and numbers lie outside the memory of the worker, as they do when a file is loaded. No disk is involved.

use crate::bench_page::{BenchPage, ROUNDS, Rounds};
use crate::result_table::{Goal, ResultTable};
use serde_json::json;
use shared::format::{Export, ReadOptions, read};
use shared::measurement::file;
use std::io::Cursor;
use std::time::{Duration, Instant};

/// Worker and native code run in turns for so long before they are compared.
const WARM_UP: Duration = Duration::from_millis(600);

pub(crate) fn measure(page: &BenchPage, table: &mut ResultTable) {
    for (words, export, n, decimals, target) in [
        ("CSV, 6 decimals", Export::Csv, 1024, Some(6), Goal::AtLeast(0.60)),
        ("CSV, all digits", Export::Csv, 1024, None, Goal::AtLeast(0.60)),
        ("CSV, whole numbers", Export::Csv, 1024, Some(0), Goal::None),
        ("JSON, all digits", Export::Json, 1024, None, Goal::None),
        (".mtx, all digits", Export::Mtx, 1024, None, Goal::None),
    ] {
        let rounds = against_native(page, export, n, decimals);
        table.share("files, of the same code built natively", words, &rounds, target);
    }
    let n = 2048;
    let bytes = n * n * 8;
    let npy = json!({ "measure": { "what": "parse", "file": "Npy", "n": n } });
    let copies = [("into a new array", false, Goal::AtLeast(0.50)), ("into one that is there", true, Goal::None)];
    for (words, again, target) in copies {
        let copy = json!({ "measure": { "what": "copy", "bytes": bytes, "again": again } });
        let interleaved = page.interleave(copy, std::slice::from_ref(&npy), true);
        table.share("files, of a memory copy", &format!(".npy, {words}"), &interleaved.cases[0], target);
    }
}

/// Samples of the worker's, each between two of this program's.
fn against_native(page: &BenchPage, export: Export, n: usize, decimals: Option<u8>) -> Rounds {
    let bytes = file(export, n, decimals).expect("the numbers are finite");
    let what = json!({ "what": "parse", "file": export, "n": n, "decimals": decimals });
    let in_worker = || {
        let sample = page.run("const [sample] = await matmillBenchmark.measure(args, 1); return sample", what.clone());
        let number = |field: &str| sample[field].as_f64().expect("a sample has numbers");
        number("work") / number("milliseconds") / 1e6
    };
    // V8 optimises what has run for a while; the first file read on a page would be compared in its first tier.
    let start = Instant::now();
    while start.elapsed() < WARM_UP {
        let _: (f64, f64) = (in_worker(), native(&bytes));
    }
    let mut before = native(&bytes);
    let mut rounds = Vec::new();
    for _ in 0..ROUNDS {
        let found = in_worker();
        let after = native(&bytes);
        rounds.push((found, (before + after) / 2.0));
        before = after;
    }
    Rounds(rounds)
}

/// 10^9 bytes a second, over at least 25 ms as in the worker.
fn native(bytes: &[u8]) -> f64 {
    let start = Instant::now();
    let mut read_bytes = 0.0;
    loop {
        let parsed = read(Cursor::new(bytes), bytes.len() as u64, None, &ReadOptions::default());
        drop(std::hint::black_box(parsed.expect("what was written is read")));
        read_bytes += bytes.len() as f64;
        let seconds = start.elapsed().as_secs_f64();
        if seconds >= 0.025 {
            return read_bytes / seconds / 1e9;
        }
    }
}
