//! What the page takes from a paste or a drop.

use crate::view::controller::{Controller, import};
use crate::view::state::slot::OperandSide;
use js_sys::{Function, JsString, Reflect};
use wasm_bindgen::JsCast;
use web_sys::{DataTransfer, FileList};

impl Controller {
    /// Takes what the editor should not get: files, and text as long as a file. Says whether it did.
    pub fn take_paste(&self, data: &DataTransfer, side: Option<OperandSide>, in_editor: bool) -> bool {
        let text = text_of(data);
        // Spreadsheets put a picture of the cells beside their text.
        let files = data.files().filter(|files| files.length() > 0 && !(text.is_some() && are_pictures(files)));
        match (files, text) {
            (Some(files), _) => {
                self.read_files(&import::list(&files), side);
                true
            }
            (None, Some(text)) => self.read_pasted_text(&text, side, in_editor),
            (None, None) => false,
        }
    }
}

/// The text as a JavaScript string: a hundred megabytes need not be copied into WebAssembly memory.
fn text_of(data: &DataTransfer) -> Option<JsString> {
    let get: Function = Reflect::get(data, &"getData".into()).ok()?.dyn_into().ok()?;
    let text: JsString = get.call1(data, &"text/plain".into()).ok()?.dyn_into().ok()?;
    Some(text).filter(|text| text.length() > 0)
}

fn are_pictures(files: &FileList) -> bool {
    (0..files.length()).filter_map(|index| files.item(index)).all(|file| file.type_().starts_with("image/"))
}
