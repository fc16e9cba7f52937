//! The bytes of a source, as a window that moves over them in large blocks. It holds at most a block and one token.
//!
//! UTF-16 (Excel's "Unicode Text") is converted to UTF-8 on the way: if there is a byte order mark, or if the text begins
//! with ASCII characters of which every second byte is 0.

use crate::format::error::ErrorKind;
use crate::format::note::Note;
use std::borrow::Cow;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes read at once.
const BLOCK: usize = 1 << 20;

/// The longest cell or header line that is read. Far longer than any number: the longest exact decimal expansion of an
/// f64 has fewer than 1,100 digits.
pub(crate) const MAX_TOKEN: usize = 1 << 16;

/// A seekable reader.
pub(crate) trait ReadSeek: Read + Seek {}
impl<R: Read + Seek> ReadSeek for R {}

/// How text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// One byte a unit: UTF-8, ASCII, or the rest of an ASCII-compatible encoding.
    Bytes,
    /// Two bytes a unit, low byte first.
    Utf16Little,
    /// Two bytes a unit, high byte first.
    Utf16Big,
}

impl Encoding {
    /// The encoding of a file that begins with `head`, and the length of its byte order mark.
    pub(crate) fn of(head: &[u8]) -> (Self, u64) {
        match head {
            [0xef, 0xbb, 0xbf, ..] => (Encoding::Bytes, 3),
            [0xff, 0xfe, ..] => (Encoding::Utf16Little, 2),
            [0xfe, 0xff, ..] => (Encoding::Utf16Big, 2),
            _ if is_utf16(head, 0) => (Encoding::Utf16Little, 0),
            _ if is_utf16(head, 1) => (Encoding::Utf16Big, 0),
            _ => (Encoding::Bytes, 0),
        }
    }
}

/// Control characters that no text holds.
pub(crate) fn is_binary(byte: u8) -> bool {
    byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c) || byte == 0x7f
}

/// Whether the first units of `head` are ASCII characters of a text, `low` bytes behind their starts.
fn is_utf16(head: &[u8], low: usize) -> bool {
    const LOOKED_AT: usize = 64;
    let head = &head[..head.len().min(LOOKED_AT)];
    let is_text = |pair: &[u8]| pair[1 - low] == 0 && pair[low].is_ascii() && !is_binary(pair[low]);
    // A single pair is not enough evidence.
    head.len() >= 4 && head.chunks_exact(2).all(is_text)
}

/// A source of known length.
pub(crate) struct ByteSource<'a> {
    reader: &'a mut dyn ReadSeek,
    length: u64,
    encoding: Encoding,
    text_start: u64,
    /// The end of the text, before bytes that only pad the file.
    text_end: u64,
    padding: Option<Note>,
}

impl<'a> ByteSource<'a> {
    /// The first `length` bytes of `reader`.
    pub(crate) fn new(reader: &'a mut dyn ReadSeek, length: u64) -> Result<Self, ErrorKind> {
        let (encoding, text_start, text_end) = (Encoding::Bytes, 0, length);
        let mut source = Self { reader, length, encoding, text_start, text_end, padding: None };
        let mut window = source.raw()?;
        window.fill()?;
        let (encoding, text_start) = Encoding::of(window.available());
        source.encoding = encoding;
        source.text_start = text_start;
        Ok(source)
    }

    /// Length in bytes, byte order mark included.
    pub(crate) fn length(&self) -> u64 {
        self.length
    }

    /// The notes about the encoding, if it is unusual, and about padding.
    pub(crate) fn notes(&self) -> impl Iterator<Item = Note> + use<> {
        let encoding = (self.encoding != Encoding::Bytes).then_some(Note::Utf16 { marked: self.text_start > 0 });
        encoding.into_iter().chain(self.padding.clone())
    }

    /// Leaves out what only pads a text at its end: NUL bytes, as in files of blocks, and the end-of-file mark of DOS.
    pub(crate) fn leave_out_padding(&mut self) -> Result<(), ErrorKind> {
        // A unit of UTF-16 holds NUL bytes.
        if self.encoding != Encoding::Bytes {
            return Ok(());
        }
        const MARK: u8 = 0x1a;
        let mut end = self.length;
        let mut tail = [0; 4096];
        let mut found = None;
        while end > self.text_start {
            let start = end.saturating_sub(tail.len() as u64).max(self.text_start);
            let part = &mut tail[..(end - start) as usize];
            let read = self.reader.seek(SeekFrom::Start(start)).and_then(|_| self.reader.read_exact(part));
            match read {
                Ok(()) => {}
                // That the source ends early is found again where it is read.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                Err(error) => return Err(ErrorKind::source(&error)),
            }
            let is_padding = |byte: &u8| *byte == 0 || *byte == MARK;
            // A line end may stand behind the mark.
            let kept = part.iter().rposition(|byte| !is_padding(byte) && !byte.is_ascii_whitespace());
            let from = kept.map_or(0, |place| place + 1);
            if let Some(first) = part[from..].iter().position(is_padding).map(|place| from + place) {
                let mark = part[first] == MARK;
                end = start + first as u64;
                // A run of padding may begin before this part.
                found = Some(Note::PaddingLeftOut { mark, count: self.length - end });
            }
            // Only where all of this is padding, more may precede it.
            if kept.is_some() || end > start {
                break;
            }
        }
        if let Some(Note::PaddingLeftOut { count, .. }) = found {
            self.text_end = self.length - count;
            self.padding = found;
        }
        Ok(())
    }

    /// A window at the start of the file, bytes as they are.
    pub(crate) fn raw(&mut self) -> Result<ByteWindow<'_>, ErrorKind> {
        ByteWindow::new(self.reader, 0, self.length, Encoding::Bytes)
    }

    /// A window at the start of the text, after a byte order mark, decoded.
    pub(crate) fn text(&mut self) -> Result<ByteWindow<'_>, ErrorKind> {
        ByteWindow::new(self.reader, self.text_start, self.text_end, self.encoding)
    }
}

/// A block of a source, moving forward.
pub(crate) struct ByteWindow<'a> {
    reader: Option<&'a mut dyn ReadSeek>,
    /// Bytes of the source that were not read yet.
    left: u64,
    encoding: Encoding,
    /// A unit of UTF-16, or half of one, at the end of the last block.
    carried: Vec<u8>,
    /// Borrowed where the whole text is in memory already.
    buffer: Cow<'a, [u8]>,
    /// The available bytes lie from here …
    start: usize,
    /// … to here in the buffer.
    end: usize,
}

impl<'a> ByteWindow<'a> {
    fn new(reader: &'a mut dyn ReadSeek, start: u64, length: u64, encoding: Encoding) -> Result<Self, ErrorKind> {
        reader.seek(SeekFrom::Start(start)).map_err(|error| ErrorKind::source(&error))?;
        let left = length.saturating_sub(start);
        let carried = Vec::new();
        Ok(Self { reader: Some(reader), left, encoding, carried, buffer: Cow::default(), start: 0, end: 0 })
    }

    /// A window over a text in memory.
    pub(crate) fn over(text: &'a [u8]) -> Self {
        let (encoding, buffer) = (Encoding::Bytes, Cow::Borrowed(text));
        Self { reader: None, left: 0, encoding, carried: Vec::new(), buffer, start: 0, end: text.len() }
    }

    /// The available bytes: at least [`MAX_TOKEN`] of them after [`ByteWindow::fill`], or all that are left.
    #[inline]
    pub(crate) fn available(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// The bytes from `from` to `to` places before the available ones. They remain until the next
    /// [`ByteWindow::fill`].
    pub(crate) fn consumed(&self, from: usize, to: usize) -> &[u8] {
        &self.buffer[self.start - from..self.start - to]
    }

    /// Whether everything that is left is available.
    pub(crate) fn is_last(&self) -> bool {
        self.left == 0
    }

    /// Bytes of the source that are neither consumed nor available.
    pub(crate) fn unread(&self) -> u64 {
        self.left
    }

    /// Consumes the first `count` available bytes.
    #[inline]
    pub(crate) fn advance(&mut self, count: usize) {
        self.start += count;
    }

    /// Makes a whole token available.
    #[inline]
    pub(crate) fn fill(&mut self) -> Result<(), ErrorKind> {
        if self.end - self.start < MAX_TOKEN && self.left > 0 {
            return self.refill();
        }
        Ok(())
    }

    fn refill(&mut self) -> Result<(), ErrorKind> {
        self.buffer.to_mut().copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        while self.end < MAX_TOKEN && self.left > 0 {
            self.read_block()?;
        }
        Ok(())
    }

    fn read_block(&mut self) -> Result<(), ErrorKind> {
        let Some(reader) = self.reader.as_mut() else { return Ok(()) };
        let wanted = usize::try_from(self.left).unwrap_or(BLOCK).min(BLOCK);
        let held = self.end;
        // Zeros are written once; later blocks go over earlier ones.
        let buffer = self.buffer.to_mut();
        if buffer.len() < held + wanted {
            buffer.resize(held + wanted, 0);
        }
        let count = loop {
            match reader.read(&mut buffer[held..held + wanted]) {
                Ok(count) => break count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(ErrorKind::source(&error)),
            }
        };
        self.end = held + count;
        if count == 0 {
            return Err(ErrorKind::Io { message: format!("the source ended {} bytes early", self.left) });
        }
        self.left -= count as u64;
        if self.encoding != Encoding::Bytes {
            self.decode(held);
        }
        Ok(())
    }

    /// Turns the UTF-16 units from `held` on into UTF-8.
    fn decode(&mut self, held: usize) {
        self.carried.extend_from_slice(&self.buffer[held..self.end]);
        let buffer = self.buffer.to_mut();
        buffer.truncate(held);
        let little = self.encoding == Encoding::Utf16Little;
        let mut units: Vec<u16> =
            self.carried
                .chunks_exact(2)
                .map(|pair| {
                    if little { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) }
                })
                .collect();
        let high_last = units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit));
        if high_last && self.left > 0 {
            units.pop();
        }
        self.carried.drain(..units.len() * 2);
        let mut utf8 = [0; 4];
        for character in char::decode_utf16(units) {
            let character = character.unwrap_or(char::REPLACEMENT_CHARACTER);
            buffer.extend_from_slice(character.encode_utf8(&mut utf8).as_bytes());
        }
        if self.left == 0 && !self.carried.is_empty() {
            // Half a unit at the end: kept visible, so that it is an error where it stands.
            buffer.extend_from_slice(char::REPLACEMENT_CHARACTER.encode_utf8(&mut utf8).as_bytes());
        }
        self.end = buffer.len();
    }
}
