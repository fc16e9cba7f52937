//! Matrices in `.npy` files, in every layout that NumPy writes.

use shared::format::{MatrixRef, parts, read_bytes};
use shared::random::numbers;
use shared::{AnyMatrix, DType, Shape};
use std::path::Path;

/// How the elements of a file lie.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NpyLayout {
    /// NumPy's description of the type.
    pub(crate) descr: &'static str,
    /// Column after column.
    pub(crate) fortran: bool,
}

/// As Matmill writes files.
pub(crate) const F64: NpyLayout = NpyLayout { descr: "<f8", fortran: false };
/// The same in f32.
pub(crate) const F32: NpyLayout = NpyLayout { descr: "<f4", fortran: false };
/// As some simulations write them.
pub(crate) const BIG_ENDIAN: NpyLayout = NpyLayout { descr: ">f8", fortran: false };
/// As `numpy.save` writes the transpose of a matrix.
pub(crate) const FORTRAN: NpyLayout = NpyLayout { descr: "<f8", fortran: true };

/// The bytes of a file: version 1.0, with any header.
pub(crate) fn file(descr: &str, fortran: bool, shape: &str, elements: &[u8]) -> Vec<u8> {
    let order = if fortran { "True" } else { "False" };
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}");
    header.push_str(&" ".repeat(63 - (10 + header.len()) % 64));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(elements);
    bytes
}

/// Random numbers of this shape as the file holds them: f32 numbers are multiples of their precision.
pub(crate) fn random(shape: Shape, seed: u64, layout: NpyLayout) -> Vec<f64> {
    let count = shape.rows * shape.cols;
    match layout.descr {
        "<f4" => numbers::<f32>(count, seed).into_iter().map(f64::from).collect(),
        _ => numbers::<f64>(count, seed),
    }
}

/// Writes a matrix, given row by row, in this layout.
pub(crate) fn save(path: &Path, shape: Shape, elements: &[f64], layout: NpyLayout) {
    let Shape { rows, cols } = shape;
    let at = |index: usize| if layout.fortran { index % rows * cols + index / rows } else { index };
    let in_order = (0..elements.len()).map(|index| elements[at(index)]);
    let bytes: Vec<u8> = match layout.descr {
        "<f4" => in_order.flat_map(|value| (value as f32).to_le_bytes()).collect(),
        ">f8" => in_order.flat_map(f64::to_be_bytes).collect(),
        _ => in_order.flat_map(f64::to_le_bytes).collect(),
    };
    std::fs::write(path, file(layout.descr, layout.fortran, &format!("({rows}, {cols})"), &bytes)).unwrap();
}

/// Reads a file as Matmill does.
pub(crate) fn load(path: &Path) -> (Shape, DType, Vec<f64>) {
    let matrix: AnyMatrix = read_bytes(&std::fs::read(path).unwrap(), Some("C.npy")).unwrap().matrix;
    let (shape, elements) = parts(&matrix);
    let numbers = match elements {
        MatrixRef::F32(elements) => elements.iter().map(|&element| f64::from(element)).collect(),
        MatrixRef::F64(elements) => elements.to_vec(),
    };
    (shape, matrix.dtype(), numbers)
}
