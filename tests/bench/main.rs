//! `cargo xtask bench`: the built page in headless Chromium, compared with the machine and with other crates.
//!
//! In reading order: [`bench_page`] takes samples and computes ratios; [`press`], [`kernel`], [`files`], [`peers`],
//! [`litert`], [`pool`], [`answers`], [`small`], [`button`], [`memory`], [`lighthouse`] and [`large`] say what is measured;
//! [`result_table`] prints it.
//!
//! Every number is a ratio of samples taken in turns in one page, or an absolute number beside its target. A missed
//! target is not a failure: the machine may have been busy, and the table says how busy.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod bench_page;
mod button;
mod files;
mod kernel;
mod large;
mod lighthouse;
mod litert;
mod memory;
mod peers;
mod pool;
mod press;
mod result_table;
mod small;

use bench_page::BenchPage;
use result_table::ResultTable;
use std::path::PathBuf;
use std::time::Instant;

/// What can be measured by itself; `large` is measured only then.
const PARTS: [&str; 14] = [
    "press",
    "kernel",
    "files",
    "rpc",
    "small",
    "pool",
    "peers",
    "litert",
    "clone",
    "button",
    "memory",
    "start",
    "lighthouse",
    "large",
];

/// What is measured on one page, in this order.
const ON_ONE_PAGE: [&str; 7] = ["kernel", "files", "rpc", "small", "pool", "peers", "litert"];

/// What to measure, and how to show it.
#[derive(Default)]
struct BenchOptions {
    markdown: bool,
    json: Option<PathBuf>,
    peers: Option<PathBuf>,
    litert: Option<PathBuf>,
    only: Option<String>,
}

impl BenchOptions {
    fn parse() -> Self {
        let mut options = Self::default();
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--markdown" => options.markdown = true,
                "--json" => options.json = arguments.next().map(PathBuf::from),
                "--peers" => options.peers = arguments.next().map(PathBuf::from),
                "--litert" => options.litert = arguments.next().map(PathBuf::from),
                "--only" => options.only = Some(part(arguments.next())),
                other => panic!(
                    "there is no option {other}: --markdown, --json FILE, --peers MODULE, --litert FOLDER, --only PART"
                ),
            }
        }
        options
    }

    fn wants(&self, part: &str) -> bool {
        self.only.as_deref().map_or(part != "large", |only| only == part)
    }
}

/// A name of a part, as given.
fn part(name: Option<String>) -> String {
    let name = name.unwrap_or_default();
    assert!(PARTS.contains(&name.as_str()), "there is no part \"{name}\" to measure: choose from {}", PARTS.join(", "));
    name
}

fn main() {
    let options = BenchOptions::parse();
    let start = Instant::now();
    let mut table = ResultTable::new();
    // First, while nothing else has run.
    if options.wants("press") {
        press::measure(&mut table);
    }
    if ON_ONE_PAGE.iter().any(|part| options.wants(part)) {
        measure_on_one_page(&options, &mut table);
    }
    if options.wants("clone") {
        pool::measure_clone(&BenchPage::open(false), &mut table);
    }
    if options.wants("button") {
        button::measure(&mut table);
    }
    if options.wants("memory") {
        memory::measure(&mut table);
    }
    if options.wants("start") {
        answers::measure_start(&mut table);
    }
    if options.wants("lighthouse") {
        lighthouse::measure(&mut table);
    }
    if options.wants("large") {
        large::measure(&mut table);
    }
    table.finish(start.elapsed().as_secs_f64());
    if let Some(path) = &options.json {
        std::fs::write(path, format!("{:#}\n", table.to_json())).expect("the file for JSON can be written");
    }
    println!("{}", if options.markdown { table.to_markdown() } else { table.to_text() });
}

fn measure_on_one_page(options: &BenchOptions, table: &mut ResultTable) {
    let page = BenchPage::open(true);
    table.describe(&page.page);
    if options.wants("kernel") {
        kernel::measure(&page, table);
    }
    if options.wants("files") {
        files::measure(&page, table);
    }
    if options.wants("rpc") {
        answers::measure_calls(&page, table);
    }
    if options.wants("small") {
        small::measure(&page, table);
    }
    if options.wants("pool") {
        pool::measure(&page, table);
    }
    if let Some(module) = options.peers.as_ref().filter(|_| options.wants("peers")) {
        peers::measure(&page, module, table);
    }
    if options.wants("litert") {
        match &options.litert {
            Some(folder) => litert::measure(&page, folder, table),
            None => table.remark("LiteRT.js is not installed, so the comparison was left out".to_owned()),
        }
    }
}
