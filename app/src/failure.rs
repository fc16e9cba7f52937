//! Every way in which a call can end other than well, and the JavaScript errors they become.
//!
//! A message is a sentence: what was found, where, what to do.

use js_sys::Reflect;
use shared::format::Reading;
use shared::protocol::RejectionKind;
use wasm_bindgen::JsValue;

/// What JavaScript threw, in its own words.
pub fn said(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}"))
}

/// Why a call did not give its result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Operands that do not fit together, or data that does not fit its shape.
    #[error("{0}")]
    Shape(String),
    /// A file, text or argument that cannot be read.
    #[error("{0}")]
    Format(String),
    /// The same for a text that could be read in these other ways.
    #[error("{0}")]
    Misread(String, Vec<Reading>),
    /// Too large: the message names the bytes needed and the limit.
    #[error("{0}")]
    Limit(String),
    /// The pool could not do it: no worker came up, or the work failed again and again.
    #[error("{0}")]
    Pool(String),
    /// The caller cancelled.
    #[error("the job was cancelled")]
    Cancelled,
}

impl Failure {
    /// A refusal, with the other ways to read the text where there are some.
    pub fn misread(reason: String, alternatives: Vec<Reading>) -> Self {
        if alternatives.is_empty() { Failure::Format(reason) } else { Failure::Misread(reason, alternatives) }
    }

    /// What a worker refused.
    pub fn refused(kind: RejectionKind, reason: String, alternatives: Vec<Reading>) -> Self {
        match kind {
            RejectionKind::Format => Failure::misread(reason, alternatives),
            RejectionKind::Limit => Failure::Limit(reason),
        }
    }

    /// The `name` of the JavaScript error.
    pub fn name(&self) -> &'static str {
        match self {
            Failure::Shape(_) => "ShapeError",
            Failure::Format(_) | Failure::Misread(..) => "FormatError",
            Failure::Limit(_) => "LimitError",
            Failure::Pool(_) => "PoolError",
            Failure::Cancelled => "AbortError",
        }
    }

    /// The error that scripts see: an `Error` with a telling `name`, or the platform's own `AbortError`.
    pub fn to_js(&self) -> JsValue {
        if matches!(self, Failure::Cancelled)
            && let Ok(exception) = web_sys::DomException::new_with_message_and_name(&self.to_string(), self.name())
        {
            return exception.into();
        }
        let error = js_sys::Error::new(&self.to_string());
        error.set_name(self.name());
        error.into()
    }
}
