//! Numbers in spellings that have one reading, although [`number`] does not take them: `1.5D+03` as Fortran prints it, and
//! the sign U+2212 as word processors and web pages set it. Also spaces that a keyboard does not have.
//!
//! None of this is tried before a plain number was looked for, so plain numbers cost nothing more.

use crate::format::note::Note;
use crate::format::number::{self, Number};

/// The minus sign of typesetting.
pub(crate) const MINUS: &str = "\u{2212}";

/// The spaces that separate cells or thousands in typeset text: no-break, narrow no-break, thin and figure space.
pub(crate) const SPACES: [char; 4] = ['\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}'];

/// Which spellings were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Spelling {
    minus: bool,
    d_exponents: bool,
    /// Typeset spaces between or around cells …
    pub(crate) spaces: bool,
    /// … and between thousands.
    pub(crate) thousands: bool,
}

impl Spelling {
    /// The number that all of `text` is, in another spelling than [`number::whole`] takes.
    #[cold]
    pub(crate) fn number<T: Number>(&mut self, text: &[u8], mark: u8) -> Option<T> {
        self.shifted(text, mark, 0)
    }

    /// The same, times `10^shift`.
    #[cold]
    pub(crate) fn shifted<T: Number>(&mut self, text: &[u8], mark: u8, shift: i16) -> Option<T> {
        let (plain, found) = Self::plain(text)?;
        let value = number::shifted(&plain, mark, shift)?;
        self.minus |= found.minus;
        self.d_exponents |= found.d_exponents;
        Some(value)
    }

    /// `text` as a plain number, if it differs from one in its spelling only.
    fn plain(text: &[u8]) -> Option<(Vec<u8>, Self)> {
        let mut found = Self::default();
        let text = std::str::from_utf8(text).ok()?;
        let mut plain = text.replace(MINUS, "-");
        found.minus = plain.len() < text.len();
        // `1D5` has digits on both sides of its letter; a name such as `D5` has not.
        if let Some(at) = plain.find(['d', 'D']) {
            let is_exponent = at > 0 && plain[at + 1..].bytes().last().is_some_and(|last| last.is_ascii_digit());
            if !is_exponent || plain.contains(['e', 'E']) {
                return None;
            }
            plain.replace_range(at..=at, "e");
            found.d_exponents = true;
        }
        (found.minus || found.d_exponents).then_some((plain.into_bytes(), found))
    }

    /// The notes about it.
    pub(crate) fn notes(self) -> impl Iterator<Item = Note> {
        let note = |found: bool, note: Note| found.then_some(note);
        [
            note(self.d_exponents, Note::DExponents),
            note(self.minus, Note::TypesetMinus),
            note(self.spaces, Note::TypesetSpaces),
            note(self.thousands, Note::TypesetThousands),
        ]
        .into_iter()
        .flatten()
    }
}
