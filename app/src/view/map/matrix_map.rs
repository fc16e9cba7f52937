//! The heat map of a matrix, with its legend and what it says in words.

use super::legend::legend;
use super::map_context::MapContext;
use super::map_model::MapModel;
use super::map_state::{MapFailure, MapKey, MapState};
use super::marks::marks;
use super::pointer::use_pointer;
use super::readout;
use crate::operand::Operand;
use crate::view::controller::Controller;
use crate::view::icon;
use crate::view::platform::browser;
use crate::view::platform::hooks::use_window_event;
use crate::view::result::selection::GridCell;
use crate::view::state::slot::OperandSide;
use crate::view::text::{map as text, use_writing};
use shared::map::MapWindow;
use std::rc::Rc;
use web_sys::{KeyboardEvent, MouseEvent};
use yew::prelude::*;

/// CSS pixels of the longer side of the map of an operand, and of the product's.
const SIZES: (f64, f64) = (160.0, 280.0);
/// CSS pixels of a narrow window that are not the map's.
const MARGINS: f64 = 72.0;

/// Properties of the map itself.
#[derive(Clone, PartialEq, Properties)]
pub struct FilledMapProps {
    /// The page's controller.
    pub controller: Controller,
    /// Which matrix.
    pub side: OperandSide,
    /// The matrix.
    pub matrix: Operand,
    /// What it takes from the rest of the page.
    pub context: MapContext,
}

/// CSS pixels of the longer side of the map, and device pixels for each.
fn size(side: OperandSide) -> (f64, f64) {
    let wanted = if side == OperandSide::C { SIZES.1 } else { SIZES.0 };
    let Some(window) = browser::window() else { return (wanted, 1.0) };
    let width = window.inner_width().ok().and_then(|width| width.as_f64()).unwrap_or(wanted + MARGINS);
    (wanted.min(width - MARGINS).max(SIZES.0 / 2.0), window.device_pixel_ratio())
}

/// The heat map of a matrix. There is none of an empty matrix.
pub fn matrix_map(controller: &Controller, side: OperandSide, matrix: &Operand, context: &MapContext) -> Html {
    if matrix.elements.is_empty() {
        return Html::default();
    }
    html! { <FilledMap controller={controller.clone()} {side} matrix={matrix.clone()} context={context.clone()} /> }
}

/// The model, which follows the properties, the size of the window, and what the workers do.
#[hook]
fn use_model(props: &FilledMapProps, is_busy: bool) -> Rc<MapModel> {
    let redraw = use_force_update();
    let model = use_memo((), |()| {
        let state = MapState::new(props.matrix.clone(), size(props.side), false);
        MapModel::new(props.controller.engine().clone(), state, Callback::from(move |()| redraw.force_update()))
    });
    use_effect_with(is_busy, {
        let model = model.clone();
        move |&is_busy| model.set_busy(is_busy)
    });
    use_effect_with((props.matrix.clone(), props.side), {
        let model = model.clone();
        move |(matrix, side)| {
            let matrix = matrix.clone();
            let side = *side;
            model.change(|state| {
                if state.matrix != matrix {
                    *state = MapState::new(matrix, size(side), state.is_logarithmic);
                }
            });
        }
    });
    use_window_event("resize", props.side, {
        let (model, side) = (model.clone(), props.side);
        move || model.change(|state| state.size = size(side))
    });
    use_effect_with((), {
        let model = model.clone();
        move |()| move || model.close()
    });
    model
}

/// The heat map of a matrix that is not empty.
#[component]
fn FilledMap(props: &FilledMapProps) -> Html {
    let FilledMapProps { controller, side, context, .. } = props;
    let (side, letter) = (*side, props.side.letter());
    use_writing();
    let model = use_model(props, context.is_busy);
    let node = use_node_ref();
    let go = {
        let (model, controller, context) = (model.clone(), controller.clone(), context.clone());
        Callback::from(move |cell: GridCell| {
            let (controller, context, matrix) = (controller.clone(), context.clone(), model.state().matrix);
            model.with_shown_cell(cell, move |cell| {
                if let Some(cell) = context.cell_of_product(side, &matrix, cell) {
                    controller.go_to_cell(cell);
                }
            });
        })
    };
    let pointer = use_pointer(&model, &node, &go);
    let state = model.state();
    let (width, height) = state.extent();
    let id = |part: &str| format!("map-{part}-{letter}");
    html! {
        <figure class="map" data-side={letter}>
            { tools(&model, &state, letter) }
            <div
                ref={node}
                class={classes!("map-view", "map-canvas", (!state.is_whole()).then_some("zoomed"))}
                role="application"
                tabindex="0"
                aria-label={text::MAP.with(&[&letter])}
                aria-describedby={format!("{} {} {}", id("pixel"), id("whole"), id("help"))}
                aria-busy={state.is_drawing.to_string()}
                ~style={format!("width:{width}px;aspect-ratio:{width}/{height}")}
                onkeydown={on_key(&model, &go)}
                onfocus={on_focus(&model)}
                onpointerdown={pointer.on_down}
                onpointermove={pointer.on_move}
                onpointerleave={pointer.on_leave}
                onclick={pointer.on_click}
            >
                <canvas class="on-light" ref={model.canvases().image[0].clone()} />
                <canvas class="on-dark" ref={model.canvases().image[1].clone()} />
                { marks(&state, &context.marks(side, &state.matrix)) }
            </div>
            { legend(&state, &model.canvases().scale) }
            <p class="hint numbers" id={id("whole")}>{ match state.failure {
                Some(MapFailure::NoWorker) => text::NO_WORKER.get().to_owned(),
                Some(MapFailure::Other) => text::FAILED.get().to_owned(),
                None => readout::whole(&state),
            } }</p>
            <p class="map-pixel numbers" id={id("pixel")} aria-live="polite">{ readout::pixel(&state) }</p>
            <p id={id("help")} hidden=true>{ text::HELP.get() }</p>
        </figure>
    }
}

fn on_key(model: &Rc<MapModel>, go: &Callback<GridCell>) -> Callback<KeyboardEvent> {
    let (model, go) = (model.clone(), go.clone());
    Callback::from(move |event: KeyboardEvent| {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let Some(key) = MapKey::of(&event.key(), event.shift_key()) else { return };
        event.prevent_default();
        match key {
            MapKey::Move(down, right) => model.change(|state| state.move_cursor((down, right))),
            MapKey::Zoom(closer) => model.change(|state| state.zoom(closer, None)),
            MapKey::Whole => model.change(|state| state.window = MapWindow::whole(state.shape())),
            MapKey::Go => model.state().cursor.into_iter().for_each(|cell| go.emit(cell)),
        }
    })
}

/// With the focus there is a cursor, so that something is said.
fn on_focus(model: &Rc<MapModel>) -> Callback<FocusEvent> {
    let model = model.clone();
    Callback::from(move |_| {
        if model.state().cursor.is_none() {
            model.change(|state| state.move_cursor((0, 0)));
        }
    })
}

/// Buttons that zoom and change the scale.
fn tools(model: &Rc<MapModel>, state: &MapState, letter: &str) -> Html {
    let button = |drawing: Html, name: String, is_disabled: bool, change: fn(&mut MapState)| {
        let model = model.clone();
        let onclick = Callback::from(move |_: MouseEvent| model.change(change));
        html! {
            <button type="button" class="quiet square" {onclick} disabled={is_disabled} aria-label={name.clone()} title={name}>{ drawing }</button>
        }
    };
    let on_log = {
        let model = model.clone();
        Callback::from(move |_: MouseEvent| model.change(|state| state.is_logarithmic = !state.is_logarithmic))
    };
    let logarithmic = text::LOGARITHMIC.with(&[&letter]);
    html! {
        <div class="map-tools">
            if state.has_zoom() {
                { button(icon::plus(), text::ZOOM_IN.with(&[&letter]), !state.window.can_be_closer(), |state| state.zoom(true, None)) }
                { button(icon::minus(), text::ZOOM_OUT.with(&[&letter]), state.is_whole(), |state| state.zoom(false, None)) }
                { button(icon::expand(), text::SHOW_WHOLE.with(&[&letter]), state.is_whole(), |state| {
                    state.window = MapWindow::whole(state.shape());
                }) }
                <button type="button" class="quiet chip" onclick={on_log} aria-pressed={state.is_logarithmic.to_string()} aria-label={logarithmic.clone()} title={logarithmic}>
                    { text::LOG.get() }
                </button>
            }
        </div>
    }
}
