//! Runs `fuzz::archive` on the bytes that libFuzzer generates.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::archive(bytes));
