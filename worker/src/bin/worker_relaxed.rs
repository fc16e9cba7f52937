//! Worker for engines with relaxed SIMD: holds both kernels.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        use shared::kernel::{relaxed, simd128};
        use worker::kernels::{KernelPair, Kernels};
        worker::start(Kernels {
            simd128: KernelPair { f32: &simd128::SIMD128, f64: &simd128::SIMD128 },
            relaxed: Some(KernelPair { f32: &relaxed::RELAXED, f64: &relaxed::RELAXED }),
        });
    }
}
