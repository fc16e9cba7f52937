//! How operands reach the workers, and how tiles come back.

use super::tile_table::TileTable;
use crate::memory::upload::UploadProgress;
use crate::operand::Elements;
use serde::Serialize;

/// How the operands reach the workers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// In `SharedArrayBuffer`s.
    Shared,
    /// By structured clone.
    Clone,
    /// Not at all: the job runs on the page.
    None,
}

/// How operands reach the workers, and how tiles come back.
#[derive(Clone, Debug)]
pub enum DataPath {
    /// Everything is in shared memory.
    Shared {
        /// Where tiles are assembled: the caller's result, if that lies in shared memory.
        c: Elements,
        /// What of A and B has arrived.
        upload: UploadProgress,
        /// From which workers claim tiles.
        table: TileTable,
    },
    /// Workers get copies, and send their tiles back.
    Copied,
    /// The page's own engine reads the operands in place.
    InPlace,
}

impl DataPath {
    /// As the report says it.
    pub fn transport(&self) -> Transport {
        match self {
            DataPath::Shared { .. } => Transport::Shared,
            DataPath::Copied => Transport::Clone,
            DataPath::InPlace => Transport::None,
        }
    }
}
