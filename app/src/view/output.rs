//! How products go out: to the clipboard as text, to the disk as a file.

use super::browser;
use super::desk::Desk;
use super::kind::Kind;
use super::state::Action;
use super::words;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, future_to_promise, spawn_local};
use web_sys::{Blob, BlobPropertyBag, ClipboardItem, HtmlAnchorElement, Url};

/// Milliseconds after which a saved file's address is given back; browsers have read it by then.
const ADDRESS_LIFE: u32 = 60_000;

fn blob(bytes: &Uint8Array, media_type: &str) -> Result<Blob, JsValue> {
    let bag = BlobPropertyBag::new();
    bag.set_type(media_type);
    Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &bag)
}

fn save(bytes: &Uint8Array, kind: Kind, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(&blob(bytes, kind.media_type())?)?;
    let document = browser::document().ok_or("there is no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Timeout::new(ADDRESS_LIFE, move || {
        // Nothing can be done about a refusal, and nothing depends on it.
        let _ = Url::revoke_object_url(&address);
    })
    .forget();
    Ok(())
}

impl Desk {
    /// Writes the product in the chosen format and has the browser save it.
    pub fn download(&self) {
        let state = self.state();
        let Some(outcome) = state.outcome.clone() else { return };
        let kind = state.format();
        let desk = self.clone();
        spawn_local(async move {
            let name = format!("{}.{}", outcome.stem, kind.name());
            desk.dispatch(match desk.engine().format(&outcome.product.matrix, kind.name()).await {
                Ok(bytes) => match save(&bytes, kind, &name) {
                    Ok(()) => {
                        Action::Remarked(format!("Saved as {name}, {}.", words::bytes(u64::from(bytes.length()))))
                    }
                    Err(error) => Action::Troubled(format!(
                        "The browser did not save {name}: {}. Try again, or use Copy.",
                        browser::words(&error)
                    )),
                },
                Err(failure) => Action::Troubled(words::sentence(&failure.to_string())),
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
            let bytes = desk.engine().format(&outcome.product.matrix, kind.name()).await.map_err(|f| f.to_js())?;
            Ok(blob(&bytes, "text/plain")?.into())
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
