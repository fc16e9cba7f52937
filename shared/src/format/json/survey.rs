//! A first pass over a JSON text that bounds what the second one may need: how many numbers there
//! can be, how long a token and how deep a nesting.
//!
//! Refuses tokens and nesting that no matrix has, before a parser would put them in memory. Judges
//! no grammar: that is the parser's work.

use crate::format::byte_source::{ByteWindow, MAX_TOKEN};
use crate::format::error::ErrorKind;

/// The deepest nesting that is passed on. Two levels hold a matrix; members that are skipped may
/// be deeper.
const MAX_DEPTH: u32 = 100;

/// What a first pass found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Survey {
    /// Tokens outside strings that begin like a number.
    pub(crate) numbers: u64,
    /// Whether the text is a list whose first element is no list.
    pub(crate) flat: bool,
}

/// Passes over all of `window`.
pub(crate) fn survey(window: &mut ByteWindow<'_>) -> Result<Survey, ErrorKind> {
    let mut numbers: u64 = 0;
    let mut comma = false;
    let mut depth: u32 = 0;
    let mut token: usize = 0;
    let mut line: u64 = 1;
    let (mut quoted, mut escaped) = (false, false);
    let mut second = None;
    let mut opened = false;
    loop {
        window.fill()?;
        let length = window.available().len();
        if length == 0 {
            return Ok(Survey { numbers, flat: opened && second != Some(b'[') });
        }
        for &byte in window.available() {
            token += 1;
            if token > MAX_TOKEN {
                let found = format!("this JSON holds a token of more than {MAX_TOKEN} bytes").into();
                return Err(ErrorKind::Syntax {
                    line,
                    found,
                    remedy: "write rows of numbers such as [[1,2],[3,4]]".into(),
                });
            }
            if quoted {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => quoted = false,
                    _ => {}
                }
                continue;
            }
            if byte.is_ascii_digit() || byte == b'-' {
                numbers += u64::from(token == 1);
                continue;
            }
            match byte {
                b'"' => quoted = true,
                b',' => (comma, token) = (true, 0),
                b'[' | b'{' => {
                    (depth, token) = (depth + 1, 0);
                    if depth > MAX_DEPTH {
                        let found = format!("brackets stand {MAX_DEPTH} deep within each other in this JSON").into();
                        return Err(ErrorKind::Syntax { line, found, remedy: "only two dimensions are read".into() });
                    }
                    if depth == 1 {
                        opened = byte == b'[';
                    } else if second.is_none() && depth == 2 && !comma {
                        second = Some(byte);
                    }
                }
                b']' | b'}' => (depth, token) = (depth.saturating_sub(1), 0),
                b'\n' => (line, token) = (line + 1, 0),
                b':' | b' ' | b'\t' | b'\r' => token = 0,
                _ => {}
            }
        }
        window.advance(length);
    }
}
