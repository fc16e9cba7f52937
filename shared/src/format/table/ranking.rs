//! Finds the dialect of a text by trying every pair of delimiter and decimal mark: one fits when
//! all cells are numbers and all rows equally long.
//!
//! Refuses to choose a reading that fits by accident; such a one is only offered.

use crate::format::byte_source::ByteWindow;
use crate::format::dialect::{DecimalMark, Delimiter, Dialect};
use crate::format::display::block;
use crate::format::error::ErrorKind;
use crate::format::table::ambiguity::{IndexGuess, blanks_like_thousands, like_thousands};
use crate::format::table::preamble;
use crate::format::table::scan::{self, ScannedTable};
use crate::format::value_sink::CountingSink;

/// A dialect in which a sample is a matrix.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    pub(crate) dialect: Dialect,
    pub(crate) table: ScannedTable,
    /// The same with a decimal comma, where no mark stands in the sample and one may follow.
    pub(crate) otherwise: Option<Dialect>,
    /// A row or column that counts, and may not belong to the matrix.
    pub(crate) index_guess: Option<IndexGuess>,
}

/// What came of trying all dialects on the beginning of a text.
#[derive(Clone, Debug)]
pub(crate) struct Ranking {
    /// Different readings, likeliest first.
    pub(crate) fits: Vec<Fit>,
    /// Readings to be offered, never to be chosen unasked.
    pub(crate) doubtful: Vec<Fit>,
    /// What is wrong under the dialect that came furthest.
    pub(crate) closest: ErrorKind,
    /// Whether the sample ends before the first number, and nothing tells a dialect.
    pub(crate) is_without_numbers: bool,
}

/// Tries every dialect, or those with a stated delimiter, on `sample`, the beginning of a text or
/// all of it.
pub(crate) fn rank(sample: &[u8], whole: bool, stated: Option<Delimiter>) -> Ranking {
    let mut fits: Vec<Fit> = Vec::new();
    let mut doubtful: Vec<Fit> = Vec::new();
    let mut closest = ((false, 0, 0), ErrorKind::Empty);
    let mut gap_between_tabs = false;
    let mut is_cut = false;
    let first = first_line(sample);
    let grouped = stated.is_none() && blanks_like_thousands(sample, whole, Delimiter::Tab);
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
            Ok(None) => is_cut |= !whole,
            Ok(Some(fit)) => {
                let split = delimiter == Delimiter::Whitespace && grouped;
                let list = if split || is_doubtful(&fit, stated, sample) { &mut doubtful } else { &mut fits };
                // Readings with equally many columns are the same reading, of this sample.
                match list.iter_mut().find(|other| other.table.cols == fit.table.cols) {
                    None => list.push(fit),
                    Some(other) if !whole && is_with_comma(dialect, other.dialect) => other.otherwise = Some(dialect),
                    Some(_) => {}
                }
            }
            // What the cells of another table hold tells nothing about that table.
            Err(_) if delimiter == Delimiter::Whitespace && grouped => {}
            Err((count, error)) => {
                let parts = parts(&first, delimiter);
                // A tab or semicolon in the first line is a delimiter, whatever else stands there.
                let plain = parts > 0 && matches!(delimiter, Delimiter::Tab | Delimiter::Semicolon | Delimiter::Pipe);
                let reached = (plain, count, parts);
                gap_between_tabs |= delimiter == Delimiter::Tab
                    && sample.contains(&b'\t')
                    && matches!(error, ErrorKind::EmptyCell { .. });
                if reached > closest.0 || closest.1 == ErrorKind::Empty {
                    closest = (reached, error);
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
    let is_without_numbers = is_cut && fits.is_empty();
    Ranking { fits, doubtful, closest: closest.1, is_without_numbers }
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
        return like_thousands(sample, DecimalMark::Comma, true);
    }
    fit.table.cols == 1 && fit.table.names.is_none() && stated.is_none()
}

/// What a sample is in this dialect, `None` if it holds no number; or how many numbers stand before a error.
fn attempt(
    sample: &[u8],
    whole: bool,
    delimiter: Delimiter,
    decimal: DecimalMark,
) -> Result<Option<Fit>, (u64, ErrorKind)> {
    // Whether a tab at the end of a sample is a blank or a delimiter must not make one reading differ from another.
    let mut window = ByteWindow::over(if whole { sample } else { sample.trim_ascii_end() });
    let mut trial = CountingSink::default();
    match scan::scan::<f64>(&mut window, delimiter, decimal, &mut trial, !whole) {
        Ok(table) if trial.count > 0 => {
            let index_guess = IndexGuess::of(&table, &trial.first);
            Ok(Some(Fit { dialect: Dialect::Table { delimiter, decimal }, table, otherwise: None, index_guess }))
        }
        Ok(_) => Ok(None),
        Err(error) => Err((trial.count, error)),
    }
}

/// The first line of the table, with what is in quotes blotted out: no delimiter stands there.
fn first_line(sample: &[u8]) -> Vec<u8> {
    let mut window = ByteWindow::over(sample);
    // What stands before a table in memory is passed over without fail.
    let _ = preamble::skip(&mut window, &mut 1);
    let text = window.available().trim_ascii_start();
    let mut quoted = false;
    let blot = |&byte: &u8| {
        quoted ^= byte == b'"';
        if quoted { b'"' } else { byte }
    };
    text.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default().iter().map(blot).collect()
}

/// How often a delimiter stands in the first line: tells of two dialects that read equally many
/// numbers which one was meant.
fn parts(line: &[u8], delimiter: Delimiter) -> usize {
    let Some(delimiter) = delimiter.byte() else {
        // Blanks beside another delimiter part nothing: `a , b`.
        let parts = |byte: Option<&u8>| byte.is_some_and(|byte| b",;|".contains(byte));
        let words: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
        return words.windows(2).filter(|two| !parts(two[0].last()) && !parts(two[1].first())).count();
    };
    line.iter().filter(|byte| **byte == delimiter).count()
}

/// `1 2; 3 4` without brackets: one line, rows parted by semicolons. Over several lines it would
/// be hard to tell from a table that is ragged.
fn block_fit(sample: &[u8]) -> Option<Fit> {
    let text = sample.trim_ascii();
    if !text.contains(&b';') || text.contains(&b'\n') || text.contains(&b'\r') {
        return None;
    }
    let mut trial = CountingSink::default();
    let found = block::scan::<f64>(&mut ByteWindow::over(sample), &mut trial).ok()?;
    let table = ScannedTable { rows: found.rows, cols: found.cols, ..ScannedTable::default() };
    (found.cols > 1).then_some(Fit { dialect: Dialect::Block, table, otherwise: None, index_guess: None })
}

fn has_inner_comma(text: &[u8]) -> bool {
    text.windows(3).any(|three| three[1] == b',' && three[0].is_ascii_digit() && three[2].is_ascii_digit())
}
