//! The kernels of a worker binary. Each binary names its own, so that the plain one contains no instruction that an older
//! engine would reject.

use shared::kernel::{Gemm, Kernel};

/// One instruction set's kernels for both element types.
#[derive(Clone, Copy)]
pub struct KernelPair {
    /// For f32.
    pub f32: &'static dyn Gemm<f32>,
    /// For f64.
    pub f64: &'static dyn Gemm<f64>,
}

/// A register-only loop for each element type: takes a number of rounds, returns a number that depends on them and the
/// operations done.
#[derive(Clone, Copy)]
pub struct Peaks {
    /// For f32.
    pub f32: fn(usize) -> (f32, f64),
    /// For f64.
    pub f64: fn(usize) -> (f64, f64),
}

/// The machine's limits, for the benchmark.
#[derive(Clone, Copy)]
pub struct Rooflines {
    /// Fused multiply-adds; in the relaxed binary only.
    pub multiply_add: Option<Peaks>,
    /// A product and then a sum.
    pub separate: Peaks,
    /// Reads f32 once.
    pub read_f32: fn(&[f32]) -> f32,
    /// Reads f64 once.
    pub read_f64: fn(&[f64]) -> f64,
}

/// All kernels of a binary.
#[derive(Clone, Copy)]
pub struct Kernels {
    /// In every binary.
    pub simd128: KernelPair,
    /// In the relaxed binary only.
    pub relaxed: Option<KernelPair>,
    /// `None` where nothing is measured.
    pub rooflines: Option<Rooflines>,
}

impl Kernels {
    /// The pair for `kernel`, if this binary has it.
    pub fn get(&self, kernel: Kernel) -> Option<KernelPair> {
        match kernel {
            Kernel::Simd128 => Some(self.simd128),
            Kernel::Relaxed => self.relaxed,
        }
    }

    /// The fastest pair of this binary.
    pub fn fastest(&self) -> KernelPair {
        self.relaxed.unwrap_or(self.simd128)
    }

    /// Those that this binary has, fastest last.
    pub fn names(&self) -> Vec<Kernel> {
        let mut names = vec![Kernel::Simd128];
        names.extend(self.relaxed.map(|_| Kernel::Relaxed));
        names
    }
}

impl std::fmt::Debug for Kernels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}
