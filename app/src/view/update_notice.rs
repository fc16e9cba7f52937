//! Says that a new version is ready. Only the user reloads.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::state::action::PageAction;
use crate::view::text::page as text;
use yew::prelude::*;

/// The notice, while there is something to say.
pub fn update_notice(controller: &Controller, is_ready: bool) -> Html {
    // The status is always there: screen readers announce changes only of elements that exist.
    html! {
        <div class={if is_ready { "card update" } else { "unseen" }}>
            <p role="status">
                if is_ready {
                    { text::UPDATE_READY.get() }{ " " }{ controller.reload_effect() }
                }
            </p>
            if is_ready {
                <button type="button" onclick={controller.callback(|controller, _: MouseEvent| controller.reload())}>{ text::RELOAD.get() }</button>
                <button
                    type="button"
                    class="quiet square"
                    onclick={controller.callback(|controller, _: MouseEvent| controller.dispatch(PageAction::UpdateReady(false)))}
                    aria-label={text::DISMISS.get()}
                    title={text::DISMISS_HINT.get()}
                >
                    { icon::cross() }
                </button>
            }
        </div>
    }
}
