//! `cargo xtask bench`: builds what is measured, then runs the benchmark of the crate `tests`.
//!
//! Refuses to measure: the program `bench` does, in a browser. Here is only what must be there first.

use crate::{child, serving, tools, workspace};
use std::path::PathBuf;

/// Both kernels and their peers get the same instructions. Ours ask for them function by function; other crates by
/// the compiler's flags, which are set for their build alone. They are built as whoever uses them builds them, so
/// LLVM's loop strength reduction is on. Without it they are faster, README.md says by how much: build the folder
/// `peers` with `-C llvm-args=-disable-lsr` as well, and give the module to the program `bench`
/// (`cargo run --release -p tests --features browser --bin bench -- --only peers --peers MODULE`).
const PEERS_FLAGS: &str = "-C target-feature=+simd128,+relaxed-simd";

/// Builds, measures, prints; `arguments` go to the benchmark.
pub(crate) fn run(arguments: &[&str]) -> Result<(), String> {
    tools::for_bundling()?;
    tools::for_browser_tests()?;
    serving::bundle()?;
    let json = workspace::target_directory().join("bench.json");
    // In release, because it reads files natively for comparison.
    let mut bench = child::cargo("run --quiet --release -p tests --features browser --bin bench --");
    bench.arg("--json").arg(&json).args(arguments);
    match build_peers() {
        Ok(module) => drop(bench.arg("--peers").arg(module)),
        Err(reason) => println!("==> other crates are left out of the comparison: {reason}"),
    }
    println!("==> measuring for about three minutes: leave the machine alone");
    child::run(&mut bench)?;
    println!("==> all samples: {}", json.display());
    Ok(())
}

/// The module with other crates' products; their sources come by the network, once.
fn build_peers() -> Result<PathBuf, String> {
    let folder = workspace::target_directory().join("peers");
    let mut cargo = child::cargo("build --release --locked --target wasm32-unknown-unknown");
    cargo.arg("--manifest-path").arg(workspace::root().join("peers").join("Cargo.toml"));
    cargo.arg("--target-dir").arg(&folder);
    child::run(cargo.env("RUSTFLAGS", PEERS_FLAGS).env_remove("CARGO_ENCODED_RUSTFLAGS"))?;
    Ok(folder.join("wasm32-unknown-unknown").join("release").join("peers.wasm"))
}
