//! Window, document, clock, and what kind of element an event is about.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, Event, HtmlInputElement, HtmlTextAreaElement};

pub use crate::window::window;

/// Says that the page is alive: the script in `index.html` now repeats what was pressed and chosen before.
pub fn announce_mounted() {
    if let (Some(window), Ok(event)) = (window(), Event::new("matmill-mounted")) {
        // It fails only for an event that is being dispatched already.
        let _ = window.dispatch_event(&event);
    }
}

/// The document, where there is one.
pub fn document() -> Option<Document> {
    window().and_then(|window| window.document())
}

/// What the user chose before, if this browser remembers it.
pub fn remembered(key: &str) -> Option<String> {
    window()?.local_storage().ok().flatten()?.get_item(key).ok().flatten()
}

/// Remembers what the user chose.
pub fn remember(key: &str, value: &str) {
    if let Some(storage) = window().and_then(|window| window.local_storage().ok().flatten()) {
        // At worst the choice is forgotten.
        let _ = storage.set_item(key, value);
    }
}

/// Milliseconds on a clock that never goes back.
pub fn now() -> f64 {
    window().and_then(|window| window.performance()).map_or(0.0, |performance| performance.now())
}

/// Whether the page is in a hidden tab.
pub fn is_hidden() -> bool {
    document().is_some_and(|document| document.hidden())
}

/// Whether a key pressed on `target` enters text or chooses an entry.
pub fn takes_text(target: Option<web_sys::EventTarget>) -> bool {
    target.and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| {
        element.is_instance_of::<HtmlTextAreaElement>()
            || element.tag_name() == "SELECT"
            || element.tag_name() == "INPUT"
                && !matches!(element.get_attribute("type").as_deref(), Some("checkbox" | "radio" | "file" | "button"))
    })
}

/// Makes the focused field report what was typed into it, as if it lost the focus: for keys that act from anywhere.
pub fn commit_field() {
    let field = document().and_then(|document| document.active_element());
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        // A field that cannot lose or take the focus has nothing to report.
        let _ = field.blur().and_then(|()| field.focus());
    }
}

/// Whether a pointer is down on a control, which would miss the click if it moved.
pub fn is_pressing() -> bool {
    let pressed =
        document().and_then(|document| document.query_selector(":is(button,label,input,a,summary):active").ok());
    pressed.flatten().is_some()
}

/// Whether `target` is a button.
pub fn is_button(target: Option<web_sys::EventTarget>) -> bool {
    target.and_then(|target| target.dyn_into::<Element>().ok()).is_some_and(|element| element.tag_name() == "BUTTON")
}
