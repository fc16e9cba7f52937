//! How much memory a call takes at its peak.
//!
//! The measurement covers the whole process, so nothing else may run meanwhile.

use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// The result of `call` and the peak of bytes it allocated.
pub fn measured<R>(call: impl FnOnce() -> R) -> (R, usize) {
    ALLOCATOR.reset_peak_usage();
    let before = ALLOCATOR.current_usage();
    let result = call();
    (result, ALLOCATOR.peak_usage().saturating_sub(before))
}
