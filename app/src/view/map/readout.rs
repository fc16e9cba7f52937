//! What a map says in words: of the whole matrix, and of the pixel at the cursor.

use super::map_state::{MapState, PixelDescription};
use crate::view::result::number;
use crate::view::text::map as text;
use shared::DType;
use shared::map::{CellSummary, MapWindow};
use std::ops::Range;

/// What is said of all cells.
pub fn whole(state: &MapState) -> String {
    state.whole.as_ref().map(|whole| facts(whole, None, state.dtype())).unwrap_or_default()
}

/// Which cells the pixel at the cursor stands for, and what is said of them once it is known.
pub fn pixel(state: &MapState) -> String {
    let Some(cells) = state.described_cells() else { return String::new() };
    let known = state.description.as_ref().filter(|description| description.cells == cells);
    let said = known.map(|description| said_of(description, state)).unwrap_or_else(|| "…".to_owned());
    format!("{}: {said}", place(&cells))
}

fn place(MapWindow { rows, cols }: &MapWindow) -> String {
    let last = |range: &Range<usize>| (range.start + 1, range.end);
    let ((row, last_row), (col, last_col)) = (last(rows), last(cols));
    match (row == last_row, col == last_col) {
        (true, true) => text::CELL.with(&[&row, &col]),
        (true, false) => text::CELLS_OF_ROW.with(&[&row, &col, &last_col]),
        (false, true) => text::CELLS_OF_COLUMN.with(&[&row, &last_row, &col]),
        (false, false) => text::CELLS.with(&[&row, &last_row, &col, &last_col]),
    }
}

fn said_of(description: &PixelDescription, state: &MapState) -> String {
    let MapWindow { rows, cols } = &description.cells;
    if rows.len() * cols.len() == 1 {
        return number::legible(description.total.shown(), state.dtype());
    }
    facts(&description.total, Some(description.detail.mean), state.dtype())
}

/// Least, mean and largest number, and how many are of a kind of their own.
fn facts(cells: &CellSummary, mean: Option<f64>, dtype: DType) -> String {
    let mut facts = Vec::new();
    if cells.finite > 0 {
        facts.push(text::MIN.with(&[&number::short(cells.min, dtype)]));
        // A mean has more digits than the entries.
        facts.extend(mean.map(|mean| text::MEAN.with(&[&number::short(mean, DType::F64)])));
        facts.push(text::MAX.with(&[&number::short(cells.max, dtype)]));
    }
    let counts = [
        (text::ZEROS, cells.zeros),
        (text::NANS, cells.nans),
        (text::INFINITIES, cells.infinities),
        (text::NEGATIVE_INFINITIES, cells.negative_infinities),
    ];
    facts.extend(counts.into_iter().filter(|&(_, count)| count > 0).map(|(text, count)| text.with(&[&count])));
    facts.join(" · ")
}
