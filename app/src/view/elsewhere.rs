//! A way out of the tab: [`elsewhere_card`] offers it.

pub mod elsewhere_card;
