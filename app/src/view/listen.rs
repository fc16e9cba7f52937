//! Keys, drops and pastes that belong to no field: what the whole page listens to.

use super::browser;
use super::desk::Desk;
use super::slot::Side;
use super::state::Action;
use gloo_events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, Element, Event, EventTarget, HtmlDialogElement, KeyboardEvent};
use yew::NodeRef;

/// Opens the sheet of shortcuts.
pub fn open(dialog: &NodeRef) {
    if let Some(dialog) = dialog.cast::<HtmlDialogElement>()
        && !dialog.open()
    {
        // It fails only for a dialog that is open or gone, and then there is nothing to do.
        let _ = dialog.show_modal();
    }
}

fn is_open(dialog: &NodeRef) -> bool {
    dialog.cast::<HtmlDialogElement>().is_some_and(|dialog| dialog.open())
}

/// The operand whose card `target` is in.
fn side_of(target: Option<EventTarget>) -> Option<Side> {
    let card = target?.dyn_into::<Element>().ok()?.closest("[data-side]").ok()??;
    match card.get_attribute("data-side")?.as_str() {
        "A" => Some(Side::A),
        "B" => Some(Side::B),
        _ => None,
    }
}

fn on_key(desk: &Desk, dialog: &NodeRef, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            if !event.repeat() && !is_open(dialog) {
                desk.multiply();
            }
        }
        "Escape" if !is_open(dialog) && desk.state().job.is_active() => {
            event.prevent_default();
            desk.stop();
        }
        "Escape" if !is_open(dialog) => {
            let state = desk.state();
            let is_read =
                |side: &Side| state.slot(*side).reading.as_ref().is_some_and(|reading| reading.name.is_some());
            for side in Side::BOTH.into_iter().filter(is_read) {
                event.prevent_default();
                desk.stop_reading(side);
            }
        }
        "?" if !browser::takes_text(event.target()) && !event.ctrl_key() && !event.meta_key() && !event.alt_key() => {
            event.prevent_default();
            open(dialog);
        }
        _ => {}
    }
}

fn carries_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}

/// Listens until the answer is dropped.
#[must_use]
pub fn listen(desk: &Desk, dialog: &NodeRef) -> Vec<EventListener> {
    let Some(window) = browser::window() else { return Vec::new() };
    let on = |name: &'static str, mut act: Box<dyn FnMut(&Event)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, name, options, move |event| act(event))
    };
    let key = {
        let (desk, dialog) = (desk.clone(), dialog.clone());
        move |event: &Event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                on_key(&desk, &dialog, event);
            }
        }
    };
    let over = {
        let desk = desk.clone();
        move |event: &Event| {
            let Some(drag) = event.dyn_ref::<DragEvent>().filter(|event| carries_files(event)) else { return };
            drag.prevent_default();
            let target = Some(side_of(drag.target()));
            if desk.state().dragging != target {
                desk.dispatch(Action::Dragged(target));
            }
        }
    };
    let leave = {
        let desk = desk.clone();
        move |event: &Event| {
            // Leaving one element for another has a related target; leaving the window has none.
            if event.dyn_ref::<DragEvent>().is_some_and(|event| event.related_target().is_none()) {
                desk.dispatch(Action::Dragged(None));
            }
        }
    };
    let drop = {
        let desk = desk.clone();
        move |event: &Event| {
            let Some(drag) = event.dyn_ref::<DragEvent>().filter(|event| carries_files(event)) else { return };
            drag.prevent_default();
            desk.dispatch(Action::Dragged(None));
            if let Some(files) = drag.data_transfer().and_then(|data| data.files()) {
                desk.read_files(&files, side_of(drag.target()));
            }
        }
    };
    let paste = {
        let desk = desk.clone();
        move |event: &Event| {
            // A paste into a field is the field's.
            if event.default_prevented() || browser::takes_text(event.target()) {
                return;
            }
            if let Some(data) = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data)
                && desk.take_paste(&data, side_of(event.target()), false)
            {
                event.prevent_default();
            }
        }
    };
    vec![
        on("keydown", Box::new(key)),
        on("dragover", Box::new(over)),
        on("dragleave", Box::new(leave)),
        on("drop", Box::new(drop)),
        on("paste", Box::new(paste)),
    ]
}
