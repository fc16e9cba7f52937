//! What may follow the bracket that closes a block: further rows in brackets of their own, `;`, `)`, keywords.

use crate::format::byte_source::MAX_TOKEN;
use crate::format::display::block::{After, BlockLayout, BlockScanner, ScannedBlock};
use crate::format::display::notation::{empty_shape, keywords, shape_keyword};
use crate::format::error::{ErrorKind, quote};
use crate::format::number::Number;
use crate::format::value_sink::ValueSink;

impl BlockScanner<'_, '_> {
    /// Reads rows in brackets of their own on the lines below the first, as SageMath and Maple print a matrix.
    pub(super) fn further_rows<T: Number>(&mut self, sink: &mut impl ValueSink<T>) -> Result<(), ErrorKind> {
        if self.in_code || self.inner || self.block.rows > 1 || self.dots.is_some() {
            return Ok(());
        }
        let mut line = self.line;
        loop {
            self.blank_lines()?;
            if self.line == line || self.window.available().first() != Some(&b'[') {
                return Ok(());
            }
            let before = self.block.rows;
            self.window.advance(1);
            (self.depth, self.after, self.wrapped) = (1, After::Start, None);
            self.body(sink, true)?;
            line = self.line;
            // A row that is blank only keeps others apart.
            if self.block.rows > before + 1 || self.inner {
                return Err(self.syntax("two matrices stand below each other", "load one matrix at a time"));
            }
            self.block.layout = BlockLayout::Marked;
        }
    }

    /// What may follow the last bracket: `;`, `)`, `, dtype=float64)`.
    pub(super) fn suffix(&mut self) -> Result<(), ErrorKind> {
        self.window.fill()?;
        let bytes = self.window.available();
        let end = bytes.len().min(MAX_TOKEN);
        let mut rest = bytes[..end].trim_ascii();
        if let Some((rows, cols, after)) = empty_shape(rest).filter(|_| self.block.rows == 0) {
            self.block = ScannedBlock { rows, cols, layout: BlockLayout::Empty, ..self.block };
            rest = after;
        }
        if let Some((sizes, after)) = shape_keyword(rest).filter(|_| self.block.rows > 0) {
            (self.sizes, rest) = (Some(sizes), after);
        }
        rest = keywords(rest).unwrap_or(rest);
        self.check_sizes()?;
        let rest = rest.strip_prefix(b")").unwrap_or(rest).trim_ascii();
        let ended = rest.strip_prefix(b";");
        self.matlab |= ended.is_some();
        let rest = ended.unwrap_or(rest).trim_ascii();
        if rest.is_empty() && end == bytes.len() && self.window.is_last() {
            return Ok(());
        }
        let found = format!("\"{}\" follows the last bracket", quote(rest));
        Err(ErrorKind::Syntax { line: self.line, found: found.into(), remedy: "load one matrix at a time".into() })
    }

    /// Compares what was read with the size that is declared before it.
    fn check_sizes(&self) -> Result<(), ErrorKind> {
        let ScannedBlock { rows: found_rows, cols: found_cols, .. } = self.block;
        match self.sizes {
            Some((rows, cols)) if (rows, cols) != (found_rows, found_cols) => Err(ErrorKind::Syntax {
                line: self.line,
                found: format!(
                    "the declared size is {rows} × {cols}, but the matrix that follows is {found_rows} × {found_cols}"
                )
                .into(),
                remedy: "copy or save the whole matrix, it may be cut off".into(),
            }),
            _ => Ok(()),
        }
    }
}
