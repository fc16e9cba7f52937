//! The build commands of the workspace: `cargo xtask serve | build | check | test | bench | fuzz`.
//!
//! Each command first sees to it that the tools it needs are there. Refuses to know how the
//! page is bundled: that is `Trunk.toml`'s and `index.html`'s business.

mod bench;
mod child;
mod fuzz;
mod install;
mod serving;
mod sizes;
mod steps;
mod strip;
mod tally;
mod tools;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask serve [trunk options]   install what is missing, then serve the page on http://127.0.0.1:8080
cargo xtask build                   install what is missing, then write the release bundle to dist/
cargo xtask check                   formatting, lints for both targets, documentation: nothing is run
cargo xtask test                    install what is missing, then check, build and run every test
cargo xtask test --only STEP        one step of the test run; `cargo xtask test --list` names them
cargo xtask bench                   build for release, measure in headless Chromium, print a table of ratios
cargo xtask bench --markdown        the same, the table as Markdown; JSON goes to target/bench.json either way
cargo xtask bench --only PART       one part: kernel, files, rpc, pool, peers, clone, start, or large (gigabytes)
cargo xtask fuzz [TARGET ...]       make up bytes for the readers, 20 s each, or --seconds N; needs nightly Rust
cargo xtask help                    this text

Installed when missing: the wasm32 target (rustup), trunk and wasm-bindgen-cli (cargo install),
Chromium and chromedriver for `test` and `bench` (apt-get, where there is one), cargo-fuzz for `fuzz` (cargo install).";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["serve", rest @ ..] => serving::serve(rest),
        ["build"] => serving::build(),
        ["check"] => steps::run_group(steps::Group::Check),
        ["test"] => steps::run_group(steps::Group::Everything),
        ["test", "--list"] => {
            steps::list();
            Ok(())
        }
        ["test", "--only", step] => steps::run_group(steps::Group::Only(step)),
        ["bench", rest @ ..] => bench::run(rest),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        [] => Err(format!("say which command to run:\n\n{USAGE}")),
        _ => Err(format!("there is no command `cargo xtask {}`:\n\n{USAGE}", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}
