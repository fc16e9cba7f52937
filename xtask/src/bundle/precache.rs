//! The list of files that the service worker keeps for use without a network.

use super::build_id::replaced_once;
use super::{Files, INDEX, SERVICE_WORKER, digest};
use serde_json::json;

const PLACEHOLDER: &str = "const FILES = [];";

/// The parts of a name that only browsers with this kernel load.
const KERNELS: [(&str, &str); 2] = [("worker_relaxed", "relaxed"), ("worker_simd128", "simd128")];

/// Ends of the names of files that the page itself never loads.
const LEFT_OUT: [&str; 2] = [".png", ".d.ts"];

/// The service worker with the list of `files` filled in: for each its relative URL and hash, and the kernel, if only
/// browsers that use it need the file.
///
/// # Errors
/// A sentence, if the service worker has no place for the list.
pub(super) fn filled(service_worker: &str, files: &Files) -> Result<String, String> {
    let is_kept = |name: &str| name != SERVICE_WORKER && !LEFT_OUT.iter().any(|ending| name.ends_with(ending));
    let entries = files.iter().filter(|(name, _)| is_kept(name)).map(|(name, content)| {
        let url = if name == INDEX { "./" } else { name };
        let mut entry = json!({ "url": url, "integrity": digest::integrity(content) });
        if let Some((_, kernel)) = KERNELS.iter().find(|(start, _)| name.starts_with(start)) {
            entry["only"] = json!(kernel);
        }
        format!("\n  {entry},")
    });
    let list = format!("const FILES = [{}\n];", entries.collect::<String>());
    replaced_once(service_worker, SERVICE_WORKER, PLACEHOLDER, &list)
}
