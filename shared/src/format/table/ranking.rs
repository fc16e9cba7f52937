//! Finds the dialect of a text by trying every pair of delimiter and decimal mark: one fits when
//! all cells are numbers and all rows equally long.
//!
//! Refuses to choose a reading that fits by accident; such a one is only offered.

use crate::format::cells::Trial;
use crate::format::dialect::{DecimalMark, Delimiter, Dialect};
use crate::format::display::block;
use crate::format::fault::Fault;
use crate::format::number;
use crate::format::source::Window;
use crate::format::table::preamble;
use crate::format::table::scan::{self, Table};

/// A dialect in which a sample is a matrix.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    pub(crate) dialect: Dialect,
    pub(crate) table: Table,
    /// The same with a decimal comma, where no mark stands in the sample and one may follow.
    pub(crate) otherwise: Option<Dialect>,
    /// A row or column that counts, and may not belong to the matrix.
    pub(crate) counting: Option<Counting>,
}

/// Numbers that may be the labels of the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Counting {
    /// The first column, without a name among names, counts from 0 or 1: the index of a pandas or R table.
    Column,
    /// The first row counts from 0 above numbers that do not: the names of a pandas table made without any.
    Row,
}

impl Counting {
    /// What counts in a table that begins with the numbers `first`.
    fn of(table: &Table, first: &[f64]) -> Option<Self> {
        let cols = usize::try_from(table.cols).ok().filter(|cols| *cols > 1)?;
        let (top, below) = first.split_at_checked(cols)?;
        if below.is_empty() {
            return None;
        }
        let counts = |from: f64, values: &mut dyn Iterator<Item = &f64>| {
            values.zip(0..).all(|(value, place)| *value == from + f64::from(place))
        };
        if table.names.is_some() {
            let column = || first.iter().step_by(cols);
            let counts = counts(0.0, &mut column()) || counts(1.0, &mut column());
            return (table.is_first_unnamed && counts).then_some(Counting::Column);
        }
        // A first row `0,1` is common in small matrices.
        let labels = cols > 2 && counts(0.0, &mut top.iter()) && below.iter().any(|value| value.fract() != 0.0);
        labels.then_some(Counting::Row)
    }

    /// What to tell about it.
    pub(crate) fn note(self) -> &'static str {
        match self {
            Counting::Column => "the first column has no name and counts: it was read as numbers, but may be an index",
            Counting::Row => "the first row counts from 0: it was read as numbers, but may be names",
        }
    }
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
    /// Whether the sample ends before the first number, and nothing tells a dialect.
    pub(crate) is_without_numbers: bool,
}

/// Tries every dialect, or those with a stated delimiter, on `sample`, the beginning of a text or
/// all of it.
pub(crate) fn rank(sample: &[u8], whole: bool, stated: Option<Delimiter>) -> Ranking {
    let mut fits: Vec<Fit> = Vec::new();
    let mut doubtful: Vec<Fit> = Vec::new();
    let mut closest = ((false, 0, 0), Fault::Empty);
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
            Err((count, fault)) => {
                let parts = parts(&first, delimiter);
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

/// What a sample is in this dialect, `None` if it holds no number; or how many numbers stand before a fault.
fn attempt(
    sample: &[u8],
    whole: bool,
    delimiter: Delimiter,
    decimal: DecimalMark,
) -> Result<Option<Fit>, (u64, Fault)> {
    // Whether a tab at the end of a sample is a blank or a delimiter must not make one reading differ from another.
    let mut window = Window::over(if whole { sample } else { sample.trim_ascii_end() });
    let mut trial = Trial::default();
    match scan::scan::<f64>(&mut window, delimiter, decimal, &mut trial, !whole) {
        Ok(table) if trial.count > 0 => {
            let counting = Counting::of(&table, &trial.first);
            Ok(Some(Fit { dialect: Dialect::Table { delimiter, decimal }, table, otherwise: None, counting }))
        }
        Ok(_) => Ok(None),
        Err(fault) => Err((trial.count, fault)),
    }
}

/// The first line of the table, with what is in quotes blotted out: no delimiter stands there.
fn first_line(sample: &[u8]) -> Vec<u8> {
    let mut window = Window::over(sample);
    // What stands before a table in memory is passed over without fail.
    let _ = preamble::skip(&mut window, &mut 1);
    let text = window.held().trim_ascii_start();
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

/// Whether `delimiter` parts every row into equally many cells, and blanks in these stand where they part thousands:
/// `1 234`. To split such cells would make two numbers of one.
pub(crate) fn blanks_like_thousands(sample: &[u8], whole: bool, delimiter: Delimiter) -> bool {
    let Some(part) = delimiter.byte() else { return false };
    if !sample.contains(&part) {
        return false;
    }
    let mut lines = sample.split(|byte| matches!(byte, b'\n' | b'\r')).peekable();
    let (mut cells_of_all, mut found, mut bare) = (None, false, false);
    while let Some(line) = lines.next() {
        let text = line.trim_ascii();
        if text.is_empty() || matches!(text[0], b'#' | b'%') {
            continue;
        }
        let cut = !whole && lines.peek().is_none();
        let count = line.split(|byte| *byte == part).count();
        // The end of a sample may be the middle of a row, or of a cell.
        if !cut && (count == 1 || *cells_of_all.get_or_insert(count) != count) {
            return false;
        }
        for cell in line.split(|byte| *byte == part).take(count - usize::from(cut)).map(<[u8]>::trim_ascii) {
            // Names may hold any blanks.
            if !cell.strip_prefix(b"-").unwrap_or(cell).first().is_some_and(u8::is_ascii_digit) {
                continue;
            }
            match number::is_grouped_by_blanks(cell) {
                Some(false) => return false,
                Some(true) => found = true,
                None => {}
            }
        }
        bare |= text.split(u8::is_ascii_whitespace).any(|word| !word.contains(&b','));
    }
    // Where every number has a decimal comma, commas part no cells.
    found && (delimiter != Delimiter::Comma || bare)
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
    (found.cols > 1).then_some(Fit { dialect: Dialect::Block, table, otherwise: None, counting: None })
}

/// Whether a table of two columns looks like one of decimal commas: a `0` stands before another digit behind the comma,
/// as in `1,05`, where no program writes a whole number so.
pub(crate) fn like_decimals(sample: &[u8]) -> bool {
    sample
        .windows(4)
        .any(|four| four[0].is_ascii_digit() && four[1] == b',' && four[2] == b'0' && four[3].is_ascii_digit())
}

fn has_inner_comma(text: &[u8]) -> bool {
    text.windows(3).any(|three| three[1] == b',' && three[0].is_ascii_digit() && three[2].is_ascii_digit())
}

/// Whether every decimal mark of `text`, or of its quoted cells, could just as well part
/// thousands: `1,234`.
pub(crate) fn like_thousands(text: &[u8], mark: DecimalMark, in_quotes: bool) -> bool {
    let mut quoted = false;
    let mut found = false;
    for (place, &byte) in text.iter().enumerate() {
        quoted ^= byte == b'"';
        if byte != mark.byte() || (in_quotes && !quoted) {
            continue;
        }
        let before = text[..place].iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
        let after = text[place + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        if before == 0 || after == 0 {
            continue;
        }
        let exponent = text.get(place + 1 + after).is_some_and(|byte| matches!(byte, b'e' | b'E'));
        if after != 3 || before > 3 || text[place - before] == b'0' || exponent {
            return false;
        }
        found = true;
    }
    found
}
