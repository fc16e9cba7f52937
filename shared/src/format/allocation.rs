//! Memory for elements: sizes are checked before it is requested, and running out is an error, never an abort.

use crate::element::Element;
use crate::format::error::ErrorKind;

/// An empty vector with room for `count` elements.
pub(crate) fn reserve<T: Element>(count: u64) -> Result<Vec<T>, ErrorKind> {
    let needed = count.saturating_mul(T::DTYPE.size() as u64);
    let refused = ErrorKind::Memory { needed };
    let mut data = Vec::new();
    match usize::try_from(count) {
        Ok(count) if data.try_reserve_exact(count).is_ok() => Ok(data),
        _ => Err(refused),
    }
}

/// A vector of `count` zeros.
pub(crate) fn zeros<T: Element>(count: u64) -> Result<Vec<T>, ErrorKind> {
    let mut data = reserve(count)?;
    data.resize(count as usize, T::default());
    Ok(data)
}

/// The number of elements of a matrix of `rows` × `cols`, where it is within the limit.
pub(crate) fn checked_size<T: Element>(rows: u64, cols: u64, limit: u64) -> Result<u64, ErrorKind> {
    let elements = u128::from(rows) * u128::from(cols); // below 2^128
    let needed = elements.saturating_mul(T::DTYPE.size() as u128);
    // Rows and columns are usize, which has 32 bits in a browser, even if one of them is 0.
    let fits = usize::try_from(rows).is_ok() && usize::try_from(cols).is_ok();
    if needed > u128::from(limit) {
        return Err(ErrorKind::TooLarge { rows, cols, needed, limit });
    }
    if !fits {
        return Err(ErrorKind::TooMany { rows, cols });
    }
    Ok(elements as u64)
}
