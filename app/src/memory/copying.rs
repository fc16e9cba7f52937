//! Copies of large arrays, made in slices so that the page stays responsive.

use super::{allocate, allocate_bytes};
use crate::event_loop::yield_to_event_loop;
use crate::failure::Failure;
use crate::operand::{Elements, ensure_attached};
use js_sys::Uint8Array;
use shared::DType;
use shared::protocol::UPLOAD_CHUNK_ELEMENTS;
use worker::clock::now;

/// Elements copied between two looks at the clock: the unit in which uploads are counted.
pub(super) const CHUNK_ELEMENTS: u32 = UPLOAD_CHUNK_ELEMENTS as u32;
/// Milliseconds of copying in one task. A bound in bytes would be long where memory is fresh and workers keep the cores
/// busy.
const SLICE_MS: f64 = 4.0;

/// Calls `copy` for consecutive chunks of `0..length`, and yields to the event loop every few milliseconds.
pub(super) async fn in_slices(
    length: u32,
    chunk: u32,
    // Not generic: each copy of this function would be half a kilobyte of the page's module.
    copy: &dyn Fn(u32, u32) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let (mut from, mut slice) = (0, now());
    while from < length {
        let to = length.min(from.saturating_add(chunk));
        copy(from, to)?;
        from = to;
        if from < length && now() - slice > SLICE_MS {
            yield_to_event_loop().await;
            slice = now();
        }
    }
    Ok(())
}

/// A copy of the elements as `dtype`.
///
/// # Errors
/// [`Failure::Limit`] when the browser cannot allocate it, [`Failure::Format`] when the elements were detached
/// meanwhile.
pub async fn converted(elements: &Elements, dtype: DType, shared: bool) -> Result<Elements, Failure> {
    let converted = allocate(dtype, u64::from(elements.len()), shared)?;
    copy(elements, &converted).await?;
    Ok(converted)
}

/// Copies all elements to an array of as many, converting their dtype if it differs.
///
/// # Errors
/// [`Failure::Format`] when either was detached meanwhile.
pub async fn copy(source: &Elements, target: &Elements) -> Result<(), Failure> {
    let length = target.len();
    in_slices(length, CHUNK_ELEMENTS, &|from, to| {
        source.ensure_attached(length, "an operand")?;
        target.ensure_attached(length, "the array for the result")?;
        target.set(&source.subarray(from, to), from);
        Ok(())
    })
    .await
}

/// Sets all elements to zero.
///
/// # Errors
/// As [`converted`]; `name` is what the array is called there.
pub async fn clear(elements: &Elements, name: &str) -> Result<(), Failure> {
    let length = elements.len();
    let zeros = allocate(elements.dtype(), CHUNK_ELEMENTS.min(length).into(), false)?;
    in_slices(length, CHUNK_ELEMENTS, &|from, to| {
        elements.ensure_attached(length, name)?;
        elements.set(&zeros.subarray(0, to - from), from);
        Ok(())
    })
    .await
}

/// A copy of bytes.
///
/// # Errors
/// [`Failure::Limit`] when the browser cannot allocate it, [`Failure::Format`] when the bytes were detached meanwhile.
pub async fn copied_bytes(bytes: &Uint8Array, shared: bool) -> Result<Uint8Array, Failure> {
    let length = bytes.length();
    let copy = allocate_bytes(length, shared)?;
    in_slices(length, CHUNK_ELEMENTS * 8, &|from, to| {
        ensure_attached(bytes.length(), length, "the array of bytes")?;
        copy.set(&bytes.subarray(from, to), from);
        Ok(())
    })
    .await?;
    Ok(copy)
}
