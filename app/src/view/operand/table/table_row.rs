//! A row of the table, of which only the cells in view are drawn.

use crate::view::operand::table::contents::TableContents;
use crate::view::operand::table::table_model::CellEdit;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::result::visible_range::VisibleRange;
use crate::view::state::slot::OperandSide;
use crate::view::text::{table as text, use_language};
use std::ops::RangeInclusive;
use yew::prelude::*;

/// Characters for which a cell has room. Every number fits, with fewer digits if necessary.
const CELL_CHARS: usize = 8;

/// ARIA counts rows and columns from 1, and the row and column of the headers count, too.
const FIRST_INDEX: usize = 2;

/// Properties of [`TableRow`]: while none of them changes, the row is not drawn again.
#[derive(Clone, PartialEq, Properties)]
pub struct TableRowProps {
    /// Which operand.
    pub side: OperandSide,
    /// What the cells show.
    pub contents: ByPtr<TableContents>,
    /// Number of the row, from 0.
    pub row: usize,
    /// Its columns in view.
    pub cols: VisibleRange,
    /// Column of the active cell, if it is in this row, and whether the table has the focus.
    pub active: Option<(usize, bool)>,
    /// Columns that are selected in this row, if there are any.
    pub selected: Option<RangeInclusive<usize>>,
    /// The open cell, if it is in this row.
    pub edit: Option<CellEdit>,
    /// What was entered there is refused.
    pub is_refused: bool,
    /// Node of the field in the open cell.
    pub field: NodeRef,
}

/// Id of the active cell.
pub fn active_id(side: OperandSide) -> String {
    format!("cell-{}", side.letter())
}

fn class_of(is_active: bool, is_beyond: bool, is_open: bool) -> Classes {
    classes!(is_active.then_some("active"), is_beyond.then_some("beyond"), is_open.then_some("open"))
}

/// One row.
#[component]
pub fn TableRow(props: &TableRowProps) -> Html {
    use_language();
    let TableRowProps { side, contents, row, cols, active, selected, edit, is_refused, field } = props;
    let (side, row, filled) = (*side, *row, contents.filled());
    html! {
        <div class="line" role="row" aria-rowindex={(row + FIRST_INDEX).to_string()}>
            <span class="row-number" role="rowheader" aria-colindex="1">{ row + 1 }</span>
            <span class="before" role="presentation" ~style={format!("width:{}px", cols.offset)} />
            { for cols.items().map(|col| {
                let is_selected = selected.as_ref().is_some_and(|selected| selected.contains(&col));
                let is_active = active.filter(|&(active, _)| active == col);
                let edit = edit.as_ref().filter(|edit| edit.cell.1 == col);
                let is_beyond = row >= filled.0 || col >= filled.1;
                let class = class_of(is_active.is_some_and(|(_, is_focused)| is_focused), is_beyond, edit.is_some());
                let name = edit.map(|_| text::CELL_FIELD.with(&[&side.letter(), &(row + 1), &(col + 1)]));
                html! {
                    <span
                        key={col}
                        role="gridcell"
                        id={is_active.map(|_| active_id(side))}
                        {class}
                        aria-selected={is_selected.to_string()}
                        aria-colindex={(col + FIRST_INDEX).to_string()}
                    >
                        if let Some(edit) = edit {
                            <input
                                key={edit.number}
                                ref={field.clone()}
                                type="text"
                                inputmode="text"
                                autocomplete="off"
                                autocapitalize="off"
                                spellcheck="false"
                                aria-label={name}
                                aria-invalid={is_refused.to_string()}
                                aria-describedby={is_refused.then(|| format!("error-{}", side.letter()))}
                            />
                        } else {
                            { contents.fitting((row, col), CELL_CHARS) }
                        }
                    </span>
                }
            }) }
        </div>
    }
}
