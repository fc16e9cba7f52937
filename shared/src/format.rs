//! Files and pasted text: recognised by content first and by name second, read in one or two streaming passes into one
//! matrix, and written piece by piece.
//!
//! Anything that is not one rectangle of real numbers is rejected with a descriptive error. A declared size is compared
//! with the bytes present before memory is allocated. Progress and cancellation belong to the reader that is passed in.

mod allocation;
mod byte_source;
mod cell_text;
pub mod dialect;
mod display;
mod error;
pub mod export;
pub(crate) mod json;
mod lines;
mod matrix_sink;
mod mtx;
mod notations;
mod note;
mod npy;
mod number;
mod parsed;
mod read;
mod recognise;
mod spelling;
mod table;
mod text_input;
mod text_sample;
mod token_count;
pub(crate) mod value_sink;
mod write;

pub use dialect::{DecimalMark, Delimiter, Dialect, Labels};
pub use error::{ErrorKind, FormatError, quote};
pub use export::{Export, MatrixRef, Order, parts};
pub use matrix_sink::MatrixSink;
pub use note::Note;
pub use npy::summary as npy_summary;
pub use parsed::{Alternative, Format, Parsed, ReadOptions};
pub use read::{read, read_bytes, read_into};
pub use recognise::is_packed;
pub use write::{Writer, write};
