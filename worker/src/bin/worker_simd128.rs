//! Worker module for browsers without relaxed SIMD: contains no instruction that they would reject.

#[cfg(target_arch = "wasm32")]
mod local_engine;

#[cfg(target_arch = "wasm32")]
fn kernels() -> worker::kernels::Kernels {
    use shared::kernel::{roofline, simd128::SIMD128};
    use worker::kernels::{KernelPair, Kernels, Peaks, Rooflines};
    Kernels {
        simd128: KernelPair { f32: &SIMD128, f64: &SIMD128 },
        relaxed: None,
        rooflines: Some(Rooflines {
            multiply_add: None,
            separate: Peaks { f32: roofline::separate_f32, f64: roofline::separate_f64 },
            read_f32: roofline::read_f32,
            read_f64: roofline::read_f64,
        }),
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    worker::start(kernels());
}
