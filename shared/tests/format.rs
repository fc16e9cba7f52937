//! Promises of `shared::format`, one file of tests for each.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "format/blocks.rs"]
mod format_blocks;
#[path = "format/declared_shapes.rs"]
mod format_declared_shapes;
#[path = "format/dialects.rs"]
mod format_dialects;
#[path = "format/headers.rs"]
mod format_headers;
#[path = "format/hostile.rs"]
mod format_hostile;
#[path = "format/json.rs"]
mod format_json;
#[path = "format/labels.rs"]
mod format_labels;
#[path = "format/large_tables.rs"]
mod format_large_tables;
#[path = "format/mtx.rs"]
mod format_mtx;
#[path = "format/notations.rs"]
mod format_notations;
#[path = "format/npy.rs"]
mod format_npy;
#[path = "format/numbers.rs"]
mod format_numbers;
#[path = "format/people.rs"]
mod format_people;
#[path = "format/preambles.rs"]
mod format_preambles;
#[path = "format/recognition.rs"]
mod format_recognition;
#[path = "format/round_trips.rs"]
mod format_round_trips;
#[path = "format/samples.rs"]
mod format_samples;
#[path = "format/split_displays.rs"]
mod format_split_displays;
#[path = "format/tables.rs"]
mod format_tables;
#[path = "format/writing.rs"]
mod format_writing;

use shared::format::{Format, FormatError, Parsed, ReadOptions, read, read_bytes};
use shared::matrix::AnyMatrix;
use std::io::Cursor;

/// Number of cases of a property. A failing one is printed and deserves a test of its own.
fn cases(cases: u32) -> proptest::test_runner::Config {
    proptest::test_runner::Config { cases, failure_persistence: None, ..Default::default() }
}

/// Reads a text without a name.
fn text(text: &str) -> Result<Parsed, FormatError> {
    read_bytes(text.as_bytes(), None)
}

/// Reads with options.
fn with(bytes: &[u8], options: &ReadOptions) -> Result<Parsed, FormatError> {
    read(Cursor::new(bytes), bytes.len() as u64, None, options)
}

/// The rows of an f64 matrix.
fn rows(parsed: &Parsed) -> Vec<Vec<f64>> {
    match &parsed.matrix {
        AnyMatrix::F64(matrix) => (0..matrix.shape().rows).map(|row| matrix.row(row).to_vec()).collect(),
        AnyMatrix::F32(_) => panic!("expected f64"),
    }
}

/// Reads a text that must be the matrix `expected` in `format`.
#[track_caller]
fn reads(source: &str, format: Format, expected: &[&[f64]]) -> Parsed {
    let parsed = text(source).unwrap_or_else(|error| panic!("{source:?} was refused: {error}"));
    assert_eq!(rows(&parsed), expected, "{source:?} read as {}", parsed.summary());
    assert_eq!(parsed.format, format, "{source:?}");
    parsed
}

/// Reads a text that must be refused with all of `words` in the message.
#[track_caller]
fn refuses(source: &str, words: &[&str]) -> FormatError {
    match text(source) {
        Ok(parsed) => panic!("{source:.200?} was read as {}", parsed.summary()),
        Err(error) => {
            let message = error.to_string();
            for word in words {
                assert!(message.contains(word), "{source:.200?}: {message:?} does not say {word:?}");
            }
            error
        }
    }
}
