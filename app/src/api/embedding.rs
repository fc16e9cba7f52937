//! Answers other pages that show this one in a frame: they call methods of `window.matmill` by `postMessage`.
//!
//! Only pages of the origins that the operator lists get an answer; every other message is ignored.
//! `docs/embedding.md` describes the messages. Arguments are validated by the methods themselves.

mod allow_list;

use crate::event_loop::spawn_local;
use crate::failure::{Failure, js_message};
use gloo_events::EventListener;
use js_sys::{Array, ArrayBuffer, Function, Object, Promise, Reflect};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{AbortController, MessageEvent, Window};

/// Most requests that run at once, those of all pages together.
const MAX_RUNNING: usize = 256;
/// The version of these messages: the value of the field `matmill` in each.
const MESSAGES_VERSION: f64 = 1.0;

/// A method that other pages may call.
struct EmbeddedMethod {
    /// Its name in `window.matmill`, and the field of a message that holds its arguments.
    name: &'static str,
    /// The arguments as fields of an object, in order; with none the field's value is the argument.
    arguments: &'static [&'static str],
    /// The field of the answer that holds the result.
    answer: &'static str,
}

const OPTIONS: &str = "options";

/// All but those that concern the page's own pool (`stats`, `configure`).
const METHODS: &[EmbeddedMethod] = &[
    EmbeddedMethod { name: "rpc", arguments: &[], answer: "rpc" },
    EmbeddedMethod { name: "multiply", arguments: &["a", "b", OPTIONS], answer: "product" },
    EmbeddedMethod { name: "verify", arguments: &["a", "b", "c", OPTIONS], answer: "verdict" },
    EmbeddedMethod { name: "parse", arguments: &["bytes", "name", OPTIONS], answer: "matrix" },
    EmbeddedMethod { name: "format", arguments: &["matrix", "kind"], answer: "bytes" },
];

/// Begins to answer, if this page is in a frame. `api` is the object with the methods.
pub fn start(api: &Object) {
    // A script in index.html keeps early messages, and defines this function in a frame only.
    let Ok(take_early) = field(&js_sys::global(), "matmillEarlyMessages").dyn_into::<Function>() else { return };
    let api = api.clone();
    spawn_local(async move {
        let origins = allow_list::load().await;
        let early = take_early.call0(&JsValue::UNDEFINED).map(Array::unchecked_from_js).unwrap_or_default();
        let Some(window) = web_sys::window().filter(|_| !origins.is_empty()) else { return };
        let ready = Promise::resolve(&field(&api, "ready"));
        let embedding = Rc::new(Embedding { api, origins, running: RefCell::default() });
        let answering = embedding.clone();
        EventListener::new(&window, "message", move |event| answering.receive(event.unchecked_ref())).forget();
        early.iter().for_each(|event| embedding.receive(event.unchecked_ref()));
        // It resolves in any case.
        let _ = JsFuture::from(ready).await;
        embedding.announce(&window);
    });
}

/// Who asked, and for what.
struct Caller {
    source: Window,
    origin: String,
    /// Text or number of the caller's choice.
    id: JsValue,
}

impl Caller {
    /// Sends one field, with the buffer of a result's data or bytes transferred. A window that has gone gets nothing.
    fn post(&self, name: &str, value: &JsValue) -> Result<(), JsValue> {
        let array = if ArrayBuffer::is_view(value) { value.clone() } else { field(value, "data") };
        let buffers = Array::new();
        if let Ok(buffer) = field(&array, "buffer").dyn_into::<ArrayBuffer>() {
            buffers.push(&buffer);
        }
        let message = message(&[("id", &self.id), (name, value)]);
        self.source.post_message_with_transfer(&message, &self.origin, &buffers)
    }

    /// Sends what the request came to.
    fn answer(&self, name: &str, outcome: Result<JsValue, JsValue>) {
        // What cannot be cloned is an error as well.
        if let Err(error) = outcome.and_then(|value| self.post(name, &value)) {
            let fields = object(&[("name", &field(&error, "name")), ("message", &js_message(&error).into())]);
            // An object of texts can be cloned.
            let _ = self.post("error", &fields);
        }
    }

    fn refuse(&self, failure: &Failure) {
        self.answer("", Err(failure.to_js()));
    }
}

/// A request without an answer yet.
struct EmbeddedRequest {
    caller: Rc<Caller>,
    abort: AbortController,
}

impl EmbeddedRequest {
    /// Ids count for each window by itself, so that no page can cancel or block another one's requests.
    fn is(&self, caller: &Caller) -> bool {
        let own: (&JsValue, &JsValue) = (self.caller.source.as_ref(), &self.caller.id);
        own == (caller.source.as_ref(), &caller.id)
    }
}

struct Embedding {
    api: Object,
    /// Origins that get answers, as browsers write them.
    origins: Vec<String>,
    running: RefCell<Vec<EmbeddedRequest>>,
}

impl Embedding {
    /// Handles a message from any window. What a hostile page can send is data: no getter or method of its own.
    fn receive(self: &Rc<Self>, event: &MessageEvent) {
        let origin = event.origin();
        if !self.origins.contains(&origin) {
            log::debug!("a message from {origin} is ignored: embedding.json does not list that origin");
            return;
        }
        let data = event.data();
        let id = field(&data, "id");
        let has_id = id.is_string() || id.as_f64().is_some_and(f64::is_finite);
        let Some(source) = event.source().filter(|_| has_id && field(&data, "matmill") == MESSAGES_VERSION) else {
            return;
        };
        // A window of another origin is not an instance of this page's class.
        let caller = Rc::new(Caller { source: source.unchecked_into(), origin, id });
        if field(&data, "cancel") == true {
            self.cancel(&caller);
        } else if let Err(failure) = self.call(&caller, &data) {
            caller.refuse(&failure);
        }
    }

    /// Cancels a request, which then answers with an `AbortError` unless it is done already.
    fn cancel(&self, caller: &Caller) {
        let running = self.running.borrow().iter().find(|running| running.is(caller)).map(|found| found.abort.clone());
        if let Some(abort) = running {
            abort.abort();
        }
    }

    /// Calls the method that a message asks for.
    ///
    /// # Errors
    /// Why it is not called.
    fn call(self: &Rc<Self>, caller: &Rc<Caller>, data: &JsValue) -> Result<(), Failure> {
        let mut asked = METHODS.iter().filter(|method| !field(data, method.name).is_undefined());
        let (Some(method), None) = (asked.next(), asked.next()) else {
            return Err(Failure::Format(
                "the message asks for no method, or for several; pass one of the fields rpc, multiply, verify, parse and format"
                    .into(),
            ));
        };
        if self.running.borrow().iter().any(|running| running.is(caller)) {
            return Err(Failure::Format(
                "a request with this id is running already; use another id, or wait for the answer".into(),
            ));
        }
        if self.running.borrow().len() >= MAX_RUNNING {
            return Err(Failure::Limit(
                "256 requests are running already, which is the limit; wait for an answer and call again".into(),
            ));
        }
        let abort = AbortController::new().map_err(|error| Failure::Pool(js_message(&error)))?;
        let arguments = arguments(method, &field(data, method.name), caller, &abort)?;
        let call: Function = field(&self.api, method.name).unchecked_into();
        let called = call.apply(&self.api, &arguments);
        self.running.borrow_mut().push(EmbeddedRequest { caller: caller.clone(), abort });
        let (embedding, caller) = (self.clone(), caller.clone());
        spawn_local(async move {
            let outcome = async { JsFuture::from(Promise::from(called?)).await }.await;
            // First, because the caller may use its id again as soon as it has the answer.
            embedding.running.borrow_mut().retain(|running| !running.is(&caller));
            caller.answer(method.answer, outcome);
        });
        Ok(())
    }

    /// Says to the page around this one that jobs can run.
    fn announce(&self, window: &Window) {
        let Ok(Some(parent)) = window.parent() else { return };
        let message = message(&[("ready", &JsValue::TRUE), ("version", &field(&self.api, "version"))]);
        // Where the browser tells the parent's origin: each message to another one is an error on the console.
        let told = field(&field(&window.location(), "ancestorOrigins"), "0").as_string();
        for origin in self.origins.iter().filter(|origin| told.as_ref().is_none_or(|told| told == *origin)) {
            let _ = parent.post_message(&message, origin);
        }
    }
}

/// The arguments for a method. Options get a signal, and a function if they ask for progress, which cannot be posted.
///
/// # Errors
/// [`Failure::Format`] for a result in shared memory, which cannot be posted either.
fn arguments(
    method: &EmbeddedMethod,
    passed: &JsValue,
    caller: &Rc<Caller>,
    abort: &AbortController,
) -> Result<Array, Failure> {
    if method.arguments.is_empty() {
        return Ok(Array::of1(passed));
    }
    let arguments: Array = method.arguments.iter().map(|name| field(passed, name)).collect();
    if method.arguments.last() == Some(&OPTIONS) {
        let last = arguments.length() - 1;
        if arguments.get(last).is_null() || arguments.get(last).is_undefined() {
            arguments.set(last, Object::new().into());
        }
        let options = arguments.get(last);
        if field(&options, "shared") == true {
            return Err(Failure::Format(
                "option shared is true, and shared memory cannot be posted to another page; leave the option out"
                    .into(),
            ));
        }
        let _ = Reflect::set(&options, &"signal".into(), &abort.signal());
        if field(&options, "progress") == true {
            let caller = caller.clone();
            let report = move |progress: JsValue| {
                let _ = caller.post("progress", &progress);
            };
            let report = Closure::<dyn Fn(JsValue)>::new(report).into_js_value();
            let _ = Reflect::set(&options, &"onProgress".into(), &report);
        }
    }
    Ok(arguments)
}

/// A message of ours with these fields.
fn message(fields: &[(&str, &JsValue)]) -> Object {
    let message = object(fields);
    let _ = Reflect::set(&message, &"matmill".into(), &MESSAGES_VERSION.into());
    message
}

fn object(fields: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

/// A field of anything; `undefined` if there is none.
fn field(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
