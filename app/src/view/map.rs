//! Heat maps of A, B and C.
//!
//! In reading order: [`map_state`] is what a map shows, and pure; [`map_model`] has the engine make it; [`matrix_map`] is
//! the component, with [`legend`], [`marks`] over the image, [`readout`] in words, and [`mod@pointer`] and keys.

pub mod legend;
pub mod map_context;
pub mod map_model;
pub mod map_state;
pub mod marks;
pub mod matrix_map;
pub mod pointer;
pub mod readout;
