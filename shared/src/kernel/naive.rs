//! The oracle: three loops, every element one chain over k in order, except the one column of [`fused`]. Every other
//! path must give these bits.

#![forbid(unsafe_code)]

use super::Dims;
use super::blocking::lanes;
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
///
/// With one column, every element is [`fused_in_lanes`] instead.
pub fn fused<T: Element>(dims: Dims, a: &[T], b: &[T]) -> Vec<T> {
    if dims.n == 1 {
        return (0..dims.m).map(|i| fused_in_lanes(&a[i * dims.k..][..dims.k], b)).collect();
    }
    multiply(dims, a, b, |a, b, c| a.fused_mul_add(b, c))
}

/// Σ a·x as the relaxed kernel sums it when B has one column: as many chains as a vector has lanes, chain l over
/// p = l, l + lanes, …, each from +0; their sum, halves first, (0 + 2) + (1 + 3); and the last k mod lanes products
/// one by one on top of it. The order depends on k only.
pub fn fused_in_lanes<T: Element>(a: &[T], x: &[T]) -> T {
    let lanes = lanes::<T>();
    let whole = a.len() / lanes * lanes;
    let mut sums = vec![T::default(); lanes];
    for p in 0..whole {
        sums[p % lanes] = a[p].fused_mul_add(x[p], sums[p % lanes]);
    }
    while sums.len() > 1 {
        let half = sums.split_off(sums.len() / 2);
        sums.iter_mut().zip(half).for_each(|(sum, other)| *sum += other);
    }
    (whole..a.len()).fold(sums[0], |sum, p| a[p].fused_mul_add(x[p], sum))
}
