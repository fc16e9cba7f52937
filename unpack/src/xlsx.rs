//! Excel's `.xlsx`: the numbers of a sheet as they are stored, whatever their display. Dates are numbers with a format that
//! says so.

use crate::archive::{Archive, MOST_FILES};
use crate::cell_grid;
use crate::cell_grid::{CellGrid, CellValue, cell_place, label, number};
use crate::error::UnpackError;
use crate::part::Unpacked;
use crate::sheet_choice::{self, SheetEntry};
use crate::xml::{MOST_XML_BYTES, XmlPiece, for_each_piece};
use shared::format::{Format, quote};
use std::io::{Read, Seek, Write};
use std::ops::ControlFlow;

/// The list of sheets.
pub(crate) const WORKBOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const STRINGS: &str = "xl/sharedStrings.xml";
const STYLES: &str = "xl/styles.xml";

const CONTINUE: Result<ControlFlow<()>, UnpackError> = Ok(ControlFlow::Continue(()));

/// What the cells of all sheets refer to.
struct WorkbookParts {
    strings: Vec<String>,
    /// For each style of a cell, whether it shows dates.
    dates: Vec<bool>,
}

pub(crate) fn unpack<R: Read + Seek>(
    archive: &mut Archive<R>,
    part: Option<u32>,
    out: &mut dyn Write,
) -> Result<Unpacked, UnpackError> {
    let places = places(archive)?;
    let parts = WorkbookParts { strings: strings(archive)?, dates: dates(archive)? };
    let (mut sheets, mut failure) = (Vec::new(), None);
    for (name, path) in &places {
        // A sheet that cannot be read is refused when it is chosen, or if no other has numbers.
        let has_numbers = match archive.holds(path).then(|| grid(archive, &parts, name, path, false)).transpose() {
            Ok(grid) => grid.is_some_and(|grid| grid.has_numbers()),
            Err(error) if error.is_limit() => return Err(error),
            Err(error) => {
                failure.get_or_insert(error);
                false
            }
        };
        sheets.push(SheetEntry { name: name.clone(), has_numbers });
    }
    let unpacked = sheet_choice::unpack(&sheets, part, Format::Xlsx, out, &mut |index| {
        let (name, path) = &places[index];
        grid(archive, &parts, name, path, true)
    });
    match (unpacked, failure) {
        (Err(UnpackError::NoNumbers), Some(failure)) => Err(failure),
        (unpacked, _) => unpacked,
    }
}

/// Runs over a file of the workbook.
fn each_piece<R: Read + Seek>(
    archive: &mut Archive<R>,
    path: &str,
    take: &mut dyn FnMut(XmlPiece<'_>) -> Result<ControlFlow<()>, UnpackError>,
) -> Result<(), UnpackError> {
    for_each_piece(archive.read(path, MOST_XML_BYTES)?, &quote(path.as_bytes()), take)
}

/// Names of the sheets, and their files.
fn places<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Vec<(String, String)>, UnpackError> {
    let mut relations = Vec::new();
    each_piece(archive, RELATIONS, &mut |piece| {
        if let XmlPiece::Open("Relationship", attributes) = piece
            && let (Some(id), Some(target)) = (attributes.get("Id"), attributes.get("Target"))
        {
            // Absolute, or relative to the workbook.
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            relations.push((id, path));
        }
        CONTINUE
    })?;
    let mut sheets = Vec::new();
    each_piece(archive, WORKBOOK, &mut |piece| {
        if let XmlPiece::Open("sheet", attributes) = piece
            && let (Some(name), Some(id)) = (attributes.get("name"), attributes.get("id"))
            && let Some((_, path)) = relations.iter().find(|(known, _)| *known == id)
        {
            if sheets.len() == MOST_FILES {
                return Err(UnpackError::ManyFiles { found: sheets.len() + 1, limit: MOST_FILES });
            }
            sheets.push((quote(name.as_bytes()), path.clone()));
        }
        CONTINUE
    })?;
    Ok(sheets)
}

/// The texts that cells refer to by their number, shortened to what a label shows.
fn strings<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Vec<String>, UnpackError> {
    let (mut strings, mut current, mut is_phonetic) = (Vec::new(), String::new(), false);
    if !archive.holds(STRINGS) {
        return Ok(strings);
    }
    each_piece(archive, STRINGS, &mut |piece| {
        match piece {
            XmlPiece::Open("rPh", _) => is_phonetic = true,
            XmlPiece::Close("rPh") => is_phonetic = false,
            XmlPiece::Text(text) if !is_phonetic && current.len() < 256 => current.push_str(text),
            XmlPiece::Close("si") => {
                if strings.len() == cell_grid::MOST_CELLS {
                    return Err(UnpackError::ManyCells { file: STRINGS.to_owned(), limit: cell_grid::MOST_CELLS });
                }
                strings.push(label(&current));
                current.clear();
            }
            _ => {}
        }
        CONTINUE
    })?;
    Ok(strings)
}

/// For each style of a cell, whether it shows dates or times.
fn dates<R: Read + Seek>(archive: &mut Archive<R>) -> Result<Vec<bool>, UnpackError> {
    let (mut own, mut dates, mut is_cell_style) = (Vec::new(), Vec::new(), false);
    if !archive.holds(STYLES) {
        return Ok(dates);
    }
    each_piece(archive, STYLES, &mut |piece| {
        match piece {
            XmlPiece::Open("numFmt", attributes) => {
                let code = attributes.get("formatCode").unwrap_or_default();
                own.extend(attributes.number::<u32>("numFmtId").filter(|_| shows_date(&code)));
            }
            XmlPiece::Open("cellXfs", _) => is_cell_style = true,
            XmlPiece::Close("cellXfs") => is_cell_style = false,
            XmlPiece::Open("xf", attributes) if is_cell_style => {
                let format = attributes.number::<u32>("numFmtId").unwrap_or_default();
                let is_built_in = matches!(format, 14..=22 | 27..=36 | 45..=47 | 50..=58);
                dates.push(is_built_in || own.contains(&format));
            }
            _ => {}
        }
        CONTINUE
    })?;
    Ok(dates)
}

/// Whether a code of Excel shows a date or a time: a letter of one that is neither quoted nor in brackets.
fn shows_date(code: &str) -> bool {
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' => drop(characters.by_ref().find(|&c| c == '"')),
            '\\' | '_' | '*' => drop(characters.next()),
            '[' => {
                let inner: String = characters.by_ref().take_while(|&c| c != ']').collect();
                // Hours, minutes or seconds in all, as in `[h]:mm`; otherwise a colour, a condition, a currency.
                if !inner.is_empty() && inner.chars().all(|c| "hmsHMS".contains(c)) {
                    return true;
                }
            }
            'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' => return true,
            _ => {}
        }
    }
    false
}

/// A cell that is being read.
#[derive(Default)]
struct OpenCell {
    place: (u32, u32),
    kind: String,
    is_date: bool,
    has_formula: bool,
    has_value: bool,
    text: String,
}

/// The cells of a sheet, all or up to the first number.
fn grid<R: Read + Seek>(
    archive: &mut Archive<R>,
    parts: &WorkbookParts,
    sheet: &str,
    path: &str,
    whole: bool,
) -> Result<CellGrid, UnpackError> {
    let mut grid = CellGrid::default();
    // Where rows and cells stand that do not say so.
    let (mut row, mut column) = (0_u32, 0_u32);
    let (mut cell, mut takes_text) = (OpenCell::default(), false);
    each_piece(archive, path, &mut |piece| {
        match piece {
            XmlPiece::Open("row", attributes) => {
                row = attributes.number::<u32>("r").map_or(row, |number| number.saturating_sub(1));
                column = 0;
            }
            XmlPiece::Close("row") => row = row.saturating_add(1),
            XmlPiece::Open("c", attributes) => {
                let place = attributes.get("r").and_then(|name| cell_place(&name)).unwrap_or((row, column));
                let style = attributes.number::<usize>("s").unwrap_or_default();
                cell = OpenCell {
                    place,
                    kind: attributes.get("t").unwrap_or_default(),
                    is_date: parts.dates.get(style).copied().unwrap_or_default(),
                    ..OpenCell::default()
                };
                column = place.1.saturating_add(1);
            }
            XmlPiece::Open("f", _) => cell.has_formula = true,
            XmlPiece::Open("v" | "t", _) => {
                takes_text = true;
                cell.has_value = true;
            }
            XmlPiece::Close("v" | "t") => takes_text = false,
            XmlPiece::Text(text) if takes_text && cell.text.len() < 1024 => cell.text.push_str(text),
            XmlPiece::Close("c") => {
                if let Some(value) = value(&cell, &parts.strings) {
                    grid.push(sheet, cell.place.0, cell.place.1, value)?;
                }
                cell = OpenCell::default();
            }
            XmlPiece::Close("sheetData") => return Ok(ControlFlow::Break(())),
            _ => {}
        }
        Ok(if grid.has_numbers() && !whole { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    })?;
    Ok(grid)
}

/// What a cell holds; nothing, if it is empty.
fn value(cell: &OpenCell, strings: &[String]) -> Option<CellValue> {
    if !cell.has_value || cell.text.is_empty() {
        return cell.has_formula.then_some(CellValue::Formula);
    }
    let text = || Some(CellValue::Text(label(&cell.text))).filter(|_| !cell.text.trim().is_empty());
    match cell.kind.as_str() {
        "s" => {
            let shared = cell.text.trim().parse::<usize>().ok().and_then(|index| strings.get(index));
            shared.filter(|text| !text.is_empty()).map(|text| CellValue::Text(text.clone()))
        }
        "b" => Some(CellValue::Text(if cell.text.trim() == "0" { "FALSE" } else { "TRUE" }.to_owned())),
        "d" => Some(CellValue::Date),
        "" | "n" => match number(&cell.text) {
            Some(_) if cell.is_date => Some(CellValue::Date),
            Some(number) => Some(CellValue::Number(number)),
            None => text(),
        },
        _ => text(),
    }
}

#[cfg(test)]
mod tests {
    use super::shows_date;

    #[test]
    fn formats_of_dates_are_known_from_formats_of_numbers() {
        for code in ["yyyy-mm-dd", "d/m/yy", "[h]:mm:ss", "h:mm AM/PM", "[$-409]d mmm", "\"at\" hh"] {
            assert!(shows_date(code), "{code}");
        }
        for code in [
            "General",
            "0.00",
            "#,##0.00 \"days\"",
            "[Red]-0.0",
            "0.00E+00",
            "0%",
            "\\d0",
            "[$€-407] #,##0",
            "@",
            "_-* #,##0",
        ] {
            assert!(!shows_date(code), "{code}");
        }
    }
}
