//! This tab: what it keeps over a reload, its address, and its place in the history.

use crate::view::platform::browser;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Storage;

/// The name under which the fragment is kept that was read last.
pub const FRAGMENT: &str = "link";

fn storage() -> Option<Storage> {
    browser::window().and_then(|window| window.session_storage().ok().flatten())
}

fn key(name: &str) -> String {
    format!("matmill-{name}")
}

/// Whether this tab can keep anything. Browsers may forbid it.
pub fn can_keep() -> bool {
    storage().is_some()
}

/// Keeps `text` under this name until the tab is closed; `None` forgets it. Where storage is blocked or full, nothing is
/// kept. Says whether the text is, if there is one.
pub fn keep(name: &str, text: Option<&str>) -> bool {
    let Some(storage) = storage() else { return text.is_none() };
    let is_kept = text.is_some_and(|text| storage.set_item(&key(name), text).is_ok());
    if !is_kept {
        // An older text would be restored in place of the one that did not fit.
        let _ = storage.remove_item(&key(name));
    }
    is_kept || text.is_none()
}

/// What is kept under this name.
pub fn kept(name: &str) -> Option<String> {
    storage()?.get_item(&key(name)).ok().flatten()
}

/// The page's address without a query and a fragment.
pub fn page_url() -> String {
    let url = browser::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    url.split(['?', '#']).next().unwrap_or_default().to_owned()
}

/// The fragment of the address, unless it names a place on the page.
pub fn fragment() -> String {
    let fragment = browser::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    let fragment = fragment.trim_start_matches('#');
    let is_place = browser::document().is_some_and(|document| document.get_element_by_id(fragment).is_some());
    if is_place { String::new() } else { fragment.to_owned() }
}

/// The number of the entry of the history that is shown; a new entry gets one. The address stays.
pub fn entry_number() -> f64 {
    let history = browser::window().and_then(|window| Reflect::get(&window, &"history".into()).ok());
    let Some(history) = history else { return 0.0 };
    let state = Reflect::get(&history, &"state".into()).ok();
    state.and_then(|state| state.as_f64()).unwrap_or_else(|| {
        let number = js_sys::Date::now();
        let replace = Reflect::get(&history, &"replaceState".into()).ok();
        if let Some(replace) = replace.and_then(|replace| replace.dyn_into::<Function>().ok()) {
            // A frame without an origin has no history to speak of.
            let _ = replace.call2(&history, &number.into(), &"".into());
        }
        number
    })
}

/// The number that a text consists of, as JavaScript reads it.
pub fn number(text: &str) -> Option<f64> {
    Some(JsValue::from_str(text).unchecked_into_f64()).filter(|number| number.is_finite())
}
