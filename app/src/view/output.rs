//! How products go out: to the clipboard as text, to the disk as a file.
//!
//! Refuses to touch the bytes: a worker writes them into a `Blob`, and only that passes through here.

use super::browser;
use super::desk::Desk;
use super::held::Held;
use super::save;
use super::state::{Action, Outcome};
use super::words;
use js_sys::{Array, Object, Reflect};
use shared::format::Export;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{Clipboard, ClipboardItem};

impl Desk {
    /// Writes the product in the chosen format and has the browser save it.
    pub fn download(&self) {
        let state = self.state();
        let Some(outcome) = state.outcome.clone() else { return };
        let kind = state.format();
        let desk = self.clone();
        let name = format!("{}.{}", outcome.stem, kind.extension());
        spawn_local(async move {
            let blob = match desk.engine().export(&outcome.product.matrix, kind).await {
                Ok(blob) => blob,
                Err(failure) => return desk.dispatch(Action::Troubled(words::sentence(&failure.to_string()))),
            };
            // Asked for only now, because a file that is picked is emptied at once. Some seconds after the click the
            // browser refuses, and it becomes a download like any other.
            let Ok(place) = save::ask(&name, kind).await else { return };
            desk.dispatch(match save::save(&blob, place, &name).await {
                Ok(name) => Action::Remarked(format!("Saved as {name}, {}.", words::bytes(blob.size() as u64))),
                Err(error) => Action::Troubled(format!(
                    "The browser did not save {name}: {}. Try again, or use Copy.",
                    browser::words(&error).trim_end_matches('.')
                )),
            });
        });
    }

    /// Writes the product in the chosen format to the clipboard.
    pub fn copy(&self) {
        let state = self.state();
        let Some(outcome) = state.outcome.clone() else { return };
        let kind = state.format();
        let Some(clipboard) = browser::window().map(|window| window.navigator().clipboard()) else { return };
        if clipboard.is_undefined() {
            return self.dispatch(Action::Troubled(
                "This browser lets only pages from https or localhost use the clipboard; use Download.".into(),
            ));
        }
        if !Reflect::has(&js_sys::global(), &"ClipboardItem".into()).unwrap_or(false) {
            return self.copy_as_text(clipboard, outcome, kind);
        }
        let refused = Rc::new(RefCell::new(None));
        let refusing = refused.clone();
        // The clipboard gets a promise, not the text: some browsers allow writing only during the click itself.
        let desk = self.clone();
        let text = future_to_promise(async move {
            let blob = desk.engine().export(&outcome.product.matrix, kind).await.map_err(|failure| {
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
        let desk = self.clone();
        spawn_local(async move {
            let result = match written {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            let refused = refused.take();
            desk.dispatch(match (refused, result) {
                // It was not the browser.
                (Some(failure), _) => Action::Troubled(words::sentence(&failure.to_string())),
                (None, result) => copied(kind, result.map(drop)),
            });
        });
    }

    /// For browsers whose clipboard takes text only, and no promise of it.
    fn copy_as_text(&self, clipboard: Clipboard, outcome: Held<Outcome>, kind: Export) {
        let desk = self.clone();
        spawn_local(async move {
            let blob = match desk.engine().export(&outcome.product.matrix, kind).await {
                Ok(blob) => blob,
                Err(failure) => return desk.dispatch(Action::Troubled(words::sentence(&failure.to_string()))),
            };
            let written = async {
                let text = JsFuture::from(blob.text()).await?.as_string().ok_or(JsValue::UNDEFINED)?;
                JsFuture::from(clipboard.write_text(&text)).await.map(drop)
            };
            desk.dispatch(copied(kind, written.await));
        });
    }
}

fn copied(kind: Export, result: Result<(), JsValue>) -> Action {
    match result {
        Ok(()) => Action::Remarked(format!("Copied as {}.", kind.label())),
        Err(error) => Action::Troubled(format!(
            "The browser did not allow copying ({}). Allow the clipboard for this page, or use Download.",
            browser::words(&error).trim_end_matches('.')
        )),
    }
}
