//! What the engine and the workers say, in the language of the page.
//!
//! They say it in English, since scripts get the same sentences. `app/german.js` knows them in German; only a page in German
//! loads it. A sentence that it does not know stays English.

use super::language::Language;
use crate::bundle_files::url_of;
use crate::pool::worker_assets::import_module;
use js_sys::{Function, Reflect};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

thread_local! {
    /// The function that translates into German, once it is loaded.
    static INTO_GERMAN: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// Loads what the language of the page needs. Says whether there is something that was not there before.
pub async fn load() -> bool {
    if Language::current() == Language::English || INTO_GERMAN.with_borrow(Option::is_some) {
        return false;
    }
    match translator().await {
        Ok(translate) => {
            INTO_GERMAN.set(Some(translate));
            true
        }
        Err(error) => {
            log::warn!("messages stay English: {error:?}");
            false
        }
    }
}

async fn translator() -> Result<Function, JsValue> {
    let module = JsFuture::from(import_module(&url_of("german.js")?)).await?;
    Reflect::get(&module, &"translate".into())?.dyn_into()
}

/// A sentence or a clause of the engine in the language of the page.
pub fn translated(english: &str) -> String {
    let german = match Language::current() {
        Language::English => None,
        Language::German => INTO_GERMAN.with_borrow(|translate| {
            let translate = translate.as_ref()?;
            translate.call1(&JsValue::UNDEFINED, &english.into()).ok()?.as_string()
        }),
    };
    german.unwrap_or_else(|| english.to_owned())
}
