//! The benchmark: [`run`] measures, [`results`] holds the results (pure), [`chart`] draws them, and [`card`] is the card
//! around them.

pub mod card;
pub mod chart;
pub mod results;
pub mod run;
