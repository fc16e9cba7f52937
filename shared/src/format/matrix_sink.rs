//! Where the elements of a matrix go while they are read: into a vector, or wherever the caller's own sink puts them.

use crate::element::{DType, Element};
use crate::format::allocation::reserve;
use crate::format::error::ErrorKind;
use crate::format::export::MatrixRef;
use crate::matrix::{AnyMatrix, Matrix, Shape};

/// Takes a matrix row by row, in pieces.
pub trait MatrixSink {
    /// So far the source was only scanned to count its elements; now they are read. Called before the first of them, for
    /// sinks that report progress.
    fn counting_finished(&mut self) {}

    /// A matrix of at most `most` elements begins. Discards earlier elements: after a failure, reading may begin again in
    /// another dialect.
    ///
    /// # Errors
    /// [`ErrorKind::Memory`] when memory runs out.
    fn begin(&mut self, dtype: DType, most: u64) -> Result<(), ErrorKind>;

    /// The next elements, of the declared dtype.
    ///
    /// # Errors
    /// [`ErrorKind::Memory`] when there is no room, [`ErrorKind::Mixed`] for elements of another dtype.
    fn take(&mut self, elements: MatrixRef<'_>) -> Result<(), ErrorKind>;

    /// All elements at once, for files that are not stored row by row.
    ///
    /// # Errors
    /// As [`MatrixSink::begin`].
    fn take_whole(&mut self, matrix: AnyMatrix) -> Result<(), ErrorKind> {
        let elements = MatrixRef::from(&matrix);
        self.begin(elements.dtype(), elements.len() as u64)?;
        self.take(elements)
    }
}

/// Collects the elements in a vector.
#[derive(Debug)]
pub(crate) enum VecSink {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl Default for VecSink {
    fn default() -> Self {
        VecSink::F64(Vec::new())
    }
}

impl VecSink {
    /// The elements as a matrix of `shape`.
    pub(crate) fn into_matrix(self, shape: Shape) -> Result<AnyMatrix, ErrorKind> {
        match self {
            VecSink::F32(data) => assemble(shape, data).map(AnyMatrix::F32),
            VecSink::F64(data) => assemble(shape, data).map(AnyMatrix::F64),
        }
    }
}

fn assemble<T: Element>(shape: Shape, mut data: Vec<T>) -> Result<Matrix<T>, ErrorKind> {
    // Memory was reserved for the most elements there could have been.
    if data.capacity() / 8 * 7 > data.len() {
        data.shrink_to_fit();
    }
    let found = data.len() as u64;
    Matrix::new(shape, data).map_err(|_| ErrorKind::Filling { shape, found })
}

impl MatrixSink for VecSink {
    fn begin(&mut self, dtype: DType, most: u64) -> Result<(), ErrorKind> {
        *self = VecSink::default();
        *self = match dtype {
            DType::F32 => VecSink::F32(reserve(most)?),
            DType::F64 => VecSink::F64(reserve(most)?),
        };
        Ok(())
    }

    fn take(&mut self, elements: MatrixRef<'_>) -> Result<(), ErrorKind> {
        match (self, elements) {
            (VecSink::F32(data), MatrixRef::F32(elements)) => append(data, elements),
            (VecSink::F64(data), MatrixRef::F64(elements)) => append(data, elements),
            (VecSink::F32(_), _) => Err(ErrorKind::Mixed { found: elements.dtype(), stated: DType::F32 }),
            (VecSink::F64(_), _) => Err(ErrorKind::Mixed { found: elements.dtype(), stated: DType::F64 }),
        }
    }

    fn take_whole(&mut self, matrix: AnyMatrix) -> Result<(), ErrorKind> {
        *self = match matrix {
            AnyMatrix::F32(matrix) => VecSink::F32(matrix.into_data()),
            AnyMatrix::F64(matrix) => VecSink::F64(matrix.into_data()),
        };
        Ok(())
    }
}

fn append<T: Element>(data: &mut Vec<T>, elements: &[T]) -> Result<(), ErrorKind> {
    let needed = (data.len() + elements.len()) as u64 * T::DTYPE.size() as u64;
    data.try_reserve(elements.len()).map_err(|_| ErrorKind::Memory { needed })?;
    data.extend_from_slice(elements);
    Ok(())
}
