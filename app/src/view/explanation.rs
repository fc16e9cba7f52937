//! Explains a number of C.

pub mod explanation_panel;
