//! Which tools each command needs, and in which versions.
//!
//! A tool of another version on the user's PATH is left alone. Ours then goes to `target/tools`, which comes first on the
//! PATH of the programs we start.

use crate::{child, install, workspace};
use std::path::{Path, PathBuf};

/// Newer versions need a newer compiler than `rust-version` in Cargo.toml.
const TRUNK_VERSION: &str = "0.21.14";

/// The version of cargo-fuzz, which runs libFuzzer.
const CARGO_FUZZ_VERSION: &str = "0.13.2";

/// The version of cargo-deny, which judges the dependencies.
const CARGO_DENY_VERSION: &str = "0.20.2";

/// What `serve` and `build` need.
pub(crate) fn for_bundling() -> Result<(), String> {
    wasm_target()?;
    wasm_bindgen()?;
    let trunk = Tool { package: "trunk", program: "trunk", version: TRUNK_VERSION, locked: true, optimisation: "0" };
    trunk.provide("trunk, which bundles and serves the page", "one to three minutes")?;
    install::crates()
}

/// What `check` needs.
pub(crate) fn for_checking() -> Result<(), String> {
    wasm_target()?;
    for (program, component) in [("cargo-fmt", "rustfmt"), ("cargo-clippy", "clippy")] {
        if child::answer(child::command(program).arg("--version")).is_none() {
            install::rustup(&["component", "add", component], component, "half a minute")?;
        }
    }
    Ok(())
}

/// What the step `deny` needs.
pub(crate) fn for_judging_dependencies() -> Result<(), String> {
    let deny = Tool {
        package: "cargo-deny",
        program: "cargo-deny",
        version: CARGO_DENY_VERSION,
        locked: true,
        optimisation: "0",
    };
    deny.provide("cargo-deny, which judges the dependencies", "one minute")
}

/// What `test` needs beyond these.
pub(crate) fn for_browser_tests() -> Result<(), String> {
    wasm_target()?;
    wasm_bindgen()?;
    if browser().is_none() || child::find("chromedriver").is_none() {
        install::chromium()?;
    }
    let (Some(browser), Some(driver)) = (browser(), child::find("chromedriver")) else {
        return Err(install::CHROMIUM_BY_HAND.to_owned());
    };
    println!("==> browser for the tests: {} with {}", browser.display(), driver.display());
    Ok(())
}

/// What the tests of `deploy/` need: nginx with its module for Brotli. Where there is no apt-get they are skipped.
pub(crate) fn for_hosting_tests() -> Result<(), String> {
    if has_nginx("/usr".as_ref()) || has_nginx(&workspace::nginx_directory()) {
        return Ok(());
    }
    if child::find("apt-get").is_none() {
        println!("==> skipping the tests of deploy/nginx.conf: they need nginx from Debian or Ubuntu");
        return Ok(());
    }
    install::nginx()?;
    if has_nginx(&workspace::nginx_directory()) { Ok(()) } else { Err(install::NGINX_BY_HAND.to_owned()) }
}

/// Whether nginx and the module are below `folder`, as Debian's packages lay them out.
fn has_nginx(folder: &Path) -> bool {
    ["sbin/nginx", "lib/nginx/modules/ngx_http_brotli_static_module.so"].iter().all(|file| folder.join(file).is_file())
}

/// What `fuzz` needs.
pub(crate) fn for_fuzzing() -> Result<(), String> {
    // Not installed without asking: a second toolchain takes gigabytes.
    if child::answer(child::command("rustup").args(["run", "nightly", "rustc", "--version"])).is_none() {
        return Err("libFuzzer needs nightly Rust; run `rustup toolchain install nightly` and try again".to_owned());
    }
    let fuzz = Tool {
        package: "cargo-fuzz",
        program: "cargo-fuzz",
        version: CARGO_FUZZ_VERSION,
        locked: true,
        optimisation: "0",
    };
    fuzz.provide("cargo-fuzz, which builds and runs fuzz targets", "one minute")
}

/// Chromium or Chrome on the PATH.
fn browser() -> Option<PathBuf> {
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"].into_iter().find_map(child::find)
}

fn wasm_target() -> Result<(), String> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = child::answer(child::command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if libraries.is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    install::rustup(&["target", "add", TARGET], "the standard library for WebAssembly", "half a minute")
}

fn wasm_bindgen() -> Result<(), String> {
    let version = workspace::locked_version("wasm-bindgen")?;
    // Not --locked: the lock file that comes with this release does not build.
    let tool = Tool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: &version,
        locked: false,
        optimisation: "1",
    };
    tool.provide("wasm-bindgen, in the version of Cargo.lock", "one to three minutes")
}

struct Tool<'a> {
    package: &'a str,
    program: &'a str,
    version: &'a str,
    locked: bool,
    /// The level of optimisation: none, unless the tool computes for long enough that somebody notices.
    optimisation: &'a str,
}

impl Tool<'_> {
    fn provide(&self, purpose: &str, duration: &str) -> Result<(), String> {
        // Our own folder is searched first and finds what was installed there before.
        let found = child::find(self.program).map(|path| child::answer(child::command(path).arg("--version")));
        let apart = match found {
            Some(Some(text)) if says_version(&text, self.version) => return Ok(()),
            Some(text) => {
                let text = text.unwrap_or_else(|| "a program that does not start".to_owned());
                println!("==> {} on the PATH is {text}; installing {} to target/tools", self.program, self.version);
                true
            }
            None => false,
        };
        install::package(self.package, self.version, self.locked, self.optimisation, apart, purpose, duration)
    }
}

/// Whether a tool's `--version` line names exactly this version.
fn says_version(line: &str, version: &str) -> bool {
    line.split_whitespace().any(|word| word == version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_version_is_another_version() {
        assert!(says_version("wasm-bindgen 0.2.130", "0.2.130"));
        assert!(!says_version("wasm-bindgen 0.2.130", "0.2.13"));
        assert!(!says_version("trunk 0.21.14-rc.1", "0.21.14"));
    }
}
