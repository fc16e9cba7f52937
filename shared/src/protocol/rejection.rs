//! Kinds of errors that a worker reports.

/// Why a job was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RejectionKind {
    /// The text or file cannot be read or written as requested.
    Format,
    /// Too large.
    Limit,
}
