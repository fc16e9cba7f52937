//! The Content Security Policy: what the page may load, run and connect to. The one source for `index.html` and for the
//! headers of web servers.

use super::digest;

/// The policy of a page with these inline scripts.
///
/// Everything is forbidden that is not named here: other hosts, `eval`, styles and event handlers in attributes, plug-ins,
/// forms, and texts as scripts or markup. WebAssembly may be compiled, and workers may start from a script that the page
/// holds (`blob:`), because replacing a worker must not need the network.
pub(super) fn of(inline_scripts: &[&str]) -> String {
    let hashes: String =
        inline_scripts.iter().map(|script| format!(" '{}'", digest::integrity(script.as_bytes()))).collect();
    [
        "default-src 'none'",
        &format!("script-src 'self' 'wasm-unsafe-eval'{hashes}"),
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "manifest-src 'self'",
        "base-uri 'self'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types matmill-workers matmill-service-worker",
    ]
    .join("; ")
}
