//! Installs tools, saying what, why and about how long, with the installer's own output in sight.
//!
//! Refuses to ask: an installer that would wait for a password or a yes fails instead, and the
//! error says what to do by hand.

use crate::{child, tools};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What to do where Chromium cannot be installed for the user.
pub(crate) const CHROMIUM_BY_HAND: &str = "the tests need Chromium (or Chrome) and its chromedriver on the PATH, in the same \
     major version; on Debian: apt-get install chromium chromium-driver; on Fedora: dnf install chromium chromedriver; on \
     macOS: brew install --cask chromium chromedriver";

/// Adds a target or a component to the toolchain.
pub(crate) fn rustup(arguments: &[&str], purpose: &str, duration: &str) -> Result<(), String> {
    if child::find("rustup").is_none() {
        let what = arguments.last().copied().unwrap_or_default();
        return Err(format!(
            "`{what}` is missing and there is no rustup to add it: add it by the means that installed Rust"
        ));
    }
    announced(child::command("rustup").args(arguments), purpose, duration)
}

/// Installs a package of programs with cargo: to the user's programs, or `apart` in `target/tools`.
pub(crate) fn package(
    name: &str,
    version: &str,
    locked: bool,
    apart: bool,
    purpose: &str,
    duration: &str,
) -> Result<(), String> {
    // Built under target/: the system's temporary folder may be a small memory disk.
    let building = tools::own_folder().join("building");
    let mut cargo = child::cargo("install");
    cargo.args([name, "--version", version]).arg("--target-dir").arg(&building);
    if locked {
        cargo.arg("--locked");
    }
    if apart {
        cargo.arg("--root").arg(tools::own_folder());
    }
    let outcome = announced(&mut cargo, purpose, duration);
    // Hundreds of megabytes that nothing needs again; if they stay, no harm is done.
    let _ = std::fs::remove_dir_all(&building);
    outcome
}

/// Downloads the crates of the lock file, for builds that go without the network. Quick when they are there.
pub(crate) fn crates() -> Result<(), String> {
    child::run(&mut child::cargo("fetch --locked --target wasm32-unknown-unknown"))
}

/// Installs Chromium and chromedriver where apt-get can do it without questions.
pub(crate) fn chromium() -> Result<(), String> {
    if child::find("apt-get").is_none() {
        return Err(CHROMIUM_BY_HAND.to_owned());
    }
    let by_hand = |reason: String| format!("{reason}; {CHROMIUM_BY_HAND}");
    announced(&mut as_root("apt-get", &["update"]), "the list of Debian's packages", "half a minute")
        .map_err(by_hand)?;
    let install = ["install", "--yes", "--no-install-recommends", "chromium", "chromium-driver"];
    announced(&mut as_root("apt-get", &install), "the browser for the tests", "one to three minutes").map_err(by_hand)
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

fn announced(command: &mut Command, purpose: &str, duration: &str) -> Result<(), String> {
    println!("==> installing: {purpose} (takes about {duration}, once)");
    let start = Instant::now();
    child::run(command.stdin(Stdio::null()))?;
    println!("==> installed in {} s", start.elapsed().as_secs());
    Ok(())
}
