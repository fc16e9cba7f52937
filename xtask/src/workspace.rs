//! Where the workspace is, where it builds to, where cargo keeps its own files, and which versions `Cargo.lock` names.

use std::path::{Path, PathBuf};

/// One selection of packages and features for all native builds: another would compile the dependencies again.
pub(crate) const NATIVE: &str = "--workspace --features tests/browser,app/prerender";

/// The workspace's root folder.
pub(crate) fn root() -> PathBuf {
    let manifest = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let manifest = manifest.unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    manifest.parent().map_or(manifest.clone(), Path::to_path_buf)
}

/// Cargo's build folder: `CARGO_TARGET_DIR`, or `target` in the workspace.
pub(crate) fn target_directory() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root().join(directory),
        None => root().join("target"),
    }
}

/// The folder of the tools that are kept apart from the user's; their programs are in `bin`.
pub(crate) fn tools_directory() -> PathBuf {
    target_directory().join("tools")
}

/// Cargo's own folder: `CARGO_HOME`, or `.cargo` in the user's.
pub(crate) fn cargo_home() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")))
}

/// Where nginx is unpacked if the system has none; programs are in its `sbin`.
pub(crate) fn nginx_directory() -> PathBuf {
    tools_directory().join("nginx").join("usr")
}

/// The version of `package` in `Cargo.lock`.
pub(crate) fn locked_version(package: &str) -> Result<String, String> {
    let path = root().join("Cargo.lock");
    let lock = std::fs::read_to_string(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    version_in(&lock, package)
        .ok_or_else(|| format!("Cargo.lock has no package `{package}`; run `cargo metadata` once"))
}

/// Cargo writes `name` and `version` of a package on two consecutive lines.
fn version_in(lock: &str, package: &str) -> Option<String> {
    let name_line = format!("name = \"{package}\"");
    let mut lines = lock.lines();
    lines.find(|line| *line == name_line)?;
    Some(lines.next()?.strip_prefix("version = \"")?.strip_suffix('"')?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";

    #[test]
    fn the_version_of_the_package_itself_is_found_not_that_of_one_with_a_longer_name() {
        assert_eq!(version_in(LOCK, "wasm-bindgen").as_deref(), Some("0.2.130"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(version_in(LOCK, "trunk"), None);
    }
}
