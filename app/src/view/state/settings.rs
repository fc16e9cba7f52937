//! The options of a job that the user can choose.

use crate::engine::Mode;
use crate::view::result::number::NumberStyle;
use crate::view::state::operation::Operation;
use shared::kernel::{Algorithm, Kernel};

/// The choices. The defaults suit nearly everyone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Where to run.
    pub mode: Mode,
    /// Use at most this many workers; `None` is all.
    pub workers: Option<u32>,
    /// `None` is the fastest that the browser offers.
    pub kernel: Option<Kernel>,
    /// Classical unless asked otherwise.
    pub algorithm: Algorithm,
    /// What is computed.
    pub operation: Operation,
    /// Verify the product with Freivalds' check.
    pub verify: bool,
    /// How numbers are shown; it changes no job.
    pub numbers: NumberStyle,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            mode: Mode::Auto,
            workers: None,
            kernel: None,
            algorithm: Algorithm::default(),
            operation: Operation::default(),
            verify: true,
            numbers: NumberStyle::default(),
        }
    }
}
