//! Reads the elements of a `.npy` file into a row-major matrix.
//!
//! The file's size is compared with the header before memory is allocated.

use crate::element::Element;
use crate::format::allocation::{checked_size, reserve, zeros};
use crate::format::byte_source::{ByteSource, ByteWindow};
use crate::format::error::ErrorKind;
use crate::format::export::MatrixRef;
use crate::format::matrix_sink::MatrixSink;
use crate::format::note::Note;
use crate::format::npy::element_type::{NpyKind, half, integer};
use crate::format::npy::header::{NpyHeader, parse};
use crate::matrix::{AnyMatrix, Matrix, Shape};

/// Bytes of a panel of columns that is transposed at once.
const PANEL_BYTES: u64 = 1 << 24;

/// Elements passed to the sink at once: few enough for the cache.
const CHUNK: u64 = 1 << 15;

/// The shape of the matrix that was read, and what was assumed.
#[derive(Debug)]
pub(crate) struct NpyContent {
    pub(crate) shape: Shape,
    pub(crate) notes: Vec<Note>,
}

/// Reads all of `source`.
pub(crate) fn read(
    source: &mut ByteSource<'_>,
    limit_bytes: u64,
    sink: &mut dyn MatrixSink,
) -> Result<NpyContent, ErrorKind> {
    let length = source.length();
    let mut window = source.raw()?;
    window.fill()?;
    let header = parse(window.available(), length)?;
    let (rows, cols) = match *header.dimensions.as_slice() {
        [] => (1, 1),
        [cols] => (1, cols),
        [rows, cols, ..] => (rows, cols),
    };
    let size = header.element.size();
    let stated = (u128::from(rows) * u128::from(cols)).saturating_mul(size as u128);
    let present = length - header.data_start;
    if stated != u128::from(present) {
        return Err(ErrorKind::Amount { what: "bytes of elements", stated, present });
    }
    window.advance(header.data_start as usize);
    sink.counting_finished();
    let by_columns = header.fortran && rows > 1 && cols > 1;
    let mut reader = ElementReader { window, size, rows, cols, by_columns, index: 0 };
    let big = header.element.big_endian;
    let shape = match header.element.kind {
        NpyKind::Float64 => reader.read_all(limit_bytes, sink, AnyMatrix::F64, &|bytes, data: &mut Vec<f64>| {
            let value = if big { f64::from_be_bytes } else { f64::from_le_bytes };
            extend(data, bytes, value)
        }),
        NpyKind::Float32 => reader.read_all(limit_bytes, sink, AnyMatrix::F32, &|bytes, data: &mut Vec<f32>| {
            let value = if big { f32::from_be_bytes } else { f32::from_le_bytes };
            extend(data, bytes, value)
        }),
        NpyKind::Float16 => reader.read_all(limit_bytes, sink, AnyMatrix::F32, &|bytes, data: &mut Vec<f32>| {
            let bits = if big { u16::from_be_bytes } else { u16::from_le_bytes };
            extend(data, bytes, |element| half(bits(element)))
        }),
        NpyKind::Integer { signed, .. } => reader.read_all(limit_bytes, sink, AnyMatrix::F64, &|bytes, data| {
            try_extend(data, bytes.chunks_exact(size).map(|element| integer(element, signed, big)))
        }),
        NpyKind::Bool => reader.read_all(limit_bytes, sink, AnyMatrix::F64, &|bytes, data| {
            let value = |byte: &u8| {
                if *byte < 2 { Ok(f64::from(*byte)) } else { Err(format!("the byte {byte} is not a truth value")) }
            };
            try_extend(data, bytes.iter().map(value))
        }),
    }?;
    Ok(NpyContent { shape, notes: notes(&header) })
}

fn notes(header: &NpyHeader) -> Vec<Note> {
    let mut notes = Vec::new();
    match header.dimensions.len() {
        0 => notes.push(Note::SingleNumber),
        1 => notes.push(Note::VectorAsRow),
        _ => {}
    }
    let element = header.element;
    if !matches!(element.kind, NpyKind::Float32 | NpyKind::Float64) {
        notes.push(Note::Converted { from: element.name(), to: element.dtype() });
    }
    if element.big_endian {
        notes.push(Note::BigEndian);
    }
    if header.fortran {
        notes.push(Note::FortranOrder);
    }
    notes
}

/// Appends elements to a vector, or says which of them, from 0, is not a number that fits, and why.
type Decode<'d, T> = &'d dyn Fn(&[u8], &mut Vec<T>) -> Result<(), (usize, String)>;

fn extend<const SIZE: usize, T>(
    data: &mut Vec<T>,
    bytes: &[u8],
    value: impl Fn([u8; SIZE]) -> T,
) -> Result<(), (usize, String)> {
    let (elements, _) = bytes.as_chunks::<SIZE>();
    data.extend(elements.iter().map(|&element| value(element)));
    Ok(())
}

fn try_extend(data: &mut Vec<f64>, values: impl Iterator<Item = Result<f64, String>>) -> Result<(), (usize, String)> {
    for (index, value) in values.enumerate() {
        data.push(value.map_err(|found| (index, found))?);
    }
    Ok(())
}

/// Reads elements one after the other, and knows where in the matrix they belong.
struct ElementReader<'w> {
    window: ByteWindow<'w>,
    /// Bytes of an element.
    size: usize,
    rows: u64,
    cols: u64,
    /// Whether the file holds column after column.
    by_columns: bool,
    /// Elements read so far.
    index: u64,
}

impl ElementReader<'_> {
    fn read_all<T: Element>(
        &mut self,
        limit_bytes: u64,
        sink: &mut dyn MatrixSink,
        any: fn(Matrix<T>) -> AnyMatrix,
        decode: Decode<'_, T>,
    ) -> Result<Shape, ErrorKind> {
        let count = checked_size::<T>(self.rows, self.cols, limit_bytes)?;
        let shape = Shape::new(self.rows as usize, self.cols as usize);
        if self.by_columns {
            let data = self.transposed(count, decode)?;
            let matrix = Matrix::new(shape, data).map_err(|_| ErrorKind::Filling { shape, found: count })?;
            sink.take_whole(any(matrix))?;
        } else {
            sink.begin(T::DTYPE, count)?;
            let mut chunk = reserve::<T>(CHUNK.min(count))?;
            while self.index < count {
                chunk.clear();
                self.append(&mut chunk, CHUNK.min(count - self.index), decode)?;
                sink.take(MatrixRef::of(&chunk))?;
            }
        }
        Ok(shape)
    }

    /// All elements row after row, of a file that holds column after column.
    fn transposed<T: Element>(&mut self, count: u64, decode: Decode<'_, T>) -> Result<Vec<T>, ErrorKind> {
        let (rows, cols) = (self.rows as usize, self.cols as usize);
        let mut data = zeros::<T>(count)?;
        let width = (PANEL_BYTES / (self.rows * T::DTYPE.size() as u64)).clamp(1, self.cols);
        let mut panel = reserve::<T>(self.rows * width)?;
        let mut first = 0;
        while first < cols {
            let width = (width as usize).min(cols - first);
            panel.clear();
            self.append(&mut panel, self.rows * width as u64, decode)?;
            for (row, cells) in data.chunks_exact_mut(cols).enumerate() {
                for (column, cell) in cells[first..first + width].iter_mut().enumerate() {
                    *cell = panel[column * rows + row];
                }
            }
            first += width;
        }
        Ok(data)
    }

    /// Appends the next `count` elements to `data`.
    fn append<T>(&mut self, data: &mut Vec<T>, count: u64, decode: Decode<'_, T>) -> Result<(), ErrorKind> {
        let end = self.index + count;
        while self.index < end {
            self.window.fill()?;
            let bytes = self.window.available();
            let whole = (bytes.len() / self.size).min(usize::try_from(end - self.index).unwrap_or(usize::MAX));
            if whole == 0 {
                return Err(ErrorKind::Amount { what: "elements", stated: u128::from(end), present: self.index });
            }
            let length = whole * self.size;
            decode(&bytes[..length], data).map_err(|(ahead, found)| {
                let (row, column) = self.position(self.index + ahead as u64);
                let remedy = "save the array as numbers that fit: a.astype(float)".into();
                ErrorKind::Value { row, column, found: found.into(), remedy }
            })?;
            self.window.advance(length);
            self.index += whole as u64;
        }
        Ok(())
    }

    /// Row and column, from 1, of an element. There is one, so there are rows and columns.
    fn position(&self, index: u64) -> (u64, u64) {
        if self.by_columns {
            (index % self.rows + 1, index / self.rows + 1)
        } else {
            (index / self.cols + 1, index % self.cols + 1)
        }
    }
}
