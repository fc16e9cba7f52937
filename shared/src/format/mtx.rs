//! Matrix Market's `.mtx`: the header, and the entries after it.

mod entries;
mod header;
mod start;

pub(crate) use entries::read_text;
pub(crate) use start::{recognise, refuse_name};
