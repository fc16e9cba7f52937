//! The operator's list of origins that get answers: the file `embedding.json` beside the page,
//! `{ "origins": ["https://example.org"] }`. Without it nobody gets one.

use crate::api::arguments::wrong;
use crate::failure::js_message;
use js_sys::{Array, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response, Url};

/// What an entry must be.
const EXPECTED: &str = "an origin by itself, without a path or a pattern, such as \"https://example.org\"";

/// Reads the list; origins are as browsers write them. A warning on the console says what is wrong with the file.
pub(super) async fn load() -> Vec<String> {
    let mut origins = Vec::new();
    match read().await {
        Ok(entries) => {
            for entry in entries {
                match origin(&entry) {
                    Some(origin) => origins.push(origin),
                    None => log::warn!("{}", wrong("an entry of embedding.json", &entry, EXPECTED)),
                }
            }
        }
        Err(error) => log::warn!(
            "embedding.json is not {{ \"origins\": [\"https://example.org\"] }}, so no page gets answers ({})",
            js_message(&error)
        ),
    }
    origins
}

/// The entries; none without a file.
///
/// # Errors
/// What JavaScript throws when the file cannot be loaded, or does not contain a list.
async fn read() -> Result<Array, JsValue> {
    let Some(window) = web_sys::window() else { return Ok(Array::new()) };
    let init = RequestInit::new();
    // What the operator withdraws must not stay in a cache.
    init.set_cache(RequestCache::NoCache);
    let response = JsFuture::from(window.fetch_with_str_and_init("embedding.json", &init)).await?;
    let response: Response = response.unchecked_into();
    if !response.ok() {
        return Ok(Array::new());
    }
    Reflect::get(&JsFuture::from(response.json()?).await?, &"origins".into())?.dyn_into()
}

/// An entry as browsers write origins; `None` for anything else, such as patterns, which parse as URLs, and `null`, the
/// origin of any sandboxed page.
fn origin(entry: &JsValue) -> Option<String> {
    let text = entry.as_string().filter(|text| !text.contains('*'))?;
    let url = Url::new(&text).ok()?;
    let origin = url.origin();
    (origin.starts_with("http") && url.href() == format!("{origin}/")).then_some(origin)
}
