//! A and B, with Swap, Undo and Redo between them.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::map::map_context::MapContext;
use crate::view::operand::operand_card::OperandCard;
use crate::view::state::PageState;
use crate::view::state::action::DragState;
use crate::view::state::slot::OperandSide;
use crate::view::state::undo::HistoryStep;
use crate::view::text::operand as text;
use yew::prelude::*;

/// A and B, with Swap, Undo and Redo between them.
pub fn operands(controller: &Controller, state: &PageState) -> Html {
    let on_swap = controller.callback(|controller, _: MouseEvent| controller.swap());
    let history_button = |step: HistoryStep, name: &'static str, icon: Html| {
        let next = state.history.next(step);
        let onclick = controller.callback(move |controller, _: MouseEvent| controller.step_in_history(step));
        html! {
            <button type="button" class="quiet square" {onclick} disabled={next.is_none()} aria-label={name} title={text::step(step, next)}>
                { icon }
            </button>
        }
    };
    let is_plain = state.product.as_ref().is_some_and(|shown| shown.operation.is_plain());
    let has_marks = is_plain && !state.is_stale() && !state.run.is_active();
    let (operation, map) = (state.settings.operation, MapContext::of(state));
    let card = |side: OperandSide| {
        let slot = state.slots[side.index()].clone();
        let is_drop_target = state.drag == DragState::OverOperand(side);
        let marked = has_marks.then_some(if side == OperandSide::A { state.focused.0 } else { state.focused.1 });
        html! {
            <OperandCard controller={controller.clone()} {side} {slot} {is_drop_target} {operation} map={map.clone()} {marked} />
        }
    };
    html! {
        <div class="operands">
            { card(OperandSide::A) }
            <div class="times">
                <span aria-hidden="true">{ "×" }</span>
                <button type="button" class="quiet square" onclick={on_swap} disabled={state.is_reading_file()} aria-label={text::SWAP.get()} title={text::SWAP.get()}>
                    { icon::swap() }
                </button>
                { history_button(HistoryStep::Undo, text::UNDO.get(), icon::undo()) }
                { history_button(HistoryStep::Redo, text::REDO.get(), icon::redo()) }
            </div>
            { card(OperandSide::B) }
        </div>
    }
}
