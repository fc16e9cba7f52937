//! Encodes messages as plain JavaScript objects, payloads unchanged.
//!
//! gloo-worker's default encoding copies a payload five times and panics on a message that it cannot
//! read. Here a typed array, a file or a `SharedArrayBuffer` crosses as the object itself (so shared memory
//! is not copied at all), and an undecodable message becomes one that is ignored. [`Wired`] is the conversion, `messages`
//! lists what each message consists of; serde only carries the result through gloo-worker.
//!
//! gloo-worker posts without a transfer list. [`Payload::transferred`] records buffers that may be moved instead of
//! copied; both sides replace `postMessage` on their own object by one that uses this list ([`take_transfer`]).
//! The messages themselves are `shared::protocol`'s.

use gloo_worker::Codec;
use js_sys::{Array, ArrayBuffer, Object, Reflect};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsError, JsValue};

mod messages;
mod wired;

use wired::Fields;
pub use wired::Wired;

/// A request that this worker takes. They cross in one message as many as there are: each costs its sender the wake-up of
/// a thread.
pub type Request = shared::protocol::Request<Payload>;
/// The response that this worker gives.
pub type Response = shared::protocol::Response<Payload>;

/// A JavaScript value that crosses as it is.
#[derive(Clone, Debug)]
pub struct Payload {
    value: JsValue,
    moved: bool,
}

impl Payload {
    /// A value that both sides keep: shared memory by reference, everything else as a copy.
    pub fn cloned(value: impl Into<JsValue>) -> Self {
        Self { value: value.into(), moved: false }
    }

    /// A typed array whose buffer the sender gives away.
    pub fn transferred(array: impl Into<JsValue>) -> Self {
        Self { value: array.into(), moved: true }
    }

    /// The value.
    pub fn value(&self) -> &JsValue {
        &self.value
    }

    /// The value.
    pub fn into_value(self) -> JsValue {
        self.value
    }
}

impl Wired for Payload {
    fn to_js(&self) -> JsValue {
        if self.moved
            && let Ok(buffer) = Reflect::get(&self.value, &"buffer".into())
            && buffer.is_instance_of::<ArrayBuffer>()
        {
            TRANSFER.with_borrow_mut(|list| list.push(buffer));
        }
        self.value.clone()
    }

    fn from_js(value: &JsValue) -> Option<Self> {
        // A field that is missing.
        (!value.is_undefined()).then(|| Self::cloned(value))
    }
}

thread_local! {
    /// Buffers of the message encoded last. Encoding and posting follow each other without a pause.
    static TRANSFER: RefCell<Vec<JsValue>> = const { RefCell::new(Vec::new()) };
}

/// The buffers that go with the message encoded last.
pub fn take_transfer() -> Array {
    TRANSFER.with_borrow_mut(|list| list.drain(..).collect())
}

/// The one encoding of this project.
#[derive(Debug)]
pub struct Wire;

/// Marks an object as a message of ours; everything else is foreign.
const MARK: &str = "matmill";

/// Whether `data` was made by [`Wire`].
pub fn is_ours(data: &JsValue) -> bool {
    data.is_object() && Reflect::has(data, &MARK.into()).unwrap_or(false)
}

/// Encodes a message of ours.
pub fn encode(message: &impl Wired) -> JsValue {
    TRANSFER.with_borrow_mut(Vec::clear);
    marked(&message.to_js())
}

/// Decodes a message of ours.
///
/// # Errors
/// A sentence, if it has another form.
pub fn decode<T: Wired>(message: &JsValue) -> Result<T, JsError> {
    let content = Reflect::get(message, &MARK.into()).ok();
    content
        .and_then(|content| T::from_js(&content))
        .ok_or_else(|| JsError::new("a message has a form that this version does not know; reload the page"))
}

fn marked(content: &JsValue) -> JsValue {
    let envelope = Object::new();
    // A new object takes every field.
    let _ = Reflect::set(&envelope, &MARK.into(), content);
    envelope.into()
}

/// What gloo-worker carries, as it asks for a serde type: `T`, or `None` where something arrived that is no `T`.
#[derive(Debug)]
pub struct Carried<T>(pub Option<T>);

impl<T: Wired> Serialize for Carried<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_wasm_bindgen::preserve::serialize(&self.0.to_js(), serializer)
    }
}

impl<'de, T: Wired> Deserialize<'de> for Carried<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_wasm_bindgen::preserve::deserialize::<D, JsValue>(deserializer).map(|value| Self(T::from_js(&value)))
    }
}

impl Codec for Wire {
    fn encode<I: Serialize>(input: I) -> JsValue {
        TRANSFER.with_borrow_mut(Vec::clear);
        // Messages are plain data, which always encodes; an undefined message is ignored by the other side.
        serde_wasm_bindgen::to_value(&input).map_or(JsValue::UNDEFINED, |content| marked(&content))
    }

    fn decode<O: for<'de> Deserialize<'de>>(input: JsValue) -> O {
        let content = Reflect::get(&input, &MARK.into()).unwrap_or_default();
        // gloo-worker takes the others and does nothing about them: on the page, an answer to a handler that does not
        // exist; in the worker, the news that a page, which never was, is gone.
        let none = JsValue::from(u32::MAX);
        let ignored = [("ProcessOutput", Array::of2(&none, &JsValue::NULL).into()), ("Disconnected", none)];
        let ignored = ignored.map(|(name, content)| Fields::new().with(name, &content).into_js());
        match [content].into_iter().chain(ignored).find_map(|content| serde_wasm_bindgen::from_value(content).ok()) {
            Some(message) => message,
            None => wasm_bindgen::throw_str("a message could not be decoded"),
        }
    }
}
