//! The kernel against other crates that run in a browser, on the same operands in the same page.

use crate::bench_page::{BenchPage, base64, gemm};
use crate::result_table::{Goal, ResultTable};
use serde_json::{Value, json};
use std::path::Path;

/// Numbers of the crates in the module, and their names.
const F64: [(u32, &str); 3] = [(0, "faer"), (1, "gemm"), (2, "matrixmultiply")];
const F32: [(u32, &str); 4] = [(0, "faer"), (1, "gemm"), (2, "matrixmultiply"), (3, "rten-gemm")];

pub(crate) fn measure(page: &BenchPage, module: &Path, table: &mut ResultTable) {
    let module = std::fs::read(module).expect("the peers' module is built");
    page.run(
        "await sampling.startPeers(args)",
        json!({ "script": include_str!("peers.js"), "module": base64(&module) }),
    );
    // Matrixmultiply has no kernel of its own for f64, and is left out where only time would be lost.
    versus(page, table, ("f64", "F64"), &F64[..2], 1.6);
    versus(page, table, ("f32", "F32"), &F32[1..], 1.5);
}

fn versus(page: &BenchPage, table: &mut ResultTable, (name, dtype): (&str, &str), peers: &[(u32, &str)], target: f64) {
    for &(peer, crate_name) in peers {
        let far = page.run("return sampling.difference(args)", json!({ "peer": peer, "n": 131, "kind": name }));
        let allowed = if name == "f32" { 1e-3 } else { 1e-11 };
        assert!(far.as_f64().unwrap() <= allowed, "the {name} product of {crate_name} is {far} away from ours");
    }
    for n in [128, 256, 512, 1024, 2048] {
        let samples: Vec<Value> =
            peers.iter().map(|&(peer, _)| json!({ "peer": peer, "kind": name, "n": n })).collect();
        let interleaved = page.interleave(gemm("relaxed", dtype, [n; 3]), &samples, false);
        for ((_, crate_name), mut rounds) in peers.iter().zip(interleaved.cases) {
            // Ours is the reference here, and the ratio is how many times as fast it is.
            rounds.0.iter_mut().for_each(|round| *round = (round.1, round.0));
            let case = format!("{name} against {crate_name}, n = {n}");
            table.factor("other crates for wasm, how many times as fast", &case, &rounds, Goal::AtLeast(target));
        }
    }
}
