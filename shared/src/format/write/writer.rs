//! Writes a matrix piece by piece, so that a huge one is never in memory twice.

use crate::element::{DType, Element};
use crate::format::error::{ErrorKind, FormatError};
use crate::format::export::{Export, MatrixRef, Order};
use crate::format::npy::npy_prologue;
use crate::format::number::Number;
use crate::format::write::digits::write_number;
use crate::format::write::style::Style;
use crate::matrix::Shape;
use std::io::Write;

/// Bytes that are buffered before they are written.
const BLOCK: usize = 1 << 16;

/// Most rows without columns that are written as text: a header of a few bytes may state as many as there are numbers.
const MOST_EMPTY_ROWS: usize = 1 << 20;

/// Writes one matrix: [`Writer::new`], then [`Writer::push`] until all elements were given in the
/// order of [`Export::order`], then [`Writer::finish`]. What was written so far lies in `out` in
/// blocks of about 64 KiB, so that a caller may take it away between two pushes.
#[derive(Debug)]
pub struct Writer<W: Write> {
    out: W,
    export: Export,
    shape: Shape,
    dtype: DType,
    style: Style,
    buffer: Vec<u8>,
    written: u64,
    /// Place within the current row.
    column: usize,
}

impl<W: Write> Writer<W> {
    /// Begins a file: writes what stands before the elements.
    ///
    /// # Errors
    /// [`ErrorKind::Io`] when `out` fails.
    pub fn new(out: W, export: Export, shape: Shape, dtype: DType) -> Result<Self, FormatError> {
        let style = Style::of(export, shape, dtype);
        let mut buffer = Vec::with_capacity(BLOCK + 4096);
        if export == Export::Npy {
            buffer.extend_from_slice(&npy_prologue(shape, dtype));
        }
        buffer.extend_from_slice(style.opening.as_bytes());
        let mut writer = Self { out, export, shape, dtype, style, buffer, written: 0, column: 0 };
        writer.flush_above(BLOCK)?;
        Ok(writer)
    }

    /// The writer behind, where the finished blocks are.
    pub fn out_mut(&mut self) -> &mut W {
        &mut self.out
    }

    /// Writes the next elements: any number of them, not only whole rows.
    ///
    /// # Errors
    /// [`ErrorKind::NotWritable`] for NaN and infinities in JSON; [`ErrorKind::Filling`] for more elements
    /// than the shape holds; [`ErrorKind::Mixed`] for elements of another dtype; [`ErrorKind::Io`] when
    /// `out` fails.
    pub fn push<T: Element>(&mut self, elements: &[T]) -> Result<(), FormatError> {
        if T::DTYPE != self.dtype {
            return Err(ErrorKind::Mixed { found: T::DTYPE, stated: self.dtype }.into());
        }
        let found = self.written.saturating_add(elements.len() as u64);
        if self.shape.elements().is_none_or(|stated| found > stated) {
            return Err(ErrorKind::Filling { shape: self.shape, found }.into());
        }
        match T::DTYPE {
            _ if self.export == Export::Npy => self.raw(elements)?,
            DType::F32 => self.text::<f32>(bytemuck::cast_slice(elements))?,
            DType::F64 => self.text::<f64>(bytemuck::cast_slice(elements))?,
        }
        Ok(())
    }

    /// Ends the file and gives the writer behind back.
    ///
    /// # Errors
    /// [`ErrorKind::Filling`] when elements are missing; [`ErrorKind::OnlyLines`] for millions of rows without columns as
    /// text; [`ErrorKind::Io`] when `out` fails.
    pub fn finish(mut self) -> Result<W, FormatError> {
        if self.shape.elements() != Some(self.written) {
            return Err(ErrorKind::Filling { shape: self.shape, found: self.written }.into());
        }
        if self.shape.cols == 0 && self.export.order() == Order::Rows {
            self.empty_rows()?;
        }
        self.buffer.extend_from_slice(self.style.closing.as_bytes());
        self.flush_above(0)?;
        self.out.flush().map_err(|error| ErrorKind::source(&error))?;
        Ok(self.out)
    }

    fn raw<T: Element>(&mut self, elements: &[T]) -> Result<(), ErrorKind> {
        self.written += elements.len() as u64;
        if cfg!(target_endian = "little") {
            self.flush_above(0)?;
            return self.out.write_all(bytemuck::cast_slice(elements)).map_err(|error| ErrorKind::source(&error));
        }
        for element in elements {
            self.buffer.extend(bytemuck::bytes_of(element).iter().rev());
            self.flush_above(BLOCK)?;
        }
        Ok(())
    }

    fn text<T: Number>(&mut self, elements: &[T]) -> Result<(), ErrorKind> {
        let width = match self.export.order() {
            Order::Rows => self.shape.cols,
            Order::Columns => self.shape.rows,
        };
        for &element in elements {
            if self.column == 0 {
                if self.written > 0 {
                    self.buffer.extend_from_slice(self.style.between_rows.as_bytes());
                }
                self.buffer.extend_from_slice(self.style.row_opening.as_bytes());
            } else {
                self.buffer.extend_from_slice(self.style.between_cells.as_bytes());
            }
            self.cell(element)?;
            self.written += 1;
            self.column += 1;
            if self.column == width {
                self.buffer.extend_from_slice(self.style.row_closing.as_bytes());
                self.column = 0;
            }
            self.flush_above(BLOCK)?;
        }
        Ok(())
    }

    fn cell<T: Number>(&mut self, element: T) -> Result<(), ErrorKind> {
        let value = element.to_f64();
        if !value.is_finite() {
            let kind = if value.is_nan() { 0 } else { 1 + usize::from(value < 0.0) };
            let Some(words) = self.style.words else {
                let cols = self.shape.cols as u64;
                let (row, column) = (self.written / cols + 1, self.written % cols + 1);
                return Err(ErrorKind::NotWritable { row, column, value: ["nan", "inf", "-inf"][kind] });
            };
            self.buffer.extend_from_slice(words[kind].as_bytes());
            return Ok(());
        }
        let start = self.buffer.len();
        write_number(&mut self.buffer, element);
        if self.style.decimal_comma
            && let Some(point) = self.buffer[start..].iter().position(|&byte| byte == b'.')
        {
            self.buffer[start + point] = b',';
        }
        if self.style.powers
            && let Some(exponent) = self.buffer[start..].iter().position(|&byte| byte == b'e')
        {
            self.buffer.splice(start + exponent..start + exponent + 1, *b" \\times 10^{");
            self.buffer.push(b'}');
        }
        Ok(())
    }

    /// Rows without columns, where the kind of text shows rows at all.
    fn empty_rows(&mut self) -> Result<(), ErrorKind> {
        if !matches!(self.export, Export::Json | Export::Csv | Export::CsvDecimalComma | Export::Tsv) {
            return Ok(());
        }
        if self.shape.rows > MOST_EMPTY_ROWS {
            return Err(ErrorKind::OnlyLines { rows: self.shape.rows as u64 });
        }
        for row in 0..self.shape.rows {
            if row > 0 {
                self.buffer.extend_from_slice(self.style.between_rows.as_bytes());
            }
            self.buffer.extend_from_slice(self.style.row_opening.as_bytes());
            self.buffer.extend_from_slice(self.style.row_closing.as_bytes());
            self.flush_above(BLOCK)?;
        }
        Ok(())
    }

    /// Writes the buffered bytes if there are more than `kept`.
    #[inline]
    fn flush_above(&mut self, kept: usize) -> Result<(), ErrorKind> {
        if self.buffer.len() > kept {
            self.out.write_all(&self.buffer).map_err(|error| ErrorKind::source(&error))?;
            self.buffer.clear();
        }
        Ok(())
    }
}

/// Writes a whole matrix, given row by row, as `export`.
///
/// # Errors
/// As [`Writer::new`], [`Writer::push`] and [`Writer::finish`].
pub fn write<W: Write>(shape: Shape, data: MatrixRef<'_>, export: Export, out: W) -> Result<(), FormatError> {
    let mut writer = Writer::new(out, export, shape, data.dtype())?;
    if shape.elements() != Some(data.len() as u64) {
        return Err(ErrorKind::Filling { shape, found: data.len() as u64 }.into());
    }
    match data {
        MatrixRef::F32(data) => push_all(&mut writer, shape, data)?,
        MatrixRef::F64(data) => push_all(&mut writer, shape, data)?,
    }
    writer.finish().map(drop)
}

fn push_all<W: Write, T: Element>(writer: &mut Writer<W>, shape: Shape, data: &[T]) -> Result<(), FormatError> {
    if writer.export.order() == Order::Rows {
        return writer.push(data);
    }
    let mut column: Vec<T> = Vec::with_capacity(shape.rows);
    for first in 0..shape.cols {
        column.clear();
        column.extend(data.iter().skip(first).step_by(shape.cols));
        writer.push(&column)?;
    }
    Ok(())
}
