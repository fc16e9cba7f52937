//! The row of examples.

use crate::view::controller::Controller;
use crate::view::examples::example_panel::{ExamplePanel, PANEL_ID};
use crate::view::text::{Text, examples as text, page, use_language};
use yew::prelude::*;

/// Properties of [`ExamplesBar`].
#[derive(Clone, PartialEq, Properties)]
pub struct ExamplesBarProps {
    /// The page's controller.
    pub controller: Controller,
}

/// The row of examples.
#[component]
pub fn ExamplesBar(props: &ExamplesBarProps) -> Html {
    use_language();
    let controller = &props.controller;
    let is_open = use_state_eq(|| false);
    let example = |label: Text, fill: fn(&Controller)| {
        let onclick = controller.callback(move |controller, _: MouseEvent| fill(controller));
        html! { <button type="button" class="chip" {onclick}>{ label.get() }</button> }
    };
    let on_more = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(!*is_open))
    };
    html! {
        <>
            <div class="examples">
                <span>{ page::EXAMPLES.get() }</span>
                { example(text::SMALL, Controller::small_example) }
                { example(text::RANDOM_512, |controller| controller.random_example(512)) }
                { example(text::RANDOM_1024, |controller| controller.random_example(1024)) }
                <button type="button" class="chip" aria-expanded={is_open.to_string()} aria-controls={PANEL_ID} onclick={on_more}>
                    { text::MORE.get() }
                </button>
            </div>
            if *is_open { <ExamplePanel controller={controller.clone()} /> }
        </>
    }
}
