//! The benchmark's measurements and samples. To compare two measurements, take their samples in turns, so that both see
//! the machine in the same state.

use crate::element::DType;
use crate::format::{self, Export, FormatError, MatrixRef};
use crate::kernel::{Algorithm, Dims, Kernel};
use crate::matrix::Shape;
use crate::random;
use serde::Serialize;

/// What a worker can measure. All of it runs on one thread, products on operands in the worker's own memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Measurement {
    /// 12 chains of fused multiply-adds in registers: the roofline of the machine.
    Roofline {
        /// Element type.
        dtype: DType,
    },
    /// The same with separate multiplications and additions, the roofline of plain SIMD.
    PlainRoofline {
        /// Element type.
        dtype: DType,
    },
    /// Reads elements once, in whole vectors, and sums them. Its work is counted in bytes.
    Read {
        /// Element type.
        dtype: DType,
        /// Number of elements.
        elements: usize,
    },
    /// C = A · B.
    Gemm {
        /// Instruction set.
        kernel: Kernel,
        /// Element type.
        dtype: DType,
        /// Sizes.
        dims: Dims,
        /// Algorithm.
        algorithm: Algorithm,
    },
    /// Parses a file from an array of bytes. Its work is counted in bytes of the file.
    Parse {
        /// Format of the file.
        file: Export,
        /// Rows and columns of the matrix in it.
        n: usize,
        /// Decimals of its numbers, `None` for as many as each needs.
        decimals: Option<u8>,
    },
    /// Copies an array of bytes that lies outside of the worker's own memory, like files.
    Copy {
        /// Bytes.
        bytes: usize,
        /// Into an existing array; otherwise into a new one, as parsing does.
        again: bool,
    },
}

/// The file that [`Measurement::Parse`] reads: the same bytes wherever it is measured.
///
/// # Errors
/// Those of [`crate::format::write`].
pub fn file(kind: Export, n: usize, decimals: Option<u8>) -> Result<Vec<u8>, FormatError> {
    let mut numbers = random::numbers::<f64>(n * n, 1);
    if let Some(decimals) = decimals {
        let scale = 10f64.powi(i32::from(decimals));
        numbers.iter_mut().for_each(|number| *number = (*number * scale).round() / scale);
    }
    let mut bytes = Vec::new();
    format::write(Shape::new(n, n), MatrixRef::F64(&numbers), kind, &mut bytes)?;
    Ok(bytes)
}

/// One sample.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Sample {
    /// Floating-point operations, 2·m·k·n for a product by any algorithm; otherwise bytes.
    pub work: f64,
    /// Duration.
    pub milliseconds: f64,
}

impl Sample {
    /// Work per second, in 10^9: GFLOP/s, or GB/s.
    pub fn rate(self) -> f64 {
        self.work / self.milliseconds / 1e6
    }
}

/// The median of the numbers; NaN if there are none.
pub fn median(numbers: &[f64]) -> f64 {
    quantile(numbers, 0.5)
}

/// The interpolated quantile of the numbers; NaN if there are none.
pub fn quantile(numbers: &[f64], share: f64) -> f64 {
    // There are few, and a sort would be a kilobyte of code for the page.
    let mut sorted: Vec<f64> = Vec::with_capacity(numbers.len());
    for number in numbers {
        let place = sorted.partition_point(|other| other.total_cmp(number).is_lt());
        sorted.insert(place, *number);
    }
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = share.clamp(0.0, 1.0) * last as f64;
    let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    below + (above - below) * place.fract()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn quantiles_lie_between_their_neighbours() {
        assert_eq!(median(&[3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(&[4.0, 1.0]), 2.5);
        assert_eq!(quantile(&[1.0, 2.0, 3.0, 4.0, 5.0], 1.0), 5.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn a_rate_is_billions_a_second() {
        assert_eq!(Sample { work: 3e9, milliseconds: 1500.0 }.rate(), 2.0);
    }
}
