//! The steps of `cargo xtask test`, cheapest first.
//!
//! The run ends with the first step that fails. The last line counts the tests as their runners reported them; a step
//! that fails without a failed test, such as a lint, counts as one failure.

use crate::tally::Tally;
use crate::{child, serving, tools, workspace};
use std::process::Command;
use std::time::Instant;

/// Which steps to run.
pub(crate) enum Group<'a> {
    /// The steps that run no tests.
    Check,
    /// All steps.
    Everything,
    /// The step of this name.
    Only(&'a str),
}

/// Tools that a step needs besides cargo.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Needs {
    Nothing,
    Lints,
    Trunk,
    Browser,
}

struct Step {
    name: &'static str,
    what: &'static str,
    checks_only: bool,
    needs: Needs,
    run: fn(&mut Tally) -> Result<(), String>,
}

const STEPS: &[Step] = &[
    Step {
        name: "format",
        what: "formatting",
        checks_only: true,
        needs: Needs::Lints,
        run: |_| child::run(&mut child::cargo("fmt --all --check")),
    },
    Step {
        name: "lint",
        what: "lints, native",
        checks_only: true,
        needs: Needs::Lints,
        run: |_| {
            child::run(&mut child::cargo(
                "clippy --workspace --all-targets --features tests/browser -- --deny warnings",
            ))
        },
    },
    Step {
        name: "lint-wasm",
        what: "lints, WebAssembly",
        checks_only: true,
        needs: Needs::Lints,
        run: |_| {
            // The unit tests of these three run natively; property tests do not even compile for WebAssembly.
            let product = "clippy --target wasm32-unknown-unknown -p shared -p worker -p app -- --deny warnings";
            child::run(&mut child::cargo(product))?;
            child::run(&mut child::cargo("clippy --target wasm32-unknown-unknown -p tests --tests -- --deny warnings"))
        },
    },
    Step {
        name: "docs",
        what: "documentation and its links",
        checks_only: true,
        needs: Needs::Lints,
        run: |_| child::run(child::cargo("doc --workspace --no-deps").env("RUSTDOCFLAGS", "--deny warnings")),
    },
    Step {
        name: "native",
        what: "tests without a browser",
        checks_only: false,
        needs: Needs::Nothing,
        run: |tally| child::run_counting(&mut child::cargo("test --workspace --no-fail-fast"), tally),
    },
    Step {
        name: "build",
        what: "the release bundle in dist/",
        checks_only: false,
        needs: Needs::Trunk,
        run: |_| serving::bundle(),
    },
    Step {
        name: "wasm",
        what: "tests in headless Chromium, page isolated",
        checks_only: false,
        needs: Needs::Browser,
        run: |tally| child::run_counting(&mut wasm_tests()?, tally),
    },
    Step {
        name: "wasm-not-isolated",
        what: "the same without SharedArrayBuffer",
        checks_only: false,
        needs: Needs::Browser,
        run: |tally| child::run_counting(wasm_tests()?.env("WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION", "1"), tally),
    },
    Step {
        name: "end-to-end",
        what: "the bundle in headless Chromium, through the page and window.matmill",
        checks_only: false,
        needs: Needs::Browser,
        run: |tally| {
            // Two browsers at a time: more would only wait for each other's workers.
            let words = "test -p tests --features browser --test hot_loop --test end_to_end --no-fail-fast -- \
                --test-threads 2 --skip large_files::";
            child::run_counting(&mut child::cargo(words), tally)?;
            // Files of hundreds of megabytes, and a look at the main thread meanwhile: these have the machine to themselves.
            let words =
                "test -p tests --features browser --test end_to_end --no-fail-fast -- --test-threads 1 large_files::";
            child::run_counting(&mut child::cargo(words), tally)
        },
    },
];

fn provide_tools(chosen: &[&Step]) -> Result<(), String> {
    let needed = |needs| chosen.iter().any(|step| step.needs == needs);
    if needed(Needs::Lints) {
        tools::for_checking()?;
    }
    if needed(Needs::Trunk) {
        tools::for_bundling()?;
    }
    if needed(Needs::Browser) {
        tools::for_browser_tests()?;
    }
    Ok(())
}

/// Lists the steps.
pub(crate) fn list() {
    for step in STEPS {
        println!("{:<18} {}", step.name, step.what);
    }
}

/// Runs the steps of `group` and prints the number of tests.
pub(crate) fn run_group(group: Group<'_>) -> Result<(), String> {
    let chosen: Vec<&Step> = STEPS
        .iter()
        .filter(|step| match group {
            Group::Check => step.checks_only,
            Group::Everything => true,
            Group::Only(name) => step.name == name,
        })
        .collect();
    if chosen.is_empty() {
        return Err("unknown step; `cargo xtask test --list` lists them".to_owned());
    }
    // All tools before the first step: a missing browser should not be noticed ten minutes later.
    let start = Instant::now();
    provide_tools(&chosen)?;
    let mut tally = Tally::default();
    let outcome = chosen.iter().enumerate().try_for_each(|(index, step)| {
        println!("==> [{}/{}] {}: {}", index + 1, chosen.len(), step.name, step.what);
        let start = Instant::now();
        let failed_before = tally.failed;
        let outcome = (step.run)(&mut tally).map_err(|reason| format!("step `{}`: {reason}", step.name));
        if outcome.is_err() && tally.failed == failed_before {
            tally.failed += 1;
        }
        let verdict = if outcome.is_ok() { "passed" } else { "FAILED" };
        println!(
            "==> [{}/{}] {} {verdict} in {:.1} s",
            index + 1,
            chosen.len(),
            step.name,
            start.elapsed().as_secs_f64()
        );
        outcome
    });
    println!("==> {:.0} s in total", start.elapsed().as_secs_f64());
    if let Err(reason) = &outcome {
        println!("==> {reason}; run this step again: cargo xtask test --only {}", failed_step(reason));
    }
    if !matches!(group, Group::Check) {
        println!("{tally}");
    }
    outcome
}

fn failed_step(reason: &str) -> &str {
    reason.split('`').nth(1).unwrap_or_default()
}

/// The tests of `tests/` that are compiled to WebAssembly. They find the built worker files under `built/` of
/// the server that the runner starts, because that server also serves the crate's folder.
fn wasm_tests() -> Result<Command, String> {
    let from = workspace::root().join("dist");
    if !from.join("index.html").is_file() {
        return Err("dist/ is not built: run `cargo xtask build` first".to_owned());
    }
    let to = workspace::root().join("tests").join("built");
    let copied = copy_files(&from, &to);
    copied.map_err(|error| format!("cannot copy dist/ to tests/built/: {error}"))?;
    Ok(child::cargo("test --target wasm32-unknown-unknown -p tests --tests --no-fail-fast"))
}

/// Replaces the folder `to` by a copy of the files in `from`.
fn copy_files(from: &std::path::Path, to: &std::path::Path) -> std::io::Result<()> {
    if to.exists() {
        std::fs::remove_dir_all(to)?;
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
    }
    Ok(())
}
