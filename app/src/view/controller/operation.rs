//! Has the engine compute what was chosen.

use crate::engine::{Engine, MultiplyOptions, Product};
use crate::failure::Failure;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::loaded::Loaded;
use crate::view::state::operation::Operation;

/// Computes `operation` of its left and right factor.
///
/// # Errors
/// Those of the engine.
pub(super) async fn compute(
    engine: &Engine,
    operation: Operation,
    [left, right]: &[ByPtr<Loaded>; 2],
    options: MultiplyOptions,
) -> Result<Product, Failure> {
    match operation.pair() {
        None => engine.power(&left.matrix, operation.exponent.into(), options).await,
        Some(pair) => {
            let transposed = pair.map(|(_, is_transposed)| is_transposed);
            engine.multiply(&left.matrix, &right.matrix, MultiplyOptions { transposed, ..options }).await
        }
    }
}
