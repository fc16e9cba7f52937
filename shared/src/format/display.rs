//! Matrices as mathematical software prints them: NumPy, MATLAB, Octave and R.

pub(crate) mod block;
pub(crate) mod block_start;
pub(crate) mod declared_shape;
pub(crate) mod heading;
pub(crate) mod latex;
mod latex_cell;
pub(crate) mod lists;
pub(crate) mod notation;
mod numpy_wrap;
pub(crate) mod r_code;
mod r_parser;
pub(crate) mod source_code;
pub(crate) mod split_display;
