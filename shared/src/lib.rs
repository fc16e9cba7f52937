//! What the page and its workers agree on. Pure Rust: knows nothing of threads, of the DOM,
//! or of how a message travels.
//!
//! In reading order: [`element`] and [`matrix`] are the data, [`kernel`] multiplies it, [`certificate`] says how far
//! the product can be trusted, [`tiling`] cuts it into tiles, [`protocol`] carries them to the workers;
//! [`measurement`] is what the benchmark asks of them;
//! [`mod@format`] reads and writes matrices, [`rpc`] speaks the predecessor's envelope.

pub mod certificate;
pub mod element;
pub mod format;
pub mod kernel;
pub mod matrix;
pub mod measurement;
pub mod protocol;
pub mod random;
pub mod rpc;
pub mod tiling;

pub use element::{DType, Element};
pub use matrix::{AnyMatrix, Matrix, Shape, ShapeError};
