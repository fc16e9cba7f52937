//! Hooks for what Yew does not offer itself.

use crate::view::platform::browser;
use gloo_events::EventListener;
use yew::prelude::*;

/// Calls `on_event` with every event of this name on the window; it is replaced when `dependencies` change.
#[hook]
pub fn use_window_event<D: PartialEq + 'static>(name: &'static str, dependencies: D, on_event: impl Fn() + 'static) {
    use_effect_with(dependencies, move |_| {
        let listener = browser::window().map(|window| EventListener::new(&window, name, move |_| on_event()));
        move || drop(listener)
    });
}
