//! Lighthouse (npm), run on a page of the bundle with its preset for phones: slow network, slow processor.
//!
//! Methods panic on failure, as tests do.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Lighthouse as `cargo xtask` installs it in the folder for what is built.
pub struct Lighthouse(PathBuf);

/// A report of Lighthouse.
pub struct LighthouseReport(Value);

impl Lighthouse {
    /// `None`, after a line that says so, where it is not installed.
    pub fn find() -> Option<Self> {
        // target/lighthouse, beside target/debug/deps/ or target/release/ with this program in it.
        let program = std::env::current_exe().unwrap();
        let mut folders =
            program.ancestors().map(|folder| folder.join("lighthouse/node_modules/lighthouse/cli/index.js"));
        let found = folders.find(|script| script.is_file()).map(Self);
        if found.is_none() {
            println!("skipped: Lighthouse is not installed (cargo xtask bench --only lighthouse installs it)");
        }
        found
    }

    /// Loads `url` and judges it.
    ///
    /// # Panics
    /// When Lighthouse fails.
    pub fn judge(&self, url: &str) -> LighthouseReport {
        let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| {
            Command::new(name).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok()
        });
        let mut node = Command::new("node");
        node.arg(&self.0).arg(url).args(["--quiet", "--output=json", "--no-enable-error-reporting"]);
        node.arg("--chrome-flags=--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run");
        if let Some(path) = browser.and_then(path_of) {
            node.env("CHROME_PATH", path);
        }
        let output = node.stderr(Stdio::inherit()).output().expect("node starts");
        assert!(output.status.success(), "Lighthouse failed ({})", output.status);
        LighthouseReport(serde_json::from_slice(&output.stdout).expect("a report is JSON"))
    }
}

/// The path of a program.
fn path_of(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

impl LighthouseReport {
    /// The score of a category, from 0 to 100.
    pub fn score(&self, category: &str) -> f64 {
        100.0 * self.0["categories"][category]["score"].as_f64().unwrap_or_default()
    }

    /// The number that an audit found.
    pub fn number(&self, audit: &str) -> f64 {
        self.0["audits"][audit]["numericValue"].as_f64().unwrap_or(f64::NAN)
    }

    /// What in a category is not perfect, with Lighthouse's words.
    pub fn faults(&self, category: &str) -> Vec<String> {
        let audits = self.0["categories"][category]["auditRefs"].as_array().cloned().unwrap_or_default();
        let weighty = audits.iter().filter(|audit| audit["weight"].as_f64().unwrap_or_default() > 0.0);
        let found = weighty.filter_map(|audit| {
            let result = &self.0["audits"][audit["id"].as_str()?];
            (result["score"].as_f64()? < 1.0).then(|| format!("{}: {}", audit["id"], result["title"]))
        });
        found.collect()
    }
}
