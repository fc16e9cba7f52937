//! OpenDocument's `.ods`: the numbers of a sheet as they are stored. Cells and rows that are repeated are written out as
//! far as they hold something; empty ones only count.

use crate::archive::Archive;
use crate::cell_grid::{CellGrid, CellValue, MOST_COLUMNS, MOST_ROWS, label, number};
use crate::error::UnpackError;
use crate::part::Unpacked;
use crate::sheet_choice::{self, SheetEntry};
use crate::xml::{Attributes, MOST_XML_BYTES, XmlPiece, for_each_piece};
use shared::format::{Format, quote};
use std::io::{Read, Seek, Write};
use std::ops::ControlFlow;

/// All sheets.
pub(crate) const CONTENT: &str = "content.xml";
/// What is in archives of OpenDocument only.
pub(crate) const MEDIA_TYPE: &str = "mimetype";

pub(crate) fn unpack<R: Read + Seek>(
    archive: &mut Archive<R>,
    part: Option<u32>,
    out: &mut dyn Write,
) -> Result<Unpacked, UnpackError> {
    let mut sheets: Vec<SheetEntry> = Vec::new();
    let content = archive.read(CONTENT, MOST_XML_BYTES)?;
    for_each_piece(content, CONTENT, &mut |piece| {
        match piece {
            XmlPiece::Open("table", attributes) => {
                let name = quote(attributes.get("name").unwrap_or_default().as_bytes());
                sheets.push(SheetEntry { name, has_numbers: false });
            }
            XmlPiece::Open("table-cell", attributes) => {
                if let Some(sheet) = sheets.last_mut().filter(|sheet| !sheet.has_numbers) {
                    sheet.has_numbers = matches!(stored(&attributes), Some(CellValue::Number(_)));
                }
            }
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    })?;
    sheet_choice::unpack(&sheets, part, Format::Ods, out, &mut |index| {
        let content = archive.read(CONTENT, MOST_XML_BYTES)?;
        let mut sheet = SheetReader { name: &sheets[index].name, index, ..SheetReader::default() };
        for_each_piece(content, CONTENT, &mut |piece| sheet.take(piece))?;
        Ok(sheet.grid)
    })
}

/// Reads one sheet out of the document.
#[derive(Default)]
struct SheetReader<'n> {
    name: &'n str,
    /// Which of the tables it is.
    index: usize,
    grid: CellGrid,
    /// Tables that have begun.
    tables: usize,
    row: u32,
    /// How often the row is repeated, and what it holds.
    row_repeats: u32,
    cells: Vec<(u32, CellValue)>,
    column: u32,
    /// How often the cell is repeated, and what it holds.
    cell_repeats: u32,
    value: Option<CellValue>,
    text: String,
    is_in_text: bool,
}

/// How often something stands there.
fn repeats(attributes: &Attributes<'_>, name: &str) -> u32 {
    attributes.number::<u32>(name).unwrap_or(1).max(1)
}

impl SheetReader<'_> {
    fn take(&mut self, piece: XmlPiece<'_>) -> Result<ControlFlow<()>, UnpackError> {
        if let XmlPiece::Open("table", _) = piece {
            self.tables += 1;
            return Ok(ControlFlow::Continue(()));
        }
        if self.tables != self.index + 1 {
            return Ok(ControlFlow::Continue(()));
        }
        match piece {
            XmlPiece::Open("table-row", attributes) => {
                self.row_repeats = repeats(&attributes, "number-rows-repeated");
                self.column = 0;
                self.cells.clear();
            }
            XmlPiece::Open("table-cell" | "covered-table-cell", attributes) => {
                self.cell_repeats = repeats(&attributes, "number-columns-repeated");
                self.value = stored(&attributes);
                self.text.clear();
            }
            XmlPiece::Open("p", _) => self.is_in_text = true,
            XmlPiece::Close("p") => self.is_in_text = false,
            XmlPiece::Text(text) if self.is_in_text && self.text.len() < 256 => self.text.push_str(text),
            XmlPiece::Close("table-cell" | "covered-table-cell") => self.end_cell()?,
            XmlPiece::Close("table-row") => self.end_row()?,
            XmlPiece::Close("table") => return Ok(ControlFlow::Break(())),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    fn end_cell(&mut self) -> Result<(), UnpackError> {
        let text = label(&self.text);
        let value = self.value.take().or_else(|| (!text.is_empty()).then_some(CellValue::Text(text)));
        let end = self.column.saturating_add(self.cell_repeats);
        if let Some(value) = value {
            if end > MOST_COLUMNS {
                return Err(self.too_many());
            }
            self.cells.extend((self.column..end).map(|column| (column, value.clone())));
        }
        self.column = end;
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), UnpackError> {
        let end = self.row.saturating_add(self.row_repeats);
        if !self.cells.is_empty() && end > MOST_ROWS {
            return Err(self.too_many());
        }
        for row in self.row..end {
            if self.cells.is_empty() {
                break;
            }
            for (column, value) in &self.cells {
                self.grid.push(self.name, row, *column, value.clone())?;
            }
        }
        self.row = end;
        Ok(())
    }

    fn too_many(&self) -> UnpackError {
        UnpackError::ManyCells { file: format!("sheet {}", self.name), limit: crate::cell_grid::MOST_CELLS }
    }
}

/// What the attributes of a cell state; nothing for text, which stands in the cell.
fn stored(attributes: &Attributes<'_>) -> Option<CellValue> {
    match attributes.get("value-type")?.as_str() {
        "float" | "percentage" | "currency" => {
            let value = attributes.get("value")?;
            Some(number(&value).map_or_else(|| CellValue::Text(label(&value)), CellValue::Number))
        }
        "date" | "time" => Some(CellValue::Date),
        "boolean" => {
            let is_false = attributes.get("boolean-value").is_some_and(|value| value == "false");
            Some(CellValue::Text(if is_false { "FALSE" } else { "TRUE" }.to_owned()))
        }
        _ => None,
    }
}
