//! Reads Matrix Market files: `array` and `coordinate`; `real`, `integer` and `pattern`;
//! `general`, `symmetric` and `skew-symmetric`. Source: the NIST description of the format.
//!
//! Refuses complex values, entries outside the stated size, more or fewer entries than stated, and
//! a dense size beyond the limit, before anything is allocated. A `hermitian` matrix of real or
//! integer values is symmetric and read as such.

use crate::format::allocation::{checked_size, zeros};
use crate::format::byte_source::{ByteSource, ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::error::{ErrorKind, quote};
use crate::format::lines::line_end;
use crate::format::matrix_sink::MatrixSink;
use crate::format::mtx::header::{Field, Layout, MtxHeader, Symmetry, parse_banner, parse_size};
use crate::format::note::Note;
use crate::format::number::{self, Number};
use crate::matrix::{Matrix, Shape};

/// A matrix and what was assumed in reading it.
#[derive(Debug)]
pub(crate) struct Mtx<T> {
    /// Whole: entries come in any order.
    pub(crate) matrix: Matrix<T>,
    pub(crate) notes: Vec<Note>,
}

/// Reads all of `source`.
pub(crate) fn read<T: Number>(
    source: &mut ByteSource<'_>,
    limit_bytes: u64,
    sink: &mut dyn MatrixSink,
) -> Result<Mtx<T>, ErrorKind> {
    let length = source.length();
    let (header, mut lines) = open(source)?;
    let count = checked_size::<T>(header.rows, header.cols, limit_bytes)?;
    if count.saturating_mul(T::DTYPE.size() as u64) > length.saturating_mul(16).saturating_add(MODEST) {
        // A few bytes claim much memory, as sparse files do and hostile ones too: what they hold is
        // checked to the end before the memory is asked for.
        Target::<T>::new(Vec::new(), header).fill(&mut lines)?;
        drop(lines);
        lines = open(source)?.1;
    }
    let mut target = Target::new(zeros(count)?, header);
    sink.counting_finished();
    target.fill(&mut lines)?;
    let shape = Shape::new(header.rows as usize, header.cols as usize);
    let matrix = Matrix::new(shape, target.data).map_err(|_| ErrorKind::Filling { shape, found: count })?;
    Ok(Mtx { matrix, notes: notes(&header) })
}

/// Bytes of a dense matrix that are allocated on the word of a header within the limit.
const MODEST: u64 = 1 << 25;

/// Reads the header, and leaves the lines at the first entry.
fn open<'w>(source: &'w mut ByteSource<'_>) -> Result<(MtxHeader, Lines<'w>), ErrorKind> {
    let mut lines = Lines { window: source.text()?, line: 0 };
    let banner = match lines.next(true)? {
        Some((text, _)) => parse_banner(text)?,
        None => return Err(ErrorKind::Empty),
    };
    let header = match lines.next(false)? {
        Some((text, _)) => parse_size(banner, text)?,
        None => return Err(ErrorKind::Amount { what: "lines after the banner", stated: 1, present: 0 }),
    };
    // Every entry takes at least its shortest text; what the header states is believed up to that.
    let room = lines.room();
    let least = header.entries.saturating_mul(u128::from(header.shortest_entry()));
    if least > u128::from(room) + 1 {
        let present = (room + 1) / header.shortest_entry();
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
struct Lines<'a> {
    window: ByteWindow<'a>,
    /// The line handed out last.
    line: u64,
}

impl Lines<'_> {
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
                None => {
                    let found = format!("the line is longer than {MAX_TOKEN} bytes").into();
                    return Err(ErrorKind::Syntax {
                        line: self.line + 1,
                        found,
                        remedy: "write one entry a line".into(),
                    });
                }
            };
            self.line += 1;
            let start = bytes[..end].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let skipped = start == end || (bytes[start] == b'%' && !banner);
            let next = line_end(bytes, end).unwrap_or(end);
            if !skipped {
                // The line is handed out from behind the window's new start.
                self.window.advance(next);
                break (next - start, next - end);
            }
            self.window.advance(next);
        };
        Ok(Some((self.window.consumed(start, end), self.line)))
    }

    /// Bytes that are left in the file.
    fn room(&self) -> u64 {
        self.window.unread().saturating_add(self.window.available().len() as u64)
    }
}

/// The matrix in the making.
struct Target<T> {
    /// All elements, or none when the entries are only to be checked.
    data: Vec<T>,
    header: MtxHeader,
    /// Whether entries below, and above, the diagonal were stored.
    lower: bool,
    upper: bool,
}

impl<T: Number> Target<T> {
    fn new(data: Vec<T>, header: MtxHeader) -> Self {
        Self { data, header, lower: false, upper: false }
    }

    fn fill(&mut self, lines: &mut Lines<'_>) -> Result<(), ErrorKind> {
        match self.header.layout {
            Layout::Array => self.array(lines),
            Layout::Coordinate => self.coordinate(lines),
        }
    }

    /// Column by column: all rows, or those on and below the diagonal, or those below it.
    fn array(&mut self, lines: &mut Lines<'_>) -> Result<(), ErrorKind> {
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
                self.put(row, column, value);
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

    fn coordinate(&mut self, lines: &mut Lines<'_>) -> Result<(), ErrorKind> {
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
            self.put(row, column, value);
            present += 1;
        }
        if u128::from(present) == entries {
            Ok(())
        } else {
            Err(ErrorKind::Amount { what: "entries", stated: entries, present })
        }
    }

    fn value(&self, token: &[u8], line: u64, row: u64, column: u64) -> Result<T, ErrorKind> {
        let digits = token.strip_prefix(b"-").or_else(|| token.strip_prefix(b"+")).unwrap_or(token);
        let whole = self.header.field != Field::Integer || digits.iter().all(u8::is_ascii_digit);
        match number::whole(token, b'.').filter(|_| whole) {
            Some(value) => Ok(value),
            None => {
                let remedy = if whole {
                    cell_text::remedy(token)
                } else {
                    "write a whole number, or real instead of integer in the first line"
                };
                Err(ErrorKind::Cell { row, column, line: Some(line), text: quote(token), remedy: remedy.into() })
            }
        }
    }

    /// A symmetric file stores one triangle; both would be summed, to twice the matrix.
    fn check_triangle(&mut self, row: u64, column: u64, value: T, line: u64) -> Result<(), ErrorKind> {
        if self.header.symmetry == Symmetry::General {
            return Ok(());
        }
        self.lower |= row > column;
        self.upper |= row < column;
        let found = if self.lower && self.upper {
            "entries stand on both sides of the diagonal of a symmetric matrix"
        } else if row == column && self.header.symmetry == Symmetry::Skew && value != T::default() {
            "the diagonal of a skew-symmetric matrix holds an entry other than 0"
        } else {
            return Ok(());
        };
        let remedy = "store one triangle only, or write general in the first line".into();
        Err(ErrorKind::Syntax { line, found: found.into(), remedy })
    }

    /// Adds an entry, and its mirror image where the file leaves that out.
    fn put(&mut self, row: u64, column: u64, value: T) {
        self.add(row, column, value);
        if row != column {
            match self.header.symmetry {
                Symmetry::General => {}
                Symmetry::Symmetric => self.add(column, row, value),
                // Taken from 0 and not negated: the mirror image of 0 is 0, not -0.
                Symmetry::Skew => self.add(column, row, T::default() - value),
            }
        }
    }

    fn add(&mut self, row: u64, column: u64, value: T) {
        // No wrap: rows * cols fits the limit, and row and column were checked.
        let place = (row * self.header.cols + column) as usize;
        if let Some(cell) = self.data.get_mut(place) {
            // The first entry is stored and not added, so that -0 stays -0.
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
            let found = format!("the {what} \"{}\" of this entry is not one of 1 to {size}", quote(token));
            Err(ErrorKind::Syntax {
                line,
                found: found.into(),
                remedy: "write row, column and value, counted from 1".into(),
            })
        }
    }
}

fn surplus(line: u64, entries: u128) -> ErrorKind {
    let found = format!("more entries stand here than the {entries} that the header states").into();
    ErrorKind::Syntax { line, found, remedy: "correct the size line, or take the surplus out".into() }
}

fn extra(token: &[u8], line: u64) -> ErrorKind {
    let found = format!("\"{}\" follows a complete entry", quote(token)).into();
    ErrorKind::Syntax { line, found, remedy: "write one entry a line".into() }
}
