//! Cuts a product into tiles: which block of C one worker computes in one go.
//!
//! C is cut into blocks of columns, and each block into ranges of rows. A worker packs the part of B
//! that belongs to a block once and keeps it while it computes rows of that block, so the blocks bound
//! its memory whatever n is, and the rows are what is dealt out.
//!
//! The cut changes no bits: the order of the operations for an element of C depends on k only, whoever computes it.
//! Refuses to know workers as more than a number; who computes what is the scheduler's business.

use crate::element::DType;
use crate::kernel::blocking::{MAX_TILE_ROWS, packs_nothing};
use crate::kernel::recursion::{SLABS_TOGETHER, slabs};
use crate::kernel::workspace::workspace_bytes;
use crate::kernel::{Algorithm, Dims};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Number of a tile within its plan.
pub type TileId = u32;

/// A block of C: some rows of one block of columns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tile {
    /// Which block of columns; tiles of equal block share a packed part of B.
    pub block: u32,
    /// Rows of C.
    pub rows: Range<usize>,
    /// Columns of C.
    pub cols: Range<usize>,
}

impl Tile {
    /// Number of elements of C in this tile.
    pub fn elements(&self) -> usize {
        self.rows.len() * self.cols.len()
    }
}

/// All tiles of one product. Together they cover every element of C exactly once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Sizes of the product.
    pub dims: Dims,
    /// How it is computed.
    pub algorithm: Algorithm,
    /// The tiles, in the order in which they are best dealt out.
    pub tiles: Vec<Tile>,
    /// The column blocks.
    pub blocks: Vec<Range<usize>>,
}

impl Plan {
    /// Columns of the widest block; 0 if there is none.
    fn widest_block(&self) -> usize {
        self.blocks.iter().map(|cols| cols.len()).max().unwrap_or(0)
    }
}

/// What the cut depends on besides the sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cut {
    /// Workers that will share the tiles.
    pub workers: usize,
    /// Most operations in one tile. It bounds how long a worker is deaf to Stop.
    pub tile_operations: f64,
    /// Element type.
    pub dtype: DType,
    /// Strassen–Winograd tiles are whole slabs that depend on the sizes only, so that its bits do too.
    pub algorithm: Algorithm,
}

/// Rows are cut in multiples of this where possible: whole register tiles, of 6 rows (relaxed) and of 5 (plain).
const ROW_GRANULE: u64 = 30;
/// Columns are cut in multiples of this where [`BLOCK_BYTES`] allows so many.
const COLUMN_GRANULE: u64 = 64;
/// Else in multiples of this: a panel of B, or two for f64.
const PANEL_GRANULE: u64 = 8;
/// Up to so many columns a worker keeps B plain for any number of tiles, so that the kernel may take its paths for few
/// columns. What it then packs for a tile, two panels of f64 or one of f32, is little beside the tile's rows of A.
pub const PLAIN_COLUMNS: usize = 8;
/// Most bytes of B in a block of columns, unless one panel has more: a worker keeps a block.
const BLOCK_BYTES: u64 = 256 << 20;
/// Most bytes of A and most of C in a tile, unless one row has more.
const TILE_BYTES: u64 = 256 << 20;
/// Most bytes of A in a tile that is taller than a full one: where memory is not shared they are one message.
const TALL_TILE_BYTES: u64 = 16 << 20;
/// Rows of a full tile: with fewer, streaming the packed block of B is no longer hidden by computing.
const FULL_TILE_ROWS: u64 = 240;
/// Smallest block of columns for which copying a tile's rows of A stays below 4 % of computing it.
const NARROWEST_BLOCK: u64 = 256;

/// Most operations in a tile of several slabs: about a second.
const TOGETHER_OPERATIONS: f64 = 2e10;

/// Fewest operations in a tile, unless a worker's share has fewer.
const TILE_WORTH: f64 = 2.5e7;

/// From so many bytes of B on, few workers get a block of columns each: the tiles are squarer, so that less of B passes
/// through a core for the same work. (By two workers, n = 1024 and 2048, some 3 % faster.)
const LARGE_BYTES_OF_B: u64 = 8 << 20;
/// Up to so many workers tiles are few and large, because each takes the page's time.
const FEW_WORKERS: usize = 4;
/// Bringing a block of B in, copied and packed, takes as long as computing about so many rows of C with it.
const BRINGING_ROWS: f64 = 32.0;

/// Most blocks of columns, whatever else they should be. In a browser's memory only products of a few rows reach it.
const MOST_BLOCKS: u64 = 1 << 12;
/// Most tiles of a plan, about: see [`plan`]. No product that fits into a browser's memory reaches it.
const MOST_TILES: u64 = 1 << 20;

/// Cuts the product `dims`, of any size: also of one whose operands fit nowhere.
///
/// No block has one column only, unless n = 1: a kernel may sum a product with one column in another order.
///
/// A block has at most 256 MiB of B and a tile at most 256 MiB each of A and of C, unless one panel of B (8 columns) or
/// one row has more. There are at most 2^12 blocks and about 2^20 tiles (never 2^21, for up to 64 workers); where a
/// product has so many elements that this contradicts the other limits, the number holds and they give way.
/// With [`Algorithm::Strassen`] nothing of this holds: there is one block, and a tile for each slab of some 1024 rows, or
/// for two of them.
pub fn plan(dims: Dims, cut: Cut) -> Plan {
    let blocks = match cut.algorithm {
        Algorithm::Classical => column_blocks(dims, cut),
        Algorithm::Strassen => whole(dims.n),
    };
    let mut tiles = Vec::new();
    if dims.m > 0 && dims.n > 0 {
        // One block after the other: the scheduler gives every worker a block of its own as long as there are some.
        for (block, cols) in blocks.iter().enumerate() {
            let rows = match cut.algorithm {
                Algorithm::Classical => row_ranges(dims, cols.len() as u64, blocks.len() as u64, cut),
                Algorithm::Strassen => slab_ranges(dims, cut.workers.max(1)),
            };
            tiles.extend(rows.into_iter().map(|rows| Tile { block: block as u32, rows, cols: cols.clone() }));
        }
    }
    Plan { dims, algorithm: cut.algorithm, tiles, blocks }
}

/// What bringing a block in costs a worker, in operations; for the widest block.
pub fn block_operations(plan: &Plan) -> f64 {
    2.0 * BRINGING_ROWS * plan.widest_block() as f64 * plan.dims.k as f64
}

/// Bytes of its own memory that a worker needs at most for this plan, on top of what earlier jobs left there.
///
/// With w columns in the widest block (w′ in whole panels; w itself up to 8, which stay plain), r rows in the tallest tile and s bytes in an element:
///
/// | bytes | what for |
/// |---|---|
/// | s·k·w′ | the block of B, packed or plain |
/// | 8·k + 32·w | its sketch for the check, the measures of its columns |
/// | max(128 KiB, 8·s·w) + s·w | a band of it on its way |
/// | s·r·k + s·r·w | the tile's rows of A, the tile itself |
/// | 32·r | norms and expectations of its rows |
/// | 64 KiB | whatever is small |
///
/// and what the kernel takes, see [`workspace_bytes`]. Arrays in which operands come and a tile goes, where memory
/// is not shared, are not in this memory.
pub fn worker_bytes(plan: &Plan, dtype: DType) -> u64 {
    let rows = plan.tiles.iter().map(|tile| tile.rows.len()).max().unwrap_or(0);
    let dims = Dims { m: rows, k: plan.dims.k, n: plan.widest_block() };
    // Products of three sizes of 32 bits exceed 64.
    let [r, k, w, s] = [dims.m, dims.k, dims.n, dtype.size()].map(|size| size as u128);
    let panels = if dims.n > PLAIN_COLUMNS { w.next_multiple_of(PANEL_GRANULE.into()) } else { w };
    let block = s * k * panels + 8 * k + 32 * w;
    let band = (8 * s * w).max(128 << 10) + s * w;
    let tile = s * r * (k + w) + 32 * r;
    let kernel = workspace_bytes(dims, plan.algorithm, dtype.size());
    u64::try_from(block + band + tile + kernel + (64 << 10)).unwrap_or(u64::MAX)
}

fn whole(n: usize) -> Vec<Range<usize>> {
    if n == 0 { Vec::new() } else { std::iter::once(0..n).collect() }
}

// All that follows counts in 64 bits: where `usize` has 32, products of sizes would wrap.

fn column_blocks(dims: Dims, cut: Cut) -> Vec<Range<usize>> {
    let (k, n, size) = (dims.k as u64, dims.n as u64, cut.dtype.size() as u64);
    if n == 0 {
        return Vec::new();
    }
    // A full tile of FULL_TILE_ROWS rows must stay below the tile limit, and the packed block below its bytes.
    let by_operations = (cut.tile_operations / (2.0 * FULL_TILE_ROWS as f64 * k.max(1) as f64)) as u64;
    let panels = BLOCK_BYTES / (k.max(1) * size * PANEL_GRANULE);
    let most = (panels.max(1) * PANEL_GRANULE).max(n.div_ceil(MOST_BLOCKS).next_multiple_of(PANEL_GRANULE));
    // Every worker packs the block that it works on. With one block for four workers that stays near 4 % of the work.
    let workers = cut.workers.max(1);
    let large = n.saturating_mul(k).saturating_mul(size) >= LARGE_BYTES_OF_B;
    // With few rows it is bringing B that takes the time, so nobody brings what another does.
    let few = packs_nothing::<f64>(dims.m, dims.n);
    let sharers = if few || (large && workers <= FEW_WORKERS) { workers } else { workers.div_ceil(4) };
    let by_workers = n.div_ceil(sharers as u64);
    let least = NARROWEST_BLOCK.max(n.div_ceil(MOST_BLOCKS));
    let even = n.div_ceil(n.div_ceil(by_operations.min(by_workers).max(least).min(most)));
    let granule = if even.next_multiple_of(COLUMN_GRANULE) <= most { COLUMN_GRANULE } else { PANEL_GRANULE };
    let width = even.next_multiple_of(granule).min(n);
    let mut starts: Vec<u64> = (0..n).step_by(width as usize).collect();
    if n % width == 1 && n > 1 {
        // A last single column goes with the block before it, or both are cut in the middle.
        let single = starts.pop();
        starts.extend(single.filter(|_| width == most).map(|single| single - width / 2));
    }
    let ends = starts.iter().skip(1).copied().chain([n]);
    starts.iter().zip(ends).map(|(&start, end)| start as usize..end as usize).collect()
}

/// The rows of a block in shrinking ranges: large ones first, so that B is streamed seldom, small ones at the end, so
/// that all workers finish together.
fn row_ranges(dims: Dims, width: u64, blocks: u64, cut: Cut) -> Vec<Range<usize>> {
    let (m, k, size) = (dims.m as u64, dims.k as u64, cut.dtype.size() as u64);
    let operations_of_a_row = 2.0 * width.max(1) as f64 * k.max(1) as f64;
    let row_of_a = k.max(1) * size;
    let fewest = whole_granules(m.div_ceil(MOST_TILES / blocks));
    let by_bytes = (TALL_TILE_BYTES / row_of_a).max(FULL_TILE_ROWS);
    let most = ((cut.tile_operations / operations_of_a_row) as u64).min(by_bytes).max(fewest);
    let limit = (TILE_BYTES / row_of_a.max(width * size)).max(fewest);
    // Workers that share the block, if all of them work.
    let sharers = (cut.workers.max(1) as u64).div_ceil(blocks);
    // A tile must be worth the page's time for it, some tenths of a ms: about a ms of work.
    let worth = (TILE_WORTH / operations_of_a_row).ceil() as u64;
    let least = worth.min(m.div_ceil(sharers)).max(ROW_GRANULE.min(m / (2 * sharers)).max(1));
    let heights = match cut.workers {
        // Bringing the block takes longer than computing them.
        _ if packs_nothing::<f64>(dims.m, dims.n) => vec![m],
        0 | 1 => even(m, most),
        workers if workers <= FEW_WORKERS => factored(m, sharers, least, most),
        _ => guided(m, sharers, least, most),
    };
    let ends = heights.into_iter().flat_map(|height| in_pieces(height, limit)).scan(0, |end, height| {
        *end += height;
        Some((*end - height, *end))
    });
    ends.map(|(start, end)| start as usize..end as usize).collect()
}

/// As few even pieces of `height` as may be, of at most `limit` each.
fn in_pieces(height: u64, limit: u64) -> impl Iterator<Item = u64> {
    let count = height.div_ceil(limit);
    (0..count).map(move |piece| (piece + 1) * height / count - piece * height / count)
}

/// For one worker: as few ranges as may be.
fn even(m: u64, most: u64) -> Vec<u64> {
    let rows = m.div_ceil(m.div_ceil(most)).next_multiple_of(MAX_TILE_ROWS as u64);
    (0..m).step_by(rows.min(m) as usize).map(|start| rows.min(m - start)).collect()
}

/// For few workers: batches of equal ranges, one for each of them; each batch has two thirds of the rows that are left
/// (after factoring, Flynn Hummel, Schonberg and Flynn 1992, who halve), the last one all of them. Who is alone with a
/// block may still be helped with the last of its rows.
fn factored(m: u64, sharers: u64, least: u64, most: u64) -> Vec<u64> {
    let (mut left, mut heights) = (m, Vec::new());
    while left > 0 {
        let rows = whole_granules((2 * left).div_ceil(3 * sharers).max(least).min(most));
        let no_crumb = left.div_ceil(sharers).next_multiple_of(MAX_TILE_ROWS as u64);
        let rows = if left < sharers * rows + least && no_crumb <= most { no_crumb } else { rows };
        for _ in 0..sharers {
            heights.push(rows.min(left));
            left -= rows.min(left);
        }
    }
    heights.retain(|&rows| rows > 0);
    heights
}

/// For many workers: each range is a quarter of a fair share of the rows that are left (after guided self-scheduling,
/// Polychronopoulos and Kuck 1987). Some of the workers are slow, and a block may meet with slow ones only.
fn guided(m: u64, sharers: u64, least: u64, most: u64) -> Vec<u64> {
    let (mut left, mut heights) = (m, Vec::new());
    while left > 0 {
        let rows = whole_granules(left.div_ceil(4 * sharers).max(least).min(most));
        // No crumb at the end.
        let rows = if left < rows + rows / 2 && rows + rows / 2 <= most { left } else { rows.min(left) };
        heights.push(rows);
        left -= rows;
    }
    heights
}

/// Rows in multiples of [`ROW_GRANULE`], if they are so many.
fn whole_granules(rows: u64) -> u64 {
    if rows >= ROW_GRANULE { rows.next_multiple_of(ROW_GRANULE) } else { rows }
}

/// The slabs of Strassen–Winograd, some of them in one tile: a worker that has several anyway computes them faster
/// together, if they are of one height and people need not wait for progress.
fn slab_ranges(dims: Dims, workers: usize) -> Vec<Range<usize>> {
    let slabs = slabs(dims);
    let together = SLABS_TOGETHER * (dims.m / slabs.len());
    let pays = dims.m.is_multiple_of(slabs.len()) && Dims { m: together, ..dims }.operations() <= TOGETHER_OPERATIONS;
    // Every worker gets as many of these tiles, so that none is the last.
    let tiles = if pays { slabs.len() / (SLABS_TOGETHER * workers) * workers } else { 0 };
    let shared = (0..tiles).map(|tile| tile * together..(tile + 1) * together);
    shared.chain(slabs.into_iter().skip(tiles * SLABS_TOGETHER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(workers: usize) -> Cut {
        Cut { workers, tile_operations: 2e9, dtype: DType::F64, algorithm: Algorithm::Classical }
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
            let plan = plan(dims, Cut { tile_operations: operations, ..cut(workers) });
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
            let plan = plan(Dims { m, k, n }, Cut { tile_operations: operations, ..cut(workers) });
            prop_assert!(covers_once(&plan));
            prop_assert!(plan.tiles.iter().all(|tile| plan.blocks[tile.block as usize] == tile.cols));
        }

        #[test]
        fn tiles_of_slabs_are_computed_as_the_slabs_of_the_whole(m in 1usize..20_000, k in 1usize..3000, n in 1usize..3000,
                                                                 workers in 1usize..9) {
            let dims = Dims { m, k, n };
            let plan = plan(dims, Cut { algorithm: Algorithm::Strassen, ..cut(workers) });
            let slabs_of = |rows: &Range<usize>| {
                let start = rows.start;
                slabs(Dims { m: rows.len(), ..dims }).into_iter().map(move |slab| start + slab.start..start + slab.end)
            };
            prop_assert_eq!(plan.tiles.iter().flat_map(|tile| slabs_of(&tile.rows)).collect::<Vec<_>>(), slabs(dims));
            // Nobody gets more of them than without tiles of several.
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
            let (dims, plan) = (Dims { m, k, n }, plan(Dims { m, k, n }, cut(workers)));
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
            let tiles = plan(Dims { m, k: 512, n: 512 }, Cut { tile_operations: operations, ..cut(workers) }).tiles;
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
            let blocks = plan(Dims { m: 1, k, n }, Cut { tile_operations: operations, ..cut(workers) }).blocks;
            prop_assert!(n <= 1 || blocks.iter().all(|cols| cols.len() > 1), "n = {n}: {blocks:?}");
            let borders: Vec<_> = blocks.iter().flat_map(|cols| [cols.start, cols.end]).collect();
            prop_assert!(borders.first().is_none_or(|&first| first == 0) && borders.last().is_none_or(|&last| last == n));
            prop_assert!(borders[..].get(1..).unwrap_or_default().chunks_exact(2).all(|pair| pair[0] == pair[1]));
        }
    }

    #[test]
    fn a_worker_that_has_two_slabs_gets_them_together_if_that_is_short() {
        let tiles = |n, workers| {
            plan(Dims { m: n, k: n, n }, Cut { algorithm: Algorithm::Strassen, ..cut(workers) }).tiles.len()
        };
        assert_eq!([tiles(2048, 1), tiles(2048, 2), tiles(4096, 2)], [1, 2, 4]);
    }

    #[test]
    fn a_worker_needs_bounded_memory_however_large_n_is() {
        for n in [1024, 4096, 16_384, 65_536] {
            let plan = plan(Dims { m: n, k: n, n }, cut(2));
            assert!(worker_bytes(&plan, DType::F64) < 1 << 30, "n = {n}: {}", worker_bytes(&plan, DType::F64));
        }
    }

    #[test]
    fn many_workers_get_tiles_enough_and_few_get_few() {
        let dims = Dims { m: 4096, k: 4096, n: 4096 };
        assert!(plan(dims, cut(64)).tiles.len() >= 64 * 4);
        let few = plan(Dims { m: 512, k: 512, n: 512 }, cut(2));
        assert!((4..=12).contains(&few.tiles.len()), "{:?}", few.tiles);
    }

    #[test]
    fn with_few_rows_no_block_of_b_is_brought_twice() {
        for (k, n, blocks) in [(2048, 4096, 8), (2048, 1024, 4), (100_000, 512, 2), (500_000, 64, 1)] {
            for m in [1, 2, 12] {
                let plan = plan(Dims { m, k, n }, cut(8));
                assert_eq!((plan.blocks.len(), plan.tiles.len()), (blocks, blocks), "{m} × {k} × {n}");
            }
        }
    }

    #[test]
    fn a_tile_of_few_columns_is_not_so_tall_that_its_rows_of_a_are_long_on_the_way() {
        let plan = plan(Dims { m: 100_000, k: 1000, n: 64 }, cut(2));
        let tallest = plan.tiles.iter().map(|tile| tile.rows.len() * 1000 * 8).max();
        assert!(tallest <= Some(17 << 20), "{tallest:?}");
    }

    #[test]
    fn no_tile_is_much_longer_than_asked() {
        let plan = plan(Dims { m: 8192, k: 8192, n: 8192 }, cut(2));
        let longest = plan.tiles.iter().map(|tile| 2.0 * tile.elements() as f64 * 8192.0).fold(0.0, f64::max);
        assert!(longest <= 2.6e9, "{longest}");
    }
}
