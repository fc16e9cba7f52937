//! Products of a few rows and columns from a script, which run on the page: absolute numbers.
//!
//! A call is a whole `await matmill.multiply(a, b)`, one after the other, the page's turns of its event loop included.
//! Its computing is what the same kernel takes in a worker with the operands in its memory, measured in turns.

use crate::bench_page::{BenchPage, ROUNDS, gemm};
use crate::result_table::{Goal, ResultTable};
use serde_json::json;

/// Calls in a sample: long enough for the page to yield to its event loop, as it does every 10 ms.
const CALLS: u32 = 500;

pub(crate) fn measure(page: &BenchPage, table: &mut ResultTable) {
    for n in [2, 4, 8, 16, 32, 64] {
        let measure = &gemm("relaxed", "F64", [n; 3])["measure"];
        let arguments = json!({ "n": n, "calls": CALLS, "rounds": ROUNDS, "measure": measure });
        let samples = page.call(include_str!("small.js"), "smallProducts", arguments);
        let samples = samples.as_array().expect("samples are a list");
        let all = |field: &str| samples.iter().map(|sample| sample[field].as_f64().unwrap()).collect::<Vec<_>>();
        let (calls, computing) = (all("call"), all("compute"));
        let beyond: Vec<f64> = calls.iter().zip(&computing).map(|(call, compute)| call - compute).collect();
        let group = "small products on the page, f64, µs";
        table.absolute(group, &format!("n = {n}, beyond computing"), &beyond, 1, Goal::AtMost(50.0));
        table.absolute(group, &format!("n = {n}, computing"), &computing, 1, Goal::None);
    }
}
