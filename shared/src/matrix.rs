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

    /// The shape of the transpose, if it is taken.
    pub const fn transposed_if(self, is_transposed: bool) -> Self {
        if is_transposed { Self::new(self.cols, self.rows) } else { self }
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
    /// C is not of the shape of A·B, or there is no such product.
    #[error("A is {a}, B is {b} and C is {c}, and C = A·B needs an A of m × k, a B of k × n and a C of m × n; {}", remedy(*a, *b, *c))]
    Product {
        /// Shape of A.
        a: Shape,
        /// Shape of B.
        b: Shape,
        /// Shape of C.
        c: Shape,
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

/// Checks that C may be `a · b`.
///
/// # Errors
/// [`ShapeError::Product`] when the shapes do not fit each other.
pub fn ensure_product_shape(a: Shape, b: Shape, c: Shape) -> Result<(), ShapeError> {
    if product_shape(a, b) == Ok(c) { Ok(()) } else { Err(ShapeError::Product { a, b, c }) }
}

/// What to do about shapes that do not fit: the fewest transpositions after which they would, or another order.
fn remedy(a: Shape, b: Shape, c: Shape) -> &'static str {
    let fits = |&(turns, _): &([bool; 3], &str)| {
        let [turn_a, turn_b, turn_c] = turns;
        ensure_product_shape(a.transposed_if(turn_a), b.transposed_if(turn_b), c.transposed_if(turn_c)).is_ok()
    };
    let transpositions = [
        ([true, false, false], "transpose A"),
        ([false, true, false], "transpose B"),
        ([false, false, true], "transpose C"),
        ([true, true, false], "transpose A and B"),
        ([true, false, true], "transpose A and C"),
        ([false, true, true], "transpose B and C"),
    ];
    match transpositions.iter().find(|turns| fits(turns)) {
        _ if ensure_product_shape(b, a, c).is_ok() => "swap A and B",
        Some((_, remedy)) => remedy,
        None => "load matrices of matching shapes",
    }
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

#[cfg(test)]
mod tests {
    use super::{Shape, ensure_product_shape};

    #[test]
    fn shapes_that_do_not_fit_come_with_the_nearest_remedy() {
        let shape = |(rows, cols)| Shape::new(rows, cols);
        let remedies = [
            ([(2, 3), (3, 4), (2, 4)], None),
            ([(0, 3), (3, 0), (0, 0)], None),
            ([(3, 2), (3, 4), (2, 4)], Some("transpose A")),
            ([(2, 3), (4, 3), (2, 4)], Some("transpose B")),
            ([(2, 3), (3, 4), (4, 2)], Some("transpose C")),
            ([(3, 2), (4, 3), (2, 4)], Some("transpose A and B")),
            ([(3, 4), (2, 3), (2, 4)], Some("swap A and B")),
            ([(2, 3), (3, 4), (2, 5)], Some("load matrices of matching shapes")),
        ];
        for ([a, b, c], remedy) in remedies {
            let error = ensure_product_shape(shape(a), shape(b), shape(c)).err().map(|error| error.to_string());
            assert_eq!(error.is_some(), remedy.is_some());
            if let (Some(error), Some(remedy)) = (error, remedy) {
                let shapes = format!("A is {}, B is {} and C is {},", shape(a), shape(b), shape(c));
                assert!(error.starts_with(&shapes) && error.ends_with(&format!("; {remedy}")), "{error}");
            }
        }
    }
}
