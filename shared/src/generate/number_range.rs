//! Where random numbers lie, and the number that 64 random bits stand for.

use crate::element::DType;

/// Bits of a random decimal number.
const DECIMAL_BITS: u32 = 53;

/// Whole numbers up to this size are all representable as f64.
const LARGEST_WHOLE: f64 = (1u64 << 53) as f64;

/// Decimals from `min` up to but not including `max` (equal bounds give that number), or whole numbers from `min` to
/// `max`, both included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberRange {
    min: f64,
    max: f64,
    is_whole: bool,
}

/// Why there is no such range.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum RangeError {
    /// A bound is NaN or infinite.
    #[error("min is {0} and max is {1}; pass finite numbers")]
    NotFinite(f64, f64),
    /// The bounds are in the wrong order.
    #[error("min is {0} and max is {1}; pass a min that is not above max")]
    Empty(f64, f64),
    /// No whole number lies between the bounds.
    #[error(
        "there is no whole number from min {0} to max {1}; pass bounds that have one between them, or integers: false"
    )]
    NoWholeNumber(f64, f64),
    /// Not all whole numbers between the bounds are representable.
    #[error("min is {0} and max is {1}; whole numbers are exact from \u{2212}{limit} to {limit} only; pass bounds within", limit = .2)]
    TooWide(f64, f64, f64),
}

impl NumberRange {
    /// From -1 to 1.
    pub const UNIT: NumberRange = NumberRange { min: -1.0, max: 1.0, is_whole: false };

    /// Decimals, or whole numbers if `is_whole`, that a matrix of `dtype` can hold.
    ///
    /// # Errors
    /// [`RangeError`].
    pub fn new(min: f64, max: f64, is_whole: bool, dtype: DType) -> Result<Self, RangeError> {
        if !min.is_finite() || !max.is_finite() {
            return Err(RangeError::NotFinite(min, max));
        }
        if min > max {
            return Err(RangeError::Empty(min, max));
        }
        if is_whole {
            let limit = if dtype == DType::F32 { (1u32 << 24).into() } else { LARGEST_WHOLE };
            if min.ceil() > max.floor() {
                return Err(RangeError::NoWholeNumber(min, max));
            }
            if min < -limit || max > limit {
                return Err(RangeError::TooWide(min, max, limit));
            }
        }
        Ok(Self { min, max, is_whole })
    }

    /// The lower bound, the upper bound, and whether the numbers are whole.
    pub fn bounds(&self) -> (f64, f64, bool) {
        (self.min, self.max, self.is_whole)
    }

    /// The number that `bits` stand for; uniform if they are.
    pub fn number(&self, bits: u64) -> f64 {
        if self.is_whole {
            let (first, last) = (self.min.ceil() as i64, self.max.floor() as i64);
            // The upper half of a product of 64 by 64 bits, of which the count has at most 55.
            let count = (last - first + 1) as u64;
            return (first + ((u128::from(bits) * u128::from(count)) >> 64) as i64) as f64;
        }
        let share = (bits >> (64 - DECIMAL_BITS)) as f64 / LARGEST_WHOLE;
        let width = self.max - self.min;
        // Halved, a width is finite. Rounding may reach the upper bound.
        let number = if width.is_finite() {
            self.min + share * width
        } else {
            2.0 * (self.min * 0.5 + share * (self.max * 0.5 - self.min * 0.5))
        };
        if number < self.max || self.min == self.max { number } else { self.max.next_down() }
    }

    /// The f32 nearest to `number` that is not outside the range, if there is one near.
    pub fn nearest_f32(&self, number: f64) -> f32 {
        let nearest = number as f32;
        let is_above = f64::from(nearest) > self.max || !self.is_whole && f64::from(nearest) == self.max;
        match () {
            () if f64::from(nearest) < self.min => nearest.next_up(),
            () if is_above && self.min < self.max => nearest.next_down(),
            () => nearest,
        }
    }
}
