//! The page: what runs on the main thread.
//!
//! In reading order: [`operand`] is the data, [`engine`] what can be done with it, [`pool`] who does it;
//! [`view`] shows it to people and [`api`] to scripts. [`failure`] is every way a call can end other than well,
//! [`console_log`] the log.

pub mod api;
pub mod console_log;
pub mod engine;
pub mod event_loop;
pub mod failure;
pub mod memory;
pub mod operand;
pub mod pool;
pub mod view;
