//! Takes R's notation apart: calls, their arguments, and lists of numbers such as `c(1, 2L, NaN)` and `1:4`.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::cell_text;
use crate::format::error::{ErrorKind, quote};
use crate::format::number::{self, Number};
use std::borrow::Cow;

/// The most that stands before the numbers.
const MOST_WORD: usize = 256;

/// The numbers of one or several lists.
#[derive(Debug)]
pub(crate) struct RValues<T> {
    pub(crate) values: Vec<T>,
    /// The numbers in each list.
    lengths: Vec<u64>,
}

impl<T> Default for RValues<T> {
    fn default() -> Self {
        Self { values: Vec::new(), lengths: Vec::new() }
    }
}

impl<T> RValues<T> {
    /// How many lists there are, and how long all of them are.
    pub(crate) fn lists(&self, parser: &RParser<'_>) -> Result<(u64, u64), ErrorKind> {
        let length = self.lengths.first().copied().unwrap_or(0);
        if let Some(other) = self.lengths.iter().find(|other| **other != length) {
            let found = format!("one list has {other} numbers, but the first has {length}");
            return Err(parser.error(found, "give every list the same number of numbers"));
        }
        Ok((self.lengths.len() as u64, length))
    }
}

/// A position in a text in R's notation.
pub(crate) struct RParser<'w> {
    window: ByteWindow<'w>,
    line: u64,
    limit_bytes: u64,
}

impl<'w> RParser<'w> {
    /// Parses what follows the first `skipped` bytes.
    pub(crate) fn new(mut window: ByteWindow<'w>, skipped: usize, limit_bytes: u64) -> Result<Self, ErrorKind> {
        window.fill()?;
        let mut skipped = skipped;
        let mut line = 1;
        while skipped > 0 {
            let bytes = window.available();
            let length = skipped.min(bytes.len());
            line += bytes[..length].iter().filter(|&&byte| byte == b'\n').count() as u64;
            window.advance(length);
            skipped -= length;
            window.fill()?;
            if length == 0 {
                break;
            }
        }
        Ok(Self { window, line, limit_bytes })
    }

    /// Passes over blanks and comments to the next byte.
    fn peek(&mut self) -> Result<Option<u8>, ErrorKind> {
        loop {
            self.window.fill()?;
            let bytes = self.window.available();
            let length = match bytes.first() {
                Some(b'#') => bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len()),
                Some(first) if first.is_ascii_whitespace() => {
                    bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
                }
                first => return Ok(first.copied()),
            };
            self.line += bytes[..length].iter().filter(|&&byte| byte == b'\n').count() as u64;
            self.window.advance(length);
        }
    }

    /// Whether the text goes on with `start`.
    pub(crate) fn next_is(&mut self, start: &str) -> Result<bool, ErrorKind> {
        self.peek()?;
        Ok(self.window.available().starts_with(start.as_bytes()))
    }

    fn accept(&mut self, wanted: u8) -> Result<bool, ErrorKind> {
        let found = self.peek()? == Some(wanted);
        self.window.advance(usize::from(found));
        Ok(found)
    }

    /// Takes the byte `wanted`.
    pub(crate) fn expect(&mut self, wanted: u8) -> Result<(), ErrorKind> {
        if self.accept(wanted)? { Ok(()) } else { Err(self.unexpected(char::from(wanted))) }
    }

    fn unexpected(&self, wanted: char) -> ErrorKind {
        let bytes = self.window.available();
        let found = match bytes.first() {
            None => format!("the text ends where {wanted} should be"),
            Some(_) => format!("\"{}\" stands where {wanted} should be", quote(token(bytes))),
        };
        self.error(found, "copy the whole text that R wrote")
    }

    /// An error at the current line.
    pub(crate) fn error(&self, found: impl Into<Cow<'static, str>>, remedy: &'static str) -> ErrorKind {
        ErrorKind::Syntax { line: self.line, found: found.into(), remedy: remedy.into() }
    }

    /// An argument that may change the matrix.
    pub(crate) fn unsupported(&self, name: &str) -> ErrorKind {
        let found = format!("the argument \"{}\" is not supported", quote(name.as_bytes()));
        self.error(found, "save a matrix with dput(as.matrix(A)), or write.csv(A, row.names = FALSE)")
    }

    /// A name.
    pub(crate) fn word(&mut self) -> Result<String, ErrorKind> {
        self.peek()?;
        let bytes = self.window.available();
        let length = word_length(bytes);
        let word = String::from_utf8_lossy(&bytes[..length]).into_owned();
        self.window.advance(length);
        Ok(word)
    }

    /// Reads the arguments of a call whose parenthesis has been read; `each` is called with their names, before the values.
    pub(crate) fn arguments(
        &mut self,
        mut each: impl FnMut(&mut Self, &str) -> Result<(), ErrorKind>,
    ) -> Result<(), ErrorKind> {
        if self.accept(b')')? {
            return Ok(());
        }
        loop {
            let name = self.argument_name()?;
            each(self, &name)?;
            if !self.accept(b',')? {
                return self.expect(b')');
            }
        }
    }

    /// The name before `=`, which is passed over; empty if there is none.
    fn argument_name(&mut self) -> Result<String, ErrorKind> {
        self.peek()?;
        let bytes = self.window.available();
        let quoted = bytes.first().filter(|byte| b"\"`'".contains(byte)).copied();
        let (name, length) = match quoted {
            Some(mark) => {
                let inner = bytes[1..].iter().take(MOST_WORD).position(|byte| *byte == mark).unwrap_or(0);
                (&bytes[1..=inner], inner + 2)
            }
            None => (&bytes[..word_length(bytes)], word_length(bytes)),
        };
        let rest = bytes.get(length..).unwrap_or_default();
        let blanks = rest.iter().take_while(|byte| matches!(byte, b' ')).count();
        if rest.get(blanks) != Some(&b'=') || rest.get(blanks + 1) == Some(&b'=') {
            return Ok(String::new());
        }
        let name = String::from_utf8_lossy(name).into_owned();
        self.window.advance(length + blanks + 1);
        Ok(name)
    }

    /// Reads `c(1, 2)`, `1:4` or a single number.
    pub(crate) fn list<T: Number>(&mut self, found: &mut RValues<T>) -> Result<(), ErrorKind> {
        let before = found.values.len();
        if self.next_is("c(")? {
            self.window.advance(2);
            self.arguments(|parser, _| parser.values(&mut found.values))?;
        } else {
            self.values(&mut found.values)?;
        }
        found.lengths.push((found.values.len() - before) as u64);
        Ok(())
    }

    /// Reads a number or a range.
    fn values<T: Number>(&mut self, values: &mut Vec<T>) -> Result<(), ErrorKind> {
        self.peek()?;
        let bytes = self.window.available();
        let text = token(bytes);
        let length = text.len();
        let plain = text.strip_suffix(b"L").unwrap_or(text);
        if let Some(value) = number::whole::<T>(plain, b'.') {
            self.push(values, value)?;
        } else if let Some((first, last)) = range(text) {
            // As many numbers as a range may hold only bytes of its text would not bound.
            let count = first.abs_diff(last).saturating_add(1);
            self.check_limit::<T>(values.len() as u64, count)?;
            for step in 0..count {
                let step = step.cast_signed();
                let value = if first <= last { first + step } else { first - step };
                let magnitude = T::from_u64(value.unsigned_abs());
                self.push(values, if value < 0 { magnitude.negated() } else { magnitude })?;
            }
        } else {
            let (element, text, remedy) = (values.len() as u64 + 1, quote(text), cell_text::remedy(text).into());
            return Err(ErrorKind::Element { element, text, remedy });
        }
        self.window.advance(length);
        Ok(())
    }

    fn push<T: Number>(&self, values: &mut Vec<T>, value: T) -> Result<(), ErrorKind> {
        let needed = self.check_limit::<T>(values.len() as u64, 1)?;
        values.try_reserve(1).map_err(|_| ErrorKind::Memory { needed })?;
        values.push(value);
        Ok(())
    }

    fn check_limit<T: Number>(&self, present: u64, more: u64) -> Result<u64, ErrorKind> {
        let needed = (u128::from(present) + u128::from(more)) * T::DTYPE.size() as u128;
        if needed > u128::from(self.limit_bytes) {
            return Err(ErrorKind::MoreThanLimit { needed, limit: self.limit_bytes });
        }
        Ok(needed as u64)
    }

    /// A size, such as `2` or `2L`.
    pub(crate) fn size(&mut self) -> Result<u64, ErrorKind> {
        self.peek()?;
        let text = token(self.window.available());
        let digits = std::str::from_utf8(text.strip_suffix(b"L").unwrap_or(text)).unwrap_or_default();
        let Ok(size) = digits.parse() else {
            let found = format!("\"{}\" is not a size", quote(text));
            return Err(self.error(found, "write a whole number, 0 or more"));
        };
        let length = text.len();
        self.window.advance(length);
        Ok(size)
    }

    /// `c(2L, 3L)`, or `2:3`.
    pub(crate) fn sizes(&mut self) -> Result<Vec<u64>, ErrorKind> {
        let mut sizes = Vec::new();
        if !self.next_is("c(")? {
            let text = token(self.window.available());
            if let Some((first, last)) = range(text).filter(|(first, last)| *last == first + 1 && *first >= 0) {
                let length = text.len();
                self.window.advance(length);
                return Ok(vec![first.unsigned_abs(), last.unsigned_abs()]);
            }
            return Ok(vec![self.size()?]);
        }
        self.window.advance(2);
        self.arguments(|parser, _| {
            let size = parser.size()?;
            // More than two are refused, however many.
            sizes.extend((sizes.len() < 3).then_some(size));
            Ok(())
        })?;
        Ok(sizes)
    }

    /// Passes over a value of any kind, up to the comma or parenthesis behind it.
    pub(crate) fn skip(&mut self) -> Result<(), ErrorKind> {
        let mut depth = 0_u32;
        let mut quoted = None;
        loop {
            self.window.fill()?;
            let Some(&byte) = self.window.available().first() else { return Err(self.unexpected(')')) };
            match (quoted, byte) {
                (Some(_), b'\\') => self.window.advance(1),
                (Some(mark), _) => quoted = Some(mark).filter(|mark| *mark != byte),
                (None, b'"' | b'\'' | b'`') => quoted = Some(byte),
                (None, b'(') => depth += 1,
                (None, b')' | b',') if depth == 0 => return Ok(()),
                (None, b')') => depth -= 1,
                _ => {}
            }
            self.line += u64::from(byte == b'\n');
            self.window.fill()?;
            let length = self.window.available().len().min(1);
            self.window.advance(length);
        }
    }

    /// Checks that nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), ErrorKind> {
        self.accept(b';')?;
        if self.peek()?.is_none() {
            return Ok(());
        }
        let found = format!("\"{}\" follows the matrix", quote(token(self.window.available())));
        Err(self.error(found, "load one matrix at a time"))
    }
}

fn word_length(bytes: &[u8]) -> usize {
    let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"._".contains(byte) || !byte.is_ascii();
    bytes.iter().take(MOST_WORD).take_while(|byte| is_word(byte)).count()
}

/// The number or word at the start of `bytes`.
fn token(bytes: &[u8]) -> &[u8] {
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b",()".contains(byte);
    let length = bytes.iter().take(MAX_TOKEN).position(ends).unwrap_or(bytes.len().min(MAX_TOKEN));
    &bytes[..length]
}

/// The ends of `1:4`.
fn range(text: &[u8]) -> Option<(i64, i64)> {
    let (first, last) = std::str::from_utf8(text).ok()?.split_once(':')?;
    let end = |text: &str| text.strip_suffix('L').unwrap_or(text).parse::<i32>().ok().map(i64::from);
    Some((end(first)?, end(last)?))
}
