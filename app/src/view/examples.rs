//! Matrices to try at once.

pub mod example;
pub mod example_panel;
pub mod examples_bar;
