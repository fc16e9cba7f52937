//! Where the numbers of a text go one by one: in chunks to a matrix sink, or only into a count while a dialect is tried.

use crate::element::Element;
use crate::format::allocation::reserve;
use crate::format::error::ErrorKind;
use crate::format::export::MatrixRef;
use crate::format::matrix_sink::MatrixSink;

/// Takes the numbers of a text one by one.
pub(crate) trait ValueSink<T> {
    /// Takes the next number.
    fn take(&mut self, value: T) -> Result<(), ErrorKind>;
}

/// Counts, and keeps the first numbers.
#[derive(Debug, Default)]
pub(crate) struct CountingSink {
    pub(crate) count: u64,
    pub(crate) first: Vec<f64>,
}

impl ValueSink<f64> for CountingSink {
    #[inline]
    fn take(&mut self, value: f64) -> Result<(), ErrorKind> {
        self.count += 1;
        if self.first.len() < CHUNK as usize {
            self.first.push(value);
        }
        Ok(())
    }
}

/// Numbers passed on at once: few enough to stay in the cache.
const CHUNK: u64 = 1 << 15;

/// Passes the numbers on in chunks, up to a limit.
pub(crate) struct ChunkedSink<'r, T> {
    chunk: Vec<T>,
    /// Numbers passed on before the current chunk.
    flushed: u64,
    limit_bytes: u64,
    sink: &'r mut dyn MatrixSink,
}

impl<'r, T: Element> ChunkedSink<'r, T> {
    /// Begins a matrix of at most `bound` numbers, the most that the bytes present can hold.
    pub(crate) fn new(bound: u64, limit_bytes: u64, sink: &'r mut dyn MatrixSink) -> Result<Self, ErrorKind> {
        // The bound may be far too high; only numbers that are read count against the limit.
        let most = bound.min(limit_bytes / T::DTYPE.size() as u64);
        sink.begin(T::DTYPE, most)?;
        sink.counting_finished();
        Ok(Self { chunk: reserve(most.clamp(1, CHUNK))?, flushed: 0, limit_bytes, sink })
    }

    /// Passes on what is left.
    pub(crate) fn finish(mut self) -> Result<(), ErrorKind> {
        self.flush()
    }

    #[cold]
    fn flush(&mut self) -> Result<(), ErrorKind> {
        let count = self.flushed + self.chunk.len() as u64;
        let needed = u128::from(count) * T::DTYPE.size() as u128;
        if needed > u128::from(self.limit_bytes) {
            return Err(ErrorKind::MoreThanLimit { needed, limit: self.limit_bytes });
        }
        self.sink.take(MatrixRef::of(&self.chunk))?;
        self.flushed = count;
        self.chunk.clear();
        Ok(())
    }
}

impl<T: Element> ValueSink<T> for ChunkedSink<'_, T> {
    #[inline]
    fn take(&mut self, value: T) -> Result<(), ErrorKind> {
        if self.chunk.len() == self.chunk.capacity() {
            self.flush()?;
        }
        self.chunk.push(value);
        Ok(())
    }
}
