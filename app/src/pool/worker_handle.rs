//! One live worker, seen from the page. The only file of the page that names gloo-worker.
//!
//! gloo-worker hides the browser's `Worker`. It is intercepted here at its construction, which provides what gloo-worker
//! lacks: a URL that Trusted Types let pass, a name, `terminate`, `error` events from the first moment on, a first message
//! (the compiled module) before gloo-worker's own, transfer lists, and a check of each message before gloo-worker decodes
//! it. Everything is reported through callbacks.

use super::liveness_lock::LivenessLock;
use super::worker_assets::{WorkerAssets, trusted_script_url};
use crate::event_loop::spawn_local;
use crate::failure::js_message;
use gloo_events::EventListener;
use gloo_worker::{Spawnable, WorkerBridge};
use js_sys::{Array, Function, Object, Proxy, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, MessageEvent};
use worker::MatrixWorker;
use worker::wire::{self, Carried, Request, Response, Wire};

/// A `postMessage` of ours.
type PostMessage = Closure<dyn Fn(JsValue)>;

/// A worker that was started and not yet ended.
pub struct WorkerHandle {
    native: web_sys::Worker,
    /// Dropped after the worker was terminated, so that the message it sends when dropped reaches no one.
    bridge: Option<WorkerBridge<MatrixWorker>>,
    /// Dropped with the handle, so that an end that this handle caused is not reported.
    _lock: Rc<LivenessLock>,
    _listeners: Vec<EventListener>,
    post: PostMessage,
}

impl WorkerHandle {
    /// Starts a worker. `on_response` receives its responses, `on_failure` a sentence when it fails.
    ///
    /// # Errors
    /// A sentence, when the browser refuses to start it at all.
    pub fn spawn(
        assets: &WorkerAssets,
        on_response: impl Fn(Response) + 'static,
        on_failure: impl Fn(String) + 'static,
    ) -> Result<Self, String> {
        let on_failure = Rc::new(on_failure);
        let lock = Rc::new(LivenessLock::new());
        let (watched, failed) = (Rc::downgrade(&lock), on_failure.clone());
        let on_response = move |Carried(response)| {
            let Some(response) = response else { return };
            if let (Response::Hello { .. }, Some(lock)) = (&response, watched.upgrade()) {
                let failed = failed.clone();
                lock.watch(move || failed("it ended without an error message".to_owned()));
            }
            on_response(response);
        };
        let listening = on_failure.clone();
        let (native, listeners, bridge) = catch_worker(
            lock.name(),
            move |native| listen(native, &listening),
            || {
                MatrixWorker::spawner()
                    .callback(on_response)
                    .with_loader(true)
                    .encoding::<Wire>()
                    .spawn(&assets.worker_script)
            },
        )?;
        let post = post_with_transfer(&native, on_failure)?;
        // Dropped in the case of an error, which ends the worker.
        let handle = Self { native, bridge: Some(bridge), _lock: lock, _listeners: listeners, post };
        handle.native.post_message(&assets.module).map_err(|error| not_started(&error))?;
        // From here on every message goes with its transfer list.
        Reflect::set(&handle.native, &"postMessage".into(), handle.post.as_ref())
            .map_err(|error| not_started(&error))?;
        Ok(handle)
    }

    /// Posts requests in one message; the worker executes them in this order.
    pub fn send(&self, requests: Vec<Request>) {
        if let Some(bridge) = &self.bridge {
            bridge.send(Carried(Some(requests)));
        }
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.native.terminate();
        self.bridge = None;
    }
}

fn listen(native: &web_sys::Worker, on_failure: &Rc<impl Fn(String) + 'static>) -> Vec<EventListener> {
    let failed = on_failure.clone();
    let on_error = EventListener::new(native, "error", move |event| {
        // The page must not report it as its own error.
        event.prevent_default();
        let message = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message).filter(|message| !message.is_empty());
        failed(message.unwrap_or_else(|| "it failed without an error message".to_owned()));
    });
    let failed = on_failure.clone();
    let on_undecodable = EventListener::new(native, "messageerror", move |_| {
        failed("the browser could not decode its message".to_owned());
    });
    // Registered before gloo-worker's handler, so a foreign message never reaches it.
    let on_message = EventListener::new(native, "message", |event| {
        if !event.dyn_ref::<MessageEvent>().is_some_and(|message| wire::is_ours(&message.data())) {
            log::warn!("ignored a foreign message from a worker");
            event.stop_immediate_propagation();
        }
    });
    vec![on_error, on_undecodable, on_message]
}

/// `postMessage` that takes the transfer list of the message encoded last, and never throws: gloo-worker would panic. A
/// message that cannot be sent counts as its worker's failure, which is reported later, because the sender is still at
/// work.
fn post_with_transfer(
    native: &web_sys::Worker,
    on_failure: Rc<impl Fn(String) + 'static>,
) -> Result<PostMessage, String> {
    let plain: Function = Reflect::get(native, &"postMessage".into())
        .and_then(JsValue::dyn_into)
        .map_err(|error| format!("the browser's workers accept no messages ({})", js_message(&error)))?;
    let native = native.clone();
    Ok(Closure::new(move |message: JsValue| {
        if let Err(error) = plain.call2(&native, &message, &wire::take_transfer()) {
            let failed = on_failure.clone();
            spawn_local(async move { failed(format!("a message could not be sent ({})", js_message(&error))) });
        }
    }))
}

fn not_started(error: &JsValue) -> String {
    format!("the browser did not start a worker ({})", js_message(error))
}

/// What the proxy saw: the new worker and what `on_construct` made of it.
type Caught<L> = Rc<RefCell<Option<Result<(web_sys::Worker, L), JsValue>>>>;

/// Runs `spawn` and returns the `Worker` that it constructed, named `worker_name`, with what `on_construct` made of it
/// before any other code had it.
///
/// During the call the page's `Worker` is a proxy that vouches for the URL, adds the name and records the instance.
fn catch_worker<L: 'static, R>(
    worker_name: &str,
    on_construct: impl Fn(&web_sys::Worker) -> L + 'static,
    spawn: impl FnOnce() -> R,
) -> Result<(web_sys::Worker, L, R), String> {
    let global = js_sys::global();
    let name = JsValue::from_str("Worker");
    let original: Function = Reflect::get(&global, &name)
        .and_then(JsValue::dyn_into)
        .map_err(|_| "this browser has no Web Workers".to_owned())?;
    let caught: Caught<L> = Rc::default();
    let (noted, worker_name) = (caught.clone(), JsValue::from_str(worker_name));
    let construct = Closure::<dyn Fn(Function, Array) -> JsValue>::new(move |target: Function, arguments: Array| {
        // gloo-worker passes options, an object of its own.
        let _ = Reflect::set(&arguments.get(1), &"name".into(), &worker_name);
        let made = trusted_script_url(&arguments.get(0)).and_then(|url| {
            arguments.set(0, url);
            Reflect::construct(&target, &arguments)
        });
        match made {
            Ok(made) => {
                let native: web_sys::Worker = made.clone().unchecked_into();
                let listeners = on_construct(&native);
                *noted.borrow_mut() = Some(Ok((native, listeners)));
                made
            }
            Err(error) => {
                *noted.borrow_mut() = Some(Err(error));
                // gloo-worker panics if construction fails, so it gets something that takes messages and ignores them.
                web_sys::MessageChannel::new().map_or(JsValue::UNDEFINED, |channel| channel.port1().into())
            }
        }
    });
    let traps = Object::new();
    Reflect::set(&traps, &"construct".into(), construct.as_ref()).map_err(|error| not_started(&error))?;
    Reflect::set(&global, &name, &Proxy::new(&original, &traps)).map_err(|error| not_started(&error))?;
    let result = spawn();
    Reflect::set(&global, &name, &original).map_err(|error| not_started(&error))?;
    match caught.take() {
        Some(Ok((native, listeners))) => Ok((native, listeners, result)),
        Some(Err(error)) => Err(not_started(&error)),
        None => Err("no worker was constructed".to_owned()),
    }
}
