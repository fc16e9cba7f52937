//! Finds sample files of other projects, which may lie beside the workspace.
//!
//! A test without them prints that it was skipped; tests on small files of our own cover the same behaviour.

use std::path::{Path, PathBuf};

/// The file `relative` among the samples; without it, prints what is skipped.
pub fn sample(relative: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/samples").join(relative);
    if !path.is_file() {
        println!("skipped: there is no ../shared/samples/{relative}");
        return None;
    }
    Some(path)
}
