//! Splits a block of columns into ranges of rows.

// Sizes are multiplied in 64 bits: in a browser `usize` has 32, and they would wrap.

use super::{FEW_WORKERS, FULL_TILE_ROWS, TilingParams};
use crate::kernel::Dims;
use crate::kernel::blocking::{MAX_TILE_ROWS, packs_nothing};
use crate::kernel::recursion::{SLABS_TOGETHER, slabs};
use std::ops::Range;

/// Ranges have a multiple of this many rows where possible: whole register tiles, of 6 rows (relaxed) and of 5 (plain).
const ROW_GRANULE: u64 = 30;
/// Most bytes of A and most of C in a tile, unless one row has more.
pub(super) const TILE_BYTES: u64 = 256 << 20;
/// Most bytes of A in a tile that is taller than a full one: where memory is not shared they are one message.
const TALL_TILE_BYTES: u64 = 16 << 20;
/// Most operations in a tile of several slabs: about a second.
const TOGETHER_OPERATIONS: f64 = 2e10;
/// Fewest operations in a tile, unless a worker's share has fewer.
const TILE_WORTH: f64 = 2.5e7;
/// Most tiles of a plan, about: see [`plan`]. No product that fits into a browser's memory reaches it.
pub(super) const MOST_TILES: u64 = 1 << 20;

/// The rows of a block in shrinking ranges: large ones first, so that B is streamed seldom, small ones at the end, so
/// that all workers finish together.
pub(super) fn row_ranges(dims: Dims, width: u64, blocks: u64, params: TilingParams) -> Vec<Range<usize>> {
    let (m, k, size) = (dims.m as u64, dims.k as u64, params.dtype.size() as u64);
    let operations_of_a_row = 2.0 * width.max(1) as f64 * k.max(1) as f64;
    let row_of_a = k.max(1) * size;
    let fewest = whole_granules(m.div_ceil(MOST_TILES / blocks));
    let by_bytes = (TALL_TILE_BYTES / row_of_a).max(FULL_TILE_ROWS);
    let most = ((params.tile_operations / operations_of_a_row) as u64).min(by_bytes).max(fewest);
    let limit = (TILE_BYTES / row_of_a.max(width * size)).max(fewest);
    // Workers that share the block, if all of them work.
    let sharers = (params.workers.max(1) as u64).div_ceil(blocks);
    // A tile costs the page some tenths of a millisecond, so it should have about a millisecond of work.
    let worth = (TILE_WORTH / operations_of_a_row).ceil() as u64;
    let least = worth.min(m.div_ceil(sharers)).max(ROW_GRANULE.min(m / (2 * sharers)).max(1));
    let heights = match params.workers {
        // Fetching the block takes longer than computing the rows.
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

/// Divides `height` evenly into as few pieces as possible, of at most `limit` each.
fn in_pieces(height: u64, limit: u64) -> impl Iterator<Item = u64> {
    let count = height.div_ceil(limit);
    (0..count).map(move |piece| (piece + 1) * height / count - piece * height / count)
}

/// For one worker: as few ranges as possible.
fn even(m: u64, most: u64) -> Vec<u64> {
    let rows = m.div_ceil(m.div_ceil(most)).next_multiple_of(MAX_TILE_ROWS as u64);
    (0..m).step_by(rows.min(m) as usize).map(|start| rows.min(m - start)).collect()
}

/// For few workers: batches of equal ranges, one for each of them; each batch has two thirds of the rows that are left
/// (after factoring, Flynn Hummel, Schonberg and Flynn 1992, who halve), the last one all of them. Other workers can
/// still help with the last rows of a block that had one worker.
fn factored(m: u64, sharers: u64, least: u64, most: u64) -> Vec<u64> {
    let (mut left, mut heights) = (m, Vec::new());
    while left > 0 {
        let rows = whole_granules((2 * left).div_ceil(3 * sharers).max(least).min(most));
        let last_rows = left.div_ceil(sharers).next_multiple_of(MAX_TILE_ROWS as u64);
        let rows = if left < sharers * rows + least && last_rows <= most { last_rows } else { rows };
        for _ in 0..sharers {
            heights.push(rows.min(left));
            left -= rows.min(left);
        }
    }
    heights.retain(|&rows| rows > 0);
    heights
}

/// For many workers: each range is a quarter of a fair share of the rows that are left (after guided self-scheduling,
/// Polychronopoulos and Kuck 1987). Some workers are slow, and a block may get only slow ones.
fn guided(m: u64, sharers: u64, least: u64, most: u64) -> Vec<u64> {
    let (mut left, mut heights) = (m, Vec::new());
    while left > 0 {
        let rows = whole_granules(left.div_ceil(4 * sharers).max(least).min(most));
        // No tiny range at the end.
        let rows = if left < rows + rows / 2 && rows + rows / 2 <= most { left } else { rows.min(left) };
        heights.push(rows);
        left -= rows;
    }
    heights
}

/// Rounds up to a multiple of [`ROW_GRANULE`], from one granule on.
fn whole_granules(rows: u64) -> u64 {
    if rows >= ROW_GRANULE { rows.next_multiple_of(ROW_GRANULE) } else { rows }
}

/// The slabs of Strassen–Winograd, some of them in pairs: a worker that has several anyway computes two of one height
/// faster together, as long as progress is not delayed too much.
pub(super) fn slab_ranges(dims: Dims, workers: usize) -> Vec<Range<usize>> {
    let slabs = slabs(dims);
    let together = SLABS_TOGETHER * (dims.m / slabs.len());
    let pays = dims.m.is_multiple_of(slabs.len()) && Dims { m: together, ..dims }.operations() <= TOGETHER_OPERATIONS;
    // Every worker gets the same number of these tiles, so that all finish together.
    let tiles = if pays { slabs.len() / (SLABS_TOGETHER * workers) * workers } else { 0 };
    let shared = (0..tiles).map(|tile| tile * together..(tile + 1) * together);
    shared.chain(slabs.into_iter().skip(tiles * SLABS_TOGETHER)).collect()
}
