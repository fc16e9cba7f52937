//! Finds the dialect of a text by trying every pair of delimiter and decimal mark: one fits if all cells are numbers and
//! all rows equally long. A dialect that may fit by accident is only offered.

use crate::format::byte_source::ByteWindow;
use crate::format::dialect::{DecimalMark, Delimiter, Dialect, Labels};
use crate::format::display::block;
use crate::format::error::ErrorKind;
use crate::format::table::ambiguity::{first_row_may_be_names, like_thousands, spaces_like_thousands};
use crate::format::table::labels::{RowLabels, can_be_label};
use crate::format::table::preamble;
use crate::format::table::scan::{self, ScanPlan, ScannedTable, scan_with};
use crate::format::value_sink::CountingSink;

/// A dialect in which a sample is a matrix.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    pub(crate) dialect: Dialect,
    pub(crate) table: ScannedTable,
    /// The same with a decimal comma, if the sample contains no decimal mark and one may follow.
    pub(crate) with_comma: Option<Dialect>,
    /// Whether the first row counts up, and may not belong to the matrix.
    pub(crate) first_row_may_be_names: bool,
}

impl Fit {
    /// The same text without its first row, or with its labels as numbers, where either is possible.
    pub(crate) fn with_other_labels(&self) -> Option<Self> {
        let Self { dialect, table, .. } = self;
        let mut table = table.clone();
        let labels = if self.first_row_may_be_names {
            table.rows = table.rows.saturating_sub(1);
            Labels::FirstRow
        } else if table.labels.as_ref().is_some_and(RowLabels::are_numbers) {
            table.cols += 1;
            Labels::Numbers
        } else {
            return None;
        };
        Some(Self { dialect: dialect.with_labels(labels), table, with_comma: None, first_row_may_be_names: false })
    }

    /// Whether a sample is the same matrix in both dialects.
    fn is_same(&self, other: &Self) -> bool {
        self.table.cols == other.table.cols && self.table.labels.is_some() == other.table.labels.is_some()
    }
}

/// The result of trying all dialects on the beginning of a text.
#[derive(Clone, Debug)]
pub(crate) struct Ranking {
    /// Dialects under which the text differs, likeliest first.
    pub(crate) fits: Vec<Fit>,
    /// Dialects to offer, but never to choose automatically.
    pub(crate) doubtful: Vec<Fit>,
    /// The error under the dialect that got furthest.
    pub(crate) closest: ErrorKind,
    /// Whether the sample ends before the first number, so that no dialect can be found.
    pub(crate) is_without_numbers: bool,
}

/// Tries every dialect, or those with the declared delimiter, on `sample`, the beginning of a text or all of it.
pub(crate) fn rank(sample: &[u8], whole: bool, declared: Option<Delimiter>) -> Ranking {
    let mut fits: Vec<Fit> = Vec::new();
    let mut doubtful: Vec<Fit> = Vec::new();
    let mut closest = ((false, 0, 0), ErrorKind::Empty);
    let mut gap_between_tabs = false;
    let mut is_cut = false;
    let first = first_line(sample);
    let grouped = declared.is_none() && spaces_like_thousands(sample, whole, Delimiter::Tab);
    for dialect in Dialect::TABLES {
        let Dialect::Table { delimiter, .. } = dialect else { continue };
        if declared.is_some_and(|declared| declared != delimiter) {
            continue;
        }
        // Two tabs in a row are an empty cell of a tab-separated table, not one wide gap.
        if delimiter == Delimiter::Whitespace && gap_between_tabs && declared.is_none() {
            continue;
        }
        match attempt(sample, whole, dialect) {
            Ok(None) => is_cut |= !whole,
            Ok(Some(fit)) => {
                let split = delimiter == Delimiter::Whitespace && grouped;
                let list = if split || is_doubtful(&fit, declared, sample) { &mut doubtful } else { &mut fits };
                // With equally many columns the sample is the same matrix.
                match list.iter_mut().find(|other| other.is_same(&fit)) {
                    None => list.push(fit),
                    Some(other) if !whole && is_with_comma(dialect, other.dialect) => other.with_comma = Some(dialect),
                    Some(_) => {}
                }
            }
            // The cells of a table that was split differently say nothing about this one.
            Err(_) if delimiter == Delimiter::Whitespace && grouped => {}
            Err((count, error)) => {
                let parts = parts(&first, delimiter);
                // A tab or semicolon in the first line is a delimiter, whatever else is there.
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
        // `1,5;2,5;` may be decimals with a missing cell: not chosen automatically.
        let list = if fits.is_empty() && !has_inner_comma(sample) { &mut fits } else { &mut doubtful };
        list.push(fit);
    }
    let is_without_numbers = is_cut && fits.is_empty();
    if fits.is_empty() && doubtful.is_empty() {
        doubtful = without_first_column(sample, whole, declared, &closest.1);
    }
    Ranking { fits, doubtful, closest: closest.1, is_without_numbers }
}

/// Whether `dialect` differs from `other` only in the decimal mark. Not if commas separate cells too: a comma in quotes
/// is doubtful, and beyond the sample it would go unnoticed.
fn is_with_comma(dialect: Dialect, other: Dialect) -> bool {
    let delimiter = |dialect| match dialect {
        Dialect::Table { delimiter, .. } => Some(delimiter),
        Dialect::Block | Dialect::Part(_) => None,
    };
    delimiter(dialect) == delimiter(other) && delimiter(dialect) != Some(Delimiter::Comma)
}

/// A column of decimal commas without a name above it may just as well be a ragged table with
/// commas between cells, and `"1,234"` between commas is a thousand in half of the world.
fn is_doubtful(fit: &Fit, declared: Option<Delimiter>, sample: &[u8]) -> bool {
    let Dialect::Table { delimiter, decimal: DecimalMark::Comma, .. } = fit.dialect else { return false };
    if delimiter == Delimiter::Comma {
        return like_thousands(sample, DecimalMark::Comma, true);
    }
    fit.table.cols == 1 && fit.table.names.is_none() && declared.is_none()
}

/// The dialects in which a sample is a matrix without its first column, where a name in that column is why it is none
/// with it. Whether the first row belongs to the matrix too cannot be known.
fn without_first_column(sample: &[u8], whole: bool, declared: Option<Delimiter>, why: &ErrorKind) -> Vec<Fit> {
    match why {
        ErrorKind::Cell { column: 1, text, .. } if can_be_label(text.as_bytes()) => {}
        _ => return Vec::new(),
    }
    let fits = |dialect: Dialect| {
        let is_declared = |dialect| matches!(dialect, Dialect::Table { delimiter, .. } if declared == Some(delimiter));
        let offered = [Labels::FirstColumn, Labels::FirstRowAndColumn].map(|labels| {
            let fit = attempt(sample, whole, dialect.with_labels(labels)).ok().flatten()?;
            (fit.table.cols > 0 && (declared.is_none() || is_declared(dialect))).then_some(fit)
        });
        offered.into_iter().flatten().collect::<Vec<Fit>>()
    };
    Dialect::TABLES.into_iter().map(fits).find(|fits| !fits.is_empty()).unwrap_or_default()
}

/// The sample read in this dialect, `None` if it contains no number; or an error, and how many numbers precede it.
fn attempt(sample: &[u8], whole: bool, dialect: Dialect) -> Result<Option<Fit>, (u64, ErrorKind)> {
    let Dialect::Table { delimiter, decimal, labels } = dialect else { return Ok(None) };
    // Whether a tab at the end of a sample is a blank or a delimiter must not make one reading differ from another.
    let text = if whole { sample } else { sample.trim_ascii_end() };
    let mut trial = CountingSink::default();
    let mut most = 0;
    let scanned = scan_with(ScanPlan::new(delimiter, decimal, labels), |layout| {
        trial = CountingSink::default();
        let outcome = scan::scan::<f64>(&mut ByteWindow::over(text), layout, &mut trial, !whole);
        most = trial.count.max(most);
        outcome
    });
    match scanned {
        Ok(table) if trial.count > 0 => {
            let first_row_may_be_names = first_row_may_be_names(&table, &trial.first);
            Ok(Some(Fit { dialect, table, with_comma: None, first_row_may_be_names }))
        }
        Ok(_) => Ok(None),
        Err(error) => Err((most, error)),
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
    (found.cols > 1).then_some(Fit { dialect: Dialect::Block, table, with_comma: None, first_row_may_be_names: false })
}

fn has_inner_comma(text: &[u8]) -> bool {
    text.windows(3).any(|three| three[1] == b',' && three[0].is_ascii_digit() && three[2].is_ascii_digit())
}
