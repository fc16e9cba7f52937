//! How products go out: to the clipboard as text, to the disk as a file.
//!
//! Refuses to touch the bytes: a worker writes them into a `Blob`, and only that passes through here.

use super::browser;
use super::desk::Desk;
use super::save;
use super::state::Action;
use super::words;
use js_sys::{Array, Object, Reflect};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::ClipboardItem;

impl Desk {
    /// Writes the product in the chosen format and has the browser save it.
    pub fn download(&self) {
        let state = self.state();
        let Some(outcome) = state.outcome.clone() else { return };
        let kind = state.format();
        let desk = self.clone();
        let name = format!("{}.{}", outcome.stem, kind.extension());
        // Asked for during the click itself: later the browser would refuse.
        let asked = save::ask(&name, kind);
        spawn_local(async move {
            let Ok(place) = save::answer(asked).await else { return };
            let blob = match desk.engine().export(&outcome.product.matrix, kind).await {
                Ok(blob) => blob,
                Err(failure) => return desk.dispatch(Action::Troubled(words::sentence(&failure.to_string()))),
            };
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
        // The clipboard gets a promise, not the text: some browsers allow writing only during the click itself.
        let desk = self.clone();
        let text = future_to_promise(async move {
            let blob = desk.engine().export(&outcome.product.matrix, kind).await.map_err(|failure| failure.to_js())?;
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
            desk.dispatch(match result {
                Ok(_) => Action::Remarked(format!("Copied as {}.", kind.label())),
                Err(error) => Action::Troubled(format!(
                    "The browser did not allow copying ({}). Allow the clipboard for this page, or use Download.",
                    browser::words(&error).trim_end_matches('.')
                )),
            });
        });
    }
}
