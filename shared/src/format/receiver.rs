//! Where the elements of a matrix go while they are read: into a vector, or piece by piece out of this memory.
//!
//! Refuses to say what becomes of them: whoever reads brings the place along.

use crate::element::{DType, Element};
use crate::format::cells::reserve;
use crate::format::export::MatrixRef;
use crate::format::fault::Fault;
use crate::matrix::{AnyMatrix, Matrix, Shape};

/// Takes a matrix row by row, in pieces.
pub trait Receiver {
    /// Until now the source was only passed over, to count what it holds; from here on it is read for its elements.
    /// Said before the first of them, for those who show progress.
    fn counted(&mut self) {}

    /// A matrix begins, of at most `most` elements. What came before is void: a reading that fails may begin again in
    /// another dialect.
    ///
    /// # Errors
    /// [`Fault::Memory`] when there is no room.
    fn begin(&mut self, dtype: DType, most: u64) -> Result<(), Fault>;

    /// The next elements, of the dtype that was stated.
    ///
    /// # Errors
    /// [`Fault::Memory`] when there is no room, [`Fault::Mixed`] for elements of another dtype.
    fn take(&mut self, elements: MatrixRef<'_>) -> Result<(), Fault>;

    /// All elements at once: of files that are not written row by row.
    ///
    /// # Errors
    /// As [`Receiver::begin`].
    fn take_whole(&mut self, matrix: AnyMatrix) -> Result<(), Fault> {
        let elements = MatrixRef::from(&matrix);
        self.begin(elements.dtype(), elements.len() as u64)?;
        self.take(elements)
    }
}

/// Keeps the elements in a vector.
#[derive(Debug)]
pub(crate) enum Kept {
    F32(Vec<f32>),
    F64(Vec<f64>),
}

impl Default for Kept {
    fn default() -> Self {
        Kept::F64(Vec::new())
    }
}

impl Kept {
    /// What was kept, as a matrix of `shape`.
    pub(crate) fn into_matrix(self, shape: Shape) -> Result<AnyMatrix, Fault> {
        match self {
            Kept::F32(data) => assemble(shape, data).map(AnyMatrix::F32),
            Kept::F64(data) => assemble(shape, data).map(AnyMatrix::F64),
        }
    }
}

fn assemble<T: Element>(shape: Shape, mut data: Vec<T>) -> Result<Matrix<T>, Fault> {
    // There was room for as many as there might have been.
    if data.capacity() / 8 * 7 > data.len() {
        data.shrink_to_fit();
    }
    let found = data.len() as u64;
    Matrix::new(shape, data).map_err(|_| Fault::Filling { shape, found })
}

impl Receiver for Kept {
    fn begin(&mut self, dtype: DType, most: u64) -> Result<(), Fault> {
        *self = Kept::default();
        *self = match dtype {
            DType::F32 => Kept::F32(reserve(most)?),
            DType::F64 => Kept::F64(reserve(most)?),
        };
        Ok(())
    }

    fn take(&mut self, elements: MatrixRef<'_>) -> Result<(), Fault> {
        match (self, elements) {
            (Kept::F32(data), MatrixRef::F32(elements)) => append(data, elements),
            (Kept::F64(data), MatrixRef::F64(elements)) => append(data, elements),
            (Kept::F32(_), _) => Err(Fault::Mixed { found: elements.dtype(), stated: DType::F32 }),
            (Kept::F64(_), _) => Err(Fault::Mixed { found: elements.dtype(), stated: DType::F64 }),
        }
    }

    fn take_whole(&mut self, matrix: AnyMatrix) -> Result<(), Fault> {
        *self = match matrix {
            AnyMatrix::F32(matrix) => Kept::F32(matrix.into_data()),
            AnyMatrix::F64(matrix) => Kept::F64(matrix.into_data()),
        };
        Ok(())
    }
}

fn append<T: Element>(data: &mut Vec<T>, elements: &[T]) -> Result<(), Fault> {
    let needed = (data.len() + elements.len()) as u64 * T::DTYPE.size() as u64;
    data.try_reserve(elements.len()).map_err(|_| Fault::Memory { needed })?;
    data.extend_from_slice(elements);
    Ok(())
}
