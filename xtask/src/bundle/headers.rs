//! `deploy/security-headers.conf`: the headers that a page gets from nginx, the policy among them.

use super::{INDEX, index};
use std::path::Path;

/// Headers besides the policy. Page and workers share memory where the first two, or the third alone, are sent.
const HEADERS: [(&str, &str); 6] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Document-Isolation-Policy", "isolate-and-require-corp"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    (
        "Permissions-Policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=()",
    ),
];

/// Writes the headers for the bundle in `dist` to `file`.
///
/// # Errors
/// A sentence that names the file.
pub(crate) fn write(dist: &Path, file: &Path) -> Result<(), String> {
    let page = dist.join(INDEX);
    let text = std::fs::read_to_string(&page).map_err(|error| format!("cannot read {}: {error}", page.display()))?;
    let policy = index::policy(&text).filter(|policy| !policy.is_empty());
    let policy = policy.ok_or_else(|| format!("{} has no Content Security Policy", page.display()))?;
    let failed = |error: std::io::Error| format!("cannot write {}: {error}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    std::fs::write(file, for_nginx(policy)).map_err(failed)
}

/// The lines of the file.
pub(super) fn for_nginx(policy: &str) -> String {
    let mut lines = String::from(
        "# Written by `cargo xtask build`: it belongs to the dist/ of the same build, whose inline scripts the policy lists.\n",
    );
    for (name, value) in [("Content-Security-Policy", policy)].into_iter().chain(HEADERS) {
        lines.push_str(&format!("add_header {name} \"{value}\" always;\n"));
    }
    lines
}
