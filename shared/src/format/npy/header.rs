//! Parses the header of a `.npy` file (NEP 1, versions 1 to 3): element type, order, shape.
//!
//! The header is a Python literal. Nothing is evaluated: only the three entries that NumPy writes are accepted.

use crate::format::error::{ErrorKind, quote};
use crate::format::npy::element_type::NpyType;
use std::borrow::Cow;

/// How every `.npy` file begins.
pub(crate) const MAGIC: &[u8; 6] = b"\x93NUMPY";

/// The longest header that is read; NumPy itself does not trust more than 10,000 bytes.
const MAX_HEADER: u64 = 1 << 16;

/// A parsed header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NpyHeader {
    pub(crate) element: NpyType,
    pub(crate) fortran: bool,
    /// None to two sizes, as they stand in the header.
    pub(crate) dimensions: Vec<u64>,
    /// Where the elements begin.
    pub(crate) data_start: u64,
}

/// Reads the header from `bytes`, the beginning of a file of `length` bytes.
pub(crate) fn parse(bytes: &[u8], length: u64) -> Result<NpyHeader, ErrorKind> {
    let short = |stated: u64| ErrorKind::Amount { what: "bytes", stated: u128::from(stated), present: length };
    let version = bytes.get(6..8).ok_or_else(|| short(10))?;
    let (text_start, text_length) = match version {
        [1, 0] => {
            let size = bytes.get(8..10).ok_or_else(|| short(10))?;
            (10, u64::from(u16::from_le_bytes([size[0], size[1]])))
        }
        [2 | 3, 0] => {
            let size = bytes.get(8..12).ok_or_else(|| short(12))?;
            (12, u64::from(u32::from_le_bytes([size[0], size[1], size[2], size[3]])))
        }
        other => {
            let found = format!("states version {}.{}", other[0], other[1]);
            return Err(header_error(found, "save it with np.save, which writes version 1.0, 2.0 or 3.0"));
        }
    };
    let data_start = text_start as u64 + text_length;
    if data_start > length {
        return Err(short(data_start));
    }
    let end = usize::try_from(data_start).ok().filter(|&end| text_length <= MAX_HEADER && end <= bytes.len());
    let Some(end) = end else {
        return Err(header_error(format!("is {text_length} bytes long"), "save the array with np.save"));
    };
    let mut literal = PythonLiteral { text: &bytes[text_start..end], at: 0 };
    let entries = literal.dictionary()?;
    let (Some(descr), Some(fortran), Some(dimensions)) = (entries.descr, entries.fortran, entries.shape) else {
        return Err(header_error("lacks descr, fortran_order or shape", CORRUPT));
    };
    let element = NpyType::parse(&descr)?;
    if dimensions.len() > 2 {
        let found = format!("states {} dimensions", dimensions.len());
        return Err(header_error(found, "save one two-dimensional slice of the array"));
    }
    Ok(NpyHeader { element, fortran, dimensions, data_start })
}

const CORRUPT: &str = "the file is corrupt; save it again with np.save";

fn header_error(found: impl Into<Cow<'static, str>>, remedy: &'static str) -> ErrorKind {
    ErrorKind::header(".npy", found, remedy)
}

#[derive(Default)]
struct HeaderEntries {
    descr: Option<String>,
    fortran: Option<bool>,
    shape: Option<Vec<u64>>,
}

/// A parser for the few Python literals in a header.
struct PythonLiteral<'a> {
    text: &'a [u8],
    at: usize,
}

impl PythonLiteral<'_> {
    fn dictionary(&mut self) -> Result<HeaderEntries, ErrorKind> {
        let mut entries = HeaderEntries::default();
        self.expect(b'{')?;
        while !self.accept(b'}') {
            let name = self.string()?;
            self.expect(b':')?;
            let twice = match name.as_str() {
                "descr" => entries.descr.replace(self.descr()?).is_some(),
                "fortran_order" => entries.fortran.replace(self.boolean()?).is_some(),
                "shape" => entries.shape.replace(self.tuple()?).is_some(),
                _ => return Err(header_error(format!("has an entry '{}'", quote(name.as_bytes())), CORRUPT)),
            };
            if twice {
                return Err(header_error(format!("has two entries '{name}'"), CORRUPT));
            }
            if !self.accept(b',') {
                self.expect(b'}')?;
                break;
            }
        }
        self.blanks();
        if self.text[self.at..].iter().any(|&byte| byte != 0) { Err(self.unexpected()) } else { Ok(entries) }
    }

    fn blanks(&mut self) {
        while self.text.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn accept(&mut self, byte: u8) -> bool {
        self.blanks();
        let found = self.text.get(self.at) == Some(&byte);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, byte: u8) -> Result<(), ErrorKind> {
        if self.accept(byte) { Ok(()) } else { Err(self.unexpected()) }
    }

    fn unexpected(&self) -> ErrorKind {
        let rest = &self.text[self.at.min(self.text.len())..];
        header_error(format!("cannot be understood at \"{}\"", quote(&rest[..rest.len().min(24)])), CORRUPT)
    }

    fn string(&mut self) -> Result<String, ErrorKind> {
        self.blanks();
        let quote_mark = match self.text.get(self.at) {
            Some(&mark @ (b'\'' | b'"')) => mark,
            _ => return Err(self.unexpected()),
        };
        let rest = &self.text[self.at + 1..];
        let length = rest.iter().position(|&byte| byte == quote_mark).ok_or_else(|| self.unexpected())?;
        let text = String::from_utf8_lossy(&rest[..length]).into_owned();
        self.at += length + 2;
        Ok(text)
    }

    fn descr(&mut self) -> Result<String, ErrorKind> {
        self.blanks();
        if matches!(self.text.get(self.at), Some(b'[' | b'(')) {
            return Err(header_error("states a structured type", "save one field of the array, such as a['x']"));
        }
        self.string()
    }

    fn boolean(&mut self) -> Result<bool, ErrorKind> {
        self.blanks();
        let rest = &self.text[self.at..];
        // Other programs than NumPy write the words of JSON, and its brackets.
        let (value, length) = if rest.starts_with(b"True") || rest.starts_with(b"true") {
            (true, 4)
        } else if rest.starts_with(b"False") || rest.starts_with(b"false") {
            (false, 5)
        } else {
            return Err(self.unexpected());
        };
        self.at += length;
        Ok(value)
    }

    fn tuple(&mut self) -> Result<Vec<u64>, ErrorKind> {
        let mut sizes = Vec::new();
        let is_list = self.accept(b'[');
        if !is_list {
            self.expect(b'(')?;
        }
        let close = if is_list { b']' } else { b')' };
        while !self.accept(close) {
            sizes.push(self.size()?);
            if self.accept(b',') {
                continue;
            }
            self.expect(close)?;
            // `(3)` is a number in Python, not a tuple; NumPy never writes it.
            if sizes.len() == 1 && !is_list {
                return Err(self.unexpected());
            }
            break;
        }
        Ok(sizes)
    }

    fn size(&mut self) -> Result<u64, ErrorKind> {
        self.blanks();
        let rest = &self.text[self.at..];
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = String::from_utf8_lossy(&rest[..length]);
        if length == 0 {
            return Err(header_error(
                format!("states a size that is not a whole number, at \"{}\"", quote(&rest[..rest.len().min(24)])),
                CORRUPT,
            ));
        }
        let size = digits.parse().map_err(|_| {
            header_error(
                format!("states a size of {}", quote(digits.as_bytes())),
                "no matrix is this large; the file is corrupt",
            )
        })?;
        // Python 2 wrote long integers as `3L`.
        self.at += length + usize::from(rest.get(length) == Some(&b'L'));
        Ok(size)
    }
}
