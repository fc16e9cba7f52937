//! Worker module for browsers with relaxed SIMD: holds both kernels.

#[cfg(target_arch = "wasm32")]
mod local_engine;

#[cfg(target_arch = "wasm32")]
fn kernels() -> worker::kernels::Kernels {
    use shared::kernel::{relaxed::RELAXED, roofline, simd128::SIMD128};
    use worker::kernels::{KernelPair, Kernels, Peaks, Rooflines};
    Kernels {
        simd128: KernelPair { f32: &SIMD128, f64: &SIMD128 },
        relaxed: Some(KernelPair { f32: &RELAXED, f64: &RELAXED }),
        rooflines: Some(Rooflines {
            multiply_add: Some(Peaks { f32: roofline::peak_f32, f64: roofline::peak_f64 }),
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
