//! The row of examples.

use crate::view::controller::Controller;
use crate::view::text::{page, use_language};
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
    let example = |label: &'static str, fill: fn(&Controller)| {
        let onclick = controller.callback(move |controller, _: MouseEvent| fill(controller));
        html! { <button type="button" class="chip" {onclick}>{ label }</button> }
    };
    html! {
        <div class="examples">
            <span>{ page::EXAMPLES.get() }</span>
            { example("2 × 2", Controller::small_example) }
            { example("512 × 512 random", |controller| controller.random_example(512)) }
            { example("1024 × 1024 random", |controller| controller.random_example(1024)) }
        </div>
    }
}
