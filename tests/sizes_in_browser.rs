//! Sizes near 2^32, where a `usize` has 32 bits: nothing that is computed from sizes wraps.
//!
//! Refuses to allocate operands of such sizes: it asks where they would be cut, and calls what must refuse.

#![cfg(target_arch = "wasm32")]

use shared::kernel::relaxed::Relaxed;
use shared::kernel::simd128::Simd128;
use shared::kernel::tile::{Panels, RowsOfA, Start, TileSize, Tiles, ViewMut};
use shared::kernel::{Dims, strassen};
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
        assert!(cover(strassen::slabs(Dims::new(m, 3, 3)), m), "{m} rows");
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
