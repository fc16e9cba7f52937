//! The built bundle in a real browser, used as people and scripts use it.
//!
//! Each file tests one part of the public interface. Needs `dist/` and chromedriver: run `cargo xtask test --only
//! end-to-end`.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod accessibility;
mod arrays;
mod benchmark;
mod bits;
mod calm_typing;
mod checking;
mod dropping;
mod elsewhere;
mod embedding;
mod envelope;
mod examples;
mod explain;
mod fault_injection;
mod faults;
mod faults_of_browsers;
mod faults_of_callers;
mod faults_of_claims;
mod faults_of_files;
mod faults_of_messages;
mod faults_of_workers;
mod files;
mod formats;
mod hosting;
mod installing;
mod isolation;
mod judging;
mod languages;
mod large_files;
mod launched_files;
mod locked_down;
mod log;
mod looks;
mod multiply;
mod offline;
mod opening;
mod pasting;
mod pool;
mod readings;
mod refusals;
mod requests;
mod saving;
mod selecting;
mod service_worker;
mod shared_memory;
mod starting;
mod stopping;
mod undoing;
mod updates;
mod verify;
mod warm_up;
