//! Reads a list of lists of numbers as programming languages and Mathematica write it: `{{1, 2}, {3, 4*^-3}}`,
//! `[[1.0, 2.0], [3.0, 4.0],]`, `vec![vec![1.0f64], vec![2.0]]`, with comments between them.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::display::notation::numpy_number;
use crate::format::error::{ErrorKind, quote};
use crate::format::number::{self, Number};
use crate::format::spelling::Spelling;
use crate::format::value_sink::ValueSink;

/// A pair of brackets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Brackets {
    Square,
    Curly,
    Round,
}

impl Brackets {
    /// The pair that `byte` opens.
    pub(crate) fn opened_by(byte: u8) -> Option<Self> {
        match byte {
            b'[' => Some(Brackets::Square),
            b'{' => Some(Brackets::Curly),
            b'(' => Some(Brackets::Round),
            _ => None,
        }
    }

    fn close(self) -> u8 {
        match self {
            Brackets::Square => b']',
            Brackets::Curly => b'}',
            Brackets::Round => b')',
        }
    }
}

/// What was found in a list.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ScannedLists {
    pub(crate) rows: u64,
    pub(crate) cols: u64,
    /// Whether it was one list of numbers, read as one row.
    pub(crate) flat: bool,
    pub(crate) spelling: Spelling,
    /// The line of the closing bracket.
    pub(crate) line: u64,
}

/// Reads the list that begins with the bracket at the start of `window`, on `line`, and passes over it.
pub(crate) fn scan<T: Number>(
    window: &mut ByteWindow<'_>,
    brackets: Brackets,
    line: u64,
    sink: &mut impl ValueSink<T>,
) -> Result<ScannedLists, ErrorKind> {
    let found = ScannedLists { line, ..ScannedLists::default() };
    let mut scanner = ListScanner { window, brackets, found };
    scanner.window.advance(1);
    scanner.list(sink)?;
    Ok(scanner.found)
}

struct ListScanner<'a, 'w> {
    window: &'a mut ByteWindow<'w>,
    brackets: Brackets,
    found: ScannedLists,
}

impl ListScanner<'_, '_> {
    /// Reads the rows of the list, or its numbers.
    fn list<T: Number>(&mut self, sink: &mut impl ValueSink<T>) -> Result<(), ErrorKind> {
        loop {
            let next = self.next()?;
            if next == self.brackets.close() {
                break;
            }
            if self.found.rows == 0 && !self.opens()? {
                (self.found.rows, self.found.flat) = (1, true);
                self.found.cols = self.numbers(sink, 1)?;
                return Ok(());
            }
            if !self.opens()? {
                return Err(self.not_a_number(self.found.rows + 1, 1));
            }
            let row = self.found.rows + 1;
            self.pass_opening()?;
            let cols = self.numbers(sink, row)?;
            if self.found.rows == 0 {
                self.found.cols = cols;
            } else if cols != self.found.cols {
                let (line, expected) = (Some(self.found.line), self.found.cols);
                return Err(ErrorKind::Ragged { row, line, found: cols, expected, first: 1 });
            }
            self.found.rows = row;
            match self.next()? {
                b',' => self.window.advance(1),
                next if next == self.brackets.close() => {}
                _ => return Err(self.unexpected("a comma or the last bracket")),
            }
        }
        self.window.advance(1);
        Ok(())
    }

    /// Reads numbers up to and with the closing bracket: how many. A comma may stand behind the last.
    fn numbers<T: Number>(&mut self, sink: &mut impl ValueSink<T>, row: u64) -> Result<u64, ErrorKind> {
        let mut column = 0;
        loop {
            let next = self.next()?;
            if next == self.brackets.close() {
                self.window.advance(1);
                return Ok(column);
            }
            if next == b',' {
                let line = Some(self.found.line);
                return Err(ErrorKind::EmptyCell { row, column: column + 1, line });
            }
            if self.opens()? {
                return Err(ErrorKind::Syntax {
                    line: self.found.line,
                    found: "there are brackets within the brackets of a row".into(),
                    remedy: "only two dimensions are supported, so load one matrix of the array".into(),
                });
            }
            column += 1;
            let (value, length) = self.number::<T>().ok_or_else(|| self.not_a_number(row, column))?;
            self.window.advance(length);
            sink.take(value)?;
            match self.next()? {
                b',' => self.window.advance(1),
                next if next == self.brackets.close() => {}
                _ => return Err(self.unexpected("a comma or a closing bracket")),
            }
        }
    }

    /// The number that comes next, and its length.
    fn number<T: Number>(&mut self) -> Option<(T, usize)> {
        let bytes = self.window.available();
        if let Some((value, length)) = number::scan::<T>(bytes, b'.')
            && bytes.get(length).is_some_and(|next| b",]}) \t\r\n".contains(next))
        {
            return Some((value, length));
        }
        let length = token_length(bytes);
        let text = &bytes[..length];
        let value = numpy_number(text).filter(|(_, whole)| *whole == length).map(|(value, _)| value);
        let value = value.or_else(|| self.found.spelling.number(text, b'.')).or_else(|| spelt_in_code(text));
        value.map(|value| (value, length))
    }

    /// Passes over blanks and comments to the next byte.
    fn next(&mut self) -> Result<u8, ErrorKind> {
        loop {
            self.window.fill()?;
            let bytes = self.window.available();
            let blanks = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.found.line += bytes[..blanks].iter().filter(|&&byte| byte == b'\n').count() as u64;
            if blanks > 0 {
                self.window.advance(blanks);
                continue;
            }
            let Some(&first) = bytes.first() else {
                let remedy = "copy the whole list, up to its last bracket".into();
                let found = "the text ends before the last closing bracket".into();
                return Err(ErrorKind::Syntax { line: self.found.line, found, remedy });
            };
            match comment(bytes) {
                None => return Ok(first),
                Some(length) => {
                    self.found.line += bytes[..length].iter().filter(|&&byte| byte == b'\n').count() as u64;
                    self.window.advance(length);
                }
            }
        }
    }

    /// The length of what may stand before the bracket of a row.
    fn before_opening(&self) -> usize {
        let bytes = self.window.available();
        if bytes.starts_with(b"vec!") {
            return 4;
        }
        usize::from(bytes.first() == Some(&b'&'))
    }

    /// Whether a row begins here.
    fn opens(&self) -> Result<bool, ErrorKind> {
        let bracket = self.window.available().get(self.before_opening()).copied();
        Ok(bracket.and_then(Brackets::opened_by) == Some(self.brackets))
    }

    fn pass_opening(&mut self) -> Result<(), ErrorKind> {
        self.window.advance(self.before_opening() + 1);
        self.window.fill()
    }

    #[cold]
    fn not_a_number(&self, row: u64, column: u64) -> ErrorKind {
        let bytes = self.window.available();
        let text = &bytes[..token_length(bytes).max(1).min(bytes.len())];
        let (line, remedy) = (Some(self.found.line), cell_text::remedy(text).into());
        ErrorKind::Cell { row, column, line, text: quote(text), remedy }
    }

    #[cold]
    fn unexpected(&self, expected: &str) -> ErrorKind {
        let bytes = self.window.available();
        let text = quote(&bytes[..token_length(bytes).max(1).min(bytes.len())]);
        let found = format!("\"{text}\" stands where {expected} should be").into();
        ErrorKind::Syntax { line: self.found.line, found, remedy: "write rows of numbers, without expressions".into() }
    }
}

fn token_length(bytes: &[u8]) -> usize {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b",[]{}()".contains(byte);
    bytes.iter().take(MAX_TOKEN).position(ends).unwrap_or(bytes.len().min(MAX_TOKEN))
}

/// The length of the comment that `bytes` begin with.
pub(crate) fn comment(bytes: &[u8]) -> Option<usize> {
    let up_to = |end: &[u8], from: usize| {
        let place = bytes[from..].windows(end.len()).position(|window| window == end);
        place.map_or(bytes.len(), |place| from + place + end.len())
    };
    match bytes {
        [b'/', b'/', ..] | [b'#', ..] => {
            Some(bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(bytes.len()))
        }
        [b'/', b'*', ..] => Some(up_to(b"*/", 2)),
        [b'(', b'*', ..] => Some(up_to(b"*)", 2)),
        _ => None,
    }
}

/// A number with what languages put around it: a type behind it (`1.5f`, `1.0_f64`, `2L`), a path before it
/// (`math.inf`, `f64::NAN`), Mathematica's `1.5*^-3` and marks of precision (``1.5`20``).
#[cold]
fn spelt_in_code<T: Number>(text: &[u8]) -> Option<T> {
    const TYPES: [&str; 16] =
        ["f", "F", "l", "L", "n", "d", "D", "f32", "f64", "i32", "i64", "u32", "u64", "_f32", "_f64", "m"];
    let text = std::str::from_utf8(text).ok()?;
    let (sign, bare) = text.strip_prefix('-').map_or(("", text), |bare| ("-", bare));
    if let Some((path, word)) = bare.rsplit_once("::").or_else(|| bare.rsplit_once('.'))
        && !path.is_empty()
        && path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:".contains(&byte))
        && path.starts_with(|first: char| first.is_ascii_alphabetic())
        && word.bytes().all(|byte| byte.is_ascii_alphabetic())
    {
        return number::whole(format!("{sign}{word}").as_bytes(), b'.');
    }
    if bare == "Indeterminate" {
        return Some(T::NAN);
    }
    let (mantissa, exponent) = text.split_once("*^").map_or((text, None), |(text, exponent)| (text, Some(exponent)));
    let (digits, precision) = mantissa.split_once('`').unwrap_or((mantissa, ""));
    if !precision.bytes().all(|byte| byte.is_ascii_digit() || b".`".contains(&byte)) {
        return None;
    }
    if let Some(exponent) = exponent {
        let plain = exponent.trim_start_matches(['-', '+']);
        let is_whole = !plain.is_empty() && plain.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = !digits.contains(['e', 'E']);
        return number::whole(format!("{digits}e{exponent}").as_bytes(), b'.').filter(|_| is_whole && is_plain);
    }
    if digits.len() < text.len() {
        return number::whole(digits.as_bytes(), b'.');
    }
    let has_digits = |text: &&str| text.ends_with(|last: char| last.is_ascii_digit() || last == '.');
    TYPES
        .iter()
        .filter_map(|kind| text.strip_suffix(kind))
        .filter(has_digits)
        .find_map(|digits| number::whole(digits.as_bytes(), b'.'))
}
