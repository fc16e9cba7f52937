//! Finds the token at which the parser of a JSON text stopped, in one more pass over the text.
//!
//! Refuses to judge it, and to keep more of it than a message shows.

use crate::format::byte_source::ByteWindow;
use crate::format::error::ErrorKind;

/// Bytes of a token that are kept: more than a message shows.
const KEPT: usize = 256;

/// What stands at a place: everything between two marks of JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Token {
    /// Its beginning; nothing, where one mark follows another.
    pub(crate) text: Vec<u8>,
    /// The line on which it stands.
    pub(crate) line: u64,
    /// Whether it began before the place.
    pub(crate) begun: bool,
}

/// The token at a place, or just before it. Lines and columns are bytes, as `serde_json` counts them: from 1, and a
/// line end is column 0 of the next line.
pub(crate) fn token_at(window: &mut ByteWindow<'_>, line: u64, column: u64) -> Result<Token, ErrorKind> {
    let mut token = Token::default();
    let mut at = (1, 0);
    loop {
        window.fill()?;
        let length = window.available().len();
        if length == 0 {
            return Ok(token);
        }
        for &byte in window.available() {
            at = if byte == b'\n' { (at.0 + 1, 0) } else { (at.0, at.1 + 1) };
            let there = at >= (line, column);
            if b" \t\r\n,:[]{}".contains(&byte) {
                if there {
                    token.line = if token.text.is_empty() { line } else { token.line };
                    return Ok(token);
                }
                token = Token::default();
            } else {
                if token.text.is_empty() {
                    (token.line, token.begun) = (at.0, !there);
                }
                if token.text.len() < KEPT {
                    token.text.push(byte);
                }
            }
        }
        window.advance(length);
    }
}
