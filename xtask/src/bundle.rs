//! Finishes the bundle that trunk has built: small modules, files named by their content, one build id, a strict policy.
//!
//! Trunk runs this after each build, so that `trunk serve`, `trunk build` and the commands of xtask give the same files.
//! In reading order: [`stylesheets`] joins those of the page, [`absent`] checks what must not be in a module, [`naming`] names files by their content, [`build_id`] fills in the build id, [`prerendered`] writes the page itself into `index.html`, [`start`] the script that starts the app, [`policy`] is the
//! Content Security Policy, [`index`] reads and fills `index.html`, [`precache`] lists the files for the service worker.
//! [`compressed`] and [`headers`] write what web servers take besides.

mod absent;
mod build_id;
pub(crate) mod compressed;
mod digest;
pub(crate) mod headers;
mod index;
mod naming;
mod policy;
mod precache;
mod prerendered;
mod start;
mod stylesheets;

use crate::strip;
use prerendered::Prerendered;
use std::collections::BTreeMap;
use std::path::Path;

/// Contents of the files of a bundle, by their paths in it, with `/` between the parts.
type Files = BTreeMap<String, Vec<u8>>;

/// The page.
const INDEX: &str = "index.html";
/// The service worker.
const SERVICE_WORKER: &str = "service-worker.js";

/// The folder of scripts that wasm-bindgen takes from our crates. Those of earlier builds are left there.
const SNIPPETS: &str = "snippets/";

/// What a worker runs, a script at the end of the workers' scripts.
const WORKER_BOOT: &str = include_str!("../../app/src/pool/worker_boot.js");

/// Finishes the bundle in `folder`.
///
/// # Errors
/// A sentence that names the file and what is wrong with it.
pub(crate) fn finish(folder: &Path) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot finish the bundle in {}: {error}", folder.display());
    let mut files = Files::new();
    read(folder, "", &mut files).map_err(failed)?;
    let finished = finished(files, &Prerendered::make()?, env!("CARGO_PKG_VERSION"))?;
    clear(folder).map_err(failed)?;
    finished.iter().try_for_each(|(name, content)| std::fs::write(folder.join(name), content)).map_err(failed)
}

/// The files that browsers get, all in one folder, from those that trunk made.
fn finished(mut files: Files, prerendered: &Prerendered, version: &str) -> Result<Files, String> {
    let unused = naming::remove_unused(&mut files, SNIPPETS, INDEX);
    if let Some(page) = files.get_mut(INDEX) {
        let text = index::without_preloads(&String::from_utf8_lossy(page), &unused);
        *page = prerendered.fill(&text)?.into_bytes();
    }
    stylesheets::merge(&mut files)?;
    for (name, content) in &mut files {
        if name.ends_with(".wasm") {
            absent::check(name, content)?;
            *content = strip::without_names(content).ok_or_else(|| format!("{name} is not a WebAssembly module"))?;
        } else if is_worker_script(name) {
            append_boot_script(name, content)?;
        }
    }
    let build = build_id::of(&files, version);
    for (name, content) in &mut files {
        if is_worker_script(name) || name == SERVICE_WORKER {
            build_id::fill_script(name, content, &build)?;
        }
    }
    let naming::Named { mut files, names } = naming::by_content(files, &[INDEX, SERVICE_WORKER])?;
    let page = files.get(INDEX).ok_or_else(|| missing(INDEX))?;
    let page = prerendered.with_build(&String::from_utf8_lossy(page), &build);
    let page = index::filled(&page, &build, &names)?;
    files.insert(INDEX.to_owned(), page.into_bytes());
    let service_worker = files.get(SERVICE_WORKER).ok_or_else(|| missing(SERVICE_WORKER))?;
    let service_worker = precache::filled(&String::from_utf8_lossy(service_worker), &files)?;
    files.insert(SERVICE_WORKER.to_owned(), service_worker.into_bytes());
    Ok(files)
}

fn missing(name: &str) -> String {
    format!("the bundle has no {name}; see the links of index.html")
}

/// Whether a file of this name is the script of a workers' module.
fn is_worker_script(name: &str) -> bool {
    name.starts_with("worker_") && name.ends_with(".js")
}

/// One file for a worker's script and what starts it: so a worker can be started from a copy, without the network.
fn append_boot_script(name: &str, content: &mut Vec<u8>) -> Result<(), String> {
    // What the boot script calls.
    const ENTRY: &str = "__wbg_init as default";
    if !String::from_utf8_lossy(content).contains(ENTRY) {
        return Err(format!("{name} does not export `{ENTRY}`: app/src/pool/worker_boot.js calls it by this name"));
    }
    content.extend_from_slice(b"\n");
    content.extend_from_slice(WORKER_BOOT.as_bytes());
    Ok(())
}

/// Reads the files of `folder`, whose path in the bundle is `prefix`, and of the folders in it.
fn read(folder: &Path, prefix: &str, files: &mut Files) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// Removes what is in `folder`.
fn clear(folder: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            std::fs::remove_dir_all(entry.path())?;
        } else {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
