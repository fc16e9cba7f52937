//! What is computed of A and B.

pub mod operation_picker;
pub mod transpose_box;
