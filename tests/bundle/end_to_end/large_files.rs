//! Files too large for the editor: read with progress, cancelled, and written without blocking the page.

use serde_json::{Value, json};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use tests::page::{ESCAPE, Hosting, Page};

const SCRIPTS: &str = include_str!("large_files.js");

/// Bytes of a table that is read for about a second.
const LARGE: usize = 64 << 20;

/// A table of `LARGE` bytes, rounded up to whole rows, in the system's temporary folder; gone when dropped.
struct LargeTable(PathBuf);

impl LargeTable {
    fn new(name: &str) -> Self {
        // A folder for each: tests run side by side, and the first to end would take the other's file away.
        static TABLES: AtomicU32 = AtomicU32::new(0);
        let number = TABLES.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("matmill-large-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let row = "12,7,-3.5,0,".repeat(250) + "1\n";
        std::fs::write(folder.join(name), row.repeat(LARGE.div_ceil(row.len()))).unwrap();
        Self(folder.join(name))
    }
}

impl Drop for LargeTable {
    fn drop(&mut self) {
        // What the system's temporary folder keeps does no harm.
        let _ = std::fs::remove_dir_all(self.0.parent().unwrap());
    }
}

fn read_as_far_as_a_third(page: &Page, stop: impl FnOnce(&Page)) {
    page.load_file("Load A", "good.csv", b"1,2\n3,4\n");
    page.call(SCRIPTS, "watchReading");
    page.run("window.third = new Promise((resolve) => { window.half = resolve; }); return null");
    let table = LargeTable::new("large.csv");
    page.choose_path("Load A", &table.0);
    stop(page);
    page.wait_until("nothing is read any more", || {
        let bar = "return document.querySelectorAll('[aria-label=\"Reading A\"]').length";
        (page.run(bar) == json!(0)).then_some(())
    });
    let status = page.words("status");
    assert!(
        page.status_says(&["good.csv", "2 × 2"]) && !status.contains("large.csv"),
        "what was there stays: {status}"
    );
    assert_eq!(page.words("alert"), "");
    page.paste("Matrix B", "1 0\n0 1");
    page.click("Multiply");
    page.expect_result(&[1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn reading_is_stopped_by_its_button_and_the_earlier_matrix_stays() {
    let page = Page::open(Hosting::Isolated);
    read_as_far_as_a_third(&page, |page| {
        assert_eq!(page.call(SCRIPTS, "pressStopAtAThird"), json!("matrix-A"), "the focus is at the operand");
    });
}

#[test]
fn escape_stops_reading_on_a_page_without_isolation_as_well() {
    let page = Page::open(Hosting::Plain);
    read_as_far_as_a_third(&page, |page| {
        page.run("window.half = null; return null");
        page.browser.press(&[ESCAPE]);
    });
}

/// `work`, on a page of its own, gives the long tasks that there were. The best of three runs counts: a task of the
/// page's own is long every time, one that waited for another program is not.
fn without_a_long_task(work: impl Fn() -> Vec<u32>) {
    let mut tasks = Vec::new();
    while tasks.len() < 3 {
        tasks.push(work());
        if tasks.iter().any(Vec::is_empty) {
            return;
        }
    }
    panic!("long tasks in every run: {tasks:?}");
}

#[test]
fn a_large_table_is_read_with_progress_and_without_a_long_task() {
    let table = LargeTable::new("large.csv");
    without_a_long_task(|| {
        let page = Page::open(Hosting::Isolated);
        page.call(SCRIPTS, "watchReading");
        page.choose_path("Load A", &table.0);
        page.wait_for_status(&["large.csv", " × 1001", "comma"]);
        let seen: Vec<u32> = serde_json::from_value(page.run("return seen")).unwrap();
        assert!(seen.len() > 3 && seen.is_sorted(), "the progress bar said {seen:?}");
        assert_eq!(page.text_of("Matrix A"), "", "a large table is not put into the editor");
        long_tasks(&page)
    });
}

#[test]
fn a_hundred_megabytes_are_written_without_a_long_task() {
    without_a_long_task(|| {
        let page = Page::open(Hosting::Isolated);
        page.load_file("Load A", "column.npy", &tests::fixtures::npy(&tests::fixtures::reals::<f64>(2400, 1, 3)));
        page.load_file("Load B", "row.npy", &tests::fixtures::npy(&tests::fixtures::reals::<f64>(1, 2400, 4)));
        page.click("Multiply");
        page.find("region", "Result");
        page.run("await new Promise((done) => setTimeout(done, 300)); testing.watchLongTasks()");
        let (name, bytes) = page.download("csv");
        assert_eq!(name, "column_x_row.csv");
        assert!(bytes.len() > 100_000_000 && bytes.ends_with(b"\n"), "{} bytes", bytes.len());
        long_tasks(&page)
    });
}

#[test]
fn a_worker_that_held_a_large_matrix_is_replaced() {
    let page = Page::prepare(Hosting::Isolated);
    page.browser.go(&page.server.url("?log=info"));
    page.wait_until("window.matmill is there", || (page.run("return !!window.matmill") == json!(true)).then_some(()));
    page.run("await matmill.ready");
    // Two lines of text, and 72 MB as a dense matrix.
    let sparse = "%%MatrixMarket matrix coordinate real general\n3000 3000 1\n1 1 2.5\n";
    page.load_file("Load A", "sparse.mtx", sparse.as_bytes());
    page.wait_until("a worker gives its memory back", || {
        page.browser.console().iter().any(|line| line.contains(" to=lost ")).then_some(())
    });
    page.load_file("Load B", "ones.npy", &tests::fixtures::npy(&tests::fixtures::integers::<f64>(3000, 1, 3)));
    page.click("Multiply");
    page.find("region", "Result");
    assert_eq!(page.words("alert"), "");
}

fn long_tasks(page: &Page) -> Vec<u32> {
    let found: Value = page.run("await new Promise((done) => setTimeout(done, 200)); return testing.longTasks");
    serde_json::from_value(found).unwrap()
}
