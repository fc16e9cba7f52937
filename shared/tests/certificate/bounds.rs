//! `report.exact` and `report.errorBound` of classical products.

use crate::oracle::{Case, EntryKind, kind, sizes};
use proptest::prelude::*;
use shared::certificate::{ColumnNorms, Norms, Rows, error_bound, exact, gamma, propagated};
use shared::{DType, Element};

pub(crate) fn norms<T: Element>(case: &Case<T>) -> (Norms, Norms) {
    let mut columns = ColumnNorms::new(case.n);
    columns.add_band(Rows::packed(&case.b, case.k, case.n).unwrap());
    (Norms::of_rows(Rows::packed(&case.a, case.m, case.k).unwrap()), columns.finish().0)
}

fn bound_holds<T: Element>(sizes: (usize, usize, usize), kinds: (EntryKind, EntryKind), seed: u64) {
    let case = Case::<T>::new(sizes.0, sizes.1, sizes.2, kinds, seed);
    let (a, b) = norms(&case);
    let bound = error_bound(case.k, &a, &b, T::DTYPE);
    assert!(bound >= 0.0);
    for fused in [false, true] {
        let error = case.largest_error(&case.product(fused));
        assert!(error <= bound, "{error} > {bound}");
        if exact(case.k, &a, &b, T::DTYPE) {
            assert_eq!((error, bound), (0.0, 0.0));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_bound_holds_against_double_double(sizes in sizes(40), left in kind(), right in kind(), seed: u64) {
        // Two tiny factors underflow in the oracle itself; see the next test.
        prop_assume!(!matches!((left, right), (EntryKind::Tiny | EntryKind::Subnormal, EntryKind::Tiny | EntryKind::Subnormal)));
        prop_assume!(!matches!((left, right), (EntryKind::Subnormal, EntryKind::Huge) | (EntryKind::Huge, EntryKind::Subnormal)));
        bound_holds::<f32>(sizes, (left, right), seed);
        if !matches!((left, right), (EntryKind::Subnormal | EntryKind::Tiny, _) | (_, EntryKind::Subnormal | EntryKind::Tiny)) {
            bound_holds::<f64>(sizes, (left, right), seed);
        }
    }

    #[test]
    fn the_bound_holds_where_products_underflow(sizes in sizes(30), down in 480i32..560, seed: u64) {
        let large = Case::<f64>::new(sizes.0, sizes.1, sizes.2, (EntryKind::Uniform, EntryKind::Uniform), seed);
        // 60 bits of each entry would be lost below 2^-1074 had they not been cut before.
        let small = |data: &[f64]| data.iter().map(|value| value * 2f64.powi(-down)).collect::<Vec<_>>();
        let case = Case { a: small(&large.a), b: small(&large.b), ..large.clone() };
        let (a, b) = norms(&case);
        let bound = error_bound(case.k, &a, &b, DType::F64);
        for fused in [false, true] {
            for (place, entry) in case.product(fused).iter().enumerate() {
                let (high, low) = large.entry(place / case.n, place % case.n);
                let error = (entry * 2f64.powi(down) * 2f64.powi(down) - high - low).abs();
                let bound = bound * 2f64.powi(down) * 2f64.powi(down);
                prop_assert!(error <= bound, "{} > {}", error, bound);
            }
        }
    }

    #[test]
    fn exact_is_decided_as_in_whole_numbers(k in 0usize..1 << 40, a in 0u64..1 << 54, b in 0u64..1 << 54, shift in 0u32..54) {
        let (a, b) = (a >> shift, b >> (53 - shift));
        let whole = |value: u64| Norms { max_abs: value as f64, ..Norms::EMPTY };
        for (dtype, limit) in [(DType::F64, 1u128 << 53), (DType::F32, 1 << 24)] {
            let expected = k as u128 * a as u128 * b as u128;
            prop_assert_eq!(exact(k, &whole(a), &whole(b), dtype), expected < limit);
        }
    }
}

fn with_max(max_abs: f64) -> Norms {
    Norms { max_abs, max_norm1: max_abs, max_norm2: max_abs, ..Norms::EMPTY }
}

#[test]
fn exact_is_right_on_both_sides_of_the_limit() {
    let limit = 2f64.powi(53);
    for (k, a, b, dtype, expected) in [
        (1, limit - 1.0, 1.0, DType::F64, true),
        (1, limit, 1.0, DType::F64, false),
        (2, 2f64.powi(26), 2f64.powi(26), DType::F64, false),
        (1, 94906265.0, 94906267.0, DType::F64, false),
        (1, 94906265.0, 94906265.0, DType::F64, true),
        // 3 · 3002399751580331 = 2^53 + 1, which f64 would round to 2^53 − or below, had it been a product of f64.
        (3, 3002399751580331.0, 1.0, DType::F64, false),
        (3, 3002399751580330.0, 1.0, DType::F64, true),
        (usize::MAX, limit - 1.0, limit - 1.0, DType::F64, false),
        (usize::MAX, 0.0, 1e300, DType::F64, true),
        (1, 16777215.0, 1.0, DType::F32, true),
        (1, 16777216.0, 1.0, DType::F32, false),
        (1 << 24, 1.0, 1.0, DType::F32, false),
        ((1 << 24) - 1, 1.0, 1.0, DType::F32, true),
    ] {
        assert_eq!(exact(k, &with_max(a), &with_max(b), dtype), expected, "{k} {a} {b} {dtype:?}");
    }
    let broken = Norms { integers: false, ..with_max(1.0) };
    assert!(!exact(1, &broken, &with_max(1.0), DType::F64));
    assert!(!exact(1, &with_max(1.0), &broken, DType::F64));
    assert!(exact(0, &broken, &broken, DType::F64));
}

#[test]
fn the_bound_is_infinite_where_a_value_is_not_finite_or_may_overflow() {
    let one = Norms { integers: false, ..with_max(1.0) };
    let endless = Norms { finite: false, ..one };
    assert_eq!(error_bound(1, &endless, &one, DType::F64), f64::INFINITY);
    assert_eq!(error_bound(1, &one, &endless, DType::F64), f64::INFINITY);
    let large = |max: f64| Norms { integers: false, ..with_max(max) };
    assert_eq!(error_bound(1, &large(1e200), &large(1e200), DType::F64), f64::INFINITY);
    assert!(error_bound(1, &large(1e100), &large(1e200), DType::F64).is_finite());
    assert_eq!(error_bound(1, &large(1e20), &large(1e20), DType::F32), f64::INFINITY);
    assert!(error_bound(1, &large(1e18), &large(1e20), DType::F32).is_finite());
    assert_eq!(error_bound(1 << 24, &one, &one, DType::F32), f64::INFINITY);
    assert_eq!(error_bound(0, &large(1e200), &large(1e200), DType::F64), 0.0);
}

#[test]
fn the_bound_is_the_least_of_the_three() {
    let u = 2f64.powi(-53);
    let norms = |max_abs: f64, max_norm1: f64, max_norm2: f64| Norms {
        max_abs,
        max_norm1,
        max_norm2,
        integers: false,
        finite: true,
    };
    let near = |bound: f64, expected: f64| assert!((bound / expected - 1.0).abs() < 1e-12, "{bound} {expected}");
    near(error_bound(10, &norms(1.0, 8.0, 3.0), &norms(1.0, 8.0, 2.0), DType::F64), 10.0 * u * 6.0);
    near(error_bound(10, &norms(1.0, 5.0, 3.0), &norms(1.0, 8.0, 2.0), DType::F64), 10.0 * u * 5.0);
    near(error_bound(10, &norms(1.0, 8.0, 3.0), &norms(1.0, 4.0, 2.0), DType::F64), 10.0 * u * 4.0);
    near(gamma(1 << 20, DType::F32), 0.0625 / (1.0 - 0.0625));
}

#[test]
fn errors_of_operands_go_on_into_the_product() {
    // Exact operands add nothing, whatever the other one is.
    assert_eq!(propagated(3, 0.0, [0.0, 0.0], [f64::INFINITY, 5.0]), 0.0);
    // One entry of Â off by 1/2 meets a column of sum 4, one of B̂ off by 1/4 a row of sum 8, and both meet each other.
    let bound = propagated(1, 1.0, [0.5, 0.25], [8.0, 4.0]);
    let least = 1.0 + 0.5 * 4.0 + 0.25 * (8.0 + 0.5);
    assert!(least <= bound && bound < least * (1.0 + 1e-14), "{bound}");
    assert_eq!(propagated(2, 0.0, [1.0, 0.0], [1.0, f64::INFINITY]), f64::INFINITY);
    assert_eq!(propagated(2, f64::INFINITY, [0.0, 0.0], [1.0, 1.0]), f64::INFINITY);
}
