//! Peak memory of the page's renderer: two matrices of 4096 × 4096 are loaded from files and multiplied.
//!
//! The system counts it (`/proc/PID/status`, resident memory): page, workers, arrays and compiled code together. What
//! the renderer had when the page was ready is subtracted, then the matrices, and what the tiling states for each
//! worker. Where the system does not tell, nothing is measured.

use crate::bench_page::cores;
use crate::result_table::{Goal, ResultTable};
use shared::DType;
use shared::kernel::{Algorithm, Dims};
use shared::tiling::{TilingParams, plan, worker_bytes};
use std::path::{Path, PathBuf};
use tests::fixtures::{npy, reals};
use tests::page::{Hosting, Page};

const N: usize = 4096;
const MIB: f64 = (1 << 20) as f64;
/// Most operations in a tile, as in `app/src/engine/multiply.rs`.
const TILE_OPERATIONS: f64 = 2e9;

/// A process of the browser that shows a page.
struct Renderer(PathBuf);

pub(crate) fn measure(table: &mut ResultTable) {
    let page = Page::open(Hosting::Isolated);
    let Some(renderer) = Renderer::largest() else {
        table.remark("this system does not tell the memory of a process, so peak memory was left out".to_owned());
        return;
    };
    table.describe(&page);
    let matrix = (N * N * 8) as f64 / MIB;
    // Warm: what any product needs is no part of a large one.
    page.run("await matmill.multiply(...testing.pair(64), { mode: 'pool' })");
    let before = renderer.resident("VmRSS");
    for (input, name, seed) in [("Load A", "a.npy", 1), ("Load B", "b.npy", 2)] {
        page.choose(input, name, &npy(&reals::<f64>(N, N, seed)));
        page.wait_for_status(&[name, &N.to_string()]);
    }
    let (loading, loaded) = (renderer.resident("VmHWM"), renderer.resident("VmRSS"));
    page.click("Multiply");
    page.find("region", "Result");
    let peak = renderer.resident("VmHWM");
    let workers = cores(&page) as usize;
    let workers = workers as f64 * stated(workers) / MIB;
    let group = "memory of the renderer, f64, n = 4096, MiB";
    let mut row = |case: &str, value: f64, goal: Goal| table.absolute(group, case, &[value], 0, goal);
    row("peak, beyond A, B, C and what workers state", peak - before - 3.0 * matrix - workers, Goal::AtMost(64.0));
    row("peak while files are read, beyond A and B", loading - before - 2.0 * matrix, Goal::None);
    row("when they are read, beyond A and B", loaded - before - 2.0 * matrix, Goal::None);
    row("when the product is drawn, beyond A, B, C", renderer.resident("VmRSS") - before - 3.0 * matrix, Goal::None);
    row("what workers state, all together", workers, Goal::None);
    row("the page before", before, Goal::None);
}

/// Bytes that the tiling states for one worker.
fn stated(workers: usize) -> f64 {
    let (dtype, algorithm) = (DType::F64, Algorithm::Classical);
    let params = TilingParams { workers, tile_operations: TILE_OPERATIONS, dtype, algorithm };
    worker_bytes(&plan(Dims::new(N, N, N), params), dtype, [false; 2]) as f64
}

impl Renderer {
    /// The renderer with the most memory among the processes that this program started.
    fn largest() -> Option<Self> {
        let processes = std::fs::read_dir("/proc").ok()?.filter_map(Result::ok).map(|entry| entry.path());
        let renderers = processes.filter(|path| is_renderer(path)).map(Self);
        renderers.max_by(|one, other| one.resident("VmRSS").total_cmp(&other.resident("VmRSS")))
    }

    /// A line of the process's status, in MiB.
    fn resident(&self, name: &str) -> f64 {
        status(&self.0, name).map_or(f64::NAN, |kibibytes| kibibytes as f64 / 1024.0)
    }
}

/// Whether a folder of `/proc` is that of a renderer which this program started, through driver and browser.
fn is_renderer(process: &Path) -> bool {
    // Chromium's processes write their own command lines, and end words with spaces.
    let command = std::fs::read(process.join("cmdline")).unwrap_or_default();
    let mut words = command.split(|&byte| byte == 0 || byte == b' ');
    words.any(|word| word == b"--type=renderer") && is_descendant(process)
}

fn is_descendant(process: &Path) -> bool {
    let own = u64::from(std::process::id());
    let mut parent = status(process, "PPid");
    while let Some(number) = parent.filter(|&number| number != 0 && number != own) {
        parent = status(&Path::new("/proc").join(number.to_string()), "PPid");
    }
    parent == Some(own)
}

/// The number in a line of a process's status.
fn status(process: &Path, name: &str) -> Option<u64> {
    let text = std::fs::read_to_string(process.join("status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}
