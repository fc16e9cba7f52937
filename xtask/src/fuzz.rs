//! `cargo xtask fuzz`: runs libFuzzer on every fuzz target for a short time, starting from the seeds.
//!
//! The crate `fuzz` says what must hold; `cargo xtask test` runs the same targets over the seeds.

use crate::{child, tools, workspace};
use std::path::Path;

/// Seconds for each target, unless `--seconds` is given.
const SECONDS: u32 = 20;

/// Options of libFuzzer: inputs short enough to mutate well, limits on memory and time per input.
const LIBFUZZER: [&str; 5] =
    ["-max_len=16384", "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1", "-verbosity=0"];

/// Runs the targets named in `arguments`, or all of them, for `--seconds N` each.
pub(crate) fn run(arguments: &[&str]) -> Result<(), String> {
    let manifest = workspace::root().join("fuzz").join("Cargo.toml");
    let text =
        std::fs::read_to_string(&manifest).map_err(|error| format!("cannot read {}: {error}", manifest.display()))?;
    let known = targets(&text);
    let (seconds, chosen) = wanted(arguments, &known)?;
    tools::for_fuzzing()?;
    for target in chosen {
        println!("==> {target}: {seconds} s");
        fuzz(target, seconds)?;
    }
    println!("==> no failures found");
    Ok(())
}

fn fuzz(target: &str, seconds: u32) -> Result<(), String> {
    let root = workspace::root();
    let corpus = root.join("fuzz").join("corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|error| format!("cannot create {}: {error}", corpus.display()))?;
    // libFuzzer needs the instrumentation of nightly Rust.
    let mut cargo = child::command("rustup");
    cargo.args(["run", "nightly", "cargo", "fuzz", "run", "--target-dir"]);
    cargo.arg(workspace::target_directory().join("fuzz")).arg(target);
    // libFuzzer writes new inputs to the first folder and only reads the others.
    cargo.arg(&corpus).arg(Path::new("fuzz").join("seeds").join(target));
    let samples = Path::new("..").join("shared").join("samples").join(target);
    if root.join(&samples).is_dir() {
        cargo.arg(samples);
    }
    cargo.arg("--").arg(format!("-max_total_time={seconds}"));
    cargo.arg(format!("-dict={}", Path::new("fuzz").join("dictionaries").join(format!("{target}.txt")).display()));
    child::run(cargo.args(LIBFUZZER))
}

/// The names of the `[[bin]]` targets, in the manifest's order.
fn targets(manifest: &str) -> Vec<&str> {
    let programs = manifest.split("[[bin]]").skip(1);
    programs
        .filter_map(|program| program.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')))
        .collect()
}

/// Parses the arguments: seconds for each target, and which targets.
fn wanted<'a>(arguments: &[&'a str], known: &[&'a str]) -> Result<(u32, Vec<&'a str>), String> {
    let (mut seconds, mut chosen) = (SECONDS, Vec::new());
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
            seconds = number.ok_or("--seconds needs a positive number, such as: cargo xtask fuzz --seconds 60")?;
        } else if known.contains(&argument) {
            chosen.push(argument);
        } else {
            return Err(format!("unknown fuzz target `{argument}`; choose from {}", known.join(", ")));
        }
    }
    Ok((seconds, if chosen.is_empty() { known.to_vec() } else { chosen }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    const KNOWN: [&str; 2] = ["npy", "mtx"];

    #[test]
    fn targets_are_read_from_the_manifest_in_order() {
        let manifest = "[package]\nname = \"fuzz\"\n[[bin]]\nname = \"npy\"\npath = \"x\"\n\n[[bin]]\nname = \"mtx\"\n";
        assert_eq!(targets(manifest), KNOWN);
    }

    #[test]
    fn all_targets_run_unless_some_are_named() {
        assert_eq!(wanted(&[], &KNOWN).unwrap(), (SECONDS, KNOWN.to_vec()));
        assert_eq!(wanted(&["mtx", "--seconds", "5"], &KNOWN).unwrap(), (5, vec!["mtx"]));
        assert!(wanted(&["csv"], &KNOWN).unwrap_err().contains("npy, mtx"));
        assert!(wanted(&["--seconds", "long"], &KNOWN).is_err());
    }
}
