//! Files that the system opens with the installed app.

use crate::event_loop::spawn_local;
use crate::view::platform::browser;
use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

/// Calls `on_files`, for as long as the page lives, with the files of each launch, also of launches before this call; or
/// with what the browser threw when one of them could not be opened.
pub fn listen(on_files: impl Fn(Result<Vec<File>, JsValue>) + Clone + 'static) {
    let queue = browser::window().and_then(|window| Reflect::get(&window, &"launchQueue".into()).ok());
    // Most browsers cannot open files with a page.
    let Some(queue) = queue.filter(JsValue::is_object) else { return };
    let consumer = Closure::<dyn Fn(JsValue)>::new(move |launch: JsValue| {
        let on_files = on_files.clone();
        spawn_local(async move {
            let files = files_of(&launch).await;
            if !matches!(&files, Ok(files) if files.is_empty()) {
                on_files(files);
            }
        });
    });
    let set: Result<Function, JsValue> = Reflect::get(&queue, &"setConsumer".into()).and_then(|found| found.dyn_into());
    if let Ok(set) = set {
        // It throws nothing, and the browser keeps the consumer.
        let _ = set.call1(&queue, &consumer.into_js_value());
    }
}

/// The files behind the handles of a launch.
async fn files_of(launch: &JsValue) -> Result<Vec<File>, JsValue> {
    let handles = Array::from(&Reflect::get(launch, &"files".into())?);
    let mut files = Vec::new();
    for handle in handles.iter() {
        let open: Function = Reflect::get(&handle, &"getFile".into())?.dyn_into()?;
        let opening: Promise = open.call0(&handle)?.dyn_into()?;
        files.push(JsFuture::from(opening).await?.dyn_into()?);
    }
    Ok(files)
}
