//! What every kernel must fulfil, callable from native tests and from tests in the browser alike.
//!
//! Refuses to run in the product: nothing outside tests calls it.

#![forbid(unsafe_code)]

use super::{Dims, Gemm, PackedB, Workspace, naive};
use crate::element::Element;

/// Sizes around every boundary: 0, 1, primes, MR, NR, KC and NC ± 1, long and thin.
pub fn shapes() -> Vec<Dims> {
    let mut shapes = Vec::new();
    let small = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 17];
    for m in small {
        for k in [0, 1, 2, 3, 5, 8, 9] {
            for n in small {
                shapes.push(Dims::new(m, k, n));
            }
        }
    }
    for k in [31, 64, 127, 128, 129, 255, 256, 257, 511, 513] {
        for (m, n) in [(1, 1), (1, 9), (2, 37), (9, 1), (17, 1), (33, 1), (4, 3), (7, 2), (7, 5), (13, 33), (8, 131)] {
            shapes.push(Dims::new(m, k, n));
        }
    }
    for n in [127, 128, 129, 1023, 1024, 1025, 2047, 2048, 2049] {
        for (m, k) in [(1, 3), (2, 17), (5, 17), (7, 33), (6, 257)] {
            shapes.push(Dims::new(m, k, n));
        }
    }
    shapes.extend(
        [(64, 64, 64), (61, 67, 71), (101, 103, 107), (200, 300, 150), (1000, 3, 5), (3, 5, 1000), (5, 1500, 7)]
            .map(|(m, k, n)| Dims::new(m, k, n)),
    );
    shapes
}

/// A fixed sequence of numbers in [-1, 1), of every magnitude of rounding error (splitmix64).
pub fn numbers<T: Element>(len: usize, seed: u64) -> Vec<T> {
    let mut state = seed;
    let next = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        T::from_f64(((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 52) as f64 - 1.0)
    };
    core::iter::repeat_with(next).take(len).collect()
}

/// The first place where two matrices differ in their bits (any NaN equals any NaN), in words.
///
/// # Errors
/// The place and the two numbers.
pub fn same_bits<T: Element>(what: &str, dims: Dims, found: &[T], expected: &[T]) -> Result<(), String> {
    if found.len() != expected.len() {
        return Err(format!("{what} {dims:?}: {} elements instead of {}", found.len(), expected.len()));
    }
    let same = |x: T, y: T| bytemuck::bytes_of(&x) == bytemuck::bytes_of(&y) || (x != x && y != y);
    match found.iter().zip(expected).position(|(&x, &y)| !same(x, y)) {
        None => Ok(()),
        Some(at) => Err(format!("{what} {dims:?}: element {at} is {:?} instead of {:?}", found[at], expected[at])),
    }
}

/// The naive loop with the rounding of `kernel`.
pub fn oracle<T: Element>(kernel: super::Kernel, dims: Dims, a: &[T], b: &[T]) -> Vec<T> {
    match kernel {
        super::Kernel::Simd128 => naive::unfused(dims, a, b),
        super::Kernel::Relaxed => naive::fused(dims, a, b),
    }
}

/// One product through every path, each compared bit for bit with the oracle.
///
/// # Errors
/// What differs, in words.
pub fn product<T: Element>(gemm: &dyn Gemm<T>, dims: Dims, a: &[T], b: &[T]) -> Result<(), String> {
    let expected = oracle(gemm.kernel(), dims, a, b);
    let mut workspace = Workspace::new();
    let garbage = T::from_f64(f64::NAN);

    let mut c = vec![garbage; dims.m * dims.n];
    gemm.multiply(dims, a, b, &mut c, &mut workspace);
    same_bits("multiply", dims, &c, &expected)?;

    // B arrives in bands of seven rows, last band first.
    let mut packed = PackedB::new(dims.k, dims.n);
    for first in (0..dims.k).step_by(7).collect::<Vec<_>>().into_iter().rev() {
        let last = dims.k.min(first + 7);
        packed.pack_rows(first, &b[first * dims.n..last * dims.n]);
    }
    c.fill(garbage);
    gemm.multiply_packed(dims.m, a, &packed, &mut c, &mut workspace);
    same_bits("multiply_packed", dims, &c, &expected)?;

    // Rows split in three uneven tiles.
    c.fill(garbage);
    let cuts = [0, dims.m / 5, dims.m / 2, dims.m];
    for cut in cuts.windows(2) {
        let (a, c) = (&a[cut[0] * dims.k..cut[1] * dims.k], &mut c[cut[0] * dims.n..cut[1] * dims.n]);
        gemm.multiply_packed(cut[1] - cut[0], a, &packed, c, &mut workspace);
    }
    same_bits("tiles of rows", dims, &c, &expected)
}

/// Every shape of the table.
///
/// # Errors
/// What differs, in words.
pub fn every_shape<T: Element>(gemm: &dyn Gemm<T>) -> Result<(), String> {
    for (seed, dims) in shapes().into_iter().enumerate() {
        let a = numbers(dims.m * dims.k, seed as u64);
        let b = numbers(dims.k * dims.n, !(seed as u64));
        product(gemm, dims, &a, &b)?;
    }
    Ok(())
}
