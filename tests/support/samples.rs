//! Finds the sample files of other projects, which lie beside the workspace when they are there at all.
//!
//! Refuses to insist: a test without samples uses its own small files.

use std::path::{Path, PathBuf};

/// The file `relative` among the samples; `None` when there are no samples here.
pub fn sample(relative: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples").join(relative);
    path.is_file().then_some(path)
}
