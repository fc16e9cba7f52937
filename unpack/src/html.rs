//! The first table of an HTML document that holds numbers. The document is split into tags and text, and never shown: no
//! script in it runs, and nothing that it names is fetched.

use crate::cell_grid::{MOST_CELLS, MOST_COLUMNS, write_all};
use crate::error::UnpackError;
use crate::part::{UnpackNote, Unpacked};
use html5gum::emitters::default::DefaultEmitter;
use html5gum::{IoReader, StartTag, Token, Tokenizer};
use shared::format::{Format, quote};
use std::io::{Read, Write};

/// The most bytes of a document: 64 MiB.
pub const MOST_HTML_BYTES: u64 = 1 << 26;
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
    let table = first_table(source)?.ok_or(UnpackError::NoTable)?;
    write_table(&table, out)?;
    let notes = vec![UnpackNote::HtmlTable(table.number)];
    Ok(Unpacked { format: Some(Format::Html), notes, others: Vec::new() })
}

/// The first table, by its beginning, with a number in a cell of its own.
fn first_table(source: impl Read) -> Result<Option<HtmlTable>, UnpackError> {
    let mut emitter = DefaultEmitter::default();
    // Scripts and styles are text.
    emitter.naively_switch_states(true);
    let (mut open, mut found): (Vec<HtmlTable>, Option<HtmlTable>) = (Vec::new(), None);
    let (mut tables, mut cells, mut hidden) = (0, 0, 0_u32);
    for token in Tokenizer::new_with_emitter(IoReader::new(source), emitter) {
        match token.map_err(|error| UnpackError::from_io(&error, "the document"))? {
            Token::StartTag(tag) => match tag.name.as_slice() {
                b"table" => {
                    if open.len() == MOST_LEVELS {
                        return Err(UnpackError::Deep { file: "the table".to_owned(), limit: MOST_LEVELS });
                    }
                    tables += 1;
                    open.push(HtmlTable { number: tables, ..HtmlTable::default() });
                }
                b"script" | b"style" if !tag.self_closing => hidden += 1,
                name => {
                    if let Some(table) = open.last_mut() {
                        table.begin(name, &tag);
                        cells += usize::from(matches!(name, b"td" | b"th"));
                    }
                }
            },
            Token::EndTag(tag) => match tag.name.as_slice() {
                b"table" => found = earlier(found, open.pop()),
                b"script" | b"style" => hidden = hidden.saturating_sub(1),
                name => {
                    if let Some(table) = open.last_mut() {
                        table.end(name);
                    }
                }
            },
            Token::String(text) if hidden == 0 => {
                if let Some(table) = open.last_mut() {
                    table.text(&String::from_utf8_lossy(text.as_slice()));
                }
            }
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
    fn begin(&mut self, name: &[u8], tag: &StartTag<()>) {
        match name {
            b"tr" => {
                self.is_in_cell = false;
                self.rows.push(Vec::new());
            }
            b"td" | b"th" => {
                let spanned = |name: &[u8], most: usize| {
                    let value = tag.attributes.get(name).map(|value| String::from_utf8_lossy(value.as_slice()));
                    value.and_then(|value| value.trim().parse::<usize>().ok()).unwrap_or(1).clamp(1, most)
                };
                let (rows, columns) = (spanned(b"rowspan", MOST_SPANNED.0), spanned(b"colspan", MOST_SPANNED.1));
                if self.rows.is_empty() {
                    self.rows.push(Vec::new());
                }
                if let Some(row) = self.rows.last_mut() {
                    row.push(HtmlCell { text: String::new(), rows, columns });
                }
                self.is_in_cell = true;
            }
            // What separates words without a space.
            b"br" | b"p" | b"div" | b"li" => self.text(" "),
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        if matches!(name, b"td" | b"th" | b"tr") {
            self.is_in_cell = false;
        }
    }

    fn text(&mut self, text: &str) {
        let cell = self.rows.last_mut().and_then(|row| row.last_mut()).filter(|_| self.is_in_cell);
        if let Some(cell) = cell.filter(|cell| cell.text.len() < MOST_CHARACTERS) {
            cell.text.push_str(text);
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
