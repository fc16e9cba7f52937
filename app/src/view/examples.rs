//! Matrices to try at once.

pub mod examples_bar;
