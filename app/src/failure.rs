//! Every way in which a call can fail, and the JavaScript errors they become.
//!
//! A message is a sentence: what was found, where, what to do.

use js_sys::Reflect;
use shared::format::Alternative;
use shared::protocol::RejectionKind;
use wasm_bindgen::JsValue;

/// The message of a value that JavaScript threw.
pub fn js_message(error: &JsValue) -> String {
    let message = Reflect::get(error, &"message".into()).ok().and_then(|message| message.as_string());
    message.or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}"))
}

/// Why a call failed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// Operands that do not fit together, or data that does not fit its shape.
    #[error("{0}")]
    Shape(String),
    /// A file, text or argument that cannot be read.
    #[error("{0}")]
    Format(String),
    /// A text that cannot be read as asked, but in these other ways.
    #[error("{0}")]
    Ambiguous(String, Vec<Alternative>),
    /// Too large: the message names the bytes needed and the limit.
    #[error("{0}")]
    Limit(String),
    /// The pool could not do it: no worker started, or the work failed repeatedly.
    #[error("{0}")]
    Pool(String),
    /// A worker failed, and the only copy of its input was lost with it. Another attempt with a new copy may succeed.
    #[error("the worker failed, and the only copy of its input was lost; try again")]
    InputLost,
    /// A worker's response does not belong to its request.
    #[error("unexpected response from the worker; reload the page without its cache")]
    UnexpectedResponse,
    /// The caller cancelled.
    #[error("the job was cancelled")]
    Cancelled,
}

impl Failure {
    /// The failure for a request that a worker rejected.
    pub fn rejected(kind: RejectionKind, reason: String, alternatives: Vec<Alternative>) -> Self {
        match kind {
            RejectionKind::Limit => Failure::Limit(reason),
            RejectionKind::Format if alternatives.is_empty() => Failure::Format(reason),
            RejectionKind::Format => Failure::Ambiguous(reason, alternatives),
        }
    }

    /// The `name` of the JavaScript error.
    pub fn name(&self) -> &'static str {
        match self {
            Failure::Shape(_) => "ShapeError",
            Failure::Format(_) | Failure::Ambiguous(..) => "FormatError",
            Failure::Limit(_) => "LimitError",
            Failure::Pool(_) | Failure::InputLost | Failure::UnexpectedResponse => "PoolError",
            Failure::Cancelled => "AbortError",
        }
    }

    /// The error that scripts see: an `Error` with this `name`, or the platform's own `AbortError`.
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
