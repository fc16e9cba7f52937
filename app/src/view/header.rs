//! The top of the page: its name, what it does, shortcuts, and the switch between light and dark.

use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::platform::browser;
use crate::view::text::language::Language;
use crate::view::text::page as text;
use web_sys::{Event, HtmlSelectElement};
use yew::prelude::*;

/// Key in local storage. The script in `index.html` reads it before the first paint.
const STORED_AS: &str = "matmill-theme";

fn is_dark() -> bool {
    let root = browser::document().and_then(|document| document.document_element());
    match root.and_then(|root| root.get_attribute("data-theme")).as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => browser::window()
            .and_then(|window| window.match_media("(prefers-color-scheme: dark)").ok().flatten())
            .is_some_and(|query| query.matches()),
    }
}

fn set_dark(dark: bool) {
    let name = if dark { "dark" } else { "light" };
    if let Some(root) = browser::document().and_then(|document| document.document_element()) {
        // At worst the choice is forgotten.
        let _ = root.set_attribute("data-theme", name);
    }
    if let Some(storage) = browser::window().and_then(|window| window.local_storage().ok().flatten()) {
        let _ = storage.set_item(STORED_AS, name);
    }
}

/// The top of the page, which speaks `language`; `on_shortcuts` opens the list of shortcuts.
#[hook]
pub fn use_header(controller: &Controller, language: Language, on_shortcuts: Callback<MouseEvent>) -> Html {
    let dark = use_state_eq(is_dark);
    let toggle = {
        let dark = dark.clone();
        Callback::from(move |_: MouseEvent| {
            let wanted = !is_dark();
            set_dark(wanted);
            dark.set(wanted);
        })
    };
    let on_language = controller.callback(|controller, event: Event| {
        let select = event.target_dyn_into::<HtmlSelectElement>();
        if let Some(language) = select.and_then(|select| Language::of_tag(&select.value())) {
            language.remember();
            controller.choose_language(language);
        }
    });
    html! {
        <header class="top">
            { icon::mark() }
            <div class="name">
                <h1>{ "Matmill" }</h1>
                <p>{ text::PURPOSE.get() }</p>
            </div>
            <div class="tools">
                <select aria-label={text::LANGUAGE.get()} title={text::LANGUAGE.get()} onchange={on_language}>
                    { for Language::ALL.iter().map(|choice| html! {
                        <option value={choice.tag()} lang={choice.tag()} selected={*choice == language}>{ choice.name() }</option>
                    }) }
                </select>
                <button type="button" class="quiet square" onclick={on_shortcuts} aria-label={text::SHORTCUTS.get()} title={text::SHORTCUTS_HINT.get()}>
                    <span aria-hidden="true">{ "?" }</span>
                </button>
                <button type="button" class="quiet square" onclick={toggle} aria-pressed={dark.to_string()} aria-label={text::DARK.get()} title={text::DARK_HINT.get()}>
                    { icon::theme() }
                </button>
            </div>
        </header>
    }
}
