//! Encodes messages: serde values as plain JavaScript objects, payloads unchanged.
//!
//! gloo-worker's default encoding copies a payload five times and panics on a message that it cannot
//! read. Here a typed array, a file or a `SharedArrayBuffer` crosses as the object itself (so shared memory
//! is not copied at all), and an undecodable message becomes one that gloo-worker ignores.
//!
//! gloo-worker posts without a transfer list. [`Payload::transferred`] records buffers that may be moved instead of
//! copied; both sides replace `postMessage` on their own object by one that uses this list ([`take_transfer`]).
//! The messages themselves are `shared::protocol`'s.

use gloo_worker::Codec;
use js_sys::{Array, ArrayBuffer, Object, Reflect};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cell::RefCell;
use wasm_bindgen::{JsCast, JsValue};

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

impl Serialize for Payload {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.moved
            && let Ok(buffer) = Reflect::get(&self.value, &"buffer".into())
            && buffer.is_instance_of::<ArrayBuffer>()
        {
            TRANSFER.with_borrow_mut(|list| list.push(buffer));
        }
        serde_wasm_bindgen::preserve::serialize(&self.value, serializer)
    }
}

impl<'de> Deserialize<'de> for Payload {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        serde_wasm_bindgen::preserve::deserialize::<D, JsValue>(deserializer).map(Payload::cloned)
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

/// Encodes any serde value as a message of ours.
pub fn encode<I: Serialize>(input: &I) -> Result<JsValue, serde_wasm_bindgen::Error> {
    TRANSFER.with_borrow_mut(Vec::clear);
    let envelope = Object::new();
    Reflect::set(&envelope, &MARK.into(), &serde_wasm_bindgen::to_value(input)?)?;
    Ok(envelope.into())
}

/// Decodes a message of ours.
pub fn decode<O: DeserializeOwned>(message: &JsValue) -> Result<O, serde_wasm_bindgen::Error> {
    serde_wasm_bindgen::from_value(Reflect::get(message, &MARK.into())?)
}

// Not generic, so that the binaries do not carry these codecs a second time.

/// Decodes a request.
pub fn decode_request(message: &JsValue) -> Result<Request, serde_wasm_bindgen::Error> {
    decode(message)
}

/// Encodes a response.
pub fn encode_response(response: &Response) -> Result<JsValue, serde_wasm_bindgen::Error> {
    encode(response)
}

impl Codec for Wire {
    fn encode<I: Serialize>(input: I) -> JsValue {
        // Messages are plain data, which always encodes; an undefined message is ignored by the other side.
        encode(&input).unwrap_or(JsValue::UNDEFINED)
    }

    fn decode<O: for<'de> Deserialize<'de>>(input: JsValue) -> O {
        match decode(&input).or_else(|_| no_op_message()) {
            Ok(message) => message,
            Err(error) => wasm_bindgen::throw_str(&format!("a message could not be decoded: {error}")),
        }
    }
}

/// A message that gloo-worker takes and does nothing about, whichever side this is.
fn no_op_message<O: DeserializeOwned>() -> Result<O, serde_wasm_bindgen::Error> {
    // On the page: an answer to a handler that does not exist.
    let none = u32::MAX;
    let nothing = shared::protocol::Response::<()>::Failed { job: none, tile_id: None, reason: String::new() };
    let output = Object::new();
    Reflect::set(&output, &"ProcessOutput".into(), &serde_wasm_bindgen::to_value(&(none, nothing))?)?;
    // In the worker: the news that a page, which never was, is gone.
    let disconnected = Object::new();
    Reflect::set(&disconnected, &"Disconnected".into(), &none.into())?;
    serde_wasm_bindgen::from_value(output.into()).or_else(|_| serde_wasm_bindgen::from_value(disconnected.into()))
}
