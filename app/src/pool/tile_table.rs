//! The table from which workers claim a product's tiles (`shared::claims`), as the page sees it.

use super::scheduler::{SeenState, Sighting, SlotId};
use crate::failure::Failure;
use crate::memory::allocate_bytes;
use js_sys::{Float64Array, Function, Int32Array, Promise, Reflect};
use shared::claims::{PROGRESS, SIGNAL, TableLayout, TableOwner, TileRecord, TileState, Words, table_words};
use shared::protocol::Turn;
use shared::tiling::{Plan, TileId};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use worker::atomic_words::AtomicWords;
use worker::clock::{epoch_now, now};

/// The table of one product. Cheap to clone.
#[derive(Clone, Debug)]
pub struct TileTable {
    words: AtomicWords,
    records: Float64Array,
    owner: TableOwner,
}

/// What the page waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Awaited {
    /// The next tile.
    Tile,
    /// The end of the product.
    End,
}

impl TileTable {
    /// A table in which every tile of `plan` is free.
    ///
    /// # Errors
    /// [`Failure::Limit`] when the browser cannot allocate it.
    pub fn new(plan: &Plan) -> Result<Self, Failure> {
        let layout = TableLayout::of(plan);
        let bytes = u32::try_from(layout.bytes()).unwrap_or(u32::MAX);
        let buffer = allocate_bytes(bytes, true)?.buffer();
        let words = Int32Array::new_with_byte_offset_and_length(&buffer, 0, layout.words() as u32);
        words.copy_from(&table_words(plan));
        let records = (plan.tiles.len() * TileRecord::NUMBERS) as u32;
        let records = Float64Array::new_with_byte_offset_and_length(&buffer, 4 * layout.words() as u32, records);
        Ok(Self { words: AtomicWords::new(words), records, owner: TableOwner::new(plan) })
    }

    /// The array that workers read.
    pub fn as_js(&self) -> &JsValue {
        self.words.as_array().as_ref()
    }

    /// What has changed since `seen`, which becomes what there is now, and the records of the tiles that were done. Claims
    /// are always among it: one that was released may be there again.
    pub fn look(&self, seen: &mut [i32]) -> Vec<(Sighting, Option<TileRecord>)> {
        let mut states = Vec::new();
        self.owner.read_states(&self.words, &mut states);
        let mut changes = Vec::new();
        for (tile, (&state, known)) in (0..).zip(states.iter().zip(seen.iter_mut())) {
            let (is_new, state) = (state != std::mem::replace(known, state), TileState::of_word(state));
            if is_new || matches!(state, TileState::Claimed(_)) {
                changes.extend(self.sighting(tile, state));
            }
        }
        changes
    }

    fn sighting(&self, tile: TileId, state: TileState) -> Option<(Sighting, Option<TileRecord>)> {
        match state {
            TileState::Free => None,
            TileState::Claimed(turn) => Some((Sighting { tile, state: SeenState::Claimed(turn) }, None)),
            TileState::Done => {
                let (mut numbers, from) = ([0.0; TileRecord::NUMBERS], tile * TileRecord::NUMBERS as u32);
                self.records.subarray(from, from + TileRecord::NUMBERS as u32).copy_to(&mut numbers);
                let record = TileRecord::of_numbers(&numbers);
                let origin = epoch_now() - now();
                let (from, to) = (record.from - origin, record.to - origin);
                Some((Sighting { tile, state: SeenState::Done { turn: record.turn, from, to } }, Some(record)))
            }
        }
    }

    /// Frees a tile that was claimed in a turn which was taken back.
    pub fn release(&self, tile: TileId, turn: Turn) {
        self.owner.release(&self.words, tile, turn);
    }

    /// Has a slot's worker claim nothing more in this turn.
    pub fn end_turn(&self, slot: SlotId, turn: Turn) {
        self.owner.end_turn(&self.words, slot.0, turn);
    }

    /// Has all workers claim nothing more, and wakes whoever sleeps.
    pub fn end_all_turns(&self) {
        self.owner.end_all(&self.words);
    }

    /// Resolves when a tile or the product is done, perhaps earlier; `None` where the browser cannot wait like that.
    pub fn changed(&self, awaited: Awaited) -> Option<JsFuture> {
        let index = if awaited == Awaited::Tile { PROGRESS } else { SIGNAL };
        let atomics = Reflect::get(&js_sys::global(), &"Atomics".into()).ok()?;
        // Newer than the bindings of some browsers' `Atomics`, so it is looked up.
        let wait: Function = Reflect::get(&atomics, &"waitAsync".into()).ok()?.dyn_into().ok()?;
        let value = self.words.load(index);
        let waiting = wait.call3(&atomics, self.as_js(), &(index as u32).into(), &value.into()).ok()?;
        let promise = Reflect::get(&waiting, &"value".into()).ok()?;
        Some(JsFuture::from(promise.dyn_into::<Promise>().unwrap_or_else(|value| Promise::resolve(&value))))
    }
}
