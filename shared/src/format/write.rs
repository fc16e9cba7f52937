//! Writing a matrix in any of the formats of [`Export`](crate::format::Export).

mod digits;
mod style;
mod writer;

pub use writer::{Writer, write};
