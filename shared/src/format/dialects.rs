//! Finds the dialect of a text by trying every pair of delimiter and decimal mark: one fits when
//! all cells are numbers and all rows equally long.
//!
//! Refuses to choose a reading that fits by accident; such a one is only offered.

use crate::format::block;
use crate::format::cells::Trial;
use crate::format::dialect::{DecimalMark, Delimiter, Dialect};
use crate::format::fault::Fault;
use crate::format::source::Window;
use crate::format::table::{self, Table};

/// A dialect in which a sample is a matrix.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    pub(crate) dialect: Dialect,
    pub(crate) table: Table,
}

/// What came of trying all dialects on the beginning of a text.
#[derive(Clone, Debug)]
pub(crate) struct Ranking {
    /// Different readings, likeliest first.
    pub(crate) fits: Vec<Fit>,
    /// Readings to be offered, never to be chosen unasked.
    pub(crate) doubtful: Vec<Fit>,
    /// What is wrong under the dialect that came furthest.
    pub(crate) closest: Fault,
}

/// Tries every dialect, or those with a stated delimiter, on `sample`, the beginning of a text or
/// all of it.
pub(crate) fn rank(sample: &[u8], whole: bool, stated: Option<Delimiter>) -> Ranking {
    let mut fits: Vec<Fit> = Vec::new();
    let mut doubtful: Vec<Fit> = Vec::new();
    let mut closest = ((0, 0), Fault::Empty);
    let mut gap_between_tabs = false;
    for dialect in Dialect::TABLES {
        let Dialect::Table { delimiter, decimal } = dialect else { continue };
        if stated.is_some_and(|stated| stated != delimiter) {
            continue;
        }
        // Two tabs in a row are an empty cell of a tab-separated table, not one wide blank.
        if delimiter == Delimiter::Whitespace && gap_between_tabs && stated.is_none() {
            continue;
        }
        match attempt(sample, whole, delimiter, decimal) {
            Ok(table) => {
                let fit = Fit { dialect, table };
                let list = if is_doubtful(&fit, stated) { &mut doubtful } else { &mut fits };
                // Readings with equally many columns are the same reading.
                if list.iter().all(|other| other.table.cols != fit.table.cols) {
                    list.push(fit);
                }
            }
            Err((count, fault)) => {
                let reached = (count, parts(sample, delimiter));
                gap_between_tabs |=
                    delimiter == Delimiter::Tab && sample.contains(&b'\t') && matches!(fault, Fault::EmptyCell { .. });
                if reached > closest.0 || closest.1 == Fault::Empty {
                    closest = (reached, fault);
                }
            }
        }
    }
    fits.sort_by_key(|fit| (core::cmp::Reverse(fit.table.cols), fit.table.names.is_some()));
    doubtful.retain(|fit| fits.iter().all(|other| other.table.cols != fit.table.cols));
    if whole && let Some(fit) = block_fit(sample, &fits) {
        fits.push(fit);
    }
    Ranking { fits, doubtful, closest: closest.1 }
}

/// A column of decimal commas without a name above it may just as well be a ragged table with
/// commas between cells.
fn is_doubtful(fit: &Fit, stated: Option<Delimiter>) -> bool {
    let Dialect::Table { delimiter, decimal: DecimalMark::Comma } = fit.dialect else { return false };
    delimiter != Delimiter::Comma && fit.table.cols == 1 && fit.table.names.is_none() && stated.is_none()
}

fn attempt(sample: &[u8], whole: bool, delimiter: Delimiter, decimal: DecimalMark) -> Result<Table, (u64, Fault)> {
    let mut window = Window::over(sample);
    let mut trial = Trial::default();
    match table::scan::<f64>(&mut window, delimiter, decimal, &mut trial, !whole) {
        Ok(table) if trial.count > 0 => Ok(table),
        Ok(_) => Err((0, Fault::Empty)),
        Err(fault) => Err((trial.count, fault)),
    }
}

/// How often a delimiter stands in the first line: tells of two dialects that read equally many
/// numbers which one was meant.
fn parts(sample: &[u8], delimiter: Delimiter) -> usize {
    let line = sample.trim_ascii_start().split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    match delimiter.byte() {
        Some(delimiter) => line.iter().filter(|byte| **byte == delimiter).count(),
        None => line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).count().saturating_sub(1),
    }
}

/// `1 2; 3 4` without brackets: rows parted by semicolons, where no table fits, or where the text
/// is one line and would otherwise be one row.
fn block_fit(sample: &[u8], fits: &[Fit]) -> Option<Fit> {
    let text = sample.trim_ascii();
    let one_line = !text.contains(&b'\n');
    if !text.contains(&b';') || !(fits.is_empty() || one_line) {
        return None;
    }
    let mut trial = Trial::default();
    let found = block::scan::<f64>(&mut Window::over(sample), &mut trial).ok()?;
    let table = Table { rows: found.rows, cols: found.cols, ..Table::default() };
    (fits.is_empty() || found.cols > 1).then_some(Fit { dialect: Dialect::Block, table })
}
