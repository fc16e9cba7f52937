//! Keeps the focus on the page: when what had it goes, or can have it no longer, it moves on.
//!
//! The browser would put it on the document, where keys do something else, and who cannot see has to begin at the top.
//! Refuses to take the focus from anything that still has it.

use super::browser;
use gloo_events::EventListener;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, FocusOptions, HtmlElement, MutationObserver, MutationObserverInit};

/// Where the focus goes: Multiply, or in its place Stop, which is always there.
const HAVEN: &str = ".run .main";

/// Watches until it is dropped.
pub struct Keeper {
    observer: MutationObserver,
    _noting: EventListener,
    _on_change: Closure<dyn FnMut()>,
}

impl Keeper {
    /// Watches over the whole document; `None` where there is none.
    pub fn start() -> Option<Self> {
        let document = browser::document()?;
        let last: Rc<RefCell<Option<Element>>> = Rc::default();
        let noted = last.clone();
        let noting = EventListener::new(&document, "focusin", move |event: &Event| {
            *noted.borrow_mut() = event.target().and_then(|target| target.dyn_into().ok());
        });
        let on_change = Closure::<dyn FnMut()>::new(move || move_on(&last));
        let observer = MutationObserver::new(on_change.as_ref().unchecked_ref()).ok()?;
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_subtree(true);
        what.set_attribute_filter(&js_sys::Array::of1(&"disabled".into()));
        observer.observe_with_options(document.body()?.as_ref(), &what).ok()?;
        Some(Self { observer, _noting: noting, _on_change: on_change })
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Something on the page has changed.
fn move_on(last: &RefCell<Option<Element>>) {
    let Some(document) = browser::document() else { return };
    let is_nowhere = document.active_element().is_none_or(|active| active.tag_name() == "BODY");
    let is_gone = last.borrow().as_ref().is_some_and(|last| !last.is_connected() || last.has_attribute("disabled"));
    if !is_nowhere || !is_gone {
        return;
    }
    *last.borrow_mut() = None;
    if let Some(haven) =
        document.query_selector(HAVEN).ok().flatten().and_then(|haven| haven.dyn_into::<HtmlElement>().ok())
    {
        // What is seen stays where it is.
        let quietly = FocusOptions::new();
        quietly.set_prevent_scroll(true);
        let _ = haven.focus_with_options(&quietly);
    }
}
