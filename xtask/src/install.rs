//! Installs tools, and says what, why and how long it takes.
//!
//! Installers never prompt: one that needs a password or a confirmation fails, and the error says what to do by hand.

use crate::{child, workspace};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What to do where Chromium cannot be installed automatically.
pub(crate) const CHROMIUM_BY_HAND: &str = "the tests need Chromium (or Chrome) and a chromedriver of the same major version on \
     the PATH; on Debian: apt-get install chromium chromium-driver; on Fedora: dnf install chromium chromedriver; on \
     macOS: brew install --cask chromium chromedriver";

/// How tools are built: they run for seconds, while building them with the optimisation that their authors chose for
/// their own releases takes minutes.
const QUICK_BUILD: [(&str, &str); 2] =
    [("CARGO_PROFILE_RELEASE_LTO", "off"), ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")];

/// Runs rustup to add a target or a component.
pub(crate) fn rustup(arguments: &[&str], purpose: &str, duration: &str) -> Result<(), String> {
    if child::find("rustup").is_none() {
        let what = arguments.last().copied().unwrap_or_default();
        return Err(format!("`{what}` is missing and rustup was not found; add it the way Rust was installed"));
    }
    announced(child::command("rustup").args(arguments), purpose, duration)
}

/// Installs a package with `cargo install`: for the user, or `apart` in `target/tools`; compiled at the level
/// `optimisation`.
pub(crate) fn package(
    name: &str,
    version: &str,
    locked: bool,
    optimisation: &str,
    apart: bool,
    purpose: &str,
    duration: &str,
) -> Result<(), String> {
    // Built under target/: the system's temporary folder may be a small RAM disk.
    let building = workspace::tools_directory().join("building");
    let mut cargo = child::cargo("install");
    cargo.args([name, "--version", version]).arg("--target-dir").arg(&building).envs(QUICK_BUILD);
    cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", optimisation);
    if locked {
        cargo.arg("--locked");
    }
    if apart {
        cargo.arg("--root").arg(workspace::tools_directory());
    }
    let outcome = announced(&mut cargo, purpose, duration);
    // Hundreds of megabytes that are no longer needed. Failing to delete them does no harm.
    let _ = std::fs::remove_dir_all(&building);
    outcome
}

/// Downloads the crates of the lock file for offline builds. Quick when they are already there.
pub(crate) fn crates() -> Result<(), String> {
    child::run(&mut child::cargo("fetch --locked --target wasm32-unknown-unknown"))
}

/// Installs Chromium and chromedriver where apt-get can do so without prompting.
pub(crate) fn chromium() -> Result<(), String> {
    debian_packages(&["chromium", "chromium-driver"], "the browser for the tests", "one to three minutes")
        .map_err(|reason| format!("{reason}; {CHROMIUM_BY_HAND}"))
}

/// Installs packages with apt-get, for the whole system.
pub(crate) fn debian_packages(names: &[&str], purpose: &str, duration: &str) -> Result<(), String> {
    if child::find("apt-get").is_none() {
        return Err("there is no apt-get".to_owned());
    }
    announced(&mut as_root("apt-get", &["update"]), "apt-get's package lists", "half a minute")?;
    let install = [&["install", "--yes", "--no-install-recommends"], names].concat();
    announced(&mut as_root("apt-get", &install), purpose, duration)
}

/// What to do where nginx cannot be installed automatically.
pub(crate) const NGINX_BY_HAND: &str = "the tests of deploy/nginx.conf need nginx and its module for Brotli; on Debian 12 or newer: \
     apt-get install nginx-light libnginx-mod-http-brotli-static";

/// Unpacks Debian's nginx and its module for Brotli to `target/tools`. They are not installed: that would start a server
/// on port 80, which nobody asked for, and need root.
pub(crate) fn nginx() -> Result<(), String> {
    let by_hand = |reason: String| format!("{reason}; {NGINX_BY_HAND}");
    let folder = workspace::tools_directory().join("nginx");
    std::fs::create_dir_all(&folder).map_err(|error| format!("cannot create {}: {error}", folder.display()))?;
    let download = || {
        // The program is in one of the first two, depending on the version of the system.
        let mut apt = child::command("apt-get");
        apt.args(["download", "nginx", "nginx-light", "libnginx-mod-http-brotli-static"]).current_dir(&folder);
        announced(&mut apt, "nginx, which serves the bundle in tests", "five seconds")
    };
    if download().is_err() {
        let update = &mut as_root("apt-get", &["update"]);
        announced(update, "apt-get's package lists", "half a minute").and_then(|()| download()).map_err(by_hand)?;
    }
    let failed = |error: std::io::Error| by_hand(format!("cannot unpack nginx to {}: {error}", folder.display()));
    for entry in std::fs::read_dir(&folder).map_err(failed)? {
        let package = entry.map_err(failed)?.path();
        if package.extension().is_some_and(|extension| extension == "deb") {
            child::run(child::command("dpkg-deb").arg("--extract").arg(&package).arg(&folder)).map_err(by_hand)?;
        }
    }
    Ok(())
}

fn as_root(program: &str, arguments: &[&str]) -> Command {
    let is_root = child::answer(child::command("id").arg("-u")).is_some_and(|user| user == "0");
    let mut command = if is_root {
        child::command(program)
    } else {
        let mut sudo = child::command("sudo");
        sudo.args(["-n", program]);
        sudo
    };
    command.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    command
}

/// Runs an installer, and says before and after what it installs.
pub(crate) fn announced(command: &mut Command, purpose: &str, duration: &str) -> Result<(), String> {
    println!("==> installing {purpose} (once; takes about {duration})");
    let start = Instant::now();
    child::run(command.stdin(Stdio::null()))?;
    println!("==> installed in {} s", start.elapsed().as_secs());
    Ok(())
}
