//! Brings operands to shared memory while workers already compute with what has arrived.

use super::buffer_pool::acquire_shared;
use super::copying::{CHUNK_ELEMENTS, in_slices};
use super::yield_after_allocating;
use crate::failure::Failure;
use crate::operand::Elements;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Atomics, Int32Array, SharedArrayBuffer};
use shared::DType;
use shared::protocol::{OperandIndex, RESULT_CLOSED, RESULT_WRITERS, UPLOAD_CANCELLED};
use wasm_bindgen::JsValue;
use worker::clock::now;

/// Milliseconds for which a worker may be in the middle of writing to C. It takes less than one, unless the worker was
/// ended in that moment: browsers stop such a worker after 2 s at the latest.
const WRITING_MS: f64 = 3_000.0;

/// Counts in shared memory, for the workers that wait for it, how much of A and B has arrived; and who writes to C.
#[derive(Clone, Debug)]
pub struct UploadProgress(Int32Array);

impl UploadProgress {
    /// Nothing has arrived.
    pub fn new() -> Self {
        let bytes = 3 * size_of::<i32>() as u32;
        Self(Int32Array::new(SharedArrayBuffer::new(bytes).as_ref()))
    }

    /// The array that workers read.
    pub fn as_js(&self) -> &JsValue {
        self.0.as_ref()
    }

    /// The first `elements` elements of an operand have arrived.
    fn count(&self, operand: OperandIndex, elements: u32) {
        self.set(operand, elements.div_ceil(CHUNK_ELEMENTS) as i32);
    }

    /// The whole operand has arrived.
    fn complete(&self, operand: OperandIndex) {
        self.set(operand, i32::MAX);
    }

    /// The job has ended early, see [`UPLOAD_CANCELLED`].
    pub fn cancel(&self) {
        self.set(OperandIndex::A, UPLOAD_CANCELLED);
        self.set(OperandIndex::B, UPLOAD_CANCELLED);
    }

    /// Keeps workers from writing to C from now on, and waits for those that are in the middle of it. False if one was
    /// ended in that moment: then it cannot be known whether it has stopped.
    pub async fn close_result(&self) -> bool {
        let _ = Atomics::or(&self.0, RESULT_WRITERS, RESULT_CLOSED);
        let start = now();
        while Atomics::load(&self.0, RESULT_WRITERS) != Ok(RESULT_CLOSED) {
            if now() - start > WRITING_MS {
                return false;
            }
            TimeoutFuture::new(1).await;
        }
        true
    }

    /// Whether both operands have arrived.
    pub fn is_complete(&self) -> bool {
        [OperandIndex::A, OperandIndex::B].iter().all(|&operand| Atomics::load(&self.0, operand as u32) == Ok(i32::MAX))
    }

    fn set(&self, operand: OperandIndex, count: i32) {
        // These fail only for arrays that are not shared arrays of integers.
        let _ = Atomics::store(&self.0, operand as u32, count);
        let _ = Atomics::notify(&self.0, operand as u32);
    }
}

impl Default for UploadProgress {
    fn default() -> Self {
        Self::new()
    }
}

/// Operands on their way to shared memory. Dropping it early cancels the upload and wakes all workers that wait for it.
#[derive(Debug)]
pub struct OperandUpload {
    a: Elements,
    b: Elements,
    progress: UploadProgress,
    copies: Vec<PendingCopy>,
}

/// An array that is still to be copied, and the operands that it is.
#[derive(Debug)]
struct PendingCopy {
    source: Elements,
    target: Elements,
    operands: Vec<OperandIndex>,
}

impl OperandUpload {
    /// Allocates shared memory for operands that are not in shared memory as `dtype`; copies nothing yet.
    ///
    /// # Errors
    /// [`Failure::Limit`] when the browser cannot allocate it.
    pub async fn prepare(a: &Elements, b: &Elements, dtype: DType) -> Result<Self, Failure> {
        let mut upload = Self { a: a.clone(), b: b.clone(), progress: UploadProgress::new(), copies: Vec::new() };
        // B first: a tile needs all of its block of B, but only some rows of A.
        if a == b {
            upload.b = upload.target(b, dtype, &[OperandIndex::B, OperandIndex::A]).await?;
            upload.a = upload.b.clone();
        } else {
            upload.b = upload.target(b, dtype, &[OperandIndex::B]).await?;
            upload.a = upload.target(a, dtype, &[OperandIndex::A]).await?;
        }
        Ok(upload)
    }

    /// Where an operand will be: where it is, or in newly allocated shared memory.
    async fn target(
        &mut self,
        source: &Elements,
        dtype: DType,
        operands: &[OperandIndex],
    ) -> Result<Elements, Failure> {
        if source.is_shared() && source.dtype() == dtype {
            operands.iter().for_each(|&operand| self.progress.complete(operand));
            return Ok(source.clone());
        }
        let target = acquire_shared(dtype, u64::from(source.len()))?;
        yield_after_allocating(&target).await;
        let copy = PendingCopy { source: source.clone(), target: target.clone(), operands: operands.to_vec() };
        self.copies.push(copy);
        Ok(target)
    }

    /// A and B in shared memory.
    pub fn operands(&self) -> (Elements, Elements) {
        (self.a.clone(), self.b.clone())
    }

    /// What has arrived.
    pub fn progress(&self) -> UploadProgress {
        self.progress.clone()
    }

    /// Copies both operands, in slices.
    ///
    /// # Errors
    /// [`Failure::Format`] when an operand was detached meanwhile.
    pub async fn run(self) -> Result<(), Failure> {
        for PendingCopy { source, target, operands } in &self.copies {
            in_slices(target.len(), CHUNK_ELEMENTS, &|from, to| {
                source.ensure_attached(target.len(), "an operand")?;
                target.set(&source.subarray(from, to), from);
                operands.iter().for_each(|&operand| self.progress.count(operand, to));
                Ok(())
            })
            .await?;
            operands.iter().for_each(|&operand| self.progress.complete(operand));
        }
        Ok(())
    }
}

impl Drop for OperandUpload {
    fn drop(&mut self) {
        if !self.progress.is_complete() {
            self.progress.cancel();
        }
    }
}
