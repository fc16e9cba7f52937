//! The inner loops of the built workers have the instructions that the source describes; the speed depends on it.
//!
//! LLVM's loop strength reduction can rewrite the tile's loop so that each load needs an addition of its own and the tile
//! no longer fits into V8's registers: half the speed, while every other test passes. A flag in `.cargo/config.toml`
//! disables it, which a variable in the environment can replace; the source then defends itself, at a price. Products with
//! few rows have no such defence. So the workers of `dist/` are disassembled here. Also, the plain worker must contain no
//! relaxed instruction, or browsers without them reject it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use wasmparser::{Operator, Parser, Payload};

/// What one innermost loop consists of.
#[derive(Debug, Default)]
struct Loop {
    multiply_adds: usize,
    multiplications: usize,
    additions: usize,
    address_additions: usize,
    /// Defences against loop strength reduction, see `shared/src/kernel/simd.rs`.
    exclusive_ors: usize,
    stores: usize,
    /// Offsets of whole vectors that are loaded, in order of size.
    vectors: Vec<u64>,
    /// Offsets of elements that are loaded into all lanes, in order of size.
    broadcasts: Vec<u64>,
}

/// The element type that a loop must compute in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Width {
    Single,
    Double,
}

impl Loop {
    fn count(&mut self, operator: &Operator<'_>, width: Width) {
        let double = width == Width::Double;
        match operator {
            Operator::F64x2RelaxedMadd if double => self.multiply_adds += 1,
            Operator::F32x4RelaxedMadd if !double => self.multiply_adds += 1,
            Operator::F64x2Mul if double => self.multiplications += 1,
            Operator::F32x4Mul if !double => self.multiplications += 1,
            Operator::F64x2Add if double => self.additions += 1,
            Operator::F32x4Add if !double => self.additions += 1,
            Operator::I32Add => self.address_additions += 1,
            Operator::I32Xor => self.exclusive_ors += 1,
            Operator::V128Store { .. } => self.stores += 1,
            Operator::V128Load { memarg } => self.vectors.push(memarg.offset),
            Operator::V128Load64Splat { memarg } if double => self.broadcasts.push(memarg.offset),
            Operator::V128Load32Splat { memarg } if !double => self.broadcasts.push(memarg.offset),
            _ => {}
        }
    }
}

/// All operators of a built worker, function by function.
fn functions(worker: &str) -> Vec<Vec<Operator<'static>>> {
    let path = tests::page::bundled(worker);
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    // Leaked, so that the operators may outlive this function; a test ends soon.
    let bytes: &'static [u8] = Vec::leak(bytes);
    let payloads = Parser::new(0).parse_all(bytes).map(Result::unwrap);
    let bodies = payloads.filter_map(|payload| match payload {
        Payload::CodeSectionEntry(body) => Some(body),
        _ => None,
    });
    bodies.map(|body| body.get_operators_reader().unwrap().into_iter().map(Result::unwrap).collect()).collect()
}

/// The innermost loops of a worker.
fn innermost_loops(worker: &str, width: Width) -> Vec<Loop> {
    let mut found = Vec::new();
    for operators in functions(worker) {
        // One entry for each open block; a loop is innermost as long as no other loop opens inside it.
        let mut open: Vec<Option<Loop>> = Vec::new();
        for operator in &operators {
            match operator {
                Operator::Loop { .. } => {
                    open.iter_mut().for_each(|outer| *outer = None);
                    open.push(Some(Loop::default()));
                }
                Operator::Block { .. } | Operator::If { .. } => open.push(None),
                Operator::End => found.extend(open.pop().flatten()),
                _ => {
                    if let Some(inner) = open.iter_mut().rev().flatten().next() {
                        inner.count(operator, width);
                    }
                }
            }
        }
    }
    for inner in &mut found {
        inner.vectors.sort_unstable();
        inner.broadcasts.sort_unstable();
    }
    found
}

/// Offsets of `rows` packed elements.
fn folded(rows: u64, width: Width) -> Vec<u64> {
    let size = if width == Width::Double { 8 } else { 4 };
    (0..rows).map(|row| row * size).collect()
}

#[track_caller]
fn assert_lean(candidates: &[Loop], rows: u64, width: Width) {
    let lean = candidates.iter().find(|inner| {
        inner.vectors == [0, 16]
            && inner.broadcasts == folded(rows, width)
            && inner.stores == 0
            && inner.exclusive_ors == 0
            && inner.address_additions <= 2
    });
    assert!(lean.is_some(), "no tile loop is as lean as it was written; there are {candidates:#?}");
}

#[test]
fn the_relaxed_tile_is_twelve_multiply_adds_and_eight_loads_with_folded_offsets() {
    for width in [Width::Double, Width::Single] {
        let mut loops = innermost_loops("worker_relaxed_bg.wasm", width);
        loops.retain(|inner| inner.multiply_adds == 12 && inner.broadcasts.len() == 6);
        assert_lean(&loops, 6, width);
    }
}

#[test]
fn the_plain_tile_is_ten_products_and_seven_loads_with_folded_offsets() {
    for worker in ["worker_simd128_bg.wasm", "worker_relaxed_bg.wasm"] {
        for width in [Width::Double, Width::Single] {
            let mut loops = innermost_loops(worker, width);
            loops.retain(|inner| inner.multiplications == 10 && inner.additions == 10 && inner.broadcasts.len() == 5);
            assert_lean(&loops, 5, width);
        }
    }
}

#[test]
fn few_rows_are_multiplied_with_folded_offsets_and_one_address_for_each_row() {
    for worker in ["worker_relaxed_bg.wasm", "worker_simd128_bg.wasm"] {
        for width in [Width::Double, Width::Single] {
            let loops = innermost_loops(worker, width);
            let steps =
                |inner: &Loop| if worker.contains("relaxed") { inner.multiply_adds } else { inner.multiplications };
            // Rows of A, and rows of B that are added at a time.
            for (m, r) in [(1, 7), (2, 4), (3, 3), (4, 3)] {
                // A vector of each row of B and of C, and the next one beside it.
                let vectors = [vec![0; r + m], vec![16; r + m]].concat();
                // Rows after the first, two pointers, a counter.
                let addresses = (r - 1) + (m - 1) + 3;
                let lean = loops.iter().any(|inner| {
                    steps(inner) == 2 * m * r
                        && inner.stores == 2 * m
                        && inner.vectors == vectors
                        && inner.address_additions <= addresses
                });
                assert!(lean, "{worker}: {m} rows have another loop than was written: {loops:#?}");
            }
        }
    }
}

#[test]
fn no_tile_loop_touches_memory_but_for_its_operands() {
    for width in [Width::Double, Width::Single] {
        let mut loops = innermost_loops("worker_relaxed_bg.wasm", width);
        loops.retain(|inner| inner.multiply_adds == 12 && inner.stores == 0 && !inner.broadcasts.is_empty());
        assert!(loops.len() >= 2, "packed and unpacked rows of A have a loop each, found {loops:#?}");
        for inner in loops {
            assert_eq!((inner.vectors.len(), inner.broadcasts.len()), (2, 6), "{inner:#?}");
        }
    }
}

#[test]
fn the_plain_worker_holds_no_relaxed_instruction() {
    let relaxed = |operator: &Operator<'_>| format!("{operator:?}").contains("Relaxed");
    let found: Vec<String> = functions("worker_simd128_bg.wasm")
        .iter()
        .flatten()
        .filter(|operator| relaxed(operator))
        .map(|operator| format!("{operator:?}"))
        .collect();
    assert!(found.is_empty(), "{found:?}");
    let both = functions("worker_relaxed_bg.wasm");
    assert!(both.iter().flatten().any(relaxed), "the relaxed worker is not the relaxed one");
}

/// Only the flag in `.cargo/config.toml` makes the compiler vectorise norms, checks and the recursion's sums, and a
/// variable in the environment could replace it. Nothing else takes absolute values of vectors, makes f64 of f32, or
/// subtracts vectors of f32.
#[test]
fn norms_checks_and_the_sums_of_the_recursion_are_vectorised() {
    for worker in ["worker_simd128_bg.wasm", "worker_relaxed_bg.wasm"] {
        let functions = functions(worker);
        let vectors =
            |wanted: fn(&Operator<'_>) -> bool| functions.iter().flatten().filter(|found| wanted(found)).count();
        let sizes = vectors(|found| matches!(found, Operator::F64x2Abs));
        let promoted = vectors(|found| matches!(found, Operator::F64x2PromoteLowF32x4));
        let differences = vectors(|found| matches!(found, Operator::F32x4Sub));
        assert!(differences > 0, "{worker}: the recursion's sums are scalar");
        assert!(sizes > 0 && promoted > 0, "{worker}: {sizes} absolute values and {promoted} promotions of vectors");
    }
}
