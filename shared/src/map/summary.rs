//! What is said of some cells: their least and largest number, and how many are zero or no numbers.

use crate::element::Element;

/// What is said of some cells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CellSummary {
    /// The least finite number; infinite if there is none.
    pub min: f64,
    /// The largest finite number; infinite and negative if there is none.
    pub max: f64,
    /// Finite numbers, zeros among them.
    pub finite: usize,
    /// Exact zeros, of either sign.
    pub zeros: usize,
    /// NaNs.
    pub nans: usize,
    /// Positive infinities.
    pub infinities: usize,
    /// Negative infinities.
    pub negative_infinities: usize,
}

impl CellSummary {
    /// Of no cells.
    pub const EMPTY: Self = Self {
        min: f64::INFINITY,
        max: f64::NEG_INFINITY,
        finite: 0,
        zeros: 0,
        nans: 0,
        infinities: 0,
        negative_infinities: 0,
    };

    /// Adds cells.
    pub fn add<T: Element>(&mut self, cells: &[T]) {
        // Without a branch on what is rare; if something is not finite, the cells are looked at again.
        let (mut min, mut max, mut zeros, mut is_finite) = (self.min, self.max, 0, true);
        for cell in cells {
            let value = cell.to_f64();
            if value < min {
                min = value;
            }
            if value > max {
                max = value;
            }
            zeros += usize::from(value == 0.0);
            is_finite &= value.abs() < f64::INFINITY;
        }
        if is_finite {
            (self.min, self.max) = (min, max);
            self.finite += cells.len();
            self.zeros += zeros;
        } else {
            cells.iter().for_each(|cell| self.add_any(cell.to_f64()));
        }
    }

    fn add_any(&mut self, value: f64) {
        if value.is_nan() {
            self.nans += 1;
        } else if value == f64::INFINITY {
            self.infinities += 1;
        } else if value == f64::NEG_INFINITY {
            self.negative_infinities += 1;
        } else {
            self.min = self.min.min(value);
            self.max = self.max.max(value);
            self.finite += 1;
            self.zeros += usize::from(value == 0.0);
        }
    }

    /// Adds what is said of other cells.
    pub fn merge(&mut self, other: &Self) {
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
        self.finite += other.finite;
        self.zeros += other.zeros;
        self.nans += other.nans;
        self.infinities += other.infinities;
        self.negative_infinities += other.negative_infinities;
    }

    /// The largest finite magnitude; 0 if there is none.
    pub fn magnitude(&self) -> f64 {
        if self.finite == 0 { 0.0 } else { self.max.abs().max(self.min.abs()) }
    }

    /// The one number by which a pixel shows these cells: what is no finite number, otherwise the number furthest from
    /// zero, so that none of a kind of its own is lost among many.
    pub fn shown(&self) -> f64 {
        if self.nans > 0 {
            f64::NAN
        } else if self.infinities > 0 {
            f64::INFINITY
        } else if self.negative_infinities > 0 {
            f64::NEG_INFINITY
        } else if self.finite == 0 {
            0.0
        } else if -self.min > self.max {
            self.min
        } else {
            self.max
        }
    }
}
