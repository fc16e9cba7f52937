//! Same bits for any mode, worker count and transport; the bits are those of the definition.

use serde_json::json;
use shared::Element;
use tests::fixtures::{fused_product, little_endian, product, reals};
use tests::page::{Hosting, Page};

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Shapes that fit no tile: primes, long, thin, a single row or column.
const SHAPES: [(usize, usize, usize); 6] =
    [(1, 1, 1), (67, 71, 73), (1, 301, 97), (257, 3, 1), (5, 500, 131), (130, 64, 257)];

fn bits_are_those_of_the_definition<T: Element>(hosting: Hosting, kind: &str) {
    let page = Page::open(hosting);
    let script = "const [m, k, n, kind] = args; const [a, b] = [testing.reals(m, k, 5, kind), testing.reals(k, n, 6, kind)];\
         const found = {}; for (const kernel of ['simd128', 'relaxed']) { const all = new Set();\
             for (const options of [{ mode: 'local' }, { mode: 'pool' }, { mode: 'pool', workers: 1 }, { mode: 'auto' }])\
                 { const c = await matmill.multiply(a, b, { ...options, kernel }); all.add(testing.hex(c)); }\
             found[kernel] = [...all]; } return found";
    for (m, k, n) in SHAPES {
        let found = page.run_with(script, json!([m, k, n, kind]));
        let (a, b) = (reals::<T>(m, k, 5), reals::<T>(k, n, 6));
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
fn f64_has_the_bits_of_the_definition_on_an_isolated_page() {
    bits_are_those_of_the_definition::<f64>(Hosting::Isolated, "f64");
}

#[test]
fn f64_has_the_bits_of_the_definition_without_isolation() {
    bits_are_those_of_the_definition::<f64>(Hosting::Plain, "f64");
}

#[test]
fn f32_has_the_bits_of_the_definition_on_an_isolated_page() {
    bits_are_those_of_the_definition::<f32>(Hosting::Isolated, "f32");
}

#[test]
fn f32_has_the_bits_of_the_definition_without_isolation() {
    bits_are_those_of_the_definition::<f32>(Hosting::Plain, "f32");
}

#[test]
fn a_large_product_has_the_same_bits_for_one_to_four_workers() {
    let page = Page::open(Hosting::Isolated);
    let script = "const [a, b] = [testing.reals(777, 555, 1), testing.reals(555, 666, 2)]; const all = new Set();\
         for (const workers of [1, 2, 3, 4]) { await matmill.configure({ workers });\
             all.add(await testing.digest(await matmill.multiply(a, b, { mode: 'pool', workers }))); }\
         all.add(await testing.digest(await matmill.multiply(a, b, { mode: 'local' }))); return all.size";
    assert_eq!(page.run(script), json!(1));
}

#[test]
fn ieee_special_values_go_the_way_of_ieee_754() {
    let page = Page::open(Hosting::Isolated);
    let script = "const tiny = 5e-324; const of = async (a, b) => Array.from((await matmill.multiply(testing.of(a), testing.of(b), { mode: args })).data, (entry) => Object.is(entry, -0) ? '-0' : String(entry));\
         return [await of([[0]], [[NaN]]), await of([[0]], [[Infinity]]), await of([[1, -1]], [[Infinity], [Infinity]]),\
         await of([[tiny]], [[1]]), await of([[tiny, tiny]], [[1], [1]]), await of([[-1]], [[Infinity]]), await of([[1e200]], [[1e200]])]";
    let expected = json!([["NaN"], ["NaN"], ["NaN"], ["5e-324"], ["1e-323"], ["-Infinity"], ["Infinity"]]);
    for mode in ["local", "pool"] {
        assert_eq!(page.run_with(script, json!(mode)), expected, "{mode}");
    }
}

#[test]
fn a_nan_has_the_same_bits_however_the_product_is_cut() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        // 0 · NaN + 0 · ∞: one NaN is the operand's, the other is made, and a processor hands on either.
        let script = "await matmill.configure({ workers: 7 }); const found = []; for (const Kind of [Float64Array, Float32Array]) for (const kernel of ['simd128', 'relaxed']) {\
             const [a, b] = [{ rows: 1, cols: 2, data: new Kind(2) }, { rows: 2, cols: 2000, data: new Kind(4000).fill(NaN, 0, 2000).fill(Infinity, 2000) }];\
             const all = new Set(); for (const options of [{ mode: 'local' }, { mode: 'pool', workers: 1 }, { mode: 'pool', workers: 3 }, { mode: 'pool' }, { mode: 'pool', verify: false }])\
                 for (const one of await matmill.multiply(a, b, { ...options, kernel }).then((c) => Kind === Float64Array ? new BigUint64Array(c.data.buffer) : new Uint32Array(c.data.buffer))) all.add(String(one));\
             found.push([...all]); } return found";
        let (f64, f32) = (json!([f64::NAN.to_bits().to_string()]), json!([f32::NAN.to_bits().to_string()]));
        assert_eq!(page.run(script), json!([f64, f64, f32, f32]), "{hosting:?}");
    }
}
