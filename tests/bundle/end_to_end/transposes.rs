//! Operands that are taken transposed: the same bits as of a transposed copy, however the product is computed.

use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("transposes.js");

/// Shapes of products: a single row or column, narrow, long, several tiles and several blocks.
const SHAPES: [(usize, usize, usize); 8] =
    [(1, 1, 1), (1, 301, 97), (257, 3, 1), (67, 71, 73), (5, 700, 131), (130, 64, 257), (9, 3000, 5), (90, 200, 1100)];

#[test]
fn a_transposed_operand_gives_the_bits_of_a_transposed_copy() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        page.run("await matmill.configure({ workers: 3 })");
        let differing = |(m, k, n), [left, right]: [&str; 2], kernels: &[&str], algorithms: &[&str]| {
            let found = page.call_with(SCRIPTS, "waysThatDiffer", json!([m, k, n, left, right, kernels, algorithms]));
            assert_eq!(found, json!([]), "{hosting:?}, {m} × {k} × {n}, {left} × {right}");
        };
        for shape in SHAPES {
            differing(shape, ["f64", "f64"], &["simd128", "relaxed"], &["classical"]);
            differing(shape, ["f32", "f32"], &["relaxed"], &["classical"]);
        }
        differing((67, 71, 73), ["f64", "f32"], &["relaxed"], &["classical"]);
        differing((520, 510, 530), ["f64", "f64"], &["relaxed"], &["strassen"]);
    }
}

#[test]
fn a_matrix_is_multiplied_with_its_own_transpose() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        for mode in ["local", "pool"] {
            let found = page.call_with(SCRIPTS, "gramMatrices", json!(mode));
            assert_eq!(found, json!([true, true]), "{hosting:?}, {mode}");
        }
    }
}

#[test]
fn transposed_operands_may_be_empty() {
    let page = Page::open(Hosting::Isolated);
    let shapes = json!([[3, 2, true], [3, 2, true], [0, 2, true], [2, 0, true]]);
    let both = [shapes.as_array().unwrap().clone(), shapes.as_array().unwrap().clone()].concat();
    assert_eq!(page.call(SCRIPTS, "emptyProducts"), Value::from(both));
}

#[test]
fn transposes_that_do_not_fit_are_refused_with_the_shapes_that_were_multiplied() {
    let page = Page::open(Hosting::Isolated);
    let cases = json!([
        [[2, 3], [3, 4], { "transposeA": true }],
        [[2, 3], [3, 4], { "transposeB": true }],
        [[2, 3], [4, 2], { "transposeA": true, "transposeB": 1 }],
    ]);
    let found = page.call_with(SCRIPTS, "refusals", cases);
    for (at, name, parts) in [
        (0, "ShapeError", ["Aᵀ is 3 × 2", "B is 3 × 4"]),
        (1, "ShapeError", ["A is 2 × 3", "Bᵀ is 4 × 3"]),
        (2, "FormatError", ["option transposeB", "true or false"]),
    ] {
        let (refused, message) = (&found[at], found[at]["message"].as_str().unwrap());
        assert_eq!(refused["name"], name, "{refused}");
        assert!(parts.iter().all(|part| message.contains(part)), "{message}");
    }
}
