//! Keys, drops and pastes that belong to no field: what the whole page listens to.

use crate::view::controller::Controller;
use crate::view::platform::browser;
use crate::view::state::PageAction;
use crate::view::state::slot::OperandSide;
use gloo_events::{EventListener, EventListenerOptions};
use std::cell::Cell;
use std::rc::Rc;
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
fn side_of(target: Option<EventTarget>) -> Option<OperandSide> {
    let card = target?.dyn_into::<Element>().ok()?.closest("[data-side]").ok()??;
    match card.get_attribute("data-side")?.as_str() {
        "A" => Some(OperandSide::A),
        "B" => Some(OperandSide::B),
        _ => None,
    }
}

/// Whether Ctrl + Z is meant for the operands, and not for what was typed.
fn is_undo(controller: &Controller, event: &KeyboardEvent) -> bool {
    let with = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && !event.alt_key();
    let target = event.target();
    with && (!browser::takes_text(target.clone()) || controller.has_undo_by_key() && controller.is_editor(target))
}

fn on_key(controller: &Controller, dialog: &NodeRef, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            if !event.repeat() && !is_open(dialog) {
                browser::commit_field();
                controller.multiply();
            }
        }
        // A key that is held would press Multiply, Stop, Multiply, ...
        "Enter" if event.repeat() && browser::is_button(event.target()) => event.prevent_default(),
        "Escape" if !is_open(dialog) && controller.state().job.is_active() => {
            event.prevent_default();
            controller.stop();
        }
        "Escape" if !is_open(dialog) => {
            let state = controller.state();
            let is_read = |side: &OperandSide| state.slot(*side).file_reading().is_some();
            for side in OperandSide::BOTH.into_iter().filter(is_read) {
                event.prevent_default();
                controller.stop_reading(side);
            }
        }
        "z" | "Z" if is_undo(controller, event) && !is_open(dialog) => {
            event.prevent_default();
            controller.undo();
        }
        "?" if !browser::takes_text(event.target()) && !event.ctrl_key() && !event.meta_key() && !event.alt_key() => {
            event.prevent_default();
            open(dialog);
        }
        _ => {}
    }
}

fn carries(event: &DragEvent, kind: &str) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&kind.into(), 0))
}

/// Whether what is dragged is for an operand: files anywhere, and text that comes from outside. Over a field text is the
/// field's, until it is dropped and turns out to be as long as a file.
fn is_for_us(event: &DragEvent, is_from_here: bool) -> bool {
    let is_text = !is_from_here && carries(event, "text/plain") && !browser::takes_text(event.target());
    carries(event, "Files") || is_text
}

/// Listens until the answer is dropped.
#[must_use]
pub fn listen(controller: &Controller, dialog: &NodeRef) -> Vec<EventListener> {
    let Some(window) = browser::window() else { return Vec::new() };
    let on = |name: &'static str, mut act: Box<dyn FnMut(&Event)>| {
        let options = EventListenerOptions::enable_prevent_default();
        EventListener::new_with_options(&window, name, options, move |event| act(event))
    };
    let key = {
        let (controller, dialog) = (controller.clone(), dialog.clone());
        move |event: &Event| {
            if let Some(event) = event.dyn_ref::<KeyboardEvent>() {
                on_key(&controller, &dialog, event);
            }
        }
    };
    // Text that is dragged from one place of the page to another is no matrix that comes in.
    let is_from_here = Rc::new(Cell::new(false));
    let begin = {
        let is_from_here = is_from_here.clone();
        move |_: &Event| is_from_here.set(true)
    };
    let end = {
        let is_from_here = is_from_here.clone();
        move |_: &Event| is_from_here.set(false)
    };
    let over = {
        let (controller, is_from_here) = (controller.clone(), is_from_here.clone());
        move |event: &Event| {
            let Some(drag) = event.dyn_ref::<DragEvent>() else { return };
            let is_for_us = is_for_us(drag, is_from_here.get());
            if is_for_us {
                drag.prevent_default();
                // Else some browsers choose to move, and the other program deletes what it gave.
                if let Some(data) = drag.data_transfer() {
                    data.set_drop_effect("copy");
                }
            }
            let target = is_for_us.then(|| side_of(drag.target()));
            if controller.state().dragging != target {
                controller.dispatch(PageAction::Dragged(target));
            }
        }
    };
    let leave = {
        let controller = controller.clone();
        move |event: &Event| {
            // Leaving one element for another has a related target; leaving the window has none.
            if event.dyn_ref::<DragEvent>().is_some_and(|event| event.related_target().is_none()) {
                controller.dispatch(PageAction::Dragged(None));
            }
        }
    };
    let drop = {
        let controller = controller.clone();
        move |event: &Event| {
            let Some(drag) = event.dyn_ref::<DragEvent>() else { return };
            let (Some(data), side) = (drag.data_transfer(), side_of(drag.target())) else { return };
            controller.dispatch(PageAction::Dragged(None));
            if let Some(files) = data.files().filter(|_| carries(drag, "Files")) {
                drag.prevent_default();
                controller.read_files(&files, side);
            } else if !is_from_here.get() && controller.take_paste(&data, side, browser::takes_text(drag.target())) {
                drag.prevent_default();
            }
        }
    };
    let paste = {
        let controller = controller.clone();
        move |event: &Event| {
            // A paste into a field is the field's.
            if event.default_prevented() || browser::takes_text(event.target()) {
                return;
            }
            if let Some(data) = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data)
                && controller.take_paste(&data, side_of(event.target()), false)
            {
                event.prevent_default();
            }
        }
    };
    vec![
        on("keydown", Box::new(key)),
        on("dragstart", Box::new(begin)),
        on("dragend", Box::new(end)),
        on("dragover", Box::new(over)),
        on("dragleave", Box::new(leave)),
        on("drop", Box::new(drop)),
        on("paste", Box::new(paste)),
    ]
}
