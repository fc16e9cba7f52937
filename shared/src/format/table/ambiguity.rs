//! What else a table could mean: numbers that look like thousands, and rows or columns that look like labels.

use crate::format::cell_text;
use crate::format::dialect::{DecimalMark, Delimiter, Dialect};
use crate::format::note::Note;
use crate::format::parsed::Parsed;
use crate::format::table::scan::ScannedTable;
use crate::format::text_sample::TextSample;
use crate::matrix::Shape;

/// What `read` may also mean. `first_comma` is the first cell with a decimal comma, where that stands
/// beyond the sample.
pub(crate) fn doubts(read: &Parsed<Shape>, sample: &TextSample, first_comma: Option<&str>) -> Vec<Note> {
    let Some(Dialect::Table { delimiter, decimal, .. }) = read.dialect else { return Vec::new() };
    let (single, comma) = (read.matrix.cols == 1, decimal == DecimalMark::Comma);
    let settled = sample.settled();
    let mut doubts = Vec::new();
    if delimiter == Delimiter::Whitespace && !single && settled.contains(&b'\t') {
        doubts.push(Note::TabsAndSpaces);
    }
    if delimiter == Delimiter::Whitespace
        && comma
        && spaces_like_thousands(&sample.text, sample.whole, Delimiter::Comma)
    {
        doubts.push(Note::SpacedThousandsSplit);
    }
    if delimiter == Delimiter::Comma && !comma && read.matrix.cols == 2 && like_decimals(settled) {
        doubts.push(Note::DecimalCommasSplit);
    }
    if comma && delimiter != Delimiter::Comma {
        let text = first_comma.map_or(settled, str::as_bytes);
        if like_thousands(text, decimal, false) {
            doubts.push(Note::ThousandsReadAsDecimals(DecimalMark::Comma));
        }
    }
    // If commas or spaces separate cells, points are decimal; a single column may have any dialect.
    let plain = !single && matches!(delimiter, Delimiter::Comma | Delimiter::Whitespace);
    if !comma && !plain && like_thousands(settled, decimal, false) {
        doubts.push(Note::ThousandsReadAsDecimals(DecimalMark::Point));
    }
    doubts
}

/// Whether the first row of a table, which begins with the numbers `first`, may hold names: it counts from 0 above numbers
/// that do not, like the names of a pandas table made without any.
pub(crate) fn first_row_may_be_names(table: &ScannedTable, first: &[f64]) -> bool {
    let Some(cols) = usize::try_from(table.cols).ok().filter(|cols| *cols > 2) else { return false };
    let Some((top, below)) = first.split_at_checked(cols) else { return false };
    // A first row `0,1` is common in small matrices.
    let counts = top.iter().zip(0..).all(|(value, place)| *value == f64::from(place));
    table.names.is_none() && table.labels.is_none() && counts && below.iter().any(|value| value.fract() != 0.0)
}

/// Whether `delimiter` splits every row into equally many cells, in which spaces could be thousands separators: `1 234`.
/// Splitting such cells would make two numbers of one.
pub(crate) fn spaces_like_thousands(sample: &[u8], whole: bool, delimiter: Delimiter) -> bool {
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
            // Names may contain any spaces.
            if !cell.strip_prefix(b"-").unwrap_or(cell).first().is_some_and(u8::is_ascii_digit) {
                continue;
            }
            match cell_text::is_grouped_by_blanks(cell) {
                Some(false) => return false,
                Some(true) => found = true,
                None => {}
            }
        }
        bare |= text.split(u8::is_ascii_whitespace).any(|word| !word.contains(&b','));
    }
    // If every number has a decimal comma, commas do not separate cells.
    found && (delimiter != Delimiter::Comma || bare)
}

/// Whether a table of two columns looks like one of decimal commas: a `0` stands before another digit behind the comma,
/// as in `1,05`, where no program writes a whole number so.
pub(crate) fn like_decimals(sample: &[u8]) -> bool {
    sample
        .windows(4)
        .any(|four| four[0].is_ascii_digit() && four[1] == b',' && four[2] == b'0' && four[3].is_ascii_digit())
}

/// Whether every decimal mark of `text`, or of its quoted cells, could be a thousands
/// separator: `1,234`.
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
