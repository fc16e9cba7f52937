//! The place for a product that was made elsewhere: Matrix C, Check, and what was found.

use crate::engine::Verdict;
use crate::view::controller::Controller;
use crate::view::map::map_context::MapContext;
use crate::view::messages;
use crate::view::operand::operand_card::OperandCard;
use crate::view::progress_bar::progress_bar;
use crate::view::state::PageState;
use crate::view::state::action::DragState;
use crate::view::state::check_state::CheckState;
use crate::view::state::slot::OperandSide;
use crate::view::text::check as text;
use yew::prelude::*;

/// C and its check.
pub fn check_card(controller: &Controller, state: &PageState) -> Html {
    let PageState { slots, check, drag, settings, .. } = state;
    let active = check.is_active();
    let onclick = controller.callback(|controller, event: MouseEvent| {
        // The second click of a double click is ignored: it would stop what the first one started, or the reverse.
        if event.detail() < 2 {
            if controller.state().check.is_active() { controller.stop_check() } else { controller.check() }
        }
    });
    let verdict = check.verdict(slots);
    let class = match verdict {
        Some(Verdict::Right { .. }) => "verdict good",
        Some(_) => "verdict warn",
        None => "unseen",
    };
    html! {
        <section class="given" aria-labelledby="given-title">
            <h2 class="title" id="given-title">{ text::TITLE.get() }</h2>
            <p class="hint">{ text::PURPOSE.get() }</p>
            <OperandCard
                controller={controller.clone()}
                side={OperandSide::C}
                slot={slots[OperandSide::C.index()].clone()}
                is_drop_target={*drag == DragState::OverOperand(OperandSide::C)}
                operation={settings.operation}
                map={MapContext::default()}
            />
            <div class="run">
                <button type="button" {onclick} aria-label={active.then(|| text::STOP_CHECKING.get())}>
                    { if active { text::STOP.get() } else { text::CHECK.get() } }
                </button>
                if active { { progress(check) } }
                <p {class} role="status">{ match verdict {
                    Some(verdict) => messages::verdict(verdict, slots),
                    None => messages::checking(check),
                } }</p>
                if let CheckState::Failed(error) = check {
                    <p class="error" role="alert">{ error.clone() }</p>
                }
            </div>
        </section>
    }
}

fn progress(check: &CheckState) -> Html {
    let percent = (*check != CheckState::Waiting).then(|| check.percent());
    progress_bar(text::PROGRESS.get(), percent, None)
}
