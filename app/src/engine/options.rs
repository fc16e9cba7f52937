//! What a caller may ask for.

use crate::operand::Elements;
use crate::pool::live_product::LiveProduct;
use crate::pool::product_job::Progress;
use js_sys::Uint8Array;
use serde::Serialize;
use shared::Shape;
use shared::format::Dialect;
use shared::kernel::{Algorithm, Kernel};
use std::rc::Rc;
use web_sys::AbortSignal;

/// Where a product is computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// Decided from the measured cost.
    #[default]
    Auto,
    /// By the pool of workers.
    Pool,
    /// On the main thread, in short slices.
    Local,
}

impl Mode {
    /// The name that the page and scripts use.
    pub fn name(self) -> &'static str {
        match self {
            Mode::Auto => "auto",
            Mode::Pool => "pool",
            Mode::Local => "local",
        }
    }

    /// The mode of this name.
    pub fn parse(name: &str) -> Option<Self> {
        [Mode::Auto, Mode::Pool, Mode::Local].into_iter().find(|mode| mode.name() == name)
    }
}

/// Options of a product.
#[derive(Clone, Default)]
pub struct MultiplyOptions {
    /// Where to compute.
    pub mode: Mode,
    /// Most workers to use.
    pub workers: Option<u32>,
    /// `None` is the fastest that the browser can run.
    pub kernel: Option<Kernel>,
    /// The algorithm.
    pub algorithm: Algorithm,
    /// Take A, or B, transposed.
    pub transposed: [bool; 2],
    /// Skip Freivalds' check.
    pub skip_verify: bool,
    /// An array for the product: of its size and dtype, and apart from the operands. Its contents are unspecified unless
    /// the call succeeds.
    pub out: Option<Elements>,
    /// The product lies in shared memory, where workers write straight to it. Only on a page that [can share] memory.
    ///
    /// [can share]: crate::memory::can_share
    pub shared: bool,
    /// Cancels the job.
    pub signal: Option<AbortSignal>,
    /// Called with every finished tile; monotone, the last call has both numbers equal.
    pub on_progress: Option<Rc<dyn Fn(Progress)>>,
    /// Called when the tiles of a product begin, with what can be seen of it. Not called for a product that is made in one
    /// go. Of several products, callers want this of the one that they get.
    pub on_start: Option<Rc<dyn Fn(LiveProduct)>>,
}

impl MultiplyOptions {
    /// The shapes of A and B as they are multiplied, from those in which they are passed.
    pub fn factor_shapes(&self, a: Shape, b: Shape) -> [Shape; 2] {
        [a.transposed_if(self.transposed[0]), b.transposed_if(self.transposed[1])]
    }
}

/// What to read.
#[derive(Clone, Debug)]
pub enum Source {
    /// Bytes (pasted text is its UTF-8 bytes), their number when they were passed, and a file name if there is one.
    Bytes(Uint8Array, u32, Option<String>),
    /// A file, which a worker reads in pieces.
    File(web_sys::File),
}

impl Source {
    /// All of these bytes.
    pub fn bytes(bytes: Uint8Array, name: Option<String>) -> Self {
        let length = bytes.length();
        Source::Bytes(bytes, length, name)
    }
}

/// Options of reading.
#[derive(Clone, Default)]
pub struct ParseOptions {
    /// Reads a text in this dialect instead of the one that fits best.
    pub dialect: Option<Dialect>,
    /// The matrix lies in shared memory; as [`MultiplyOptions::shared`].
    pub shared: bool,
    /// Cancels reading.
    pub signal: Option<AbortSignal>,
    /// Called with bytes done and bytes in total.
    pub on_progress: Option<Rc<dyn Fn(f64, f64)>>,
}
