//! A, B and C in shared memory, which the page may still be filling while tiles are computed.

use crate::array::ArrayElement;
use crate::wire::Payload;
use js_sys::{Atomics, Int32Array};
use shared::protocol::{
    OperandIndex, RESULT_CLOSED, RESULT_WRITERS, SharedOperands, UPLOAD_CANCELLED, UPLOAD_CHUNK_ELEMENTS,
};
use std::ops::Range;
use wasm_bindgen::JsCast;

/// Milliseconds after which a waiting worker checks the upload again even if it was not notified.
const RECHECK_MS: f64 = 1_000.0;
/// What a worker says that was still at work on a job; the page does not listen to it any more.
const JOB_ENDED: &str = "the job has ended";

/// The operands and the result of one product.
pub(super) struct SharedArrays<T: ArrayElement> {
    pub(super) a: T::Array,
    pub(super) b: T::Array,
    c: T::Array,
    upload: Int32Array,
}

impl<T: ArrayElement> From<SharedOperands<Payload>> for SharedArrays<T> {
    fn from(operands: SharedOperands<Payload>) -> Self {
        Self {
            a: operands.a.into_value().unchecked_into(),
            b: operands.b.into_value().unchecked_into(),
            c: operands.c.into_value().unchecked_into(),
            upload: operands.upload.into_value().unchecked_into(),
        }
    }
}

impl<T: ArrayElement> SharedArrays<T> {
    /// Copies the columns `cols` of the rows `rows` of B, whose rows have `n` elements, to `target`.
    pub(super) fn copy_b(&self, rows: Range<usize>, cols: &Range<usize>, n: usize, target: &mut [T]) {
        for (at, piece) in pieces(target, rows.start, cols, n) {
            T::copy_out(&self.b, at, piece);
        }
    }

    /// Writes rows of a tile, from row `first_row` of C on, and reads them back: what lies in C is what the page will
    /// read.
    ///
    /// # Errors
    /// A sentence, when the job has ended: then C may be anybody's.
    pub(super) fn write_c(
        &self,
        first_row: usize,
        cols: &Range<usize>,
        n: usize,
        rows: &mut [T],
    ) -> Result<(), String> {
        let count = |change| {
            let before = Atomics::add(&self.upload, RESULT_WRITERS, change);
            before.map_err(|error| format!("this thread cannot count who writes ({error:?})"))
        };
        let is_closed = count(1)? >= RESULT_CLOSED;
        if !is_closed {
            for (at, piece) in pieces(rows, first_row, cols, n) {
                T::copy_in(&self.c, at, piece);
                T::copy_out(&self.c, at, piece);
            }
        }
        count(-1)?;
        if is_closed { Err(JOB_ENDED.to_owned()) } else { Ok(()) }
    }

    /// Sleeps until the first `elements` elements of A or of B have been uploaded.
    ///
    /// # Errors
    /// A sentence, where this thread may not sleep, or when the job was cancelled.
    pub(super) fn await_elements(&self, operand: OperandIndex, elements: usize) -> Result<(), String> {
        let (index, needed) = (operand as u32, elements.div_ceil(UPLOAD_CHUNK_ELEMENTS) as i32);
        let cannot_wait = |error| format!("this thread cannot wait for the operands ({error:?})");
        loop {
            let uploaded = Atomics::load(&self.upload, index).map_err(cannot_wait)?;
            if uploaded == UPLOAD_CANCELLED {
                return Err(JOB_ENDED.to_owned());
            }
            if uploaded >= needed {
                return Ok(());
            }
            // Returns at once if the count has changed since it was read.
            Atomics::wait_with_timeout(&self.upload, index, uploaded, RECHECK_MS).map_err(cannot_wait)?;
        }
    }
}

/// The contiguous pieces of some rows, each with its position in a matrix with rows of `n` elements. Whole rows are one
/// piece.
fn pieces<'a, T>(
    rows: &'a mut [T],
    first_row: usize,
    cols: &Range<usize>,
    n: usize,
) -> impl Iterator<Item = (usize, &'a mut [T])> {
    let (first_col, width) = (cols.start, cols.len());
    let length = if width == n { rows.len() } else { width };
    rows.chunks_exact_mut(length.max(1)).enumerate().map(move |(row, piece)| ((first_row + row) * n + first_col, piece))
}
