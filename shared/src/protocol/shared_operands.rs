//! Operands in shared memory, and how page and workers agree about who reads and writes there.

/// A, B and C in shared memory.
#[derive(Debug)]
pub struct SharedOperands<P> {
    /// Typed array of m × k elements.
    pub a: P,
    /// Typed array of k × n elements.
    pub b: P,
    /// Typed array of m × n elements, written by workers.
    pub c: P,
    /// `Int32Array` of three on a `SharedArrayBuffer`: how much of A and of B is uploaded, see [`UPLOAD_CHUNK_ELEMENTS`],
    /// and who writes to C, see [`RESULT_WRITERS`].
    pub upload: P,
}

/// Index in [`SharedOperands::upload`] of the number of workers that are writing to C at this moment. The page adds
/// [`RESULT_CLOSED`] when it gives C away: a worker that begins to write and finds it there does not write, so that C
/// stays as it is once the writers of that moment are done. A worker that was ended may run on for a while.
pub const RESULT_WRITERS: u32 = 2;

/// See [`RESULT_WRITERS`].
pub const RESULT_CLOSED: i32 = 1 << 30;

/// A job begins before its operands are completely uploaded: workers use what has arrived and wait for the rest.
/// Uploads proceed from the first element on and are counted in chunks of this many elements.
pub const UPLOAD_CHUNK_ELEMENTS: usize = 1 << 15;

/// Replaces the count of uploaded chunks when a job is cancelled: waiting workers continue, and the upload stops.
pub const UPLOAD_CANCELLED: i32 = -1;

/// The index of an operand in [`SharedOperands::upload`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OperandIndex {
    /// A.
    A = 0,
    /// B.
    B = 1,
}
