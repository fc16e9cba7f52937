//! The pointer on a map: it points at a pixel, clicks, drags what is in view, and turns the wheel.

use super::map_model::MapModel;
use crate::view::result::selection::GridCell;
use gloo_events::{EventListener, EventListenerOptions};
use shared::map::MapWindow;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent, WheelEvent};
use yew::prelude::*;

/// CSS pixels after which a press is no longer a click.
const DRAG_PIXELS: f64 = 4.0;

/// A press of the button: where, and what was in view.
struct Press {
    at: (f64, f64),
    window: MapWindow,
    has_moved: bool,
}

/// What the pointer does.
#[derive(Clone)]
pub struct MapPointer {
    /// When it moves.
    pub on_move: Callback<PointerEvent>,
    /// When its button goes down.
    pub on_down: Callback<PointerEvent>,
    /// When it leaves.
    pub on_leave: Callback<PointerEvent>,
    /// When it clicks.
    pub on_click: Callback<MouseEvent>,
}

/// Where an event is on the map, as shares of its width and height.
fn place(node: &NodeRef, event: &MouseEvent) -> Option<(f64, f64)> {
    let bounds = node.cast::<Element>()?.get_bounding_client_rect();
    let share = |at: i32, start: f64, length: f64| ((f64::from(at) - start) / length).clamp(0.0, 1.0);
    let (x, y) = (event.client_x(), event.client_y());
    Some((share(x, bounds.left(), bounds.width()), share(y, bounds.top(), bounds.height())))
}

/// What the pointer does on the map in `node`; `go` goes to a cell.
#[hook]
pub fn use_pointer(model: &Rc<MapModel>, node: &NodeRef, go: &Callback<GridCell>) -> MapPointer {
    let press = use_memo((), |()| Rc::new(RefCell::new(None::<Press>)));
    use_effect_with((), {
        let (model, node) = (model.clone(), node.clone());
        move |()| {
            // Yew's own listeners cannot keep the browser from zooming the page.
            let options = EventListenerOptions::enable_prevent_default();
            let listener = node.cast::<Element>().map(|element| {
                EventListener::new_with_options(&element, "wheel", options, move |event| {
                    let Some(event) = event.dyn_ref::<WheelEvent>().filter(|event| event.ctrl_key()) else { return };
                    event.prevent_default();
                    let Some(place) = place(&node, event) else { return };
                    model.change(|state| state.zoom(event.delta_y() < 0.0, Some(state.cell_at(place))));
                })
            });
            move || drop(listener)
        }
    });
    let on_down = {
        let (press, model) = (press.clone(), model.clone());
        Callback::from(move |event: PointerEvent| {
            let state = model.state();
            if event.button() == 0 && !state.is_whole() {
                let at = (f64::from(event.client_x()), f64::from(event.client_y()));
                *press.borrow_mut() = Some(Press { at, window: state.window, has_moved: false });
            }
        })
    };
    let on_move = {
        let (press, model, node) = (press.clone(), model.clone(), node.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(place) = place(&node, &event) else { return };
            if event.buttons() == 0 {
                press.take();
            }
            let Some(press) = &mut *press.borrow_mut() else {
                return model.change(|state| state.cursor = Some(state.cell_at(place)));
            };
            let by = (f64::from(event.client_x()) - press.at.0, f64::from(event.client_y()) - press.at.1);
            if !press.has_moved && by.0.abs().max(by.1.abs()) < DRAG_PIXELS {
                return;
            }
            press.has_moved = true;
            model.change(|state| {
                let (width, height) = state.extent();
                let cells = |by: f64, length: f64, count: usize| -(by / length * count as f64) as isize;
                let by = (cells(by.1, height, press.window.rows.len()), cells(by.0, width, press.window.cols.len()));
                state.window = press.window.moved(state.shape(), by);
            });
        })
    };
    let on_leave = {
        let (press, model) = (press.clone(), model.clone());
        Callback::from(move |_: PointerEvent| {
            press.take();
            model.change(|state| state.cursor = None);
        })
    };
    let (model, node, go) = (model.clone(), node.clone(), go.clone());
    let on_click = Callback::from(move |event: MouseEvent| {
        let was_drag = press.take().is_some_and(|press| press.has_moved);
        let Some(place) = place(&node, &event).filter(|_| !was_drag) else { return };
        let cell = model.state().cell_at(place);
        model.change(|state| state.cursor = Some(cell));
        // The second click of a double click.
        if event.detail() == 2 {
            model.change(|state| state.zoom(!event.shift_key(), Some(cell)));
        } else {
            go.emit(cell);
        }
    });
    MapPointer { on_move, on_down, on_leave, on_click }
}
