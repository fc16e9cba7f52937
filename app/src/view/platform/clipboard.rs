//! Writes text to the clipboard.

use crate::event_loop::future_to_promise;
use crate::failure::js_message;
use crate::view::platform::browser;
use crate::view::text::messages as text;
use crate::view::text::translation::translated;
use futures_util::future::LocalBoxFuture;
use js_sys::{Array, Object, Promise, Reflect};
use std::fmt;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ClipboardItem};

/// Why nothing was copied.
#[derive(Debug)]
pub enum ClipboardError {
    /// The browser offers the clipboard to secure pages only.
    Unavailable,
    /// The text could not be made; the error that its promise was rejected with.
    NoText(JsValue),
    /// The browser did not allow it; what it threw.
    Denied(JsValue),
}

impl fmt::Display for ClipboardError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ClipboardError::Unavailable => f.write_str(text::NO_CLIPBOARD.get()),
            ClipboardError::NoText(error) => f.write_str(&translated(&js_message(error))),
            ClipboardError::Denied(error) => {
                f.write_str(&text::CLIPBOARD_DENIED.with(&[&js_message(error).trim_end_matches('.')]))
            }
        }
    }
}

/// Writes the text that `text` makes, a `Blob` of type `text/plain`. To be called in the handler of a click: some browsers
/// allow writing only then, so the clipboard gets a promise and not the text. Without a clipboard no text is made.
pub fn write(
    text: LocalBoxFuture<'static, Result<JsValue, JsValue>>,
) -> impl Future<Output = Result<(), ClipboardError>> {
    let clipboard = browser::window().map(|window| window.navigator().clipboard()).filter(|it| !it.is_undefined());
    let takes_promises = Reflect::has(&js_sys::global(), &"ClipboardItem".into()).unwrap_or(false);
    let target = clipboard.map(|clipboard| (clipboard, future_to_promise(text)));
    let written = target.as_ref().filter(|_| takes_promises).map(|(clipboard, promised)| {
        let record = Object::new();
        Reflect::set(&record, &"text/plain".into(), promised)?;
        let item = ClipboardItem::new_with_record_from_str_to_blob_promise(&record)?;
        Ok::<Promise, JsValue>(clipboard.write(&Array::of1(&item)))
    });
    async move {
        let Some((clipboard, promised)) = target else { return Err(ClipboardError::Unavailable) };
        let written = match written {
            Some(Ok(written)) => JsFuture::from(written).await,
            Some(Err(error)) => Err(error),
            None => Ok(JsValue::UNDEFINED),
        };
        // If the text could not be made, the browser's own error says nothing about the reason.
        let blob = JsFuture::from(promised).await.map_err(ClipboardError::NoText)?;
        written.map_err(ClipboardError::Denied)?;
        if !takes_promises {
            let copied = JsFuture::from(blob.unchecked_into::<Blob>().text()).await.map_err(ClipboardError::Denied)?;
            let written = clipboard.write_text(&copied.as_string().unwrap_or_default());
            JsFuture::from(written).await.map_err(ClipboardError::Denied)?;
        }
        Ok(())
    }
}
