//! Small products that nobody asked for, so that code is optimised and memory is there before the first real one.
//!
//! A browser compiles a function at its first call without optimising it, and optimises in the background what has run
//! for long enough. All workers of a page share the compiled code, so one of them runs the kernels; memory is each
//! worker's own. The work is done in short slices; between two of them requests are handled.

use crate::array::ArrayElement;
use shared::element::DType;
use shared::kernel::{Algorithm, Dims, Kernel};
use shared::protocol::ProductSpec;
use shared::random::numbers;
use wasm_bindgen::JsValue;

/// Rows and columns of A, B and C: enough for every loop of a large product.
const SIZE: usize = 96;
/// Most products that a worker computes.
const MOST_PRODUCTS: u32 = 255;
/// Most MiB that a worker touches.
const MOST_MEGABYTES: u32 = 64;
/// Words of a MiB.
const MEGABYTE: usize = (1 << 20) / size_of::<u64>();
/// Words of memory that one step touches.
const STEP: usize = MEGABYTE / 2;

/// What is left to do.
pub struct WarmUp {
    products: u32,
    words: usize,
    memory: Vec<u64>,
    f32: JsValue,
    f64: JsValue,
}

/// What a step is.
pub enum WarmUpStep<'a> {
    /// Memory was touched.
    Touched,
    /// This product is to be computed; A and B are the same array.
    Product(ProductSpec, &'a JsValue),
}

impl WarmUp {
    /// So many products, and so many MiB of memory, within bounds: it is not to be noticed.
    pub fn new(products: u32, megabytes: u32) -> Self {
        let (f32, f64) = (operand::<f32>(), operand::<f64>());
        Self {
            products: products.min(MOST_PRODUCTS),
            words: megabytes.min(MOST_MEGABYTES) as usize * MEGABYTE,
            memory: Vec::new(),
            f32,
            f64,
        }
    }

    /// The next step; `None` if all are done.
    pub fn next(&mut self, kernel: Kernel) -> Option<WarmUpStep<'_>> {
        let touched = self.memory.len();
        if touched < self.words && self.memory.try_reserve_exact(self.words - touched).is_ok() {
            self.memory.resize(touched + STEP, 0);
            return Some(WarmUpStep::Touched);
        }
        // What is freed stays with the worker, for what is allocated next: its memory never shrinks.
        (self.words, self.memory) = (0, Vec::new());
        self.products = self.products.checked_sub(1)?;
        let (dtype, operand) =
            if self.products.is_multiple_of(2) { (DType::F64, &self.f64) } else { (DType::F32, &self.f32) };
        let spec = ProductSpec {
            dims: Dims::new(SIZE, SIZE, SIZE),
            dtype,
            kernel,
            algorithm: Algorithm::Classical,
            transposed: [false; 2],
            verify: Some(1),
            one_tile_per_block: false,
            return_buffers: false,
        };
        Some(WarmUpStep::Product(spec, operand))
    }
}

fn operand<T: ArrayElement>() -> JsValue {
    T::array_of(&numbers::<T>(SIZE * SIZE, 1)).into()
}
