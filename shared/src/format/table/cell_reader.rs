//! Takes the cells of a table apart: blanks, delimiters, quotes and line ends.
//!
//! Quotes follow RFC 4180 strictly and cells are bounded in length, which is why this is not left to a crate: those read
//! `"1"2` as 12 and hold an unclosed quote in memory to the end of the file.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::line_end;

/// How a cell ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CellEnd {
    Delimiter,
    /// Spaces with two tabs among them, where one would separate cells: the cell between them is empty.
    Gap,
    Line,
    File,
}

/// The bytes that mean something.
#[derive(Clone, Copy)]
pub(crate) struct Marks {
    pub(crate) delimiter: Option<u8>,
    pub(crate) decimal: u8,
    /// Whether a tab is a blank that may surround a cell.
    pub(crate) blank_tab: bool,
}

/// Reads a table cell by cell.
pub(crate) struct CellReader<'a, 'w> {
    pub(crate) window: &'a mut ByteWindow<'w>,
    pub(crate) marks: Marks,
    /// The current line.
    pub(crate) line: u64,
    /// The current row.
    pub(crate) row: u64,
    /// The cell that was copied last.
    pub(crate) cell: Vec<u8>,
}

impl CellReader<'_, '_> {
    fn end_at(&self, bytes: &[u8], at: usize) -> Option<(CellEnd, usize)> {
        self.marks.end_at(bytes, at, self.window.is_last())
    }

    /// Copies the next cell, quotes taken off, and passes over it; `None` for an unclosed quote.
    pub(crate) fn copy(&mut self) -> Result<Option<CellEnd>, ErrorKind> {
        self.cell.clear();
        let start = self.marks.past_blanks(self.window.available(), 0);
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
        if end == CellEnd::Line {
            self.line += 1;
        }
        Ok(Some(end))
    }

    fn copy_quoted(&mut self) -> Result<Option<CellEnd>, ErrorKind> {
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
        self.line += lines + u64::from(end == CellEnd::Line);
        Ok(Some(end))
    }

    #[cold]
    fn too_long(&self) -> ErrorKind {
        let found = format!("row {} holds a cell of more than {MAX_TOKEN} bytes", self.row).into();
        ErrorKind::Syntax { line: self.line, found, remedy: "load a table with one number per cell".into() }
    }

    #[cold]
    pub(crate) fn empty_at(&self, column: u64) -> ErrorKind {
        ErrorKind::EmptyCell { row: self.row, column, line: Some(self.line) }
    }

    /// The error for the cell `text`, which is not a number.
    pub(crate) fn not_a_number(text: &[u8], row: u64, column: u64, line: u64) -> ErrorKind {
        let text = text.trim_ascii();
        let line = Some(line);
        if text.is_empty() {
            return ErrorKind::EmptyCell { row, column, line };
        }
        ErrorKind::Cell { row, column, line, text: quote(text), remedy: cell_text::remedy(text).into() }
    }
}

impl Marks {
    /// How a cell whose text ended at `at` goes on, and where the next one begins. `last` when no more bytes follow
    /// these.
    #[inline]
    pub(crate) fn end_at(self, bytes: &[u8], at: usize, last: bool) -> Option<(CellEnd, usize)> {
        let (past, tabs) = self.blanks(bytes, at);
        match bytes.get(past) {
            // The end of the window is the end of the text, or the cell is longer than any number.
            None => last.then_some((CellEnd::File, past)),
            Some(&byte) if Some(byte) == self.delimiter => Some((CellEnd::Delimiter, past + 1)),
            Some(b'\n' | b'\r') => line_end(bytes, past).map(|next| (CellEnd::Line, next)),
            Some(_) if self.delimiter.is_none() && past > at => {
                Some((if tabs > 1 { CellEnd::Gap } else { CellEnd::Delimiter }, past))
            }
            Some(_) => None,
        }
    }

    #[inline]
    pub(crate) fn past_blanks(self, bytes: &[u8], at: usize) -> usize {
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
