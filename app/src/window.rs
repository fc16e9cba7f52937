//! The browser's window, which is missing where the page is prerendered.

use web_sys::Window;

/// The window, where there is one: neither in a worker nor natively.
pub fn window() -> Option<Window> {
    if cfg!(target_family = "wasm") { web_sys::window() } else { None }
}
