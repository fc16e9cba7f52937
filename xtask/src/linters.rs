//! The step `deploy`: lints the Dockerfile with hadolint and the public workflows with zizmor, which come from PyPI.
//!
//! The versions stand in `deploy/linters.txt`. `tests/native/deployment.rs` checks what no linter knows: that what is
//! copied and run exists.

use crate::{child, python, workspace};
use std::path::PathBuf;

/// Installs the linters to `target/linters`; without a Python that can do so, says that the step will be skipped.
pub(crate) fn provide() -> Result<(), String> {
    if !python::has_environments("python3") {
        println!(
            "==> skipping the linters of deploy/: they need python3 with venv; on Debian: apt-get install python3-venv"
        );
        return Ok(());
    }
    let purpose = "hadolint and zizmor, which lint the Dockerfile and the workflows";
    python::environment(&folder(), &requirements(), purpose, "ten seconds")
}

/// Runs both, where [`provide`] could install them.
pub(crate) fn run() -> Result<(), String> {
    if !python::is_ready(&folder(), &requirements()) {
        println!("==> skipped: no linters, because there is no python3 with venv");
        return Ok(());
    }
    child::run(child::command(program("hadolint")).arg("deploy/Dockerfile"))?;
    // Offline: it would ask GitHub about the actions, which not every machine reaches.
    child::run(child::command(program("zizmor")).args(["--offline", "--quiet", ".github/workflows"]))
}

fn requirements() -> PathBuf {
    workspace::root().join("deploy").join("linters.txt")
}

fn folder() -> PathBuf {
    workspace::target_directory().join("linters")
}

/// A program of the virtual environment.
fn program(name: &str) -> PathBuf {
    python::program(&folder(), name)
}
