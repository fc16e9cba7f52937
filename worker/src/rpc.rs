//! Reads and writes large envelopes of the predecessor's RPC away from the main thread.
//!
//! Refuses to know the envelope's form; that is `shared::rpc`.

use crate::array::ArrayElement;
use crate::wire::{Payload, Response};
use js_sys::Float64Array;
use shared::protocol::JobId;
use shared::rpc::{Reply, parse_request};
use shared::{Matrix, Shape};
use wasm_bindgen::{JsCast, JsValue};

/// Reads the envelope in `text`, a string.
pub fn read(job: JobId, text: &Payload, respond: &mut dyn FnMut(Response)) {
    let text = text.value().as_string().unwrap_or_default();
    match parse_request(&text) {
        Ok(call) => {
            let method = call.method().to_owned();
            let (a, b) = call.into_operands();
            let array = |matrix: &Matrix<f64>| Payload::transferred(f64::array_of(matrix.data()));
            let (shapes, operands) = ((a.shape(), b.shape()), (array(&a), array(&b)));
            respond(Response::RpcParsed { job, method, shapes, operands });
        }
        Err(reply) => respond(replied(job, &reply)),
    }
}

/// Writes the envelope that carries a product.
pub fn write(job: JobId, method: &str, shape: Shape, elements: &Payload, respond: &mut dyn FnMut(Response)) {
    let array = elements.value().dyn_ref::<Float64Array>().map(Float64Array::to_vec).unwrap_or_default();
    let reply = match Matrix::new(shape, array) {
        Ok(product) => Reply::with_product(method, &product),
        Err(error) => Reply::pool_failed(method, &error.to_string()),
    };
    respond(replied(job, &reply));
}

fn replied(job: JobId, reply: &Reply) -> Response {
    Response::RpcEncoded { job, text: Payload::cloned(JsValue::from_str(&reply.to_json())) }
}
