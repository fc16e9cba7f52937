//! How products go out: to the clipboard as text, to the disk as a file.
//!
//! Refuses to touch the bytes: a worker writes them into a `Blob`, and only that passes through here.

use crate::failure::js_message;
use crate::operand::Operand;
use crate::view::controller::Controller;
use crate::view::controller::file_save;
use crate::view::messages;
use crate::view::platform::browser;
use crate::view::state::PageAction;
use js_sys::{Array, Object, Reflect};
use shared::format::Export;
use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{Clipboard, ClipboardItem};

/// Rows of a block that does not have all their columns: the page itself copies these, one by one.
const MOST_ROWS_OF_A_PART: usize = 65_536;

/// Numbers of such a block.
const MOST_NUMBERS_OF_A_PART: usize = 4_194_304;

/// Where a product goes.
#[derive(Clone, Copy)]
enum ExportTarget {
    Clipboard,
    File,
}

/// A product is being written, until this is dropped: another press of the button does not begin a second time.
struct ExportInProgress(Controller, ExportTarget);

impl Drop for ExportInProgress {
    fn drop(&mut self) {
        self.0.writing(self.1 as usize).set(false);
    }
}

impl Controller {
    fn begin_writing(&self, way: ExportTarget) -> Option<ExportInProgress> {
        (!self.writing(way as usize).replace(true)).then(|| ExportInProgress(self.clone(), way))
    }

    /// Writes the product in the chosen format and has the browser save it.
    pub fn download(&self) {
        let state = self.state();
        let Some(outcome) = state.outcome.clone() else { return };
        let kind = state.format();
        let controller = self.clone();
        let name = format!("{}.{}", outcome.stem, kind.extension());
        let Some(writing) = self.begin_writing(ExportTarget::File) else {
            return self.dispatch(PageAction::Remarked("A file is being written still; wait for it.".into()));
        };
        self.dispatch(PageAction::Remarked(format!("Writing {name} \u{2026}")));
        spawn_local(async move {
            let _writing = writing;
            let blob = match controller.engine().export(&outcome.product.matrix, kind).await {
                Ok(blob) => blob,
                Err(failure) => {
                    return controller.dispatch(PageAction::Troubled(messages::sentence(&failure.to_string())));
                }
            };
            // Asked for only now, because a file that is picked is emptied at once. Some seconds after the click the
            // browser refuses, and it becomes a download like any other.
            let Ok(place) = file_save::ask(&name, kind).await else {
                return controller.dispatch(PageAction::Remarked("Not saved.".into()));
            };
            controller.dispatch(match file_save::save(&blob, place, &name).await {
                Ok(name) => PageAction::Remarked(format!("Saved as {name}, {}.", messages::bytes(blob.size() as u64))),
                Err(error) => PageAction::Troubled(format!(
                    "The browser did not save {name}: {}. Try again, or use Copy.",
                    js_message(&error).trim_end_matches('.')
                )),
            });
        });
    }

    /// Writes the product in the chosen format to the clipboard.
    pub fn copy(&self) {
        let state = self.state();
        let Some(outcome) = state.outcome.clone() else { return };
        self.copy_matrix(outcome.product.matrix.clone(), state.format(), "Copied".to_owned());
    }

    /// Writes a block of the product to the clipboard, for a spreadsheet.
    pub fn copy_block(&self, rows: RangeInclusive<usize>, cols: RangeInclusive<usize>) {
        let Some(outcome) = self.state().outcome.clone() else { return };
        let matrix = &outcome.product.matrix;
        let (height, width) = (rows.clone().count(), cols.clone().count());
        if width < matrix.shape.cols && (height > MOST_ROWS_OF_A_PART || height * width > MOST_NUMBERS_OF_A_PART) {
            return self.dispatch(PageAction::Troubled(format!(
                "A part of rows is copied up to {MOST_ROWS_OF_A_PART} rows and {MOST_NUMBERS_OF_A_PART} numbers, and these are {height} × {width}: select fewer, or whole rows, or use Download."
            )));
        }
        let block = match matrix.block(rows, cols) {
            Ok(block) => block,
            Err(error) => {
                return self.dispatch(PageAction::Troubled(format!(
                    "The numbers could not be copied: {}. Select fewer, or use Download.",
                    js_message(&error).trim_end_matches('.')
                )));
            }
        };
        let done = match (block.shape.rows, block.shape.cols) {
            (1, 1) => "1 number copied".to_owned(),
            _ => format!("{} numbers copied", block.shape),
        };
        self.copy_matrix(block, Export::Tsv, done);
    }

    /// Writes `matrix` to the clipboard; `done` is how the sentence begins that says so.
    fn copy_matrix(&self, matrix: Operand, kind: Export, done: String) {
        let Some(clipboard) = browser::window().map(|window| window.navigator().clipboard()) else { return };
        if clipboard.is_undefined() {
            return self.dispatch(PageAction::Troubled(
                "This browser lets only pages from https or localhost use the clipboard; use Download.".into(),
            ));
        }
        let Some(writing) = self.begin_writing(ExportTarget::Clipboard) else {
            return self
                .dispatch(PageAction::Remarked("A copy is being written still; wait for it, then copy again.".into()));
        };
        self.dispatch(PageAction::Remarked(format!("Copying as {} \u{2026}", kind.label())));
        if !Reflect::has(&js_sys::global(), &"ClipboardItem".into()).unwrap_or(false) {
            return self.copy_as_text(clipboard, matrix, kind, done, writing);
        }
        let refused = Rc::new(RefCell::new(None));
        let refusing = refused.clone();
        // The clipboard gets a promise, not the text: some browsers allow writing only during the click itself.
        let controller = self.clone();
        let text = future_to_promise(async move {
            let blob = controller.engine().export(&matrix, kind).await.map_err(|failure| {
                let error = failure.to_js();
                *refusing.borrow_mut() = Some(failure);
                error
            })?;
            // The clipboard knows this type only; a slice of a blob copies nothing.
            let size = blob.size();
            Ok(blob.slice_with_f64_and_f64_and_content_type(0.0, size, "text/plain")?.into())
        });
        let record = Object::new();
        let written = Reflect::set(&record, &"text/plain".into(), &text)
            .and_then(|_| ClipboardItem::new_with_record_from_str_to_blob_promise(&record))
            .map(|item| clipboard.write(&Array::of1(&item)));
        let controller = self.clone();
        spawn_local(async move {
            let _writing = writing;
            let result = match written {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            let refused = refused.take();
            controller.dispatch(match (refused, result) {
                // It was not the browser.
                (Some(failure), _) => PageAction::Troubled(messages::sentence(&failure.to_string())),
                (None, result) => copied(&done, kind, result.map(drop)),
            });
        });
    }

    /// For browsers whose clipboard takes text only, and no promise of it.
    fn copy_as_text(
        &self,
        clipboard: Clipboard,
        matrix: Operand,
        kind: Export,
        done: String,
        writing: ExportInProgress,
    ) {
        let controller = self.clone();
        spawn_local(async move {
            let _writing = writing;
            let blob = match controller.engine().export(&matrix, kind).await {
                Ok(blob) => blob,
                Err(failure) => {
                    return controller.dispatch(PageAction::Troubled(messages::sentence(&failure.to_string())));
                }
            };
            let written = async {
                let text = JsFuture::from(blob.text()).await?.as_string().ok_or(JsValue::UNDEFINED)?;
                JsFuture::from(clipboard.write_text(&text)).await.map(drop)
            };
            controller.dispatch(copied(&done, kind, written.await));
        });
    }
}

fn copied(done: &str, kind: Export, result: Result<(), JsValue>) -> PageAction {
    match result {
        Ok(()) => PageAction::Remarked(format!("{done} as {}.", kind.label())),
        Err(error) => PageAction::Troubled(format!(
            "The browser did not allow copying ({}). Allow the clipboard for this page, or use Download.",
            js_message(&error).trim_end_matches('.')
        )),
    }
}
