//! Where the numbers of a text go: on to the receiver, whose room was bounded by the bytes present before it
//! was asked for, or nowhere when a dialect is only tried.
//!
//! Refuses numbers beyond the limit, and never aborts for want of memory.

use crate::element::Element;
use crate::format::export::MatrixRef;
use crate::format::fault::Fault;
use crate::format::receiver::Receiver;

/// Takes the numbers of a text one by one.
pub(crate) trait Sink<T> {
    /// Takes the next number.
    fn take(&mut self, value: T) -> Result<(), Fault>;
}

/// Counts, and keeps the first numbers.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    pub(crate) count: u64,
    pub(crate) first: Vec<f64>,
}

impl Sink<f64> for Trial {
    #[inline]
    fn take(&mut self, value: f64) -> Result<(), Fault> {
        self.count += 1;
        if self.first.len() < CHUNK as usize {
            self.first.push(value);
        }
        Ok(())
    }
}

/// Numbers that are handed on at once: few enough to stay near the processor.
const CHUNK: u64 = 1 << 15;

/// Hands the numbers on, in chunks.
pub(crate) struct Cells<'r, T> {
    chunk: Vec<T>,
    /// Numbers handed on before the chunk at hand.
    handed: u64,
    limit_bytes: u64,
    receiver: &'r mut dyn Receiver,
}

impl<'r, T: Element> Cells<'r, T> {
    /// Begins a matrix of at most `bound` numbers, the most that the bytes present can hold.
    pub(crate) fn new(bound: u64, limit_bytes: u64, receiver: &'r mut dyn Receiver) -> Result<Self, Fault> {
        // A bound may be far too high; only numbers that are there count against the limit.
        let most = bound.min(limit_bytes / T::DTYPE.size() as u64);
        receiver.begin(T::DTYPE, most)?;
        receiver.counted();
        Ok(Self { chunk: reserve(most.clamp(1, CHUNK))?, handed: 0, limit_bytes, receiver })
    }

    /// Hands on what is left.
    pub(crate) fn finish(mut self) -> Result<(), Fault> {
        self.hand_on()
    }

    #[cold]
    fn hand_on(&mut self) -> Result<(), Fault> {
        let count = self.handed + self.chunk.len() as u64;
        let needed = u128::from(count) * T::DTYPE.size() as u128;
        if needed > u128::from(self.limit_bytes) {
            return Err(Fault::MoreThanLimit { needed, limit: self.limit_bytes });
        }
        self.receiver.take(MatrixRef::of(&self.chunk))?;
        self.handed = count;
        self.chunk.clear();
        Ok(())
    }
}

impl<T: Element> Sink<T> for Cells<'_, T> {
    #[inline]
    fn take(&mut self, value: T) -> Result<(), Fault> {
        if self.chunk.len() == self.chunk.capacity() {
            self.hand_on()?;
        }
        self.chunk.push(value);
        Ok(())
    }
}

/// An empty vector with room for `count` elements.
pub(crate) fn reserve<T: Element>(count: u64) -> Result<Vec<T>, Fault> {
    let needed = count.saturating_mul(T::DTYPE.size() as u64);
    let refused = Fault::Memory { needed };
    let mut data = Vec::new();
    match usize::try_from(count) {
        Ok(count) if data.try_reserve_exact(count).is_ok() => Ok(data),
        _ => Err(refused),
    }
}

/// A vector of `count` zeros.
pub(crate) fn zeros<T: Element>(count: u64) -> Result<Vec<T>, Fault> {
    let mut data = reserve(count)?;
    data.resize(count as usize, T::default());
    Ok(data)
}

/// The number of elements of a matrix of `rows` × `cols`, where it is within the limit.
pub(crate) fn checked_size<T: Element>(rows: u64, cols: u64, limit: u64) -> Result<u64, Fault> {
    let elements = u128::from(rows) * u128::from(cols); // below 2^128
    let needed = elements.saturating_mul(T::DTYPE.size() as u128);
    // Rows and columns are held as usize, which has 32 bits in a browser, even when one of them is 0.
    let fits = usize::try_from(rows).is_ok() && usize::try_from(cols).is_ok();
    if needed > u128::from(limit) {
        return Err(Fault::TooLarge { rows, cols, needed, limit });
    }
    if !fits {
        return Err(Fault::TooMany { rows, cols });
    }
    Ok(elements as u64)
}
