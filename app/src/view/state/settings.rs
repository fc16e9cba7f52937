//! What the user can choose about how a job is done.

use crate::engine::Mode;
use shared::kernel::{Algorithm, Kernel};

/// The choices; the default is what suits nearly everyone.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Where to run.
    pub mode: Mode,
    /// Use at most so many workers; `None` is all.
    pub workers: Option<u32>,
    /// `None` is the fastest that the browser offers.
    pub kernel: Option<Kernel>,
    /// Classical unless asked otherwise.
    pub algorithm: Algorithm,
    /// Check the product after Freivalds.
    pub verify: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { mode: Mode::Auto, workers: None, kernel: None, algorithm: Algorithm::default(), verify: true }
    }
}
