//! Tells by its first bytes what a source is.
//!
//! Refuses known kinds of file that hold no readable matrix, markup, and binary rubbish, each in
//! words.

use crate::format::byte_source::is_binary;
use crate::format::display::notation::{is_prefix, lone_number};
use crate::format::error::{ErrorKind, quote};
use crate::format::mtx::BANNER;
use crate::format::npy::MAGIC;
use crate::format::number;

/// Which reader a source belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentKind {
    Npy,
    Mtx,
    Json,
    Block,
    Table,
}

/// First bytes, what they mean, and what to do.
const FOREIGN: [(&[u8], &str, &str); 14] = [
    (
        b"PK\x03\x04",
        "a ZIP archive, such as a NumPy .npz file or an Excel workbook",
        "save one array with np.save, or save the sheet as CSV, or copy its cells and paste them",
    ),
    (b"PK\x05\x06", "an empty ZIP archive", "save one array with np.save"),
    (b"\x1f\x8b", "a file compressed with gzip", "unpack it first"),
    (b"BZh", "a file compressed with bzip2", "unpack it first"),
    (b"\xfd7zXZ\x00", "a file compressed with xz", "unpack it first"),
    (b"\x28\xb5\x2f\xfd", "a file compressed with Zstandard", "unpack it first"),
    (
        b"\x89HDF\r\n\x1a\n",
        "an HDF5 file (or a MATLAB .mat file of version 7.3)",
        "save the matrix as .npy, .mtx or CSV",
    ),
    (b"MATLAB 5.0 MAT-file", "a MATLAB .mat file", "save the matrix with writematrix as CSV"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an Excel workbook of the old kind",
        "save the sheet as CSV, or copy its cells and paste them",
    ),
    (b"%PDF-", "a PDF document", "copy the numbers and paste them"),
    (b"PAR1", "a Parquet file", "save the table as CSV or .npy"),
    (b"\x89PNG", "an image", "load a file of numbers"),
    (b"\xff\xd8\xff", "an image", "load a file of numbers"),
    (b"GIF8", "an image", "load a file of numbers"),
];

/// Judges the raw bytes at the start of a file.
pub(crate) fn recognise_raw(head: &[u8]) -> Result<Option<ContentKind>, ErrorKind> {
    if head.starts_with(MAGIC) {
        return Ok(Some(ContentKind::Npy));
    }
    // Magic that is a word, such as `PAR1`, may just as well be the name of a column: then no byte is binary.
    let begins = |magic: &[u8]| {
        head.starts_with(magic)
            && (!magic.iter().all(u8::is_ascii_alphanumeric) || head.iter().any(|&byte| is_binary(byte)))
    };
    match FOREIGN.iter().find(|(magic, _, _)| begins(magic)) {
        Some(&(_, what, remedy)) => Err(ErrorKind::Foreign { what, remedy }),
        None => Ok(None),
    }
}

/// Judges the text at the start of a file; `whole` when there is no more.
pub(crate) fn recognise_text(sample: &[u8], whole: bool) -> Result<ContentKind, ErrorKind> {
    let text = sample.trim_ascii_start();
    if text.is_empty() {
        return if whole { Err(ErrorKind::Empty) } else { Ok(ContentKind::Table) };
    }
    if text.get(..BANNER.len()).is_some_and(|head| head.eq_ignore_ascii_case(BANNER)) {
        return Ok(ContentKind::Mtx);
    }
    if let Some(position) = sample.iter().position(|&byte| is_binary(byte)) {
        return Err(ErrorKind::Binary { position: position as u64, byte: sample[position] });
    }
    match text {
        [b'<', next, ..] if (next.is_ascii_alphabetic() || b"!?/".contains(next)) && !is_missing(text) => {
            let end = text.iter().position(|byte| b"> \n\r".contains(byte)).unwrap_or(text.len());
            Err(ErrorKind::Markup { start: quote(&text[..end.min(40)]) })
        }
        [b'{', ..] => Ok(ContentKind::Json),
        [b'[', rest @ ..] if is_unit(rest) => Ok(ContentKind::Table),
        [b'[', ..] => Ok(if is_block(text) { ContentKind::Block } else { ContentKind::Json }),
        _ if whole && lone_number::<f64>(text).is_some() => Ok(ContentKind::Block),
        _ => {
            let head = &text[..text.len().min(256)];
            let open = head.iter().position(|&byte| byte == b'[');
            let block = open.is_some_and(|open| is_prefix(head[..open].trim_ascii()));
            Ok(if block { ContentKind::Block } else { ContentKind::Table })
        }
    }
}

/// Whether a text begins with `<NA>`, as pandas prints a missing value.
fn is_missing(text: &[u8]) -> bool {
    text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"<na>"))
}

/// Whether what follows a bracket is a unit, as in the names `[m],[s]`: a word that stands in no list of numbers.
fn is_unit(text: &[u8]) -> bool {
    const IN_LISTS: [&str; 10] = ["nan", "inf", "infinity", "np", "numpy", "array", "true", "false", "null", "none"];
    let text = text.trim_ascii_start();
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic() || !byte.is_ascii()).count();
    letters > 0 && !IN_LISTS.iter().any(|word| word.as_bytes().eq_ignore_ascii_case(&text[..letters]))
}

/// Tells what NumPy and MATLAB print from JSON: blanks or semicolons part the numbers of the first
/// row, or nothing but a blank parts two rows, or commas part what only NumPy prints.
fn is_block(text: &[u8]) -> bool {
    let mut previous = b'[';
    let mut blank = false;
    let mut comma = false;
    let mut row_closed = false;
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
            b'[' if previous == b']' => return true,
            b'[' | b']' => row_closed |= byte == b']',
            _ if blank && !b"[,".contains(&previous) => return true,
            _ => {}
        }
        if row_closed && byte == b']' && !comma {
            // One number in the row: `5.`, `nan` and `inf` are NumPy's way to print it, not JSON's.
            let last = text[..place].trim_ascii_end().split(|byte| *byte == b'[').next_back().unwrap_or_default();
            if last.ends_with(b".") || matches!(last.trim_ascii(), b"nan" | b"inf" | b"-inf") {
                return true;
            }
        }
        (previous, blank) = (byte, false);
    }
    is_printed_with_commas(text)
}

/// Whether NumPy printed a list with commas: every number has a point, and some have nothing after it, as in `1.` and
/// `1.e+05`; or values were left out; or there are scalars of NumPy's, such as `np.float64(1.5)`.
fn is_printed_with_commas(text: &[u8]) -> bool {
    // What stands at the end of a sample may be cut.
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
