//! Large arrays on the page: how much memory may be used, and allocation with a descriptive error.
//!
//! [`buffer_pool`] reuses buffers, [`copying`] copies in slices, [`generated`] fills arrays with numbers, [`upload`]
//! brings operands to shared memory,
//! [`held_memory`] counts what workers keep of it.

pub mod buffer_pool;
pub mod copying;
pub mod generated;
pub mod held_memory;
pub mod upload;

use crate::event_loop::yield_to_event_loop;
use crate::failure::Failure;
use crate::operand::Elements;
use js_sys::{Reflect, Uint8Array};
use shared::DType;

/// Allocating more than this takes milliseconds, so the page yields afterwards.
const LARGE_BYTES: u64 = 64 << 20;
/// Limit where the browser does not report the device's memory.
const DEFAULT_LIMIT_BYTES: u64 = 12 << 30;

/// Whether memory can be shared with workers: only on a cross-origin isolated page.
pub fn can_share() -> bool {
    let isolated = Reflect::get(&js_sys::global(), &"crossOriginIsolated".into());
    isolated.is_ok_and(|value| value.is_truthy())
        && Reflect::has(&js_sys::global(), &"SharedArrayBuffer".into()).unwrap_or(false)
}

/// Bytes that one job may use, everything included.
pub fn limit() -> u64 {
    let memory = web_sys::window().and_then(|window| {
        Reflect::get(&window.navigator(), &"deviceMemory".into()).ok().and_then(|gigabytes| gigabytes.as_f64())
    });
    // Browsers report at most 8 GiB, so only smaller values are exact; half of it may be used.
    match memory {
        Some(gigabytes) if gigabytes < 8.0 => (gigabytes * 0.5 * (1u64 << 30) as f64) as u64,
        _ => DEFAULT_LIMIT_BYTES,
    }
}

/// The error for a job that needs more memory than it may use.
pub fn too_large(what: &str, needed: u128, limit: u64) -> Failure {
    Failure::Limit(format!(
        "{what} needs {needed} bytes, and the limit is {limit} bytes; use smaller matrices, f32 instead of f64, or compute the product in parts"
    ))
}

/// An array of zeros.
///
/// # Errors
/// [`Failure::Limit`] when the browser cannot allocate it.
pub fn allocate(dtype: DType, elements: u64, shared: bool) -> Result<Elements, Failure> {
    let out_of_memory = || {
        let (needed, limit) = (u128::from(elements) * dtype.size() as u128, limit());
        Failure::Limit(format!(
            "the browser could not allocate an array of {needed} bytes (one product may use {limit} bytes); wait for other products to end, close other tabs, or use smaller matrices"
        ))
    };
    let length = u32::try_from(elements).map_err(|_| out_of_memory())?;
    Elements::zeros(dtype, length, shared).map_err(|_| out_of_memory())
}

/// An array of `length` bytes.
///
/// # Errors
/// [`Failure::Limit`] when the browser cannot allocate it.
pub fn allocate_bytes(length: u32, shared: bool) -> Result<Uint8Array, Failure> {
    // Allocated as elements of 8 bytes, then viewed as bytes.
    let elements = allocate(DType::F64, u64::from(length).div_ceil(8), shared)?;
    Ok(Uint8Array::new_with_byte_offset_and_length(&elements.buffer(), 0, length))
}

/// Yields to the event loop if allocating `array` may have taken long.
pub async fn yield_after_allocating(array: &Elements) {
    if u64::from(array.len()) * array.dtype().size() as u64 > LARGE_BYTES {
        yield_to_event_loop().await;
    }
}
