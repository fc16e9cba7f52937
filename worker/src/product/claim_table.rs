//! The table of a product's tiles in shared memory, as `shared::claims` defines it.

use crate::atomic_words::AtomicWords;
use crate::clock::epoch_now;
use js_sys::{Float64Array, Int32Array};
use shared::claims::{ClaimableTiles, NextStep, SIGNAL, TileRecord};
use shared::kernel::Dims;
use shared::protocol::{TileReport, TileTimings, Turn};
use shared::tiling::{Tile, TileId};
use wasm_bindgen::{JsCast, JsValue};

/// Milliseconds after which a sleeping worker looks again even if nobody woke it.
const RECHECK_MS: f64 = 1_000.0;

/// A table, and what this worker knows of it.
pub(super) struct ClaimTable {
    words: AtomicWords,
    records: Float64Array,
    tiles: ClaimableTiles,
    /// When the tile that is being computed was claimed.
    claimed_at: f64,
}

impl ClaimTable {
    /// The table in `array`, for a product of these sizes; `None` if that is no such table.
    pub(super) fn open(array: &JsValue, dims: Dims) -> Option<Self> {
        let array = array.dyn_ref::<Int32Array>()?;
        let words = AtomicWords::new(array.clone());
        let tiles = ClaimableTiles::read(&words, array.length() as usize, dims)?;
        let buffer = array.buffer();
        let (offset, numbers) = (4 * tiles.words() as u32, (tiles.len() * TileRecord::NUMBERS) as u32);
        if array.byte_offset() != 0 || u64::from(buffer.byte_length()) < u64::from(offset) + 8 * u64::from(numbers) {
            return None;
        }
        let records = Float64Array::new_with_byte_offset_and_length(&buffer, offset, numbers);
        Some(Self { words, records, tiles, claimed_at: 0.0 })
    }

    /// Claims the next tile, and sleeps while there is none to claim but the job goes on; `None` at the end of the turn.
    ///
    /// # Errors
    /// A sentence, where this thread may not sleep.
    pub(super) fn claim(
        &mut self,
        turn: Turn,
        slot: u32,
        resident: Option<u32>,
    ) -> Result<Option<(TileId, Tile)>, String> {
        loop {
            match self.tiles.next_step(&self.words, turn, slot, resident) {
                NextStep::Compute(tile) => {
                    self.claimed_at = epoch_now();
                    return Ok(self.tiles.tile(tile).map(|place| (tile, place.clone())));
                }
                NextStep::Sleep(signal) => {
                    self.words.sleep(SIGNAL, signal, RECHECK_MS)?;
                }
                NextStep::End => return Ok(None),
            }
        }
    }

    /// Marks a tile as done.
    pub(super) fn finish(&mut self, tile: TileId, turn: Turn, report: TileReport, timings: TileTimings) {
        let record = TileRecord { turn, from: self.claimed_at, to: epoch_now(), report, timings };
        let from = tile * TileRecord::NUMBERS as u32;
        self.records.subarray(from, from + TileRecord::NUMBERS as u32).copy_from(&record.to_numbers());
        self.tiles.finish(&self.words, tile, turn);
    }

    /// The worker goes, and leaves what is free to others.
    pub(super) fn leave(&mut self) {
        self.tiles.leave(&self.words);
    }
}
