//! Reads a table of numbers, one row per line, in a given dialect, cell by cell from a moving window.
//!
//! A cell that is not a number, an empty cell, and a row longer or shorter than the first are errors.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::dialect::{DecimalMark, Delimiter};
use crate::format::error::ErrorKind;
use crate::format::lines::line_end;
use crate::format::number::{self, Number};
use crate::format::table::cell_reader::{CellEnd, CellReader, Marks};
use crate::format::table::header_names::{HeaderNames, is_label, is_name};
use crate::format::table::preamble::{self, Preamble};
use crate::format::value_sink::ValueSink;

/// What was found in a table, besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScannedTable {
    /// Rows of numbers.
    pub(crate) rows: u64,
    /// Cells of each row.
    pub(crate) cols: u64,
    /// The names in the header row that was skipped, shortened.
    pub(crate) names: Option<String>,
    /// Whether the first of these names is empty, as that above the index of a pandas or R table.
    pub(crate) is_first_unnamed: bool,
    /// What preceded it.
    pub(crate) preamble: Preamble,
    /// Blank lines between rows that were skipped.
    pub(crate) blank: u64,
}

/// Reads all of `window` into `sink`. With `partial` the window is only the beginning of a text, and its last row is not
/// checked.
pub(crate) fn scan<T: Number>(
    window: &mut ByteWindow<'_>,
    delimiter: Delimiter,
    decimal: DecimalMark,
    sink: &mut impl ValueSink<T>,
    partial: bool,
) -> Result<ScannedTable, ErrorKind> {
    let blank_tab = !matches!(delimiter, Delimiter::Tab);
    let marks = Marks { delimiter: delimiter.byte(), decimal: decimal.byte(), blank_tab };
    let mut scanner = TableScanner {
        cells: CellReader { window, marks, line: 1, row: 0, cell: Vec::new() },
        row_line: 1,
        table: ScannedTable::default(),
        shift: 0,
        first_row: 1,
        gap: None,
        blank: 0,
    };
    scanner.table.preamble = preamble::skip(scanner.cells.window, &mut scanner.cells.line)?;
    scanner.shift = scanner.table.preamble.factor.unwrap_or(0);
    scanner.rows(sink, partial)?;
    Ok(scanner.table)
}

struct TableScanner<'a, 'w> {
    cells: CellReader<'a, 'w>,
    /// The line on which the row begins.
    row_line: u64,
    table: ScannedTable,
    /// The exponent of ten of a factor of all numbers.
    shift: i16,
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
            self.cells.row += 1;
            let mut column = 0;
            let end = loop {
                self.cells.window.fill()?;
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
                    CellEnd::Delimiter => {}
                    CellEnd::Gap => return Err(self.cells.empty_at(column + 1)),
                    CellEnd::Line | CellEnd::File => break end,
                }
            };
            if partial && end == CellEnd::File {
                if self.table.rows == 0 && self.table.names.is_none() {
                    self.table.cols = column;
                }
                return Ok(());
            }
            self.end_row(column)?;
            if end == CellEnd::File {
                break;
            }
        }
        self.finish(partial)
    }

    /// Goes to the next line that is not blank; false at the end.
    fn next_line(&mut self) -> Result<bool, ErrorKind> {
        loop {
            self.cells.window.fill()?;
            let bytes = self.cells.window.available();
            let at = self.cells.marks.past_blanks(bytes, 0);
            match bytes.get(at) {
                None if at == 0 => return Ok(false),
                None => self.cells.window.advance(at),
                Some(b'\n' | b'\r') => {
                    let length = line_end(bytes, at).unwrap_or(at + 1);
                    self.cells.window.advance(length);
                    if self.cells.row > 0 {
                        self.gap = self.gap.or(Some(self.cells.line));
                        self.blank += 1;
                    }
                    self.cells.line += 1;
                }
                Some(_) => {
                    if self.table.cols == 1
                        && let Some(line) = self.gap
                    {
                        return Err(ErrorKind::EmptyCell { row: self.cells.row + 1, column: 1, line: Some(line) });
                    }
                    // Only now are they known to stand between rows.
                    self.table.blank += std::mem::take(&mut self.blank);
                    self.row_line = self.cells.line;
                    return Ok(true);
                }
            }
        }
    }

    /// The common case, without a copy: plain numbers of one row. Stops at the end of the row, where a token may not be
    /// wholly available, or, with `None`, before a cell that is not a plain number.
    #[inline]
    fn run<T: Number>(
        &mut self,
        sink: &mut impl ValueSink<T>,
        column: &mut u64,
        partial: bool,
    ) -> Result<Option<CellEnd>, ErrorKind> {
        let marks = self.cells.marks;
        if marks.delimiter == Some(marks.decimal) || self.shift != 0 {
            // Commas in quotes are decimal here, all others separate cells; and tables with a factor are rare and short.
            return Ok(None);
        }
        let (bytes, last) = (self.cells.window.available(), self.cells.window.is_last());
        let whole = if last { bytes.len() } else { bytes.len().saturating_sub(MAX_TOKEN) };
        let mut at = 0;
        let end = loop {
            let start = marks.past_blanks(bytes, at);
            let Some((value, length)) = number::scan::<T>(&bytes[start..], marks.decimal) else { break None };
            let Some((end, next)) = marks.end_at(bytes, start + length, last) else { break None };
            *column += 1;
            if partial && end == CellEnd::File {
                break Some(end);
            }
            sink.take(value)?;
            at = next;
            if end != CellEnd::Delimiter || at >= whole {
                break Some(end);
            }
        };
        self.cells.window.advance(at);
        self.cells.line += u64::from(end == Some(CellEnd::Line));
        Ok(end)
    }

    /// A quoted cell, one with a factor, a name, or an error. `None` if a whole header row was read.
    #[cold]
    fn slow<T: Number>(
        &mut self,
        sink: &mut impl ValueSink<T>,
        column: u64,
        partial: bool,
    ) -> Result<Option<CellEnd>, ErrorKind> {
        let line = self.cells.line;
        let end = match self.cells.copy()? {
            Some(end) => end,
            None if partial => return Ok(Some(CellEnd::File)),
            None => {
                let found =
                    format!("row {}, column {column} opens a quote that is never closed", self.cells.row).into();
                return Err(ErrorKind::Syntax { line, found, remedy: "close it with \"".into() });
            }
        };
        if partial && end == CellEnd::File {
            return Ok(Some(CellEnd::File));
        }
        if let Some(value) = number::shifted(self.cells.cell.trim_ascii(), self.cells.marks.decimal, self.shift) {
            sink.take(value)?;
            return Ok(Some(end));
        }
        let is_name = is_name(&self.cells.cell) && !cell_text::is_error_value(self.cells.cell.trim_ascii());
        if self.cells.row == 1 && column == 1 && (is_name || is_label(&self.cells.cell)) {
            return self.header_row(end, line, partial);
        }
        Err(CellReader::not_a_number(&self.cells.cell, self.cells.row, column, line))
    }

    /// Takes the rest of the header row, whose first cell was just copied.
    fn header_row(&mut self, mut end: CellEnd, line: u64, partial: bool) -> Result<Option<CellEnd>, ErrorKind> {
        let mut names = HeaderNames::new(&self.cells.cell);
        while end == CellEnd::Delimiter {
            self.cells.window.fill()?;
            end = self.cells.copy()?.unwrap_or(CellEnd::File);
            if partial && end == CellEnd::File {
                names.count += 1;
                break;
            }
            let text = self.cells.cell.trim_ascii();
            if number::whole::<f64>(text, self.cells.marks.decimal).is_some() || !(is_name(text) || is_label(text)) {
                // This is no header row, so its first cell should have been a number.
                return Err(CellReader::not_a_number(&names.first, 1, 1, line));
            }
            names.push(text);
        }
        if end == CellEnd::Gap {
            return Err(self.cells.empty_at(names.count + 1));
        }
        if !names.is_header() {
            return Err(CellReader::not_a_number(&names.first, 1, 1, line));
        }
        self.table.is_first_unnamed = names.first.trim_ascii().is_empty();
        self.table.cols = names.count;
        let names = names.shown();
        self.table.names = Some(names.clone());
        if partial && end == CellEnd::File {
            return Ok(Some(CellEnd::File));
        }
        if end == CellEnd::File || !self.next_line()? {
            return Err(ErrorKind::OnlyNames { names });
        }
        self.cells.row += 1;
        Ok(None)
    }

    /// Compares the row just read with the first.
    fn end_row(&mut self, found: u64) -> Result<(), ErrorKind> {
        if self.table.rows == 0 && self.table.names.is_none() {
            self.table.cols = found;
            self.first_row = self.cells.row;
        } else if found != self.table.cols {
            let line = Some(self.row_line);
            let (row, expected, first) = (self.cells.row, self.table.cols, self.first_row);
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
