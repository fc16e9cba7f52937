//! Reads a block of numbers as NumPy and MATLAB print or accept it: `[1 2; 3 4]`, `[[1. 2.]\n [3. 4.]]`,
//! `array([[1., 2.],\n [3., 4.]])`, `A = [1, 2; 3, 4];`, and a single number marked as one: `A = 5`, `double(0.5)`.
//!
//! Elided values (`...`), more than two dimensions, and expressions are errors. A line end within one pair of brackets
//! ends a row, as in MATLAB, unless NumPy would have wrapped one long row at exactly these places.

mod after;

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::display::notation::{declared_sizes, is_prefix, lone_number, numpy_number};
use crate::format::display::numpy_wrap::wrapped_by_numpy;
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::line_end;
use crate::format::note::Note;
use crate::format::number::{self, Number};
use crate::format::spelling::Spelling;
use crate::format::value_sink::ValueSink;

/// What was found in a block, besides its numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ScannedBlock {
    pub(crate) rows: u64,
    pub(crate) cols: u64,
    pub(crate) layout: BlockLayout,
    pub(crate) spelling: Spelling,
}

/// How the numbers are laid out in the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum BlockLayout {
    /// Rows in brackets of their own, or separated by semicolons.
    #[default]
    Marked,
    /// One row per line.
    Lines,
    /// One flat list, read as one row.
    List,
    /// The same, wrapped by NumPy over this many lines.
    Wrapped(u64),
    /// No numbers, and a declared shape.
    Empty,
    /// One number without brackets.
    Number,
}

impl BlockLayout {
    /// The note about it.
    pub(crate) fn note(self) -> Note {
        match self {
            BlockLayout::Marked => Note::RowsMarked,
            BlockLayout::Lines => Note::RowsOnLines,
            BlockLayout::List => Note::ListAsRow,
            BlockLayout::Wrapped(lines) => Note::WrappedRow(lines),
            BlockLayout::Empty => Note::EmptyArray,
            BlockLayout::Number => Note::SingleNumber,
        }
    }
}

/// Reads all of `window` into `sink`.
pub(crate) fn scan<T: Number>(
    window: &mut ByteWindow<'_>,
    sink: &mut impl ValueSink<T>,
) -> Result<ScannedBlock, ErrorKind> {
    window.fill()?;
    if window.is_last()
        && let Some(value) = lone_number::<T>(window.available())
    {
        sink.take(value)?;
        return Ok(ScannedBlock { rows: 1, cols: 1, layout: BlockLayout::Number, spelling: Spelling::default() });
    }
    let mut scanner = BlockScanner {
        window,
        line: 1,
        block: ScannedBlock::default(),
        column: 0,
        depth: 0,
        inner: false,
        after: After::Start,
        commas: false,
        bare: false,
        matlab: false,
        in_code: false,
        sizes: None,
        dots: None,
        wrapped: None,
    };
    scanner.prefix()?;
    let bracketed = scanner.depth > 0;
    scanner.body(sink, bracketed)?;
    if bracketed {
        scanner.further_rows(sink)?;
        scanner.suffix()?;
    }
    if let Some(line) = scanner.dots.filter(|_| !scanner.matlab) {
        return Err(elided(line));
    }
    if scanner.block.rows == 0 && !bracketed {
        return Err(ErrorKind::Empty);
    }
    Ok(scanner.block)
}

/// What the scanner read last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum After {
    /// The opening bracket, or nothing.
    Start,
    /// A number, or the closing bracket of a row.
    Value,
    /// A comma.
    Comma,
    /// The end of a row.
    Row,
}

struct BlockScanner<'a, 'w> {
    window: &'a mut ByteWindow<'w>,
    line: u64,
    block: ScannedBlock,
    /// Numbers in the current row.
    column: u64,
    depth: u8,
    /// Whether rows stand in brackets of their own.
    inner: bool,
    after: After,
    /// Whether a comma stands in a row with brackets of its own …
    commas: bool,
    /// … and whether such a row follows another without one: NumPy prints commas everywhere or nowhere.
    bare: bool,
    /// Whether the block holds something that MATLAB writes and NumPy does not print: `A =`, `;`, or a comma (NumPy puts
    /// commas around its dots as well).
    matlab: bool,
    /// Whether something precedes the bracket: then a comma may stand behind the last row.
    in_code: bool,
    /// Rows and columns that are declared before the bracket.
    sizes: Option<(u64, u64)>,
    /// The line of the first `...` that was read as MATLAB's line continuation.
    dots: Option<u64>,
    /// The lines over which NumPy wrapped one row.
    wrapped: Option<u64>,
}

impl BlockScanner<'_, '_> {
    /// Passes `A =`, `np.array(` and the like, up to the opening bracket.
    fn prefix(&mut self) -> Result<(), ErrorKind> {
        self.blank_lines()?;
        let bytes = self.window.available();
        let head = &bytes[..bytes.len().min(256)];
        let Some(open) = head.iter().position(|&byte| byte == b'[') else { return Ok(()) };
        let before = head[..open].trim_ascii();
        if !is_prefix(before) {
            return Ok(());
        }
        self.matlab = before.ends_with(b"=");
        self.in_code = !before.is_empty();
        self.sizes = declared_sizes(before);
        self.line += head[..open].iter().filter(|&&byte| byte == b'\n').count() as u64;
        if before.is_empty() {
            self.wrapped = wrapped_by_numpy(&bytes[open + 1..]);
        }
        self.window.advance(open + 1);
        self.depth = 1;
        Ok(())
    }

    fn blank_lines(&mut self) -> Result<(), ErrorKind> {
        loop {
            self.window.fill()?;
            let bytes = self.window.available();
            let length = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            if length == 0 {
                return Ok(());
            }
            self.line += bytes[..length].iter().filter(|&&byte| byte == b'\n').count() as u64;
            self.window.advance(length);
        }
    }

    fn body<T: Number>(&mut self, sink: &mut impl ValueSink<T>, bracketed: bool) -> Result<(), ErrorKind> {
        loop {
            self.window.fill()?;
            let blanks = self.blanks();
            let Some(&byte) = self.window.available().first() else {
                if bracketed {
                    return Err(self.syntax(
                        "the text ends before the last closing bracket",
                        "copy the whole block, up to its last ]",
                    ));
                }
                return self.end_row();
            };
            match byte {
                b'\n' | b'\r' => {
                    self.window.advance(1);
                    self.line += u64::from(byte == b'\n');
                    // After a comma the row goes on; within brackets of their own rows end there.
                    if self.depth < 2 && !self.inner && self.after == After::Value && self.wrapped.is_none() {
                        self.block.layout = if self.matlab { BlockLayout::Marked } else { BlockLayout::Lines };
                        self.end_row()?;
                    }
                    if self.depth == 2 && self.after == After::Value {
                        self.after = After::Start;
                    }
                }
                b'#' | b'%' if self.in_code => {
                    let bytes = self.window.available();
                    let length = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len());
                    self.window.advance(length);
                }
                b';' if !self.inner && self.after != After::Comma => {
                    if self.after == After::Start {
                        return Err(self.syntax("a row without numbers stands before ;", "remove the extra ;"));
                    }
                    self.window.advance(1);
                    self.matlab = true;
                    self.block.layout = BlockLayout::Marked;
                    self.end_row()?;
                }
                b',' if self.after == After::Value => {
                    self.window.advance(1);
                    self.matlab = true;
                    self.after = After::Comma;
                    self.commas |= self.depth == 2;
                    self.check_commas()?;
                }
                b'[' if self.depth == 1 && (self.inner || self.block.rows == 0 && self.column == 0) => {
                    self.bare |= self.after == After::Value;
                    self.check_commas()?;
                    self.window.advance(1);
                    (self.depth, self.inner, self.after) = (2, true, After::Start);
                }
                b'[' => {
                    return Err(self.syntax(
                        "there are brackets within the brackets of a row",
                        "only two dimensions are supported, so load one matrix of the array",
                    ));
                }
                b']' if self.depth > 0 && (self.after != After::Comma || self.in_code && self.inner) => {
                    self.window.advance(1);
                    self.depth -= 1;
                    if self.depth == 1 {
                        self.close_row()?;
                        self.after = After::Value;
                    } else {
                        if !self.inner && self.block.rows == 0 {
                            self.block.layout = self.wrapped.map_or(BlockLayout::List, BlockLayout::Wrapped);
                        }
                        return self.end_row();
                    }
                }
                _ => {
                    let apart = blanks || self.after != After::Value;
                    self.value(sink, apart)?;
                }
            }
        }
    }

    /// Passes blanks; whether there were any.
    fn blanks(&mut self) -> bool {
        let count = self.window.available().iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        self.window.advance(count);
        count > 0
    }

    fn value<T: Number>(&mut self, sink: &mut impl ValueSink<T>, apart: bool) -> Result<(), ErrorKind> {
        let bytes = self.window.available();
        if bytes.starts_with(b"...") || bytes.starts_with("…".as_bytes()) {
            return self.dots();
        }
        let found = number::scan::<T>(bytes, b'.').or_else(|| numpy_number(bytes));
        let is_end = |next: &u8| b" \t\r\n,;]".contains(next);
        let found = found.filter(|(_, length)| bytes.get(*length).is_none_or(is_end)).or_else(|| {
            let length = bytes.iter().take(MAX_TOKEN).position(is_end)?;
            self.block.spelling.number(&bytes[..length], b'.').map(|value| (value, length))
        });
        if let Some((value, length)) = found
            && apart
            && !(self.inner && self.depth < 2)
        {
            self.window.advance(length);
            self.column += 1;
            self.after = After::Value;
            return sink.take(value);
        }
        Err(self.not_a_number())
    }

    /// `...`: MATLAB's line continuation, or NumPy's mark for elided values. At the end of a line only the rest of the
    /// block shows which.
    fn dots(&mut self) -> Result<(), ErrorKind> {
        let bytes = self.window.available();
        let rest = &bytes[3.min(bytes.len())..];
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        if !self.inner && self.column > 0 && matches!(rest.get(blanks), Some(b'\n' | b'\r')) {
            let next = line_end(rest, blanks).unwrap_or(blanks);
            self.window.advance(3 + next);
            self.dots.get_or_insert(self.line);
            self.line += 1;
            self.after = After::Start;
            return Ok(());
        }
        Err(elided(self.line))
    }

    /// Rows with commas in them but none between them are an error: a comma was lost, and perhaps more.
    fn check_commas(&self) -> Result<(), ErrorKind> {
        if !(self.commas && self.bare) {
            return Ok(());
        }
        let found =
            format!("there is no comma before row {}, although commas separate its numbers", self.block.rows + 1);
        Err(ErrorKind::Syntax { line: self.line, found: found.into(), remedy: "put a comma between ] and [".into() })
    }

    fn not_a_number(&self) -> ErrorKind {
        let bytes = self.window.available();
        let ends = |byte: &u8| b" \t\r\n,;[]()".contains(byte);
        let length = bytes.iter().take(MAX_TOKEN).position(ends).unwrap_or(bytes.len().min(MAX_TOKEN)).max(1);
        let text = &bytes[..length.min(bytes.len())];
        let (row, column, line) = (self.block.rows + 1, self.column + 1, Some(self.line));
        if matches!(text, b"," | b";" | b"]") {
            return ErrorKind::EmptyCell { row, column, line };
        }
        ErrorKind::Cell { row, column, line, text: quote(text), remedy: cell_text::remedy(text).into() }
    }

    /// Ends a row that has no brackets of its own; an empty one is no row.
    fn end_row(&mut self) -> Result<(), ErrorKind> {
        self.after = After::Row;
        if self.column > 0 { self.close_row() } else { Ok(()) }
    }

    fn close_row(&mut self) -> Result<(), ErrorKind> {
        if self.block.rows == 0 {
            self.block.cols = self.column;
        } else if self.column != self.block.cols {
            let (row, line) = (self.block.rows + 1, Some(self.line));
            return Err(ErrorKind::Ragged { row, line, found: self.column, expected: self.block.cols, first: 1 });
        }
        self.block.rows += 1;
        self.column = 0;
        Ok(())
    }

    fn syntax(&self, found: &'static str, remedy: &'static str) -> ErrorKind {
        ErrorKind::Syntax { line: self.line, found: found.into(), remedy: remedy.into() }
    }
}

/// The error for elided values, or for a line continuation in a block that nothing shows to be MATLAB's.
fn elided(line: u64) -> ErrorKind {
    ErrorKind::Syntax {
        line,
        found: "values are missing where ... stands".into(),
        remedy: "save the array with np.save or np.savetxt and load that file; in MATLAB write ; after each row".into(),
    }
}
