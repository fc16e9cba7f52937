//! Splits C into blocks of columns, each with its part of B.

// Sizes are multiplied in 64 bits: in a browser `usize` has 32, and they would wrap.

use super::{FEW_WORKERS, FULL_TILE_ROWS, MOST_BLOCKS, PANEL_GRANULE, TilingParams};
use crate::kernel::Dims;
use crate::kernel::blocking::packs_nothing;
use std::ops::Range;

/// Blocks have a multiple of this many columns where [`BLOCK_BYTES`] allows.
pub(super) const COLUMN_GRANULE: u64 = 64;
/// Most bytes of B in a block of columns, unless one panel has more: a worker keeps a block.
pub(super) const BLOCK_BYTES: u64 = 256 << 20;
/// Smallest block of columns for which copying a tile's rows of A stays below 4 % of computing it.
const NARROWEST_BLOCK: u64 = 256;
/// From this many bytes of B on, few workers get a block of columns each: the tiles are squarer, so that a core reads
/// less of B for the same work. (With two workers, n = 1024 and 2048, about 3 % faster.)
const LARGE_BYTES_OF_B: u64 = 8 << 20;

pub(super) fn column_blocks(dims: Dims, params: TilingParams) -> Vec<Range<usize>> {
    let (k, n, size) = (dims.k as u64, dims.n as u64, params.dtype.size() as u64);
    if n == 0 {
        return Vec::new();
    }
    // A full tile of FULL_TILE_ROWS rows must stay below the tile limit, and the packed block below its bytes.
    let by_operations = (params.tile_operations / (2.0 * FULL_TILE_ROWS as f64 * k.max(1) as f64)) as u64;
    let panels = BLOCK_BYTES / (k.max(1) * size * PANEL_GRANULE);
    let most = (panels.max(1) * PANEL_GRANULE).max(n.div_ceil(MOST_BLOCKS).next_multiple_of(PANEL_GRANULE));
    // Every worker packs the block that it works on. With one block for four workers that stays near 4 % of the work.
    let workers = params.workers.max(1);
    let large = n.saturating_mul(k).saturating_mul(size) >= LARGE_BYTES_OF_B;
    // With few rows fetching B takes the time, so no block is fetched twice.
    let few = packs_nothing::<f64>(dims.m, dims.n);
    let sharers = if few || (large && workers <= FEW_WORKERS) { workers } else { workers.div_ceil(4) };
    let by_workers = n.div_ceil(sharers as u64);
    let least = NARROWEST_BLOCK.max(n.div_ceil(MOST_BLOCKS));
    let even = n.div_ceil(n.div_ceil(by_operations.min(by_workers).max(least).min(most)));
    let granule = if even.next_multiple_of(COLUMN_GRANULE) <= most { COLUMN_GRANULE } else { PANEL_GRANULE };
    let width = even.next_multiple_of(granule).min(n);
    let mut starts: Vec<u64> = (0..n).step_by(width as usize).collect();
    if n % width == 1 && n > 1 {
        // A last single column joins the block before it, or both are divided evenly.
        let single = starts.pop();
        starts.extend(single.filter(|_| width == most).map(|single| single - width / 2));
    }
    let ends = starts.iter().skip(1).copied().chain([n]);
    starts.iter().zip(ends).map(|(&start, end)| start as usize..end as usize).collect()
}
