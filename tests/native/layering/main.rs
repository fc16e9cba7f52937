//! Rules about the sources: which crate depends on what, import cycles, names, lengths of files, texts of the page.
//!
//! Rules are tables, each row with its reason. They are checked on manifests and sources, so they hold for code that no
//! other test runs.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod cycles;
mod documents;
mod files;
mod modules;
mod names;
mod planted;
mod rust;
mod texts;

/// A crate must not depend on packages whose names begin so.
struct Dependency {
    of: &'static str,
    never: &'static [&'static str],
    because: &'static str,
}

const DEPENDENCIES: &[Dependency] = &[
    Dependency {
        of: "shared",
        never: &["wasm-bindgen", "js-sys", "web-sys", "serde-wasm-bindgen", "gloo", "yew", "worker", "app", "console_"],
        because: "what page and workers agree on is tested natively and knows nothing of a browser",
    },
    Dependency {
        of: "unpack",
        never: &["wasm-bindgen", "js-sys", "web-sys", "gloo", "yew", "worker", "app"],
        because: "hostile archives are tested and fuzzed natively",
    },
    Dependency {
        of: "worker",
        never: &["app", "yew"],
        because: "a worker has no page; one that knew the app would carry it in its WebAssembly",
    },
    Dependency {
        of: "xtask",
        never: &["shared", "worker", "app", "tests", "wasm-bindgen", "web-sys"],
        because: "the build commands must start in seconds, before any tool is there and even when the app does not build",
    },
    Dependency { of: "tests", never: &["yew"], because: "promises are tested through the public interface" },
];

/// A word that code may hold only in certain files (paths that begin so), or nowhere in some.
struct Word {
    word: &'static str,
    within: &'static str,
    only: &'static [&'static str],
    because: &'static str,
}

const NOWHERE: &[&str] = &[];

const SCHEDULER: &str = "app/src/pool/scheduler";
const SCHEDULER_REASON: &str = "events in, commands out: the scheduler is tested and simulated without a browser";

const WORDS: &[Word] = &[
    Word { word: "wasm_bindgen", within: SCHEDULER, only: NOWHERE, because: SCHEDULER_REASON },
    Word { word: "js_sys", within: SCHEDULER, only: NOWHERE, because: SCHEDULER_REASON },
    Word { word: "web_sys", within: SCHEDULER, only: NOWHERE, because: SCHEDULER_REASON },
    Word { word: "gloo_worker", within: SCHEDULER, only: NOWHERE, because: SCHEDULER_REASON },
    Word { word: "gloo_timers", within: SCHEDULER, only: NOWHERE, because: SCHEDULER_REASON },
    Word { word: "yew", within: SCHEDULER, only: NOWHERE, because: SCHEDULER_REASON },
    Word {
        word: "gloo_worker",
        within: "",
        only: &["worker/src/lib.rs", "worker/src/bin/", "worker/src/wire", "app/src/pool/worker_handle", BUNDLE],
        because: "one file on each side knows how messages travel, so that its limits are worked around in one place",
    },
    Word {
        word: "unsafe",
        within: "",
        only: &["shared/src/kernel/simd", "peers/src/lib", BUNDLE],
        because: "who audits memory safety reads the SIMD files and nothing else",
    },
    Word {
        word: "unpack",
        within: "worker/src/",
        only: &["worker/src/bin/unpacking", "worker/src/bin/worker_unpack"],
        because: "the ordinary workers do not carry the code for archives",
    },
    Word { word: "yew", within: "shared/", only: NOWHERE, because: "shared is pure Rust" },
    Word { word: "web_sys", within: "shared/", only: NOWHERE, because: "shared is pure Rust" },
    Word { word: "js_sys", within: "shared/", only: NOWHERE, because: "shared is pure Rust" },
    Word { word: "wasm_bindgen", within: "shared/", only: NOWHERE, because: "shared is pure Rust" },
];

/// Looks for names in modules, and writes `wasm-unsafe-eval` into the policy.
const BUNDLE: &str = "xtask/src/bundle/";

/// File names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] =
    &["util", "utils", "common", "helper", "helpers", "misc", "manager", "handler", "info", "base"];

/// The names of all packages in a manifest's sections of dependencies, whatever their kind or target.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut in_section = false;
    for line in manifest.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            in_section = header.ends_with("dependencies");
            names.extend(header.split_once("dependencies.").map(|(_, name)| name.to_owned()));
        } else if in_section && !line.starts_with('#') {
            names.extend(line.split_once('=').map(|(key, _)| key.trim().split('.').next().unwrap().to_owned()));
        }
    }
    names
}

/// The lines of code that hold `word` as a word of its own, by number; comments and attributes do not count.
fn lines_with(word: &str, source: &str) -> Vec<usize> {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_owned();
    let is_word = |line: &str| line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|found| found == word);
    let numbered = source.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with('#'));
    numbered.filter(|(_, line)| is_word(&code(line))).map(|(index, _)| index + 1).collect()
}

/// A file, and not the one by which git finds a worktree's repository.
fn is_ours(entry: &std::fs::DirEntry) -> bool {
    entry.path().is_file() && entry.file_name() != ".git"
}

fn none(violations: &[String]) {
    assert!(violations.is_empty(), "\n{}", violations.join("\n"));
}

#[test]
fn no_crate_depends_on_what_it_must_not_know() {
    let mut violations = Vec::new();
    for rule in DEPENDENCIES {
        let names = dependencies(&files::read(&format!("{}/Cargo.toml", rule.of)));
        let forbidden = names.iter().filter(|name| rule.never.iter().any(|start| name.starts_with(start)));
        violations.extend(forbidden.map(|name| format!("{} depends on {name}, but {}", rule.of, rule.because)));
    }
    none(&violations);
}

#[test]
fn words_that_belong_to_certain_files_stand_only_there() {
    let mut violations = Vec::new();
    // This file names the words to look for them.
    for file in files::ending(".rs").iter().filter(|file| !file.starts_with("tests/native/layering/")) {
        let source = files::read(file);
        for rule in WORDS.iter().filter(|rule| file.starts_with(rule.within)) {
            if !rule.only.iter().any(|start| file.starts_with(start)) {
                let lines = lines_with(rule.word, &source);
                violations
                    .extend(lines.iter().map(|line| format!("{file}:{line} says {}, but {}", rule.word, rule.because)));
            }
        }
    }
    none(&violations);
}

#[test]
fn every_source_file_opens_by_saying_what_it_does() {
    let silent = files::ending(".rs").into_iter().filter(|file| !files::read(file).starts_with("//! "));
    none(&silent.map(|file| format!("{file} does not open with a `//!` sentence")).collect::<Vec<_>>());
}

#[test]
fn no_file_name_is_empty_of_meaning() {
    let stem = |file: &String| file.rsplit('/').next().unwrap().trim_end_matches(".rs").to_owned();
    let empty = files::ending(".rs").into_iter().filter(|file| EMPTY_NAMES.contains(&stem(file).as_str()));
    none(&empty.map(|file| format!("{file}: name it after what it does")).collect::<Vec<_>>());
}

#[test]
fn no_file_names_a_place_on_the_machine_it_was_written_on() {
    // In pieces, so that this file does not name them either.
    let places = [concat!("/wo", "rk/"), concat!("/ho", "me/"), concat!("/ro", "ot/"), concat!("/Us", "ers/")];
    let endings = [".rs", ".toml", ".js", ".ts", ".css", ".html", ".json", ".md"];
    let mut all: Vec<String> =
        files::ending("").into_iter().filter(|file| endings.iter().any(|end| file.ends_with(end))).collect();
    for entry in std::fs::read_dir(files::root()).unwrap().map(Result::unwrap).filter(is_ours) {
        all.push(entry.file_name().to_string_lossy().into_owned());
    }
    let mut violations = Vec::new();
    for file in all {
        let bytes = std::fs::read(files::root().join(&file)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        violations
            .extend(places.iter().filter(|place| text.contains(*place)).map(|place| format!("{file} names {place}…")));
    }
    none(&violations);
}

#[test]
fn a_dependency_is_seen_in_every_way_that_a_manifest_can_name_it() {
    let manifest = "[dependencies]\nyew = \"0.23\"\njs-sys.workspace = true\n# gloo = \"1\"\n[lints]\nworkspace = true\n\
         [target.'cfg(target_arch = \"wasm32\")'.dev-dependencies]\nweb-sys = { workspace = true }\n[build-dependencies.cc]\nversion = \"1\"\n";
    assert_eq!(dependencies(manifest), ["yew", "js-sys", "web-sys", "cc"]);
}

#[test]
fn a_word_is_seen_in_code_and_not_in_comments_attributes_or_longer_words() {
    let source =
        "// unsafe\n#![forbid(unsafe_code)]\nlet unsafely = 1;\nunsafe { go() }\nuse gloo_worker::Spawnable;\n";
    assert_eq!(lines_with("unsafe", source), [4]);
    assert_eq!(lines_with("gloo_worker", source), [5]);
}

#[test]
fn no_modules_import_each_other() {
    none(&modules::crates().iter().flat_map(cycles::cycles).collect::<Vec<_>>());
}

#[test]
fn every_type_name_has_one_meaning() {
    none(&names::defined_twice(&modules::crates()));
}

/// The most lines of a file, so that it is read in one go.
const LONGEST: usize = 400;

/// The same for files of tests, where a table of cases may be long: those in a folder `tests`, and those of that name.
const LONGEST_OF_TESTS: usize = 600;

#[test]
fn no_file_is_too_long_to_be_read_in_one_go() {
    let mut violations = Vec::new();
    for file in [".rs", ".js", ".css", ".html"].into_iter().flat_map(files::ending_or_none) {
        let of_tests = file.split('/').any(|part| part == "tests" || part == "tests.rs");
        let longest = if of_tests { LONGEST_OF_TESTS } else { LONGEST };
        let lines = files::read(&file).lines().count();
        if lines > longest {
            violations
                .push(format!("{file} has {lines} lines, more than {longest}: cut it along its responsibilities"));
        }
    }
    none(&violations);
}

#[test]
fn every_source_belongs_to_a_crate() {
    let crates = modules::crates();
    let read: Vec<&str> = crates.iter().flat_map(|of| &of.modules).map(|module| module.file.as_str()).collect();
    let forgotten = files::ending(".rs").into_iter().filter(|file| !read.contains(&file.as_str()));
    none(&forgotten.map(|file| format!("{file} is compiled by no target")).collect::<Vec<_>>());
}
