//! The steps of the check of a product that was made elsewhere (see [`crate::certificate::product_check`]).

/// A step of a check, done in bands: some whole rows of a matrix, as typed arrays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckStep {
    /// Measure the columns of B. Arrays: a band of B. Answer: [`crate::certificate::column_sizes`].
    Columns,
    /// Multiply B with the signs. Arrays: a band of B; the merged sizes of all columns. Answer:
    /// [`crate::certificate::sketch`].
    Sketch,
    /// Compare rows of C. Arrays: a band of A; the same rows of C; the merged sizes of the columns of B; the sketches of
    /// all rows of B. Answer: [`crate::certificate::compare_rows`].
    Rows,
    /// Compute entries of single rows. Arrays: for each of these rows of A the elements that meet a band of B; that band.
    /// Answer: [`crate::certificate::EntrySums::numbers`].
    Entries,
}
