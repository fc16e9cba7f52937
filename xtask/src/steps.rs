//! The steps of `cargo xtask test`, cheapest first.
//!
//! The run ends with the first step that fails. The last line counts the tests as their runners reported them; a step
//! that fails without a failed test, such as a lint, counts as one failure.

use crate::npm::NpmFolder;
use crate::tally::Tally;
use crate::workspace::NATIVE;
use crate::{child, deny, linters, python, serving, tools, workspace};
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
enum StepTools {
    None,
    Lints,
    Deny,
    Linters,
    Trunk,
    Browser,
    Python,
}

struct TestStep {
    name: &'static str,
    what: &'static str,
    checks_only: bool,
    needs: StepTools,
    run: fn(&mut Tally) -> Result<(), String>,
}

/// End-to-end tests that watch how long the main thread is busy, some of them with hundreds of megabytes: beside other
/// browsers they would find what only waited for a core.
const QUIET: [&str; 5] = [
    "large_files::",
    "a_large_map_does_not_block_the_page",
    "the_main_thread_has_no_task_over_fifty_milliseconds",
    "a_burst_of_callers_does_not_hold_the_page_up",
    "no_task_of_the_page_is_long",
];

/// The step that is begun before the first one: it takes minutes of one core, and most others leave one free.
const BUILD: &str = "build";

const STEPS: &[TestStep] = &[
    TestStep {
        name: "format",
        what: "formatting",
        checks_only: true,
        needs: StepTools::Lints,
        run: |_| child::run(&mut child::cargo("fmt --all --check")),
    },
    TestStep {
        name: "lint",
        what: "lints, native",
        checks_only: true,
        needs: StepTools::Lints,
        run: |_| child::run(&mut child::cargo(&format!("clippy {NATIVE} --all-targets -- --deny warnings"))),
    },
    TestStep {
        name: "lint-wasm",
        what: "lints, WebAssembly",
        checks_only: true,
        needs: StepTools::Lints,
        run: |_| {
            // The unit tests of these three run natively; property tests do not even compile for WebAssembly.
            let product = "clippy --target wasm32-unknown-unknown -p shared -p worker -p app -- --deny warnings";
            child::run(&mut child::cargo(product))?;
            child::run(&mut child::cargo("clippy --target wasm32-unknown-unknown -p tests --tests -- --deny warnings"))
        },
    },
    TestStep {
        name: "docs",
        what: "documentation and its links",
        checks_only: true,
        needs: StepTools::Lints,
        run: |_| child::run(child::cargo("doc --workspace --no-deps").env("RUSTDOCFLAGS", "--deny warnings")),
    },
    TestStep {
        name: "deny",
        what: "dependencies: licences, duplicate versions, sources, known vulnerabilities",
        checks_only: true,
        needs: StepTools::Deny,
        run: |_| deny::check(),
    },
    TestStep {
        name: "deploy",
        what: "lints, Dockerfile and public workflows",
        checks_only: true,
        needs: StepTools::Linters,
        run: |_| linters::run(),
    },
    TestStep {
        name: "native",
        what: "tests without a browser",
        checks_only: false,
        needs: StepTools::None,
        run: |tally| child::run_counting(&mut child::cargo(&format!("test {NATIVE} --no-fail-fast")), tally),
    },
    TestStep {
        name: "beyond",
        what: "tests of beyond/multiply.py, with Dask on two workers",
        checks_only: false,
        needs: StepTools::Python,
        run: |tally| child::run_counting(&mut child::cargo(&format!("test {NATIVE} --test beyond")), tally),
    },
    TestStep {
        name: BUILD,
        what: "the release bundle in dist/",
        checks_only: false,
        needs: StepTools::Trunk,
        run: |_| serving::finish_bundle(serving::start_bundle()?),
    },
    TestStep {
        name: "wasm",
        what: "tests of modules compiled to WebAssembly, in headless Chromium",
        checks_only: false,
        needs: StepTools::Browser,
        run: |tally| {
            let words = "test --target wasm32-unknown-unknown -p tests --tests --no-fail-fast";
            child::run_counting(&mut child::cargo(words), tally)
        },
    },
    TestStep {
        name: "end-to-end",
        what: "tests of the bundle in headless Chromium, through the page and window.matmill",
        checks_only: false,
        needs: StepTools::Browser,
        run: |tally| {
            if !workspace::root().join("dist").join("index.html").is_file() {
                return Err("dist/ is not built: run `cargo xtask build` first".to_owned());
            }
            // Three browsers at a time, because many tests wait; more would only wait for each other's workers.
            let bundle = format!("test {NATIVE} --test hot_loop --test end_to_end --no-fail-fast --");
            let others: String = QUIET.iter().map(|test| format!(" --skip {test}")).collect();
            child::run_counting(&mut child::cargo(&format!("{bundle} --test-threads 3{others}")), tally)?;
            child::run_counting(&mut child::cargo(&format!("{bundle} --test-threads 1 {}", QUIET.join(" "))), tally)
        },
    },
];

/// What the end-to-end tests look for barriers with. Without npm those tests are skipped.
const AXE: NpmFolder = NpmFolder { declared: "tests/axe", installed: "axe" };

fn provide_tools(chosen: &[&TestStep]) -> Result<(), String> {
    let needed = |needs| chosen.iter().any(|step| step.needs == needs);
    if needed(StepTools::Lints) {
        tools::for_checking()?;
    }
    if needed(StepTools::Deny) {
        tools::for_judging_dependencies()?;
    }
    if needed(StepTools::Linters) {
        linters::provide()?;
    }
    if needed(StepTools::Trunk) {
        tools::for_bundling()?;
    }
    // The tests of the bundle have the script multiply what the page wrote.
    if needed(StepTools::Python) || chosen.iter().any(|step| step.name == "end-to-end") {
        python::for_beyond()?;
    }
    if needed(StepTools::Browser) {
        tools::for_browser_tests()?;
        tools::for_hosting_tests()?;
        if let Err(reason) = AXE.install() {
            println!("==> skipping the tests with axe-core: {reason}");
        }
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
    let chosen: Vec<&TestStep> = STEPS
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
    let is_one_of_many = chosen.len() > 1 && chosen.iter().any(|step| step.name == BUILD);
    let mut build = if is_one_of_many { Some(serving::start_bundle()?) } else { None };
    let mut tally = Tally::default();
    let mut times = Vec::new();
    let mut failure = None;
    for (index, step) in chosen.iter().enumerate() {
        let label = format!("[{}/{}] {}", index + 1, chosen.len(), step.name);
        println!("==> {label}: {}", step.what);
        let start = Instant::now();
        let failed_before = tally.failed;
        let begun = build.take_if(|_| step.name == BUILD);
        let outcome = begun.map_or_else(|| (step.run)(&mut tally), serving::finish_bundle);
        let seconds = start.elapsed().as_secs_f64();
        println!("==> {label} {} in {seconds:.1} s", if outcome.is_ok() { "passed" } else { "FAILED" });
        times.push(format!("{} {seconds:.0} s", step.name));
        if let Err(reason) = outcome {
            tally.failed += u64::from(tally.failed == failed_before);
            failure = Some((step.name, reason));
            break;
        }
    }
    println!("==> {:.0} s in total: {}", start.elapsed().as_secs_f64(), times.join(", "));
    if !matches!(group, Group::Check) {
        println!("{tally}");
    }
    match failure {
        Some((name, reason)) => {
            Err(format!("step `{name}`: {reason}; run this step again: cargo xtask test --only {name}"))
        }
        None => Ok(()),
    }
}
