//! The build commands of the workspace: `cargo xtask serve | build | check | test | bench | fuzz | release`.
//!
//! Each command first installs the tools it needs. `Trunk.toml` and `index.html` say how the page is bundled.

mod bench;
mod bundle;
mod child;
mod deny;
mod fuzz;
mod install;
mod linters;
mod npm;
mod python;
mod release;
mod serving;
mod sizes;
mod steps;
mod strip;
mod tally;
mod tools;
mod workspace;

use std::process::ExitCode;

const USAGE: &str = "\
cargo xtask serve [trunk options]   serve the page on http://127.0.0.1:8080
cargo xtask build                   write the release bundle to dist/, compressed as well, and print its sizes
cargo xtask check                   check formatting, lints for both targets, documentation, dependencies, Dockerfile; no test
cargo xtask test                    check, build and run every test
cargo xtask test --only STEP        run one step; `cargo xtask test --list` lists them
cargo xtask bench                   measure the release bundle in headless Chromium and print a table
cargo xtask bench --markdown        the same as Markdown; JSON goes to target/bench.json either way
cargo xtask bench --only PART       measure one part: press, kernel, files, rpc, small, pool, peers, litert, clone, button,
                                    memory, start, lighthouse, or large (takes gigabytes)
cargo xtask fuzz [TARGET ...]       fuzz every parser for 20 s each, or --seconds N (needs nightly Rust)
cargo xtask release                 write a zip of the bundle, its bill of materials, its changes and their checksums to
                                    target/release-files/
cargo xtask help                    this text

Each command installs the tools it needs and does not find: the wasm32 target (rustup), trunk, wasm-bindgen-cli,
cargo-deny and cargo-fuzz (cargo install), Chromium and chromedriver for `test` and `bench` and nginx for `test` (apt-get,
where available). Where npm is there, `bench` compares with LiteRT.js and asks Lighthouse, and `test` looks for barriers
with axe-core.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["serve", rest @ ..] => serving::serve(rest),
        ["build"] => serving::build(),
        ["finish"] => serving::finish(),
        ["check"] => steps::run_group(steps::Group::Check),
        ["test"] => steps::run_group(steps::Group::Everything),
        ["test", "--list"] => {
            steps::list();
            Ok(())
        }
        ["test", "--only", step] => steps::run_group(steps::Group::Only(step)),
        ["bench", rest @ ..] => bench::run(rest),
        ["release"] => release::run(),
        ["fuzz", rest @ ..] => fuzz::run(rest),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        [] => Err(format!("no command given; choose one:\n\n{USAGE}")),
        _ => Err(format!("unknown command `cargo xtask {}`; choose one:\n\n{USAGE}", words.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("xtask: {message}");
            ExitCode::FAILURE
        }
    }
}
