//! The predecessor's envelope: a request in JSON text becomes an [`RpcRequest`], its product an [`RpcReply`].
//!
//! Request: `{"meta":[{"name":"method","value":"multiply"}],"content":"{\"A\":\"[[1,2],[3,4]]\",\"B\":\"[[5,6],[7,8]]\"}"}`.
//! The product is computed elsewhere, between [`parse_request`] and [`RpcReply::with_product`].
//!
//! | status | when |
//! |---|---|
//! | 200 | the product follows |
//! | 400 | anything malformed, ragged, non-numeric or of unfitting shape; no method; a product that holds NaN or an infinity, which JSON cannot express (operands near the limits of f64) |
//! | 404 | a method other than `multiply` and `calcLine`; names are case-sensitive |
//! | 413 | text longer than [`MAX_TEXT_BYTES`], an operand or a product of more than [`MAX_ELEMENTS`] elements |
//! | 500 | the pool failed |
//!
//! Where the predecessor is silent: of several `method` entries the first counts, of repeated keys in an object the
//! last. `content` and the matrices in it may be given as JSON itself instead of as a string that holds JSON. Other meta
//! entries, and other keys anywhere, are ignored. The method is echoed if it can be read, even where the text is
//! malformed after it.

mod encode;
mod envelope;
mod operands;

use crate::matrix::{Matrix, Shape, product_shape};
use envelope::RpcEnvelope;
use operands::parse_operands;
use serde::{Deserialize, Serialize};

pub use encode::{NotFinite, product_to_json, row_to_json};

/// Longest request in bytes of UTF-8: 64 MiB.
pub const MAX_TEXT_BYTES: usize = 64 << 20;

/// Most elements of an operand or of a product: 2^22, as many as 2048 × 2048 has.
pub const MAX_ELEMENTS: usize = 1 << 22;

/// The methods of the predecessor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum RpcMethod {
    /// `multiply`: all of A·B.
    Multiply,
    /// `calcLine`: one row of a product, `line`·B.
    CalcLine,
}

impl RpcMethod {
    /// The name in the envelope.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Multiply => "multiply",
            Self::CalcLine => "calcLine",
        }
    }

    /// The method called `name`; upper and lower case matter.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Multiply, Self::CalcLine].into_iter().find(|method| method.name() == name)
    }

    /// The name of the left operand in the content.
    const fn left_operand(self) -> &'static str {
        match self {
            Self::Multiply => "A",
            Self::CalcLine => "line",
        }
    }
}

/// A request that can be computed: sizes fit and are within the limits.
#[derive(Clone, Debug, PartialEq)]
pub struct RpcRequest {
    /// The method called.
    pub method: RpcMethod,
    /// m × k; 1 × k for [`RpcMethod::CalcLine`].
    pub left: Matrix<f64>,
    /// k × n.
    pub right: Matrix<f64>,
}

/// A reply, before it is written as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpcReply {
    /// The method asked for; empty if there was none.
    pub method: String,
    /// 200, 400, 404, 413 or 500.
    pub status: u16,
    /// The product as compact JSON, or the error.
    pub content: String,
}

impl RpcReply {
    /// The product: a row for `calcLine`, else rows of rows. Status 400 if it holds NaN or an infinity.
    pub fn with_product(method: RpcMethod, product: &Matrix<f64>) -> Self {
        let text = match method {
            RpcMethod::CalcLine => row_to_json(product.data()),
            RpcMethod::Multiply => product_to_json(product),
        };
        let (status, content) = match text {
            Ok(content) => (200, content),
            Err(error) => (400, error.to_string()),
        };
        Self { method: method.name().into(), status, content }
    }

    /// Status 500: the product could not be computed.
    pub fn pool_failed(method: &str, reason: &str) -> Self {
        Self { method: method.into(), status: 500, content: reason.into() }
    }

    /// Status 413: `reason` says what is too large, and the limit.
    pub fn over_limit(method: &str, reason: &str) -> Self {
        Self { method: method.into(), status: 413, content: reason.into() }
    }

    /// The reply's envelope.
    pub fn to_json(&self) -> String {
        #[derive(Serialize)]
        struct MetaEntry<'a> {
            name: &'a str,
            value: &'a str,
        }
        #[derive(Serialize)]
        struct ReplyEnvelope<'a> {
            meta: [MetaEntry<'a>; 2],
            content: &'a str,
        }
        let status = self.status.to_string();
        let meta = [MetaEntry { name: "method", value: &self.method }, MetaEntry { name: "status", value: &status }];
        // Writing strings into memory cannot fail; if it did, the reply would still be an envelope.
        serde_json::to_string(&ReplyEnvelope { meta, content: &self.content }).unwrap_or_else(|_| {
            r#"{"meta":[{"name":"method","value":""},{"name":"status","value":"500"}],"content":"the reply could not be written; send the request again"}"#.into()
        })
    }
}

/// The method named in a request; empty if none can be read.
pub fn method_of(text: &str) -> String {
    RpcEnvelope::without_content(text).method.unwrap_or_default()
}

/// Parses a request.
///
/// # Errors
/// The reply to send when there is nothing to compute: status 400, 404 or 413.
pub fn parse_request(text: &str) -> Result<RpcRequest, RpcReply> {
    let is_too_long = text.len() > MAX_TEXT_BYTES;
    let mut envelope = if is_too_long { RpcEnvelope::without_content(text) } else { RpcEnvelope::parse(text) };
    let method = envelope.method.take();
    let request = if is_too_long {
        Err(RpcError::limit(format!("the request has {} bytes; at most {MAX_TEXT_BYTES} are read", text.len())))
    } else {
        validate(method.as_deref(), envelope)
    };
    request.map_err(|error| {
        let method = method.unwrap_or_default();
        RpcReply { method, status: error.status, content: shortened(error.reason) }
    })
}

/// An error may quote the request, which may be long.
fn shortened(mut reason: String) -> String {
    if let Some((end, _)) = reason.char_indices().nth(400) {
        reason.truncate(end);
        reason.push('…');
    }
    reason
}

fn validate(method: Option<&str>, envelope: RpcEnvelope<'_>) -> Result<RpcRequest, RpcError> {
    if let Some(error) = envelope.error {
        return Err(error);
    }
    let Some(name) = method else {
        let reason = r#"the request names no method; add {"name":"method","value":"multiply"} to its "meta""#;
        return Err(RpcError::malformed(reason));
    };
    let method = RpcMethod::from_name(name).ok_or_else(|| RpcError::unknown_method(name))?;
    let content = envelope
        .content
        .ok_or_else(|| RpcError::malformed(r#"the request has no "content"; add the operands, as JSON in a string"#))?;
    let (left, right) = parse_operands(method, &content)?;
    check_shapes(method, left.shape(), right.shape())?;
    Ok(RpcRequest { method, left, right })
}

/// Checks that there is a product, within the limit.
fn check_shapes(method: RpcMethod, left: Shape, right: Shape) -> Result<(), RpcError> {
    let name = method.left_operand();
    let shape = product_shape(left, right).map_err(|_| {
        RpcError::malformed(format!(
            "{name} is {left} and B is {right}: the columns of {name} ({}) must equal the rows of B ({}); change one of them",
            left.cols, right.rows
        ))
    })?;
    match shape.elements() {
        Some(elements) if elements <= MAX_ELEMENTS as u64 => Ok(()),
        _ => Err(RpcError::limit(format!(
            "the product would be {shape}; a reply has at most {MAX_ELEMENTS} elements, ask for fewer rows at a time"
        ))),
    }
}

/// Why a request, or a part of it, cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct RpcError {
    status: u16,
    reason: String,
}

impl RpcError {
    fn malformed(reason: impl Into<String>) -> Self {
        Self { status: 400, reason: reason.into() }
    }

    fn limit(reason: String) -> Self {
        Self { status: 413, reason }
    }

    fn unknown_method(method: &str) -> Self {
        let start: String = method.chars().take(40).collect();
        let reason =
            format!("there is no method {start:?}; use \"multiply\" or \"calcLine\", names are case-sensitive");
        Self { status: 404, reason }
    }
}

#[cfg(test)]
mod tests;
