//! The header of the `.npy` files that are written.

use crate::element::DType;
use crate::format::npy::header::MAGIC;
use crate::matrix::Shape;

/// Everything before the elements: version 1.0, C order, little-endian, byte for byte what NumPy writes, including the
/// padding that lets the first size grow.
pub(crate) fn npy_prologue(shape: Shape, dtype: DType) -> Vec<u8> {
    const ALIGNMENT: usize = 64;
    const GROWING: usize = 21;
    let descr = match dtype {
        DType::F32 => "<f4",
        DType::F64 => "<f8",
    };
    let rows = shape.rows.to_string();
    let mut text = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({rows}, {}), }}", shape.cols);
    text.push_str(&" ".repeat(GROWING.saturating_sub(rows.len())));
    let before = MAGIC.len() + 4;
    text.push_str(&" ".repeat(ALIGNMENT - (before + text.len() + 1) % ALIGNMENT));
    text.push('\n');
    let mut prologue = MAGIC.to_vec();
    prologue.extend_from_slice(&[1, 0]);
    prologue.extend_from_slice(&(text.len() as u16).to_le_bytes());
    prologue.extend_from_slice(text.as_bytes());
    prologue
}
