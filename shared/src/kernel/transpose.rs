//! Transposes a piece of a matrix, in squares that fill whole lines of the cache on both sides.

#![forbid(unsafe_code)]

use crate::element::Element;

/// Side of a square: the rows on either side are a line of the cache (f64), or half of one.
const SIDE: usize = 8;

/// Writes rows of `cols` elements, which follow each other in `source`, as columns of `target`, whose rows begin `stride`
/// elements apart. Row j of `source` becomes column j of `target`.
///
/// # Panics
/// When `target` is too short.
pub fn transpose_into<T: Element>(source: &[T], cols: usize, target: &mut [T], stride: usize) {
    if cols == 0 {
        return;
    }
    for (group, rows) in source.chunks(SIDE * cols).enumerate() {
        let first = group * SIDE;
        let mut rows_of = [&rows[..0]; SIDE];
        let count = rows.len() / cols;
        for (row, piece) in rows_of.iter_mut().zip(rows.chunks_exact(cols)) {
            *row = piece;
        }
        for col in 0..cols {
            let at = col * stride + first;
            if count == SIDE {
                let line: &mut [T] = &mut target[at..at + SIDE];
                for (entry, row) in line.iter_mut().zip(&rows_of) {
                    *entry = row[col];
                }
            } else {
                for (entry, row) in target[at..at + count].iter_mut().zip(&rows_of) {
                    *entry = row[col];
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::transpose_into;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_entry_goes_to_its_place_and_nothing_else_changes(
            rows in 0usize..40, cols in 0usize..40, before in 0usize..5, after in 0usize..5,
        ) {
            let source: Vec<f64> = (0..rows * cols).map(|entry| entry as f64).collect();
            let stride = before + rows + after;
            let mut target = vec![-1.0; stride * cols];
            if cols > 0 {
                transpose_into(&source, cols, &mut target[before..], stride);
            }
            for (at, &found) in target.iter().enumerate() {
                let (row, col) = (at % stride, at / stride);
                let inside = (before..before + rows).contains(&row);
                let expected = if inside { source[(row - before) * cols + col] } else { -1.0 };
                prop_assert_eq!(found, expected);
            }
        }
    }
}
