//! Buffers that a worker keeps from job to job, because the first touch of fresh memory costs more than a copy.

use crate::array::ArrayElement;
use shared::kernel::{Aligned, Workspace};

/// Buffers of one element type.
#[derive(Default)]
pub struct Scratch<T: ArrayElement> {
    /// A tile's rows of A.
    pub a: Aligned<T>,
    /// A band of B on its way into the resident block.
    pub band: Aligned<T>,
    /// Stored rows of a transposed operand on their way to where they are columns.
    pub strip: Aligned<T>,
    /// A tile of C.
    pub c: Aligned<T>,
    /// The kernel's temporaries.
    pub workspace: Workspace<T>,
}

/// The first `length` elements of a buffer, which grows if it must. Their values are unspecified.
pub fn resized<T: ArrayElement>(buffer: &mut Aligned<T>, length: usize) -> &mut [T] {
    buffer.grow(length);
    buffer.as_mut_slice()
}
