//! Saves A and B as a job for `beyond/multiply.py`, by `app/save_job.js`. Workers write the matrices.

use crate::bundle_files::url_of;
use crate::engine::Engine;
use crate::event_loop::{future_to_promise, spawn_local};
use crate::failure::{Failure, js_message};
use crate::pool::worker_assets::import_module;
use crate::view::controller::Controller;
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::action::PageAction;
use crate::view::state::loaded::Loaded;
use crate::view::state::slot::OperandSide;
use crate::view::text::translation::translated;
use js_sys::{Array, Function, Promise, Reflect};
use shared::Shape;
use shared::format::Export;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

impl Controller {
    /// Opens the card "Compute elsewhere" and moves there.
    pub fn show_elsewhere(&self) {
        self.dispatch(PageAction::ElsewhereToggled(true));
        let summary = browser::document().and_then(|document| document.query_selector("#elsewhere > summary").ok()?);
        if let Some(summary) = summary.and_then(|summary| summary.dyn_into::<web_sys::HtmlElement>().ok()) {
            // The browser scrolls to what gets the focus; a card without it can still be found.
            let _ = summary.focus();
        }
    }

    /// Saves A and B as a job, where the user chooses.
    pub fn save_job(&self) {
        self.run_script("saveJob");
    }

    /// Copies what is to be run.
    pub fn copy_commands(&self) {
        self.run_script("copyCommands");
    }

    /// Runs a function of the script, unless one runs.
    fn run_script(&self, function: &'static str) {
        if self.0.runs_script.replace(true) {
            return;
        }
        let controller = self.clone();
        spawn_local(async move {
            let outcome = run(&controller, function).await;
            controller.0.runs_script.set(false);
            match outcome {
                Ok(done) => controller.dispatch(PageAction::JobSaving(done.as_string().as_deref().map(translated))),
                Err(error) => {
                    controller.dispatch(PageAction::JobSaving(None));
                    controller.dispatch(PageAction::Failed(messages::sentence(&translated(&js_message(&error)))));
                }
            }
        });
    }
}

/// Gives a sentence that says what was done.
async fn run(controller: &Controller, function: &str) -> Result<JsValue, JsValue> {
    let state = controller.state();
    let operands = OperandSide::BOTH.into_iter().filter_map(|side| state.slot(side).ready());
    let operands: Rc<[ByPtr<Loaded>]> = operands.map(|matrix| matrix.loaded.clone()).collect();
    let module = JsFuture::from(import_module(&url_of("save_job.js")?)).await?;
    let function: Function = Reflect::get(&module, &function.into())?.dyn_into()?;
    let entries: Array = operands.iter().map(|operand| entry(operand)).collect();
    let exported = exporter(controller.engine().clone(), operands);
    let controller = controller.clone();
    let on_step = Closure::<dyn Fn(String)>::new(move |line: String| {
        controller.dispatch(PageAction::JobSaving(Some(translated(&line))))
    });
    let arguments = Array::of3(&entries, exported.as_ref(), on_step.as_ref());
    let done: Promise = function.apply(&JsValue::UNDEFINED, &arguments)?.dyn_into()?;
    JsFuture::from(done).await
}

/// A function that gives the file of A or B, by its index, as a promise of a `Blob`.
fn exporter(engine: Engine, operands: Rc<[ByPtr<Loaded>]>) -> Closure<dyn Fn(usize) -> Promise> {
    Closure::new(move |index: usize| {
        let (engine, operand) = (engine.clone(), operands.get(index).cloned());
        future_to_promise(async move {
            let Some(operand) = operand else { return Err(Failure::UnexpectedResponse.to_js()) };
            let blob = engine.export(&operand.matrix, Export::Npy).await;
            blob.map(JsValue::from).map_err(|failure| failure.to_js())
        })
    })
}

/// What the script needs to know of an operand: rows, columns and the type's name.
fn entry(operand: &Loaded) -> Array {
    let Shape { rows, cols } = operand.matrix.shape;
    Array::of3(&rows.into(), &cols.into(), &messages::dtype(operand.matrix.dtype()).into())
}
