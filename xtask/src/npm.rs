//! Installs packages of npm that tests and benchmarks compare with or judge by. No build of the product needs any.

use crate::{child, workspace};
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// A folder of the workspace that declares packages.
pub(crate) struct NpmFolder {
    /// The folder, which holds a package.json and its lock file.
    pub(crate) declared: &'static str,
    /// Name of the folder below `target/` in which they are installed.
    pub(crate) installed: &'static str,
}

/// The files that say which packages.
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

impl NpmFolder {
    /// Installs the packages in the versions that the lock file names, unless they are there. Gives the folder.
    pub(crate) fn install(&self) -> Result<PathBuf, String> {
        let folder = workspace::target_directory().join(self.installed);
        let declared = workspace::root().join(self.declared);
        let read =
            |file: &Path| std::fs::read(file).map_err(|error| format!("cannot read {}: {error}", file.display()));
        // What npm writes last.
        let is_installed = folder.join("node_modules/.package-lock.json").is_file();
        let is_same = |file: &&str| read(&declared.join(file)).is_ok_and(|text| read(&folder.join(file)) == Ok(text));
        if is_installed && FILES.iter().all(is_same) {
            return Ok(folder);
        }
        if child::find("npm").is_none() {
            return Err("npm is not on the PATH; install Node.js".to_owned());
        }
        let failed = |error: std::io::Error| format!("cannot write to {}: {error}", folder.display());
        std::fs::create_dir_all(&folder).map_err(failed)?;
        for file in FILES {
            std::fs::write(folder.join(file), read(&declared.join(file))?).map_err(failed)?;
        }
        println!("==> installing the packages of {} (once; takes some seconds)", self.declared);
        let mut npm = child::command("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder).stdin(Stdio::null());
        child::run(&mut npm)?;
        Ok(folder)
    }
}
