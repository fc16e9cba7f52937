//! What pixels say of their cells, compared with plain loops over all cells.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use proptest::prelude::*;
use shared::element::Element;
use shared::map::{CellSummary, MapBlock, PixelDetail, PixelSpan, PixelSummaries};
use std::ops::Range;

/// A matrix of `rows` × `cols` with some of everything: zeros of both signs, NaN, infinities, huge and tiny numbers.
fn cells<T: Element>(rows: usize, cols: usize, seed: u64, special: u64) -> Vec<T> {
    let mut word = seed | 1;
    let mut next = || {
        word ^= word << 13;
        word ^= word >> 7;
        word ^= word << 17;
        word
    };
    let cell = |word: u64| match word % 100 {
        kind if kind >= special => (word >> 11) as f64 / (1u64 << 53) as f64 - 0.5,
        0 => f64::NAN,
        1 => f64::INFINITY,
        2 => f64::NEG_INFINITY,
        3 | 4 => 0.0,
        5 => -0.0,
        6 => 1e30,
        _ => -7.0,
    };
    (0..rows * cols).map(|_| T::from_f64(cell(next()))).collect()
}

fn summarise<T: Element>(array: &[T], block: &MapBlock, piece: usize) -> (Vec<f64>, CellSummary, Option<PixelDetail>) {
    let (rows, cols) = block.size_within(array.len()).expect("a block of the array");
    let mut pixels = PixelSummaries::new(block);
    for row in 0..rows {
        let line = &array[block.first + row * block.pitch..][..cols];
        for (index, cells) in line.chunks(piece).enumerate() {
            pixels.add(row, index * piece, cells);
        }
    }
    pixels.finish()
}

/// What is said of cells, one by one.
fn plainly(values: &[f64]) -> CellSummary {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let count = |is_it: &dyn Fn(f64) -> bool| values.iter().filter(|&&value| is_it(value)).count();
    CellSummary {
        min: finite.iter().copied().fold(f64::INFINITY, f64::min),
        max: finite.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        finite: finite.len(),
        zeros: count(&|value| value == 0.0),
        nans: count(&f64::is_nan),
        infinities: count(&|value| value == f64::INFINITY),
        negative_infinities: count(&|value| value == f64::NEG_INFINITY),
    }
}

/// The number that stands for cells: NaN, infinities, the largest magnitude; the positive one of two that are opposite.
fn standing_for(values: &[f64]) -> f64 {
    let rank = |value: f64| match value {
        _ if value.is_nan() => (3, 0.0, 0.0),
        f64::INFINITY => (2, 0.0, 0.0),
        f64::NEG_INFINITY => (1, 0.0, 0.0),
        _ => (0, value.abs(), value),
    };
    values.iter().copied().max_by(|&one, &other| rank(one).partial_cmp(&rank(other)).unwrap()).unwrap()
}

fn same(one: f64, other: f64) -> bool {
    one == other || one.is_nan() && other.is_nan()
}

fn compare<T: Element>(size: (usize, usize), pixels: (usize, usize), seed: u64, special: u64, piece: usize) {
    let (rows, cols) = size;
    let pixels = (pixels.0.min(rows), pixels.1.min(cols));
    let array = cells::<T>(rows, cols, seed, special);
    let span = |cells, pixels, range: Range<usize>| PixelSpan { cells, pixels, range };
    let block = MapBlock {
        first: 0,
        pitch: cols,
        rows: span(rows, pixels.0, 0..pixels.0),
        cols: span(cols, pixels.1, 0..pixels.1),
    };
    let (shown, total, _) = summarise(&array, &block, piece);
    let values: Vec<f64> = array.iter().map(|cell| cell.to_f64()).collect();
    assert_eq!(total, plainly(&values));
    for row in 0..pixels.0 {
        for col in 0..pixels.1 {
            let single = MapBlock {
                rows: span(rows, pixels.0, row..row + 1),
                cols: span(cols, pixels.1, col..col + 1),
                ..block.clone()
            };
            let (covered_rows, covered_cols) = (single.rows.covered(), single.cols.covered());
            let at = |(row, col): (usize, usize)| values[(covered_rows.start + row) * cols + covered_cols.start + col];
            let inside: Vec<f64> =
                covered_rows.clone().flat_map(|row| values[row * cols..][covered_cols.clone()].to_vec()).collect();
            let single = MapBlock { first: covered_rows.start * cols + covered_cols.start, ..single };
            let (one, said, detail) = summarise(&array, &single, piece);
            let detail = detail.expect("one pixel has a detail");
            assert_eq!(said, plainly(&inside));
            assert!(same(one[0], standing_for(&inside)) && same(shown[row * pixels.1 + col], one[0]));
            assert!(same(at(detail.cell), one[0]), "the place is that of the number shown");
            let finite: Vec<f64> = inside.iter().copied().filter(|value| value.is_finite()).collect();
            let mean = finite.iter().sum::<f64>() / finite.len() as f64;
            let most = finite.iter().fold(0.0, |most, value| value.abs().max(most));
            let bound = most * 1e-15 * finite.len() as f64;
            assert!(same(detail.mean, mean) || (detail.mean - mean).abs() <= bound);
        }
    }
}

proptest! {
    #[test]
    fn pixels_say_what_a_plain_loop_finds(
        rows in 1usize..40, cols in 1usize..60, height in 1usize..12, width in 1usize..12,
        seed in any::<u64>(), special in 0u64..12, piece in 1usize..70,
    ) {
        compare::<f64>((rows, cols), (height, width), seed, special, piece);
        compare::<f32>((rows, cols), (height, width), seed, special, piece);
    }
}

fn detail(values: &[f64]) -> (CellSummary, PixelDetail) {
    let span = |cells| PixelSpan { cells, pixels: 1, range: 0..1 };
    let block = MapBlock { first: 0, pitch: values.len(), rows: span(1), cols: span(values.len()) };
    let (_, said, detail) = summarise(values, &block, values.len());
    (said, detail.unwrap())
}

#[test]
fn means_neither_overflow_nor_cancel() {
    for (values, mean) in [
        (vec![f64::MAX; 100], f64::MAX),
        (vec![f64::MAX, -f64::MAX, 3.0], 1.0),
        (vec![1e16, 1.0, -1e16], 1.0 / 3.0),
        (vec![f64::from_bits(1); 4], f64::from_bits(1)),
        (vec![f64::NAN, 1.0, f64::INFINITY, 2.0], 1.5),
    ] {
        let (_, detail) = detail(&values);
        assert_eq!(detail.mean, mean, "{values:?}");
    }
    let (_, detail) = detail(&[f64::NAN]);
    assert!(detail.mean.is_nan());
}

#[test]
fn one_outlier_among_many_is_shown() {
    let mut values = vec![0.5; 10_000];
    values[7777] = -3.0;
    let (said, detail) = detail(&values);
    assert_eq!((said.shown(), detail.cell), (-3.0, (0, 7777)));
}
