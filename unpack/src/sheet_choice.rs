//! Which sheet of a spreadsheet is read: the one that was chosen, or the first with numbers.

use crate::cell_grid::CellGrid;
use crate::error::UnpackError;
use crate::part::{PartChoice, PartKind, UnpackNote, Unpacked};
use shared::format::Format;
use std::io::Write;

/// A sheet, and whether it holds numbers.
pub(crate) struct SheetEntry {
    pub(crate) name: String,
    pub(crate) has_numbers: bool,
}

/// Writes the sheet `part` of these, and lists the others that hold numbers; `read` gives the cells of a sheet.
pub(crate) fn unpack(
    sheets: &[SheetEntry],
    part: Option<u32>,
    format: Format,
    out: &mut dyn Write,
    read: &mut dyn FnMut(usize) -> Result<CellGrid, UnpackError>,
) -> Result<Unpacked, UnpackError> {
    let mut with_numbers = (0..sheets.len()).filter(|&index| sheets[index].has_numbers);
    let chosen = match part {
        Some(part) => {
            let chosen = (part as usize).checked_sub(1).filter(|&index| index < sheets.len());
            chosen.ok_or(UnpackError::NoSuchPart { part, count: sheets.len() })?
        }
        None => with_numbers.clone().next().ok_or(UnpackError::NoNumbers)?,
    };
    let name = &sheets[chosen].name;
    let mut notes = vec![UnpackNote::Part(PartKind::Sheet(name.clone()))];
    notes.extend(read(chosen)?.write(name, out)?);
    // The first is what is read when nothing is chosen.
    with_numbers.next();
    let choice =
        |index: usize| PartChoice { number: index as u32 + 1, kind: PartKind::Sheet(sheets[index].name.clone()) };
    Ok(Unpacked { format: Some(format), notes, others: with_numbers.map(choice).collect() })
}
