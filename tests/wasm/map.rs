//! A worker says what the pixels of a map show, wherever their cells are in an array, and paints them.
//!
//! What pixels say is tested natively; here it is how cells reach them.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{Float32Array, Float64Array, Uint8ClampedArray};
use shared::map::{CellSummary, ColourScale, MapBlock, PixelSpan};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use worker::map;
use worker::wire::{Payload, Response};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn span(cells: usize, pixels: usize) -> PixelSpan {
    PixelSpan { cells, pixels, range: 0..pixels }
}

fn summarise(elements: Payload, block: &MapBlock) -> Option<(Vec<f64>, CellSummary)> {
    match map::summarise(1, &elements, block) {
        Response::Summarised { shown, total, .. } => {
            Some((shown.into_value().unchecked_into::<Float64Array>().to_vec(), total))
        }
        Response::Failed { .. } => None,
        other => panic!("another answer: {other:?}"),
    }
}

#[wasm_bindgen_test]
fn cells_are_found_in_narrow_and_wide_blocks_of_both_types() {
    // Rows that are copied together, one by one, and in pieces.
    for (rows, cols, pitch, first) in
        [(1000, 7, 7, 0), (50, 7, 19, 5), (3, 40_000, 40_000, 0), (3, 40_000, 40_001, 1), (40_000, 1, 1, 0)]
    {
        let length = first + rows * pitch;
        let value = |index: usize| ((index * 7919) % 1013) as f64 - 500.0;
        let block = MapBlock { first, pitch, rows: span(rows, rows.min(4)), cols: span(cols, cols.min(5)) };
        let inside = |index: usize| index >= first && (index - first) % pitch < cols && (index - first) / pitch < rows;
        let cells = (0..length).filter(|&index| inside(index)).map(value);
        let (min, max) = cells.clone().fold((0.0, 0.0), |(min, max), cell| (f64::min(min, cell), f64::max(max, cell)));
        let values: Vec<f64> = (0..length).map(|index| if inside(index) { value(index) } else { 1e9 }).collect();
        let narrow: Vec<f32> = values.iter().map(|&value| value as f32).collect();
        for elements in
            [Payload::cloned(Float64Array::from(&values[..])), Payload::cloned(Float32Array::from(&narrow[..]))]
        {
            let (shown, total) = summarise(elements, &block).unwrap();
            assert_eq!((total.min, total.max, total.finite), (min, max, rows * cols), "{rows} × {cols} of {pitch}");
            assert_eq!(shown.len(), rows.min(4) * cols.min(5));
            let most = shown.iter().fold(0.0, |most, shown| f64::max(most, shown.abs()));
            assert_eq!(most, total.magnitude(), "the largest magnitude is shown");
        }
    }
}

#[wasm_bindgen_test]
fn blocks_that_do_not_fit_their_array_fail() {
    let numbers = || Payload::cloned(Float64Array::from(&[1.0, 2.0, 3.0, 4.0][..]));
    let block = |first, pitch, rows, cols| MapBlock { first, pitch, rows, cols };
    assert!(summarise(numbers(), &block(0, 2, span(2, 1), span(2, 1))).is_some());
    for bad in [
        block(1, 2, span(2, 1), span(2, 1)),
        block(0, 1, span(2, 1), span(2, 1)),
        block(0, 2, span(2, 3), span(2, 1)),
        block(0, 2, span(0, 0), span(2, 1)),
        block(usize::MAX, usize::MAX, span(usize::MAX, usize::MAX), span(usize::MAX, usize::MAX)),
    ] {
        assert!(summarise(numbers(), &bad).is_none(), "{bad:?}");
    }
    assert!(summarise(Payload::cloned("no array"), &block(0, 2, span(2, 1), span(2, 1))).is_none());
}

#[wasm_bindgen_test]
fn an_image_has_each_pixel_on_a_light_and_a_dark_background() {
    let shown = Payload::cloned(Float64Array::from(&[-2.0, 0.0, f64::NAN][..]));
    let Response::Painted { image, .. } = map::paint(1, &shown, ColourScale { most: 2.0, is_logarithmic: false })
    else {
        panic!("another answer")
    };
    let image = image.into_value().unchecked_into::<Uint8ClampedArray>().to_vec();
    assert_eq!(image.len(), 24);
    assert!(image.iter().skip(3).step_by(4).all(|&opacity| opacity == 255));
    assert_ne!(image[..12], image[12..]);
}
