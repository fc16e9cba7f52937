//! Reads the entries of a Matrix Market file into a dense matrix, as NIST describes the format: `array` and
//! `coordinate`; `real`, `integer` and `pattern`; `general`, `symmetric` and `skew-symmetric`.
//!
//! The dense size is compared with the limit before memory is allocated. A `hermitian` matrix of real values is
//! symmetric, and read as such.

use crate::format::allocation::{checked_size, zeros};
use crate::format::byte_source::{ByteSource, ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::error::{ErrorKind, FormatError, quote};
use crate::format::lines::line_end;
use crate::format::matrix_sink::MatrixSink;
use crate::format::mtx::header::{Field, Layout, MtxHeader, Symmetry, parse_banner, parse_size};
use crate::format::note::Note;
use crate::format::number::{self, Number};
use crate::format::parsed::{Format, Parsed};
use crate::format::spelling::Spelling;
use crate::format::text_input::TextInput;
use crate::matrix::{Matrix, Shape};

/// The matrix that was read, and what was assumed.
#[derive(Debug)]
struct MtxContent<T> {
    /// In one piece, because entries come in any order.
    matrix: Matrix<T>,
    notes: Vec<Note>,
}

/// Reads a text as a Matrix Market file.
pub(crate) fn read_text<T: Number>(input: &mut TextInput<'_, '_>) -> Result<Parsed<Shape>, FormatError> {
    let found = read::<T>(input.source, input.options.limit_bytes, input.sink)?;
    let shape = found.matrix.shape();
    input.sink.take_whole(T::any(found.matrix))?;
    Ok(Parsed::new(shape, Format::Mtx, found.notes))
}

/// Reads all of `source`.
fn read<T: Number>(
    source: &mut ByteSource<'_>,
    limit_bytes: u64,
    sink: &mut dyn MatrixSink,
) -> Result<MtxContent<T>, ErrorKind> {
    let length = source.length();
    let (header, mut lines) = open(source)?;
    let count = checked_size::<T>(header.rows, header.cols, limit_bytes)?;
    if count.saturating_mul(T::DTYPE.size() as u64) > length.saturating_mul(16).saturating_add(UNCHECKED_BYTES) {
        // A short file claims much memory, as sparse matrices and malicious files do: all entries are checked first.
        DenseEntries::<T>::new(Vec::new(), header).fill(&mut lines)?;
        drop(lines);
        lines = open(source)?.1;
    }
    let mut target = DenseEntries::new(zeros(count)?, header);
    sink.counting_finished();
    target.fill(&mut lines)?;
    let mut notes = notes(&header);
    notes.extend(target.spelling.notes());
    let shape = Shape::new(header.rows as usize, header.cols as usize);
    let matrix = Matrix::new(shape, target.data).map_err(|_| ErrorKind::Filling { shape, found: count })?;
    Ok(MtxContent { matrix, notes })
}

/// Bytes of a dense matrix that are allocated before its entries are checked.
const UNCHECKED_BYTES: u64 = 1 << 25;

/// Reads the header; the lines continue with the first entry.
fn open<'w>(source: &'w mut ByteSource<'_>) -> Result<(MtxHeader, MtxLines<'w>), ErrorKind> {
    let mut lines = MtxLines { window: source.text()?, line: 0 };
    let banner = match lines.next(true)? {
        Some((text, _)) => parse_banner(text)?,
        None => return Err(ErrorKind::Empty),
    };
    let header = match lines.next(false)? {
        Some((text, _)) => parse_size(banner, text)?,
        None => return Err(ErrorKind::Amount { what: "lines after the banner", stated: 1, present: 0 }),
    };
    // There cannot be more entries than the shortest ones that fit the bytes present.
    let unread = lines.unread();
    let least = header.entries.saturating_mul(u128::from(header.shortest_entry()));
    if least > u128::from(unread) + 1 {
        let present = (unread + 1) / header.shortest_entry();
        return Err(ErrorKind::Claim { what: "entries", stated: header.entries, present });
    }
    Ok((header, lines))
}

fn notes(header: &MtxHeader) -> Vec<Note> {
    let mut notes = Vec::new();
    if header.layout == Layout::Coordinate {
        notes.push(Note::CoordinateEntries(header.entries));
    }
    if header.field == Field::Pattern {
        notes.push(Note::Pattern);
    }
    match header.symmetry {
        Symmetry::General => {}
        Symmetry::Symmetric => notes.push(Note::Symmetric),
        Symmetry::Skew => notes.push(Note::SkewSymmetric),
    }
    notes
}

/// The lines of a file that are neither blank nor comments.
struct MtxLines<'a> {
    window: ByteWindow<'a>,
    /// The number of the line returned last.
    line: u64,
}

impl MtxLines<'_> {
    /// The next line and its number; the banner is the one line that may begin with `%`.
    fn next(&mut self, banner: bool) -> Result<Option<(&[u8], u64)>, ErrorKind> {
        let (start, end) = loop {
            self.window.fill()?;
            let bytes = self.window.available();
            let head = &bytes[..bytes.len().min(MAX_TOKEN)];
            if head.is_empty() {
                return Ok(None);
            }
            let end = match head.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                Some(end) => end,
                None if head.len() == bytes.len() && self.window.is_last() => head.len(),
                None if !banner && is_comment(head) => {
                    self.line += 1;
                    self.skip_line()?;
                    continue;
                }
                None => {
                    let found = format!("the line is longer than {MAX_TOKEN} bytes").into();
                    return Err(ErrorKind::Syntax {
                        line: self.line + 1,
                        found,
                        remedy: "write one entry per line".into(),
                    });
                }
            };
            self.line += 1;
            let start = bytes[..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let skipped = start == end || (bytes[start] == b'%' && !banner);
            let next = line_end(bytes, end).unwrap_or(end);
            if !skipped {
                // The line lies before the window's new start, and stays there until the window is filled again.
                self.window.advance(next);
                break (next - start, next - end);
            }
            self.window.advance(next);
        };
        Ok(Some((self.window.consumed(start, end), self.line)))
    }

    /// Skips a comment that is longer than any entry.
    fn skip_line(&mut self) -> Result<(), ErrorKind> {
        loop {
            self.window.fill()?;
            let bytes = self.window.available();
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            // The line end stays: it ends an empty line, and half of a CRLF may not be there yet.
            let length = end.unwrap_or(bytes.len());
            self.window.advance(length);
            if end.is_some() || length == 0 {
                self.line -= u64::from(end.is_some());
                return Ok(());
            }
        }
    }

    /// Bytes left in the file.
    fn unread(&self) -> u64 {
        self.window.unread().saturating_add(self.window.available().len() as u64)
    }
}

fn is_comment(line: &[u8]) -> bool {
    line.trim_ascii_start().first() == Some(&b'%')
}

/// The matrix that is filled.
struct DenseEntries<T> {
    /// All elements; none if the entries are only checked.
    data: Vec<T>,
    header: MtxHeader,
    /// Whether an entry below the diagonal was read.
    lower: bool,
    /// Whether numbers in another spelling were read.
    spelling: Spelling,
    /// Whether an entry above the diagonal was read.
    upper: bool,
}

impl<T: Number> DenseEntries<T> {
    fn new(data: Vec<T>, header: MtxHeader) -> Self {
        Self { data, header, lower: false, upper: false, spelling: Spelling::default() }
    }

    fn fill(&mut self, lines: &mut MtxLines<'_>) -> Result<(), ErrorKind> {
        match self.header.layout {
            Layout::Array => self.array(lines),
            Layout::Coordinate => self.coordinate(lines),
        }
    }

    /// Reads column after column: all rows, those on and below the diagonal, or those below it.
    fn array(&mut self, lines: &mut MtxLines<'_>) -> Result<(), ErrorKind> {
        let MtxHeader { rows, cols, symmetry, entries, .. } = self.header;
        let first = |column: u64| match symmetry {
            Symmetry::General => 0,
            Symmetry::Symmetric => column,
            Symmetry::Skew => column + 1,
        };
        let (mut row, mut column) = (first(0), 0);
        let mut present: u64 = 0;
        while let Some((text, line)) = lines.next(false)? {
            for token in text.split(u8::is_ascii_whitespace).filter(|token| !token.is_empty()) {
                while row >= rows && column < cols {
                    column += 1;
                    row = first(column);
                }
                if column >= cols || u128::from(present) >= entries {
                    return Err(surplus(line, entries));
                }
                let value = self.value(token, line, row + 1, column + 1)?;
                self.store(row, column, value);
                row += 1;
                present += 1;
            }
        }
        if u128::from(present) == entries {
            Ok(())
        } else {
            Err(ErrorKind::Amount { what: "entries", stated: entries, present })
        }
    }

    fn coordinate(&mut self, lines: &mut MtxLines<'_>) -> Result<(), ErrorKind> {
        let entries = self.header.entries;
        let mut present: u64 = 0;
        while let Some((text, line)) = lines.next(false)? {
            if u128::from(present) == entries {
                return Err(surplus(line, entries));
            }
            let mut tokens = text.split(u8::is_ascii_whitespace).filter(|token| !token.is_empty());
            let row = index(tokens.next(), "row", self.header.rows, line)?;
            let column = index(tokens.next(), "column", self.header.cols, line)?;
            let value = match (self.header.field, tokens.next()) {
                (Field::Pattern, None) => T::from_u64(1),
                (Field::Pattern, Some(token)) => return Err(extra(token, line)),
                (_, Some(token)) => self.value(token, line, row + 1, column + 1)?,
                (_, None) => return Err(ErrorKind::EmptyCell { row: row + 1, column: column + 1, line: Some(line) }),
            };
            if let Some(token) = tokens.next() {
                return Err(extra(token, line));
            }
            self.check_triangle(row, column, value, line)?;
            self.store(row, column, value);
            present += 1;
        }
        if u128::from(present) == entries {
            Ok(())
        } else {
            Err(ErrorKind::Amount { what: "entries", stated: entries, present })
        }
    }

    fn value(&mut self, token: &[u8], line: u64, row: u64, column: u64) -> Result<T, ErrorKind> {
        let digits = token.strip_prefix(b"-").or_else(|| token.strip_prefix(b"+")).unwrap_or(token);
        let whole = self.header.field != Field::Integer || digits.iter().all(u8::is_ascii_digit);
        match number::whole(token, b'.').or_else(|| self.spelling.number(token, b'.')).filter(|_| whole) {
            Some(value) => Ok(value),
            None => {
                let remedy = if whole {
                    cell_text::remedy(token)
                } else {
                    "write a whole number, or change integer to real in the first line"
                };
                Err(ErrorKind::Cell { row, column, line: Some(line), text: quote(token), remedy: remedy.into() })
            }
        }
    }

    /// Checks that a symmetric file stores one triangle: entries of both would add up to twice the matrix.
    fn check_triangle(&mut self, row: u64, column: u64, value: T, line: u64) -> Result<(), ErrorKind> {
        if self.header.symmetry == Symmetry::General {
            return Ok(());
        }
        self.lower |= row > column;
        self.upper |= row < column;
        let found = if self.lower && self.upper {
            "this symmetric matrix has entries on both sides of the diagonal"
        } else if row == column && self.header.symmetry == Symmetry::Skew && value != T::default() {
            "the diagonal of this skew-symmetric matrix has an entry other than 0"
        } else {
            return Ok(());
        };
        let remedy = "store only one triangle, or write general in the first line".into();
        Err(ErrorKind::Syntax { line, found: found.into(), remedy })
    }

    /// Stores an entry, and its mirror image if the file is symmetric.
    fn store(&mut self, row: u64, column: u64, value: T) {
        self.add(row, column, value);
        if row != column {
            match self.header.symmetry {
                Symmetry::General => {}
                Symmetry::Symmetric => self.add(column, row, value),
                // Subtracted from 0, not negated: the mirror image of 0 is 0, not -0.
                Symmetry::Skew => self.add(column, row, T::default() - value),
            }
        }
    }

    fn add(&mut self, row: u64, column: u64, value: T) {
        // No overflow: rows * cols is within the limit, and row and column were checked.
        let place = (row * self.header.cols + column) as usize;
        if let Some(cell) = self.data.get_mut(place) {
            // The first entry is stored, not added, so that -0 stays -0.
            *cell = if *cell == T::default() { value } else { *cell + value };
        }
    }
}

fn index(token: Option<&[u8]>, what: &str, size: u64, line: u64) -> Result<u64, ErrorKind> {
    let token = token.unwrap_or_default();
    let digits = !token.is_empty() && token.iter().all(u8::is_ascii_digit);
    let value = std::str::from_utf8(token).ok().and_then(|text| text.parse::<u64>().ok());
    match value {
        Some(value) if digits && value >= 1 && value <= size => Ok(value - 1),
        _ => {
            let found = format!("the {what} \"{}\" of this entry is not between 1 and {size}", quote(token));
            Err(ErrorKind::Syntax {
                line,
                found: found.into(),
                remedy: "write row, column and value, with rows and columns counted from 1".into(),
            })
        }
    }
}

fn surplus(line: u64, entries: u128) -> ErrorKind {
    let found = format!("there are more entries than the {entries} that the header states").into();
    ErrorKind::Syntax { line, found, remedy: "correct the size line, or remove the surplus entries".into() }
}

fn extra(token: &[u8], line: u64) -> ErrorKind {
    let found = format!("\"{}\" follows a complete entry", quote(token)).into();
    ErrorKind::Syntax { line, found, remedy: "write one entry per line".into() }
}
