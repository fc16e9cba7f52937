//! What may stand before the first cell of a row: blank lines, the border of a drawn table and the lines in it; and what
//! may stand below the last row.

use crate::format::byte_source::MAX_TOKEN;
use crate::format::dialect::{Delimiter, Labels};
use crate::format::error::ErrorKind;
use crate::format::lines::line_end;
use crate::format::table::rules::{RuleKind, footer, rule};
use crate::format::table::scan::{HeaderPlan, TableScanner};

/// The lines that are drawn around the cells of a table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Drawing {
    /// Lines drawn so far.
    pub(super) rules: u64,
    /// Whether the line end that follows is that of a drawn line.
    ends_line: bool,
    /// Of them, those below a row of numbers.
    inner_rules: u64,
    /// Whether rows begin and end with `|`.
    pub(super) has_border: bool,
    /// The same of the current row.
    pub(super) row_has_border: bool,
    /// Whether blanks precede the first row.
    pub(super) header_is_indented: bool,
    /// Whether the last name of the header row is empty.
    pub(super) names_end_empty: bool,
}

/// Whether a line that begins with these bytes may be drawn, or count rows: nearly no row of numbers does.
#[inline]
fn begins_drawing(first: u8, second: Option<&u8>) -> bool {
    match first {
        b'(' | b'[' => true,
        b'|' | b'+' | b'-' | b'=' | b':' => {
            second.is_none_or(|byte| matches!(byte, b'|' | b'+' | b'-' | b'=' | b':' | b' ' | b'\t' | b'\r' | b'\n'))
        }
        _ => false,
    }
}

impl TableScanner<'_, '_> {
    /// Goes to the next line that is not blank; false at the end.
    pub(super) fn next_line(&mut self) -> Result<bool, ErrorKind> {
        self.drawing.row_has_border = false;
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
                    if self.cells.row > 0 && !std::mem::take(&mut self.drawing.ends_line) {
                        self.gap = self.gap.or(Some(self.cells.line));
                        self.blank += 1;
                    }
                    self.cells.line += 1;
                }
                Some(&first) => {
                    if begins_drawing(first, bytes.get(at + 1)) && self.may_be_drawn() && self.drawn_line()? {
                        continue;
                    }
                    if first == b'|' && self.layout.delimiter == Delimiter::Pipe {
                        self.drawing.row_has_border = true;
                        self.cells.window.advance(at + 1);
                    }
                    if self.table.cols == 1
                        && !self.drawing.has_border
                        && let Some(line) = self.gap
                    {
                        return Err(ErrorKind::EmptyCell { row: self.cells.row + 1, column: 1, line: Some(line) });
                    }
                    if self.drawing.inner_rules > 1 && self.layout.header == HeaderPlan::Ruled {
                        return Err(self.unclear_names());
                    }
                    if self.cells.row == 0 {
                        self.drawing.header_is_indented = at > 0;
                    }
                    // Only now are they known to stand between rows.
                    self.table.blank += std::mem::take(&mut self.blank);
                    self.row_line = self.cells.line;
                    return Ok(true);
                }
            }
        }
    }

    fn may_be_drawn(&self) -> bool {
        matches!(self.layout.delimiter, Delimiter::Pipe | Delimiter::Whitespace)
    }

    /// Skips a line that is drawn, or that counts the rows above it; whether there is one.
    fn drawn_line(&mut self) -> Result<bool, ErrorKind> {
        let bytes = self.cells.window.available();
        let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len());
        let line = &bytes[..end];
        if let Some((rows, cols)) = footer(line).filter(|_| self.table.rows > 0) {
            let found_cols = self.table.cols - u64::from(self.table.labels.is_some());
            let counts_cols = self.layout.labels == Labels::Recognised;
            if rows != self.table.rows || cols.is_some_and(|cols| counts_cols && cols != found_cols) {
                let found =
                    format!("\"{}\" stands below {} rows", String::from_utf8_lossy(line).trim(), self.table.rows);
                let remedy = "copy or save the whole table, it may be cut off".into();
                return Err(ErrorKind::Syntax { line: self.cells.line, found: found.into(), remedy });
            }
            self.cells.window.advance(end);
            self.drawing.ends_line = true;
            return Ok(true);
        }
        let below_names = self.layout.delimiter == Delimiter::Pipe
            && self.table.rows == 0
            && self.cells.row > 0
            && self.drawing.rules == 0;
        let Some(kind) = rule(line, below_names) else { return Ok(false) };
        let is_first = self.table.rows == 0;
        // Between blanks, dashes may also stand for missing values.
        let may_stand_here = self.layout.delimiter == Delimiter::Pipe || is_first || kind == RuleKind::Thick;
        if !may_stand_here || self.partial && end == bytes.len() {
            return Ok(false);
        }
        self.skip_drawn(end)?;
        self.drawing.ends_line = true;
        self.drawing.rules += 1;
        self.drawing.inner_rules += u64::from(!is_first || self.table.names.is_some());
        let is_below_first = self.table.rows == 1 && self.table.names.is_none();
        let is_open = self.layout.header == HeaderPlan::Recognised && self.layout.labels == Labels::Recognised;
        if is_below_first && is_open && self.layout.delimiter == Delimiter::Pipe && self.goes_on()? {
            self.again = Some(HeaderPlan::Ruled);
            return Err(self.unclear_names());
        }
        Ok(true)
    }

    /// Passes the first `end` bytes of a drawn line and the rest of it, which may be longer than what is available.
    fn skip_drawn(&mut self, mut end: usize) -> Result<(), ErrorKind> {
        loop {
            self.cells.window.advance(end);
            self.cells.window.fill()?;
            let bytes = self.cells.window.available();
            if matches!(bytes.first(), None | Some(b'\n' | b'\r')) {
                return Ok(());
            }
            end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len());
            if !bytes[..end].iter().all(|byte| b"|+-=: \t".contains(byte)) {
                let found = "a line drawn in the table holds something else".into();
                return Err(ErrorKind::Syntax { line: self.cells.line, found, remedy: "remove that line".into() });
            }
        }
    }

    /// Whether anything but blanks and drawn lines follows within the next token.
    fn goes_on(&mut self) -> Result<bool, ErrorKind> {
        self.cells.window.fill()?;
        let bytes = self.cells.window.available();
        Ok(bytes.iter().take(MAX_TOKEN).any(|byte| !b"|+-=: \t\r\n".contains(byte)))
    }

    fn unclear_names(&self) -> ErrorKind {
        let found = "lines between the rows leave open whether the first row holds numbers or names".into();
        let remedy = "remove the lines, or the row of names".into();
        ErrorKind::Syntax { line: self.cells.line, found, remedy }
    }

    /// Checks that a row that begins with a border ends with one, as all others do.
    pub(super) fn check_border(&mut self, ends_empty: bool) -> Result<(), ErrorKind> {
        let has_border = self.drawing.row_has_border;
        let is_first = self.table.rows == 0 && self.table.names.is_none();
        if has_border && !ends_empty || !is_first && has_border != self.drawing.has_border {
            let line = Some(self.row_line);
            return Err(ErrorKind::EmptyCell { row: self.cells.row, column: 1, line });
        }
        self.drawing.has_border = has_border;
        Ok(())
    }
}
