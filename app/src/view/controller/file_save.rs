//! How a file gets to the disk: to the place that the user picks, or else to the browser's downloads.
//!
//! The picker is used where the browser has one, except under automation, which cannot answer it.
//! Refuses to fall back when the user closed the picker: that is a decision, not a failure.

use crate::view::platform::browser;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Promise, Reflect};
use shared::format::Export;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Milliseconds after which a saved file's address is given back; browsers have read it by then.
const ADDRESS_LIFE: u32 = 60_000;

/// The user closed the picker.
#[derive(Debug)]
pub struct PickerClosed;

fn method(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}

/// Opens the picker; `None` where there is none.
fn open_picker(name: &str, kind: Export) -> Option<Promise> {
    let window: JsValue = browser::window()?.into();
    let navigator = Reflect::get(&window, &"navigator".into()).ok()?;
    if Reflect::get(&navigator, &"webdriver".into()).is_ok_and(|automated| automated.is_truthy()) {
        return None;
    }
    let pick = method(&window, "showSaveFilePicker").ok()?;
    let options = Object::new();
    let (accept, choice) = (Object::new(), Object::new());
    let media_type = kind.media_type().split(';').next().unwrap_or_default();
    let ending = Array::of1(&format!(".{}", kind.extension()).into());
    Reflect::set(&accept, &media_type.into(), &ending).ok()?;
    Reflect::set(&choice, &"description".into(), &kind.label().into()).ok()?;
    Reflect::set(&choice, &"accept".into(), &accept).ok()?;
    Reflect::set(&options, &"suggestedName".into(), &name.into()).ok()?;
    Reflect::set(&options, &"types".into(), &Array::of1(&choice)).ok()?;
    pick.call1(&window, &options).ok()?.dyn_into().ok()
}

/// Asks the user for a place; nothing where there is no picker or it failed.
///
/// # Errors
/// [`PickerClosed`] when the user closed it.
pub async fn ask(name: &str, kind: Export) -> Result<Option<JsValue>, PickerClosed> {
    let Some(asked) = open_picker(name, kind) else { return Ok(None) };
    match JsFuture::from(asked).await {
        Ok(place) => Ok(Some(place)),
        Err(error) => {
            let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
            if name.as_deref() == Some("AbortError") { Err(PickerClosed) } else { Ok(None) }
        }
    }
}

/// Saves `blob` at `place`, or as a download called `name`. Gives the name that it got.
///
/// # Errors
/// What the browser threw.
pub async fn save(blob: &Blob, place: Option<JsValue>, name: &str) -> Result<String, JsValue> {
    let Some(place) = place else {
        arrive(blob).await?;
        download(blob, name)?;
        return Ok(name.to_owned());
    };
    let called = |of: JsValue, name: &'static str, argument: JsValue| async move {
        let promise: Promise = method(&of, name)?.call1(&of, &argument)?.dyn_into()?;
        JsFuture::from(promise).await
    };
    let file = called(place.clone(), "createWritable", JsValue::UNDEFINED).await?;
    called(file.clone(), "write", blob.into()).await?;
    called(file, "close", JsValue::UNDEFINED).await?;
    Ok(Reflect::get(&place, &"name".into())?.as_string().unwrap_or_else(|| name.to_owned()))
}

/// Waits until the browser has all of `blob`. To name it before makes the page wait for that, in one long task.
async fn arrive(blob: &Blob) -> Result<(), JsValue> {
    let last = blob.slice_with_f64_and_f64((blob.size() - 1.0).max(0.0), blob.size())?;
    JsFuture::from(last.array_buffer()).await.map(drop)
}

fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
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
