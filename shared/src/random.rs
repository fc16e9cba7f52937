//! Reproducible random numbers: the same seed gives the same numbers on every machine.

use crate::element::Element;

/// SplitMix64 (G. L. Steele, D. Lea, C. H. Flood: Fast splittable pseudorandom number generators, OOPSLA 2014).
#[derive(Clone, Debug)]
pub struct SplitMix64(u64);

/// What the state grows by with each output.
const INCREMENT: u64 = 0x9e37_79b9_7f4a_7c15;

impl SplitMix64 {
    /// A generator with this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Output number `index` of the generator with this seed, without computing the outputs before it.
    pub const fn nth(seed: u64, index: u64) -> u64 {
        let state = seed.wrapping_add(index.wrapping_add(1).wrapping_mul(INCREMENT));
        let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        state ^ (state >> 31)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        let output = Self::nth(self.0, 0);
        self.0 = self.0.wrapping_add(INCREMENT);
        output
    }

    /// Uniform in [-1, 1), a multiple of 2^-52.
    pub const fn number(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }

    /// A number below `limit`, which must not be 0; nearly uniform where `limit` is far below 2^64.
    pub const fn below(&mut self, limit: usize) -> usize {
        (self.bits() % limit as u64) as usize
    }
}

/// Elements uniform in [-1, 1), with as many significant bits as the type has.
pub fn numbers<T: Element>(count: usize, seed: u64) -> Vec<T> {
    let mut generator = SplitMix64::new(seed);
    (0..count).map(|_| T::from_f64(generator.number())).collect()
}

#[cfg(test)]
mod tests {
    use super::{SplitMix64, numbers};

    #[test]
    fn outputs_are_those_of_the_reference_code() {
        let mut generator = SplitMix64::new(0);
        assert_eq!(generator.bits(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(generator.bits(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn an_output_can_be_computed_by_its_index() {
        let mut generator = SplitMix64::new(7);
        assert!((0..100).all(|index| generator.bits() == SplitMix64::nth(7, index)));
    }

    #[test]
    fn numbers_stay_between_minus_one_and_one_and_spread() {
        let numbers = numbers::<f64>(10_000, 1);
        assert!(numbers.iter().all(|number| (-1.0..1.0).contains(number)));
        let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
        assert!(mean.abs() < 0.05);
    }
}
