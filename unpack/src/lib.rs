//! Files that hold a matrix inside: NumPy archives, spreadsheets, HTML. What is inside becomes a file that
//! `shared::format` reads: the bytes of an array as `.npy`, the cells of a sheet or of a table as tab-separated text.
//!
//! In reading order: [`archive`] opens ZIP archives within bounds, `npz` finds the arrays in one, `xml` reads XML for
//! `xlsx` and `ods`, which fill a [`cell_grid`]; [`html`] finds tables among the pieces that `html_tokens` makes; [`error`] and [`part`] are what callers get.
//! Nothing here trusts a size that a file states: it is compared with what is there before memory is taken.

pub mod archive;
pub mod cell_grid;
pub mod error;
pub mod html;
mod html_tokens;
mod npz;
mod ods;
pub mod part;
mod sheet_choice;
mod xlsx;
mod xml;

pub use error::UnpackError;
pub use part::{PartChoice, UnpackNote, Unpacked};

use archive::Archive;
use std::io::{Read, Seek, SeekFrom, Write};

/// The most bytes that are taken out of a packed file: 1 GiB.
pub const MOST_UNPACKED: u64 = 1 << 30;

/// Unpacks what `source` holds, a ZIP archive or a document in markup of `length` bytes, and writes it to `out`. `part`
/// chooses among several arrays or sheets, from 1.
///
/// # Errors
/// [`UnpackError`], whose message says what was found and what to do.
pub fn unpack<R: Read + Seek>(
    mut source: R,
    length: u64,
    part: Option<u32>,
    out: &mut dyn Write,
) -> Result<Unpacked, UnpackError> {
    let mut head = [0; 4];
    let count = length.min(head.len() as u64) as usize;
    let read = source.read_exact(&mut head[..count]).and_then(|()| source.seek(SeekFrom::Start(0)));
    read.map_err(|error| UnpackError::from_io(&error, "the file"))?;
    if !head.starts_with(b"PK") {
        return html::unpack(source, length, part, out);
    }
    let mut archive = Archive::open(source, length)?;
    if archive.holds(xlsx::WORKBOOK) {
        xlsx::unpack(&mut archive, part, out)
    } else if archive.holds(ods::CONTENT) && archive.holds(ods::MEDIA_TYPE) {
        ods::unpack(&mut archive, part, out)
    } else {
        npz::unpack(&mut archive, part, out)
    }
}
