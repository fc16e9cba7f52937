//! Reads a table of numbers, one row a line, in a given dialect, cell by cell from a moving window.
//!
//! Refuses a cell that is not a number, an empty cell, and a row that is longer or shorter than
//! the first. Quotes follow RFC 4180 strictly and cells are bounded in length, which is why they
//! are taken apart here and not by a crate: those read `"1"2` as 12 and hold an unclosed quote in
//! memory to the end of the file.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::dialect::{DecimalMark, Delimiter};
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::line_end;
use crate::format::number::{self, Number};
use crate::format::table::preamble::{self, Preamble};
use crate::format::value_sink::ValueSink;

/// What was found in a table, besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScannedTable {
    /// Rows of numbers.
    pub(crate) rows: u64,
    /// ChunkedSink of each row.
    pub(crate) cols: u64,
    /// The leading row of names that was skipped, shortened.
    pub(crate) names: Option<String>,
    /// Whether the first of these names is empty, as that above the index of a pandas or R table.
    pub(crate) is_first_unnamed: bool,
    /// What stood before it.
    pub(crate) preamble: Preamble,
    /// Blank lines between rows that were skipped.
    pub(crate) blank: u64,
}

/// How a cell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Delimiter,
    /// Blanks with two tabs among them, where one parts cells: there is nothing between the two.
    Gap,
    Line,
    File,
}

/// Reads all of `window` into `sink`. With `partial` the window is only the beginning of a text:
/// the row at its end is not judged.
pub(crate) fn scan<T: Number>(
    window: &mut ByteWindow<'_>,
    delimiter: Delimiter,
    decimal: DecimalMark,
    sink: &mut impl ValueSink<T>,
    partial: bool,
) -> Result<ScannedTable, ErrorKind> {
    let blank_tab = !matches!(delimiter, Delimiter::Tab);
    let mut scanner = TableScanner {
        window,
        marks: Marks { delimiter: delimiter.byte(), decimal: decimal.byte(), blank_tab },
        line: 1,
        row: 0,
        row_line: 1,
        table: ScannedTable::default(),
        shift: 0,
        cell: Vec::new(),
        first_row: 1,
        gap: None,
        blank: 0,
    };
    scanner.table.preamble = preamble::skip(scanner.window, &mut scanner.line)?;
    scanner.shift = scanner.table.preamble.factor.unwrap_or(0);
    scanner.rows(sink, partial)?;
    Ok(scanner.table)
}

/// The bytes that mean something.
#[derive(Clone, Copy)]
struct Marks {
    delimiter: Option<u8>,
    decimal: u8,
    /// Whether a tab is a blank that may surround a cell.
    blank_tab: bool,
}

struct TableScanner<'a, 'w> {
    window: &'a mut ByteWindow<'w>,
    marks: Marks,
    line: u64,
    row: u64,
    /// The line on which the row begins.
    row_line: u64,
    table: ScannedTable,
    /// The exponent of ten of a factor of all numbers.
    shift: i16,
    /// The cell at hand, where it had to be copied.
    cell: Vec<u8>,
    /// The row that set the number of cells.
    first_row: u64,
    /// The first blank line between two rows of a one-column table.
    gap: Option<u64>,
    /// Blank lines since the last row.
    blank: u64,
}

impl TableScanner<'_, '_> {
    fn rows<T: Number>(&mut self, sink: &mut impl ValueSink<T>, partial: bool) -> Result<(), ErrorKind> {
        while self.next_line()? {
            self.row += 1;
            let mut column = 0;
            let end = loop {
                self.window.fill()?;
                let end = match self.run::<T>(sink, &mut column, partial)? {
                    Some(end) => end,
                    None => {
                        column += 1;
                        match self.slow(sink, column, partial)? {
                            Some(end) => end,
                            None => {
                                column = 0;
                                continue;
                            }
                        }
                    }
                };
                match end {
                    End::Delimiter => {}
                    End::Gap => return Err(self.empty_at(column + 1)),
                    End::Line | End::File => break end,
                }
            };
            if partial && end == End::File {
                if self.table.rows == 0 && self.table.names.is_none() {
                    self.table.cols = column;
                }
                return Ok(());
            }
            self.end_row(column)?;
            if end == End::File {
                break;
            }
        }
        self.finish(partial)
    }

    /// Goes to the next line that is not blank; false at the end.
    fn next_line(&mut self) -> Result<bool, ErrorKind> {
        loop {
            self.window.fill()?;
            let bytes = self.window.available();
            let at = self.past_blanks(bytes, 0);
            match bytes.get(at) {
                None if at == 0 => return Ok(false),
                None => self.window.advance(at),
                Some(b'\n' | b'\r') => {
                    let length = line_end(bytes, at).unwrap_or(at + 1);
                    self.window.advance(length);
                    if self.row > 0 {
                        self.gap = self.gap.or(Some(self.line));
                        self.blank += 1;
                    }
                    self.line += 1;
                }
                Some(_) => {
                    if self.table.cols == 1
                        && let Some(line) = self.gap
                    {
                        return Err(ErrorKind::EmptyCell { row: self.row + 1, column: 1, line: Some(line) });
                    }
                    // Only now are they known to stand between rows.
                    self.table.blank += std::mem::take(&mut self.blank);
                    self.row_line = self.line;
                    return Ok(true);
                }
            }
        }
    }

    /// Numbers of one row that end as cells do: the common case, without a copy. Ends with the row, with the token
    /// that is surely whole at hand, or, with `None`, before a cell that is none of these numbers.
    #[inline]
    fn run<T: Number>(
        &mut self,
        sink: &mut impl ValueSink<T>,
        column: &mut u64,
        partial: bool,
    ) -> Result<Option<End>, ErrorKind> {
        let marks = self.marks;
        if marks.delimiter == Some(marks.decimal) || self.shift != 0 {
            // Commas in quotes are decimal here, all others part cells; and a factor is rare and short enough to be
            // left to the slow way.
            return Ok(None);
        }
        let (bytes, last) = (self.window.available(), self.window.is_last());
        let whole = if last { bytes.len() } else { bytes.len().saturating_sub(MAX_TOKEN) };
        let mut at = 0;
        let end = loop {
            let start = marks.past_blanks(bytes, at);
            let Some((value, length)) = number::scan::<T>(&bytes[start..], marks.decimal) else { break None };
            let Some((end, next)) = marks.end_at(bytes, start + length, last) else { break None };
            *column += 1;
            if partial && end == End::File {
                break Some(end);
            }
            sink.take(value)?;
            at = next;
            if end != End::Delimiter || at >= whole {
                break Some(end);
            }
        };
        self.window.advance(at);
        self.line += u64::from(end == Some(End::Line));
        Ok(end)
    }

    fn past_blanks(&self, bytes: &[u8], at: usize) -> usize {
        self.marks.past_blanks(bytes, at)
    }

    fn end_at(&self, bytes: &[u8], at: usize) -> Option<(End, usize)> {
        self.marks.end_at(bytes, at, self.window.is_last())
    }

    /// A quoted cell, one with a factor, a name, or a refusal. `None` when the row of names was taken whole.
    #[cold]
    fn slow<T: Number>(
        &mut self,
        sink: &mut impl ValueSink<T>,
        column: u64,
        partial: bool,
    ) -> Result<Option<End>, ErrorKind> {
        let line = self.line;
        let end = match self.copy_cell()? {
            Some(end) => end,
            None if partial => return Ok(Some(End::File)),
            None => {
                let found = format!("row {}, column {column} opens a quote that is never closed", self.row).into();
                return Err(ErrorKind::Syntax { line, found, remedy: "close it with \"".into() });
            }
        };
        if partial && end == End::File {
            return Ok(Some(End::File));
        }
        if let Some(value) = number::shifted(self.cell.trim_ascii(), self.marks.decimal, self.shift) {
            sink.take(value)?;
            return Ok(Some(end));
        }
        let is_name = is_name(&self.cell) && !cell_text::is_error_value(self.cell.trim_ascii());
        if self.row == 1 && column == 1 && (is_name || is_label(&self.cell)) {
            return self.names(end, line, partial);
        }
        Err(self.refusal(self.row, column, line))
    }

    #[cold]
    fn empty_at(&self, column: u64) -> ErrorKind {
        ErrorKind::EmptyCell { row: self.row, column, line: Some(self.line) }
    }

    fn refusal(&self, row: u64, column: u64, line: u64) -> ErrorKind {
        let text = self.cell.trim_ascii();
        let line = Some(line);
        if text.is_empty() {
            return ErrorKind::EmptyCell { row, column, line };
        }
        ErrorKind::Cell { row, column, line, text: quote(text), remedy: cell_text::remedy(text).into() }
    }

    /// Takes the rest of the row of names, whose first is at hand.
    fn names(&mut self, mut end: End, line: u64, partial: bool) -> Result<Option<End>, ErrorKind> {
        // So many names, or characters of them, are shown.
        const SHOWN: usize = 12;
        const CHARACTERS: usize = 240;
        let first = self.cell.clone();
        let mut names = vec![quote(&self.cell)];
        let mut room = CHARACTERS.saturating_sub(names[0].chars().count());
        let mut left_out = false;
        let mut count: u64 = 1;
        let names_something = |cell: &[u8]| {
            !(cell.is_empty()
                || is_label(cell)
                || cell_text::is_missing(cell)
                || cell_text::is_truth_value(cell)
                || cell_text::is_error_value(cell))
        };
        let mut named = names_something(first.trim_ascii());
        while end == End::Delimiter {
            self.window.fill()?;
            end = match self.copy_cell()? {
                Some(end) => end,
                None => End::File,
            };
            count += 1;
            if partial && end == End::File {
                break;
            }
            let text = self.cell.trim_ascii();
            if number::whole::<f64>(text, self.marks.decimal).is_some() || !(is_name(text) || is_label(text)) {
                // Not all of the row are names, so the first of them is a cell gone wrong.
                self.cell = first;
                return Err(self.refusal(1, 1, line));
            }
            named |= names_something(text);
            if names.len() < SHOWN && room > 0 && !left_out {
                let name = quote(text);
                room = room.saturating_sub(name.chars().count());
                names.push(name);
            } else {
                left_out = true;
            }
        }
        if end == End::Gap {
            return Err(self.empty_at(count + 1));
        }
        names.extend(left_out.then(|| "…".to_string()));
        let lone = count == 1 && first.iter().any(|byte| b",;|\t".contains(byte));
        if lone || !named {
            self.cell = first;
            return Err(self.refusal(1, 1, line));
        }
        self.table.names = Some(names.join(", "));
        self.table.is_first_unnamed = first.trim_ascii().is_empty();
        self.table.cols = count;
        if partial && end == End::File {
            return Ok(Some(End::File));
        }
        if end == End::File || !self.next_line()? {
            return Err(ErrorKind::OnlyNames { names: names.join(", ") });
        }
        self.row += 1;
        Ok(None)
    }

    /// Copies the next cell, quotes taken off, and passes over it; `None` for an unclosed quote.
    fn copy_cell(&mut self) -> Result<Option<End>, ErrorKind> {
        self.cell.clear();
        let start = self.past_blanks(self.window.available(), 0);
        self.window.advance(start);
        if self.window.available().first() == Some(&b'"') {
            return self.copy_quoted();
        }
        let bytes = self.window.available();
        let ends = |byte: &u8| match self.marks.delimiter {
            Some(delimiter) => *byte == delimiter || matches!(byte, b'\n' | b'\r'),
            None => matches!(byte, b' ' | b'\t' | b'\n' | b'\r'),
        };
        let length = bytes.iter().position(ends).unwrap_or(bytes.len());
        let Some((end, next)) = self.end_at(bytes, length).filter(|_| length <= MAX_TOKEN) else {
            return Err(self.too_long());
        };
        self.cell.extend_from_slice(&bytes[..length]);
        self.window.advance(next);
        if end == End::Line {
            self.line += 1;
        }
        Ok(Some(end))
    }

    fn copy_quoted(&mut self) -> Result<Option<End>, ErrorKind> {
        let bytes = self.window.available();
        let mut at = 1;
        let mut lines = 0;
        let closed = loop {
            match bytes.get(at) {
                None => break false,
                Some(b'"') if bytes.get(at + 1) == Some(&b'"') => {
                    self.cell.push(b'"');
                    at += 2;
                }
                Some(b'"') => break true,
                Some(&byte) => {
                    lines += u64::from(byte == b'\n');
                    self.cell.push(byte);
                    at += 1;
                }
            }
            if at > MAX_TOKEN {
                return Err(self.too_long());
            }
        };
        if !closed {
            return Ok(None);
        }
        let Some((end, next)) = self.end_at(bytes, at + 1) else {
            let found = format!("row {}: text follows the closing quote of \"{}\"", self.row, quote(&self.cell)).into();
            return Err(ErrorKind::Syntax {
                line: self.line,
                found,
                remedy: "put the whole cell within the quotes".into(),
            });
        };
        self.window.advance(next);
        self.line += lines + u64::from(end == End::Line);
        Ok(Some(end))
    }

    #[cold]
    fn too_long(&self) -> ErrorKind {
        let found = format!("row {} holds a cell of more than {MAX_TOKEN} bytes", self.row).into();
        ErrorKind::Syntax { line: self.line, found, remedy: "load a table whose cells hold one number each".into() }
    }

    /// Compares the row just read with the first.
    fn end_row(&mut self, found: u64) -> Result<(), ErrorKind> {
        if self.table.rows == 0 && self.table.names.is_none() {
            self.table.cols = found;
            self.first_row = self.row;
        } else if found != self.table.cols {
            let line = Some(self.row_line);
            let (row, expected, first) = (self.row, self.table.cols, self.first_row);
            return Err(ErrorKind::Ragged { row, line, found, expected, first });
        }
        if self.table.cols == 1
            && let Some((line, text)) = self.table.preamble.hashes.take()
        {
            let remedy = cell_text::remedy(text.as_bytes()).into();
            return Err(ErrorKind::Cell { row: 1, column: 1, line: Some(line), text, remedy });
        }
        self.table.rows += 1;
        Ok(())
    }

    fn finish(&mut self, partial: bool) -> Result<(), ErrorKind> {
        if self.table.rows > 0 || partial {
            return Ok(());
        }
        match self.table.names.take() {
            Some(names) => Err(ErrorKind::OnlyNames { names }),
            None => Err(ErrorKind::Empty),
        }
    }
}

impl Marks {
    /// How a cell whose text ended at `at` goes on, and where the next one begins. `last` when no more bytes follow
    /// these.
    #[inline]
    fn end_at(self, bytes: &[u8], at: usize, last: bool) -> Option<(End, usize)> {
        let (past, tabs) = self.blanks(bytes, at);
        match bytes.get(past) {
            // The end of the window is the end of the text, or the cell is longer than any number.
            None => last.then_some((End::File, past)),
            Some(&byte) if Some(byte) == self.delimiter => Some((End::Delimiter, past + 1)),
            Some(b'\n' | b'\r') => line_end(bytes, past).map(|next| (End::Line, next)),
            Some(_) if self.delimiter.is_none() && past > at => {
                Some((if tabs > 1 { End::Gap } else { End::Delimiter }, past))
            }
            Some(_) => None,
        }
    }

    #[inline]
    fn past_blanks(self, bytes: &[u8], at: usize) -> usize {
        self.blanks(bytes, at).0
    }

    /// Where the blanks from `at` on end, and how many of them are tabs.
    #[inline]
    fn blanks(self, bytes: &[u8], mut at: usize) -> (usize, usize) {
        let mut tabs = 0;
        loop {
            match bytes.get(at) {
                Some(b' ') => {}
                Some(b'\t') if self.blank_tab => tabs += 1,
                _ => return (at, tabs),
            }
            at += 1;
        }
    }
}

/// Whether a cell may be the name of a column: it holds a letter and does not begin like a number.
/// Something like `1.5.2`, `2,5` or `€ 5` is a number gone wrong, and must not vanish as a name.
fn is_name(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let begins_like_number = cell.first().is_some_and(|byte| byte.is_ascii_digit() || b"+-.,=".contains(byte));
    cell.is_empty()
        || !begins_like_number
            && !cell_text::is_misspelt(cell)
            && cell.iter().any(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii())
}

/// Whether a cell may be a name where others are: `2019 sales`. Alone it may just as well be a number with its unit.
fn is_label(cell: &[u8]) -> bool {
    let cell = cell.trim_ascii();
    let word = cell.iter().position(|byte| *byte == b' ').and_then(|blank| cell.get(blank + 1));
    cell.first().is_some_and(u8::is_ascii_digit)
        && word.is_some_and(u8::is_ascii_alphabetic)
        && !cell_text::is_misspelt(cell)
}
