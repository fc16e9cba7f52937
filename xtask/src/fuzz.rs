//! `cargo xtask fuzz`: libFuzzer makes up bytes for every fuzz target, for a short while, from the seeds on.
//!
//! Refuses to say what must hold for them: the crate `fuzz` does, and `cargo xtask test` runs it over its seeds.

use crate::{child, tools, workspace};
use std::path::Path;

/// Seconds for each target unless others are asked for.
const SECONDS: u32 = 20;

/// How the fuzzer runs: inputs of a length that it can vary well, found memory leaks and endless loops reported.
const LIBFUZZER: [&str; 5] =
    ["-max_len=16384", "-rss_limit_mb=2048", "-timeout=10", "-print_final_stats=1", "-verbosity=0"];

/// Runs the targets named in `arguments`, or all; `--seconds N` says how long each.
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
    println!("==> nothing was found that does not hold");
    Ok(())
}

fn fuzz(target: &str, seconds: u32) -> Result<(), String> {
    let root = workspace::root();
    let corpus = root.join("fuzz").join("corpus").join(target);
    std::fs::create_dir_all(&corpus).map_err(|error| format!("cannot make {}: {error}", corpus.display()))?;
    // Not our own cargo: libFuzzer needs the instrumentation of nightly Rust.
    let mut cargo = child::command("rustup");
    cargo.args(["run", "nightly", "cargo", "fuzz", "run", "--target-dir"]);
    cargo.arg(workspace::target_directory().join("fuzz")).arg(target);
    // What is found to be new goes into the first folder, the others are only read.
    cargo.arg(&corpus).arg(Path::new("fuzz").join("seeds").join(target));
    let samples = Path::new("..").join("shared").join("samples").join(target);
    if root.join(&samples).is_dir() {
        cargo.arg(samples);
    }
    cargo.arg("--").arg(format!("-max_total_time={seconds}"));
    cargo.arg(format!("-dict={}", Path::new("fuzz").join("dictionaries").join(format!("{target}.txt")).display()));
    child::run(cargo.args(LIBFUZZER))
}

/// The names of the programs in the manifest, in its order.
fn targets(manifest: &str) -> Vec<&str> {
    let programs = manifest.split("[[bin]]").skip(1);
    programs
        .filter_map(|program| program.lines().find_map(|line| line.strip_prefix("name = \"")?.strip_suffix('"')))
        .collect()
}

/// Seconds for each target, and which.
fn wanted<'a>(arguments: &[&'a str], known: &[&'a str]) -> Result<(u32, Vec<&'a str>), String> {
    let (mut seconds, mut chosen) = (SECONDS, Vec::new());
    let mut rest = arguments.iter();
    while let Some(&argument) = rest.next() {
        if argument == "--seconds" {
            let number = rest.next().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
            seconds = number.ok_or("say how many seconds: cargo xtask fuzz --seconds 60")?;
        } else if known.contains(&argument) {
            chosen.push(argument);
        } else {
            return Err(format!("there is no fuzz target `{argument}`; there are {}", known.join(", ")));
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
    fn programs_are_read_off_the_manifest_in_its_order() {
        let manifest = "[package]\nname = \"fuzz\"\n[[bin]]\nname = \"npy\"\npath = \"x\"\n\n[[bin]]\nname = \"mtx\"\n";
        assert_eq!(targets(manifest), KNOWN);
    }

    #[test]
    fn all_targets_are_wanted_unless_some_are_named() {
        assert_eq!(wanted(&[], &KNOWN).unwrap(), (SECONDS, KNOWN.to_vec()));
        assert_eq!(wanted(&["mtx", "--seconds", "5"], &KNOWN).unwrap(), (5, vec!["mtx"]));
        assert!(wanted(&["csv"], &KNOWN).unwrap_err().contains("npy, mtx"));
        assert!(wanted(&["--seconds", "long"], &KNOWN).is_err());
    }
}
