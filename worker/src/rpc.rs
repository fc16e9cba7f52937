//! Reads and writes envelopes of the predecessor's RPC, whose form `shared::rpc` knows: large ones in a worker, away from
//! the main thread; small ones wherever the engine runs.

use crate::array::ArrayElement;
use crate::wire::{Payload, Response};
use js_sys::Float64Array;
use shared::kernel::Dims;
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
            let (a, b) = call.operands();
            let array = |matrix: &Matrix<f64>| Payload::transferred(f64::array_of(matrix.data()));
            let (shapes, operands) = ((a.shape(), b.shape()), (array(a), array(b)));
            respond(Response::RpcParsed { job, method, shapes, operands });
        }
        Err(reply) => respond(encoded(job, &reply)),
    }
}

/// Writes the envelope that carries a product.
pub fn write(job: JobId, method: &str, shape: Shape, elements: &Payload, respond: &mut dyn FnMut(Response)) {
    let array = elements.value().dyn_ref::<Float64Array>().map(Float64Array::to_vec).unwrap_or_default();
    let reply = match Matrix::new(shape, array) {
        Ok(product) => Reply::with_product(method, &product),
        Err(error) => Reply::pool_failed(method, &error.to_string()),
    };
    respond(encoded(job, &reply));
}

fn encoded(job: JobId, reply: &Reply) -> Response {
    Response::RpcEncoded { job, text: Payload::cloned(JsValue::from_str(&reply.to_json())) }
}

/// The result of [`answer`].
pub enum RpcOutcome {
    /// The answer.
    Answered(Reply),
    /// A product that takes too many operations.
    TooLarge {
        /// The method called.
        method: &'static str,
        /// Sizes of the product.
        dims: Dims,
        /// Elements of A and B.
        operands: [Float64Array; 2],
    },
}

/// Answers the envelope in `text` if its product takes no more than `most_operations`.
pub fn answer(
    text: &str,
    most_operations: f64,
    multiply: impl FnOnce(&Matrix<f64>, &Matrix<f64>) -> Matrix<f64>,
) -> RpcOutcome {
    let call = match parse_request(text) {
        Ok(call) => call,
        Err(reply) => return RpcOutcome::Answered(reply),
    };
    let (a, b) = call.operands();
    let dims = Dims::new(a.shape().rows, a.shape().cols, b.shape().cols);
    if dims.operations() > most_operations {
        let operands = [a, b].map(|matrix| f64::array_of(matrix.data()));
        return RpcOutcome::TooLarge { method: call.method(), dims, operands };
    }
    RpcOutcome::Answered(call.reply(&multiply(a, b)))
}
