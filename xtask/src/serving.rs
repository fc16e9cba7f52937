//! `cargo xtask serve` and `cargo xtask build`: provides the tools, then runs trunk.
//!
//! All settings are in `Trunk.toml`, so that plain `trunk serve` does the same. Trunk runs offline: it would download
//! other versions of its tools.

use crate::child::Background;
use crate::{bundle, child, sizes, tools, workspace};
use std::path::PathBuf;
use std::process::Command;

/// Serves the page on 127.0.0.1:8080 until stopped; passes `arguments` to trunk.
pub(crate) fn serve(arguments: &[&str]) -> Result<(), String> {
    tools::for_bundling()?;
    println!("==> building the page, then serving it on http://127.0.0.1:8080 (Ctrl+C stops it)");
    child::run(trunk().args(["serve", "--offline"]).args(arguments))
}

/// Writes the release bundle to `dist/`, each file compressed beside it, and the headers of web servers to `deploy/`;
/// prints the sizes.
pub(crate) fn build() -> Result<(), String> {
    tools::for_bundling()?;
    bundle()
}

/// Builds the bundle; the tools must be installed.
pub(crate) fn bundle() -> Result<(), String> {
    child::run(&mut building())?;
    compress()
}

/// Starts to build the bundle while other programs run. The tools must be installed.
pub(crate) fn start_bundle() -> Result<Background, String> {
    child::start(&mut building(), workspace::target_directory().join("bundle.log"))
}

/// Waits for the bundle that was started, and does the rest.
pub(crate) fn finish_bundle(build: Background) -> Result<(), String> {
    build.wait()?;
    compress()
}

fn building() -> Command {
    let mut trunk = trunk();
    trunk.args(["build", "--release", "--offline"]);
    trunk
}

fn compress() -> Result<(), String> {
    println!("==> compressing the files of dist/");
    bundle::compressed::write(&dist())?;
    bundle::headers::write(&dist(), &workspace::root().join("deploy").join("security-headers.conf"))?;
    sizes::print(&dist())
}

/// Finishes the bundle that trunk is building: it runs this after each build, so that `trunk serve` and `trunk build`
/// give the files of `cargo xtask build`.
pub(crate) fn finish() -> Result<(), String> {
    let staging = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let staging = staging.ok_or("`finish` is a step of the build, which trunk runs; run `cargo xtask build`")?;
    bundle::finish(&staging)
}

fn dist() -> PathBuf {
    workspace::root().join("dist")
}

fn trunk() -> Command {
    let mut trunk = child::command("trunk");
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // trunk 0.21 parses NO_COLOR as a boolean and rejects the customary `1`.
    if std::env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
}
