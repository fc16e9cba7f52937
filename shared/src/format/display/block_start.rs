//! Distinguishes what begins with a bracket: JSON, a block as NumPy and MATLAB print it, or names of units.

use crate::format::display::notation::{is_prefix, lone_number};
use crate::format::error::ErrorKind;
use crate::format::number;
use crate::format::spelling::MINUS;
use crate::format::text_sample::TextSample;

/// What a text that begins with a bracket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bracketed {
    Json,
    Block,
    /// Names such as `[m],[s]` above a table.
    Units,
}

impl Bracketed {
    /// What `text` is; `None` if it does not begin with a bracket.
    pub(crate) fn of(text: &[u8]) -> Option<Self> {
        match text {
            [b'{', ..] => Some(Bracketed::Json),
            [b'[', rest @ ..] if is_unit(rest) => Some(Bracketed::Units),
            [b'[', ..] => Some(if is_block(text) { Bracketed::Block } else { Bracketed::Json }),
            _ => None,
        }
    }
}

/// Whether a text is a block as NumPy and MATLAB print or accept it.
pub(crate) fn recognise(sample: &TextSample, _name: Option<&str>) -> Result<bool, ErrorKind> {
    let text = sample.start();
    Ok(match Bracketed::of(text) {
        Some(kind) => kind == Bracketed::Block,
        None if sample.whole && lone_number::<f64>(text).is_some() => true,
        None => {
            let head = &text[..text.len().min(256)];
            let open = head.iter().position(|&byte| byte == b'[');
            open.is_some_and(|open| is_prefix(head[..open].trim_ascii()))
        }
    })
}

/// Whether a unit follows the bracket, as in the names `[m],[s]`: a word that does not occur in lists of numbers.
fn is_unit(text: &[u8]) -> bool {
    const IN_LISTS: [&str; 10] = ["nan", "inf", "infinity", "np", "numpy", "array", "true", "false", "null", "none"];
    let text = text.trim_ascii_start();
    if text.starts_with(MINUS.as_bytes()) {
        return false;
    }
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    letters > 0 && !IN_LISTS.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(&text[..letters]))
}

/// Distinguishes what NumPy and MATLAB print from JSON: spaces or semicolons separate the numbers of the first row, or
/// only whitespace separates two rows, or commas separate what only NumPy prints.
fn is_block(text: &[u8]) -> bool {
    let mut previous = b'[';
    let mut blank = false;
    let mut comma = false;
    let mut row_closed = false;
    let mut depth = 1_u32;
    for (place, &byte) in text.iter().enumerate() {
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' => {
                blank = true;
                continue;
            }
            b';' => return true,
            b'"' | b'{' => return false,
            b',' if row_closed => return is_printed_with_commas(text),
            b',' => comma = true,
            // Lists below each other: JSON lines, or rows as SageMath prints them.
            b'[' if depth == 0 => return !comma || is_printed_with_commas(&text[..place]),
            b'[' if previous == b']' => return true,
            b'[' => depth += u32::from(place > 0),
            b']' => {
                depth = depth.saturating_sub(1);
                row_closed = true;
            }
            _ if blank && !b"[,".contains(&previous) => return true,
            _ => {}
        }
        if row_closed && byte == b']' && !comma {
            // One number in the row: NumPy prints `5.`, `nan` and `inf`, JSON does not.
            let last = text[..place].trim_ascii_end().split(|byte| *byte == b'[').next_back().unwrap_or_default();
            if last.ends_with(b".") || matches!(last.trim_ascii(), b"nan" | b"inf" | b"-inf") {
                return true;
            }
        }
        (previous, blank) = (byte, false);
    }
    is_printed_with_commas(text)
}

/// Whether NumPy printed a list with commas: every number has a decimal point, and some have no digit after it, as in
/// `1.` and `1.e+05`; or values are elided; or there are NumPy scalars, such as `np.float64(1.5)`.
fn is_printed_with_commas(text: &[u8]) -> bool {
    // The end of a sample may be cut off.
    let end = text.iter().rposition(|byte| b",]".contains(byte)).unwrap_or(0);
    let tokens = || text[..end].split(|byte| b" \t\r\n,[]".contains(byte)).filter(|token| !token.is_empty());
    let point = |token: &[u8]| token.iter().position(|byte| *byte == b'.');
    let is_float = |token: &[u8]| match point(token) {
        Some(_) => number::whole::<f64>(token, b'.').is_some(),
        None => matches!(token, b"nan" | b"inf" | b"-inf"),
    };
    let is_bare = |token: &[u8]| point(token).is_some_and(|at| !token.get(at + 1).is_some_and(u8::is_ascii_digit));
    tokens().all(is_float) && tokens().any(is_bare)
        || tokens().any(|token| token == b"..." || token.starts_with(b"np."))
}
