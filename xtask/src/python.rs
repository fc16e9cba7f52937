//! Virtual environments of Python below `target/`, with the exact versions of a file of requirements; among them that
//! in which `beyond/multiply.py` is tested.

use crate::{child, install, workspace};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// What to do where Python cannot be installed automatically.
const BY_HAND: &str = "the tests of beyond/multiply.py need Python 3.9 or newer with venv and pip as python3 on the PATH; on \
     Debian: apt-get install python3-venv; on Fedora: dnf install python3; on macOS: brew install python";

/// Succeeds where virtual environments with pip can be made for the versions that are pinned.
const SUITABLE: &str = "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 9))";

/// What the step `beyond` needs. Python itself is installed where apt-get can do so.
pub(crate) fn for_beyond() -> Result<(), String> {
    if !has_environments("python3") {
        install::debian_packages(&["python3", "python3-venv"], "Python for the tests of beyond/", "half a minute")
            .map_err(|reason| format!("{reason}; {BY_HAND}"))?;
    }
    if !has_environments("python3") {
        return Err(BY_HAND.to_owned());
    }
    let folder = workspace::target_directory().join("beyond");
    let requirements = workspace::root().join("beyond").join("requirements.txt");
    environment(&folder, &requirements, "Dask and NumPy, for the tests of beyond/", "half a minute")
}

/// Whether this program of the PATH is a Python that can make virtual environments.
pub(crate) fn has_environments(python: &str) -> bool {
    child::find(python).is_some() && child::answer(child::command(python).args(["-c", SUITABLE])).is_some()
}

/// Makes a virtual environment in `folder` with what the file `requirements` names, unless it is there.
pub(crate) fn environment(folder: &Path, requirements: &Path, purpose: &str, duration: &str) -> Result<(), String> {
    if is_ready(folder, requirements) {
        return Ok(());
    }
    child::run(child::command("python3").args(["-m", "venv", "--clear"]).arg(folder).stdin(Stdio::null()))?;
    let mut pip = child::command(program(folder, "python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements);
    install::announced(&mut pip, purpose, duration)?;
    // Last, because it says that everything is installed.
    std::fs::copy(requirements, marker(folder))
        .map(drop)
        .map_err(|error| format!("cannot write to {}: {error}; delete it and try again", folder.display()))
}

/// Whether `folder` holds what the file `requirements` names now.
pub(crate) fn is_ready(folder: &Path, requirements: &Path) -> bool {
    std::fs::read(requirements).is_ok_and(|wanted| std::fs::read(marker(folder)).is_ok_and(|found| found == wanted))
}

/// A copy of the requirements that are installed.
fn marker(folder: &Path) -> PathBuf {
    folder.join("requirements.txt")
}

/// A program of the virtual environment in `folder`.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    let programs = if cfg!(windows) { "Scripts" } else { "bin" };
    folder.join(programs).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
