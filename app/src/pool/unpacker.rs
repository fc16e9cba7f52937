//! Takes matrices out of packed files, in a worker of its own that lives for one file. Its module is loaded only when such a
//! file is met.

use super::worker_assets::{WorkerAssets, import_module, trusted_script_url};
use crate::failure::{Failure, js_message};
use futures_channel::mpsc;
use futures_util::StreamExt;
use gloo_events::EventListener;
use js_sys::{Array, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{MessageEvent, Worker};
use worker::wire::{self, Response};

/// The module (worker/src/bin/worker_unpack.rs).
const MODULE: &str = "worker_unpack";

#[wasm_bindgen]
extern "C" {
    /// The script that belongs to the module.
    type UnpackScript;

    #[wasm_bindgen(method, catch, js_name = default)]
    fn instantiate(this: &UnpackScript, options: &Object) -> Result<Promise, JsValue>;

    #[wasm_bindgen(method, catch)]
    fn unpack(this: &UnpackScript, source: JsValue, name: JsValue, part: JsValue) -> Result<Promise, JsValue>;
}

/// Unpacks `source`, a `File` or bytes of which `transfer` is the buffer. Dropped, it ends.
///
/// # Errors
/// [`Failure::Pool`] when the module does not load or the worker fails.
pub async fn unpack(
    in_worker: bool,
    source: &JsValue,
    name: Option<&str>,
    part: Option<u32>,
    transfer: &Array,
) -> Result<Response, Failure> {
    thread_local! {
        static ASSETS: RefCell<Option<WorkerAssets>> = const { RefCell::new(None) };
    }
    let known = ASSETS.with_borrow(Clone::clone);
    let assets = match known {
        Some(assets) => assets,
        None => {
            let assets = WorkerAssets::load(MODULE).await.map_err(Failure::Pool)?;
            ASSETS.set(Some(assets.clone()));
            assets
        }
    };
    let (name, part) = (JsValue::from(name), JsValue::from(part));
    let answer = if in_worker {
        let request = Array::of3(source, &name, &part);
        in_its_worker(&assets, &request, transfer).await
    } else {
        on_this_thread(&assets, source, name, part).await
    };
    let answer = answer.map_err(|error| {
        Failure::Pool(format!("the file could not be unpacked ({}); try again", js_message(&error)))
    })?;
    wire::decode(&answer).map_err(|_| Failure::UnexpectedResponse)
}

/// Ends the worker with the work.
struct EndingWorker(Worker);

impl Drop for EndingWorker {
    fn drop(&mut self) {
        self.0.terminate();
    }
}

async fn in_its_worker(assets: &WorkerAssets, request: &Array, transfer: &Array) -> Result<JsValue, JsValue> {
    let class: Function = Reflect::get(&js_sys::global(), &"Worker".into())?.dyn_into()?;
    let options = Object::new();
    Reflect::set(&options, &"type".into(), &"module".into())?;
    // A worker holds a lock of its name, so each needs another one.
    Reflect::set(&options, &"name".into(), &js_sys::Math::random().to_string().into())?;
    let arguments = Array::of2(&trusted_script_url(&assets.worker_script.as_str().into())?, &options);
    let worker = EndingWorker(Reflect::construct(&class, &arguments)?.unchecked_into());
    let (sender, mut answers) = mpsc::unbounded();
    let failed = sender.clone();
    let _on_message = EventListener::new(&worker.0, "message", move |event| {
        let _ = sender.unbounded_send(Ok(event.unchecked_ref::<MessageEvent>().data()));
    });
    let _on_error = EventListener::new(&worker.0, "error", move |event| {
        // The page must not report it as its own error.
        event.prevent_default();
        let _ = failed.unbounded_send(Err(JsValue::from(event)));
    });
    worker.0.post_message(&assets.module)?;
    // It says that it is ready, and answers.
    answers.next().await.ok_or(JsValue::NULL)??;
    worker.0.post_message_with_transfer(request, transfer)?;
    answers.next().await.ok_or(JsValue::NULL)?
}

async fn on_this_thread(
    assets: &WorkerAssets,
    source: &JsValue,
    name: JsValue,
    part: JsValue,
) -> Result<JsValue, JsValue> {
    let script: UnpackScript = JsFuture::from(import_module(&assets.script)).await?.unchecked_into();
    let options = Object::new();
    Reflect::set(&options, &"module_or_path".into(), &assets.module)?;
    JsFuture::from(script.instantiate(&options)?).await?;
    JsFuture::from(script.unpack(source.clone(), name, part)?).await
}
