//! What the page takes from a paste or a drop.

use crate::view::controller::{Controller, import};
use crate::view::state::action::PageAction;
use crate::view::state::slot::OperandSide;
use crate::view::text::share as text;
use js_sys::{Array, Function, JsString, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DataTransfer, FileList};

impl Controller {
    /// Reads the files of a drop on the card of `side`, or elsewhere.
    pub fn take_dropped_files(&self, data: &DataTransfer, side: Option<OperandSide>) {
        if let Some(name) = folder_in(data) {
            return self.dispatch(PageAction::Failed(text::FOLDER.with(&[&name])));
        }
        if let Some(files) = data.files() {
            self.read_files(&import::list(&files), side);
        }
    }

    /// Takes what the editor should not get: files, and text as long as a file. Says whether it did.
    pub fn take_paste(&self, data: &DataTransfer, side: Option<OperandSide>, in_editor: bool) -> bool {
        let text = text_of(data);
        // Spreadsheets put a picture of the cells beside their text.
        let files = data.files().filter(|files| files.length() > 0 && !(text.is_some() && are_pictures(files)));
        match (files, text) {
            (Some(_), _) => {
                self.take_dropped_files(data, side);
                true
            }
            (None, Some(text)) => self.read_pasted_text(&text, side, in_editor),
            (None, None) => false,
        }
    }
}

/// The name of the first folder among what is dropped. Read as a file it would give an error, or nothing.
fn folder_in(data: &DataTransfer) -> Option<String> {
    let items: Array = Array::from(&Reflect::get(data, &"items".into()).ok()?);
    items.iter().find_map(|item| {
        let get: Function = Reflect::get(&item, &"webkitGetAsEntry".into()).ok()?.dyn_into().ok()?;
        let entry = get.call0(&item).ok().filter(JsValue::is_object)?;
        let is_folder = Reflect::get(&entry, &"isDirectory".into()).is_ok_and(|is_folder| is_folder.is_truthy());
        let name = Reflect::get(&entry, &"name".into()).ok()?.as_string();
        name.filter(|_| is_folder)
    })
}

/// The text as a JavaScript string: a hundred megabytes need not be copied into WebAssembly memory.
pub fn text_of(data: &DataTransfer) -> Option<JsString> {
    let get: Function = Reflect::get(data, &"getData".into()).ok()?.dyn_into().ok()?;
    let text: JsString = get.call1(data, &"text/plain".into()).ok()?.dyn_into().ok()?;
    Some(text).filter(|text| text.length() > 0)
}

fn are_pictures(files: &FileList) -> bool {
    (0..files.length()).filter_map(|index| files.item(index)).all(|file| file.type_().starts_with("image/"))
}
