//! Workers lost while they read or write a file: the result is the same as without the loss.
//!
//! Faults are injected by `fault_injection.js`. Small and large files, because large ones are transferred, not copied.

use crate::faults_of_workers::page_with_faults;
use serde_json::{Value, json};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("faults_of_files.js");

/// Reads and writes a table of this many rows; each time one worker is lost.
fn read_and_write(page: &Page, rows: u32, how: &str) -> Value {
    page.call_with(SCRIPTS, "readAndWrite", json!([rows, how, 1]))
}

#[test]
fn a_worker_lost_with_a_file_is_replaced_and_the_file_is_read_and_written() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        for how in ["terminate", "close", "throw"] {
            // A text of 10 MB is more than is copied at once, and so is its matrix.
            for rows in [10, 640_000] {
                let found = read_and_write(&page, rows, how);
                let expected = json!({ "lost": [1, 1], "shape": [rows, 4], "right": true, "same": true, "kept": 16 * rows, "made": 2, "next": "19,22,43,50" });
                assert_eq!(found, expected, "{how}, {rows} rows, {hosting:?}");
            }
        }
    }
}

#[test]
fn a_worker_that_hangs_over_a_first_small_file_is_found_by_the_clock() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        // Nothing was computed on this page, so the speed of its workers is unknown.
        let found = read_and_write(&page_with_faults(hosting), 10, "spin");
        assert_eq!((&found["lost"], &found["right"]), (&json!([1, 1]), &json!(true)), "{hosting:?}: {found}");
    }
}

#[test]
fn a_file_that_kills_every_worker_is_refused_in_words() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = page_with_faults(hosting);
        for rows in [10, 640_000] {
            let found = page.call_with(SCRIPTS, "readWithEveryWorkerKilled", json!(rows));
            let facts = (&found["name"], &found["few"], &found["next"]);
            assert_eq!(
                facts,
                (&json!("PoolError"), &json!(true), &json!("19,22,43,50")),
                "{rows} rows, {hosting:?}: {found}"
            );
            assert!(found["message"].as_str().unwrap().contains("again"), "says what to do: {found}");
        }
    }
}
