//! The rows of the grid, of which only the cells in view are drawn.

use crate::engine::LiveProduct;
use crate::operand::Operand;
use crate::view::result::number;
use crate::view::result::selection::GridCell;
use crate::view::result::visible_range::VisibleRange;
use crate::view::text::{live as text, result, use_writing};
use std::ops::RangeInclusive;
use web_sys::{Element, HtmlElement, MouseEvent};
use yew::prelude::*;

/// ARIA counts rows and columns from 1, and the row and column of the headers count, too.
const FIRST_INDEX: usize = 2;

/// Stands for a number that is not computed yet.
const PLACEHOLDER: &str = "\u{b7}\t";

/// The numbers of the columns.
pub fn column_headers(cols: VisibleRange) -> Html {
    html! {
        <div class="line head" role="row" aria-rowindex="1">
            <span class="corner-cell" role="columnheader" aria-colindex="1"><span class="unseen">{ result::ROW.get() }</span></span>
            <span class="before" role="presentation" ~style={format!("width:{}px", cols.offset)} />
            { for cols.items().map(|col| html! {
                <span key={col} role="columnheader" aria-colindex={(col + FIRST_INDEX).to_string()}>{ col + 1 }{ "\t" }</span>
            }) }
        </div>
    }
}

/// Properties of [`GridRow`]: while none of them changes, the row is not drawn again.
#[derive(Clone, PartialEq, Properties)]
pub struct GridRowProps {
    /// C.
    pub matrix: Operand,
    /// Its tiles while it is computed.
    pub live: Option<LiveProduct>,
    /// How many of them are done.
    pub tiles_done: usize,
    /// Number of the row, from 0.
    pub row: usize,
    /// Its columns in view.
    pub cols: VisibleRange,
    /// Characters for which a cell has room.
    pub cell_chars: usize,
    /// Column of the active cell, if it is in this row, and whether the grid has the focus.
    pub active: Option<(usize, bool)>,
    /// Columns that are selected in this row, if there are any.
    pub selected: Option<RangeInclusive<usize>>,
}

/// One row.
#[component]
pub fn GridRow(props: &GridRowProps) -> Html {
    let GridRowProps { matrix, live, row, cols, cell_chars, active, selected, .. } = props;
    use_writing();
    let row = *row;
    let tiles = live.as_ref().map(LiveProduct::tiles);
    html! {
        <div class="line" role="row" aria-rowindex={(row + FIRST_INDEX).to_string()}>
            <span class="row-number" role="rowheader" aria-colindex="1">{ row + 1 }{ "\t" }</span>
            <span class="before" role="presentation" ~style={format!("width:{}px", cols.offset)} />
            { for cols.items().map(|col| {
                let is_selected = selected.as_ref().is_some_and(|selected| selected.contains(&col));
                let is_focused = active.filter(|&(active, _)| active == col).map(|(_, is_focused)| is_focused);
                let is_pending = tiles.as_ref().is_some_and(|tiles| !tiles.is_finished(row, col));
                let number = || number::fitting(matrix.get(row, col), matrix.dtype(), *cell_chars);
                html! {
                    <span
                        key={col}
                        role="gridcell"
                        id={is_focused.map(|_| "active-cell")}
                        class={classes!((is_focused == Some(true)).then_some("active"), is_pending.then_some("pending"))}
                        aria-label={is_pending.then(|| text::NOT_COMPUTED.get())}
                        aria-selected={is_selected.to_string()}
                        aria-colindex={(col + FIRST_INDEX).to_string()}
                    >{ if is_pending { PLACEHOLDER.into() } else { format!("{}\t", number()) } }</span>
                }
            }) }
            { "\n" }
        </div>
    }
}

/// The cell under the pointer.
pub fn cell_at(event: &MouseEvent) -> Option<(HtmlElement, GridCell)> {
    let cell = event.target_dyn_into::<HtmlElement>()?;
    if cell.get_attribute("role")? != "gridcell" {
        return None;
    }
    let index =
        |element: &Element, name: &str| element.get_attribute(name)?.parse::<usize>().ok()?.checked_sub(FIRST_INDEX);
    let row = index(&cell.parent_element()?, "aria-rowindex")?;
    let col = index(&cell, "aria-colindex")?;
    Some((cell, (row, col)))
}
