//! Matrices that a few words describe: random numbers from a seed, and the families that textbooks multiply.
//!
//! The same description gives the same bits on every machine: only operations that IEEE 754 rounds exactly are used. Any
//! entry can be computed by itself, so that a large matrix is filled in slices.

mod family;
mod number_range;
mod text;

pub use family::Family;
pub use number_range::{NumberRange, RangeError};
pub use text::GeneratorTextError;

use crate::matrix::Shape;
use crate::random::SplitMix64;

/// Describes a matrix.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Generator {
    /// Random numbers: entry number i is made of output number i of [`SplitMix64`].
    Random {
        /// Rows and columns.
        shape: Shape,
        /// Its seed.
        seed: u64,
        /// Where its numbers lie.
        range: NumberRange,
    },
    /// The matrix of a family with this parameter, which the family [allows](Family::allows).
    Family(Family, u32),
}

impl Generator {
    /// Rows and columns.
    pub fn shape(&self) -> Shape {
        match *self {
            Generator::Random { shape, .. } => shape,
            Generator::Family(family, parameter) => family.shape(parameter),
        }
    }

    /// The entries from number `first` on, row by row, as many as `numbers` takes.
    pub fn fill(&self, first: u64, numbers: &mut [f64]) {
        match *self {
            Generator::Random { seed, range, .. } => {
                for (index, number) in (first..).zip(numbers) {
                    *number = range.number(SplitMix64::nth(seed, index));
                }
            }
            Generator::Family(family, parameter) => {
                let cols = family.shape(parameter).cols as u64;
                for (index, number) in (first..).zip(numbers) {
                    *number = family.entry(parameter, (index / cols) as u32, (index % cols) as u32);
                }
            }
        }
    }

    /// An f32 next to `number`, one of its entries: the nearest one, unless that lies outside the range of random numbers.
    pub fn nearest_f32(&self, number: f64) -> f32 {
        match self {
            Generator::Random { range, .. } => range.nearest_f32(number),
            Generator::Family(..) => number as f32,
        }
    }
}
