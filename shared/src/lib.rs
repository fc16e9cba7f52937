//! What the page and its workers agree on. Pure Rust: knows nothing of threads, of the DOM,
//! or of how a message travels.
//!
//! In reading order: [`element`] and [`matrix`] are the data, [`kernel`] multiplies it,
//! [`format`] reads and writes it, [`rpc`] speaks the predecessor's envelope.

pub mod element;
pub mod format;
pub mod kernel;
pub mod matrix;
pub mod rpc;

pub use element::{DType, Element};
pub use matrix::{AnyMatrix, Matrix, Shape, ShapeError};
