//! Has the engine make what a map shows, and puts the image on its canvases.
//!
//! A newer request makes an older one end at its next step; nothing that a worker has begun is cancelled.

use super::legend::{SCALE_COLOURS, scale_numbers};
use super::map_state::{MapFailure, MapState, PixelDescription};
use crate::engine::Engine;
use crate::engine::map::MapContent;
use crate::event_loop::spawn_local;
use crate::failure::Failure;
use crate::operand::Operand;
use crate::view::result::selection::GridCell;
use js_sys::{Float64Array, Uint8ClampedArray};
use shared::map::{CellSummary, ColourScale, MapWindow};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};
use yew::{Callback, NodeRef};

/// Bytes of a pixel of an image.
const PIXEL_BYTES: u32 = 4;

/// A map. Cheap to clone.
#[derive(Clone)]
pub struct MapModel(Rc<MapModelInner>);

struct MapModelInner {
    engine: Engine,
    redraw: Callback<()>,
    state: RefCell<MapState>,
    /// Grows with every request for an image; older ones are no longer wanted.
    request: Cell<u32>,
    /// What the pixels of the state show, kept for other colours.
    content: RefCell<Option<MapContent>>,
    /// A product is being computed.
    is_busy: Cell<bool>,
    is_describing: Cell<bool>,
    canvases: MapCanvases,
}

/// Where images go, each on a light and a dark background.
#[derive(Clone, Default, PartialEq)]
pub struct MapCanvases {
    /// The map.
    pub image: [NodeRef; 2],
    /// The scale of the legend.
    pub scale: [NodeRef; 2],
}

impl MapModel {
    /// A map. Its first image is requested when the workers are said not to be busy.
    pub fn new(engine: Engine, state: MapState, redraw: Callback<()>) -> Self {
        Self(Rc::new(MapModelInner {
            engine,
            redraw,
            state: RefCell::new(state),
            request: Cell::new(0),
            content: RefCell::default(),
            is_busy: Cell::new(false),
            is_describing: Cell::new(false),
            canvases: MapCanvases::default(),
        }))
    }

    /// The state now.
    pub fn state(&self) -> MapState {
        self.0.state.borrow().clone()
    }

    /// Where its images go.
    pub fn canvases(&self) -> &MapCanvases {
        &self.0.canvases
    }

    /// Changes the state, and requests what is to be shown then.
    pub fn change(&self, change: impl FnOnce(&mut MapState)) {
        let before = self.state();
        change(&mut self.0.state.borrow_mut());
        let next = self.state();
        let is_other = next.matrix != before.matrix || next.window != before.window || next.size != before.size;
        if is_other {
            self.0.content.take();
        }
        if is_other || next.is_logarithmic != before.is_logarithmic {
            self.draw();
        }
        self.describe();
        if next != before {
            self.0.redraw.emit(());
        }
    }

    /// A product begins or ends: meanwhile nothing is requested.
    pub fn set_busy(&self, is_busy: bool) {
        self.0.is_busy.set(is_busy);
        if !is_busy {
            if self.state().is_drawing {
                self.draw();
            }
            self.describe();
        }
    }

    /// Ends what is in progress.
    pub fn close(&self) {
        self.0.request.set(self.0.request.get().wrapping_add(1));
        self.0.is_busy.set(true);
    }

    fn set(&self, change: impl FnOnce(&mut MapState)) {
        change(&mut self.0.state.borrow_mut());
        self.0.redraw.emit(());
    }

    /// Requests the image of the state.
    fn draw(&self) {
        let request = self.0.request.get().wrapping_add(1);
        self.0.request.set(request);
        self.0.state.borrow_mut().is_drawing = true;
        if self.0.is_busy.get() {
            return;
        }
        let model = self.clone();
        spawn_local(async move {
            let is_wanted = || model.0.request.get() == request && !model.0.is_busy.get();
            match model.make_image(&is_wanted).await {
                // Whoever no longer wants it has asked for another one, or will.
                _ if !is_wanted() => {}
                Ok(whole) => model.set(|state| {
                    (state.whole, state.failure, state.is_drawing) = (Some(whole), None, false);
                }),
                Err(failure) => {
                    log::info!("no map: {failure}");
                    let failure = match failure {
                        Failure::Pool(_) => MapFailure::NoWorker,
                        _ => MapFailure::Other,
                    };
                    model.set(|state| (state.failure, state.is_drawing) = (Some(failure), false));
                }
            }
        });
    }

    /// Has the image made, and shows it. Gives what is said of the whole matrix.
    async fn make_image(&self, is_wanted: &dyn Fn() -> bool) -> Result<CellSummary, Failure> {
        let state = self.state();
        let known = self.0.content.borrow().clone();
        let content = match known {
            Some(content) => content,
            None => self.0.engine.map(&state.matrix, &state.window, state.pixels(), is_wanted).await?,
        };
        let whole = state.whole.filter(|_| !state.is_whole()).unwrap_or(content.total);
        let scale = ColourScale::of(&whole, state.is_logarithmic);
        let length = content.shown.length();
        let numbers = Float64Array::new_with_length(length + SCALE_COLOURS as u32);
        numbers.set(&content.shown, 0);
        numbers.subarray(length, numbers.length()).copy_from(&scale_numbers(scale).collect::<Vec<_>>());
        let image = self.0.engine.paint(&numbers, scale).await?;
        if is_wanted() {
            let (height, width) = state.pixels();
            let half = numbers.length() * PIXEL_BYTES;
            for (index, (map, legend)) in self.0.canvases.image.iter().zip(&self.0.canvases.scale).enumerate() {
                let from = half * index as u32;
                let map_end = from + length * PIXEL_BYTES;
                // The canvases are there as long as the component is; without them nobody looks.
                let _ = put(map, &image.slice(from, map_end), width, height);
                let _ = put(legend, &image.slice(map_end, half * (index as u32 + 1)), SCALE_COLOURS, 1);
            }
            self.0.content.replace(Some(content));
        }
        Ok(whole)
    }

    /// Has the cursor's pixel described, if it is not. One request at a time: the next begins when it is answered.
    fn describe(&self) {
        if self.undescribed().is_none() || self.0.is_describing.replace(true) {
            return;
        }
        let model = self.clone();
        spawn_local(async move {
            while let Some((matrix, cells)) = model.undescribed() {
                let Ok((total, detail)) = model.0.engine.describe(&matrix, &cells).await else { break };
                if model.0.state.borrow().matrix == matrix {
                    model.set(|state| state.description = Some(PixelDescription { cells, total, detail }));
                }
            }
            model.0.is_describing.set(false);
        });
    }

    /// The cells that are to be described now.
    fn undescribed(&self) -> Option<(Operand, MapWindow)> {
        let state = self.0.state.borrow();
        let cells = state.described_cells().filter(|_| !self.0.is_busy.get())?;
        let is_known = state.description.as_ref().is_some_and(|description| description.cells == cells);
        (!is_known).then(|| (state.matrix.clone(), cells))
    }

    /// Calls `act` with the cell that the pixel of `cell` shows.
    pub fn with_shown_cell(&self, cell: GridCell, act: impl FnOnce(GridCell) + 'static) {
        let state = self.state();
        let Some(cells) = state.pixel_at(cell).map(|pixel| state.cells_of(pixel)) else { return };
        if cells.rows.len() * cells.cols.len() == 1 {
            return act(cell);
        }
        let engine = self.0.engine.clone();
        spawn_local(async move {
            // At worst it is the first cell of the pixel.
            let described = engine.describe(&state.matrix, &cells).await;
            act(described.map_or(cell, |(_, detail)| detail.cell));
        });
    }
}

/// Puts an image on a canvas, which takes its size.
fn put(node: &NodeRef, image: &Uint8ClampedArray, width: usize, height: usize) -> Result<(), JsValue> {
    let Some(canvas) = node.cast::<HtmlCanvasElement>() else { return Ok(()) };
    canvas.set_width(width as u32);
    canvas.set_height(height as u32);
    let image = ImageData::new_with_js_u8_clamped_array_and_sh(image, width as u32, height as u32)?;
    let Some(context) = canvas.get_context("2d")? else { return Ok(()) };
    context.unchecked_into::<CanvasRenderingContext2d>().put_image_data(&image, 0.0, 0.0)
}
