//! Bytes as archives, spreadsheets and HTML: what is unpacked stays within its limits, and is read or refused like any file.

use super::memory;
use shared::format::read_bytes;
use std::io::Cursor;
use unpack::{MOST_UNPACKED, UnpackError, unpack};

/// Bytes that unpacking takes at most: the cells of a large sheet, and what deflate makes of a few bytes.
const MOST_BYTES: usize = 3 << 29;
/// Bytes of what was unpacked that are read as a matrix.
const MOST_READ: usize = 1 << 20;

/// Bytes as a file that holds another.
pub fn archive(bytes: &[u8]) {
    for part in [None, Some(1), Some(2)] {
        let mut out = Vec::new();
        let length = bytes.len() as u64;
        let (outcome, peak) = memory::measured(|| unpack(Cursor::new(bytes), length, part, &mut out));
        assert!(peak <= MOST_BYTES, "{} bytes took {peak} bytes of memory", bytes.len());
        assert!(out.len() as u64 <= MOST_UNPACKED);
        match outcome {
            Ok(unpacked) => {
                assert!(!unpacked.notes.is_empty(), "what was taken out is said");
                let _ = read_bytes(&out[..out.len().min(MOST_READ)], None);
            }
            Err(error @ UnpackError::Io { .. }) => panic!("reading from memory failed: {error}"),
            Err(error) => {
                let sentence = error.to_string();
                assert!(!sentence.is_empty() && sentence.len() < 4096 && !sentence.contains('\n'), "{sentence}");
            }
        }
    }
}
