//! Copies of large arrays, made in slices so that the page stays responsive.

use super::{allocate, allocate_bytes};
use crate::event_loop::yield_to_event_loop;
use crate::failure::Failure;
use crate::operand::{Elements, Operand, ensure_attached};
use js_sys::Uint8Array;
use shared::DType;
use shared::protocol::UPLOAD_CHUNK_ELEMENTS;
use std::ops::Range;
use worker::clock::now;

/// Elements copied between two looks at the clock: the unit in which uploads are counted.
pub(super) const CHUNK_ELEMENTS: u32 = UPLOAD_CHUNK_ELEMENTS as u32;
/// Milliseconds of copying in one task. A bound in bytes would be long where memory is fresh and workers keep the cores
/// busy.
const SLICE_MS: f64 = 4.0;
/// Rows of a block copied between two looks at the clock.
const MAX_ROWS: u32 = 256;

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

/// A copy of some rows and columns of a matrix, row by row.
///
/// # Errors
/// As [`converted`].
pub async fn copied_block(matrix: &Operand, rows: Range<usize>, cols: Range<usize>) -> Result<Elements, Failure> {
    let width = cols.len() as u32;
    let copy = allocate(matrix.dtype(), rows.len() as u64 * u64::from(width), false)?;
    let (pitch, first) = (matrix.shape.cols as u32, rows.start as u32 * matrix.shape.cols as u32 + cols.start as u32);
    in_slices(rows.len() as u32, (CHUNK_ELEMENTS / width.max(1)).clamp(1, MAX_ROWS), &|from, to| {
        matrix.ensure_attached("the matrix")?;
        if width == pitch {
            copy.set(&matrix.elements.subarray(first + from * pitch, first + to * pitch), from * width);
        } else {
            for row in from..to {
                let start = first + row * pitch;
                copy.set(&matrix.elements.subarray(start, start + width), row * width);
            }
        }
        Ok(())
    })
    .await?;
    Ok(copy)
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
