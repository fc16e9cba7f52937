//! How much memory a call takes at its peak.
//!
//! Refuses to tell threads apart: whoever measures runs alone.

use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// What `call` gives, and the most bytes that it held at a time beyond those that were held before.
pub fn measured<R>(call: impl FnOnce() -> R) -> (R, usize) {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let result = call();
    (result, ALLOCATOR.peak_usage().saturating_sub(before))
}
