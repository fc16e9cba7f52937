//! Tables of numbers as text: which dialect one is in, and what it holds.

mod preamble;
mod ranking;
mod read;
mod scan;

pub(crate) use read::{Refusal, Sample, read, read_as};
