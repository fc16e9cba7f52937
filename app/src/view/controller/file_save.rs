//! Saves a file where the user chooses, or among the browser's downloads.
//!
//! The picker is used where the browser has one, except under automation, which cannot answer it. If the user closes it,
//! nothing is saved.

use crate::view::messages;
use crate::view::platform::browser;
use gloo_timers::callback::Timeout;
use js_sys::{Array, Function, Object, Promise, Reflect};
use shared::format::Export;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, HtmlAnchorElement, Url};

/// Milliseconds after which the URL of a saved file is revoked; browsers have read it by then.
const URL_LIFETIME_MS: u32 = 60_000;

/// The user closed the picker.
#[derive(Debug)]
pub struct PickerClosed;

fn method(object: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(object, &name.into())?.dyn_into()
}

/// Opens the picker; `None` where the browser has none.
fn open_picker(name: &str, export: Export) -> Option<Promise> {
    let window: JsValue = browser::window()?.into();
    let navigator = Reflect::get(&window, &"navigator".into()).ok()?;
    if Reflect::get(&navigator, &"webdriver".into()).is_ok_and(|automated| automated.is_truthy()) {
        return None;
    }
    let pick = method(&window, "showSaveFilePicker").ok()?;
    let options = Object::new();
    let (accept, choice) = (Object::new(), Object::new());
    let media_type = export.media_type().split(';').next().unwrap_or_default();
    let ending = Array::of1(&format!(".{}", export.extension()).into());
    Reflect::set(&accept, &media_type.into(), &ending).ok()?;
    Reflect::set(&choice, &"description".into(), &messages::export_label(export).into()).ok()?;
    Reflect::set(&choice, &"accept".into(), &accept).ok()?;
    Reflect::set(&options, &"suggestedName".into(), &name.into()).ok()?;
    Reflect::set(&options, &"types".into(), &Array::of1(&choice)).ok()?;
    pick.call1(&window, &options).ok()?.dyn_into().ok()
}

/// Asks the user where to save; `None` where there is no picker, or it failed.
///
/// # Errors
/// [`PickerClosed`] when the user closed it.
pub async fn pick(name: &str, export: Export) -> Result<Option<JsValue>, PickerClosed> {
    let Some(picker) = open_picker(name, export) else { return Ok(None) };
    match JsFuture::from(picker).await {
        Ok(file) => Ok(Some(file)),
        Err(error) => {
            let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
            if name.as_deref() == Some("AbortError") { Err(PickerClosed) } else { Ok(None) }
        }
    }
}

/// Saves `blob` in the file that was picked, or as a download called `name`. Gives the name of the file.
///
/// # Errors
/// What the browser threw.
pub async fn save(blob: &Blob, picked: Option<JsValue>, name: &str) -> Result<String, JsValue> {
    let Some(file) = picked else {
        until_complete(blob).await?;
        download(blob, name)?;
        return Ok(name.to_owned());
    };
    let call = |object: JsValue, name: &'static str, argument: JsValue| async move {
        let promise: Promise = method(&object, name)?.call1(&object, &argument)?.dyn_into()?;
        JsFuture::from(promise).await
    };
    let stream = call(file.clone(), "createWritable", JsValue::UNDEFINED).await?;
    call(stream.clone(), "write", blob.into()).await?;
    call(stream, "close", JsValue::UNDEFINED).await?;
    Ok(Reflect::get(&file, &"name".into())?.as_string().unwrap_or_else(|| name.to_owned()))
}

/// Waits until the browser has all of `blob`. Creating its URL earlier would block the page until then.
async fn until_complete(blob: &Blob) -> Result<(), JsValue> {
    let last = blob.slice_with_f64_and_f64((blob.size() - 1.0).max(0.0), blob.size())?;
    JsFuture::from(last.array_buffer()).await.map(drop)
}

fn download(blob: &Blob, name: &str) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = browser::document().ok_or("there is no document")?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    Timeout::new(URL_LIFETIME_MS, move || {
        // Nothing depends on it.
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}
