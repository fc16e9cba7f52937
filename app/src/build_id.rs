//! The build id of this page. Its workers and its service worker have the same one, or belong to another build.

use crate::window::window;

/// The build id: version and hash, as in `0.1.0-0123456789ab`. `development` where the page was not built with
/// `cargo xtask build` or trunk.
pub fn build_id() -> String {
    let meta = window()
        .and_then(|window| window.document())
        .and_then(|document| document.query_selector("meta[name=matmill-build]").ok().flatten());
    meta.and_then(|meta| meta.get_attribute("content")).unwrap_or_else(|| worker::DEVELOPMENT_BUILD.to_owned())
}
