//! The class `LocalEngine` that the modules export: the worker's engine for a page's own thread.
//!
//! It stands beside the binaries and not in the library, because the page links the library and would carry every export.

use js_sys::{Array, Float32Array, JsString};
use shared::DType;
use shared::certificate::Accuracy;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::{DIRECT_RELAXED, DIRECT_STRASSEN, DIRECT_TRANSPOSED_A, DIRECT_TRANSPOSED_B, ProductSpec};
use wasm_bindgen::prelude::*;
use worker::engine::WorkerEngine;
use worker::product::TileOutput;
use worker::rpc::RpcOutcome;
use worker::wire::{self, Payload, Wired};

/// The worker's engine, called directly instead of by messages.
#[wasm_bindgen]
pub struct LocalEngine {
    engine: WorkerEngine,
}

#[wasm_bindgen]
impl LocalEngine {
    /// An engine without jobs.
    pub fn create() -> LocalEngine {
        LocalEngine { engine: WorkerEngine::new(crate::kernels()) }
    }

    /// Takes an encoded request and returns the encoded responses.
    pub fn handle(&mut self, request: &JsValue) -> Result<Array, JsError> {
        let responses = Array::new();
        let request = wire::decode(request)?;
        self.engine.handle(request, &mut |response| {
            responses.push(&wire::encode(&response));
        });
        Ok(responses)
    }

    /// A small product without messages: C = A·B from typed arrays of one dtype and `sizes` m, k, n. `choices` is a sum of
    /// the constants `DIRECT_…`, `seed` that of the check, `None` for no check. Returns C, whether it is exact, its error bound, the outcome of the check, and the largest 1-norms of a row of A
    /// and of a column of B.
    pub fn product(
        &mut self,
        choices: u32,
        sizes: &[u32],
        a: &JsValue,
        b: &JsValue,
        seed: Option<f64>,
    ) -> Result<Array, JsError> {
        let &[m, k, n] = sizes else { return Err(JsError::new("a product has three sizes")) };
        let has = |choice: u32| choices & choice != 0;
        let spec = ProductSpec {
            dims: Dims::new(m as usize, k as usize, n as usize),
            dtype: if a.is_instance_of::<Float32Array>() { DType::F32 } else { DType::F64 },
            kernel: if has(DIRECT_RELAXED) { Kernel::Relaxed } else { Kernel::Simd128 },
            algorithm: if has(DIRECT_STRASSEN) { Algorithm::Strassen } else { Algorithm::Classical },
            transposed: [has(DIRECT_TRANSPOSED_A), has(DIRECT_TRANSPOSED_B)],
            verify: seed.map(|seed| seed as u64),
            one_tile_per_block: true,
            return_buffers: false,
        };
        let (dims, dtype, algorithm) = (spec.dims, spec.dtype, spec.algorithm);
        let TileOutput { c, tile_report } = self.engine.whole(spec, a, b).map_err(|reason| JsError::new(&reason))?;
        let accuracy = Accuracy::of(algorithm, dims, &tile_report.a, &tile_report.b, dtype);
        let verification = tile_report.verification.to_js();
        let c = c.map_or(JsValue::NULL, Payload::into_value);
        let answer = Array::of4(&c, &accuracy.exact.into(), &accuracy.error_bound.into(), &verification);
        for norms in [tile_report.a, tile_report.b] {
            answer.push(&norms.max_norm1.into());
        }
        Ok(answer)
    }

    /// Answers an envelope of the predecessor's RPC. Returns the answer's text or, if the product takes more than
    /// `most_operations`, what is to be multiplied: the method, the sizes m, k and n, and A and B as `Float64Array`s.
    pub fn rpc(&mut self, text: &str, most_operations: f64) -> JsValue {
        match self.engine.answer_rpc(text, most_operations) {
            RpcOutcome::Answered(reply) => reply.to_json().into(),
            RpcOutcome::TooLarge { method, dims: Dims { m, k, n }, operands: [a, b] } => {
                let size = |size: usize| JsValue::from(size as f64);
                let method = JsString::from(method.name());
                [method.into(), size(m), size(k), size(n), a.into(), b.into()].iter().collect::<Array>().into()
            }
        }
    }
}
