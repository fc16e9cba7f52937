//! The first table of an HTML document that holds numbers. The document is split into tags and text, and never shown: no
//! script in it runs, and nothing that it names is fetched.

use crate::cell_grid::{MOST_CELLS, MOST_COLUMNS, write_all};
use crate::error::UnpackError;
use crate::html_tokens::{HtmlToken, HtmlTokens, without_references};
use crate::part::{UnpackNote, Unpacked};
use shared::format::{Format, quote};
use std::io::{Read, Write};

/// The most bytes of a document: 64 MiB.
pub const MOST_HTML_BYTES: u64 = 1 << 26;
/// Elements whose text nobody sees.
const HIDDEN: [&str; 2] = ["script", "style"];
/// Tables in tables.
const MOST_LEVELS: usize = 32;
/// Rows and columns that one cell may cover, as in browsers.
const MOST_SPANNED: (usize, usize) = (65_534, 1000);
/// Characters of a cell.
const MOST_CHARACTERS: usize = 1024;

/// A cell, and how many rows and columns it covers.
#[derive(Clone, Debug, Default)]
struct HtmlCell {
    text: String,
    rows: usize,
    columns: usize,
}

/// A table whose end has not come yet.
#[derive(Debug, Default)]
struct HtmlTable {
    /// Which one it is in the document, from 1.
    number: usize,
    rows: Vec<Vec<HtmlCell>>,
    is_in_cell: bool,
    has_numbers: bool,
}

pub(crate) fn unpack(
    source: impl Read,
    length: u64,
    part: Option<u32>,
    out: &mut dyn Write,
) -> Result<Unpacked, UnpackError> {
    if length > MOST_HTML_BYTES {
        return Err(UnpackError::TooLarge { file: "the document".to_owned(), limit: MOST_HTML_BYTES });
    }
    if let Some(part) = part.filter(|&part| part != 1) {
        return Err(UnpackError::NoSuchPart { part, count: 1 });
    }
    let mut bytes = Vec::new();
    source.take(length).read_to_end(&mut bytes).map_err(|error| UnpackError::from_io(&error, "the document"))?;
    let table = first_table(&String::from_utf8_lossy(&bytes))?.ok_or(UnpackError::NoTable)?;
    write_table(&table, out)?;
    let notes = vec![UnpackNote::HtmlTable(table.number)];
    Ok(Unpacked { format: Some(Format::Html), notes, others: Vec::new() })
}

/// The first table, by its beginning, with a number in a cell of its own.
fn first_table(document: &str) -> Result<Option<HtmlTable>, UnpackError> {
    let (mut open, mut found): (Vec<HtmlTable>, Option<HtmlTable>) = (Vec::new(), None);
    // Within a script or a style, whose text no reader sees.
    let (mut tables, mut cells, mut is_hidden) = (0, 0, false);
    for token in HtmlTokens::of(document) {
        match (token, open.last_mut()) {
            (HtmlToken::Open(name, _), _) if name == "table" => {
                if open.len() == MOST_LEVELS {
                    return Err(UnpackError::Deep { file: "the table".to_owned(), limit: MOST_LEVELS });
                }
                tables += 1;
                open.push(HtmlTable { number: tables, ..HtmlTable::default() });
            }
            (HtmlToken::Open(name, _), _) if HIDDEN.contains(&name.as_str()) => is_hidden = true,
            (HtmlToken::Close(name), _) if HIDDEN.contains(&name.as_str()) => is_hidden = false,
            (HtmlToken::Close(name), _) if name == "table" => found = earlier(found, open.pop()),
            (HtmlToken::Open(name, spans), Some(table)) => {
                table.begin(&name, spans);
                cells += usize::from(matches!(name.as_str(), "td" | "th"));
            }
            (HtmlToken::Close(name), Some(table)) => table.end(&name),
            (HtmlToken::Text(text), Some(table)) if !is_hidden => table.text(text),
            _ => {}
        }
        if cells > MOST_CELLS {
            return Err(UnpackError::ManyCells { file: "the document".to_owned(), limit: MOST_CELLS });
        }
        // An outer table may yet turn out to hold numbers; none that begins later matters.
        if found.is_some() && open.is_empty() {
            break;
        }
    }
    // What has no end reaches to the end of the document.
    Ok(open.into_iter().fold(found, |found, table| earlier(found, Some(table))))
}

/// The earlier of two tables, of which the second counts only if it holds numbers.
fn earlier(found: Option<HtmlTable>, table: Option<HtmlTable>) -> Option<HtmlTable> {
    let table = table.map(HtmlTable::finished).filter(|table| table.has_numbers);
    match (found, table) {
        (Some(found), Some(table)) => Some(if found.number < table.number { found } else { table }),
        (found, table) => found.or(table),
    }
}

impl HtmlTable {
    fn begin(&mut self, name: &str, spans: [Option<usize>; 2]) {
        match name {
            "tr" => {
                self.is_in_cell = false;
                self.rows.push(Vec::new());
            }
            "td" | "th" => {
                let [rows, columns] = spans.map(|span| span.unwrap_or(1).max(1));
                if self.rows.is_empty() {
                    self.rows.push(Vec::new());
                }
                if let Some(row) = self.rows.last_mut() {
                    let (rows, columns) = (rows.min(MOST_SPANNED.0), columns.min(MOST_SPANNED.1));
                    row.push(HtmlCell { text: String::new(), rows, columns });
                }
                self.is_in_cell = true;
            }
            // What separates words without a space.
            "br" | "p" | "div" | "li" => self.text(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if matches!(name, "td" | "th" | "tr") {
            self.is_in_cell = false;
        }
    }

    fn text(&mut self, text: &str) {
        let cell = self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| self.is_in_cell);
        if let Some(cell) = cell.filter(|cell| cell.text.len() < MOST_CHARACTERS) {
            cell.text.push_str(&without_references(text));
        }
    }

    /// The table with what its texts tell.
    fn finished(mut self) -> Self {
        self.rows.retain(|row| !row.is_empty());
        self.has_numbers = self.rows.iter().flatten().any(|cell| is_number(&cell.text));
        self
    }
}

/// Whether a text looks like a number in any of its spellings: a digit after a sign, a mark or nothing.
fn is_number(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches(['+', '-', '\u{2212}', '.', ',']);
    text.starts_with(|c: char| c.is_ascii_digit()) && !text.contains(|c: char| c.is_alphabetic() && !"eEdD".contains(c))
}

/// A cell of tab-separated text.
fn cell_text(text: &str) -> String {
    let is_kept = |c: char| !c.is_control() && c != '"';
    let text: String = text.chars().map(|c| if is_kept(c) { c } else { ' ' }).collect();
    text.trim().to_owned()
}

/// Writes the cells; a text that covers several stands in each of them.
fn write_table(table: &HtmlTable, out: &mut dyn Write) -> Result<(), UnpackError> {
    // For each column, the text from above and how many rows it still covers.
    let mut above: Vec<(usize, String)> = Vec::new();
    let (mut total, mut number) = (0, 0);
    let mut rows = table.rows.iter();
    loop {
        // After the last row, nothing from above counts.
        let Some(row) = rows.next() else { return Ok(()) };
        number += 1;
        let (mut line, mut column): (Vec<String>, usize) = (Vec::new(), 0);
        let covered = |above: &mut Vec<(usize, String)>, line: &mut Vec<String>, column: &mut usize| {
            while let Some((left, text)) = above.get_mut(*column).filter(|(left, _)| *left > 0) {
                *left -= 1;
                line.push(text.clone());
                *column += 1;
            }
        };
        for cell in row {
            covered(&mut above, &mut line, &mut column);
            let text = cell_text(&cell.text);
            if (cell.rows > 1 || cell.columns > 1) && is_number(&text) {
                return Err(UnpackError::Spanning { table: table.number, row: number, text: quote(text.as_bytes()) });
            }
            for _ in 0..cell.columns {
                if above.len() <= column {
                    above.resize(column + 1, (0, String::new()));
                }
                above[column] = (cell.rows - 1, text.clone());
                line.push(text.clone());
                column += 1;
            }
            total += cell.columns;
            if column > MOST_COLUMNS as usize || total > MOST_CELLS {
                return Err(UnpackError::ManyCells { file: "the table".to_owned(), limit: MOST_CELLS });
            }
        }
        covered(&mut above, &mut line, &mut column);
        total += line.len();
        write_all(out, line.join("\t").as_bytes()).and_then(|()| write_all(out, b"\n"))?;
    }
}
