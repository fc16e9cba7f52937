//! Reads NumPy's `.npy`: the elements behind the header, into a row-major matrix.
//!
//! Refuses a file that holds fewer or more bytes than its header states, before anything is
//! allocated.

use crate::element::{DType, Element};
use crate::format::allocation::{checked_size, reserve, zeros};
use crate::format::byte_source::{ByteSource, ByteWindow};
use crate::format::error::ErrorKind;
use crate::format::export::MatrixRef;
use crate::format::matrix_sink::MatrixSink;
use crate::format::note::Note;
use crate::format::npy::element_type::{Kind, NpyType, half};
use crate::format::npy::header::{NpyHeader, parse};
use crate::matrix::{AnyMatrix, Matrix, Shape};

/// Bytes of a panel of columns that is turned into rows at once.
const PANEL: u64 = 1 << 24;

/// Elements that are handed on at once: few enough to stay near the processor.
const CHUNK: u64 = 1 << 15;

/// What was found, and what was assumed in reading it.
#[derive(Debug)]
pub(crate) struct Npy {
    pub(crate) shape: Shape,
    pub(crate) notes: Vec<Note>,
}

/// Reads all of `source`.
pub(crate) fn read(source: &mut ByteSource<'_>, limit_bytes: u64, sink: &mut dyn MatrixSink) -> Result<Npy, ErrorKind> {
    let length = source.length();
    let mut window = source.raw()?;
    window.fill()?;
    let header = parse(window.available(), length)?;
    let (rows, cols) = match *header.dimensions.as_slice() {
        [] => (1, 1),
        [cols] => (1, cols),
        [rows, cols, ..] => (rows, cols),
    };
    let stated = (u128::from(rows) * u128::from(cols)).saturating_mul(header.element.size as u128);
    let present = length - header.data_start;
    if stated != u128::from(present) {
        return Err(ErrorKind::Amount { what: "bytes of elements", stated, present });
    }
    window.advance(header.data_start as usize);
    sink.counting_finished();
    let sizes = (rows, cols, limit_bytes);
    let shape = if header.element.is_single() {
        elements(&mut window, &header, sizes, sink, AnyMatrix::F32)?
    } else {
        elements(&mut window, &header, sizes, sink, AnyMatrix::F64)?
    };
    Ok(Npy { shape, notes: notes(&header) })
}

fn notes(header: &NpyHeader) -> Vec<Note> {
    let mut notes = Vec::new();
    match header.dimensions.len() {
        0 => notes.push(Note::SingleNumber),
        1 => notes.push(Note::VectorAsRow),
        _ => {}
    }
    let element = header.element;
    if element.kind != Kind::Float || element.size == 2 {
        let to = if element.is_single() { DType::F32 } else { DType::F64 };
        notes.push(Note::Converted { from: element.words(), to });
    }
    if element.big_endian {
        notes.push(Note::BigEndian);
    }
    if header.fortran {
        notes.push(Note::FortranOrder);
    }
    notes
}

fn elements<T: Decoded>(
    window: &mut ByteWindow<'_>,
    header: &NpyHeader,
    (rows, cols, limit): (u64, u64, u64),
    sink: &mut dyn MatrixSink,
    any: fn(Matrix<T>) -> AnyMatrix,
) -> Result<Shape, ErrorKind> {
    let count = checked_size::<T>(rows, cols, limit)?;
    let shape = Shape::new(rows as usize, cols as usize);
    let by_columns = header.fortran && rows > 1 && cols > 1;
    let mut place = Place { by_columns, rows, cols, next: 0 };
    if by_columns {
        let mut data = zeros::<T>(count)?;
        let width = (PANEL / (rows * T::DTYPE.size() as u64)).clamp(1, cols);
        let mut panel = reserve::<T>(rows * width)?;
        let mut first = 0;
        while first < cols {
            let columns = width.min(cols - first);
            panel.clear();
            append(window, header.element, &mut panel, rows * columns, &mut place)?;
            for (row, cells) in data.chunks_exact_mut(shape.cols).enumerate() {
                let cells = &mut cells[first as usize..(first + columns) as usize];
                for (column, cell) in cells.iter_mut().enumerate() {
                    *cell = panel[column * shape.rows + row];
                }
            }
            first += columns;
        }
        let matrix = Matrix::new(shape, data).map_err(|_| ErrorKind::Filling { shape, found: count })?;
        sink.take_whole(any(matrix))?;
    } else {
        sink.begin(T::DTYPE, count)?;
        let mut chunk = reserve::<T>(CHUNK.min(count))?;
        let mut left = count;
        while left > 0 {
            let length = CHUNK.min(left);
            chunk.clear();
            append(window, header.element, &mut chunk, length, &mut place)?;
            sink.take(MatrixRef::of(&chunk))?;
            left -= length;
        }
    }
    Ok(shape)
}

/// Where the next element of the file belongs.
struct Place {
    by_columns: bool,
    rows: u64,
    cols: u64,
    next: u64,
}

impl Place {
    /// Row and column, from 1, of the element `ahead` places on.
    fn of(&self, ahead: usize) -> (u64, u64) {
        let index = self.next + ahead as u64;
        if self.by_columns {
            (index % self.rows + 1, index / self.rows + 1)
        } else {
            (index / self.cols.max(1) + 1, index % self.cols.max(1) + 1)
        }
    }
}

/// Appends the next `count` elements of the file to `data`.
fn append<T: Decoded>(
    window: &mut ByteWindow<'_>,
    element: NpyType,
    data: &mut Vec<T>,
    count: u64,
    place: &mut Place,
) -> Result<(), ErrorKind> {
    let mut left = count;
    while left > 0 {
        window.fill()?;
        let bytes = window.available();
        let whole = (bytes.len() / element.size).min(usize::try_from(left).unwrap_or(usize::MAX));
        if whole == 0 {
            return Err(ErrorKind::Amount { what: "elements", stated: u128::from(count), present: count - left });
        }
        let block = &bytes[..whole * element.size];
        T::decode(block, element, data).map_err(|(ahead, found)| {
            let (row, column) = place.of(ahead);
            ErrorKind::Value {
                row,
                column,
                found: found.into(),
                remedy: "save the array as numbers that fit: a.astype(float)".into(),
            }
        })?;
        window.advance(whole * element.size);
        left -= whole as u64;
        place.next += whole as u64;
    }
    Ok(())
}

/// An element type that bytes of a `.npy` file are turned into.
trait Decoded: Element {
    /// Appends the elements in `block`, or says which of them is refused, and why.
    fn decode(block: &[u8], element: NpyType, data: &mut Vec<Self>) -> Result<(), (usize, String)>;
}

impl Decoded for f64 {
    fn decode(block: &[u8], element: NpyType, data: &mut Vec<f64>) -> Result<(), (usize, String)> {
        if element.kind == Kind::Float {
            let (chunks, _) = block.as_chunks::<8>();
            if element.big_endian {
                data.extend(chunks.iter().map(|&chunk| f64::from_be_bytes(chunk)));
            } else {
                data.extend(chunks.iter().map(|&chunk| f64::from_le_bytes(chunk)));
            }
            return Ok(());
        }
        for (ahead, chunk) in block.chunks_exact(element.size).enumerate() {
            data.push(element.value(chunk).map_err(|found| (ahead, found))?);
        }
        Ok(())
    }
}

impl Decoded for f32 {
    fn decode(block: &[u8], element: NpyType, data: &mut Vec<f32>) -> Result<(), (usize, String)> {
        let big = element.big_endian;
        if element.size == 2 {
            let (chunks, _) = block.as_chunks::<2>();
            data.extend(
                chunks
                    .iter()
                    .map(|&chunk| half(if big { u16::from_be_bytes(chunk) } else { u16::from_le_bytes(chunk) })),
            );
        } else {
            let (chunks, _) = block.as_chunks::<4>();
            data.extend(
                chunks.iter().map(|&chunk| if big { f32::from_be_bytes(chunk) } else { f32::from_le_bytes(chunk) }),
            );
        }
        Ok(())
    }
}
