//! A card that the user opens and closes.

use web_sys::{Event, HtmlDetailsElement};
use yew::prelude::*;

/// Properties of [`Disclosure`].
#[derive(Clone, PartialEq, Properties)]
pub struct DisclosureProps {
    /// What it is about.
    pub title: &'static str,
    /// Beside the title, also while it is closed.
    #[prop_or_default]
    pub aside: String,
    /// Its id, for links.
    #[prop_or_default]
    pub id: Option<&'static str>,
    /// Classes besides `card`.
    #[prop_or_default]
    pub class: Classes,
    /// Its node.
    #[prop_or_default]
    pub node: NodeRef,
    /// Opens or closes it when it changes.
    #[prop_or_default]
    pub open: bool,
    /// Gets whether it is open now.
    #[prop_or_default]
    pub on_toggle: Callback<bool>,
    /// What it shows while open.
    pub children: Html,
}

/// A card that the user opens and closes.
#[component]
pub fn Disclosure(props: &DisclosureProps) -> Html {
    let on_toggle = props.on_toggle.clone();
    let ontoggle = Callback::from(move |event: Event| {
        if let Some(details) = event.target_dyn_into::<HtmlDetailsElement>() {
            on_toggle.emit(details.open());
        }
    });
    html! {
        <details id={props.id} class={classes!("card", props.class.clone())} ref={props.node.clone()} open={props.open} {ontoggle}>
            <summary>
                { props.title }
                if !props.aside.is_empty() { <span class="aside">{ &props.aside }</span> }
            </summary>
            { props.children.clone() }
        </details>
    }
}
