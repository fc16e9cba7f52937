//! Heat maps: what each pixel says of its cells, and its colour.
//!
//! [`axis`] divides rows and columns among pixels, [`summary`] is what is said of some cells, [`pixels`] collects that for
//! a block of a matrix, [`colours`] paints, [`window`] is the part of a matrix that a map shows.

pub mod axis;
pub mod colours;
pub mod pixels;
pub mod summary;
pub mod window;

pub use axis::{MapBlock, PixelSpan};
pub use colours::ColourScale;
pub use pixels::{PixelDetail, PixelSummaries};
pub use summary::CellSummary;
pub use window::MapWindow;

/// Most pixels of a map along one axis.
pub const MAX_PIXELS: usize = 512;
