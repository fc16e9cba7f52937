//! A and B, with Swap, Undo and Redo between them, and the further factors of a chain.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::map::map_context::MapContext;
use crate::view::operand::operand_card::OperandCard;
use crate::view::state::PageState;
use crate::view::state::action::DragState;
use crate::view::state::slot::OperandSide;
use crate::view::state::undo::HistoryStep;
use crate::view::text::{operand as text, operation as operation_text};
use yew::prelude::*;

/// The cards of what the operation takes; of A and B always.
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
            <OperandCard key={side.letter()} controller={controller.clone()} {side} {slot} {is_drop_target} {operation} map={map.clone()} {marked} />
        }
    };
    let resize = |label: String, is_longer: bool| {
        let onclick = controller.callback(move |controller, _: MouseEvent| {
            if let Some(operation) = controller.state().settings.operation.resized(is_longer) {
                controller.choose_operation(operation);
            }
        });
        // Absent where it would do nothing: a disabled one would lose the focus.
        operation.resized(is_longer).map(
            |_| html! { <button type="button" class={(!is_longer).then_some("quiet")} {onclick}>{ label }</button> },
        )
    };
    let further = operation.operands().get(2..).unwrap_or_default();
    html! {
        <>
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
        if let Some(last) = further.last() {
            <div class="further">
                { for further.iter().map(|&side| card(side)) }
            </div>
            <div class="resize">
                { resize(operation_text::ADD_FACTOR.get().into(), true) }
                { resize(operation_text::REMOVE.with(&[&last.letter()]), false) }
            </div>
        }
        </>
    }
}
