//! The loops around the register tile, and the choice of a path by shape. Allocates only by growing the workspace.
//!
//! | shape | path |
//! |---|---|
//! | one column | [`Tiles::matrix_vector`]: A is read once |
//! | up to 3 rows | [`Tiles::few_rows`]: B is read once, in place |
//! | small B | nothing is packed; overlapping tiles at the edges |
//! | up to 12 rows, B not narrow | [`Tiles::few_rows`] |
//! | fewer columns than a panel | B packed into one panel, A read in place |
//! | everything else | B packed, then the streaming order |
//!
//! The streaming order goes over column blocks (NC), row blocks of B (KC), rows of A (MR), panels of B (NR). It differs
//! from Goto's in that there is no MC: MR × KC elements of A (12 KiB, packed) stay in the first-level cache
//! while the packed block of B streams past, at a rate that the second-level cache sustains. It
//! leaves more of the cache to B and was faster on every machine measured.
//!
//! Only the path for one column may sum in another order, and only a product with n = 1 takes it: a column of a wider
//! product has a stride and takes another path.

#![forbid(unsafe_code)]

use super::Dims;
use super::blocking::{BLOCK_ROWS, FEW_ROWS, MAX_TILE_ROWS, block_columns, lanes, packs_nothing, panel_columns};
use super::pack::PackedB;
use super::tile::{Batch, Panels, RowsOfA, Start, TileSize, Tiles, View, ViewMut};
use super::workspace::Workspace;
use crate::element::Element;

/// Up to this many bytes, B is read in place: it stays in the first-level cache.
const UNPACKED_BYTES_OF_B: usize = 32 * 1024;

/// Up to this many panels, A is read in place: too few tiles would share packed rows. Beyond, packing pays even
/// where rows are short, because rows a power of two apart are slow to read side by side (by 40 % on AMD's Zen 3).
const UNPACKED_A_PANELS: usize = 6;

/// Bytes that a cache fetches at once.
const LINE_BYTES: usize = 64;

/// Bytes of a few rows of C that stay in the first-level cache while rows of B pass by.
const FEW_ROWS_OF_C_BYTES: usize = 24 * 1024;

/// C (+)= A · B.
pub fn multiply<T: Element, I: Tiles<T>>(
    dims: Dims,
    a: View<'_, T>,
    b: View<'_, T>,
    mut c: ViewMut<'_, T>,
    start: Start,
    workspace: &mut Workspace<T>,
) {
    let Dims { m, k, n } = dims;
    if m == 0 || n == 0 {
        return;
    }
    if k == 0 {
        clear::<T>(m, n, &mut c, start);
    } else if n == 1 && b.stride == 1 && c.stride == 1 && start == Start::Zero {
        I::matrix_vector(a, &b.data[..k], &mut c.data[..m]);
    } else if m > FEW_ROWS && is_unpacked::<T>(k, n) && start == Start::Zero {
        unpacked::<T, I>(dims, a, b, c);
    } else if packs_nothing::<T>(m, n) {
        few_rows::<T, I>(dims, a, b, c, start);
    } else if n < panel_columns::<T>() {
        workspace.packed_b.reset_panels(k, n);
        workspace.packed_b.pack_view(0, k, b);
        narrow::<T, I>(m, a, &workspace.packed_b, c, start);
    } else {
        pack_and_stream::<T, I>(dims, Batch::one(a), b, Batch::one(c), start, workspace);
    }
}

/// C = A · B for `m` rows of A and a packed B; C is dense.
pub fn multiply_packed<T: Element, I: Tiles<T>>(
    m: usize,
    a: View<'_, T>,
    b: &PackedB<T>,
    mut c: ViewMut<'_, T>,
    workspace: &mut Workspace<T>,
) {
    if m == 0 || b.n() == 0 {
        return;
    }
    if b.k() == 0 {
        clear::<T>(m, b.n(), &mut c, Start::Zero);
    } else if b.n() == 1 {
        I::matrix_vector(a, b.vector(), &mut c.data[..m]);
    } else if b.n() < panel_columns::<T>() {
        narrow::<T, I>(m, a, b, c, Start::Zero);
    } else {
        stream::<T, I>(m, a, b, c, workspace.rows_of_a.as_mut_slice());
    }
}

/// The product of an empty inner dimension: zeros.
fn clear<T: Element>(m: usize, n: usize, c: &mut ViewMut<'_, T>, start: Start) {
    if start == Start::Zero {
        for row in 0..m {
            c.from(row, 0).data[..n].fill(T::default());
        }
    }
}

/// Few rows of A: rows of B are added into rows of C, which stay in the first-level cache. Long rows are divided
/// evenly, so that no part is narrow, except perhaps the last of many.
fn few_rows<T: Element, I: Tiles<T>>(dims: Dims, a: View<'_, T>, b: View<'_, T>, mut c: ViewMut<'_, T>, start: Start) {
    let Dims { m, n, .. } = dims;
    clear::<T>(m, n, &mut c, start);
    let most = FEW_ROWS_OF_C_BYTES / (m * size_of::<T>());
    let width = n.div_ceil(n.div_ceil(most)).next_multiple_of(panel_columns::<T>());
    for column in (0..n).step_by(width) {
        let part = Dims { n: width.min(n - column), ..dims };
        I::few_rows(part, a, b.from(0, column), c.from(0, column));
    }
}

/// Whether B is small, and a tile that overlaps its neighbour or fits exactly reaches its last columns.
fn is_unpacked<T>(k: usize, n: usize) -> bool {
    k * n * size_of::<T>() <= UNPACKED_BYTES_OF_B && (n >= panel_columns::<T>() || n == lanes::<T>())
}

/// One panel holds all of B. Where C is dense, a tile is stored past the end of its rows: the next row is stored later
/// and overwrites the excess. Only the last tile is computed in a buffer.
fn narrow<T: Element, I: Tiles<T>>(m: usize, a: View<'_, T>, b: &PackedB<T>, mut c: ViewMut<'_, T>, start: Start) {
    let (n, panel) = (b.n(), b.only_panel());
    let vectors = n.div_ceil(lanes::<T>());
    let beyond = vectors * lanes::<T>() - n;
    for (row, rows) in row_groups(m, I::ROWS) {
        let size = TileSize { rows, vectors, k: b.k(), across: 1 };
        let (a, c) = (a.from(row, 0), c.from(row, 0));
        if start == Start::Zero && c.stride == n && (m - row - rows) * n >= beyond {
            I::tiles(size, a.data, RowsOfA::Strided(a.stride), panel, c, start);
        } else {
            edge_tile::<T, I>(size, n, a.data, RowsOfA::Strided(a.stride), panel, c, start);
        }
    }
}

/// Nothing is packed. C is overwritten with whole chains, so tiles at the right edge may overlap their neighbours: a
/// column computed twice has the same bits.
fn unpacked<T: Element, I: Tiles<T>>(dims: Dims, a: View<'_, T>, b: View<'_, T>, mut c: ViewMut<'_, T>) {
    let Dims { m, k, n } = dims;
    let (panel, vector) = (panel_columns::<T>(), lanes::<T>());
    for (row, rows) in row_groups(m, I::ROWS) {
        let a = a.from(row, 0);
        let mut tiles = |column: usize, vectors: usize, across: usize| {
            let size = TileSize { rows, vectors, k, across };
            let b = Panels::in_place(b.from(0, column));
            I::tiles(size, a.data, RowsOfA::Strided(a.stride), b, c.from(row, column), Start::Zero);
        };
        let whole = n / panel;
        if whole > 0 {
            tiles(0, 2, whole);
        }
        match n % panel {
            0 => {}
            rest if rest <= vector => tiles(n - vector, 1, 1),
            _ => tiles(n - panel, 2, 1),
        }
    }
}

/// All of B is packed: over column blocks and row blocks.
fn stream<T: Element, I: Tiles<T>>(m: usize, a: View<'_, T>, b: &PackedB<T>, mut c: ViewMut<'_, T>, buffer: &mut [T]) {
    for column in (0..b.n()).step_by(block_columns::<T>()) {
        for p in (0..b.k()).step_by(BLOCK_ROWS) {
            let block = PackedBlock { b, row: p, column };
            block.multiply::<I>(m, a.from(0, p), c.from(0, column), continued(Start::Zero, p), buffer);
        }
    }
}

/// The same, but each block of B is packed just before its use, into the same memory. Several pairs of A and C may
/// share it. No size may be 0.
pub(super) fn pack_and_stream<T: Element, I: Tiles<T>>(
    dims: Dims,
    a: Batch<View<'_, T>>,
    b: View<'_, T>,
    mut c: Batch<ViewMut<'_, T>>,
    start: Start,
    workspace: &mut Workspace<T>,
) {
    let Dims { m, k, n } = dims;
    let Workspace { rows_of_a, packed_b, .. } = workspace;
    for column in (0..n).step_by(block_columns::<T>()) {
        for p in (0..k).step_by(BLOCK_ROWS) {
            let height = BLOCK_ROWS.min(k - p);
            packed_b.reset_panels(height, block_columns::<T>().min(n - column));
            packed_b.pack_view(0, height, b.from(p, column));
            let block = PackedBlock { b: packed_b, row: 0, column: 0 };
            let (a, mut c) = (a.from(0, p), c.from(0, column));
            for i in 0..c.count {
                block.multiply::<I>(m, a.get(i), c.get(i), continued(start, p), rows_of_a.as_mut_slice());
            }
        }
    }
}

/// Only the first row block of B may start a chain.
fn continued(start: Start, p: usize) -> Start {
    if p == 0 { start } else { Start::Accumulate }
}

/// KC × NC elements of B, packed; smaller at the end of B.
struct PackedBlock<'a, T> {
    b: &'a PackedB<T>,
    row: usize,
    column: usize,
}

impl<T: Element> PackedBlock<'_, T> {
    /// Whether the previous tile ended with another block, so that this one has left the second-level cache.
    fn is_one_of_many(&self) -> bool {
        self.b.k() > BLOCK_ROWS || self.b.n() > block_columns::<T>()
    }

    /// C (+)= A · block: the two innermost loops, over rows of A and over panels.
    fn multiply<I: Tiles<T>>(&self, m: usize, a: View<'_, T>, mut c: ViewMut<'_, T>, start: Start, buffer: &mut [T]) {
        let columns = block_columns::<T>().min(self.b.n() - self.column);
        let k = BLOCK_ROWS.min(self.b.k() - self.row);
        let (whole, rest) = (columns / panel_columns::<T>(), columns % panel_columns::<T>());
        let panels = self.b.panels(self.row, self.column);
        if self.is_one_of_many() {
            read_lines(panels.data);
        }
        for (row, rows) in row_groups(m, I::ROWS) {
            let direct = a.from(row, 0);
            let (a, rows_of_a) = if whole <= UNPACKED_A_PANELS {
                (direct.data, RowsOfA::Strided(direct.stride))
            } else {
                pack_rows_of_a(direct, rows, k, buffer);
                (&*buffer, RowsOfA::Packed)
            };
            if whole > 0 {
                let size = TileSize { rows, vectors: 2, k, across: whole };
                I::tiles(size, a, rows_of_a, panels, c.from(row, 0), start);
            }
            if rest > 0 {
                let size = TileSize { rows, vectors: rest.div_ceil(lanes::<T>()), k, across: 1 };
                let last = Panels { data: &panels.data[whole * panels.step..], ..panels };
                let c = c.from(row, columns - rest);
                if rest == size.vectors * lanes::<T>() {
                    I::tiles(size, a, rows_of_a, last, c, start);
                } else {
                    edge_tile::<T, I>(size, rest, a, rows_of_a, last, c, start);
                }
            }
        }
    }
}

/// Loads a block of B into the second-level cache, by a read of each line.
///
/// The first row of tiles would do so too, but it would wait for memory at every panel: between its multiplications
/// only a few lines are in flight, here as many as the processor can request. A tile of 60 to 250 rows of C gains 3 to
/// 10 % (on a Xeon with 2 MiB, k = n = 1024), because there the first row matters.
fn read_lines<T: Element>(block: &[T]) {
    let words: &[u32] = bytemuck::cast_slice(block);
    let read = words.iter().step_by(LINE_BYTES / size_of::<u32>()).fold(0, |all, &word| all ^ word);
    // Otherwise the compiler would remove reads whose result is unused.
    core::hint::black_box(read);
}

/// A tile of which C has only the first `columns`: it is computed in a buffer.
fn edge_tile<T: Element, I: Tiles<T>>(
    size: TileSize,
    columns: usize,
    a: &[T],
    rows_of_a: RowsOfA,
    b: Panels<'_, T>,
    c: ViewMut<'_, T>,
    start: Start,
) {
    let width = panel_columns::<T>();
    let mut edge = [T::default(); MAX_TILE_ROWS * 8];
    if start == Start::Accumulate {
        for row in 0..size.rows {
            for j in 0..columns {
                edge[row * width + j] = c.data[row * c.stride + j];
            }
        }
    }
    I::tiles(size, a, rows_of_a, b, ViewMut::new(&mut edge, width), start);
    for row in 0..size.rows {
        for j in 0..columns {
            c.data[row * c.stride + j] = edge[row * width + j];
        }
    }
}

/// Lays `rows` rows of A out as the tile reads them: column by column.
fn pack_rows_of_a<T: Element>(a: View<'_, T>, rows: usize, k: usize, packed: &mut [T]) {
    match rows {
        1 => pack_columns::<T, 1>(a, k, packed),
        2 => pack_columns::<T, 2>(a, k, packed),
        3 => pack_columns::<T, 3>(a, k, packed),
        4 => pack_columns::<T, 4>(a, k, packed),
        5 => pack_columns::<T, 5>(a, k, packed),
        6 => pack_columns::<T, 6>(a, k, packed),
        _ => unreachable!("no kernel has tiles of {rows} rows"),
    }
}

/// The same for a number of rows known at compile time.
fn pack_columns<T: Element, const ROWS: usize>(a: View<'_, T>, k: usize, packed: &mut [T]) {
    let rows: [&[T]; ROWS] = core::array::from_fn(|row| &a.data[row * a.stride..][..k]);
    let (columns, _) = packed[..ROWS * k].as_chunks_mut::<ROWS>();
    for (p, column) in columns.iter_mut().enumerate() {
        for row in 0..ROWS {
            column[row] = rows[row][p];
        }
    }
}

/// Splits m rows into groups for tiles of at most `largest` rows: (first row, rows).
///
/// A short last group would run at half speed, because it has few independent chains; it shares its rows evenly with
/// the group before it.
fn row_groups(m: usize, largest: usize) -> impl Iterator<Item = (usize, usize)> {
    let rest = m % largest;
    let shared = if rest != 0 && 2 * rest <= largest && m > largest { largest + rest } else { rest };
    let whole = m - shared;
    let first = if shared > largest { shared.div_ceil(2) } else { shared };
    let tail = [(whole, first), (whole + first, shared - first)];
    let groups = (0..whole).step_by(largest).map(move |row| (row, largest));
    groups.chain(tail.into_iter().filter(|&(_, rows)| rows > 0))
}
