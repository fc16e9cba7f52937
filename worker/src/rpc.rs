//! Reads and writes envelopes of the predecessor's RPC, whose form `shared::rpc` knows: large ones in a worker, away from
//! the main thread; small ones wherever the engine runs.

use crate::array::ArrayElement;
use crate::wire::{Payload, Response};
use js_sys::Float64Array;
use shared::kernel::Dims;
use shared::protocol::JobId;
use shared::rpc::{RpcMethod, RpcReply, RpcRequest, parse_request};
use shared::{Matrix, Shape};
use wasm_bindgen::{JsCast, JsValue};

/// Reads the envelope in `text`, a string.
pub fn read(job: JobId, text: &Payload, respond: &mut dyn FnMut(Response)) {
    let text = text.value().as_string().unwrap_or_default();
    match parse_request(&text) {
        Ok(RpcRequest { method, left, right }) => {
            let array = |matrix: &Matrix<f64>| Payload::transferred(f64::array_of(matrix.data()));
            let (shapes, operands) = ((left.shape(), right.shape()), (array(&left), array(&right)));
            respond(Response::RpcParsed { job, method, shapes, operands });
        }
        Err(reply) => respond(encoded(job, &reply)),
    }
}

/// Writes the envelope that carries a product.
pub fn write(job: JobId, method: RpcMethod, shape: Shape, elements: &Payload, respond: &mut dyn FnMut(Response)) {
    let array = elements.value().dyn_ref::<Float64Array>().map(Float64Array::to_vec).unwrap_or_default();
    let reply = match Matrix::new(shape, array) {
        Ok(product) => RpcReply::with_product(method, &product),
        Err(error) => RpcReply::pool_failed(method.name(), &error.to_string()),
    };
    respond(encoded(job, &reply));
}

fn encoded(job: JobId, reply: &RpcReply) -> Response {
    Response::RpcEncoded { job, text: Payload::cloned(JsValue::from_str(&reply.to_json())) }
}

/// The result of [`answer`].
pub enum RpcOutcome {
    /// The answer.
    Answered(RpcReply),
    /// A product that takes too many operations.
    TooLarge {
        /// The method called.
        method: RpcMethod,
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
    let RpcRequest { method, left, right } = match parse_request(text) {
        Ok(request) => request,
        Err(reply) => return RpcOutcome::Answered(reply),
    };
    let dims = Dims::new(left.shape().rows, left.shape().cols, right.shape().cols);
    if dims.operations() > most_operations {
        let operands = [&left, &right].map(|matrix| f64::array_of(matrix.data()));
        return RpcOutcome::TooLarge { method, dims, operands };
    }
    RpcOutcome::Answered(RpcReply::with_product(method, &multiply(&left, &right)))
}
