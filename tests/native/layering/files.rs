//! The files of the workspace, by paths relative to it with `/` between the parts.

use std::path::{Path, PathBuf};

const CRATES: &[&str] = &["app", "fuzz", "peers", "shared", "tests", "unpack", "worker", "xtask"];

pub(crate) fn root() -> PathBuf {
    let tests = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    Path::new(&tests).parent().unwrap().to_path_buf()
}

/// The files of the crates whose names end so.
pub(crate) fn ending(ending: &str) -> Vec<String> {
    let found = ending_or_none(ending);
    assert!(!found.is_empty(), "no file ends with {ending}: this test looks in the wrong place");
    found
}

/// The same where there may be none.
pub(crate) fn ending_or_none(ending: &str) -> Vec<String> {
    let mut found: Vec<String> = CRATES.iter().flat_map(|name| below(name)).collect();
    found.retain(|file| file.ends_with(ending));
    found.sort();
    found
}

/// The files in a folder and in those in it; none if there is no such folder.
pub(crate) fn below(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                // Made by builds, not written.
                if !["target", "dist", "pictures", "corpus", "artifacts"].contains(&name.as_str()) {
                    folders.push(path);
                }
            } else {
                let relative = path.strip_prefix(root()).unwrap();
                found.push(relative.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/"));
            }
        }
    }
    found
}

pub(crate) fn read(relative: &str) -> String {
    std::fs::read_to_string(root().join(relative)).unwrap()
}
