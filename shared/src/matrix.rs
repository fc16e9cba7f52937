//! Dense row-major matrices and their shapes.

use crate::element::{DType, Element};
use serde::{Deserialize, Serialize};

/// Rows and columns of a matrix; either may be 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Shape {
    /// Number of rows.
    pub rows: usize,
    /// Number of columns.
    pub cols: usize,
}

impl Shape {
    /// A shape of `rows` × `cols`.
    pub const fn new(rows: usize, cols: usize) -> Self {
        Self { rows, cols }
    }

    /// Number of elements, in 64 bits and without wrapping: `None` beyond 2^64 - 1.
    pub fn elements(self) -> Option<u64> {
        (self.rows as u64).checked_mul(self.cols as u64)
    }
}

impl core::fmt::Display for Shape {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} × {}", self.rows, self.cols)
    }
}

/// Why matrices do not fit together, or data does not fit its shape.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShapeError {
    /// The columns of A are not the rows of B.
    #[error(
        "A is {a} and B is {b}: the columns of A ({}) must equal the rows of B ({}); {}load a matrix of a matching shape",
        a.cols,
        b.rows,
        if b.cols == a.rows { "swap A and B, or " } else { "" }
    )]
    Inner {
        /// Shape of A.
        a: Shape,
        /// Shape of B.
        b: Shape,
    },
    /// The number of elements is not rows times columns.
    #[error("a matrix of {shape} needs {} elements, but its data holds {found}; pass exactly rows * cols numbers", shape.rows as u128 * shape.cols as u128)]
    Data {
        /// The shape that was stated.
        shape: Shape,
        /// The number of elements found.
        found: u64,
    },
}

/// The shape of `a · b`.
///
/// # Errors
/// [`ShapeError::Inner`] when the columns of A are not the rows of B.
pub fn product_shape(a: Shape, b: Shape) -> Result<Shape, ShapeError> {
    if a.cols == b.rows { Ok(Shape::new(a.rows, b.cols)) } else { Err(ShapeError::Inner { a, b }) }
}

/// A dense row-major matrix that owns its elements.
#[derive(Clone, Debug, PartialEq)]
pub struct Matrix<T> {
    shape: Shape,
    data: Vec<T>,
}

impl<T: Element> Matrix<T> {
    /// A matrix of `shape` over `data`, row by row.
    ///
    /// # Errors
    /// [`ShapeError::Data`] unless `data` holds exactly rows × cols elements.
    pub fn new(shape: Shape, data: Vec<T>) -> Result<Self, ShapeError> {
        if shape.elements() == Some(data.len() as u64) {
            Ok(Self { shape, data })
        } else {
            Err(ShapeError::Data { shape, found: data.len() as u64 })
        }
    }

    /// A matrix of zeros.
    pub fn zeros(shape: Shape) -> Self {
        Self { shape, data: vec![T::default(); shape.rows * shape.cols] }
    }

    /// Rows and columns.
    pub fn shape(&self) -> Shape {
        self.shape
    }

    /// All elements, row by row.
    pub fn data(&self) -> &[T] {
        &self.data
    }

    /// All elements, row by row, mutable.
    pub fn data_mut(&mut self) -> &mut [T] {
        &mut self.data
    }

    /// The elements of row `row`.
    pub fn row(&self, row: usize) -> &[T] {
        &self.data[row * self.shape.cols..(row + 1) * self.shape.cols]
    }

    /// The elements, row by row, without a copy.
    pub fn into_data(self) -> Vec<T> {
        self.data
    }
}

/// A matrix of either dtype.
#[derive(Clone, Debug, PartialEq)]
pub enum AnyMatrix {
    /// Elements are `f32`.
    F32(Matrix<f32>),
    /// Elements are `f64`.
    F64(Matrix<f64>),
}

impl AnyMatrix {
    /// Rows and columns.
    pub fn shape(&self) -> Shape {
        match self {
            AnyMatrix::F32(m) => m.shape(),
            AnyMatrix::F64(m) => m.shape(),
        }
    }

    /// Element type.
    pub fn dtype(&self) -> DType {
        match self {
            AnyMatrix::F32(_) => DType::F32,
            AnyMatrix::F64(_) => DType::F64,
        }
    }
}
