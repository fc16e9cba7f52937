//! Divides a product into tiles, each of which one worker computes in one go.
//!
//! C is divided into blocks of columns, and each block into ranges of rows. A worker packs the part of B that belongs
//! to a block once and keeps it while it computes rows of that block, so blocks bound its memory for any n. The tiling
//! changes no bits: the order of the operations for an element of C depends on k only. The scheduler decides which
//! worker computes which tile.

mod columns;
mod rows;
#[cfg(test)]
mod tests;

use crate::element::DType;
use crate::kernel::workspace::workspace_bytes;
use crate::kernel::{Algorithm, Dims};
use columns::column_blocks;
use rows::{row_ranges, slab_ranges};
use std::ops::Range;

/// Number of a tile within its plan.
pub type TileId = u32;

/// A block of C: some rows of one block of columns.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    /// The tiles, in the order in which they are best dispatched.
    pub tiles: Vec<Tile>,
    /// The column blocks.
    pub blocks: Vec<Range<usize>>,
}

impl Plan {
    /// Whether every block of columns is one tile, so that no worker needs a block twice.
    pub fn has_one_tile_per_block(&self) -> bool {
        self.tiles.len() == self.blocks.len()
    }

    /// Columns of the widest block; 0 if there is none.
    pub fn widest_block(&self) -> usize {
        self.blocks.iter().map(|cols| cols.len()).max().unwrap_or(0)
    }
}

/// What the tiling depends on besides the sizes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TilingParams {
    /// Workers that share the tiles.
    pub workers: usize,
    /// Most operations in one tile. Bounds how long a worker takes to react to Stop.
    pub tile_operations: f64,
    /// Element type.
    pub dtype: DType,
    /// Strassen–Winograd tiles are whole slabs, which depend on the sizes only, so that the bits do, too.
    pub algorithm: Algorithm,
}

/// The unit of a block's columns: one panel of B in f32, two in f64.
const PANEL_GRANULE: u64 = 8;
/// Up to this many columns a worker keeps B plain for any number of tiles, so that the kernel can take its paths for
/// few columns. What it then packs for each tile, two panels of f64 or one of f32, is small compared with the tile's
/// rows of A.
pub const PLAIN_COLUMNS: usize = 8;
/// Fewest rows of a band of a transposed B, if it has as many: each is a piece of every one of its stored rows, and short
/// pieces are slow to copy.
pub const TURNED_BAND_ROWS: usize = 128;
/// Most blocks of columns. In a browser's memory only products of a few rows reach it.
const MOST_BLOCKS: u64 = 1 << 12;
/// Fetching a block of B, copied and packed, takes as long as computing about this many rows of C with it.
const BRINGING_ROWS: f64 = 32.0;
/// Rows of a full tile: with fewer, streaming the packed block of B is no longer hidden by computing.
const FULL_TILE_ROWS: u64 = 240;
/// Up to this many workers there are few and large tiles, because each costs the page time.
const FEW_WORKERS: usize = 4;

/// Divides the product `dims`, of any size, even where no memory could hold its operands.
///
/// No block has one column only, unless n = 1: a kernel may sum a product with one column in another order.
///
/// A block has at most 256 MiB of B and a tile at most 256 MiB each of A and of C, unless one panel of B (8 columns) or
/// one row has more. There are at most 2^12 blocks and about 2^20 tiles (never 2^21, for up to 64 workers); where a
/// product is so large that this contradicts the other limits, these numbers take precedence. With
/// [`Algorithm::Strassen`] none of this holds: there is one block, and a tile for each slab of about 1024 rows, or for
/// two of them.
pub fn plan(dims: Dims, params: TilingParams) -> Plan {
    let blocks = match params.algorithm {
        Algorithm::Classical => column_blocks(dims, params),
        Algorithm::Strassen => whole(dims.n),
    };
    let mut tiles = Vec::new();
    if dims.m > 0 && dims.n > 0 {
        // Block by block: the scheduler gives every worker a block of its own while there are enough.
        for (block, cols) in blocks.iter().enumerate() {
            let rows = match params.algorithm {
                Algorithm::Classical => row_ranges(dims, cols.len() as u64, blocks.len() as u64, params),
                Algorithm::Strassen => slab_ranges(dims, params.workers.max(1)),
            };
            tiles.extend(rows.into_iter().map(|rows| Tile { block: block as u32, rows, cols: cols.clone() }));
        }
    }
    Plan { dims, algorithm: params.algorithm, tiles, blocks }
}

/// The cost of fetching a block of `width` columns and `k` rows, in operations.
pub fn block_operations(width: usize, k: usize) -> f64 {
    2.0 * BRINGING_ROWS * width as f64 * k as f64
}

/// Most bytes of its own memory that a worker needs for this plan, in addition to what earlier jobs left.
///
/// With w columns in the widest block (w′ in whole panels; w itself up to 8 columns, which stay plain), r rows in the
/// tallest tile and s bytes in an element:
///
/// | bytes | what for |
/// |---|---|
/// | s·k·w′ | the block of B, packed or plain |
/// | 8·k + 32·w | its sketch for the check, the norms of its columns |
/// | max(128 KiB, 8·s·w) + s·w | a band of it |
/// | max(128 KiB, 128·s·w) instead, and 128 KiB | if B is transposed: bands are higher, and columns of it are turned |
/// | s·r·k + s·r·w | the tile's rows of A, the tile itself |
/// | max(128 KiB, s·r) | if A is transposed: columns of it are turned |
/// | 32·r | norms and expectations of its rows |
/// | 64 KiB | everything else |
///
/// and what the kernel needs, see [`workspace_bytes`]. Buffers in which operands arrive and tiles leave, where memory
/// is not shared, are outside of this memory.
pub fn worker_bytes(plan: &Plan, dtype: DType, transposed: [bool; 2]) -> u64 {
    let rows = plan.tiles.iter().map(|tile| tile.rows.len()).max().unwrap_or(0);
    let dims = Dims { m: rows, k: plan.dims.k, n: plan.widest_block() };
    // Products of three sizes of 32 bits exceed 64.
    let [r, k, w, s] = [dims.m, dims.k, dims.n, dtype.size()].map(|size| size as u128);
    let panels = if dims.n > PLAIN_COLUMNS { w.next_multiple_of(PANEL_GRANULE.into()) } else { w };
    let block = s * k * panels + 8 * k + 32 * w;
    let [turned_a, turned_b] = transposed;
    let least_rows = if turned_b { (TURNED_BAND_ROWS as u128).min(k) } else { 8 };
    let band = (least_rows * s * w).max(128 << 10) + s * w + if turned_b { 128 << 10 } else { 0 };
    let tile = s * r * (k + w) + 32 * r + if turned_a { (s * r).max(128 << 10) } else { 0 };
    let kernel = workspace_bytes(dims, plan.algorithm, dtype.size());
    u64::try_from(block + band + tile + kernel + (64 << 10)).unwrap_or(u64::MAX)
}

fn whole(n: usize) -> Vec<Range<usize>> {
    if n == 0 { Vec::new() } else { std::iter::once(0..n).collect() }
}
