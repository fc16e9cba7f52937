//! The beginning of a text, by which its format and dialect are found.

use crate::format::byte_source::{ByteSource, MAX_TOKEN};
use crate::format::error::ErrorKind;

/// The beginning of a text.
pub(crate) struct TextSample {
    pub(crate) text: Vec<u8>,
    /// Whether that is all of it.
    pub(crate) whole: bool,
}

/// The longest sample; taken only while shorter ones hold nothing but names, comments and blank lines.
pub(crate) const MOST_SAMPLED: usize = 1 << 24;

impl TextSample {
    /// The text without the blanks before it.
    pub(crate) fn start(&self) -> &[u8] {
        self.text.trim_ascii_start()
    }

    /// The first [`MAX_TOKEN`] bytes of the text in `source`, or more where these are blank.
    pub(crate) fn of(source: &mut ByteSource<'_>) -> Result<Self, ErrorKind> {
        let mut sample = Self::first(source, MAX_TOKEN)?;
        while sample.text.trim_ascii_start().is_empty() {
            let Some(longer) = sample.longer(source)? else { break };
            sample = longer;
        }
        Ok(sample)
    }

    /// The first `most` bytes of the text in `source`.
    fn first(source: &mut ByteSource<'_>, most: usize) -> Result<Self, ErrorKind> {
        let mut window = source.text()?;
        let mut text = Vec::new();
        loop {
            window.fill()?;
            let length = window.available().len().min(most - text.len());
            if length == 0 {
                break;
            }
            text.extend_from_slice(&window.available()[..length]);
            window.advance(length);
        }
        Ok(Self { text, whole: window.is_last() && window.available().is_empty() })
    }

    /// All but what may be half a number at the end.
    pub(crate) fn settled(&self) -> &[u8] {
        let is_open = |byte: &u8| byte.is_ascii_digit() || b".,".contains(byte);
        let open = if self.whole { 0 } else { self.text.iter().rev().take_while(|byte| is_open(byte)).count() };
        &self.text[..self.text.len() - open]
    }

    /// A longer one, if the text goes on.
    pub(crate) fn longer(&self, source: &mut ByteSource<'_>) -> Result<Option<Self>, ErrorKind> {
        if self.whole || self.text.len() >= MOST_SAMPLED {
            return Ok(None);
        }
        Self::first(source, (self.text.len() * 16).min(MOST_SAMPLED)).map(Some)
    }
}
