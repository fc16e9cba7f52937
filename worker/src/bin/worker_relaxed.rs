//! Worker for engines with relaxed SIMD.
fn main() {}
