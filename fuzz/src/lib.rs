//! What must hold for arbitrary bytes, one function for each parser: [`npy`], [`mtx`], [`table`], [`notation`], [`archive`],
//! [`json`], [`envelope`], [`message`].
//!
//! In reading order: [`formats`] reads bytes as files, [`archive`](mod@archive) as files that hold one, [`envelope`](mod@envelope) as the predecessor's envelope,
//! [`message`](mod@message) as what page and workers send each other; [`accepted`] is what holds for all that was
//! read, [`memory`] how much was used for it.
//!
//! Each function panics if something does not hold. libFuzzer calls them on nightly Rust (`fuzz_targets/`), and
//! `tests/native/fuzzing.rs` calls them with every seed on stable.

pub mod accepted;
pub mod archive;
pub mod envelope;
pub mod formats;
pub mod memory;
pub mod message;

pub use archive::archive;
pub use envelope::envelope;
pub use formats::{json, mtx, notation, npy, table};
pub use message::message;

/// A fuzz target: panics when something does not hold for the bytes.
pub type Body = fn(&[u8]);

/// All targets, by the names of their folders in `seeds/`.
pub const TARGETS: [(&str, Body); 8] = [
    ("npy", npy),
    ("mtx", mtx),
    ("table", table),
    ("notation", notation),
    ("archive", archive),
    ("json", json),
    ("envelope", envelope),
    ("message", message),
];
