//! Marks over the image: the cursor, the row, column or cell of the focused number, and what the grid shows.

use super::map_context::MapMarks;
use super::map_state::MapState;
use std::ops::Range;
use yew::prelude::*;

/// The marks, in units of pixels of the image.
pub fn marks(state: &MapState, marks: &MapMarks) -> Html {
    let (height, width) = state.pixels();
    let cursor = state.cursor.and_then(|cell| state.pixel_at(cell));
    let rectangle = |class: &'static str, cells: Option<(Range<usize>, Range<usize>)>| {
        let Some((rows, cols)) = cells else { return Html::default() };
        // A light line on a dark one is seen on every colour.
        html! {
            { for ["under", "over"].into_iter().map(|line| html! {
                <rect
                    key={line}
                    class={classes!(class, line)}
                    x={cols.start.to_string()}
                    y={rows.start.to_string()}
                    width={cols.len().to_string()}
                    height={rows.len().to_string()}
                />
            }) }
        }
    };
    let focused = marks.focused.as_ref().and_then(|cells| state.pixels_of(cells));
    let frame = marks.frame.as_ref().and_then(|cells| state.pixels_of(cells));
    html! {
        <svg viewBox={format!("0 0 {width} {height}")} preserveAspectRatio="none" aria-hidden="true" focusable="false">
            { rectangle("frame", frame) }
            { rectangle("focused", focused) }
            { rectangle("cursor", cursor.map(|(row, col)| (row..row + 1, col..col + 1))) }
        </svg>
    }
}
