//! A card that the user opens and closes.

use web_sys::{Event, HtmlDetailsElement};
use yew::prelude::*;

/// A card that the user opens and closes.
#[derive(Default)]
pub struct Disclosure {
    /// What it is about.
    pub title: &'static str,
    /// Beside the title, also while it is closed.
    pub aside: String,
    /// Its id, for links, and its class besides `card`.
    pub id: Option<&'static str>,
    /// Its node.
    pub node: NodeRef,
    /// Opens or closes it when it changes.
    pub open: bool,
    /// Gets whether it is open now.
    pub on_toggle: Callback<bool>,
}

/// Draws the card, with `content` while it is open.
pub fn disclosure(card: Disclosure, content: Html) -> Html {
    let Disclosure { title, aside, id, node, open, on_toggle } = card;
    let ontoggle = Callback::from(move |event: Event| {
        if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
            on_toggle.emit(details.open());
        }
    });
    html! {
        <details {id} class={classes!("card", id)} ref={node} {open} {ontoggle}>
            <summary>
                { title }
                if !aside.is_empty() { <span class="aside">{ aside }</span> }
            </summary>
            { content }
        </details>
    }
}
