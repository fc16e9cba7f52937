//! How a worker gets its input, perhaps more than once: if it is lost, the next one needs the input too.

use crate::failure::Failure;
use crate::memory;
use crate::operand::{Operand, ensure_attached};
use js_sys::Uint8Array;
use std::cell::Cell;
use wasm_bindgen::JsValue;
use worker::wire::Payload;

/// What the bytes to be read are called in errors.
pub(super) const BYTES: &str = "the array of bytes";
/// Attempts at work whose input can be transferred only once.
const MAX_ATTEMPTS: u32 = 4;

/// An input, and how it crosses. The caller's arrays are never changed or detached.
pub(super) enum InputTransfer {
    /// As it is: shared memory, a file, or the page's own engine.
    Cloned(JsValue),
    /// A new copy of this many bytes for every worker.
    CopiedBytes(Uint8Array, u32),
    /// A new copy of the elements for every worker.
    CopiedElements(Operand),
    /// A copy made before; lost with the worker that it was transferred to.
    Transferred { copy: JsValue, is_gone: Cell<bool> },
}

impl InputTransfer {
    /// Transfers a copy that is large enough to be made only once, in slices, and not in the middle of a message.
    pub(super) fn once(copy: JsValue) -> Self {
        InputTransfer::Transferred { copy, is_gone: Cell::new(false) }
    }

    /// The payload for the next worker.
    ///
    /// # Errors
    /// [`Failure::InputLost`] when the only copy is gone, [`Failure::Format`] when the caller's array was detached,
    /// [`Failure::Limit`] when a copy cannot be allocated.
    pub(super) fn payload(&self) -> Result<Payload, Failure> {
        Ok(match self {
            InputTransfer::Cloned(value) => Payload::cloned(value),
            InputTransfer::CopiedBytes(bytes, length) => {
                ensure_attached(bytes.length(), *length, BYTES)?;
                let copy = memory::allocate_bytes(*length, false)?;
                copy.set(bytes, 0);
                Payload::transferred(copy)
            }
            InputTransfer::CopiedElements(matrix) => {
                matrix.ensure_attached("the matrix")?;
                let copy = memory::allocate(matrix.dtype(), u64::from(matrix.elements.len()), false)?;
                copy.set(&matrix.elements, 0);
                Payload::transferred(copy.as_js())
            }
            InputTransfer::Transferred { is_gone, .. } if is_gone.replace(true) => return Err(Failure::InputLost),
            InputTransfer::Transferred { copy, .. } => Payload::transferred(copy),
        })
    }
}

/// Repeats `attempt`, which makes a new copy of its input, when the copy was lost with a worker.
///
/// # Errors
/// Those of the last attempt.
pub(super) async fn with_fresh_input<R, F>(attempt: impl Fn() -> F) -> Result<R, Failure>
where
    F: Future<Output = Result<R, Failure>>,
{
    for _ in 1..MAX_ATTEMPTS {
        match attempt().await {
            Err(lost @ Failure::InputLost) => log::info!("{lost}"),
            result => return result,
        }
    }
    attempt().await
}
