//! Says that a new version is ready. Only the user reloads.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::platform::deployment;
use crate::view::platform::hooks::use_window_event;
use yew::prelude::*;

/// Properties of [`UpdateNotice`].
#[derive(Clone, PartialEq, Properties)]
pub struct UpdateNoticeProps {
    /// The page's controller.
    pub controller: Controller,
}

/// The notice, once another build is ready, until it is dismissed.
#[component]
pub fn UpdateNotice(props: &UpdateNoticeProps) -> Html {
    let is_shown = use_state_eq(deployment::is_update_ready);
    use_window_event(deployment::UPDATE, (), {
        let is_shown = is_shown.setter();
        move || is_shown.set(true)
    });
    let on_reload = props.controller.callback(|controller, _: MouseEvent| controller.reload());
    let on_dismiss = {
        let is_shown = is_shown.setter();
        Callback::from(move |_: MouseEvent| is_shown.set(false))
    };
    // The status is always there: screen readers announce changes only of elements that exist.
    html! {
        <div class={if *is_shown { "card update" } else { "unseen" }}>
            <p role="status">
                if *is_shown {
                    { "A new version of Matmill is ready." }{ props.controller.reload_effect() }
                }
            </p>
            if *is_shown {
                <button type="button" onclick={on_reload}>{ "Reload" }</button>
                <button type="button" class="quiet square" onclick={on_dismiss} aria-label="Dismiss" title="Go on with this version">{ icon::cross() }</button>
            }
        </div>
    }
}
