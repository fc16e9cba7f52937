//! JSON (RFC 8259): rows of rows, one flat list, or `{rows, cols, data}`.

mod matrix;
mod parser;

pub(crate) use matrix::{recognise, read_text, row, rows};
pub(crate) use parser::JsonParser;
