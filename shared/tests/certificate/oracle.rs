//! Operands of many kinds, products made in different ways, and products that are (almost) exact.

use proptest::prelude::*;
use shared::Element;

/// A product to be made: A is m × k, B is k × n, both row by row.
#[derive(Clone, Debug)]
pub(crate) struct Case<T> {
    pub(crate) m: usize,
    pub(crate) k: usize,
    pub(crate) n: usize,
    pub(crate) a: Vec<T>,
    pub(crate) b: Vec<T>,
}

/// Small random numbers without a crate: SplitMix64 again would test itself, so this is xorshift64*.
#[derive(Clone, Debug)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x2545_f491_4f6c_dd1d) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Uniform in [-1, 1).
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / 2f64.powi(52) - 1.0
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

/// What entries look like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
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

pub(crate) const KINDS: [Kind; 9] = [
    Kind::Uniform,
    Kind::Positive,
    Kind::Constant,
    Kind::Whole,
    Kind::Graded,
    Kind::Huge,
    Kind::Tiny,
    Kind::Subnormal,
    Kind::Sparse,
];

impl Kind {
    fn entry<T: Element>(self, random: &mut Random) -> T {
        let double = T::EXACT_LIMIT > 1e10;
        let value = random.uniform();
        T::from_f64(match self {
            Kind::Uniform => value,
            Kind::Positive => value.abs(),
            Kind::Constant => 0.1,
            Kind::Whole => (value * 9.0).round(),
            Kind::Graded => value * 2f64.powi(random.below(20) as i32 - 10),
            Kind::Huge => value * if double { 1e140 } else { 1e16 },
            Kind::Tiny => value * if double { 1e-158 } else { 1e-21 },
            Kind::Subnormal => value * if double { 1e-318 } else { 1e-42 },
            Kind::Sparse => value * f64::from(random.below(4) == 0),
        })
    }
}

impl<T: Element> Case<T> {
    pub(crate) fn new(m: usize, k: usize, n: usize, kinds: (Kind, Kind), seed: u64) -> Self {
        let mut random = Random::new(seed);
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

pub(crate) fn kind() -> impl Strategy<Value = Kind> {
    (0..KINDS.len()).prop_map(|place| KINDS[place])
}

/// Sizes up to `largest`, often thin, sometimes 0 inside.
pub(crate) fn sizes(largest: usize) -> impl Strategy<Value = (usize, usize, usize)> {
    let size = move || prop_oneof![1 => 1usize..4, 3 => 1..largest];
    (size(), prop_oneof![1 => 0usize..4, 3 => 1..largest], size())
}
