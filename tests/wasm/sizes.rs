//! Sizes near 2^32, where a `usize` has 32 bits: nothing computed from sizes wraps.
//!
//! Operands of such sizes are never allocated: only plans are made, and calls that must fail.

#![cfg(target_arch = "wasm32")]

use shared::DType;
use shared::kernel::relaxed::Relaxed;
use shared::kernel::simd128::Simd128;
use shared::kernel::tile::{Panels, RowsOfA, Start, TileSize, Tiles, View, ViewMut};
use shared::kernel::{Algorithm, Dims, recursion};
use shared::tiling::{Tile, TilingParams, plan};
use std::ops::Range;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

/// Each range begins where the one before ends, none is empty, and the last one ends at `end`.
fn cover(ranges: impl IntoIterator<Item = Range<usize>>, end: usize) -> bool {
    let mut covered = 0;
    ranges.into_iter().all(|range| std::mem::replace(&mut covered, range.end) == range.start && range.end > range.start)
        && covered == end
}

const LARGE: [usize; 6] = [2_100_000, (1 << 29) + 1, (1 << 31) - 1, 1 << 31, usize::MAX - 511, usize::MAX];

#[wasm_bindgen_test]
fn slabs_hold_every_row_once() {
    for m in LARGE {
        assert!(cover(recursion::slabs(Dims::new(m, 3, 3)), m), "{m} rows");
    }
}

#[wasm_bindgen_test]
fn plans_of_any_size_have_every_element_once_and_no_more_tiles_than_fit() {
    let sizes = [0, 3, 1 << 29, usize::MAX];
    for algorithm in [Algorithm::Classical, Algorithm::Strassen] {
        for (m, k) in sizes.into_iter().flat_map(|m| sizes.map(|k| (m, k))) {
            for (n, workers) in sizes.into_iter().zip([1, 2, 4, 16].into_iter().cycle()) {
                let params = TilingParams { workers, tile_operations: 2e9, dtype: DType::F64, algorithm };
                let plan = plan(Dims { m, k, n }, params);
                let what = format!("{m} × {k} × {n}, {workers} workers");
                assert!(plan.tiles.len() < 1 << 23, "{what}: {} tiles", plan.tiles.len());
                // Block after block, and in each from the first row to the last.
                let (mut row, mut col) = (0, 0);
                for Tile { rows, cols, .. } in &plan.tiles {
                    assert!(rows.start == row && cols.start == col && rows.end > row, "{what}: {rows:?}, {cols:?}");
                    (row, col) = if rows.end == m { (0, cols.end) } else { (rows.end, col) };
                }
                assert_eq!((row, col), if m == 0 { (0, 0) } else { (0, n) }, "{what}");
            }
        }
    }
}

/// Tiles whose columns have 2^32 elements, as many as no `usize` counts.
fn beyond<I: Tiles<f64>>() {
    let size = TileSize { rows: 1, vectors: 2, k: 1, across: 1 << 30 };
    let b = Panels { data: &[1.0; 4], stride: 4, step: 0 };
    I::tiles(size, &[1.0], RowsOfA::Packed, b, ViewMut::new(&mut [0.0; 4], 4), Start::Zero);
}

#[wasm_bindgen_test]
#[should_panic(expected = "a tile reaches beyond its operands")]
fn simd128_refuses_more_columns_than_c_has() {
    beyond::<Simd128>();
}

#[wasm_bindgen_test]
#[should_panic(expected = "a tile reaches beyond its operands")]
fn relaxed_refuses_more_columns_than_c_has() {
    beyond::<Relaxed>();
}

/// Rows of C whose last lies 2^32 elements from the first.
fn apart<I: Tiles<f64>>() {
    let (a, b) = (View::new(&[1.0; 65_537], 1), View::new(&[1.0], 1));
    I::few_rows(Dims::new(65_537, 1, 1), a, b, ViewMut::new(&mut [0.0; 4], 65_536));
}

#[wasm_bindgen_test]
#[should_panic(expected = "C holds fewer than 65537 rows")]
fn simd128_refuses_more_rows_than_c_has() {
    apart::<Simd128>();
}

#[wasm_bindgen_test]
#[should_panic(expected = "C holds fewer than 65537 rows")]
fn relaxed_refuses_more_rows_than_c_has() {
    apart::<Relaxed>();
}
