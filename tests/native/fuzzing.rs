//! Runs the fuzz targets over their seeds, and over sample files of other projects where there are any.
//!
//! It also keeps the crate `fuzz` compiling on stable Rust and without libFuzzer; `cargo xtask fuzz` generates new
//! inputs.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[allow(unreachable_pub, dead_code)]
#[path = "../../fuzz/src/lib.rs"]
mod bodies;

use std::path::{Path, PathBuf};

/// All files in `folder` and below; none if it is not there.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let entries = entries.map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// One test for all, because the targets measure the memory of the whole process.
#[test]
fn every_seed_holds_whole_and_cut_short() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for (name, body) in bodies::TARGETS {
        let seeds = files(&root.join("fuzz/seeds").join(name));
        assert!(seeds.len() >= 10, "{name} has {} seeds", seeds.len());
        let samples = files(&root.join("../shared/samples").join(name));
        if samples.is_empty() {
            println!("skipped: there are no samples in ../shared/samples/{name}, only seeds");
        }
        for path in seeds.iter().chain(&samples) {
            let bytes = std::fs::read(path).unwrap();
            println!("{name}: {}", path.display());
            body(&bytes);
            for length in (0..bytes.len().min(400)).step_by(7) {
                body(&bytes[..length]);
            }
        }
    }
}
