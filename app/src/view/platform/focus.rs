//! Keeps the focus on the page: when the focused element is removed, the focus moves to Multiply.
//!
//! The browser would move it to the document, where keys do something else and screen readers start again at the top.

use crate::event_loop::spawn_local;
use crate::view::platform::browser;
use gloo_events::EventListener;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit};

/// Where the focus goes: Multiply or Stop, one of which is always there.
const FALLBACK: &str = ".run .main";

/// Works until it is dropped.
pub struct FocusGuard {
    observer: MutationObserver,
    _listeners: [EventListener; 2],
    _on_change: Closure<dyn FnMut()>,
}

impl FocusGuard {
    /// Starts for the whole document; `None` where there is none.
    pub fn start() -> Option<Self> {
        let document = browser::document()?;
        let last: Rc<RefCell<Option<Element>>> = Rc::default();
        let target = |event: &Event| event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let noted = last.clone();
        let noting = EventListener::new(&document, "focusin", move |event| *noted.borrow_mut() = target(event));
        let left = last.clone();
        let leaving = EventListener::new(&document, "focusout", move |event| {
            // After the event it is known whether the element was removed or only lost the focus.
            let (left, target) = (left.clone(), target(event));
            spawn_local(async move {
                if *left.borrow() == target && target.is_some_and(|target| target.is_connected()) && is_nowhere() {
                    *left.borrow_mut() = None;
                }
            });
        });
        let on_change = Closure::<dyn FnMut()>::new(move || move_on(&last));
        let observer = MutationObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        observer.observe_with_options(document.body()?.as_ref(), &what).ok()?;
        Some(Self { observer, _listeners: [noting, leaving], _on_change: on_change })
    }
}

impl Drop for FocusGuard {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Whether nothing on the page has the focus.
fn is_nowhere() -> bool {
    let active = browser::document().and_then(|document| document.active_element());
    active.is_none_or(|active| active.tag_name() == "BODY")
}

/// Something on the page has changed: moves the focus if its element was removed.
fn move_on(last: &RefCell<Option<Element>>) {
    let is_gone = last.borrow().as_ref().is_some_and(|last| !last.is_connected());
    if !is_gone || !is_nowhere() {
        return;
    }
    *last.borrow_mut() = None;
    let Some(document) = browser::document() else { return };
    if let Some(fallback) =
        document.query_selector(FALLBACK).ok().flatten().and_then(|fallback| fallback.dyn_into::<HtmlElement>().ok())
    {
        // The page does not scroll.
        let quietly = FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = fallback.focus_with_options(&quietly);
    }
}
