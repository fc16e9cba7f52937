//! Worker for engines with relaxed SIMD: holds both kernels.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        use shared::kernel::roofline;
        use shared::kernel::{relaxed, simd128};
        use worker::kernels::{KernelPair, Kernels, Limits, Peaks};
        worker::start(Kernels {
            simd128: KernelPair { f32: &simd128::SIMD128, f64: &simd128::SIMD128 },
            relaxed: Some(KernelPair { f32: &relaxed::RELAXED, f64: &relaxed::RELAXED }),
            limits: Some(Limits {
                multiply_add: Some(Peaks { f32: roofline::peak_f32, f64: roofline::peak_f64 }),
                separate: Peaks { f32: roofline::separate_f32, f64: roofline::separate_f64 },
                read_f32: roofline::read_f32,
                read_f64: roofline::read_f64,
            }),
        });
    }
}
