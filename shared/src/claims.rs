//! Tiles that workers claim from a table in shared memory, instead of being sent them one by one.
//!
//! The table holds the plan of a product and, for each tile, whether it is free, claimed or done. A worker has a *turn* at
//! the job: it claims tiles until none is free, its limit is reached, or the page ends the turn.
//!
//! ```text
//!            claim (compare and exchange)         finish (compare and exchange)
//!   FREE ─────────────────────────────► turn + 1 ──────────────────────────────► DONE
//!     ▲                                    │
//!     └────────────────────────────────────┘
//!       release: the page, when the worker is lost or could not compute the tile
//! ```
//!
//! What a worker writes (the tile's elements and its [`TileRecord`]) is written before the tile is done, so whoever reads
//! `DONE` may read them. A worker that was declared lost but still runs cannot finish a tile that was released: its
//! exchange fails. It may write the tile's elements once more, which are the same bits.
//!
//! A worker that finds nothing to claim sleeps on the word [`SIGNAL`] until that changes: at the end of the product, or when
//! a tile is released.

use crate::certificate::{Norms, Verification};
use crate::kernel::Dims;
use crate::protocol::{TileReport, TileTimings, Turn};
use crate::tiling::{Plan, Tile, TileId, block_operations};
use std::ops::Range;

/// The word that counts the tiles that are done; notified with each.
pub const PROGRESS: usize = 0;
/// The word that changes when a sleeping worker has to look again; the page sleeps on it, too.
pub const SIGNAL: usize = 1;
const BLOCKS: usize = 2;
const TILES: usize = 3;
/// From here on, for each slot of the pool: 1 + the latest turn that the page has ended there.
const ENDED: usize = 4;
/// Slots that a table has room for.
pub const MAX_SLOTS: usize = 64;
const PLAN: usize = ENDED + MAX_SLOTS;

const FREE: i32 = 0;
const DONE: i32 = -1;

/// Words of the table, on memory that several threads may share. Indexes are within the table.
pub trait Words {
    /// Reads a word.
    fn load(&self, index: usize) -> i32;
    /// Replaces a word if it is `expected`; returns whether it was.
    fn exchange(&self, index: usize, expected: i32, new: i32) -> bool;
    /// Writes a word.
    fn store(&self, index: usize, value: i32);
    /// Adds one to a word, and wakes those that sleep on it.
    fn bump(&self, index: usize);
    /// Copies consecutive words, each of which may be older than the next.
    fn copy(&self, from: usize, target: &mut [i32]);
}

/// State of a tile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TileState {
    /// Nobody has it.
    Free,
    /// It is computed in this turn.
    Claimed(Turn),
    /// It lies in C.
    Done,
}

impl TileState {
    /// The state that a word of the table stands for.
    pub fn of_word(word: i32) -> Self {
        match word {
            FREE => Self::Free,
            DONE => Self::Done,
            turn => Self::Claimed((turn as u32).wrapping_sub(1)),
        }
    }
}

fn claimed_in(turn: Turn) -> i32 {
    turn.wrapping_add(1) as i32
}

/// Sizes of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableLayout {
    blocks: usize,
    tiles: usize,
}

impl TableLayout {
    /// The table of a plan.
    pub fn of(plan: &Plan) -> Self {
        Self { blocks: plan.blocks.len(), tiles: plan.tiles.len() }
    }

    fn tiles_from(self) -> usize {
        PLAN + 2 * self.blocks
    }

    /// Index of the first tile's state; the others follow.
    pub fn states(self) -> usize {
        self.tiles_from() + 3 * self.tiles
    }

    /// Number of words, an even one: records of 64 bits follow.
    pub fn words(self) -> usize {
        (self.states() + self.tiles).next_multiple_of(2)
    }

    /// Bytes of the table and its records.
    pub fn bytes(self) -> u64 {
        4 * self.words() as u64 + 8 * (self.tiles * TileRecord::NUMBERS) as u64
    }
}

/// The words of a new table.
pub fn table_words(plan: &Plan) -> Vec<i32> {
    let layout = TableLayout::of(plan);
    let mut words = vec![0; PLAN];
    (words[BLOCKS], words[TILES]) = (layout.blocks as i32, layout.tiles as i32);
    words.extend(plan.blocks.iter().flat_map(|cols| [cols.start as i32, cols.end as i32]));
    words.extend(plan.tiles.iter().flat_map(|tile| [tile.block as i32, tile.rows.start as i32, tile.rows.end as i32]));
    words.resize(layout.words(), FREE);
    words
}

/// What a worker does next in its turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Compute this tile, which it has claimed.
    Compute(TileId),
    /// Sleep until [`SIGNAL`] differs from this.
    Sleep(i32),
    /// End the turn.
    End,
}

/// A product's tiles as a worker sees them.
#[derive(Debug)]
pub struct ClaimableTiles {
    layout: TableLayout,
    tiles: Vec<Tile>,
    /// For each block its tiles, which are neighbours.
    tiles_of: Vec<Range<usize>>,
    /// Operations of one element of C.
    element_operations: f64,
    block_cost: f64,
    /// States when they were last looked at.
    states: Vec<i32>,
}

impl ClaimableTiles {
    /// Reads the plan from a table of `length` words; `None` if it holds none for these sizes.
    pub fn read(table: &impl Words, length: usize, dims: Dims) -> Option<Self> {
        if length < PLAN {
            return None;
        }
        let [blocks, tiles] = [BLOCKS, TILES].map(|index| table.load(index).max(0) as usize);
        let layout = TableLayout { blocks, tiles };
        if blocks > length || tiles > length || layout.words() > length {
            return None;
        }
        let mut words = vec![0; layout.states() - PLAN];
        table.copy(PLAN, &mut words);
        let (blocks_words, tile_words) = words.split_at(2 * blocks);
        let range = |start: i32, end: i32, size: usize| {
            let range = start.max(0) as usize..end.max(0) as usize;
            (range.start <= range.end && range.end <= size).then_some(range)
        };
        let blocks = blocks_words.as_chunks().0.iter().map(|&[start, end]| range(start, end, dims.n));
        let blocks: Vec<Range<usize>> = blocks.collect::<Option<_>>()?;
        let mut tiles_of = vec![0..0; blocks.len()];
        let tiles = tile_words.as_chunks().0.iter().enumerate().map(|(index, &[block, start, end])| {
            let of = tiles_of.get_mut(block as usize)?;
            *of = if of.start == of.end { index..index + 1 } else { of.start..index + 1 };
            Some(Tile { block: block as u32, rows: range(start, end, dims.m)?, cols: blocks[block as usize].clone() })
        });
        let tiles: Vec<Tile> = tiles.collect::<Option<_>>()?;
        let block_cost = block_operations(blocks.iter().map(ExactSizeIterator::len).max().unwrap_or(0), dims.k);
        let element_operations = 2.0 * dims.k as f64;
        Some(Self { layout, states: vec![FREE; tiles.len()], tiles, tiles_of, element_operations, block_cost })
    }

    /// A tile's place in C.
    pub fn tile(&self, tile: TileId) -> Option<&Tile> {
        self.tiles.get(tile as usize)
    }

    /// Number of tiles.
    pub fn len(&self) -> usize {
        self.tiles.len()
    }

    /// Whether the product has no tiles.
    pub fn is_empty(&self) -> bool {
        self.tiles.is_empty()
    }

    /// Words before the records.
    pub fn words(&self) -> usize {
        self.layout.words()
    }

    /// Claims the next tile for a turn of a worker that holds block `resident`.
    pub fn next_step(&mut self, table: &impl Words, turn: Turn, slot: u32, resident: Option<u32>) -> NextStep {
        loop {
            // Read first, so that no change after looking is missed.
            let signal = table.load(SIGNAL);
            if self.turn_is_over(table, turn, slot) {
                return NextStep::End;
            }
            table.copy(self.layout.states(), &mut self.states);
            let Some(tile) = self.choose(resident) else {
                let complete = self.states.iter().all(|&state| state == DONE);
                return if complete { NextStep::End } else { NextStep::Sleep(signal) };
            };
            if table.exchange(self.layout.states() + tile, FREE, claimed_in(turn)) {
                return NextStep::Compute(tile as TileId);
            }
        }
    }

    fn turn_is_over(&self, table: &impl Words, turn: Turn, slot: u32) -> bool {
        slot as usize >= MAX_SLOTS || table.load(ENDED + slot as usize) >= claimed_in(turn)
    }

    /// Marks a tile as done whose elements and record were written. The last one wakes everybody.
    pub fn finish(&mut self, table: &impl Words, tile: TileId, turn: Turn) {
        let states = self.layout.states();
        if !table.exchange(states + tile as usize, claimed_in(turn), DONE) {
            return;
        }
        table.bump(PROGRESS);
        if table.load(PROGRESS) as usize == self.tiles.len() {
            table.bump(SIGNAL);
        }
    }

    /// Wakes sleepers when a turn ends and leaves tiles: they may have kept away from these because of the worker that goes.
    pub fn leave(&mut self, table: &impl Words) {
        table.copy(self.layout.states(), &mut self.states);
        if self.states.contains(&FREE) {
            table.bump(SIGNAL);
        }
    }

    /// A worker stays with its resident block while tiles of it are free. Otherwise it takes the block with the most work
    /// per worker, counting itself, and none at all if it would have the block ready only when the work is done.
    fn choose(&self, resident: Option<u32>) -> Option<usize> {
        let first_free = |block: usize| {
            let tiles = self.tiles_of.get(block)?.clone();
            let states = self.states.get(tiles.clone())?;
            states.iter().position(|&state| state == FREE).map(|index| tiles.start + index)
        };
        if let Some(tile) = resident.and_then(|block| first_free(block as usize)) {
            return Some(tile);
        }
        let mut best: Option<(usize, f64)> = None;
        for (block, tiles) in self.tiles_of.iter().enumerate() {
            let (mut work, mut workers) = (0.0, 0.0);
            for index in tiles.clone() {
                match TileState::of_word(self.states[index]) {
                    TileState::Free => work += self.tiles[index].elements() as f64 * self.element_operations,
                    TileState::Claimed(_) => workers += 1.0,
                    TileState::Done => {}
                }
            }
            let has_free = work > 0.0 || first_free(block).is_some();
            let pays = resident.is_none() || workers == 0.0 || work > workers * self.block_cost;
            let share = work.max(1.0) / (1.0 + workers);
            if has_free && pays && best.is_none_or(|(_, most)| share > most) {
                best = Some((block, share));
            }
        }
        best.and_then(|(block, _)| first_free(block))
    }
}

/// What the page does with a table.
#[derive(Clone, Copy, Debug)]
pub struct TableOwner(TableLayout);

impl TableOwner {
    /// The owner of the table of a plan.
    pub fn new(plan: &Plan) -> Self {
        Self(TableLayout::of(plan))
    }

    /// Copies the states of all tiles to `target`, see [`TileState::of_word`].
    pub fn read_states(self, table: &impl Words, target: &mut Vec<i32>) {
        target.resize(self.0.tiles, FREE);
        table.copy(self.0.states(), target);
    }

    /// Frees a tile if it is claimed in this turn, and wakes sleepers.
    pub fn release(self, table: &impl Words, tile: TileId, turn: Turn) {
        if (tile as usize) < self.0.tiles && table.exchange(self.0.states() + tile as usize, claimed_in(turn), FREE) {
            table.bump(SIGNAL);
        }
    }

    /// Ends a slot's turns up to this one: its worker claims nothing more.
    pub fn end_turn(self, table: &impl Words, slot: u32, turn: Turn) {
        if (slot as usize) < MAX_SLOTS {
            table.store(ENDED + slot as usize, claimed_in(turn));
            table.bump(SIGNAL);
        }
    }

    /// Ends all turns, and wakes whoever sleeps: the job has ended.
    pub fn end_all(self, table: &impl Words) {
        (0..MAX_SLOTS).for_each(|slot| table.store(ENDED + slot, i32::MAX));
        table.bump(SIGNAL);
        table.bump(PROGRESS);
    }
}

/// What a worker leaves beside a finished tile, for the report and the timeline.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TileRecord {
    /// The turn in which it was computed.
    pub turn: Turn,
    /// When the worker had claimed it, in milliseconds of the system's clock.
    pub from: f64,
    /// When it was done.
    pub to: f64,
    /// Norms, and the outcome of the check.
    pub report: TileReport,
    /// Where the time went.
    pub timings: TileTimings,
}

impl TileRecord {
    /// Numbers of 64 bits in a record.
    pub const NUMBERS: usize = 15;

    /// The record as numbers.
    pub fn to_numbers(&self) -> [f64; Self::NUMBERS] {
        let Self { turn, from, to, report: TileReport { a, b, verification }, timings } = self;
        let flag = |set: bool, bit: u32| u32::from(set) << bit;
        let flags = flag(a.integers, 0) | flag(a.finite, 1) | flag(b.integers, 2) | flag(b.finite, 3);
        let flags = f64::from(flags | (*verification as u32) << 4);
        let TileTimings { wait, copy, pack, compute, certify } = *timings;
        let norms = |norms: &Norms| [norms.max_abs, norms.max_norm1, norms.max_norm2];
        let ([a0, a1, a2], [b0, b1, b2]) = (norms(a), norms(b));
        [f64::from(*turn), *from, *to, flags, a0, a1, a2, b0, b1, b2, wait, copy, pack, compute, certify]
    }

    /// The record of these numbers.
    pub fn of_numbers(numbers: &[f64; Self::NUMBERS]) -> Self {
        let [turn, from, to, flags, a0, a1, a2, b0, b1, b2, wait, copy, pack, compute, certify] = *numbers;
        let flags = flags as u32;
        let norms = |[max_abs, max_norm1, max_norm2]: [f64; 3], bit: u32| Norms {
            max_abs,
            max_norm1,
            max_norm2,
            integers: flags >> bit & 1 == 1,
            finite: flags >> (bit + 1) & 1 == 1,
        };
        let verification = match flags >> 4 {
            0 => Verification::Skipped,
            1 => Verification::Passed,
            2 => Verification::Failed,
            _ => Verification::Undecided,
        };
        let report = TileReport { a: norms([a0, a1, a2], 0), b: norms([b0, b1, b2], 2), verification };
        Self { turn: turn as Turn, from, to, report, timings: TileTimings { wait, copy, pack, compute, certify } }
    }
}
