//! The kernel on one worker with the operands in its memory, against the roofline and against itself.

use crate::bench_page::{BenchPage, gemm, roofline};
use crate::result_table::{Goal, ResultTable};
use serde_json::{Value, json};

const DTYPES: [(&str, &str); 2] = [("f64", "F64"), ("f32", "F32")];

pub(crate) fn measure(page: &BenchPage, table: &mut ResultTable) {
    squares(page, table);
    strassen_error(page, table);
    small(page, table);
    odd_shapes(page, table);
    few_rows(page, table);
    vectors(page, table);
}

/// Squares of friendly sizes: relaxed, plain, Strassen.
fn squares(page: &BenchPage, table: &mut ResultTable) {
    for (name, dtype) in DTYPES {
        for n in [128, 256, 512, 1024, 2048] {
            let least = Goal::AtLeast(if n >= 1024 { 0.94 } else { 0.91 });
            let mut cases = vec![(format!("{name}, n = {n}"), "relaxed", least, false)];
            if n >= 512 {
                cases.push((format!("{name} plain simd128, n = {n}"), "simd128", Goal::AtLeast(0.79), false));
            }
            if name == "f64" && n >= 1024 {
                let target = Goal::AtLeast(if n == 1024 { 1.05 } else { 1.13 });
                cases.push((format!("f64 Strassen–Winograd, n = {n}"), "relaxed", target, true));
            }
            let mut samples: Vec<Value> = cases
                .iter()
                .map(|&(_, kernel, _, strassen)| {
                    let mut sample = gemm(kernel, dtype, [n, n, n]);
                    if strassen {
                        sample["measure"]["algorithm"] = json!("strassen");
                    }
                    sample
                })
                .collect();
            // What plain SIMD can do at most differs from processor to processor: half the roofline and more.
            let registers = n == 512;
            if registers {
                cases.push((format!("{name} plain simd128, registers only"), "", Goal::None, false));
                samples.push(json!({ "measure": { "what": "plainRoofline", "dtype": dtype } }));
            }
            let interleaved = page.interleave(roofline(dtype, 1), &samples, true);
            table.note_roofline(name, &interleaved.references);
            for ((case, _, target, _), rounds) in cases.into_iter().zip(interleaved.cases) {
                table.share("1 worker, in place, of the roofline", &case, &rounds, target);
            }
        }
    }
}

/// What the recursion costs in accuracy, entries of A and B in [-1, 1).
fn strassen_error(page: &BenchPage, table: &mut ResultTable) {
    for n in [1024, 2048] {
        let error = page.run("return sampling.strassenError(args)", json!({ "n": n })).as_f64().unwrap();
        let case = format!("f64 Strassen–Winograd, n = {n}, in 10⁻¹⁴ of max|C|");
        table.absolute("largest error of 300 entries", &case, &[1e14 * error], 2, Goal::AtMost(5.0));
    }
}

fn small(page: &BenchPage, table: &mut ResultTable) {
    let interleaved = page.interleave(roofline("F64", 1), &[gemm("relaxed", "F64", [32; 3])], true);
    table.note_roofline("f64", &interleaved.references);
    table.share("1 worker, in place, of the roofline", "f64, n = 32", &interleaved.cases[0], Goal::AtLeast(0.75));
}

/// Sizes that are no multiples of anything, against their nearest friendly shape.
fn odd_shapes(page: &BenchPage, table: &mut ResultTable) {
    const SHAPES: [(&str, [usize; 3], [usize; 3]); 5] = [
        ("n = 509", [509; 3], [512; 3]),
        ("n = 1021", [1021; 3], [1024; 3]),
        ("tall, 4099 × 253 × 67", [4099, 253, 67], [4098, 256, 64]),
        ("wide, 67 × 253 × 4099", [67, 253, 4099], [66, 256, 4096]),
        ("thin, 1021 × 13 × 1021", [1021, 13, 1021], [1020, 16, 1024]),
    ];
    for (name, dtype) in DTYPES {
        for (shape, odd, friendly) in SHAPES {
            let interleaved = page.interleave(gemm("relaxed", dtype, friendly), &[gemm("relaxed", dtype, odd)], true);
            let case = format!("{name}, {shape}");
            table.share("odd sizes, of the nearest friendly shape", &case, &interleaved.cases[0], Goal::AtLeast(0.90));
        }
    }
}

/// Products with a few rows, which are not packed.
fn few_rows(page: &BenchPage, table: &mut ResultTable) {
    for (name, dtype) in DTYPES {
        let shapes = [[2, 512, 512], [4, 512, 512], [12, 512, 512], [4, 2048, 2048]];
        let interleaved = page.interleave(roofline(dtype, 1), &shapes.map(|dims| gemm("relaxed", dtype, dims)), false);
        for ([m, k, n], rounds) in shapes.iter().zip(&interleaved.cases) {
            table.share("a few rows, of the roofline", &format!("{name}, {m} × {k} × {n}"), rounds, Goal::None);
        }
    }
}

/// Matrix times vector and back, against reading the same bytes.
fn vectors(page: &BenchPage, table: &mut ResultTable) {
    for (name, dtype, bytes) in [("f64", "F64", 8.0), ("f32", "F32", 4.0)] {
        for n in [512, 2048] {
            let read = json!({ "measure": { "what": "read", "dtype": dtype, "elements": n * n } });
            let cases = [gemm("relaxed", dtype, [n, n, 1]), gemm("relaxed", dtype, [1, n, n])];
            let mut interleaved = page.interleave(read, &cases, true);
            for (words, rounds) in ["matrix × vector", "vector × matrix"].iter().zip(&mut interleaved.cases) {
                // Two operations for each element that is read.
                rounds.0.iter_mut().for_each(|round| round.0 *= bytes / 2.0);
                let case = format!("{name}, {words}, n = {n}");
                table.share("vectors, of reading the same bytes", &case, rounds, Goal::AtLeast(0.80));
            }
        }
    }
}
