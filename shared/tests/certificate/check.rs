//! Freivalds' check: a correct product passes, and a wrong entry fails wherever it is.

use crate::bounds::norms;
use crate::oracle::{Case, EntryKind, kind, sizes};
use proptest::prelude::*;
use shared::Element;
use shared::certificate::{
    BlockSketch, ColumnBlock, EntryError, Freivalds, Norms, RowCheck, RowExpectation, Rows, Verification, check_rows,
    error_bound, exact,
};
use shared::random::SplitMix64;
use std::ops::Range;

fn sketch<T: Element>(case: &Case<T>, check: Freivalds, columns: Range<usize>) -> BlockSketch {
    let mut block = ColumnBlock::new(Some(check), case.k, columns.clone());
    let height = 5;
    for first in (0..case.k).step_by(height) {
        let rows = height.min(case.k - first);
        let band = &case.b[first * case.n + columns.start..];
        block.add_band(Rows::new(band, rows, columns.len(), case.n).unwrap());
    }
    block.finish().0
}

fn classical<T: Element>(case: &Case<T>) -> EntryError {
    let (a, b) = norms(case);
    if exact(case.k, &a, &b, T::DTYPE) { EntryError::NONE } else { EntryError::classical(case.k, T::DTYPE) }
}

/// What is expected of each row of C in the columns of a block.
pub(crate) fn expected_rows<T: Element>(case: &Case<T>, block: &BlockSketch, error: EntryError) -> Vec<RowExpectation> {
    let rows = Rows::packed(&case.a, case.m, case.k).unwrap();
    rows.iter().map(|row| block.expect::<T>(block.times(row), Norms::of_row(row).max_norm2, error)).collect()
}

/// A block of columns, and what is expected of each row of C in it.
#[derive(Clone)]
struct Expected {
    columns: Range<usize>,
    rows: Vec<RowExpectation>,
}

/// Expectations for column blocks cut at `cuts`.
fn expectations<T: Element>(case: &Case<T>, check: Freivalds, cuts: &[usize], error: EntryError) -> Vec<Expected> {
    let blocks = cuts.windows(2).map(|cut| cut[0]..cut[1]);
    let expected = |columns: Range<usize>| Expected {
        rows: expected_rows(case, &sketch(case, check, columns.clone()), error),
        columns,
    };
    blocks.map(expected).collect()
}

/// The tolerance in row `row`, where column `column` lies.
fn tolerance(expected: &[Expected], row: usize, column: usize) -> f64 {
    expected.iter().find(|block| block.columns.contains(&column)).unwrap().rows[row].tolerance
}

/// Every tolerance.
fn tolerances(expected: &[Expected]) -> impl Iterator<Item = f64> {
    expected.iter().flat_map(|block| &block.rows).map(|row| row.tolerance)
}

fn outcome<T: Element>(case: &Case<T>, c: &[T], check: Freivalds, expected: &[Expected]) -> RowCheck {
    let check_block = |block: &Expected| {
        let Range { start, end } = block.columns;
        let rows = Rows::new(&c[start..], case.m, end - start, case.n).unwrap();
        check_rows(rows, &check.signs(start..end), &block.rows, 0)
    };
    expected.iter().map(check_block).fold(RowCheck::Passed, RowCheck::and)
}

fn cuts(n: usize, random: &mut SplitMix64) -> Vec<usize> {
    let mut cuts = vec![0, random.below(n + 1), random.below(n + 1), n];
    cuts.sort_unstable();
    cuts.dedup();
    cuts
}

/// `entry` changed by three tolerances, or to the next number if that is more.
fn planted<T: Element>(entry: T, tolerance: f64, up: bool) -> T {
    let sign = if up { 1.0 } else { -1.0 };
    let mut factor = 3.0;
    loop {
        let changed = T::from_f64(entry.to_f64() + sign * factor * tolerance.max(f64::from_bits(1)));
        if (changed.to_f64() - entry.to_f64()).abs() >= 2.5 * tolerance && changed != entry {
            return changed;
        }
        factor *= 1.5;
    }
}

fn correct_passes_and_wrong_fails<T: Element>(sizes: (usize, usize, usize), kinds: (EntryKind, EntryKind), seed: u64) {
    let case = Case::<T>::new(sizes.0, sizes.1, sizes.2, kinds, seed);
    let mut random = SplitMix64::new(!seed);
    let check = Freivalds::new(seed);
    let cuts = cuts(case.n, &mut random);
    let expected = expectations(&case, check, &cuts, classical(&case));
    for fused in [false, true] {
        let mut c = case.product(fused);
        assert_eq!(outcome(&case, &c, check, &expected), RowCheck::Passed, "fused: {fused}");
        let (row, column) = (random.below(case.m), random.below(case.n));
        let place = row * case.n + column;
        let tolerated = tolerance(&expected, row, column);
        c[place] = planted(c[place], tolerated, random.below(2) == 0);
        match outcome(&case, &c, check, &expected) {
            RowCheck::Failed { row: found, difference, tolerance } => {
                assert!(found == row && difference > tolerance && tolerance == tolerated);
            }
            other => panic!("row {row}, column {column}: {other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_correct_product_always_passes_and_one_wrong_entry_always_fails(
        sizes in sizes(60), left in kind(), right in kind(), seed: u64,
    ) {
        correct_passes_and_wrong_fails::<f64>(sizes, (left, right), seed);
        correct_passes_and_wrong_fails::<f32>(sizes, (left, right), seed);
    }
}

#[test]
fn larger_and_thin_products_are_checked_too() {
    for (seed, sizes) in
        [(200, 200, 200), (1, 5000, 3), (3, 1, 5000), (5000, 3, 1), (2, 700, 2), (64, 64, 513)].iter().enumerate()
    {
        for kind in [EntryKind::Uniform, EntryKind::Positive, EntryKind::Constant, EntryKind::Whole, EntryKind::Huge] {
            correct_passes_and_wrong_fails::<f64>(*sizes, (kind, kind), seed as u64);
            correct_passes_and_wrong_fails::<f32>(*sizes, (kind, kind), seed as u64);
        }
    }
}

#[test]
fn a_planted_error_is_found_in_every_position() {
    let case = Case::<f64>::new(11, 13, 17, (EntryKind::Uniform, EntryKind::Uniform), 5);
    let check = Freivalds::new(99);
    let expected = expectations(&case, check, &[0, 17], classical(&case));
    let right = case.product(true);
    for place in 0..right.len() {
        for value in [
            right[place] + 3.0 * tolerance(&expected, place / 17, place % 17),
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            0.0,
        ] {
            let mut c = right.clone();
            c[place] = value;
            let found = outcome(&case, &c, check, &expected);
            assert!(matches!(found, RowCheck::Failed { row, .. } if row == place / 17), "{place}: {found:?}");
        }
    }
}

#[test]
fn the_tolerance_is_not_far_above_the_bound() {
    let case = Case::<f64>::new(128, 128, 128, (EntryKind::Uniform, EntryKind::Uniform), 7);
    let (a, b) = norms(&case);
    let bound = error_bound(128, &a, &b, f64::DTYPE);
    let expected = expectations(&case, Freivalds::new(1), &[0, 128], classical(&case));
    // λ √n, and the rounding of the check itself.
    assert!(tolerances(&expected).all(|tolerance| tolerance < 20.0 * 128f64.sqrt() * bound));
    assert!(tolerances(&expected).any(|tolerance| tolerance > 2.0 * 128f64.sqrt() * bound));
}

#[test]
fn whole_numbers_are_checked_to_the_unit() {
    let case = Case::<f64>::new(40, 300, 500, (EntryKind::Whole, EntryKind::Whole), 11);
    let check = Freivalds::new(4);
    let expected = expectations(&case, check, &[0, 200, 500], EntryError::NONE);
    assert!(tolerances(&expected).all(|tolerance| tolerance < 0.01));
    let mut c = case.product(false);
    assert_eq!(outcome(&case, &c, check, &expected), RowCheck::Passed);
    c[1234] += 1.0;
    assert!(matches!(outcome(&case, &c, check, &expected), RowCheck::Failed { row: 2, .. }));
}

#[test]
fn an_exact_product_passes_when_only_the_check_itself_rounds() {
    // 25-bit entries: each product sum stays below 2^53, the sums of the check do not.
    let mut rounded = false;
    for seed in 0..50 {
        let mut case = Case::<f64>::new(6, 5, 300, (EntryKind::Positive, EntryKind::Positive), seed);
        case.a.iter_mut().chain(&mut case.b).for_each(|value| *value = (*value * 2f64.powi(25)).round());
        let (a, b) = norms(&case);
        assert!(exact(5, &a, &b, f64::DTYPE));
        let check = Freivalds::new(seed);
        let expected = expectations(&case, check, &[0, 100, 300], EntryError::NONE);
        let mut c = case.product(false);
        assert_eq!(outcome(&case, &c, check, &expected), RowCheck::Passed);
        let mut strict = expected.clone();
        strict.iter_mut().flat_map(|block| &mut block.rows).for_each(|row| row.tolerance = 0.0);
        rounded |= outcome(&case, &c, check, &strict) != RowCheck::Passed;
        c[7] += 3.0 * tolerance(&expected, 0, 7).max(1.0);
        assert!(matches!(outcome(&case, &c, check, &expected), RowCheck::Failed { .. }));
    }
    assert!(rounded, "a check without tolerance would do, and this test shows nothing");
}

#[test]
fn two_equal_errors_in_a_row_are_missed_half_the_time_but_not_in_two_blocks() {
    let case = Case::<f64>::new(4, 20, 30, (EntryKind::Uniform, EntryKind::Uniform), 3);
    let mut c = case.product(false);
    c[35] += 1.0;
    c[50] += 1.0;
    let missed = |cuts: &[usize]| {
        let passes = |&seed: &u64| {
            let check = Freivalds::new(seed);
            outcome(&case, &c, check, &expectations(&case, check, cuts, classical(&case))) == RowCheck::Passed
        };
        (0..1000).filter(passes).count()
    };
    assert!((400..600).contains(&missed(&[0, 30])));
    assert_eq!(missed(&[0, 10, 30]), 0);
}

#[test]
fn a_block_of_c_left_undone_is_found() {
    let case = Case::<f64>::new(64, 32, 64, (EntryKind::Uniform, EntryKind::Uniform), 8);
    for seed in 0..200 {
        let check = Freivalds::new(seed);
        let expected = expectations(&case, check, &[0, 64], classical(&case));
        let mut c = case.product(true);
        (16..32).for_each(|row| c[row * 64 + 32..row * 64 + 48].fill(0.0));
        assert!(matches!(outcome(&case, &c, check, &expected), RowCheck::Failed { .. }));
    }
}

#[test]
fn what_is_not_finite_or_may_overflow_is_undecided() {
    let check = Freivalds::new(1);
    for value in [f64::NAN, f64::INFINITY, 1e200, f64::MAX] {
        for in_a in [true, false] {
            let mut case = Case::<f64>::new(4, 5, 6, (EntryKind::Uniform, EntryKind::Uniform), 1);
            case.a[1] = 1e200;
            if in_a {
                case.a[7] = value
            } else {
                case.b[7] = value
            }
            let expected = expectations(&case, check, &[0, 6], EntryError::classical(5, f64::DTYPE));
            let outcome = outcome(&case, &case.product(true), check, &expected);
            let sure = in_a && value == 1e200;
            assert_eq!(Verification::from(outcome).verified(), sure.then_some(true), "{value} in A: {in_a}");
        }
    }
    let case = Case::<f32>::new(3, 3, 3, (EntryKind::Uniform, EntryKind::Uniform), 1);
    let case =
        Case { a: case.a.iter().map(|a| a * 1e30).collect(), b: case.b.iter().map(|b| b * 1e20).collect(), ..case };
    let expected = expectations(&case, check, &[0, 3], EntryError::classical(3, f32::DTYPE));
    assert_eq!(outcome(&case, &case.product(true), check, &expected), RowCheck::Undecided);
}

#[test]
fn a_wrong_row_weighs_more_than_an_undecided_one() {
    let mut case = Case::<f64>::new(4, 5, 6, (EntryKind::Uniform, EntryKind::Uniform), 1);
    case.a[0] = f64::NAN;
    let check = Freivalds::new(1);
    let expected = expectations(&case, check, &[0, 6], classical(&case));
    let mut c = case.product(true);
    assert_eq!(outcome(&case, &c, check, &expected), RowCheck::Undecided);
    c[20] += 1.0;
    let found = outcome(&case, &c, check, &expected);
    assert!(matches!(found, RowCheck::Failed { row: 3, .. }));
    let upper = RowCheck::Failed { row: 1, difference: 1.0, tolerance: 0.0 };
    for (left, right, expected) in [
        (RowCheck::Passed, RowCheck::Passed, RowCheck::Passed),
        (RowCheck::Passed, RowCheck::Undecided, RowCheck::Undecided),
        (RowCheck::Undecided, found, found),
        (found, upper, upper),
        (found, RowCheck::Passed, found),
    ] {
        assert_eq!((left.and(right), right.and(left)), (expected, expected));
    }
}

#[test]
fn the_empty_inner_size_expects_zeros() {
    let case = Case::<f64>::new(3, 0, 4, (EntryKind::Uniform, EntryKind::Uniform), 1);
    let check = Freivalds::new(1);
    let expected = expectations(&case, check, &[0, 4], EntryError::classical(0, f64::DTYPE));
    assert_eq!(outcome(&case, &[0.0; 12], check, &expected), RowCheck::Passed);
    let mut c = [0.0; 12];
    c[5] = 5e-324;
    assert!(matches!(outcome(&case, &c, check, &expected), RowCheck::Failed { row: 1, .. }));
}

#[test]
fn signs_are_the_top_bits_of_split_mix_64_and_need_no_order() {
    // Published first outputs: seed 1234567 gives 6457827717110365317, 3203168211198807973,
    // 9817491932198370423, 4593380528125082431, 16408922859458223821.
    assert_eq!(Freivalds::new(1234567).signs(0..5), [1.0, 1.0, -1.0, 1.0, -1.0]);
    let all = Freivalds::new(77).signs(0..1000);
    assert_eq!(Freivalds::new(77).signs(300..400), all[300..400]);
    let sum: f64 = all.iter().sum();
    assert!(all.iter().all(|sign| sign.abs() == 1.0) && sum.abs() < 150.0);
    let next = Freivalds::new(78).signs(0..1000);
    let correlation: f64 = all.iter().zip(&next).map(|(x, y)| x * y).sum();
    assert!(correlation.abs() < 150.0);
}
