//! Operands of many kinds, products made in different ways, and products that are (almost) exact.

use proptest::prelude::*;
use shared::Element;
use shared::random::SplitMix64;

/// A product to be made: A is m × k, B is k × n, both row by row.
#[derive(Clone, Debug)]
pub(crate) struct Case<T> {
    pub(crate) m: usize,
    pub(crate) k: usize,
    pub(crate) n: usize,
    pub(crate) a: Vec<T>,
    pub(crate) b: Vec<T>,
}

/// What entries look like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EntryKind {
    Uniform,
    Positive,
    Constant,
    Whole,
    Graded,
    Huge,
    Tiny,
    Subnormal,
    Sparse,
}

pub(crate) const KINDS: [EntryKind; 9] = [
    EntryKind::Uniform,
    EntryKind::Positive,
    EntryKind::Constant,
    EntryKind::Whole,
    EntryKind::Graded,
    EntryKind::Huge,
    EntryKind::Tiny,
    EntryKind::Subnormal,
    EntryKind::Sparse,
];

impl EntryKind {
    fn entry<T: Element>(self, random: &mut SplitMix64) -> T {
        let double = T::EXACT_LIMIT > 1e10;
        let value = random.number();
        T::from_f64(match self {
            EntryKind::Uniform => value,
            EntryKind::Positive => value.abs(),
            EntryKind::Constant => 0.1,
            EntryKind::Whole => (value * 9.0).round(),
            EntryKind::Graded => value * 2f64.powi(random.below(20) as i32 - 10),
            EntryKind::Huge => value * if double { 1e140 } else { 1e16 },
            EntryKind::Tiny => value * if double { 1e-158 } else { 1e-21 },
            EntryKind::Subnormal => value * if double { 1e-318 } else { 1e-42 },
            EntryKind::Sparse => value * f64::from(random.below(4) == 0),
        })
    }
}

impl<T: Element> Case<T> {
    pub(crate) fn new(m: usize, k: usize, n: usize, kinds: (EntryKind, EntryKind), seed: u64) -> Self {
        // Another stream than that of the signs of Freivalds' check.
        let mut random = SplitMix64::new(!seed.rotate_left(32));
        let a = (0..m * k).map(|_| kinds.0.entry(&mut random)).collect();
        let b = (0..k * n).map(|_| kinds.1.entry(&mut random)).collect();
        Self { m, k, n, a, b }
    }

    /// The product, one chain of additions for each entry, fused or not.
    pub(crate) fn product(&self, fused: bool) -> Vec<T> {
        let mut c = vec![T::default(); self.m * self.n];
        for i in 0..self.m {
            for l in 0..self.k {
                let a = self.a[i * self.k + l];
                for j in 0..self.n {
                    let entry = &mut c[i * self.n + j];
                    let b = self.b[l * self.n + j];
                    *entry = if fused { a.fused_mul_add(b, *entry) } else { *entry + a * b };
                }
            }
        }
        c
    }

    /// Entry (i, j) of the product in double-double arithmetic, as high and low part.
    pub(crate) fn entry(&self, i: usize, j: usize) -> (f64, f64) {
        let (mut high, mut low) = (0.0, 0.0);
        for l in 0..self.k {
            let (a, b) = (self.a[i * self.k + l].to_f64(), self.b[l * self.n + j].to_f64());
            let product = a * b;
            let (sum, lost) = two_sum(high, product);
            high = sum;
            low += lost + a.mul_add(b, -product);
        }
        two_sum(high, low)
    }

    /// The largest |Ĉ − C| of a computed product.
    pub(crate) fn largest_error(&self, c: &[T]) -> f64 {
        let mut largest: f64 = 0.0;
        for i in 0..self.m {
            for j in 0..self.n {
                let (high, low) = self.entry(i, j);
                largest = largest.max((c[i * self.n + j].to_f64() - high - low).abs());
            }
        }
        largest
    }
}

pub(crate) fn two_sum(a: f64, b: f64) -> (f64, f64) {
    let sum = a + b;
    let part = sum - a;
    (sum, (a - (sum - part)) + (b - part))
}

pub(crate) fn kind() -> impl Strategy<Value = EntryKind> {
    (0..KINDS.len()).prop_map(|place| KINDS[place])
}

/// Sizes up to `largest`, often thin, sometimes 0 inside.
pub(crate) fn sizes(largest: usize) -> impl Strategy<Value = (usize, usize, usize)> {
    let size = move || prop_oneof![1 => 1usize..4, 3 => 1..largest];
    (size(), prop_oneof![1 => 0usize..4, 3 => 1..largest], size())
}
