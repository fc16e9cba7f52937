//! Runs `fuzz::notation` on the bytes that libFuzzer generates.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::notation(bytes));
