//! The sizes that the paths of the kernel agree on: register tile, panel, block, and which products read B unpacked.

#![forbid(unsafe_code)]

/// The largest MR that a kernel may have.
pub const MAX_TILE_ROWS: usize = 6;

/// Bytes of a row of a B panel: two vectors.
pub const PANEL_BYTES: usize = 32;

/// Whether rows of B with `n` elements are wide: in narrower ones the ends of rows cost
/// [`few_rows`](super::tile::Tiles::few_rows) more than strips do. With several rows of A more is done before an end.
pub const fn is_wide<T>(m: usize, n: usize) -> bool {
    n / lanes::<T>() >= if m == 1 { 64 } else { 16 }
}

/// Columns of a B panel, NR: 4 `f64` or 8 `f32`.
pub const fn panel_columns<T>() -> usize {
    PANEL_BYTES / size_of::<T>()
}

/// Elements of one vector of 16 bytes: 2 `f64` or 4 `f32`.
pub const fn lanes<T>() -> usize {
    16 / size_of::<T>()
}

/// KC: rows of a block. A panel of KC rows (8 KiB) stays in the first-level cache during a row of tiles, beside the
/// packed rows of A.
pub const BLOCK_ROWS: usize = 256;

/// NC in bytes: a row of a block, 512 `f64` or 1024 `f32`. A block of 1 MiB stays in the second-level cache of recent
/// server and desktop cores, where it matters most with several workers: the third level is shared, and the page copies
/// through it at the same time. (On a Xeon with 2 MiB a product by two workers took 7 to 17 % longer with blocks of 2.5
/// MiB.) With narrower blocks, rows of A are packed more often.
pub const BLOCK_ROW_BYTES: usize = 4096;

/// NC: columns of a block.
pub const fn block_columns<T>() -> usize {
    BLOCK_ROW_BYTES / size_of::<T>()
}

/// Up to this many rows, packing B costs more than it saves, whatever its columns.
pub(super) const FEW_ROWS: usize = 3;

/// The same where rows of B are wide, see [`is_wide`].
const FEW_WIDE_ROWS: usize = 12;

/// Whether a product with `m` rows of A and `n` columns of B reads B in place because of its few rows.
pub fn packs_nothing<T>(m: usize, n: usize) -> bool {
    m <= FEW_ROWS || (m <= FEW_WIDE_ROWS && is_wide::<T>(m, n))
}
