//! The same bits for every mode, worker count and transport, equal to those of the definition.

use serde_json::json;
use shared::{Element, Matrix};
use tests::fixtures::{fused_product, little_endian, product, reals};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("bits.js");

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Shapes that fit no tile: primes, long, thin, a single row or column.
const SHAPES: [(usize, usize, usize); 6] =
    [(1, 1, 1), (67, 71, 73), (1, 301, 97), (257, 3, 1), (5, 500, 131), (130, 64, 257)];

/// An operand of dtype `S` in the product's dtype `T`, which holds all its values.
fn operand<S: Element, T: Element>(rows: usize, cols: usize, seed: u32) -> Matrix<T> {
    let narrow = reals::<S>(rows, cols, seed);
    Matrix::new(narrow.shape(), narrow.data().iter().map(|entry| T::from_f64(entry.to_f64())).collect()).unwrap()
}

/// Products of an A of dtype `L` and a B of dtype `R`, the result of which is of dtype `T`.
fn expect_the_bits_of_the_definition<L: Element, R: Element, T: Element>(page: &Page) {
    let kinds = [L::DTYPE, R::DTYPE].map(|dtype| format!("f{}", 8 * dtype.size()));
    for (m, k, n) in SHAPES {
        let found = page.call_with(SCRIPTS, "bitsOfEveryWay", json!([m, k, n, kinds[0], kinds[1]]));
        let (a, b) = (operand::<L, T>(m, k, 5), operand::<R, T>(k, n, 6));
        let (rounded, fused) = (hex(&little_endian(&product(&a, &b))), hex(&little_endian(&fused_product(&a, &b))));
        assert!(found["simd128"] == json!([rounded]), "simd128, {m} × {k} × {n}: not the bits of the definition");
        // The processor decides whether a relaxed multiply-add is fused, but always alike.
        let relaxed = &found["relaxed"];
        assert!(
            *relaxed == json!([rounded]) || *relaxed == json!([fused]),
            "relaxed, {m} × {k} × {n}: neither of the two"
        );
    }
}

#[test]
fn products_have_the_bits_of_the_definition() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        page.run("await matmill.configure({ workers: 8 })");
        expect_the_bits_of_the_definition::<f64, f64, f64>(&page);
        expect_the_bits_of_the_definition::<f32, f32, f32>(&page);
        expect_the_bits_of_the_definition::<f32, f64, f64>(&page);
    }
}

#[test]
fn a_large_product_has_the_same_bits_for_one_to_four_workers() {
    let page = Page::open(Hosting::Isolated);
    assert_eq!(page.call(SCRIPTS, "countDigestsByWorkers"), json!(1));
}

#[test]
fn strassen_has_the_same_bits_for_any_number_of_workers() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let found = Page::open(hosting).call(SCRIPTS, "strassenByWorkers");
        let expected = json!({ "algorithm": "strassen", "verified": true, "bits": 1, "cut": true, "recursed": true });
        assert_eq!(found, expected, "{hosting:?}");
    }
}

#[test]
fn ieee_special_values_go_the_way_of_ieee_754() {
    let page = Page::open(Hosting::Isolated);
    let expected = json!([["NaN"], ["NaN"], ["NaN"], ["5e-324"], ["1e-323"], ["-Infinity"], ["Infinity"]]);
    for mode in ["local", "pool"] {
        assert_eq!(page.call_with(SCRIPTS, "specialValues", json!(mode)), expected, "{mode}");
    }
}

#[test]
fn a_nan_has_the_same_bits_however_the_product_is_cut() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        // 0 · NaN + 0 · ∞: one NaN is the operand's, the other is made, and a processor propagates either.
        let (f64, f32) = (json!([f64::NAN.to_bits().to_string()]), json!([f32::NAN.to_bits().to_string()]));
        assert_eq!(page.call(SCRIPTS, "bitsOfNans"), json!([f64, f64, f32, f32]), "{hosting:?}");
    }
}
