//! Labels: the row of names that a table may begin with, and the first cell of each row.

use crate::format::byte_source::ByteWindow;
use crate::format::cell_text;
use crate::format::dialect::Labels;
use crate::format::error::ErrorKind;
use crate::format::number;
use crate::format::table::cell_reader::{CellEnd, CellReader};
use crate::format::table::header_names::{HeaderNames, is_label, is_name};
use crate::format::table::labels::{LabelReason, RowLabels, can_be_label};
use crate::format::table::scan::{HeaderPlan, TableScanner};

impl TableScanner<'_, '_> {
    /// Whether the first row is no row of numbers, whatever it holds.
    fn forces_header(&self) -> bool {
        self.layout.header != HeaderPlan::Recognised
            || matches!(self.layout.labels, Labels::FirstRow | Labels::FirstRowAndColumn)
    }

    /// Whether the first cell of the row is to be read apart from the others.
    #[inline]
    pub(super) fn takes_first_cell(&self) -> bool {
        self.table.labels.is_some() || self.cells.row == 1 && self.forces_header()
    }

    /// Reads the first cell of a row: a label, or with `None` the whole header row.
    #[cold]
    pub(super) fn first_cell(&mut self, column: &mut u64) -> Result<Option<CellEnd>, ErrorKind> {
        let line = self.cells.line;
        let quoted = starts_with_quote(self.cells.window);
        let end = self.copy(1)?;
        *column = 1;
        if self.cells.row == 1 && self.forces_header() && self.table.names.is_none() {
            return self.header_row(end, line);
        }
        if self.partial && end == CellEnd::File {
            return Ok(Some(end));
        }
        self.take_label(quoted, line)?;
        Ok(Some(end))
    }

    /// Takes the cell just copied as the label of its row.
    pub(super) fn take_label(&mut self, quoted: bool, line: u64) -> Result<(), ErrorKind> {
        let row = self.cells.row;
        if self.table.numeric_header.is_some() && self.cells.cell.trim_ascii().is_empty() {
            // The first row is not one of names: its first cell is as empty as this one.
            return Err(self.no_corner());
        }
        let labels = self.table.labels.get_or_insert_with(|| RowLabels::new(LabelReason::Names));
        labels.push(&self.cells.cell, quoted, row, line)
    }

    /// Whether the cell just copied, the first of its row, is a name below a row of names.
    pub(super) fn begins_labels(&self) -> bool {
        self.table.rows == 0
            && self.table.names.is_some()
            && self.table.cols > 1
            && self.layout.labels == Labels::Recognised
            && can_be_label(&self.cells.cell)
    }

    /// Whether the cell just copied may be the first of a row of names.
    pub(super) fn may_be_name(&self) -> bool {
        let is_name = is_name(&self.cells.cell) && !cell_text::is_error_value(self.cells.cell.trim_ascii());
        is_name || is_label(&self.cells.cell)
    }

    /// Takes the rest of the header row, whose first cell was just copied.
    pub(super) fn header_row(&mut self, mut end: CellEnd, line: u64) -> Result<Option<CellEnd>, ErrorKind> {
        let decimal = self.cells.marks.decimal;
        self.header_line = line;
        let forced = self.forces_header();
        let mut names = HeaderNames::new(&self.cells.cell, decimal);
        let is_corner = names.first.trim_ascii().is_empty();
        let takes_labels = matches!(self.layout.labels, Labels::Recognised | Labels::Numbers);
        // Above labels of rows, numbers may stand for names.
        let takes_numbers = forced || is_corner && takes_labels;
        while end == CellEnd::Delimiter {
            self.cells.window.fill()?;
            end = self.cells.copy()?.unwrap_or(CellEnd::File);
            if self.partial && end == CellEnd::File {
                names.push(b"", decimal);
                break;
            }
            let text = self.cells.cell.trim_ascii();
            let is_number = number::whole::<f64>(text, decimal).is_some();
            let fits = if is_number { takes_numbers } else { forced || is_name(text) || is_label(text) };
            if !fits {
                // This is no header row, so its first cell should have been a number.
                return Err(CellReader::not_a_number(&names.first, 1, 1, line));
            }
            names.push(text, decimal);
        }
        if end == CellEnd::Gap {
            return Err(self.cells.empty_at(names.count + 1));
        }
        if self.drawing.row_has_border {
            // The last cell lies behind the border, where there is nothing.
            if !names.ends_empty && !self.partial {
                return Err(self.cells.empty_at(1));
            }
            names.drop_last();
        } else {
            self.drawing.names_end_empty = names.ends_empty && names.count > 1;
        }
        let is_blank = self.drawing.row_has_border && names.is_blank();
        let stands_for_names = takes_numbers && names.are_numbers(is_corner);
        if !(names.is_header() || is_blank || stands_for_names || forced) {
            return Err(CellReader::not_a_number(&names.first, 1, 1, line));
        }
        self.table.numeric_header = names.are_numbers(is_corner).then(|| names.count_from_0(is_corner));
        let cut = self.partial && end == CellEnd::File;
        self.set_header(names, is_corner && !is_blank);
        if cut {
            return Ok(Some(CellEnd::File));
        }
        if end == CellEnd::File || !self.next_line()? {
            return Err(ErrorKind::OnlyNames { names: self.table.names.take().unwrap_or_default() });
        }
        self.cells.row += 1;
        Ok(None)
    }

    fn set_header(&mut self, names: HeaderNames, is_corner: bool) {
        let short = self.layout.header == HeaderPlan::Short;
        self.drawing.has_border = self.drawing.row_has_border;
        self.table.cols = names.count + u64::from(short);
        self.table.names = Some(names.shown());
        if self.layout.labels == Labels::Recognised && self.table.labels.is_none() {
            let reason = if short {
                Some(LabelReason::ShortHeader)
            } else {
                (is_corner && self.table.cols > 1).then_some(LabelReason::Unnamed)
            };
            self.table.labels = reason.map(RowLabels::new);
        }
    }

    /// Checks that what was left out as labels can be such.
    pub(super) fn check_labels(&self) -> Result<(), ErrorKind> {
        let Some(labels) = &self.table.labels else {
            let is_short = self.layout.header == HeaderPlan::Short;
            let suits = !is_short || self.table.numeric_header.is_none_or(|counting| counting);
            return if suits { Ok(()) } else { Err(self.no_corner()) };
        };
        let suits = match labels.reason {
            LabelReason::Chosen | LabelReason::Names => true,
            LabelReason::Unnamed => self.table.numeric_header.is_none_or(|counting| labels.suit_numbers(counting)),
            LabelReason::ShortHeader => {
                self.table.numeric_header.is_none_or(|counting| counting && labels.suit_numbers(counting))
                    && labels
                        .suit_short_header(self.cells.marks.delimiter == Some(b','), self.drawing.header_is_indented)
            }
        };
        if suits { Ok(()) } else { Err(self.no_corner()) }
    }

    /// The error for an empty first cell that does not stand above labels.
    fn no_corner(&self) -> ErrorKind {
        ErrorKind::EmptyCell { row: 1, column: 1, line: Some(self.header_line) }
    }
}

/// Whether the next cell is quoted.
fn starts_with_quote(window: &ByteWindow<'_>) -> bool {
    window.available().iter().find(|byte| !matches!(byte, b' ' | b'\t')) == Some(&b'"')
}
