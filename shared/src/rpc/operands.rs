//! The operands in a request's content, parsed by the reader of JSON files.

use super::envelope::json_text;
use super::{MAX_ELEMENTS, RpcError, RpcMethod};
use crate::format::ErrorKind;
use crate::format::json::{JsonParser, row, rows};
use crate::format::value_sink::ValueSink;
use crate::matrix::{Matrix, Shape};

/// Parses the two operands of `method`; other members are skipped. Of repeated members the last counts.
pub(super) fn parse_operands(method: RpcMethod, content: &[u8]) -> Result<(Matrix<f64>, Matrix<f64>), RpcError> {
    let (mut left, mut right) = (None, None);
    let mut parser = JsonParser::over(content, r#"send {"A":"[[...]]","B":"[[...]]"} as a string"#);
    let parsed = parser.object(|parser, name| {
        let operand = match name {
            "B" => &mut right,
            name if name == method.left_operand() => &mut left,
            _ => return parser.skip(),
        };
        let is_row = name != "B" && method == RpcMethod::CalcLine;
        *operand = Some(parse_matrix(name, is_row, &json_text(parser, content)?));
        Ok(())
    });
    parsed
        .and_then(|()| parser.end())
        .map_err(|error| RpcError::malformed(format!("the content is not an object in JSON: {error}")))?;
    let missing = |name| RpcError::malformed(format!(r#"the content has no "{name}"; add it, as JSON in a string"#));
    let left = left.ok_or_else(|| missing(method.left_operand()))??;
    let right = right.ok_or_else(|| missing("B"))??;
    Ok((left, right))
}

/// Parses the operand called `name`: rows of numbers, or the numbers of one row.
fn parse_matrix(name: &str, is_row: bool, text: &[u8]) -> Result<Matrix<f64>, RpcError> {
    let too_many = || RpcError::limit(format!("{name} has more than {MAX_ELEMENTS} elements, the most that are read"));
    let mut elements = OperandElements(Vec::new());
    let mut parser = JsonParser::over(text, "write rows of numbers such as [[1,2],[3,4]], or a line such as [1,2]");
    let parsed =
        if is_row { row(&mut parser, &mut elements).map(|cols| (1, cols)) } else { rows(&mut parser, &mut elements) };
    let (rows, cols) = match parsed.and_then(|shape| parser.end().map(|()| shape)) {
        // Empty rows count too, or a request of nothing else would have no limit.
        Ok((rows, _)) if rows > MAX_ELEMENTS as u64 => return Err(too_many()),
        Ok(shape) => shape,
        Err(ErrorKind::MoreThanLimit { .. }) => return Err(too_many()),
        Err(error) => return Err(RpcError::malformed(format!("{name}, {error}"))),
    };
    Matrix::new(Shape::new(rows as usize, cols as usize), elements.0)
        .map_err(|error| RpcError::malformed(format!("{name}: {error}")))
}

/// Up to [`MAX_ELEMENTS`] elements.
struct OperandElements(Vec<f64>);

impl ValueSink<f64> for OperandElements {
    #[inline]
    fn take(&mut self, value: f64) -> Result<(), ErrorKind> {
        if self.0.len() == MAX_ELEMENTS {
            let limit = (MAX_ELEMENTS * size_of::<f64>()) as u64;
            return Err(ErrorKind::MoreThanLimit { needed: u128::from(limit) + 8, limit });
        }
        self.0.push(value);
        Ok(())
    }
}
