//! JSON (RFC 8259): rows of rows, one flat list, JSON lines, records, columns, or an object such as `{rows, cols, data}`.

mod element;
mod matrix;
mod object;
mod parser;
mod records;
mod rows;

pub(crate) use matrix::{read_text, recognise};
pub(crate) use parser::JsonParser;
pub(crate) use rows::{row, rows};
