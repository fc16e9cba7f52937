//! Cells that are not plain numbers and may still have one reading: another spelling, typeset spaces, nothing behind the
//! last delimiter.

use crate::format::dialect::Delimiter;
use crate::format::error::ErrorKind;
use crate::format::number::{self, Number};
use crate::format::table::cell_reader::{CellEnd, CellReader};
use crate::format::table::scan::TableScanner;
use crate::format::table::typeset::TypesetCell;
use crate::format::value_sink::ValueSink;

impl TableScanner<'_, '_> {
    /// Reads the cell just copied, which ended at `end`.
    pub(super) fn odd_cell<T: Number>(
        &mut self,
        sink: &mut impl ValueSink<T>,
        column: &mut u64,
        end: CellEnd,
        line: u64,
    ) -> Result<CellEnd, ErrorKind> {
        let cell = std::mem::take(&mut self.cells.cell);
        let text = cell.trim_ascii();
        if let Some(value) = self.spelt(text) {
            sink.take(value)?;
            return Ok(end);
        }
        let refusal = CellReader::not_a_number(&cell, self.cells.row, *column, line);
        match TypesetCell::of(text) {
            // Without another delimiter in the row nothing shows that the spaces separate thousands.
            Some(TypesetCell::Thousands(digits)) if self.separates_visibly() => {
                let Some(value) = self.spelt_or_plain(digits.as_bytes()) else { return Err(refusal) };
                self.table.spelling.thousands = true;
                self.grouped.get_or_insert(refusal);
                sink.take(value)?;
                return Ok(end);
            }
            Some(TypesetCell::Apart(parts)) if parts.len() == 1 || self.layout.delimiter == Delimiter::Whitespace => {
                *column -= 1;
                for part in parts {
                    let Some(value) = self.spelt_or_plain(part.as_bytes()) else { return Err(refusal) };
                    *column += 1;
                    sink.take(value)?;
                }
                self.table.spelling.spaces = true;
                return Ok(end);
            }
            _ => {}
        }
        if text.is_empty() && *column > 1 && matches!(end, CellEnd::Line | CellEnd::File) {
            self.ends_empty = true;
            *column -= 1;
            return Ok(end);
        }
        Err(refusal)
    }

    /// Whether cells are separated by something else than spaces or what may be a decimal mark.
    fn separates_visibly(&self) -> bool {
        matches!(self.layout.delimiter, Delimiter::Semicolon | Delimiter::Tab | Delimiter::Pipe)
    }

    fn spelt_or_plain<T: Number>(&mut self, text: &[u8]) -> Option<T> {
        number::shifted(text, self.cells.marks.decimal, self.shift).or_else(|| self.spelt(text))
    }

    fn spelt<T: Number>(&mut self, text: &[u8]) -> Option<T> {
        self.table.spelling.shifted(text, self.cells.marks.decimal, self.shift)
    }
}
