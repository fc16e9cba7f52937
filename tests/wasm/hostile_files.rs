//! Hostile files are rejected within bounds where sizes have 32 bits: in WebAssembly, whose memory never shrinks.
//!
//! `shared/tests/format/hostile.rs` has the native cases. These are the ones that a 32-bit size might accept, with the
//! memory and time that each takes.

#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use js_sys::{ArrayBuffer, Date};
use shared::Shape;
use shared::format::{self, Export, FormatError, MatrixRef, Parsed, ReadOptions};
use shared::random::SplitMix64;
use std::io::Cursor;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// What reading hostile bytes may take, at most, beside the bytes themselves.
const MOST_BYTES: u32 = 64 << 20;
const MOST_MILLISECONDS: f64 = 1000.0;

fn memory_bytes() -> u32 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    memory.buffer().unchecked_into::<ArrayBuffer>().byte_length()
}

/// Reads within the bounds.
fn reading(bytes: &[u8], what: &str) -> Result<Parsed, FormatError> {
    let (memory, start) = (memory_bytes(), Date::now());
    let outcome = format::read(Cursor::new(bytes), bytes.len() as u64, Some("hostile"), &ReadOptions::default());
    let (grown, took) = (memory_bytes() - memory, Date::now() - start);
    assert!(grown <= MOST_BYTES, "{what}: memory grew by {grown} bytes");
    assert!(took <= MOST_MILLISECONDS, "{what}: it took {took} ms");
    outcome
}

#[track_caller]
fn refused(bytes: &[u8], what: &str) -> FormatError {
    match reading(bytes, what) {
        Err(error) => error,
        Ok(parsed) => panic!("{what} was read as {}", parsed.summary()),
    }
}

fn npy(descr: &str, fortran: bool, shape: &str, data: &[u8]) -> Vec<u8> {
    let fortran = if fortran { "True" } else { "False" };
    let header = format!("{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n");
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend_from_slice(&(header.len() as u16).to_le_bytes());
    bytes.extend_from_slice(header.as_bytes());
    bytes.extend_from_slice(data);
    bytes
}

#[wasm_bindgen_test]
fn an_npy_whose_size_wraps_around_is_refused() {
    // In 32 bits each of these shapes has as many bytes as are there.
    for (descr, shape, present) in [
        ("|u1", "(65536, 65536)", 0),
        ("|u1", "(65536, 65537)", 65536),
        ("<f8", "(536870912, 1)", 0),
        ("<f8", "(536870913, 1)", 8),
        ("<f8", "(1, 536870914)", 16),
        ("<f4", "(32769, 32768)", 131_072),
        ("<f8", "(4294967296, 1)", 0),
        ("<f8", "(4294967297, 1)", 8),
        ("<f8", "(4294967296, 4294967296)", 0),
        ("<f8", "(2305843009213693953, 1)", 8),
        ("<f8", "(18446744073709551615, 18446744073709551615)", 8),
    ] {
        for fortran in [false, true] {
            let error = refused(&npy(descr, fortran, shape, &vec![0; present]), shape);
            assert!(error.to_string().contains("bytes of elements"), "{shape}: {error}");
        }
    }
    // More rows than can be counted here, and not one element.
    assert!(refused(&npy("<f8", false, "(4294967296, 0)", &[]), "rows without columns").is_limit());
    let mut long = b"\x93NUMPY\x02\x00\xff\xff\xff\xff".to_vec();
    long.extend_from_slice(&[b' '; 100]);
    refused(&long, "a header of 4 GiB");
}

#[wasm_bindgen_test]
fn texts_whose_size_wraps_around_are_refused() {
    for text in [
        "%%MatrixMarket matrix array real general\n65536 65536\n",
        "%%MatrixMarket matrix array real general\n65537 65536\n1\n",
        "%%MatrixMarket matrix array real general\n4294967297 1\n1\n",
        "%%MatrixMarket matrix array real symmetric\n4294967296 4294967296\n1\n",
        "%%MatrixMarket matrix coordinate real general\n65536 65536 0\n",
        "%%MatrixMarket matrix coordinate real general\n1 1 4294967297\n1 1 1\n",
        "%%MatrixMarket matrix coordinate real general\n4294967297 1 1\n4294967297 1 1\n",
        "%%MatrixMarket matrix coordinate real general\n1000000 1000000 1000000000000\n1 1 1\n",
        "%%MatrixMarket matrix coordinate real general\n16000 16000 2\n1 1 1\n16001 1 1\n",
        "{\"rows\":65536,\"cols\":65536,\"data\":[]}",
        "{\"rows\":4294967297,\"cols\":1,\"data\":[1]}",
        "{\"rows\":4294967296,\"cols\":0,\"data\":[]}",
        "{\"rows\":1000000,\"cols\":1000000,\"data\":[1]}",
        "{\"rows\":18446744073709551616,\"cols\":1,\"data\":[1]}",
    ] {
        refused(text.as_bytes(), text);
    }
}

/// One small file of each format that is read.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let data = [1.5, -2.0, 1e-7, 12345.678, 0.0, 6.0];
    let kinds = Export::ALL.into_iter().filter(|kind| !matches!(kind, Export::Latex | Export::Markdown));
    kinds
        .map(|kind| {
            let mut bytes = Vec::new();
            format::write(Shape::new(3, 2), MatrixRef::F64(&data), kind, &mut bytes).unwrap();
            (kind.name(), bytes)
        })
        .collect()
}

#[wasm_bindgen_test]
fn every_truncation_and_every_changed_byte_is_read_or_refused() {
    for (name, bytes) in samples() {
        for place in 0..bytes.len() {
            let cut = reading(&bytes[..place], name);
            assert!(cut.is_err() || !matches!(name, "npy" | "json"), "{name} cut to {place}");
            for value in [0, b'\n', b'"', b',', b'[', b'9', b'-', 0xff] {
                let mut changed = bytes.clone();
                changed[place] = value;
                let _ = reading(&changed, name);
            }
        }
    }
}

#[wasm_bindgen_test]
fn nesting_rubbish_markup_and_endless_tokens_are_refused() {
    for open in ["[", "{\"a\":", "[[1],", "{\"rows\":["] {
        refused(open.repeat(1_000_000).as_bytes(), "deep nesting");
    }
    let mut random = SplitMix64::new(1);
    let rubbish: Vec<u8> = (0..4 << 20).map(|_| random.bits() as u8).collect();
    refused(&rubbish, "random bytes");
    refused(&[0; 4 << 20], "zeros");
    refused(&[0xff; 4 << 20], "ones");
    for (what, start, token) in [
        ("markup", "<table>", "<tr><td>1</td></tr>"),
        ("an endless number", "", "1"),
        ("an endless quote", "\"", "1"),
        ("an endless name", "", "a"),
        ("an endless string", "[[\"", "a"),
        ("an endless row of nothing", "", ","),
        ("endless empty rows", "[[]", ",[]"),
        ("an endless banner", "%%MatrixMarket ", "x"),
        ("an endless line", "%%MatrixMarket matrix array real general\n2 2\n", "1"),
    ] {
        let text = format!("{start}{}", token.repeat((4 << 20) / token.len()));
        refused(text.as_bytes(), what);
    }
}

#[wasm_bindgen_test]
fn rows_without_columns_are_not_written_by_the_billion() {
    let memory = memory_bytes();
    for kind in [Export::Csv, Export::Tsv, Export::CsvDecimalComma, Export::Json] {
        let written = format::write(Shape::new(4_000_000_000, 0), MatrixRef::F64(&[]), kind, std::io::sink());
        assert!(written.unwrap_err().is_limit(), "{kind:?}");
    }
    assert!(memory_bytes() - memory <= MOST_BYTES);
}
