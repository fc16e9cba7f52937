//! Keys, drops and pastes that the whole page listens to.

use crate::failure::js_message;
use crate::view::controller::Controller;
use crate::view::messages::deployment;
use crate::view::platform::deployment::{UPDATE, is_update_ready};
use crate::view::platform::requests::RequestCounter;
use crate::view::platform::{browser, launched_files};
use crate::view::shortcuts;
use crate::view::state::action::{DragState, PageAction};
use crate::view::state::slot::OperandSide;
use crate::view::state::undo::HistoryStep;
use gloo_events::{EventListener, EventListenerOptions};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, DragEvent, Element, Event, EventTarget, KeyboardEvent};
use yew::NodeRef;

/// The matrix whose card `target` is in.
fn side_of(target: Option<EventTarget>) -> Option<OperandSide> {
    let card = target?.dyn_into::<Element>().ok()?.closest("[data-side]").ok()??;
    let letter = card.get_attribute("data-side")?;
    OperandSide::ALL.into_iter().find(|side| side.letter() == letter)
}

/// The step in the history that a key means: Ctrl + Z, Ctrl + Shift + Z, Ctrl + Y. In an editor Ctrl + Z undoes typing.
fn history_step(controller: &Controller, event: &KeyboardEvent) -> Option<HistoryStep> {
    if event.alt_key() || !(event.ctrl_key() || event.meta_key()) {
        return None;
    }
    let step = match event.key().as_str() {
        "z" | "Z" if event.shift_key() => HistoryStep::Redo,
        "z" | "Z" => HistoryStep::Undo,
        // On a Mac Cmd + Y is the browser's own.
        "y" | "Y" if event.ctrl_key() && !event.shift_key() => HistoryStep::Redo,
        _ => return None,
    };
    let target = event.target();
    (!browser::takes_text(target.clone()) || controller.steps_in_editor(step, target.as_ref())).then_some(step)
}

fn on_key(controller: &Controller, dialog: &NodeRef, event: &KeyboardEvent) {
    if event.is_composing() {
        return;
    }
    if let Some(step) = history_step(controller, event).filter(|_| !shortcuts::is_open(dialog)) {
        event.prevent_default();
        return controller.step_in_history(step);
    }
    match event.key().as_str() {
        "Enter" if event.ctrl_key() || event.meta_key() => {
            event.prevent_default();
            if !event.repeat() && !shortcuts::is_open(dialog) {
                browser::commit_field();
                controller.multiply();
            }
        }
        // A key that is held down would press Multiply, Stop, Multiply, and so on.
        "Enter" if event.repeat() && browser::is_button(event.target()) => event.prevent_default(),
        "Escape" if !shortcuts::is_open(dialog) && controller.state().run.is_active() => {
            event.prevent_default();
            controller.stop();
        }
        "Escape" if !shortcuts::is_open(dialog) && controller.state().check.is_active() => {
            event.prevent_default();
            controller.stop_check();
        }
        "Escape" if !shortcuts::is_open(dialog) => {
            let state = controller.state();
            let is_read = |side: &OperandSide| state.slot(*side).pending_file().is_some();
            for side in OperandSide::ALL.into_iter().filter(is_read) {
                event.prevent_default();
                controller.stop_reading(side);
            }
        }
        "?" if !browser::takes_text(event.target()) && !event.ctrl_key() && !event.meta_key() && !event.alt_key() => {
            event.prevent_default();
            shortcuts::open(dialog);
        }
        _ => {}
    }
}

fn carries(event: &DragEvent, kind: &str) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&kind.into(), 0))
}

/// Whether what is dragged can become an operand: files anywhere, and text from another page or program. Text over a
/// field goes into the field, unless it turns out to be as long as a file when it is dropped.
fn can_become_operand(event: &DragEvent, is_from_here: bool) -> bool {
    let is_text = !is_from_here && carries(event, "text/plain") && !browser::takes_text(event.target());
    carries(event, "Files") || is_text
}

/// Listens until the returned listeners are dropped.
#[must_use]
pub fn listen(controller: &Controller, dialog: &NodeRef) -> Vec<EventListener> {
    let dialog = dialog.clone();
    // Text dragged from one place of the page to another is not a new matrix.
    let is_from_here = Rc::new(Cell::new(false));
    if is_update_ready() {
        controller.dispatch(PageAction::UpdateReady(true));
    }
    let [starts, ends, over, dropped] = [(); 4].map(|()| is_from_here.clone());
    [
        on(controller, "keydown", move |controller, event| on_key(controller, &dialog, event)),
        on(controller, "dragstart", move |_, _: &DragEvent| starts.set(true)),
        on(controller, "dragend", move |_, _: &DragEvent| ends.set(false)),
        on(controller, "dragover", move |controller, event| on_drag_over(controller, event, over.get())),
        on(controller, "dragleave", on_drag_leave),
        on(controller, "drop", move |controller, event| on_drop(controller, event, dropped.get())),
        on(controller, "paste", on_paste),
        on(controller, "hashchange", |controller, _: &Event| controller.go_in_history()),
        on(controller, "pagehide", |controller, _: &Event| controller.keep_inputs()),
        on(controller, "visibilitychange", |controller, _: &Event| controller.keep_inputs()),
        on(controller, UPDATE, |controller, _: &Event| controller.dispatch(PageAction::UpdateReady(true))),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Counts the page's requests until it is dropped.
pub fn count_requests(controller: &Controller) -> Option<RequestCounter> {
    let controller = controller.clone();
    RequestCounter::start(move |count| controller.dispatch(PageAction::Requested(count)))
}

/// Reads the files that the system opens with the installed app as if they were dropped on the page.
pub fn take_launched_files(controller: &Controller) {
    let controller = controller.clone();
    launched_files::listen(move |files| match files {
        Ok(files) => controller.read_files(&files, None),
        Err(error) => controller.dispatch(PageAction::Failed(deployment::not_opened(&js_message(&error)))),
    });
}

fn on<E: JsCast>(
    controller: &Controller,
    name: &'static str,
    act: impl Fn(&Controller, &E) + 'static,
) -> Option<EventListener> {
    let controller = controller.clone();
    on_window(
        name,
        Box::new(move |event| {
            if let Some(event) = event.dyn_ref() {
                act(&controller, event);
            }
        }),
    )
}

fn on_window(name: &'static str, act: Box<dyn Fn(&Event)>) -> Option<EventListener> {
    let options = EventListenerOptions::enable_prevent_default();
    browser::window().map(|window| EventListener::new_with_options(&window, name, options, act))
}

fn on_drag_over(controller: &Controller, event: &DragEvent, is_from_here: bool) {
    let is_operand = can_become_operand(event, is_from_here);
    if is_operand {
        event.prevent_default();
        // Otherwise some browsers move the data, and the other program deletes its own.
        if let Some(data) = event.data_transfer() {
            data.set_drop_effect("copy");
        }
    }
    let state = match side_of(event.target()) {
        _ if !is_operand => DragState::None,
        Some(side) => DragState::OverOperand(side),
        None => DragState::OverPage,
    };
    if controller.state().drag != state {
        controller.dispatch(PageAction::Dragged(state));
    }
}

fn on_drag_leave(controller: &Controller, event: &DragEvent) {
    // Leaving one element for another has a related target; leaving the window has none.
    if event.related_target().is_none() {
        controller.dispatch(PageAction::Dragged(DragState::None));
    }
}

fn on_drop(controller: &Controller, event: &DragEvent, is_from_here: bool) {
    let (Some(data), side) = (event.data_transfer(), side_of(event.target())) else { return };
    controller.dispatch(PageAction::Dragged(DragState::None));
    if carries(event, "Files") {
        event.prevent_default();
        controller.take_dropped_files(&data, side);
    } else if !is_from_here && controller.take_paste(&data, side, browser::takes_text(event.target())) {
        event.prevent_default();
    }
}

fn on_paste(controller: &Controller, event: &ClipboardEvent) {
    // A paste into a field goes into the field.
    if event.default_prevented() || browser::takes_text(event.target()) {
        return;
    }
    if let Some(data) = event.clipboard_data()
        && controller.take_paste(&data, side_of(event.target()), false)
    {
        event.prevent_default();
    }
}
