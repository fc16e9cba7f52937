//! What the page and its workers share: pure Rust, without threads, DOM or messaging.
//!
//! In reading order: [`element`] and [`matrix`] are the data, [`kernel`] multiplies, [`certificate`] bounds the error
//! and verifies, [`tiling`] divides a product into tiles, [`claims`] lets workers take them, [`sequence`] makes powers and
//! chains of products, [`protocol`] defines the messages, [`measurement`] the benchmark's samples; [`map`] says what heat
//! maps show, [`mod@format`] reads and writes matrices, [`rpc`] the predecessor's envelope.

pub mod certificate;
pub mod claims;
pub mod element;
pub mod format;
pub mod generate;
pub mod kernel;
pub mod map;
pub mod matrix;
pub mod measurement;
pub mod protocol;
pub mod random;
pub mod rpc;
pub mod sequence;
pub mod tiling;

pub use element::{DType, Element};
pub use matrix::{AnyMatrix, Matrix, Shape, ShapeError};
