//! Any bytes through `fuzz::table`, as libFuzzer makes them up.

#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz::table(bytes));
