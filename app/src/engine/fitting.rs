//! Whether operands fit together, and the caller's array the product.

use crate::failure::Failure;
use crate::operand::{Elements, Operand};
use shared::{DType, Shape, ShapeError};

/// What the caller's array for the product is called in errors.
pub(super) const OUT: &str = "option out";

/// The error for neighbours that do not fit together: their shapes as they would be multiplied, what they are called, and
/// what to do.
pub(super) fn misfit([left, right]: [Shape; 2], [left_name, right_name]: [&str; 2], remedy: &str) -> Failure {
    Failure::Shape(format!(
        "{left_name} is {left} and {right_name} is {right}: the columns of {left_name} ({}) must equal the rows of \
         {right_name} ({}); {remedy}",
        left.cols, right.rows
    ))
}

/// The same for a product of A and B.
pub(super) fn product_misfit(shapes: [Shape; 2], transposed: [bool; 2]) -> Failure {
    let name =
        |is_transposed: bool, [plain, transposed]: [&'static str; 2]| if is_transposed { transposed } else { plain };
    match transposed {
        [false, false] => Failure::Shape(ShapeError::Inner { a: shapes[0], b: shapes[1] }.to_string()),
        [turns_a, turns_b] => misfit(
            shapes,
            [name(turns_a, ["A", "Aᵀ"]), name(turns_b, ["B", "Bᵀ"])],
            "change which of them is transposed, or load a matrix of a matching shape",
        ),
    }
}

/// Checks that the caller's array can take the product.
pub(super) fn ensure_out_fits(
    out: &Elements,
    dtype: DType,
    shape: Shape,
    operands: &[(&Operand, &str)],
) -> Result<(), Failure> {
    if out.dtype() != dtype {
        let [found, expected] = [out.dtype(), dtype].map(|dtype| match dtype {
            DType::F32 => "a Float32Array",
            DType::F64 => "a Float64Array",
        });
        return Err(Failure::Format(format!(
            "{OUT} is {found}, which does not match the product's elements; pass {expected}"
        )));
    }
    if shape.elements() != Some(u64::from(out.len())) {
        let found = out.len();
        return Err(Failure::Shape(format!(
            "{OUT} has {found} elements, but the product is {shape}; pass an array of rows × columns elements"
        )));
    }
    match operands.iter().find(|(operand, _)| operand.elements.overlaps(out)) {
        Some((_, name)) => Err(Failure::Format(format!(
            "{OUT} overlaps the data of {name}, and operands are never changed; pass an array that overlaps neither"
        ))),
        None => Ok(()),
    }
}
