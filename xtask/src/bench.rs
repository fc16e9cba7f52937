//! `cargo xtask bench`: builds the bundle and the other crates, then runs the program `bench` of the crate `tests`,
//! which measures in a browser.

use crate::npm::NpmFolder;
use crate::{child, serving, tools, workspace};
use std::path::PathBuf;

/// Our kernels and the other crates use the same instructions. Ours enable them function by function, the other crates
/// by compiler flags, which are set for their build only. They are built as their users build them, with LLVM's loop
/// strength reduction on. They are faster without it (BENCHMARKS.md says by how much). To repeat that measurement, build
/// the folder `peers` with `-C llvm-args=-disable-lsr` as well and pass the module to the program `bench`
/// (`cargo run --release -p tests --features browser --bin bench -- --only peers --peers MODULE`).
const PEERS_FLAGS: &str = "-C target-feature=+simd128,+relaxed-simd";

/// LiteRT.js, which products are compared with.
const LITERT: NpmFolder = NpmFolder { declared: "tests/bench/litert", installed: "litert" };

/// Lighthouse, which judges the page; tests ask it, too.
const LIGHTHOUSE: NpmFolder = NpmFolder { declared: "tests/bench/lighthouse", installed: "lighthouse" };

/// Builds, measures and prints; passes `arguments` to the benchmark.
pub(crate) fn run(arguments: &[&str]) -> Result<(), String> {
    tools::for_bundling()?;
    tools::for_browser_tests()?;
    serving::bundle()?;
    let json = workspace::target_directory().join("bench.json");
    // In release mode, because it also reads files natively for comparison.
    let mut bench = child::cargo("run --quiet --release -p tests --features browser --bin bench --");
    bench.arg("--json").arg(&json).args(arguments);
    if is_wanted("peers", arguments) {
        match build_peers() {
            Ok(module) => drop(bench.arg("--peers").arg(module)),
            Err(reason) => println!("==> skipping the comparison with other crates: {reason}"),
        }
    }
    if is_wanted("litert", arguments) {
        match LITERT.install() {
            Ok(folder) => drop(bench.arg("--litert").arg(folder)),
            Err(reason) => println!("==> skipping the comparison with LiteRT.js: {reason}"),
        }
    }
    if is_wanted("lighthouse", arguments) {
        match LIGHTHOUSE.install().and_then(|_| tools::for_hosting_tests()) {
            Ok(()) => {}
            Err(reason) => println!("==> skipping Lighthouse: {reason}"),
        }
    }
    println!("==> measuring for up to eight minutes; please leave the machine alone");
    child::run(&mut bench)?;
    println!("==> all samples: {}", json.display());
    Ok(())
}

/// Whether the arguments ask for this part: by name, or for all.
fn is_wanted(part: &str, arguments: &[&str]) -> bool {
    let only = arguments.iter().position(|&argument| argument == "--only").and_then(|place| arguments.get(place + 1));
    only.is_none_or(|&only| only == part)
}

/// Builds the module with the other crates. Cargo downloads their sources once.
fn build_peers() -> Result<PathBuf, String> {
    let folder = workspace::target_directory().join("peers");
    let mut cargo = child::cargo("build --release --locked --target wasm32-unknown-unknown");
    cargo.arg("--manifest-path").arg(workspace::root().join("peers").join("Cargo.toml"));
    cargo.arg("--target-dir").arg(&folder);
    child::run(cargo.env("RUSTFLAGS", PEERS_FLAGS).env_remove("CARGO_ENCODED_RUSTFLAGS"))?;
    Ok(folder.join("wasm32-unknown-unknown").join("release").join("peers.wasm"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_wanted_by_name_or_with_all_others() {
        assert!(is_wanted("peers", &["--markdown"]));
        assert!(is_wanted("peers", &["--only", "peers", "--markdown"]));
        assert!(!is_wanted("peers", &["--only", "press"]));
    }
}
