//! Norms: upper bounds, tight, the same from pieces, blind to nothing.

use crate::oracle::{Case, EntryKind, KINDS, two_sum};
use proptest::prelude::*;
use shared::Element;
use shared::certificate::{ColumnNorms, Norms, Rows};
use shared::random::SplitMix64;

/// Σ|x| and Σx² to about 100 bits, the second scaled by 2^-scale twice.
fn sums<T: Element>(values: impl Iterator<Item = T>, scale: i32) -> (f64, f64) {
    let (mut sum, mut sum_low, mut squares, mut squares_low) = (0.0, 0.0, 0.0, 0.0);
    for value in values {
        let value = value.to_f64().abs() * 2f64.powi(scale / 2) * 2f64.powi(scale - scale / 2);
        let (next, lost) = two_sum(sum, value);
        (sum, sum_low) = (next, sum_low + lost);
        let square = value * value;
        let (next, lost) = two_sum(squares, square);
        (squares, squares_low) = (next, squares_low + lost + value.mul_add(value, -square));
    }
    (sum + sum_low, squares + squares_low)
}

/// A power of two that takes entries of this kind near 1.
fn scale<T: Element>(kind: EntryKind) -> i32 {
    let double = T::EXACT_LIMIT > 1e10;
    match kind {
        EntryKind::Huge => {
            if double {
                -465
            } else {
                -53
            }
        }
        EntryKind::Tiny => {
            if double {
                525
            } else {
                70
            }
        }
        EntryKind::Subnormal => {
            if double {
                1056
            } else {
                140
            }
        }
        _ => 0,
    }
}

fn scaled(value: f64, scale: i32) -> f64 {
    value * 2f64.powi(scale / 2) * 2f64.powi(scale - scale / 2)
}

fn norms_hold<T: Element>(rows: usize, cols: usize, kind: EntryKind, seed: u64) {
    let case = Case::<T>::new(rows, cols, 0, (kind, kind), seed);
    let scale = scale::<T>(kind);
    let whole = Norms::of_rows(Rows::packed(&case.a, rows, cols).unwrap());
    let (mut norm1, mut squares, mut max) = (0.0f64, 0.0f64, 0.0f64);
    for row in case.a.chunks(cols) {
        let (sum, square) = sums(row.iter().copied(), scale);
        norm1 = norm1.max(sum);
        squares = squares.max(square);
        max = row.iter().fold(max, |max, value| max.max(value.to_f64().abs()));
    }
    compare(&whole, norm1, squares, max, scale, cols);

    let mut columns = ColumnNorms::new(cols);
    columns.add_band(Rows::packed(&case.a, rows, cols).unwrap());
    let (block, frobenius) = columns.finish();
    let (mut norm1, mut squares) = (0.0f64, 0.0f64);
    for column in 0..cols {
        let (sum, square) = sums(case.a.iter().skip(column).step_by(cols).copied(), scale);
        norm1 = norm1.max(sum);
        squares = squares.max(square);
    }
    compare(&block, norm1, squares, max, scale, rows);
    let (_, all) = sums(case.a.iter().copied(), scale);
    assert!(scaled(frobenius, scale) >= all.sqrt() * (1.0 - 1e-15), "{frobenius}");

    let is_whole = case.a.iter().all(|value| value.to_f64().trunc() == value.to_f64());
    assert_eq!((whole.integers, whole.finite), (is_whole, true));
    assert_eq!((block.integers, block.finite), (is_whole, true));
}

fn compare(norms: &Norms, norm1: f64, squares: f64, max: f64, scale: i32, count: usize) {
    assert_eq!(norms.max_abs, max);
    let slack = 1.0 + 1e-14 + count as f64 * 5e-16;
    // The oracle's own last rounding is allowed for.
    assert!(scaled(norms.max_norm1, scale) >= norm1 * (1.0 - 1e-16));
    assert!(scaled(norms.max_norm1, scale) <= norm1 * slack);
    assert!(scaled(norms.max_norm2, scale) >= squares.sqrt() * (1.0 - 2e-16), "{norms:?} {squares}");
    // Where squares underflow, the 2-norm may be as rough as the 1-norm, √count larger at most.
    let rough = if scale > 500 { (count as f64).sqrt() } else { 1.0 };
    assert!(scaled(norms.max_norm2, scale) <= squares.sqrt() * rough * slack, "{norms:?} {squares}");
}

fn pieces_agree<T: Element>(rows: usize, cols: usize, kind: EntryKind, seed: u64) {
    let case = Case::<T>::new(rows, cols, 0, (kind, kind), seed);
    let mut random = SplitMix64::new(seed);
    let piece = |from: usize, to: usize| Rows::packed(&case.a[from * cols..to * cols], to - from, cols).unwrap();
    let whole = Norms::of_rows(piece(0, rows));
    let cuts = [0, random.below(rows + 1), rows];
    let mut merged = Norms::EMPTY;
    for turn in [1, 0, 1] {
        merged.merge(&Norms::of_rows(piece(cuts[turn].min(cuts[turn + 1]), cuts[turn + 1])));
    }
    assert_eq!(merged, whole);

    // Columns: bands of any height, and blocks of columns as rows with a stride.
    let mut at_once = ColumnNorms::new(cols);
    at_once.add_band(piece(0, rows));
    let mut in_bands = ColumnNorms::new(cols);
    in_bands.add_band(piece(0, cuts[1]));
    in_bands.add_band(piece(cuts[1], rows));
    assert_eq!(in_bands.finish(), at_once.finish());
    let cut = random.below(cols + 1);
    let mut merged = Norms::EMPTY;
    for (from, to) in [(cut, cols), (0, cut)] {
        let mut block = ColumnNorms::new(to - from);
        block.add_band(Rows::new(&case.a[from.min(case.a.len())..], rows, to - from, cols).unwrap());
        merged.merge(&block.finish().0);
    }
    assert_eq!(merged, at_once.finish().0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn norms_are_upper_bounds_and_tight(rows in 1usize..40, cols in 1usize..40, kind in 0..KINDS.len(), seed: u64) {
        norms_hold::<f64>(rows, cols, KINDS[kind], seed);
        norms_hold::<f32>(rows, cols, KINDS[kind], seed);
    }

    #[test]
    fn norms_of_pieces_merged_are_norms_of_the_whole(rows in 1usize..20, cols in 1usize..20, kind in 0..KINDS.len(), seed: u64) {
        pieces_agree::<f64>(rows, cols, KINDS[kind], seed);
        pieces_agree::<f32>(rows, cols, KINDS[kind], seed);
    }
}

#[test]
fn norms_of_long_rows_are_upper_bounds() {
    norms_hold::<f64>(2, 100_003, EntryKind::Constant, 1);
    norms_hold::<f64>(100_003, 2, EntryKind::Constant, 1);
    norms_hold::<f32>(3, 70_001, EntryKind::Positive, 2);
}

#[test]
fn one_broken_or_infinite_entry_is_seen_in_every_place() {
    for cols in [1usize, 2, 3, 4, 5, 8, 11] {
        for place in 0..5 * cols {
            for (value, finite) in [(0.5, true), (f64::NAN, false), (f64::INFINITY, false), (f64::NEG_INFINITY, false)]
            {
                let mut data = vec![2.0; 5 * cols];
                data[place] = value;
                let rows = Rows::packed(&data, 5, cols).unwrap();
                let mut columns = ColumnNorms::new(cols);
                columns.add_band(rows);
                for norms in [Norms::of_rows(rows), columns.finish().0] {
                    assert_eq!((norms.integers, norms.finite), (false, finite), "{value} at {place} of {cols}");
                    assert_eq!(norms.max_abs.is_finite(), finite);
                }
            }
        }
    }
}

#[test]
fn whole_numbers_of_any_size_are_whole() {
    let data = [0.0, -0.0, -3.0, 9007199254740993.0, 1e300, -f64::MAX, 4503599627370497.0];
    let norms = Norms::of_row(&data);
    assert!(norms.integers && norms.finite);
    assert_eq!(norms.max_abs, f64::MAX);
    assert!(!Norms::of_row(&[4503599627370495.5]).integers);
    assert!(!Norms::of_row(&[5e-324]).integers);
}

#[test]
fn overflow_of_a_square_or_a_sum_is_not_taken_for_an_infinite_entry() {
    let norms = Norms::of_row(&[1e308, 1e308]);
    assert!(norms.finite);
    assert_eq!(norms.max_norm1, f64::INFINITY);
    assert_eq!(norms.max_norm2, f64::INFINITY);
    let norms = Norms::of_row(&[1e200, 1e200]);
    assert!(norms.finite && norms.max_norm2 >= 1.414e200 && norms.max_norm2 <= 2.001e200);
}

#[test]
fn nothing_measures_nothing() {
    assert_eq!(Norms::of_row::<f64>(&[]), Norms::EMPTY);
    assert_eq!(ColumnNorms::new(0).finish(), (Norms::EMPTY, 0.0));
    assert_eq!(ColumnNorms::new(3).finish(), (Norms::EMPTY, 0.0));
}

#[test]
fn rows_that_reach_beyond_their_data_are_refused() {
    let data = [1.0f64; 10];
    assert!(Rows::new(&data, 3, 2, 4).is_some());
    assert!(Rows::new(&data, 3, 3, 4).is_none());
    assert!(Rows::new(&data, 3, 4, 3).is_none());
    assert!(Rows::new(&data, usize::MAX, 2, usize::MAX).is_none());
    assert!(Rows::new(&data, 0, 20, 20).is_some());
    assert_eq!(Rows::new(&data, 3, 2, 4).unwrap().iter().len(), 3);
}
