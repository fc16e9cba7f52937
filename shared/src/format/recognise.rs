//! Recognises binary files by their first bytes. Known kinds of file that cannot be read, markup and binary data are
//! errors. What a text is recognised by stands in `notations.rs`.

use crate::format::byte_source::is_binary;
use crate::format::error::{ErrorKind, quote};
use crate::format::npy::MAGIC;
use crate::format::text_sample::TextSample;

/// A kind of binary file that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BinaryKind {
    Npy,
}

/// Whether a file that begins so holds another one, which `unpack` takes out: in gzip, in a ZIP archive, or in markup.
pub fn is_packed(head: &[u8]) -> bool {
    GZIP_OR_ZIP.iter().any(|magic| head.starts_with(magic)) || is_markup(head.trim_ascii_start())
}

/// How gzip and ZIP archives begin.
const GZIP_OR_ZIP: [&[u8]; 2] = [b"\x1f\x8b", b"PK\x03\x04"];

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
pub(crate) fn recognise_raw(head: &[u8]) -> Result<Option<BinaryKind>, ErrorKind> {
    if head.starts_with(MAGIC) {
        return Ok(Some(BinaryKind::Npy));
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

/// Refuses bytes that do not occur in text.
pub(crate) fn refuse_binary(sample: &TextSample) -> Result<(), ErrorKind> {
    match sample.text.iter().position(|&byte| is_binary(byte)) {
        Some(position) => Err(ErrorKind::Binary { position: position as u64, byte: sample.text[position] }),
        None => Ok(()),
    }
}

/// Refuses web pages, SVG and XML.
pub(crate) fn refuse_markup(sample: &TextSample) -> Result<(), ErrorKind> {
    match sample.start() {
        text if is_markup(text) => {
            let end = text.iter().position(|byte| b"> \n\r".contains(byte)).unwrap_or(text.len());
            Err(ErrorKind::Markup { start: quote(&text[..end.min(40)]) })
        }
        _ => Ok(()),
    }
}

/// Whether a text begins with a tag or a comment.
fn is_markup(text: &[u8]) -> bool {
    matches!(text, [b'<', next, ..] if next.is_ascii_alphabetic() || b"!?/".contains(next)) && !is_missing(text)
}

/// Whether a text begins with `<NA>`, as pandas prints a missing value.
fn is_missing(text: &[u8]) -> bool {
    text.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"<na>"))
}
