//! Pixels and cells, keys and zoom. The matrices have shapes but no numbers, which nothing looks at.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::operand::Elements;
use wasm_bindgen::{JsCast, JsValue};

fn state(rows: usize, cols: usize) -> MapState {
    let elements = Elements::F64(JsValue::UNDEFINED.unchecked_into());
    MapState::new(Operand { shape: Shape::new(rows, cols), elements }, (160.0, 1.0), false)
}

#[test]
fn an_image_is_as_large_as_its_place_and_no_pixel_is_less_than_a_cell() {
    for (rows, cols, extent, pixels) in [
        (2, 3, (72.0, 48.0), (2, 3)),
        (8192, 8192, (160.0, 160.0), (160, 160)),
        (300, 150, (80.0, 160.0), (160, 80)),
        (1, 1_000_000, (160.0, 24.0), (1, 160)),
        (100, 100, (160.0, 160.0), (100, 100)),
    ] {
        let state = state(rows, cols);
        assert_eq!((state.extent(), state.pixels()), (extent, pixels), "{rows} × {cols}");
    }
    let mut sharp = state(8192, 8192);
    sharp.size.1 = 2.0;
    assert_eq!(sharp.pixels(), (320, 320));
    sharp.size.1 = 9.0;
    assert_eq!(sharp.pixels(), (MAX_PIXELS, MAX_PIXELS));
}

#[test]
fn only_maps_with_small_cells_have_a_zoom() {
    for (rows, cols, has_zoom) in [(2, 2, false), (20, 20, false), (21, 3, true), (1, 200, true)] {
        assert_eq!(state(rows, cols).has_zoom(), has_zoom, "{rows} × {cols}");
    }
}

#[test]
fn a_place_its_pixel_and_its_cells_belong_together_at_every_zoom() {
    let mut state = state(1000, 700);
    loop {
        for place in [(0.0, 0.0), (0.3, 0.7), (0.999, 0.5), (1.0, 1.0)] {
            let cell = state.cell_at(place);
            let cells = state.cells_of(state.pixel_at(cell).unwrap());
            assert!(cells.rows.contains(&cell.0) && cells.cols.contains(&cell.1));
            let (rows, cols) = state.pixels();
            let share =
                |pixel: usize, pixels: usize| (pixel as f64 / pixels as f64, (pixel + 1) as f64 / pixels as f64);
            let pixel = state.pixel_at(cell).unwrap();
            let ((top, bottom), (left, right)) = (share(pixel.0, rows), share(pixel.1, cols));
            assert!((left..=right).contains(&place.0) && (top..=bottom).contains(&place.1), "{place:?}");
        }
        if !state.window.can_be_closer() {
            break;
        }
        state.zoom(true, Some((600, 300)));
    }
    assert_eq!(state.pixels(), (8, 8));
    assert!(state.pixel_at((0, 0)).is_none(), "out of view");
}

#[test]
fn marks_are_cut_at_the_edges_of_the_view() {
    let mut state = state(1000, 1000);
    state.window = MapWindow { rows: 100..200, cols: 100..200 };
    let pixels = |rows: Range<usize>, cols: Range<usize>| state.pixels_of(&CellRange { rows, cols });
    assert_eq!(pixels(0..1000, 150..151), Some((0..100, 50..51)));
    assert_eq!(pixels(190..300, 0..110), Some((90..100, 0..10)));
    assert_eq!(pixels(0..100, 100..110), None);
}

#[test]
fn the_cursor_moves_by_pixels_and_takes_the_view_with_it() {
    let mut state = state(1600, 1600);
    state.move_cursor((0, 1));
    assert_eq!(state.cursor, Some((0, 0)), "at first it appears");
    state.move_cursor((0, 1));
    state.move_cursor((LEAP, 0));
    assert_eq!(state.cursor, Some((100, 10)));
    state.move_cursor((0, -5));
    assert_eq!(state.cursor, Some((100, 0)));
    state.move_cursor((MAX_PIXELS as isize, 0));
    assert_eq!(state.cursor, Some((1599, 0)));
    assert_eq!(state.described_cells().unwrap().rows, 1590..1600);
    state.window = MapWindow { rows: 800..900, cols: 0..100 };
    state.cursor = Some((899, 0));
    state.move_cursor((1, 0));
    assert_eq!((state.cursor, state.window.rows.clone()), (Some((900, 0)), 801..901));
    state.move_cursor((-1, -1));
    assert_eq!((state.cursor, state.window.rows.clone()), (Some((899, 0)), 801..901));
}

#[test]
fn zoom_ends_and_keeps_the_cursor_in_view() {
    let mut state = state(1600, 1600);
    state.cursor = Some((1200, 333));
    for _ in 0..20 {
        state.zoom(true, None);
        assert!(state.pixel_at((1200, 333)).is_some());
    }
    assert_eq!((state.window.rows.len(), state.window.cols.len()), (8, 8));
    for _ in 0..20 {
        state.zoom(false, None);
    }
    assert!(state.is_whole());
}

#[test]
fn keys_that_do_nothing_here_are_left_to_the_page() {
    assert_eq!(MapKey::of("ArrowLeft", true), Some(MapKey::Move(0, -LEAP)));
    for key in ["Tab", "Escape", "?", "a", "F5"] {
        assert_eq!(MapKey::of(key, false), None, "{key}");
    }
}
