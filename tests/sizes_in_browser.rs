//! Sizes near 2^32, where a `usize` has 32 bits: nothing that is computed from sizes wraps.
//!
//! Refuses to allocate operands of such sizes: it asks where they would be cut.

#![cfg(target_arch = "wasm32")]

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
