//! A and B, with Swap and Undo between them.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::operand::operand_card::OperandCard;
use crate::view::state::PageState;
use crate::view::state::action::DragState;
use crate::view::state::slot::OperandSide;
use crate::view::text::operand as text;
use yew::prelude::*;

/// A and B, with Swap and Undo between them.
pub fn operands(controller: &Controller, state: &PageState) -> Html {
    let on_swap = controller.callback(|controller, _: MouseEvent| controller.swap());
    let on_undo = controller.callback(|controller, _: MouseEvent| controller.undo());
    let card = |side: OperandSide| {
        let slot = state.slots[side.index()].clone();
        let is_drop_target = state.drag == DragState::OverOperand(side);
        html! { <OperandCard controller={controller.clone()} {side} {slot} {is_drop_target} /> }
    };
    html! {
        <div class="operands">
            { card(OperandSide::A) }
            <div class="times">
                <span aria-hidden="true">{ "×" }</span>
                <button type="button" class="quiet square" onclick={on_swap} disabled={state.is_reading_file()} aria-label={text::SWAP.get()} title={text::SWAP.get()}>
                    { icon::swap() }
                </button>
                <button type="button" class="quiet square" onclick={on_undo} disabled={state.undo.is_none()} aria-label={text::UNDO.get()} title={text::UNDO_HINT.get()}>
                    { icon::undo() }
                </button>
            </div>
            { card(OperandSide::B) }
        </div>
    }
}
