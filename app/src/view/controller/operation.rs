//! The choice of what is computed, and how the engine computes it.

use crate::engine::{Engine, Factor, MultiplyOptions, Product};
use crate::failure::Failure;
use crate::view::controller::Controller;
use crate::view::platform::by_ptr::ByPtr;
use crate::view::state::loaded::Loaded;
use crate::view::state::operation::{Operation, OperationKind};
use crate::view::state::slot::OperandSide;

impl Controller {
    /// Chooses what is computed.
    pub fn choose_operation(&self, operation: Operation) {
        // The cards of further factors may go, and come back with their texts.
        self.editors().texts();
        self.configure(|settings| settings.operation = operation);
    }
}

/// Computes `operation` of its operands.
///
/// # Errors
/// Those of the engine.
pub(super) async fn compute(
    engine: &Engine,
    operation: Operation,
    operands: &[ByPtr<Loaded>],
    options: MultiplyOptions,
) -> Result<Product, Failure> {
    let (Some(left), Some(right)) = (operands.first(), operands.last()) else {
        return Err(Failure::UnexpectedResponse);
    };
    match operation.pair() {
        None if operation.kind == OperationKind::Chain => {
            let factor = |(operand, side): (&ByPtr<Loaded>, &OperandSide)| Factor {
                matrix: operand.matrix.clone(),
                is_transposed: false,
                name: side.letter().into(),
            };
            let factors: Vec<Factor> = operands.iter().zip(operation.operands()).map(factor).collect();
            engine.chain(&factors, options).await
        }
        None => engine.power(&left.matrix, operation.exponent.into(), options).await,
        Some(pair) => {
            let transposed = pair.map(|(_, is_transposed)| is_transposed);
            engine.multiply(&left.matrix, &right.matrix, MultiplyOptions { transposed, ..options }).await
        }
    }
}
