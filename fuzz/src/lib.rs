//! What must hold for any bytes at all, one function for each way in: [`npy`], [`mtx`], [`table`], [`json`],
//! [`envelope`], [`message`].
//!
//! In reading order: [`formats`] reads bytes as files, [`envelope`](mod@envelope) as the predecessor's envelope,
//! [`message`](mod@message) as what page and workers send each other; [`accepted`] is what holds for all that was
//! read, [`memory`] how much was used for it.
//!
//! Each function panics when something does not hold, and only then. They are plain functions, so that libFuzzer
//! drives them (`fuzz_targets/`, nightly Rust), and `tests/native/fuzzing.rs` calls them with every seed on any Rust.
//! Refuses to test what good input gives: that is the crates' own tests' business.

pub mod accepted;
pub mod envelope;
pub mod formats;
pub mod memory;
pub mod message;

pub use envelope::envelope;
pub use formats::{json, mtx, npy, table};
pub use message::message;

/// What takes bytes, and panics when something does not hold for them.
pub type Body = fn(&[u8]);

/// All of them, by the names of their folders in `seeds/`.
pub const TARGETS: [(&str, Body); 6] =
    [("npy", npy), ("mtx", mtx), ("table", table), ("json", json), ("envelope", envelope), ("message", message)];
