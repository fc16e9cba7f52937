//! Worker for engines with simd128 only: contains no instruction that they would reject.

fn main() {
    #[cfg(target_arch = "wasm32")]
    {
        use shared::kernel::roofline;
        use shared::kernel::simd128;
        use worker::kernels::{KernelPair, Kernels, Limits, Peaks};
        worker::start(Kernels {
            simd128: KernelPair { f32: &simd128::SIMD128, f64: &simd128::SIMD128 },
            relaxed: None,
            limits: Some(Limits {
                multiply_add: None,
                separate: Peaks { f32: roofline::separate_f32, f64: roofline::separate_f64 },
                read_f32: roofline::read_f32,
                read_f64: roofline::read_f64,
            }),
        });
    }
}
