//! The predecessor's envelope: a request in JSON text becomes a [`Call`], its product a [`Reply`].
//!
//! Request: `{"meta":[{"name":"method","value":"multiply"}],"content":"{\"A\":\"[[1,2],[3,4]]\",\"B\":\"[[5,6],[7,8]]\"}"}`.
//! The product itself is made elsewhere, and may take its time, between [`parse_request`] and
//! [`Call::reply`].
//!
//! | status | when |
//! |---|---|
//! | 200 | the product follows |
//! | 400 | anything malformed, ragged, non-numeric, of unfitting shape; no method; a product that holds NaN or an infinity, which JSON cannot say (operands near the limits of f64) |
//! | 404 | a method other than `multiply` and `calcLine` (upper and lower case matter) |
//! | 413 | text longer than [`MAX_TEXT_BYTES`], an operand or a product of more than [`MAX_ELEMENTS`] elements |
//! | 500 | the pool failed |
//!
//! Where the predecessor leaves it open: of several `method` entries the first counts, of repeated
//! keys in an object the last. `content`, and the matrices in it, may also be given as JSON itself
//! instead of as text that holds JSON. Other meta entries, and other keys anywhere, are passed over. The method is echoed
//! whenever it can be read, even if the text breaks off behind it.
//!
//! Refuses to multiply, and to guess: a row that is too short is no row of zeros.

mod envelope;
mod operand;
mod written;

use crate::matrix::{Matrix, Shape, product_shape};
use envelope::{Content, Envelope};
use serde::Serialize;

pub use written::{NotFinite, product_to_json, row_to_json};

/// Longest request in bytes of UTF-8: 64 MiB.
pub const MAX_TEXT_BYTES: usize = 64 << 20;

/// Most elements of an operand or of a product: 2^22, as many as 2048 × 2048 has.
pub const MAX_ELEMENTS: usize = 1 << 22;

/// The method of a request that is not read otherwise, to be echoed; empty where it has none that can be read.
pub fn method_of(text: &str) -> String {
    Envelope::read_without_content(text).method.unwrap_or_default()
}

/// A request that can be computed: sizes fit and are within the limits.
#[derive(Clone, Debug, PartialEq)]
pub enum Call {
    /// All of A·B.
    Multiply {
        /// m × k.
        a: Matrix<f64>,
        /// k × n.
        b: Matrix<f64>,
    },
    /// One row of a product.
    CalcLine {
        /// 1 × k.
        line: Matrix<f64>,
        /// k × n.
        b: Matrix<f64>,
    },
}

impl Call {
    /// The method's name in the envelope.
    pub const fn method(&self) -> &'static str {
        match self {
            Self::Multiply { .. } => MULTIPLY,
            Self::CalcLine { .. } => CALC_LINE,
        }
    }

    /// What is to be multiplied, left and right.
    pub const fn operands(&self) -> (&Matrix<f64>, &Matrix<f64>) {
        match self {
            Self::Multiply { a, b } | Self::CalcLine { line: a, b } => (a, b),
        }
    }

    /// Gives the operands away, left and right.
    pub fn into_operands(self) -> (Matrix<f64>, Matrix<f64>) {
        match self {
            Self::Multiply { a, b } | Self::CalcLine { line: a, b } => (a, b),
        }
    }

    /// Answers with the product of the operands: 200, or 400 if it holds NaN or an infinity.
    pub fn reply(&self, product: &Matrix<f64>) -> Reply {
        Reply::with_product(self.method(), product)
    }
}

const MULTIPLY: &str = "multiply";
const CALC_LINE: &str = "calcLine";

/// An answer, not yet written as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The method asked for; empty if there was none.
    pub method: String,
    /// 200, 400, 404, 413 or 500.
    pub status: u16,
    /// The product as compact JSON, or the reason in words.
    pub content: String,
}

impl Reply {
    /// The answer to `method` with its product: a row for `calcLine`, else rows of rows. 400 if the
    /// product holds NaN or an infinity.
    pub fn with_product(method: &str, product: &Matrix<f64>) -> Self {
        let text = if method == CALC_LINE { row_to_json(product.data()) } else { product_to_json(product) };
        match text {
            Ok(content) => Self { method: method.into(), status: 200, content },
            Err(reason) => Self { method: method.into(), status: 400, content: reason.to_string() },
        }
    }

    /// Status 500: the product could not be made, for `reason`.
    pub fn pool_failed(method: &str, reason: &str) -> Self {
        Self { method: method.into(), status: 500, content: reason.into() }
    }

    /// Status 413: `reason` says what is too large, and the limit.
    pub fn over_limit(method: &str, reason: &str) -> Self {
        Self { method: method.into(), status: 413, content: reason.into() }
    }

    /// The answer's envelope.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct Entry<'a> {
            name: &'a str,
            value: &'a str,
        }
        #[derive(Serialize)]
        struct Answer<'a> {
            meta: [Entry<'a>; 2],
            content: &'a str,
        }
        let status = self.status.to_string();
        let meta = [Entry { name: "method", value: &self.method }, Entry { name: "status", value: &status }];
        // Writing strings into memory cannot fail; were it to, the answer is still an envelope.
        serde_json::to_string(&Answer { meta, content: &self.content }).unwrap_or_else(|_| {
            r#"{"meta":[{"name":"method","value":""},{"name":"status","value":"500"}],"content":"the answer could not be written; ask again"}"#.into()
        })
    }
}

/// Reads a request.
///
/// # Errors
/// The reply to send when there is nothing to compute: status 400, 404 or 413.
pub fn parse_request(text: &str) -> Result<Call, Reply> {
    let envelope = if text.len() > MAX_TEXT_BYTES {
        // Only for the method's name; nothing is kept of the rest.
        let reason = format!("the request has {} bytes; at most {MAX_TEXT_BYTES} are read", text.len());
        Envelope { fault: Some(Fault::limit(reason)), ..Envelope::read_without_content(text) }
    } else {
        Envelope::read(text)
    };
    let method = envelope.method.clone().unwrap_or_default();
    call(envelope).map_err(|fault| Reply { method, status: fault.status, content: shortened(fault.reason) })
}

/// A reason may quote what was found, which may be as long as the request.
fn shortened(mut reason: String) -> String {
    if let Some((end, _)) = reason.char_indices().nth(400) {
        reason.truncate(end);
        reason.push('…');
    }
    reason
}

fn call(envelope: Envelope) -> Result<Call, Fault> {
    if let Some(fault) = envelope.fault {
        return Err(fault);
    }
    let Some(method) = envelope.method else {
        return Err(Fault::malformed(
            r#"the request names no method; add {"name":"method","value":"multiply"} to its "meta""#,
        ));
    };
    if method != MULTIPLY && method != CALC_LINE {
        return Err(Fault::unknown_method(&method));
    }
    if let Some(fault) = envelope.content_fault {
        return Err(fault);
    }
    let Content { a, b, line } = envelope
        .content
        .ok_or_else(|| Fault::malformed(r#"the request has no "content"; add the operands, as JSON in a string"#))?;
    let (left, name) = if method == MULTIPLY { (a, "A") } else { (line, "line") };
    let left = left.ok_or_else(|| missing(name))??;
    let right = b.ok_or_else(|| missing("B"))??;
    fitting(left.shape(), right.shape(), name)?;
    Ok(if method == MULTIPLY { Call::Multiply { a: left, b: right } } else { Call::CalcLine { line: left, b: right } })
}

fn missing(name: &str) -> Fault {
    Fault::malformed(format!(r#"the content has no "{name}"; add it, as JSON in a string"#))
}

/// Whether there is a product, and a small enough one.
fn fitting(left: Shape, right: Shape, name: &str) -> Result<(), Fault> {
    let shape = product_shape(left, right).map_err(|_| {
        Fault::malformed(format!(
            "{name} is {left} and B is {right}: the columns of {name} ({}) must equal the rows of B ({}); change one of them",
            left.cols, right.rows
        ))
    })?;
    match shape.elements() {
        Some(elements) if elements <= MAX_ELEMENTS as u64 => Ok(()),
        _ => Err(Fault::limit(format!(
            "the product would be {shape}; at most {MAX_ELEMENTS} elements are answered, ask for fewer rows at a time"
        ))),
    }
}

/// Why a request, or a part of it, cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Fault {
    status: u16,
    reason: String,
}

impl Fault {
    fn malformed(reason: impl Into<String>) -> Self {
        Self { status: 400, reason: reason.into() }
    }

    fn limit(reason: String) -> Self {
        Self { status: 413, reason }
    }

    fn unknown_method(method: &str) -> Self {
        let start: String = method.chars().take(40).collect();
        let reason = format!(
            "there is no method {start:?}; the methods are \"multiply\" and \"calcLine\", upper and lower case matter"
        );
        Self { status: 404, reason }
    }
}

#[cfg(test)]
mod tests;
