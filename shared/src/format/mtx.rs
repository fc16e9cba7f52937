//! Matrix Market's `.mtx`: the header, and the entries after it.

mod entries;
mod header;

pub(crate) use entries::read;
pub(crate) use header::BANNER;
