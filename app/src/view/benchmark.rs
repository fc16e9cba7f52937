//! The benchmark: [`results`] is what was found, pure; [`run`] measures it, [`chart`] draws it, [`card`] is the card
//! around them.

pub mod card;
pub mod chart;
pub mod results;
pub mod run;
