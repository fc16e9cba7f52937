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
    /// The same with a decimal comma, where no mark stands in the sample and one may follow.
    pub(crate) otherwise: Option<Dialect>,
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
    let mut closest = ((false, 0, 0), Fault::Empty);
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
                let fit = Fit { dialect, table, otherwise: None };
                let list = if is_doubtful(&fit, stated, sample) { &mut doubtful } else { &mut fits };
                // Readings with equally many columns are the same reading, of this sample.
                match list.iter_mut().find(|other| other.table.cols == fit.table.cols) {
                    None => list.push(fit),
                    Some(other) if !whole && is_with_comma(dialect, other.dialect) => other.otherwise = Some(dialect),
                    Some(_) => {}
                }
            }
            Err((count, fault)) => {
                let parts = parts(sample, delimiter);
                // A tab or semicolon in the first line is a delimiter, whatever else stands there.
                let plain = parts > 0 && matches!(delimiter, Delimiter::Tab | Delimiter::Semicolon | Delimiter::Pipe);
                let reached = (plain, count, parts);
                gap_between_tabs |=
                    delimiter == Delimiter::Tab && sample.contains(&b'\t') && matches!(fault, Fault::EmptyCell { .. });
                if reached > closest.0 || closest.1 == Fault::Empty {
                    closest = (reached, fault);
                }
            }
        }
    }
    fits.sort_by_key(|fit| (core::cmp::Reverse(fit.table.cols), fit.table.names.is_some()));
    if whole && let Some(fit) = block_fit(sample) {
        // `1,5;2,5;` may be meant as decimals with a cell missing: not chosen unasked.
        let list = if fits.is_empty() && !has_inner_comma(sample) { &mut fits } else { &mut doubtful };
        list.push(fit);
    }
    Ranking { fits, doubtful, closest: closest.1 }
}

/// Whether `dialect` is `other` but for the decimal mark. Not so where commas part cells too: a comma in quotes is
/// doubtful, and beyond a sample nobody looks at it.
fn is_with_comma(dialect: Dialect, other: Dialect) -> bool {
    let delimiter = |dialect| match dialect {
        Dialect::Table { delimiter, .. } => Some(delimiter),
        Dialect::Block => None,
    };
    delimiter(dialect) == delimiter(other) && delimiter(dialect) != Some(Delimiter::Comma)
}

/// A column of decimal commas without a name above it may just as well be a ragged table with
/// commas between cells, and `"1,234"` between commas is a thousand in half of the world.
fn is_doubtful(fit: &Fit, stated: Option<Delimiter>, sample: &[u8]) -> bool {
    let Dialect::Table { delimiter, decimal: DecimalMark::Comma } = fit.dialect else { return false };
    if delimiter == Delimiter::Comma {
        return like_thousands(sample, true);
    }
    fit.table.cols == 1 && fit.table.names.is_none() && stated.is_none()
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

/// `1 2; 3 4` without brackets: one line, rows parted by semicolons. Over several lines it would
/// be hard to tell from a table that is ragged.
fn block_fit(sample: &[u8]) -> Option<Fit> {
    let text = sample.trim_ascii();
    if !text.contains(&b';') || text.contains(&b'\n') || text.contains(&b'\r') {
        return None;
    }
    let mut trial = Trial::default();
    let found = block::scan::<f64>(&mut Window::over(sample), &mut trial).ok()?;
    let table = Table { rows: found.rows, cols: found.cols, ..Table::default() };
    (found.cols > 1).then_some(Fit { dialect: Dialect::Block, table, otherwise: None })
}

fn has_inner_comma(text: &[u8]) -> bool {
    text.windows(3).any(|three| three[1] == b',' && three[0].is_ascii_digit() && three[2].is_ascii_digit())
}

/// Whether every decimal comma of `text`, or of its quoted cells, could just as well part
/// thousands: `1,234`.
pub(crate) fn like_thousands(text: &[u8], in_quotes: bool) -> bool {
    let mut quoted = false;
    let mut found = false;
    for (place, &byte) in text.iter().enumerate() {
        quoted ^= byte == b'"';
        if byte != b',' || (in_quotes && !quoted) {
            continue;
        }
        let before = text[..place].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let after = text[place + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if before == 0 || after == 0 {
            continue;
        }
        if after != 3 || before > 3 || text[place - before] == b'0' {
            return false;
        }
        found = true;
    }
    found
}
