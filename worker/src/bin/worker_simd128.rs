//! Worker for engines with simd128 only.
fn main() {}
