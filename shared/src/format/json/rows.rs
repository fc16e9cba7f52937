//! The fast way through the commonest JSON: rows of rows of numbers, straight from bytes.
//!
//! Refuses to judge: whatever is not plainly that, down to one letter, is left to the parser of
//! `serde_json`, which starts over and has the last word on what is JSON and on what is wrong.

use crate::format::byte_source::ByteWindow;
use crate::format::error::ErrorKind;
use crate::format::number::{self, Number};
use crate::format::value_sink::{ChunkedSink, ValueSink};

/// Reads all of `window` into `cells`: rows and columns, or `None` when the parser must decide.
pub(crate) fn read<T: Number>(
    window: &mut ByteWindow<'_>,
    cells: &mut ChunkedSink<'_, T>,
) -> Result<Option<(u64, u64)>, ErrorKind> {
    let (mut rows, mut cols) = (0, 0);
    if !accept(window, b'[')? {
        return Ok(None);
    }
    loop {
        if !accept(window, b'[')? {
            return Ok(None);
        }
        let mut column = 0;
        loop {
            blanks(window)?;
            let Some((value, length)) = strict::<T>(window.available()) else { return Ok(None) };
            window.advance(length);
            cells.take(value)?;
            column += 1;
            if !accept(window, b',')? {
                break;
            }
        }
        if rows == 0 {
            cols = column;
        }
        if column != cols || !accept(window, b']')? {
            return Ok(None);
        }
        rows += 1;
        if !accept(window, b',')? {
            break;
        }
    }
    if !accept(window, b']')? {
        return Ok(None);
    }
    blanks(window)?;
    Ok(window.available().is_empty().then_some((rows, cols)))
}

/// Passes blanks as JSON knows them, and makes sure that a whole token follows.
#[inline]
fn blanks(window: &mut ByteWindow<'_>) -> Result<(), ErrorKind> {
    loop {
        window.fill()?;
        let held = window.available();
        let count = held.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r')).count();
        let all = count > 0 && count == held.len();
        window.advance(count);
        if !all {
            return Ok(());
        }
    }
}

#[inline]
fn accept(window: &mut ByteWindow<'_>, wanted: u8) -> Result<bool, ErrorKind> {
    blanks(window)?;
    let found = window.available().first() == Some(&wanted);
    window.advance(usize::from(found));
    Ok(found)
}

/// A number by the grammar of RFC 8259, which is narrower than ours, within the range of `T`.
#[inline]
fn strict<T: Number>(bytes: &[u8]) -> Option<(T, usize)> {
    let (value, length) = number::scan::<T>(bytes, b'.')?;
    let text = &bytes[..length];
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    let whole = match digits {
        [b'0', b'0'..=b'9', ..] => false,
        [b'0'..=b'9', ..] => true,
        _ => false,
    };
    let point = digits.iter().position(|byte| *byte == b'.');
    let decimals = point.is_none_or(|point| digits.get(point + 1).is_some_and(u8::is_ascii_digit));
    let finite = value.to_f64().is_finite();
    (whole && decimals && finite).then_some((value, length))
}
