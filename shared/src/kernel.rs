//! Dense matrix product on one thread: C = A · B for row-major slices, close to the machine's roofline.
//!
//! In reading order: [`naive`] is three loops, the oracle of every other path; [`blocking`] has the sizes of tiles and
//! blocks; [`driver`] has the loops around the register tile and chooses a path by shape; [`pack`] lays B out as the
//! driver reads it; [`transpose`] turns operands that are stored transposed; [`recursion`] and [`strassen`] are the
//! optional Strassen–Winograd algorithm.
//! The register tile exists twice, as `simd128` and `relaxed`, generated from one description, for wasm32 only. The tests
//! have another in plain Rust, with which the driver runs on any target.
//!
//! **One chain per element.** Every path computes `c = 0; for k in 0..K { c = a·b + c }` for each element, in this
//! order and without regrouping. So the bits of C do not depend on blocking, tiling or the number of workers, and NaN,
//! infinities, signed zeros and subnormals follow IEEE 754: nothing is skipped. The kernels differ only in the rounding
//! of the step: `simd128` rounds product and sum, `relaxed` rounds once (on hardware with fused multiply-add; the
//! WebAssembly specification permits either).
//!
//! **Exception: one column.** A product with n = 1 is limited by the rate at which A is read, and one chain per element
//! cannot keep up, because vectors of A lie along k. So `relaxed` gives each lane a chain of its own
//! ([`naive::fused_in_lanes`]). The order still depends on k only; but column j of A · B need not have the bits of
//! A · (column j of B). So a product of several columns must not be divided into single columns: [`crate::tiling`] does
//! not, and the driver checks strides.
//!
//! With u the unit roundoff and γ = k·u / (1 − k·u), both meet |Ĉ − C| ≤ γ |A||B| in every entry,
//! in whatever order they add (Higham, *Accuracy and Stability of Numerical Algorithms*, 2nd ed., section 3.5); the
//! recursion does not.
//!
//! Slices whose lengths do not fit the sizes are a programming error, and panic.

use crate::element::Element;
use serde::Serialize;

pub mod aligned;
pub mod blocking;
pub mod driver;
pub mod naive;
pub mod pack;
pub mod recursion;
#[cfg(target_arch = "wasm32")]
#[path = "kernel/simd_relaxed.rs"]
pub mod relaxed;
#[cfg(target_arch = "wasm32")]
#[path = "kernel/simd_roofline.rs"]
pub mod roofline;
#[cfg(target_arch = "wasm32")]
mod simd;
#[cfg(target_arch = "wasm32")]
pub mod simd128;
#[cfg(target_arch = "wasm32")]
mod simd_column;
#[cfg(target_arch = "wasm32")]
mod simd_copy;
#[cfg(target_arch = "wasm32")]
mod simd_row;
pub mod strassen;
pub mod tile;
pub mod transpose;
pub mod workspace;

pub use aligned::Aligned;
pub use pack::PackedB;
pub use workspace::Workspace;

/// An instruction set that the kernel is built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kernel {
    /// WebAssembly SIMD, 128 bits: product and sum are rounded one after the other.
    Simd128,
    /// Relaxed SIMD on top of it: `relaxed_madd`, one rounding where the hardware fuses.
    Relaxed,
}

impl Kernel {
    /// The kernel with this name, `"simd128"` or `"relaxed"`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "simd128" => Some(Kernel::Simd128),
            "relaxed" => Some(Kernel::Relaxed),
            _ => None,
        }
    }

    /// Its name, the same in scripts, reports and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Kernel::Simd128 => "simd128",
            Kernel::Relaxed => "relaxed",
        }
    }
}

impl core::fmt::Display for Kernel {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// How the product is organised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Algorithm {
    /// 2·m·k·n operations, componentwise error bound.
    #[default]
    Classical,
    /// Strassen–Winograd recursion: fewer operations, a weaker normwise error bound. Used only on request.
    Strassen,
}

impl Algorithm {
    /// The algorithm with this name, `"classical"` or `"strassen"`.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "classical" => Some(Algorithm::Classical),
            "strassen" => Some(Algorithm::Strassen),
            _ => None,
        }
    }

    /// Its name, the same in scripts, reports and messages.
    pub const fn name(self) -> &'static str {
        match self {
            Algorithm::Classical => "classical",
            Algorithm::Strassen => "strassen",
        }
    }
}

impl core::fmt::Display for Algorithm {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// The sizes of a product: A is m × k, B is k × n, C is m × n. Any of them may be 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dims {
    /// Rows of A and C.
    pub m: usize,
    /// Columns of A, rows of B.
    pub k: usize,
    /// Columns of B and C.
    pub n: usize,
}

impl Dims {
    /// An (m × k) · (k × n) product.
    pub const fn new(m: usize, k: usize, n: usize) -> Self {
        Self { m, k, n }
    }

    /// Floating-point operations of the classical algorithm: 2·m·k·n.
    pub fn operations(self) -> f64 {
        2.0 * self.m as f64 * self.k as f64 * self.n as f64
    }
}

/// A kernel as the worker sees it: C = A · B, each call on one thread, C overwritten.
///
/// Every implementor of [`tile::Tiles`] is one. All operands are row-major and dense; their lengths must be exactly
/// those that the sizes say, or the call panics. Allocated memory stays in the workspace for the next call.
pub trait Gemm<T: Element>: Sync {
    /// The instruction set, or the one whose rounding it reproduces.
    fn kernel(&self) -> Kernel;

    /// C = A · B; takes the path that suits the shape.
    fn multiply(&self, dims: Dims, a: &[T], b: &[T], c: &mut [T], workspace: &mut Workspace<T>);

    /// C = A · B for `m` rows of A, with all k rows of B packed.
    fn multiply_packed(&self, m: usize, a: &[T], b: &PackedB<T>, c: &mut [T], workspace: &mut Workspace<T>);

    /// C = A · B by Strassen–Winograd recursion where the sizes allow a level, see [`recursion`].
    ///
    /// For bits that do not depend on the number of workers, call it once for each slab of [`recursion::slabs`].
    fn multiply_strassen(&self, dims: Dims, a: &[T], b: &[T], c: &mut [T], workspace: &mut Workspace<T>);
}

impl<T: Element, I: tile::Tiles<T>> Gemm<T> for I {
    fn kernel(&self) -> Kernel {
        I::KERNEL
    }

    fn multiply(&self, dims: Dims, a: &[T], b: &[T], c: &mut [T], workspace: &mut Workspace<T>) {
        let (a, b, c) = tile::views(dims, a, b, c);
        driver::multiply::<T, I>(dims, a, b, c, tile::Start::Zero, workspace);
    }

    fn multiply_packed(&self, m: usize, a: &[T], b: &PackedB<T>, c: &mut [T], workspace: &mut Workspace<T>) {
        assert_eq!(a.len(), m * b.k(), "A must hold {m} rows of {} elements", b.k());
        assert_eq!(c.len(), m * b.n(), "C must hold {m} rows of {} elements", b.n());
        let (a, c) = (tile::View::new(a, b.k()), tile::ViewMut::new(c, b.n()));
        driver::multiply_packed::<T, I>(m, a, b, c, workspace);
    }

    fn multiply_strassen(&self, dims: Dims, a: &[T], b: &[T], c: &mut [T], workspace: &mut Workspace<T>) {
        let (a, b, c) = tile::views(dims, a, b, c);
        strassen::multiply::<T, I>(dims, a, b, c, workspace);
    }
}
