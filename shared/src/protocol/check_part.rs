//! The parts of the check of a product that was made elsewhere, in their order (see
//! [`crate::certificate::product_check`]).

use crate::element::DType;

/// A part of a check. Bands are some whole rows, as typed arrays.
#[derive(Debug)]
pub enum CheckPart<P> {
    /// Measure the columns of B. Answer: [`crate::certificate::column_sizes`].
    Columns {
        /// A band of B.
        b: P,
        /// Columns of B.
        cols: usize,
    },
    /// Multiply B with the signs. Answer: [`crate::certificate::sketch`].
    Sketch {
        /// A band of B.
        b: P,
        /// `Float64Array` of the merged sizes of all columns.
        columns: P,
        /// Seed of the signs, below 2^53.
        seed: u64,
    },
    /// Compare rows of C. Answer: [`crate::certificate::compare_rows`].
    Rows {
        /// A band of A.
        a: P,
        /// The same rows of C.
        c: P,
        /// As for the sketch.
        columns: P,
        /// `Float64Array` of the sketches of all rows of B.
        sketch: P,
        /// As for the sketch.
        seed: u64,
        /// Element type of B.
        b_dtype: DType,
    },
    /// Compute entries of single rows. Answer: [`crate::certificate::EntrySums::numbers`].
    Entries {
        /// `Float64Array`: for each of these rows of A the elements that meet the band of B.
        a: P,
        /// A band of B.
        b: P,
        /// Columns of B.
        cols: usize,
    },
}
