//! Arrays of generated numbers, filled in slices so that the page stays responsive.

use super::copying::in_slices;
use super::{allocate, limit, too_large};
use crate::failure::Failure;
use crate::operand::{Elements, Operand};
use js_sys::{Float32Array, Float64Array};
use shared::DType;
use shared::generate::Generator;

/// Numbers made between two looks at the clock: a fraction of a millisecond.
const CHUNK: u32 = 1 << 14;

/// The matrix, of f64 numbers, in shared memory if `shared`.
///
/// # Errors
/// [`Failure::Limit`] when it is too large for this page, or the browser cannot allocate it.
pub async fn generated(generator: &Generator, shared: bool) -> Result<Operand, Failure> {
    let matrix = zeros(generator, DType::F64, shared)?;
    let elements = &matrix.elements;
    in_slices(elements.len(), CHUNK, &|from, to| {
        fill(generator, elements, from, to);
        Ok(())
    })
    .await?;
    Ok(matrix)
}

/// The same at once and with elements of any type, for scripts that want no promise.
///
/// # Errors
/// As [`generated`].
pub fn generated_at_once(generator: &Generator, dtype: DType, shared: bool) -> Result<Operand, Failure> {
    let matrix = zeros(generator, dtype, shared)?;
    let length = matrix.elements.len();
    for from in (0..length).step_by(CHUNK as usize) {
        fill(generator, &matrix.elements, from, length.min(from.saturating_add(CHUNK)));
    }
    Ok(matrix)
}

fn zeros(generator: &Generator, dtype: DType, shared: bool) -> Result<Operand, Failure> {
    let shape = generator.shape();
    let elements = shape.elements().unwrap_or(u64::MAX);
    let needed = u128::from(elements) * dtype.size() as u128;
    if needed > u128::from(limit()) {
        return Err(too_large(&format!("a matrix of {shape}"), needed, limit()));
    }
    Ok(Operand { shape, elements: allocate(dtype, elements, shared)? })
}

fn fill(generator: &Generator, elements: &Elements, from: u32, to: u32) {
    let mut numbers = vec![0.0; (to - from) as usize];
    generator.fill(from.into(), &mut numbers);
    let numbers = match elements.dtype() {
        DType::F64 => Elements::F64(Float64Array::from(numbers.as_slice())),
        DType::F32 => {
            let numbers: Vec<f32> = numbers.into_iter().map(|number| generator.nearest_f32(number)).collect();
            Elements::F32(Float32Array::from(numbers.as_slice()))
        }
    };
    elements.set(&numbers, from);
}
