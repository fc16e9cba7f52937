//! JSON (RFC 8259): rows of rows, one flat list, or `{rows, cols, data}`.

mod document;
mod rows;
mod survey;
mod token;

pub(crate) use document::read;
