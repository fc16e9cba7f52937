//! Reads a table of numbers, one row per line, in a given dialect, cell by cell from a moving window.
//!
//! A cell that is not a number, an empty cell, and a row longer or shorter than the first are errors. Labels of rows and
//! columns are left out.

mod first_cells;
mod odd_cells;
mod row_starts;

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::dialect::{DecimalMark, Delimiter, Labels};
use crate::format::error::ErrorKind;
use crate::format::number::{self, Number};
use crate::format::spelling::Spelling;
use crate::format::table::cell_reader::{CellEnd, CellReader, Marks};
use crate::format::table::labels::{LabelReason, RowLabels};
use crate::format::table::preamble::{self, Preamble};
use crate::format::value_sink::ValueSink;
use row_starts::Drawing;

/// How a table is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ScanPlan {
    pub(crate) delimiter: Delimiter,
    pub(crate) decimal: DecimalMark,
    pub(crate) labels: Labels,
    pub(crate) header: HeaderPlan,
}

/// What the first row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum HeaderPlan {
    /// Names or numbers, whichever it holds.
    #[default]
    Recognised,
    /// Names, or numbers that stand for names: a line is drawn below it.
    Ruled,
    /// The same, and the first column has no name: the other rows are one cell longer.
    Short,
}

/// What came of reading a table.
#[derive(Debug)]
pub(crate) enum ScanOutcome {
    Read(ScannedTable),
    /// What follows shows that the first row is something else: the table is to be read again so, or is refused because of
    /// this.
    Again(HeaderPlan, ErrorKind),
}

/// What was found in a table, besides its numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScannedTable {
    /// Rows of numbers.
    pub(crate) rows: u64,
    /// Numbers of each row.
    pub(crate) cols: u64,
    /// The names in the header row that was skipped, shortened; empty if there is nothing in its cells.
    pub(crate) names: Option<String>,
    /// Whether numbers in that row count from 0, if it holds numbers.
    pub(crate) numeric_header: Option<bool>,
    /// The labels of the rows, which were left out.
    pub(crate) labels: Option<RowLabels>,
    /// What preceded it.
    pub(crate) preamble: Preamble,
    /// Blank lines between rows that were skipped.
    pub(crate) blank: u64,
    /// Whether every row ends in an empty cell.
    pub(crate) has_empty_last: bool,
    /// Whether lines are drawn around the cells.
    pub(crate) is_drawn: bool,
    pub(crate) spelling: Spelling,
}

/// Reads a table with `read`, again where its first row turns out to be something else.
pub(crate) fn scan_with(
    mut layout: ScanPlan,
    mut read: impl FnMut(ScanPlan) -> Result<ScanOutcome, ErrorKind>,
) -> Result<ScannedTable, ErrorKind> {
    let (plan, because) = match read(layout)? {
        ScanOutcome::Read(table) => return Ok(table),
        ScanOutcome::Again(plan, because) => (plan, because),
    };
    layout.header = plan;
    match read(layout) {
        Ok(ScanOutcome::Read(table)) => Ok(table),
        Err(error) if matches!(because, ErrorKind::Ragged { .. }) && !is_empty_corner(&error) => Err(error),
        // These are no labels after all.
        Ok(ScanOutcome::Again(..)) | Err(_) => Err(because),
    }
}

fn is_empty_corner(error: &ErrorKind) -> bool {
    matches!(error, ErrorKind::EmptyCell { row: 1, column: 1, .. })
}

/// Reads all of `window` into `sink`. With `partial` the window is only the beginning of a text, and its last row is not
/// checked.
pub(crate) fn scan<T: Number>(
    window: &mut ByteWindow<'_>,
    layout: ScanPlan,
    sink: &mut impl ValueSink<T>,
    partial: bool,
) -> Result<ScanOutcome, ErrorKind> {
    let blank_tab = !matches!(layout.delimiter, Delimiter::Tab);
    let marks = Marks { delimiter: layout.delimiter.byte(), decimal: layout.decimal.byte(), blank_tab };
    let mut scanner = TableScanner {
        cells: CellReader { window, marks, line: 1, row: 0, cell: Vec::new() },
        layout,
        partial,
        row_line: 1,
        table: ScannedTable::default(),
        shift: 0,
        first_row: (1, 1),
        header_line: 1,
        gap: None,
        blank: 0,
        ends_empty: false,
        drawing: Drawing::default(),
        grouped: None,
        again: None,
    };
    if matches!(layout.labels, Labels::FirstColumn | Labels::FirstRowAndColumn) {
        scanner.table.labels = Some(RowLabels::new(LabelReason::Chosen));
    }
    scanner.table.preamble = preamble::skip(scanner.cells.window, &mut scanner.cells.line)?;
    scanner.shift = scanner.table.preamble.factor.unwrap_or(0);
    match (scanner.rows(sink), scanner.again) {
        (Ok(()), _) => Ok(ScanOutcome::Read(scanner.table)),
        (Err(error), Some(plan)) => Ok(ScanOutcome::Again(plan, error)),
        (Err(error), None) => Err(error),
    }
}

struct TableScanner<'a, 'w> {
    cells: CellReader<'a, 'w>,
    layout: ScanPlan,
    partial: bool,
    /// The line on which the row begins.
    row_line: u64,
    table: ScannedTable,
    /// The exponent of ten of a factor of all numbers.
    shift: i16,
    /// The row that set the number of cells, and its line.
    first_row: (u64, u64),
    /// The line of the row of names.
    header_line: u64,
    /// The first blank line between two rows of a one-column table.
    gap: Option<u64>,
    /// Blank lines since the last row.
    blank: u64,
    /// Whether the row ended in an empty cell.
    ends_empty: bool,
    drawing: Drawing,
    /// The first cell whose thousands are separated by typeset spaces.
    grouped: Option<ErrorKind>,
    /// How the table is to be read instead, where the error that ended the reading shows it.
    again: Option<HeaderPlan>,
}

impl ScanPlan {
    /// That of a table in a dialect.
    pub(crate) fn new(delimiter: Delimiter, decimal: DecimalMark, labels: Labels) -> Self {
        Self { delimiter, decimal, labels, header: HeaderPlan::Recognised }
    }
}

impl TableScanner<'_, '_> {
    fn rows<T: Number>(&mut self, sink: &mut impl ValueSink<T>) -> Result<(), ErrorKind> {
        while self.next_line()? {
            self.cells.row += 1;
            let mut column = 0;
            let end = loop {
                self.cells.window.fill()?;
                let end = if column == 0 && self.takes_first_cell() {
                    self.first_cell(&mut column)?
                } else {
                    match self.run::<T>(sink, &mut column)? {
                        Some(end) => Some(end),
                        None => self.slow(sink, &mut column)?,
                    }
                };
                match end {
                    None => column = 0,
                    Some(CellEnd::Delimiter) => {}
                    Some(CellEnd::Gap) => return Err(self.cells.empty_at(column + 1)),
                    Some(end @ (CellEnd::Line | CellEnd::File)) => break end,
                }
            };
            if self.partial && end == CellEnd::File {
                if self.table.rows == 0 && self.table.names.is_none() {
                    self.table.cols = column;
                }
                break;
            }
            self.end_row(column)?;
            if end == CellEnd::File {
                break;
            }
        }
        self.finish()
    }

    /// The common case, without a copy: plain numbers of one row. Stops at the end of the row, where a token may not be
    /// wholly available, or, with `None`, before a cell that is not a plain number.
    #[inline]
    fn run<T: Number>(&mut self, sink: &mut impl ValueSink<T>, column: &mut u64) -> Result<Option<CellEnd>, ErrorKind> {
        let (marks, partial) = (self.cells.marks, self.partial);
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

    /// Copies the next cell, which is in `column`.
    fn copy(&mut self, column: u64) -> Result<CellEnd, ErrorKind> {
        let line = self.cells.line;
        match self.cells.copy()? {
            Some(end) => Ok(end),
            None if self.partial => Ok(CellEnd::File),
            None => {
                let found =
                    format!("row {}, column {column} opens a quote that is never closed", self.cells.row).into();
                Err(ErrorKind::Syntax { line, found, remedy: "close it with \"".into() })
            }
        }
    }

    /// A quoted cell, one with a factor, a name, a number in another spelling, or an error. `None` if a whole header row
    /// was read.
    #[cold]
    fn slow<T: Number>(
        &mut self,
        sink: &mut impl ValueSink<T>,
        column: &mut u64,
    ) -> Result<Option<CellEnd>, ErrorKind> {
        *column += 1;
        let line = self.cells.line;
        let end = self.copy(*column)?;
        if self.partial && end == CellEnd::File {
            return Ok(Some(CellEnd::File));
        }
        if let Some(value) = number::shifted(self.cells.cell.trim_ascii(), self.cells.marks.decimal, self.shift) {
            sink.take(value)?;
            return Ok(Some(end));
        }
        if *column == 1 && self.cells.row == 1 && self.may_be_name() {
            return self.header_row(end, line);
        }
        if *column == 1 && self.begins_labels() {
            return self.take_label(false, line).map(|()| Some(end));
        }
        let is_first = *column == 1 && self.table.rows == 0 && self.table.names.is_some();
        let outcome = self.odd_cell(sink, column, end, line);
        if outcome.is_err() && is_first {
            self.try_short_header();
        }
        outcome.map(Some)
    }

    /// Has the table read again with its first row taken for names that are one cell shorter than the other rows.
    fn try_short_header(&mut self) {
        let may = matches!(self.layout.labels, Labels::Recognised | Labels::Numbers);
        self.again = (may && self.layout.header != HeaderPlan::Short).then_some(HeaderPlan::Short);
    }

    /// Compares the row just read, with `found` cells, with the first.
    fn end_row(&mut self, found: u64) -> Result<(), ErrorKind> {
        let ends_empty = std::mem::take(&mut self.ends_empty);
        let line = Some(self.row_line);
        let row = self.cells.row;
        if found == 0 {
            // Nothing but typeset spaces.
            self.cells.row -= 1;
            return Ok(());
        }
        self.check_border(ends_empty)?;
        if self.table.rows == 0 {
            self.table.has_empty_last = ends_empty;
            if self.table.names.is_none() {
                self.table.cols = found;
                self.first_row = (row, self.row_line);
            } else if ends_empty && found + 1 == self.table.cols && self.drawing.names_end_empty {
                self.table.cols = found;
            }
        } else if ends_empty != self.table.has_empty_last {
            // Only where it is empty in every row does the last column not belong to the matrix.
            let (row, line) = if ends_empty { (row, self.row_line) } else { self.first_row };
            let column = if ends_empty { found } else { self.table.cols } + 1;
            return Err(ErrorKind::EmptyCell { row, column, line: Some(line) });
        }
        if found != self.table.cols {
            let (expected, first) = (self.table.cols, self.first_row.0);
            let may_be_header = self.table.rows == u64::from(self.table.names.is_none());
            if may_be_header && found == expected + 1 {
                self.try_short_header();
            }
            return Err(ErrorKind::Ragged { row, line, found, expected, first });
        }
        if self.table.cols == 1
            && let Some((line, text)) = self.table.preamble.hashes.take()
        {
            let remedy = cell_text::remedy(text.as_bytes()).into();
            return Err(ErrorKind::Cell { row: 1, column: 1, line: Some(line), text, remedy });
        }
        if self.table.rows == 0 && self.table.names.is_some() {
            self.first_row.1 = self.row_line;
        }
        self.table.rows += 1;
        Ok(())
    }

    fn finish(&mut self) -> Result<(), ErrorKind> {
        if self.table.rows == 0 && !self.partial {
            return Err(match self.table.names.take() {
                Some(names) => ErrorKind::OnlyNames { names },
                None => ErrorKind::Empty,
            });
        }
        self.check_labels()?;
        if self.table.has_empty_last && !self.drawing.has_border {
            // One row shows nothing about a column.
            if self.table.rows == 1 && self.table.names.is_none() && !self.partial {
                let (row, line) = self.first_row;
                return Err(ErrorKind::EmptyCell { row, column: self.table.cols + 1, line: Some(line) });
            }
        } else {
            self.table.has_empty_last = false;
        }
        if self.table.cols == 1
            && let Some(error) = self.grouped.take()
        {
            return Err(error);
        }
        self.table.is_drawn = self.drawing.has_border || self.drawing.rules > 0;
        self.table.cols -= u64::from(self.table.labels.is_some()).min(self.table.cols);
        Ok(())
    }
}
