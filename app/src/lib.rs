//! The page: what runs on the main thread.
//!
//! In reading order: [`operand`] is the data, [`engine`] what can be done with it, [`pool`] the workers that do it;
//! [`view`] offers it to people, [`api`] to scripts. [`failure`] lists every way in which a call can
//! fail; [`memory`] holds large arrays, [`event_loop`] keeps the page responsive, [`console_log`] writes the log,
//! [`build_id`] says which build this is, [`bundle_files`] finds its files, [`window`] is the browser's.

pub mod api;
pub mod build_id;
pub mod bundle_files;
pub mod console_log;
pub mod engine;
pub mod event_loop;
pub mod failure;
pub mod memory;
pub mod operand;
pub mod pool;
pub mod view;
pub mod window;
