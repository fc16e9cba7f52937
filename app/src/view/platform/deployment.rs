//! What the script in `index.html` that registers the service worker tells the page, and reloads.

use crate::view::platform::browser;
use web_sys::Event;

/// The event on the window after which [`is_update_ready`].
pub const UPDATE: &str = "matmill-update";

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
