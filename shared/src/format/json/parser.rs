//! A pull parser for JSON (RFC 8259): it moves through a window of the text and knows line and column.
//!
//! Tokens longer than [`MAX_TOKEN`] and nesting deeper than [`MAX_DEPTH`] are errors, so that memory and stack stay
//! bounded whatever the text.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::error::{ErrorKind, quote};
use crate::format::number::{self, Number};
use serde::de::IgnoredAny;
use std::fmt::Display;

/// The deepest nesting of values that are skipped.
const MAX_DEPTH: u32 = 100;

/// Bytes of an unexpected token that are kept for a message.
const SHOWN: usize = 256;

/// What an error expects before a colon.
const NAME: &str = "a member's name in quotes";

/// A position in a JSON text. Every method that reads a token first skips the white space before it.
pub(crate) struct JsonParser<'w> {
    window: ByteWindow<'w>,
    longest_token: usize,
    /// Bytes read so far.
    offset: u64,
    line: u64,
    /// Offset of the current line's first byte.
    line_start: u64,
    /// What a syntax error advises.
    remedy: &'static str,
}

impl<'w> JsonParser<'w> {
    /// Parses the text in `window`, in bounded memory.
    pub(crate) fn new(window: ByteWindow<'w>, remedy: &'static str) -> Self {
        Self { window, longest_token: MAX_TOKEN, offset: 0, line: 1, line_start: 0, remedy }
    }

    /// Parses a text in memory, whose strings may have any length.
    pub(crate) fn over(text: &'w [u8], remedy: &'static str) -> Self {
        Self { longest_token: usize::MAX, ..Self::new(ByteWindow::over(text), remedy) }
    }

    /// Bytes read so far.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// The current line, from 1.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// The first byte of the next token; `None` at the end.
    #[inline]
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, ErrorKind> {
        loop {
            self.window.fill()?;
            match self.window.available().first() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.skip_blanks(),
                first => return Ok(first.copied()),
            }
        }
    }

    fn skip_blanks(&mut self) {
        let mut count = 0;
        for byte in self.window.available() {
            match byte {
                b'\n' => (self.line, self.line_start) = (self.line + 1, self.offset + count + 1),
                b' ' | b'\t' | b'\r' => {}
                _ => break,
            }
            count += 1;
        }
        self.advance(count as usize);
    }

    #[inline]
    fn advance(&mut self, count: usize) {
        self.window.advance(count);
        self.offset += count as u64;
    }

    /// Takes the byte `wanted`, if it is next.
    #[inline]
    fn accept(&mut self, wanted: u8) -> Result<bool, ErrorKind> {
        let found = self.peek()? == Some(wanted);
        self.advance(usize::from(found));
        Ok(found)
    }

    /// Takes the byte `wanted`. An error says `expected`, which names it and what else could stand there.
    pub(crate) fn expect(&mut self, wanted: u8, expected: impl Display) -> Result<(), ErrorKind> {
        if self.accept(wanted)? { Ok(()) } else { Err(self.unexpected(expected)) }
    }

    /// Checks that nothing follows.
    pub(crate) fn end(&mut self) -> Result<(), ErrorKind> {
        if self.peek()?.is_none() { Ok(()) } else { Err(self.unexpected("the end of the text")) }
    }

    /// Reads a list with `each`, which is called before every element.
    pub(crate) fn list(&mut self, each: impl FnMut(&mut Self) -> Result<(), ErrorKind>) -> Result<(), ErrorKind> {
        self.expect(b'[', "a list")?;
        self.rest_of_list(each)
    }

    /// Reads a list whose opening bracket has been read.
    #[inline]
    pub(crate) fn rest_of_list(
        &mut self,
        mut each: impl FnMut(&mut Self) -> Result<(), ErrorKind>,
    ) -> Result<(), ErrorKind> {
        if self.accept(b']')? {
            return Ok(());
        }
        loop {
            each(self)?;
            if !self.accept(b',')? {
                return self.expect(b']', "a comma or ]");
            }
        }
    }

    /// Reads an object with `each`, which is called with every member's name, before its value.
    pub(crate) fn object(
        &mut self,
        mut each: impl FnMut(&mut Self, &str) -> Result<(), ErrorKind>,
    ) -> Result<(), ErrorKind> {
        self.members(Self::name, |parser, name| each(parser, &name))
    }

    /// Reads an object with `name` and `value`, which are called for every member.
    fn members<N>(
        &mut self,
        mut name: impl FnMut(&mut Self) -> Result<N, ErrorKind>,
        mut value: impl FnMut(&mut Self, N) -> Result<(), ErrorKind>,
    ) -> Result<(), ErrorKind> {
        self.expect(b'{', "an object")?;
        if self.accept(b'}')? {
            return Ok(());
        }
        loop {
            let name = name(self)?;
            self.expect(b':', "a colon")?;
            value(self, name)?;
            if !self.accept(b',')? {
                return self.expect(b'}', "a comma or }");
            }
        }
    }

    /// Reads a number. `None`, with nothing read, if the next token is not a JSON number within the range of `T`.
    #[inline]
    pub(crate) fn number<T: Number>(&mut self) -> Result<Option<T>, ErrorKind> {
        match self.number_token::<T>()? {
            Some((value, length)) if value.to_f64().is_finite() => {
                self.advance(length);
                Ok(Some(value))
            }
            _ => Ok(None),
        }
    }

    /// The value and the length of the number that comes next, if it is one.
    #[inline]
    fn number_token<T: Number>(&mut self) -> Result<Option<(T, usize)>, ErrorKind> {
        self.peek()?;
        let bytes = self.window.available();
        match strict::<T>(bytes) {
            Some((_, length)) if length >= self.longest_token => Err(self.too_long()),
            Some((_, length)) if bytes.get(length).is_some_and(|next| !is_separator(*next)) => Ok(None),
            number => Ok(number),
        }
    }

    /// Reads a string. An error says `expected`, which names what it should be.
    pub(crate) fn string(&mut self, expected: impl Display) -> Result<String, ErrorKind> {
        let length = self.string_length(expected)?;
        let text = serde_json::from_slice(&self.window.available()[..length]).map_err(|_| self.malformed_string())?;
        self.advance(length);
        Ok(text)
    }

    /// Reads a member's name; empty if it has an unpaired surrogate, which JSON allows and a Rust string does not.
    pub(crate) fn name(&mut self) -> Result<String, ErrorKind> {
        let length = self.string_length(NAME)?;
        let text = &self.window.available()[..length];
        if let Ok(name) = serde_json::from_slice(text) {
            self.advance(length);
            return Ok(name);
        }
        if std::str::from_utf8(text).is_err() {
            return Err(self.malformed_string());
        }
        self.skip_string(NAME)?;
        Ok(String::new())
    }

    /// Skips a string. Its bytes need not be UTF-8.
    fn skip_string(&mut self, expected: impl Display) -> Result<(), ErrorKind> {
        let length = self.string_length(expected)?;
        let text = &self.window.available()[..length];
        serde_json::from_slice::<IgnoredAny>(text).map_err(|_| self.malformed_string())?;
        self.advance(length);
        Ok(())
    }

    /// The length of the string that comes next, quotes included.
    fn string_length(&mut self, expected: impl Display) -> Result<usize, ErrorKind> {
        if self.peek()? != Some(b'"') {
            return Err(self.unexpected(expected));
        }
        let bytes = self.window.available();
        let head = &bytes[..bytes.len().min(self.longest_token)];
        let mut end = 1;
        loop {
            match head.get(end) {
                Some(b'"') => return Ok(end + 1),
                Some(b'\\') => end += 2,
                Some(_) => end += 1,
                None if head.len() == bytes.len() && self.window.is_last() => {
                    return Err(self.syntax("the text ends within a string", self.remedy));
                }
                None => return Err(self.too_long()),
            }
        }
    }

    /// Skips a value of any type.
    pub(crate) fn skip(&mut self) -> Result<(), ErrorKind> {
        self.skip_at(0)
    }

    fn skip_at(&mut self, depth: u32) -> Result<(), ErrorKind> {
        if depth > MAX_DEPTH {
            return Err(self.syntax(format!("values are nested more than {MAX_DEPTH} deep"), self.remedy));
        }
        match self.peek()? {
            Some(b'"') => self.skip_string("a string"),
            Some(b'[') => self.list(|parser| parser.skip_at(depth + 1)),
            Some(b'{') => self.members(|parser| parser.skip_string(NAME), |parser, ()| parser.skip_at(depth + 1)),
            _ if matches!(self.token(), b"true" | b"false" | b"null") => {
                self.advance(self.token().len());
                Ok(())
            }
            _ => match self.number_token::<f64>()? {
                Some((_, length)) => {
                    self.advance(length);
                    Ok(())
                }
                None => Err(self.unexpected("a value")),
            },
        }
    }

    /// The beginning of the next token, up to white space, a bracket, a comma or a colon; empty for one of these.
    pub(crate) fn token(&self) -> &[u8] {
        let bytes = self.window.available();
        let end = bytes.iter().take(SHOWN).position(|byte| is_separator(*byte));
        &bytes[..end.unwrap_or(bytes.len().min(SHOWN))]
    }

    /// A syntax error where `expected` should be.
    #[cold]
    pub(crate) fn unexpected(&mut self, expected: impl Display) -> ErrorKind {
        let found = match self.peek() {
            Err(error) => return error,
            Ok(None) => "the text ends".to_string(),
            Ok(Some(first)) => {
                let token = self.token();
                format!("\"{}\" stands", quote(if token.is_empty() { std::slice::from_ref(&first) } else { token }))
            }
        };
        self.syntax(format!("{found} where {expected} should be"), self.remedy)
    }

    /// A syntax error at the current position.
    #[cold]
    pub(crate) fn syntax(&self, found: impl Display, remedy: &'static str) -> ErrorKind {
        let column = self.offset - self.line_start + 1;
        let found = format!("at column {column} of this JSON, {found}").into();
        ErrorKind::Syntax { line: self.line, found, remedy: remedy.into() }
    }

    #[cold]
    fn malformed_string(&self) -> ErrorKind {
        let found = "this string holds an invalid escape, a control character or bytes that are not UTF-8";
        self.syntax(found, self.remedy)
    }

    #[cold]
    fn too_long(&self) -> ErrorKind {
        self.syntax(format!("a token is longer than {MAX_TOKEN} bytes"), self.remedy)
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',' | b':' | b'[' | b']' | b'{' | b'}')
}

/// The number at the start of `bytes`, by the grammar of RFC 8259, which is narrower than that of [`number::scan`].
#[inline]
fn strict<T: Number>(bytes: &[u8]) -> Option<(T, usize)> {
    let (value, length) = number::scan::<T>(bytes, b'.')?;
    let text = &bytes[..length];
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let is_whole = match digits {
        [b'0', b'0'..=b'9', ..] => false,
        [b'0'..=b'9', ..] => true,
        _ => false,
    };
    let point = digits.iter().position(|byte| *byte == b'.');
    let has_decimals = point.is_none_or(|point| digits.get(point + 1).is_some_and(u8::is_ascii_digit));
    (is_whole && has_decimals).then_some((value, length))
}
