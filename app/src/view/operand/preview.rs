//! The upper left corner of a large matrix, as a small table.

use crate::operand::Operand;
use crate::view::result::number;
use crate::view::state::slot::OperandSide;
use crate::view::text::operand as text;
use yew::prelude::*;

/// Rows and columns shown at most.
const CORNER: usize = 4;

/// The corner of `matrix`, with the row of A or the column of B marked that the focused number of C is made of. The shape
/// is shown beside it.
pub fn corner(matrix: &Operand, side: OperandSide, marked: Option<usize>) -> Html {
    let (rows, cols) = (matrix.shape.rows, matrix.shape.cols);
    if rows == 0 || cols == 0 {
        return html! { <p class="hint">{ text::EMPTY.get() }</p> };
    }
    let more_cols = cols > CORNER;
    html! {
        <table class="corner" aria-label={text::FIRST_NUMBERS.get()}>
            <tbody>
                { for (0..rows.min(CORNER)).map(|row| html! {
                    <tr>
                        { for (0..cols.min(CORNER)).map(|col| {
                            let value = matrix.get(row, col);
                            let is_marked = marked == Some(if side == OperandSide::A { row } else { col });
                            html! { <td class={is_marked.then_some("marked")}>{ number::short(value, matrix.dtype()) }</td> }
                        }) }
                        if more_cols { <td class="more">{ "…" }</td> }
                    </tr>
                }) }
                if rows > CORNER {
                    <tr>
                        { for (0..cols.min(CORNER) + usize::from(more_cols)).map(|_| html! { <td class="more">{ "⋮" }</td> }) }
                    </tr>
                }
            </tbody>
        </table>
    }
}
