//! The row of examples.

use crate::view::controller::Controller;
use crate::view::examples::example_panel::{OpenPanel, PANEL_ID, example_panel};
use crate::view::text::{Text, examples as text, page};
use yew::prelude::*;

/// The row of examples, and the panel that it opens.
#[hook]
pub fn use_examples_bar(controller: &Controller) -> Html {
    let panel = use_state_eq(|| None::<OpenPanel>);
    let example = |label: Text, fill: fn(&Controller)| {
        let onclick = controller.callback(move |controller, _: MouseEvent| fill(controller));
        html! { <button type="button" class="chip" {onclick}>{ label.get() }</button> }
    };
    let on_more = {
        let panel = panel.clone();
        Callback::from(move |_: MouseEvent| panel.set(if panel.is_some() { None } else { Some(OpenPanel::default()) }))
    };
    html! {
        <>
            <div class="examples">
                <span>{ page::EXAMPLES.get() }</span>
                { example(text::SMALL, Controller::small_example) }
                { example(text::RANDOM_512, |controller| controller.random_example(512)) }
                { example(text::RANDOM_1024, |controller| controller.random_example(1024)) }
                <button type="button" class="chip" aria-expanded={panel.is_some().to_string()} aria-controls={PANEL_ID} onclick={on_more}>
                    { text::MORE.get() }
                </button>
            </div>
            if let Some(open) = &*panel { { example_panel(controller, open, &panel.setter()) } }
        </>
    }
}
