//! Bytes as a request of the predecessor's RPC.
//!
//! Large products are not computed: the form of the answer does not depend on them.

use super::memory;
use serde_json::Value;
use shared::matrix::{Matrix, Shape};
use shared::rpc::{MAX_ELEMENTS, RpcMethod, RpcReply, RpcRequest, parse_request, product_to_json};

/// Bytes that reading takes for each byte of a request (`0,` is a number of eight bytes, in a string in a string),
/// and beside.
const BYTES_FOR_EACH: usize = 24;
const BESIDE: usize = 1 << 20;
/// Most multiplications of a product that is computed here.
const SMALL: usize = 4096;

/// A request is either a call that can be computed and written again, or an error that is itself an envelope.
pub fn envelope(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let (outcome, peak) = memory::measured(|| parse_request(text));
    assert!(peak <= BYTES_FOR_EACH * text.len() + BESIDE, "{} bytes took {peak} bytes of memory", text.len());
    match outcome {
        Ok(call) => computable(&call),
        Err(reply) => {
            assert!(matches!(reply.status, 400 | 404 | 413), "{reply:?}");
            assert!(reply.content.chars().count() <= 401, "{reply:?}");
            expect_envelope(&reply);
        }
    }
}

fn computable(call: &RpcRequest) {
    let (a, b) = (&call.left, &call.right);
    let (left, right) = (a.shape(), b.shape());
    assert_eq!(left.cols, right.rows);
    for shape in [left, right, Shape::new(left.rows, right.cols)] {
        assert!(shape.elements().is_some_and(|elements| elements <= MAX_ELEMENTS as u64), "{shape}");
    }
    for matrix in [a, b] {
        assert_eq!(matrix.shape().elements(), Some(matrix.data().len() as u64));
        assert!(matrix.data().iter().all(|entry| entry.is_finite()), "JSON has no NaN and no infinity");
    }
    if !a.data().is_empty() && !b.data().is_empty() {
        asked_again(call);
    }
    let work = left.rows.saturating_mul(left.cols).saturating_mul(right.cols);
    if work <= SMALL && left.rows * right.cols <= SMALL {
        let product = product(a, b);
        let reply = RpcReply::with_product(call.method, &product);
        let finite = product.data().iter().all(|entry| entry.is_finite());
        assert_eq!(reply.status, if finite { 200 } else { 400 }, "{reply:?}");
        expect_envelope(&reply);
    }
}

/// The call, written as a request, parses to the same call.
fn asked_again(call: &RpcRequest) {
    let (a, b) = (&call.left, &call.right);
    let text = |matrix: &Matrix<f64>| product_to_json(matrix).unwrap_or_else(|error| panic!("{error}"));
    let (name, left) = match call.method {
        RpcMethod::Multiply => ("A", text(a)),
        // The row within `[[1,2]]`.
        RpcMethod::CalcLine => ("line", text(a)[1..].strip_suffix(']').unwrap_or_default().to_owned()),
    };
    let content = serde_json::json!({ name: left, "B": text(b) }).to_string();
    let meta = serde_json::json!([{ "name": "method", "value": call.method.name() }]);
    let request = serde_json::json!({ "meta": meta, "content": content }).to_string();
    let again = parse_request(&request).unwrap_or_else(|reply| panic!("{request}: {}", reply.content));
    let bits = |call: &RpcRequest| {
        let (a, b) = (&call.left, &call.right);
        [a, b].map(|matrix| (matrix.shape(), matrix.data().iter().map(|entry| entry.to_bits()).collect::<Vec<_>>()))
    };
    assert_eq!(bits(&again), bits(call));
}

fn product(a: &Matrix<f64>, b: &Matrix<f64>) -> Matrix<f64> {
    let (rows, inner, cols) = (a.shape().rows, a.shape().cols, b.shape().cols);
    let entry = |row: usize, col: usize| (0..inner).map(|k| a.row(row)[k] * b.row(k)[col]).sum();
    let data = (0..rows * cols).map(|place| entry(place / cols, place % cols)).collect();
    Matrix::new(Shape::new(rows, cols), data).unwrap_or_else(|error| panic!("{error}"))
}

fn expect_envelope(reply: &RpcReply) {
    let envelope: Value = serde_json::from_str(&reply.to_json()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(envelope["meta"][0], serde_json::json!({ "name": "method", "value": reply.method }));
    assert_eq!(envelope["meta"][1], serde_json::json!({ "name": "status", "value": reply.status.to_string() }));
    assert_eq!(envelope["content"], reply.content);
    if reply.status == 200 {
        let product: Value = serde_json::from_str(&reply.content).unwrap_or_else(|error| panic!("{error}"));
        assert!(product.is_array());
    }
}
