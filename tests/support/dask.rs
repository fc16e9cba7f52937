//! Runs `beyond/multiply.py` with the Python that `cargo xtask test --only beyond` prepares.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Starts two workers of one thread each, prints the address of their scheduler, and ends them when its input ends.
const CLUSTER: &str = "\
import sys, distributed
cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address='127.0.0.1:0')
print(cluster.scheduler_address, flush=True)
sys.stdin.read()
cluster.close()
";

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// Python with Dask.
///
/// # Panics
/// When it has not been prepared.
pub fn python() -> PathBuf {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or(workspace().join("target"), |target| workspace().join(target));
    let programs = target.join("beyond").join(if cfg!(windows) { "Scripts" } else { "bin" });
    let python = programs.join(format!("python{}", std::env::consts::EXE_SUFFIX));
    assert!(python.is_file(), "there is no {}: run `cargo xtask test --only beyond` first", python.display());
    python
}

/// How a run of the script ended.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code.
    pub code: Option<i32>,
    /// What it said.
    pub output: String,
    /// What it said of failures.
    pub errors: String,
}

/// Runs `multiply.py` with these arguments in `folder`.
pub fn multiply(folder: &Path, arguments: &[&str]) -> Ended {
    run(&workspace().join("beyond/multiply.py"), folder, arguments)
}

/// Runs a copy of the script with these arguments in `folder`.
pub fn run(script: &Path, folder: &Path, arguments: &[&str]) -> Ended {
    let mut command = Command::new(python());
    // -B: nothing is written beside the script.
    command.arg("-B").arg(script).args(arguments).current_dir(folder).stdin(Stdio::null());
    let ended = command.output().unwrap();
    Ended {
        code: ended.status.code(),
        output: String::from_utf8_lossy(&ended.stdout).into_owned(),
        errors: String::from_utf8_lossy(&ended.stderr).into_owned(),
    }
}

/// A scheduler and two workers on this machine, which end with this value or with the tests' process.
pub struct Cluster {
    process: Child,
    /// The scheduler's address.
    pub address: String,
}

impl Cluster {
    /// Starts it.
    pub fn start() -> Self {
        let mut command = Command::new(python());
        command.args(["-c", CLUSTER]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut address = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut address).unwrap();
        let address = address.trim().to_owned();
        assert!(address.starts_with("tcp://"), "the cluster did not start; its scheduler said {address:?}");
        Self { process, address }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.process.stdin.take());
        // It ends by itself; nobody needs to know how.
        let _ = self.process.wait();
    }
}
