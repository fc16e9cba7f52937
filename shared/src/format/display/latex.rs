//! Matrices in LaTeX: `\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}` in all its environments, `\begin{array}{cc}`, and plain
//! TeX's `\pmatrix{1 & 2 \cr 3 & 4}`. What stands beside a matrix, such as a factor or an exponent, is an error.

use crate::format::allocation::checked_size;
use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::display::latex_cell::plain_cell;
use crate::format::error::{ErrorKind, FormatError, quote};
use crate::format::note::Note;
use crate::format::number::{self, Number};
use crate::format::parsed::{Format, Parsed};
use crate::format::spelling::Spelling;
use crate::format::text_input::TextInput;
use crate::format::text_sample::TextSample;
use crate::format::token_count::count_tokens;
use crate::format::value_sink::{ChunkedSink, ValueSink};
use crate::matrix::Shape;

/// The longest text before a matrix.
const MOST_BEFORE: usize = 1 << 14;

/// Where the cells begin, and what ends them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct MatrixStart {
    /// Bytes before the command.
    at: usize,
    /// Bytes before the first cell.
    cells: usize,
    /// Whether a brace ends the matrix, and no `\end`.
    is_braced: bool,
}

/// Whether a text holds a matrix in LaTeX.
pub(crate) fn recognise(sample: &TextSample, _name: Option<&str>) -> Result<bool, ErrorKind> {
    Ok(matrix_start(&sample.text).is_some())
}

/// Reads the matrix.
pub(crate) fn read_text<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let separates = |byte: u8| (byte <= b' ') | (byte == b'&') | (byte == b'\\') | (byte == b'{') | (byte == b'}');
    let most = count_tokens(&mut input.source.text()?, separates, |byte| !separates(byte))?;
    let Some(start) = matrix_start(&input.sample.text) else { return Err(ErrorKind::Empty.into()) };
    let before = &input.sample.text[..start.at];
    let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count() as u64;
    check_before(before, line)?;
    let mut values = ChunkedSink::<T>::new(most, input.options.limit_bytes, input.sink)?;
    let mut window = input.source.text()?;
    window.fill()?;
    window.advance(start.cells);
    let within = &input.sample.text[start.at..start.cells];
    let line = line + within.iter().filter(|&&byte| byte == b'\n').count() as u64;
    let mut scanner = LatexScanner {
        window,
        is_braced: start.is_braced,
        line,
        rows: 0,
        cols: 0,
        column: 0,
        spelling: Spelling::default(),
    };
    scanner.cells(&mut values)?;
    scanner.check_after()?;
    let LatexScanner { rows, cols, spelling, .. } = scanner;
    checked_size::<T>(rows, cols, u64::MAX)?;
    values.finish()?;
    let notes = [Note::LatexMatrix].into_iter().chain(spelling.notes()).collect();
    Ok(Parsed::new(Shape::new(rows as usize, cols as usize), Format::Text, notes))
}

/// The first matrix in `text`.
fn matrix_start(text: &[u8]) -> Option<MatrixStart> {
    let head = &text[..text.len().min(MOST_BEFORE)];
    let mut at = 0;
    while let Some(place) = head[at..].iter().position(|byte| *byte == b'\\').map(|place| at + place) {
        let rest = &text[place + 1..text.len().min(place + 1024)];
        if let Some((cells, is_braced)) = matrix_command(rest) {
            return Some(MatrixStart { at: place, cells: place + 1 + cells, is_braced });
        }
        at = place + 1;
    }
    None
}

/// The length of the command that begins a matrix, and whether a brace ends the matrix.
fn matrix_command(text: &[u8]) -> Option<(usize, bool)> {
    for name in [&b"pmatrix{"[..], b"bmatrix{", b"matrix{", b"vmatrix{"] {
        if text.starts_with(name) {
            return Some((name.len(), true));
        }
    }
    let name = text.strip_prefix(b"begin{")?;
    let close = name.iter().position(|byte| *byte == b'}')?;
    let environment = &name[..close];
    let mut at = b"begin{".len() + close + 1;
    let is_array = is_array(environment);
    if !(is_array || is_matrix(environment)) {
        return None;
    }
    if let Some(length) = group(&text[at..], b'[', b']') {
        at += length;
    }
    let arguments = usize::from(is_array) + usize::from(environment.ends_with(b"*") && is_array);
    for _ in 0..arguments {
        at += group(&text[at..], b'{', b'}')?;
    }
    Some((at, false))
}

fn is_matrix(environment: &[u8]) -> bool {
    let name = environment.strip_suffix(b"*").unwrap_or(environment);
    name.ends_with(b"matrix") || name.ends_with(b"Matrix")
}

fn is_array(environment: &[u8]) -> bool {
    let name = environment.strip_suffix(b"*").unwrap_or(environment);
    matches!(name, b"array" | b"tabular" | b"NiceArray")
}

/// The length of the group in brackets that `text` begins with.
fn group(text: &[u8], open: u8, close: u8) -> Option<usize> {
    if text.first() != Some(&open) {
        return None;
    }
    let mut depth = 0_u32;
    let ends = |byte: &u8| {
        depth += u32::from(*byte == open);
        depth -= u32::from(*byte == close);
        depth == 0
    };
    text.iter().position(ends).map(|end| end + 1)
}

/// Takes what may stand beside a matrix off the start of `text`: mathematics that begins or ends, and delimiters.
fn strip_wrapper(text: &[u8]) -> Option<&[u8]> {
    for word in [&b"\\left"[..], b"\\right", b"\\bigl", b"\\bigr", b"\\Bigl", b"\\Bigr"] {
        if let Some(rest) = text.strip_prefix(word) {
            let rest = rest.trim_ascii_start();
            let length = if rest.starts_with(b"\\") { 2 } else { 1 };
            return rest.get(length..);
        }
    }
    for word in [&b"\\begin"[..], b"\\end", b"\\label", b"\\caption"] {
        if let Some(rest) = text.strip_prefix(word) {
            let length = group(rest, b'{', b'}')?;
            let environment = rest[..length].trim_ascii();
            let inner = &environment[1..environment.len() - 1];
            return (!is_matrix(inner) && !is_array(inner)).then(|| &rest[length..]);
        }
    }
    const WORDS: [&[u8]; 14] = [
        b"\\[",
        b"\\]",
        b"\\(",
        b"\\)",
        b"$$",
        b"$",
        b"&",
        b"\\displaystyle",
        b"\\centering",
        b"[",
        b"]",
        b"(",
        b")",
        b"\\,",
    ];
    WORDS.iter().find_map(|word| text.strip_prefix(*word))
}

/// Checks that no factor stands before the matrix.
fn check_before(before: &[u8], line: u64) -> Result<(), ErrorKind> {
    let before = before.trim_ascii_end();
    let from = before.iter().rposition(|byte| b"=\n\r$".contains(byte)).map_or(0, |place| place + 1);
    let mut text = before[from..].trim_ascii();
    // The rest of a line of text, in a document, ends before mathematics begins.
    while let Some(rest) = strip_wrapper(text) {
        text = rest.trim_ascii_start();
    }
    if text.is_empty() || text.starts_with(b"%") {
        return Ok(());
    }
    let found = format!("\"{}\" stands before the matrix", quote(text)).into();
    Err(ErrorKind::Syntax { line, found, remedy: ALONE.into() })
}

const ALONE: &str = "write the matrix alone, without factors, exponents and other terms";

struct LatexScanner<'w> {
    window: ByteWindow<'w>,
    is_braced: bool,
    line: u64,
    rows: u64,
    cols: u64,
    /// Numbers in the current row.
    column: u64,
    spelling: Spelling,
}

/// What ends a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum LatexEnd {
    Cell,
    Row,
    Matrix,
}

impl LatexScanner<'_> {
    fn cells<T: Number>(&mut self, sink: &mut impl ValueSink<T>) -> Result<(), ErrorKind> {
        loop {
            self.window.fill()?;
            let (length, ended) = self.cell_end()?;
            let text = &self.window.available()[..length];
            let lines = text.iter().filter(|&&byte| byte == b'\n').count() as u64;
            let cell = plain_cell(text);
            let is_blank_row = cell.is_empty() && self.column == 0 && ended != LatexEnd::Cell;
            if !is_blank_row {
                self.column += 1;
                let value = number::whole(cell.as_bytes(), b'.');
                let value = value.or_else(|| self.spelling.number(cell.as_bytes(), b'.'));
                let Some(value) = value else { return Err(self.not_a_number(&cell)) };
                sink.take(value)?;
            }
            self.line += lines;
            self.window.advance(length);
            self.pass_end(ended)?;
            if ended != LatexEnd::Cell && !is_blank_row {
                self.end_row()?;
            }
            if ended == LatexEnd::Matrix {
                return Ok(());
            }
        }
    }

    fn end_row(&mut self) -> Result<(), ErrorKind> {
        if self.rows == 0 {
            self.cols = self.column;
        } else if self.column != self.cols {
            let (row, line, found, expected) = (self.rows + 1, Some(self.line), self.column, self.cols);
            return Err(ErrorKind::Ragged { row, line, found, expected, first: 1 });
        }
        self.rows += 1;
        self.column = 0;
        Ok(())
    }

    /// Where the next cell ends, and what ends it.
    fn cell_end(&self) -> Result<(usize, LatexEnd), ErrorKind> {
        let bytes = self.window.available();
        let head = &bytes[..bytes.len().min(MAX_TOKEN)];
        let (mut at, mut depth) = (0, 0_u32);
        while let Some(&byte) = head.get(at) {
            let rest = &head[at..];
            match byte {
                b'%' => {
                    at += rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
                    continue;
                }
                b'{' => depth += 1,
                b'}' if depth == 0 && self.is_braced => return Ok((at, LatexEnd::Matrix)),
                b'}' => depth = depth.saturating_sub(1),
                b'&' if depth == 0 => return Ok((at, LatexEnd::Cell)),
                b'\\' if depth == 0 => {
                    let is_command = |name: &[u8]| {
                        rest[1..].starts_with(name) && !rest.get(name.len() + 1).is_some_and(u8::is_ascii_alphabetic)
                    };
                    if rest.get(1) == Some(&b'\\') || is_command(b"cr") || is_command(b"tabularnewline") {
                        return Ok((at, LatexEnd::Row));
                    }
                    if !self.is_braced && is_command(b"end") {
                        return Ok((at, LatexEnd::Matrix));
                    }
                    at += 1;
                }
                _ => {}
            }
            at += 1;
        }
        let found = if head.len() == bytes.len() && self.window.is_last() {
            "the text ends before the end of the matrix".into()
        } else {
            format!("row {} holds a cell of more than {MAX_TOKEN} bytes", self.rows + 1).into()
        };
        Err(ErrorKind::Syntax { line: self.line, found, remedy: "copy the whole matrix, up to its \\end".into() })
    }

    /// Passes over what ended a cell.
    fn pass_end(&mut self, ended: LatexEnd) -> Result<(), ErrorKind> {
        self.window.fill()?;
        let bytes = self.window.available();
        let length = match (ended, bytes) {
            (LatexEnd::Cell, _) => 1,
            (LatexEnd::Matrix, _) if self.is_braced => 1,
            (LatexEnd::Matrix, _) => 4 + group(&bytes[4.min(bytes.len())..], b'{', b'}').unwrap_or(0),
            (LatexEnd::Row, [b'\\', b'\\', rest @ ..]) => {
                let star = usize::from(rest.first() == Some(&b'*'));
                2 + star + vertical_space(&rest[star..]).unwrap_or(0)
            }
            (LatexEnd::Row, _) => 1 + bytes[1..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count(),
        };
        self.window.advance(length.min(bytes.len()));
        Ok(())
    }

    fn not_a_number(&self, cell: &str) -> ErrorKind {
        let (row, column, line) = (self.rows + 1, self.column, Some(self.line));
        if cell.is_empty() {
            return ErrorKind::EmptyCell { row, column, line };
        }
        let is_fraction = cell.contains("frac") || cell.contains("\\over");
        let is_elided = cell.contains("dots");
        let remedy = match (is_fraction, is_elided) {
            (true, _) => cell_text::FRACTION,
            (_, true) => cell_text::ELIDED,
            _ => cell_text::remedy(cell.as_bytes()),
        };
        ErrorKind::Cell { row, column, line, text: quote(cell.as_bytes()), remedy: remedy.into() }
    }

    /// Checks that nothing behind the matrix changes or repeats it.
    fn check_after(&mut self) -> Result<(), ErrorKind> {
        self.window.fill()?;
        let bytes = self.window.available();
        let refused = |text: &[u8], remedy: &'static str| {
            let found = format!("\"{}\" follows the matrix", quote(text)).into();
            Err(ErrorKind::Syntax { line: self.line, found, remedy: remedy.into() })
        };
        if !self.window.is_last() || bytes.len() > MOST_BEFORE {
            return refused(&bytes[..bytes.len().min(80)], ALONE);
        }
        let mut text = bytes.trim_ascii();
        let mut is_closed = false;
        while let Some(rest) = strip_wrapper(text).or_else(|| {
            let mark = text.first().is_some_and(|byte| b".,;".contains(byte));
            if mark { Some(&text[1..]) } else { text.strip_prefix(b"\\\\") }
        }) {
            is_closed |= text.starts_with(b"$") || text.starts_with(b"\\]") || text.starts_with(b"\\end");
            text = rest.trim_ascii_start();
        }
        if matrix_start(text).is_some() {
            return refused(text, "load one matrix at a time");
        }
        if !text.is_empty() && !is_closed {
            return refused(text, ALONE);
        }
        Ok(())
    }
}

/// The length of `[2pt]` behind the end of a row.
fn vertical_space(text: &[u8]) -> Option<usize> {
    let length = group(text, b'[', b']')?;
    let inner = std::str::from_utf8(&text[1..length - 1]).ok()?.trim();
    let unit = inner.trim_start_matches(|digit: char| digit.is_ascii_digit() || "-+. ".contains(digit));
    let is_length = matches!(unit, "pt" | "em" | "ex" | "mm" | "cm" | "in" | "mu" | "bp" | "pc" | "sp");
    (is_length || unit.starts_with('\\')).then_some(length)
}
