//! What the pixels of a heat map show, and its image: a typed array in, another one out. `shared::map` does the work.

use crate::array::ArrayElement;
use crate::wire::{Payload, Response};
use js_sys::{Float32Array, Float64Array, Uint8ClampedArray};
use shared::map::{ColourScale, MAX_PIXELS, MapBlock, PixelSummaries};
use shared::protocol::JobId;
use wasm_bindgen::JsCast;

/// Elements copied at a time: 128 KiB of f64, which stay in the cache until they are looked at.
const CHUNK_ELEMENTS: usize = 1 << 14;

/// Says what the pixels of a block show.
pub fn summarise(job: JobId, elements: &Payload, block: &MapBlock) -> Response {
    let value = elements.value();
    let pixels = match value.dyn_ref::<Float64Array>() {
        Some(array) => pixels_of::<f64>(array, block),
        None => value.dyn_ref::<Float32Array>().and_then(|array| pixels_of::<f32>(array, block)),
    };
    let Some(pixels) = pixels else { return failed(job) };
    let (shown, total, detail) = pixels.finish();
    Response::Summarised { job, shown: Payload::transferred(f64::array_of(&shown)), total, detail }
}

/// Makes an image.
pub fn paint(job: JobId, shown: &Payload, scale: ColourScale) -> Response {
    let Some(shown) = shown.value().dyn_ref::<Float64Array>() else { return failed(job) };
    let image = Uint8ClampedArray::from(scale.paint(&shown.to_vec()).as_slice());
    Response::Painted { job, image: Payload::transferred(image) }
}

fn failed(job: JobId) -> Response {
    Response::Failed { job, tile_id: None, reason: "a block of a map does not fit its array".to_owned() }
}

/// `None` if the block is not one of the array.
fn pixels_of<T: ArrayElement>(array: &T::Array, block: &MapBlock) -> Option<PixelSummaries> {
    let (rows, cols) = block.size_within(T::length(array))?;
    if block.rows.range.len().max(block.cols.range.len()) > MAX_PIXELS {
        return None;
    }
    let mut pixels = PixelSummaries::new(block);
    // Whole rows that follow each other are copied together, long rows in pieces.
    let rows_at_once = if block.pitch == cols { (CHUNK_ELEMENTS / cols).clamp(1, rows) } else { 1 };
    let mut chunk = vec![T::default(); (rows_at_once * cols).min(CHUNK_ELEMENTS)];
    for first_row in (0..rows).step_by(rows_at_once) {
        let start = block.first + first_row * block.pitch;
        let end = start + rows_at_once.min(rows - first_row) * cols;
        for from in (start..end).step_by(chunk.len()) {
            let piece = &mut chunk[..(end - from).min(CHUNK_ELEMENTS)];
            T::copy_out(array, from, piece);
            // A piece of a row, or whole rows.
            for (index, cells) in piece.chunks(cols).enumerate() {
                pixels.add(first_row + index, (from - start) % cols, cells);
            }
        }
    }
    Some(pixels)
}
