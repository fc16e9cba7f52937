//! Tables of numbers as text: which dialect one is in, and what it holds.

mod ambiguity;
mod cell_reader;
mod header_names;
mod labels;
mod preamble;
mod ranking;
mod read;
mod rules;
mod scan;
mod typeset;

pub(crate) use read::{read_block, read_text};
