//! What is computed of A and B.

pub mod operation_picker;
