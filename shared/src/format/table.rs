//! Tables of numbers as text: which dialect one is in, and what it holds.

mod ambiguity;
mod cell_reader;
mod header_names;
mod preamble;
mod ranking;
mod read;
mod scan;

pub(crate) use read::{read_block, read_text};
