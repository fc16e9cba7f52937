//! Heat maps of A, B and C.

pub mod matrix_map;
