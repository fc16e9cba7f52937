//! `cargo xtask bench`: the built page in headless Chromium, compared with the machine and with other crates.
//!
//! In reading order: [`bench_page`] takes samples and computes ratios; [`kernel`], [`files`], [`peers`], [`pool`],
//! [`large`] and [`answers`] say what is measured; [`result_table`] prints it.
//!
//! Every number is a ratio of samples taken in turns in one page, or an absolute number beside its target. A missed
//! target is not a failure: the machine may have been busy, and the table says how busy.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answers;
mod bench_page;
mod files;
mod kernel;
mod large;
mod peers;
mod pool;
mod result_table;

use bench_page::BenchPage;
use result_table::ResultTable;
use std::path::PathBuf;
use std::time::Instant;

/// What can be measured by itself; `large` is measured only then.
const PARTS: [&str; 8] = ["kernel", "files", "rpc", "pool", "peers", "clone", "start", "large"];

/// A name of a part, as given.
fn part(name: Option<String>) -> String {
    let name = name.unwrap_or_default();
    assert!(PARTS.contains(&name.as_str()), "there is no part \"{name}\" to measure: choose from {}", PARTS.join(", "));
    name
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (mut markdown, mut json, mut peers_module, mut only) = (false, None, None, None);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--markdown" => markdown = true,
            "--json" => json = arguments.next().map(PathBuf::from),
            "--peers" => peers_module = arguments.next().map(PathBuf::from),
            "--only" => only = Some(part(arguments.next())),
            other => panic!("there is no option {other}: --markdown, --json FILE, --peers MODULE, --only PART"),
        }
    }
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let start = Instant::now();
    let mut table = ResultTable::new();
    if wanted("kernel") || wanted("files") || wanted("peers") || wanted("pool") || wanted("rpc") {
        let page = BenchPage::open(true);
        table.describe(&page);
        if wanted("kernel") {
            kernel::measure(&page, &mut table);
        }
        if wanted("files") {
            files::measure(&page, &mut table);
        }
        if wanted("rpc") {
            answers::measure_calls(&page, &mut table);
        }
        if wanted("pool") {
            pool::measure(&page, &mut table);
        }
        if let Some(module) = peers_module.filter(|_| wanted("peers")) {
            peers::measure(&page, &module, &mut table);
        }
    }
    if only.as_deref() == Some("large") {
        large::measure(&BenchPage::open(true), &mut table);
    }
    if wanted("clone") {
        pool::measure_clone(&BenchPage::open(false), &mut table);
    }
    if wanted("start") {
        answers::measure_start(&mut table);
    }
    table.finish(start.elapsed().as_secs_f64());
    if let Some(path) = json {
        std::fs::write(&path, format!("{:#}\n", table.to_json())).expect("the file for JSON can be written");
    }
    println!("{}", if markdown { table.to_markdown() } else { table.to_text() });
}
