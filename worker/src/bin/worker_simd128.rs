//! Worker for engines with simd128 only: contains no instruction that they would reject.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        use shared::kernel::simd128;
        use worker::kernels::{KernelPair, Kernels};
        worker::start(Kernels {
            simd128: KernelPair { f32: &simd128::SIMD128, f64: &simd128::SIMD128 },
            relaxed: None,
        });
    }
}
