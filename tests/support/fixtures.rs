//! Matrices that Rust and the page generate alike from a seed, and the expected product.
//!
//! `prelude.js` holds the same generator for the page: change both or none. The product is three plain loops.

use shared::kernel::{Dims, naive};
use shared::{Element, Matrix, Shape};

/// Marsaglia's xorshift with the triple (13, 17, 5), the whole state as output: the same numbers in every run.
/// The seed must not be 0.
struct Xorshift(u32);

impl Iterator for Xorshift {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        Some(self.0)
    }
}

/// Entries spread evenly over [-1, 1), in f32 rounded from the f64 value. `seed` must not be 0.
pub fn reals<T: Element>(rows: usize, cols: usize, seed: u32) -> Matrix<T> {
    filled(rows, cols, Xorshift(seed).map(|word| f64::from(word) / 2_147_483_648.0 - 1.0))
}

/// Whole numbers from -9 to 9: products of these are exact in both dtypes. `seed` must not be 0.
pub fn integers<T: Element>(rows: usize, cols: usize, seed: u32) -> Matrix<T> {
    filled(rows, cols, Xorshift(seed).map(|word| f64::from(word % 19) - 9.0))
}

fn filled<T: Element>(rows: usize, cols: usize, entries: impl Iterator<Item = f64>) -> Matrix<T> {
    let mut matrix = Matrix::zeros(Shape::new(rows, cols));
    matrix.data_mut().iter_mut().zip(entries).for_each(|(cell, entry)| *cell = T::from_f64(entry));
    matrix
}

/// A·B by the definition, each entry summed in the order of k, with a rounding after each multiplication and
/// each addition: the bits of the kernel `simd128`.
pub fn product<T: Element>(a: &Matrix<T>, b: &Matrix<T>) -> Matrix<T> {
    by_definition(naive::unfused, a, b)
}

/// The same with one rounding for a multiplication and its addition: the bits of the kernel `relaxed` on
/// processors that fuse the two.
pub fn fused_product<T: Element>(a: &Matrix<T>, b: &Matrix<T>) -> Matrix<T> {
    by_definition(naive::fused, a, b)
}

/// # Panics
/// When the columns of A are not the rows of B.
fn by_definition<T: Element>(oracle: fn(Dims, &[T], &[T]) -> Vec<T>, a: &Matrix<T>, b: &Matrix<T>) -> Matrix<T> {
    assert_eq!(a.shape().cols, b.shape().rows, "a test must multiply fitting matrices");
    let mut c = Matrix::zeros(Shape::new(a.shape().rows, b.shape().cols));
    let dims = Dims { m: a.shape().rows, k: a.shape().cols, n: b.shape().cols };
    c.data_mut().copy_from_slice(&oracle(dims, a.data(), b.data()));
    c
}

/// Bytes of a version 1.0 `.npy` file: little-endian, C order.
pub fn npy<T: Element>(matrix: &Matrix<T>) -> Vec<u8> {
    let Shape { rows, cols } = matrix.shape();
    let descr = format!("<f{}", T::DTYPE.size());
    let mut header = format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': ({rows}, {cols}), }}");
    while (10 + header.len() + 1) % 64 != 0 {
        header.push(' ');
    }
    header.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.bytes());
    file.extend(little_endian(matrix));
    file
}

/// The entries' bytes, row by row, little-endian.
pub fn little_endian<T: Element>(matrix: &Matrix<T>) -> Vec<u8> {
    match T::DTYPE.size() {
        4 => matrix.data().iter().flat_map(|entry| (entry.to_f64() as f32).to_le_bytes()).collect(),
        _ => matrix.data().iter().flat_map(|entry| entry.to_f64().to_le_bytes()).collect(),
    }
}

/// Text of a Matrix Market file, array form: column by column.
pub fn mtx<T: Element>(matrix: &Matrix<T>) -> String {
    let Shape { rows, cols } = matrix.shape();
    let mut text = format!("%%MatrixMarket matrix array real general\n{rows} {cols}\n");
    for col in 0..cols {
        for row in 0..rows {
            text.push_str(&format!("{}\n", matrix.row(row)[col].to_f64()));
        }
    }
    text
}

/// Text of a table, cells set apart by `delimiter`.
pub fn table<T: Element>(matrix: &Matrix<T>, delimiter: &str) -> String {
    let line = |row: usize| {
        let cells: Vec<String> = matrix.row(row).iter().map(|entry| entry.to_f64().to_string()).collect();
        cells.join(delimiter) + "\n"
    };
    (0..matrix.shape().rows).map(line).collect()
}
