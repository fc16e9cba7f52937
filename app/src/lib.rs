//! The page: what runs on the main thread.
//!
//! In reading order: [`operand`] is the data, [`engine`] what can be done with it.

pub mod engine;
pub mod failure;
pub mod operand;
pub mod pool;
pub mod view;
