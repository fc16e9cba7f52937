//! Properties of plans: complete, bounded, balanced.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::columns::{BLOCK_BYTES, COLUMN_GRANULE};
use super::rows::{MOST_TILES, TILE_BYTES};
use super::{FEW_WORKERS, MOST_BLOCKS, Plan, Tile, TilingParams, plan, worker_bytes};
use crate::element::DType;
use crate::kernel::blocking::MAX_TILE_ROWS;
use crate::kernel::recursion::slabs;
use crate::kernel::{Algorithm, Dims};
use proptest::prelude::*;
use std::ops::Range;

fn params(workers: usize) -> TilingParams {
    TilingParams { workers, tile_operations: 2e9, dtype: DType::F64, algorithm: Algorithm::Classical }
}

fn covers_once(plan: &Plan) -> bool {
    let Dims { m, n, .. } = plan.dims;
    let mut seen = vec![0u8; m * n];
    for tile in &plan.tiles {
        for row in tile.rows.clone() {
            for col in tile.cols.clone() {
                seen[row * n + col] += 1;
            }
        }
    }
    seen.iter().all(|&count| count == 1)
}

/// Sizes below 2^`bits`, each number of bits as often.
fn up_to(bits: u32) -> impl Strategy<Value = usize> {
    (0..bits, 0.0..1.0).prop_map(|(power, more)| ((1.0 + more) * f64::from(1 << power)) as usize)
}

/// Any size that 32 bits can hold; small ones, and those near powers of two, more often.
fn any_size() -> impl Strategy<Value = usize> {
    let near = (0u32..=32, 0u64..8).prop_map(|(power, less)| (1u64 << power).saturating_sub(less) as usize);
    prop_oneof![0usize..10, near, 0usize..1 << 32].prop_filter("32 bits", |&size| size < 1 << 32)
}

proptest! {
    // Few, because such a plan may have a million tiles.
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_product_beyond_any_memory_is_cut_all_the_same(
        m in any_size(), k in any_size(), n in any_size(), workers in 1usize..=64, local in any::<bool>(),
    ) {
        let (dims, operations) = (Dims { m, k, n }, if local { 3e7 } else { 2e9 });
        let plan = plan(dims, TilingParams { tile_operations: operations, ..params(workers) });
        prop_assert!(plan.blocks.len() as u64 <= MOST_BLOCKS, "{} blocks", plan.blocks.len());
        prop_assert!((plan.tiles.len() as u64) < 2 * MOST_TILES, "{} tiles", plan.tiles.len());
        // Block after block, and in each from the first row to the last.
        let (mut row, mut col) = (0, 0);
        for tile in &plan.tiles {
            prop_assert!(tile.rows.start == row && tile.cols.start == col && tile.elements() > 0, "{tile:?}");
            (row, col) = if tile.rows.end == m { (0, tile.cols.end) } else { (tile.rows.end, col) };
        }
        prop_assert_eq!((row, col), if m == 0 { (0, 0) } else { (0, n) });
    }
}

proptest! {
    #[test]
    fn tiles_cover_every_element_once(m in 0usize..400, k in 0usize..3000, n in 0usize..400, workers in 1usize..70,
                                      operations in 1e3..1e9) {
        let plan = plan(Dims { m, k, n }, TilingParams { tile_operations: operations, ..params(workers) });
        prop_assert!(covers_once(&plan));
        prop_assert!(plan.tiles.iter().all(|tile| plan.blocks[tile.block as usize] == tile.cols));
    }

    #[test]
    fn tiles_of_slabs_are_computed_as_the_slabs_of_the_whole(m in 1usize..20_000, k in 1usize..3000, n in 1usize..3000,
                                                             workers in 1usize..9) {
        let dims = Dims { m, k, n };
        let plan = plan(dims, TilingParams { algorithm: Algorithm::Strassen, ..params(workers) });
        let slabs_of = |rows: &Range<usize>| {
            let start = rows.start;
            slabs(Dims { m: rows.len(), ..dims }).into_iter().map(move |slab| start + slab.start..start + slab.end)
        };
        prop_assert_eq!(plan.tiles.iter().flat_map(|tile| slabs_of(&tile.rows)).collect::<Vec<_>>(), slabs(dims));
        // No worker gets more slabs than if each were a tile of its own.
        let load = |tile: &Tile| slabs_of(&tile.rows).count();
        let mut free_at = vec![0; workers];
        for tile in &plan.tiles {
            if let Some(first) = free_at.iter_mut().min() {
                *first += load(tile);
            }
        }
        prop_assert_eq!(free_at.into_iter().max(), Some(slabs(dims).len().div_ceil(workers)));
    }

    #[test]
    fn neither_a_block_nor_a_tile_is_larger_than_its_limit(
        m in up_to(20), k in up_to(25), n in up_to(20), workers in 1usize..=64,
    ) {
        prop_assume!((m as u64 * k as u64).max(k as u64 * n as u64).max(m as u64 * n as u64) < 1 << 31);
        let (dims, plan) = (Dims { m, k, n }, plan(Dims { m, k, n }, params(workers)));
        let bytes = |rows: usize, cols: usize| (rows * cols * 8) as u64;
        for cols in &plan.blocks {
            prop_assert!(cols.len() <= 8 || bytes(dims.k, cols.len().next_multiple_of(4)) <= BLOCK_BYTES, "{cols:?}");
        }
        for Tile { rows, cols, .. } in &plan.tiles {
            let most = bytes(rows.len(), dims.k.max(cols.len()));
            prop_assert!(rows.len() == 1 || most <= TILE_BYTES, "{rows:?}, {cols:?}");
        }
    }

    // Fewer rows are not dealt out: workers get columns.
    #[test]
    fn few_even_workers_finish_together(m in 13usize..5000, workers in 2usize..=FEW_WORKERS, operations in 2e8..4e9) {
        let tiles = plan(Dims { m, k: 512, n: 512 }, TilingParams { tile_operations: operations, ..params(workers) }).tiles;
        let mut rows = vec![0; workers];
        for tile in &tiles {
            if let Some(first) = rows.iter_mut().min() {
                *first += tile.rows.len();
            }
        }
        let last = rows.into_iter().max().unwrap_or_default();
        prop_assert!(last <= m.div_ceil(workers) * 11 / 10 + MAX_TILE_ROWS, "{last} of {m}: {tiles:?}");
    }

    #[test]
    fn no_block_has_one_column_only(panels in 0usize..200, more in 0usize..3, k in 0usize..100_000, workers in 1usize..70,
                                    operations in 1e3..1e10) {
        let n = panels * COLUMN_GRANULE as usize + more;
        let blocks = plan(Dims { m: 1, k, n }, TilingParams { tile_operations: operations, ..params(workers) }).blocks;
        prop_assert!(n <= 1 || blocks.iter().all(|cols| cols.len() > 1), "n = {n}: {blocks:?}");
        let borders: Vec<_> = blocks.iter().flat_map(|cols| [cols.start, cols.end]).collect();
        prop_assert!(borders.first().is_none_or(|&first| first == 0) && borders.last().is_none_or(|&last| last == n));
        prop_assert!(borders[..].get(1..).unwrap_or_default().chunks_exact(2).all(|pair| pair[0] == pair[1]));
    }
}

#[test]
fn a_worker_that_has_two_slabs_gets_them_together_if_that_is_short() {
    let tiles = |n, workers| {
        plan(Dims { m: n, k: n, n }, TilingParams { algorithm: Algorithm::Strassen, ..params(workers) }).tiles.len()
    };
    assert_eq!([tiles(2048, 1), tiles(2048, 2), tiles(4096, 2)], [1, 2, 4]);
}

#[test]
fn a_worker_needs_bounded_memory_however_large_n_is() {
    for n in [1024, 4096, 16_384, 65_536] {
        let plan = plan(Dims { m: n, k: n, n }, params(2));
        assert!(worker_bytes(&plan, DType::F64, [true; 2]) < 1 << 30, "n = {n}");
    }
}

#[test]
fn many_workers_get_tiles_enough_and_few_get_few() {
    let dims = Dims { m: 4096, k: 4096, n: 4096 };
    assert!(plan(dims, params(64)).tiles.len() >= 64 * 4);
    let few = plan(Dims { m: 512, k: 512, n: 512 }, params(2));
    assert!((4..=12).contains(&few.tiles.len()), "{:?}", few.tiles);
}

#[test]
fn with_few_rows_no_block_of_b_is_brought_twice() {
    for (k, n, blocks) in [(2048, 4096, 8), (2048, 1024, 4), (100_000, 512, 2), (500_000, 64, 1)] {
        for m in [1, 2, 12] {
            let plan = plan(Dims { m, k, n }, params(8));
            assert_eq!((plan.blocks.len(), plan.tiles.len()), (blocks, blocks), "{m} × {k} × {n}");
        }
    }
}

#[test]
fn a_tile_of_few_columns_is_not_so_tall_that_its_rows_of_a_are_long_on_the_way() {
    let plan = plan(Dims { m: 100_000, k: 1000, n: 64 }, params(2));
    let tallest = plan.tiles.iter().map(|tile| tile.rows.len() * 1000 * 8).max();
    assert!(tallest <= Some(17 << 20), "{tallest:?}");
}

#[test]
fn no_tile_is_much_longer_than_asked() {
    let plan = plan(Dims { m: 8192, k: 8192, n: 8192 }, params(2));
    let longest = plan.tiles.iter().map(|tile| 2.0 * tile.elements() as f64 * 8192.0).fold(0.0, f64::max);
    assert!(longest <= 2.6e9, "{longest}");
}
