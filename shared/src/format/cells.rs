//! Where the elements of a text go: a vector whose room was bounded by the bytes present before it
//! was asked for, or nowhere when a dialect is only tried.
//!
//! Refuses to grow beyond the limit, and never aborts for want of memory.

use crate::element::Element;
use crate::format::fault::Fault;

/// Takes the numbers of a text one by one.
pub(crate) trait Sink<T> {
    /// Takes the next number.
    fn take(&mut self, value: T) -> Result<(), Fault>;
}

/// Only counts.
#[derive(Debug, Default)]
pub(crate) struct Trial {
    pub(crate) count: u64,
}

impl<T> Sink<T> for Trial {
    #[inline]
    fn take(&mut self, _: T) -> Result<(), Fault> {
        self.count += 1;
        Ok(())
    }
}

/// Keeps the numbers.
#[derive(Debug)]
pub(crate) struct Cells<T> {
    data: Vec<T>,
    limit_bytes: u64,
}

impl<T: Element> Cells<T> {
    /// Room for `bound` numbers, the most that the bytes present can hold.
    pub(crate) fn new(bound: u64, limit_bytes: u64) -> Result<Self, Fault> {
        // A bound may be far too high; only numbers that are there count against the limit.
        let room = bound.min(limit_bytes / T::DTYPE.size() as u64);
        Ok(Self { data: reserve(room)?, limit_bytes })
    }

    /// The numbers.
    pub(crate) fn into_data(mut self) -> Vec<T> {
        if self.data.capacity() / 8 * 7 > self.data.len() {
            self.data.shrink_to_fit();
        }
        self.data
    }

    #[cold]
    fn grow(&mut self) -> Result<(), Fault> {
        let held = self.data.len() as u64;
        let size = T::DTYPE.size() as u64;
        if held >= self.limit_bytes / size {
            let needed = u128::from(held + 1) * u128::from(size);
            return Err(Fault::MoreThanLimit { needed, limit: self.limit_bytes });
        }
        let more = (held / 8).max(1024);
        self.data
            .try_reserve_exact(usize::try_from(more).unwrap_or(1024))
            .map_err(|_| Fault::Memory { needed: (held + more) * size })
    }
}

impl<T: Element> Sink<T> for Cells<T> {
    #[inline]
    fn take(&mut self, value: T) -> Result<(), Fault> {
        if self.data.len() == self.data.capacity() {
            self.grow()?;
        }
        self.data.push(value);
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
