//! What the check of a product has found so far: the rows that stand out, and the verdict once they have been looked at.

use super::product_check::{RowOutcome, SUSPECTS};

/// A row that is to be looked at entry by entry.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Suspect {
    /// The row, counted from 0.
    pub row: usize,
    /// No rounding can have happened in it.
    pub exact: bool,
    /// How many times what is usual it differs by.
    excess: f64,
}

/// A row stands out from the others if it differs by so many times what the first row that is not looked at does.
const OUTLIER: f64 = 4.0;

/// Outcomes of rows, in any order.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Findings {
    /// Rows that were decided.
    rows: usize,
    /// Those that differ most, and one more, most first.
    most: Vec<Suspect>,
    /// The first row beyond its tolerance.
    first: Option<Suspect>,
    /// Rows beyond their tolerance.
    pub wrong_rows: usize,
    /// The first row that cannot be decided.
    pub undecided: Option<usize>,
    /// The largest bound of a row: no entry of a right product is further from A·B.
    pub bound: f64,
}

impl Findings {
    /// Adds the outcomes of consecutive rows from `first_row` on.
    pub fn add(&mut self, first_row: usize, outcomes: impl Iterator<Item = RowOutcome>) {
        for (row, outcome) in (first_row..).zip(outcomes) {
            if outcome.tolerance.is_nan() {
                self.undecided = Some(self.undecided.map_or(row, |first| first.min(row)));
                continue;
            }
            self.rows += 1;
            self.bound = self.bound.max(outcome.bound);
            if outcome.difference > 0.0 {
                self.suspect(row, outcome);
            }
        }
    }

    fn suspect(&mut self, row: usize, outcome: RowOutcome) {
        // Anything is infinitely far beyond a limit of 0.
        let suspect = Suspect { row, exact: outcome.bound == 0.0, excess: outcome.difference / outcome.notable };
        if outcome.difference > outcome.tolerance {
            self.wrong_rows += 1;
            if self.first.is_none_or(|first| row < first.row) {
                self.first = Some(suspect);
            }
        }
        let less = |other: &Suspect| (other.excess, -(other.row as f64)) < (suspect.excess, -(row as f64));
        let place = self.most.iter().position(less).unwrap_or(self.most.len());
        self.most.insert(place, suspect);
        self.most.truncate(SUSPECTS + 1);
    }

    /// At most `limit` rows to look at, first to last: the first beyond its tolerance, and those that stand out most, by
    /// themselves or from the other rows.
    pub fn suspects(&self, limit: usize) -> Vec<Suspect> {
        let usual = self.most.get(SUSPECTS).map_or(0.0, |suspect| suspect.excess);
        let notable = if self.rows > SUSPECTS { (OUTLIER * usual).min(1.0) } else { 1.0 };
        let stands_out = |suspect: &&Suspect| suspect.excess > notable;
        let is_other = |suspect: &&Suspect| self.first.is_none_or(|first| first.row != suspect.row);
        let others = self.most.iter().take(SUSPECTS).filter(stands_out).filter(is_other);
        let mut suspects: Vec<Suspect> = Vec::new();
        for &suspect in self.first.iter().chain(others).take(limit) {
            // A handful: the library's sort would be kilobytes of the page's module.
            let place = suspects.iter().position(|other| other.row > suspect.row).unwrap_or(suspects.len());
            suspects.insert(place, suspect);
        }
        suspects
    }
}
