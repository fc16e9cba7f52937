//! Explains a number of C: [`sum`] adds its terms, [`explainer`] takes them from A and B, [`explanation_panel`] shows
//! them, and [`steps`] shows the whole product, step by step, where it is small.

pub mod explainer;
pub mod explanation_panel;
pub mod notes;
pub mod steps;
pub mod steps_print;
pub mod sum;
pub mod terms;
pub mod written_sum;
