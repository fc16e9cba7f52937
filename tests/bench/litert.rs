//! Products by two workers against LiteRT.js (npm `@litertjs/core`) with two threads, f32, in turns in one page.
//!
//! LiteRT.js runs in a worker of its own, with its threaded module (XNNPACK, relaxed SIMD). What is timed there is
//! `run` and the release of its output: the model is compiled and the operands are in its memory before, and the product
//! stays there. Ours is timed on the page from the call to the resolved promise, operands and product in shared memory.

mod model;

use crate::bench_page::{BenchPage, base64, quantile};
use crate::result_table::{Goal, ResultTable};
use serde_json::{Value, json};
use std::path::Path;

const THREADS: u32 = 2;

/// Sizes, and how many times as fast we want to be.
const SIZES: [(usize, Goal); 4] =
    [(256, Goal::None), (512, Goal::AtLeast(0.9)), (1024, Goal::AtLeast(1.15)), (2048, Goal::AtLeast(1.15))];

/// `folder` holds `node_modules` with LiteRT.js.
pub(crate) fn measure(page: &BenchPage, folder: &Path, table: &mut ResultTable) {
    if page.cores() < u64::from(THREADS) {
        table.remark("there is one core, so LiteRT.js with two threads was left out".to_owned());
        return;
    }
    let modules = folder.join("node_modules/@litertjs");
    let bytes = |file: &str| std::fs::read(modules.join(file)).expect("LiteRT.js is installed");
    let text = |file: &str| String::from_utf8(bytes(file)).expect("a script is text");
    let runtime = "core/wasm/litert_wasm_threaded_internal";
    let start = json!({
        "script": include_str!("litert/worker.js"), "core": text("core/dist/index.js"),
        "utils": text("wasm-utils/dist/index.js"), "runtime": text(&format!("{runtime}.js")),
        "module": base64(&bytes(&format!("{runtime}.wasm"))),
    });
    page.run("return sampling.startLiteRt(args)", start);
    for (n, target) in SIZES {
        let prepare = json!({ "prepare": n, "model": base64(&model::product(n)), "threads": THREADS });
        page.run("return sampling.prepareLiteRt(args)", prepare);
        let far = page.run("return sampling.difference(args)", json!({ "litert": n, "n": n, "kind": "f32" }));
        assert!(far.as_f64().unwrap() <= 1e-3, "the product of LiteRT.js is {far} away from ours, n = {n}");
        let interleaved = page.interleave(json!({ "litert": n }), &[ours(n, true), ours(n, false)], true);
        let group = "LiteRT.js with 2 threads, f32, how many times as fast";
        table.factor(group, &format!("n = {n}"), &interleaved.cases[0], target);
        table.factor(group, &format!("n = {n}, a new array for each product"), &interleaved.cases[1], Goal::None);
        let theirs = quantile(&interleaved.references, 0.5);
        table.remark(format!("LiteRT.js at n = {n}: {theirs:.1} GFLOP/s"));
    }
}

/// Our product; `reuse`: into an array that is there.
fn ours(n: usize, reuse: bool) -> Value {
    let options = json!({ "mode": "pool", "workers": THREADS, "verify": false, "shared": !reuse });
    let out = if reuse { "shared" } else { "none" };
    json!({ "product": { "n": n, "kind": "f32", "options": options, "operands": "shared", "out": out } })
}
