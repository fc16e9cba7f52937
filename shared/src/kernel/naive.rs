//! The oracle: three loops, with every element one chain over k in order.
//!
//! Refuses to be fast. Every other path must give these bits.

#![forbid(unsafe_code)]

use super::Dims;
use crate::element::Element;

/// C = A · B with `step(a, b, c)` for each `c ← a·b + c`, from c = +0.
fn multiply<T: Element>(dims: Dims, a: &[T], b: &[T], step: impl Fn(T, T, T) -> T) -> Vec<T> {
    let Dims { m, k, n } = dims;
    let mut c = vec![T::default(); m * n];
    for i in 0..m {
        for p in 0..k {
            for j in 0..n {
                c[i * n + j] = step(a[i * k + p], b[p * n + j], c[i * n + j]);
            }
        }
    }
    c
}

/// C = A · B by `c += a * b`, two roundings each: the bits of the simd128 kernel.
pub fn unfused<T: Element>(dims: Dims, a: &[T], b: &[T]) -> Vec<T> {
    multiply(dims, a, b, |a, b, c| a * b + c)
}

/// C = A · B by fused multiply-add, one rounding each: the bits of the relaxed kernel on hardware that fuses.
pub fn fused<T: Element>(dims: Dims, a: &[T], b: &[T]) -> Vec<T> {
    multiply(dims, a, b, |a, b, c| a.fused_mul_add(b, c))
}
