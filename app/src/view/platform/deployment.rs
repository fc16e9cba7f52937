//! What the script in `index.html` that registers the service worker tells the page, and a reload that keeps texts.

use crate::view::platform::browser;
use js_sys::{Array, JSON, JsString};
use wasm_bindgen::JsCast;
use web_sys::{Event, Storage};

/// The event on the window after which [`is_update_ready`].
pub const UPDATE: &str = "matmill-update";

/// Key in session storage of the texts that survive a reload.
const TEXTS: &str = "matmill-texts";

fn root_has(attribute: &str) -> bool {
    let root = browser::document().and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute(attribute))
}

/// Whether the service worker of another build waits to take over, or has done so.
pub fn is_update_ready() -> bool {
    root_has("data-update")
}

/// Whether the page would be cross-origin isolated after a reload.
pub fn is_isolable() -> bool {
    root_has("data-isolable")
}

/// Lets a waiting service worker take over, then reloads this tab.
pub fn reload() {
    if let (Some(window), Ok(event)) = (browser::window(), Event::new("matmill-reload")) {
        // It fails only for an event that is being dispatched already.
        let _ = window.dispatch_event(&event);
    }
}

fn storage() -> Option<Storage> {
    browser::window().and_then(|window| window.session_storage().ok().flatten())
}

/// Keeps these texts for the page after the reload. Where storage is blocked or full, they are lost.
pub fn keep_texts(texts: &[String]) {
    let list: Array = texts.iter().map(|text| JsString::from(text.as_str())).collect();
    if let (Some(storage), Ok(list)) = (storage(), JSON::stringify(&list)) {
        let _ = storage.set_item(TEXTS, &String::from(list));
    }
}

/// The texts kept before the reload, once.
pub fn take_texts() -> Option<Vec<String>> {
    let storage = storage()?;
    let list = storage.get_item(TEXTS).ok().flatten()?;
    // A page that cannot forget them would restore them again, and the user can clear them.
    let _ = storage.remove_item(TEXTS);
    let list: Array = JSON::parse(&list).ok()?.dyn_into().ok()?;
    list.iter().map(|text| text.as_string()).collect()
}
