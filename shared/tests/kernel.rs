//! Every portable kernel against the naive loop, through the same driver that the browser's kernels use.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use shared::kernel::{check, portable};

#[test]
fn every_shape_has_the_bits_of_the_naive_loop() {
    check::every_shape::<f64>(&portable::UNFUSED).unwrap();
    check::every_shape::<f32>(&portable::UNFUSED).unwrap();
}

#[test]
fn every_shape_has_the_bits_of_the_fused_naive_loop() {
    check::every_shape::<f64>(&portable::FUSED).unwrap();
    check::every_shape::<f32>(&portable::FUSED).unwrap();
}
