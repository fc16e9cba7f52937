//! Recognises a source by its first bytes. Known kinds of file that cannot be read, markup and binary data are errors.

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
    (b"\x1f\x8b", "a gzip-compressed file", "decompress it first"),
    (b"BZh", "a bzip2-compressed file", "decompress it first"),
    (b"\xfd7zXZ\x00", "an xz-compressed file", "decompress it first"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard-compressed file", "decompress it first"),
    (
        b"\x89HDF\r\n\x1a\n",
        "an HDF5 file (or a MATLAB .mat file of version 7.3)",
        "save the matrix as .npy, .mtx or CSV",
    ),
    (b"MATLAB 5.0 MAT-file", "a MATLAB .mat file", "save the matrix with writematrix as CSV"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "an Excel workbook in the old .xls format",
        "save the sheet as CSV, or copy its cells and paste them",
    ),
    (b"%PDF-", "a PDF document", "copy the numbers and paste them"),
    (b"PAR1", "a Parquet file", "save the table as CSV or .npy"),
    (b"\x89PNG", "an image", "load a file of numbers"),
    (b"\xff\xd8\xff", "an image", "load a file of numbers"),
    (b"GIF8", "an image", "load a file of numbers"),
];

/// Recognises a binary file by its raw first bytes.
pub(crate) fn recognise_raw(head: &[u8]) -> Result<Option<ContentKind>, ErrorKind> {
    if head.starts_with(MAGIC) {
        return Ok(Some(ContentKind::Npy));
    }
    // A signature that is a word, such as `PAR1`, may also be the name of a column: then no byte is binary.
    let begins = |magic: &[u8]| {
        head.starts_with(magic)
            && (!magic.iter().all(u8::is_ascii_alphanumeric) || head.iter().any(|&byte| is_binary(byte)))
    };
    match FOREIGN.iter().find(|(magic, _, _)| begins(magic)) {
        Some(&(_, what, remedy)) => Err(ErrorKind::Foreign { what, remedy }),
        None => Ok(None),
    }
}

/// Recognises a text by its beginning; `whole` when `sample` is all of it.
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

/// Whether a unit follows the bracket, as in the names `[m],[s]`: a word that does not occur in lists of numbers.
fn is_unit(text: &[u8]) -> bool {
    const IN_LISTS: [&str; 10] = ["nan", "inf", "infinity", "np", "numpy", "array", "true", "false", "null", "none"];
    let text = text.trim_ascii_start();
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
