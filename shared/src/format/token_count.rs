//! Counts the tokens of a text before it is parsed, so that memory is reserved for what is there.

use crate::format::byte_source::ByteWindow;
use crate::format::error::ErrorKind;

/// The most tokens that `window` can hold: the bytes for which `begins`, at the start of the text or behind one that
/// `separates`. Exact but for one in a block of the source.
pub(crate) fn count_tokens(
    window: &mut ByteWindow<'_>,
    separates: impl Fn(u8) -> bool + Copy,
    begins: impl Fn(u8) -> bool + Copy,
) -> Result<u64, ErrorKind> {
    let mut count = 0;
    loop {
        window.fill()?;
        let bytes = window.available();
        if bytes.is_empty() {
            return Ok(count);
        }
        count += starts(bytes, separates, begins);
        let length = bytes.len();
        window.advance(length);
    }
}

#[inline]
fn starts(bytes: &[u8], separates: impl Fn(u8) -> bool, begins: impl Fn(u8) -> bool) -> u64 {
    // The counter of a run fits a byte, so that the compiler can count many at once.
    const RUN: usize = 255;
    let mut count = bytes.first().map_or(0, |&first| u64::from(begins(first)));
    for (run, next) in bytes.chunks(RUN).zip(bytes[1.min(bytes.len())..].chunks(RUN)) {
        let mut found: u8 = 0;
        for (&byte, &next) in run.iter().zip(next) {
            found += u8::from(separates(byte) & begins(next));
        }
        count += u64::from(found);
    }
    count
}
