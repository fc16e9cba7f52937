//! Checking a product that the user has: [`check_card`] takes C and shows the verdict.

pub mod check_card;
