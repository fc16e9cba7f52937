//! `cargo xtask release`: the files of a release, in `target/release-files/`.
//!
//! A zip with the bundle and what nginx needs to serve it, a list of what the bundle was made from, the version's entry
//! of the changelog, and the checksums of all three. Whoever builds the same commit with the same compiler gets the same
//! bytes.

mod bill_of_materials;
mod changelog;
mod zip_archive;

use crate::{child, serving, workspace};
use sha2::{Digest, Sha256};
use std::path::Path;
use zip_archive::CommitTime;

/// What the zip holds besides the bundle: the bundle's headers belong to the bundle, which lists its scripts.
const BESIDES: [&str; 4] = ["LICENSE", "deploy/matmill.conf", "deploy/nginx.conf", "deploy/security-headers.conf"];

/// Builds the bundle and writes the files.
///
/// # Errors
/// When the changelog has no entry for this version, or sources are not committed: before anything is built.
pub(crate) fn run() -> Result<(), String> {
    let version = env!("CARGO_PKG_VERSION");
    let changes = changelog::entry(&read("CHANGELOG.md")?, version)?;
    let time = committed_at()?;
    serving::build()?;
    let name = format!("matmill-{version}");
    let files = [
        (format!("{name}.zip"), zip_archive::pack(&packed(&name)?, time)?),
        (
            format!("{name}.cdx.json"),
            bill_of_materials::of(&dependencies()?, &read("Cargo.lock")?, version)?.into_bytes(),
        ),
        (format!("{name}-changes.md"), changes.into_bytes()),
    ];
    let folder = workspace::target_directory().join("release-files");
    let failed = |error: std::io::Error| format!("cannot write to {}: {error}", folder.display());
    // Files of another version would look as if they belonged to this one.
    if folder.is_dir() {
        std::fs::remove_dir_all(&folder).map_err(failed)?;
    }
    std::fs::create_dir_all(&folder).map_err(failed)?;
    for (name, content) in &files {
        std::fs::write(folder.join(name), content).map_err(failed)?;
    }
    std::fs::write(folder.join("SHA256SUMS"), checksums(&files)).map_err(failed)?;
    println!("==> written to {}:", folder.display());
    for (name, content) in &files {
        println!("{:>12}  {name}", content.len());
    }
    println!("    check them there with: sha256sum --check SHA256SUMS");
    Ok(())
}

/// Names in the archive and contents, the bundle's first.
fn packed(name: &str) -> Result<Vec<(String, Vec<u8>)>, String> {
    let dist = workspace::root().join("dist");
    let failed = |error: std::io::Error| format!("cannot read {}: {error}", dist.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&dist).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.push((format!("{name}/dist/{file}"), std::fs::read(&path).map_err(failed)?));
    }
    for file in BESIDES {
        files.push((format!("{name}/{file}"), read(file)?.into_bytes()));
    }
    Ok(files)
}

/// When the commit was made that is checked out.
fn committed_at() -> Result<CommitTime, String> {
    let git = |arguments: &[&str]| child::answer(child::command("git").args(arguments).env("TZ", "UTC"));
    let changed =
        git(&["status", "--porcelain"]).ok_or("git gives no answer; release from a clone of the repository")?;
    if !changed.is_empty() {
        return Err(format!("commit first, because a release is built from a commit; not committed:\n{changed}"));
    }
    let text = git(&["log", "-1", "--format=%cd", "--date=format-local:%Y-%m-%d %H:%M:%S"]).unwrap_or_default();
    CommitTime::parse(&text).ok_or_else(|| format!("git says that the commit was made at `{text}`, which is no time"))
}

/// What page and workers consist of, as cargo lists it: a line for each crate and each of its dependencies, without those
/// that run in the compiler only.
fn dependencies() -> Result<String, String> {
    let packages = "tree --locked --package app --package worker --target wasm32-unknown-unknown";
    let mut tree = child::cargo(&format!("{packages} --edges normal,no-proc-macro --prefix depth --format"));
    child::answer(tree.arg(bill_of_materials::FORMAT)).ok_or_else(|| format!("`cargo {packages}` failed"))
}

fn read(file: &str) -> Result<String, String> {
    let path: &Path = &workspace::root().join(file);
    std::fs::read_to_string(path).map_err(|error| format!("cannot read {}: {error}", path.display()))
}

/// Lines that `sha256sum --check` reads.
fn checksums(files: &[(String, Vec<u8>)]) -> String {
    let hex = |content: &[u8]| Sha256::digest(content).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    files.iter().map(|(name, content)| format!("{}  {name}\n", hex(content))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_those_of_the_standard() {
        // NIST's example for SHA-256.
        let sums = checksums(&[("a".to_owned(), b"abc".to_vec())]);
        assert_eq!(sums, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  a\n");
    }
}
