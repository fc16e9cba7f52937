//! NumPy's `.npz`: arrays as `.npy` files in a ZIP archive. One array is read; of several, one must be chosen.

use crate::MOST_UNPACKED;
use crate::archive::Archive;
use crate::error::UnpackError;
use crate::part::{PartChoice, PartKind, UnpackNote, Unpacked};
use shared::format::{npy_summary, quote};
use std::io::{self, Read, Seek, Write};

/// How the names of arrays end.
const ENDING: &str = ".npy";
/// Bytes of an array that are read for the list: NumPy's headers are shorter.
const HEAD_BYTES: u64 = 4096;
/// Arrays whose headers are read for the list.
const MOST_SUMMARIES: usize = 100;

pub(crate) fn unpack<R: Read + Seek>(
    archive: &mut Archive<R>,
    part: Option<u32>,
    out: &mut dyn Write,
) -> Result<Unpacked, UnpackError> {
    let files = archive.files().iter().enumerate();
    let arrays: Vec<(usize, String, u64)> = files
        .filter_map(|(index, file)| {
            let name = file.name.strip_suffix(ENDING)?;
            Some((index, quote(name.as_bytes()), file.stated))
        })
        .collect();
    let chosen = match (part, arrays.len()) {
        (_, 0) => return Err(UnpackError::NothingKnown),
        (None, 1) => 0,
        (None, _) => return Err(UnpackError::SeveralArrays { choices: choices(archive, &arrays) }),
        (Some(part), count) => match (part as usize).checked_sub(1).filter(|&chosen| chosen < count) {
            Some(chosen) => chosen,
            None => return Err(UnpackError::NoSuchPart { part, count }),
        },
    };
    let (index, name, _) = &arrays[chosen];
    let mut content = archive.read_at(*index, MOST_UNPACKED)?;
    io::copy(&mut content, out).map_err(|error| UnpackError::from_io(&error, name))?;
    drop(content);
    let others = if arrays.len() > 1 { choices(archive, &arrays) } else { Vec::new() };
    let note = UnpackNote::Part(PartKind::Array(name.clone(), None));
    Ok(Unpacked { format: None, notes: vec![note], others })
}

/// All arrays, with shape and type where these can be read.
fn choices<R: Read + Seek>(archive: &mut Archive<R>, arrays: &[(usize, String, u64)]) -> Vec<PartChoice> {
    let numbered = (1..).zip(arrays).enumerate();
    numbered
        .map(|(place, (number, (index, name, stated)))| {
            let summary = if place < MOST_SUMMARIES { summary(archive, *index, *stated) } else { None };
            PartChoice { number, kind: PartKind::Array(name.clone(), summary) }
        })
        .collect()
}

fn summary<R: Read + Seek>(archive: &mut Archive<R>, index: usize, stated: u64) -> Option<String> {
    let mut head = Vec::new();
    archive.read_at(index, u64::MAX).ok()?.take(HEAD_BYTES).read_to_end(&mut head).ok()?;
    npy_summary(&head, stated).ok()
}
