//! A small product in one call from the page, without messages: what hundreds of callers at once are served by.
//!
//! Refuses nothing but what the table refuses; whether a product is small is the page's business.

use crate::LocalEngine;
use crate::product::TileOutput;
use js_sys::{Array, Float32Array};
use shared::DType;
use shared::certificate::promise;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::ProductSpec;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl LocalEngine {
    /// C = A·B from typed arrays of one dtype and `sizes` m, k, n. `seed` is that of the check, if it is wanted.
    /// Gives C, whether it is exact, its error bound, and the outcome of the check.
    pub fn product(
        &mut self,
        relaxed: bool,
        strassen: bool,
        sizes: &[u32],
        a: &JsValue,
        b: &JsValue,
        seed: Option<f64>,
    ) -> Result<Array, JsError> {
        let &[m, k, n] = sizes else { return Err(JsError::new("a product has three sizes")) };
        let spec = ProductSpec {
            dims: Dims::new(m as usize, k as usize, n as usize),
            dtype: if a.is_instance_of::<Float32Array>() { DType::F32 } else { DType::F64 },
            kernel: if relaxed { Kernel::Relaxed } else { Kernel::Simd128 },
            algorithm: if strassen { Algorithm::Strassen } else { Algorithm::Classical },
            verify: seed.map(|seed| seed as u64),
            single: true,
            return_buffers: false,
        };
        let (dims, dtype, algorithm) = (spec.dims, spec.dtype, spec.algorithm);
        let TileOutput { c, tile_report } = self.bench.whole(spec, a, b).map_err(|reason| JsError::new(&reason))?;
        let (exact, bound) = promise(algorithm, dims, &tile_report.a, &tile_report.b, dtype);
        let verification = serde_wasm_bindgen::to_value(&tile_report.verification)?;
        let c = c.map_or(JsValue::NULL, crate::wire::Payload::into_value);
        Ok(Array::of4(&c, &exact.into(), &bound.into(), &verification))
    }
}
