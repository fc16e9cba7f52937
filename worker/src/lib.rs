//! The far side of `postMessage`: what runs in each worker, and what both sides of a message must agree on.
//!
//! In reading order: [`wire`] encodes messages, [`mod@array`] handles typed arrays and [`atomic_words`] shared words, for
//! both sides; [`engine`] executes requests, with [`product`] for tiles, [`warm_up`] for what precedes them, [`files`] for
//! reading and writing with [`source_reader`] for the pieces of a file, [`rpc`] for the predecessor's envelope, [`product_check`] for products made elsewhere,
//! [`map`] for heat maps and [`measure`] for the benchmark; [`MatrixWorker`] is the gloo-worker around the engine, [`start`] its entry point.
//! The binaries are the modules that a browser loads; they also export the engine for the page's own thread.

pub mod array;
pub mod atomic_words;
pub mod clock;
pub mod engine;
pub mod files;
pub mod kernels;
pub mod map;
pub mod measure;
pub mod product;
pub mod product_check;
pub mod rpc;
pub mod scratch;
pub mod source_reader;
pub mod warm_up;
pub mod wire;

use engine::WorkerEngine;
use gloo_worker::{HandlerId, Registrable, Worker, WorkerScope};
use kernels::Kernels;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;
use wire::{Carried, Request, Response, Wire};

/// The build id where the build has filled in none.
pub const DEVELOPMENT_BUILD: &str = "development";

thread_local! {
    /// Set by [`start`], before anything else runs.
    static KERNELS: Cell<Option<Kernels>> = const { Cell::new(None) };
    /// Where the panic hook reports to.
    static PAGE: RefCell<Option<(WorkerScope<MatrixWorker>, HandlerId)>> = const { RefCell::new(None) };
}

/// Starts a worker with these kernels. Does nothing on a page's own thread.
pub fn start(kernels: Kernels) {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    std::panic::set_hook(Box::new(|panic| report_crash(&panic.to_string())));
    KERNELS.set(Some(kernels));
    post_with_transfer(&scope);
    MatrixWorker::registrar().encoding::<Wire>().register();
}

/// gloo-worker posts through `postMessage(message)`; this replaces it by one that passes the message's transfer list.
fn post_with_transfer(scope: &DedicatedWorkerGlobalScope) {
    let native = scope.clone();
    let plain = js_sys::Reflect::get(scope, &"postMessage".into()).ok().and_then(|post| post.dyn_into().ok());
    let Some(plain): Option<js_sys::Function> = plain else { return };
    let post = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(move |message: JsValue| {
        plain.call2(&native, &message, &wire::take_transfer())
    });
    let _ = js_sys::Reflect::set(scope, &"postMessage".into(), &post.into_js_value());
}

/// Tells the page that this worker is about to end, and ends it: after a trap its memory cannot be trusted.
fn report_crash(reason: &str) {
    PAGE.with_borrow(|page| {
        if let Some((scope, id)) = page {
            respond(scope, *id, Response::Crashed { reason: reason.to_owned() });
        }
    });
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        scope.close();
    }
}

/// The build id of this worker's script, which the build fills in.
fn build_id() -> String {
    let build = js_sys::Reflect::get(&js_sys::global(), &"matmillBuild".into());
    build.ok().and_then(|build| build.as_string()).unwrap_or_else(|| DEVELOPMENT_BUILD.to_owned())
}

/// The gloo-worker: an engine behind two message types.
pub struct MatrixWorker {
    engine: Option<WorkerEngine>,
    /// A slice of the warm-up will run once the messages that are here have been handled.
    is_slice_due: bool,
}

impl Worker for MatrixWorker {
    type Message = ();
    type Input = Carried<Vec<Request>>;
    type Output = Carried<Response>;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        listen_for_traps();
        Self { engine: KERNELS.get().map(WorkerEngine::new), is_slice_due: false }
    }

    fn update(&mut self, scope: &WorkerScope<Self>, (): Self::Message) {
        self.is_slice_due = false;
        if let Some(engine) = &mut self.engine {
            engine.warm_up();
        }
        self.continue_warm_up(scope);
    }

    fn connected(&mut self, scope: &WorkerScope<Self>, id: HandlerId) {
        PAGE.set(Some((scope.clone(), id)));
        let kernels = self.engine.as_ref().map_or_else(Vec::new, |engine| engine.kernels().names());
        respond(scope, id, Response::Hello { build: build_id(), kernels });
    }

    fn received(&mut self, scope: &WorkerScope<Self>, requests: Carried<Vec<Request>>, id: HandlerId) {
        if let Some(engine) = &mut self.engine {
            for request in requests.0.into_iter().flatten() {
                engine.handle(request, &mut |response| respond(scope, id, response));
            }
        }
        self.continue_warm_up(scope);
    }
}

impl MatrixWorker {
    /// Has the next slice of the warm-up run in a task of its own, unless there is a job.
    fn continue_warm_up(&mut self, scope: &WorkerScope<Self>) {
        let wants_slice = self.engine.as_ref().is_some_and(WorkerEngine::wants_warm_up);
        if self.is_slice_due || !wants_slice {
            return;
        }
        let Ok(global) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
        let scope = scope.clone();
        // gloo-worker's own messages are microtasks, which would leave no room for requests.
        let run = Closure::once_into_js(move || scope.send_message(()));
        self.is_slice_due = global.set_timeout_with_callback(run.unchecked_ref()).is_ok();
    }
}

fn respond(scope: &WorkerScope<MatrixWorker>, id: HandlerId, response: Response) {
    scope.respond(id, Carried(Some(response)));
}

/// A trap or a rejected promise makes no event on the page, so the worker reports it itself.
fn listen_for_traps() {
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    let on_error = Closure::<dyn Fn(web_sys::ErrorEvent)>::new(|event: web_sys::ErrorEvent| {
        report_crash(&event.message());
    });
    let on_rejection =
        Closure::<dyn Fn(web_sys::PromiseRejectionEvent)>::new(|event: web_sys::PromiseRejectionEvent| {
            report_crash(&format!("{:?}", event.reason()));
        });
    // They live as long as the worker.
    let _ = scope.add_event_listener_with_callback("error", on_error.into_js_value().unchecked_ref());
    let _ = scope.add_event_listener_with_callback("unhandledrejection", on_rejection.into_js_value().unchecked_ref());
}
