//! The far side of `postMessage`: one table of work in each worker.
//!
//! In reading order: [`wire`] says how messages cross, [`engine`] does what they ask, with [`product`] for tiles
//! [`files`] for reading and writing, [`rpc`] for large calls and [`measure`] for the benchmark; [`MatrixWorker`] is the gloo-worker around it, [`start`] its entry point.
//! The page itself uses [`wire`] and [`MatrixWorker`] to spawn workers, and the built worker module once more as
//! its local engine, through [`LocalEngine`].
//!
//! Refuses to schedule, and to keep anything of a job after `Close`.

pub mod array;
pub mod clock;
pub mod engine;
pub mod files;
pub mod kernels;
pub mod measure;
pub mod product;
pub mod rpc;
pub mod scratch;
pub mod small_product;
pub mod wire;

use engine::WorkerEngine;
use gloo_worker::{HandlerId, Registrable, Worker, WorkerScope};
use kernels::Kernels;
use shared::protocol::PROTOCOL_VERSION;
use std::cell::{Cell, RefCell};
use wasm_bindgen::prelude::*;
use web_sys::DedicatedWorkerGlobalScope;
use wire::{Request, Response, Wire};

thread_local! {
    /// Set by the binary's `main`, before anything else runs.
    static KERNELS: Cell<Option<Kernels>> = const { Cell::new(None) };
    /// The page that this worker works for, for the panic hook.
    static PAGE: RefCell<Option<(WorkerScope<MatrixWorker>, HandlerId)>> = const { RefCell::new(None) };
}

/// Starts a worker with these kernels; on the page's main thread it only makes them known to [`LocalEngine`].
pub fn start(kernels: Kernels) {
    KERNELS.set(Some(kernels));
    let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() else { return };
    std::panic::set_hook(Box::new(|panic| report_crash(&panic.to_string())));
    post_with_transfer(&scope);
    MatrixWorker::registrar().encoding::<Wire>().register();
}

/// gloo-worker posts through `postMessage(message)`; this makes it take the message's transfer list along.
fn post_with_transfer(scope: &DedicatedWorkerGlobalScope) {
    let native = scope.clone();
    let plain = js_sys::Reflect::get(scope, &"postMessage".into()).ok().and_then(|post| post.dyn_into().ok());
    let Some(plain): Option<js_sys::Function> = plain else { return };
    let post = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(move |message: JsValue| {
        plain.call2(&native, &message, &wire::take_transfer())
    });
    let _ = js_sys::Reflect::set(scope, &"postMessage".into(), &post.into_js_value());
}

/// Tells the page that this worker is about to end, and ends it: after a trap its memory is not to be trusted.
fn report_crash(reason: &str) {
    PAGE.with_borrow(|page| {
        if let Some((scope, id)) = page {
            scope.respond(*id, Response::Crashed { reason: reason.to_owned() });
        }
    });
    if let Ok(scope) = js_sys::global().dyn_into::<DedicatedWorkerGlobalScope>() {
        scope.close();
    }
}

/// The gloo-worker: a table of work behind two message types.
pub struct MatrixWorker {
    bench: Option<WorkerEngine>,
}

impl Worker for MatrixWorker {
    type Message = ();
    type Input = Vec<Request>;
    type Output = Response;

    fn create(_scope: &WorkerScope<Self>) -> Self {
        listen_for_traps();
        Self { bench: KERNELS.get().map(WorkerEngine::new) }
    }

    fn update(&mut self, _scope: &WorkerScope<Self>, (): Self::Message) {}

    fn connected(&mut self, scope: &WorkerScope<Self>, id: HandlerId) {
        PAGE.set(Some((scope.clone(), id)));
        let kernels = self.bench.as_ref().map_or_else(Vec::new, |bench| bench.kernels().names());
        let version = env!("CARGO_PKG_VERSION").to_owned();
        scope.respond(id, Response::Hello { protocol: PROTOCOL_VERSION, version, kernels });
    }

    fn received(&mut self, scope: &WorkerScope<Self>, requests: Vec<Request>, id: HandlerId) {
        if let Some(bench) = &mut self.bench {
            for request in requests {
                bench.handle(request, &mut |response| scope.respond(id, response));
            }
        }
    }
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

/// The same table of work on the page's main thread, for jobs too small to be felt and for pages without workers.
#[wasm_bindgen]
pub struct LocalEngine {
    bench: WorkerEngine,
}

#[wasm_bindgen]
impl LocalEngine {
    /// An empty table, or nothing if the module was not started.
    pub fn create() -> Option<LocalEngine> {
        KERNELS.get().map(|kernels| LocalEngine { bench: WorkerEngine::new(kernels) })
    }

    /// Takes an encoded request and gives the encoded responses.
    pub fn handle(&mut self, request: JsValue) -> Result<js_sys::Array, JsError> {
        let responses = js_sys::Array::new();
        let request = wire::decode(&request)?;
        self.bench.handle(request, &mut |response| {
            if let Ok(response) = wire::encode(&response) {
                responses.push(&response);
            }
        });
        Ok(responses)
    }

    /// Version of the messages that it understands.
    pub fn protocol() -> u32 {
        PROTOCOL_VERSION
    }
}
