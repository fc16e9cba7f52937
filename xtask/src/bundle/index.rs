//! `index.html`: its inline scripts, and the places that the build fills in.

use super::build_id::replaced_once;
use super::{INDEX, policy};
use std::collections::BTreeMap;

const BUILD: &str = r#"<meta name="matmill-build" content="development">"#;
const FILES: &str = r#"<script type="application/json" id="matmill-files">{}</script>"#;
const POLICY: (&str, &str) = (r#"<meta http-equiv="Content-Security-Policy" content=""#, r#"">"#);

/// The page with the build id, the policy, and the names of the files that it loads when it needs them.
///
/// # Errors
/// A sentence that names the placeholder that is missing.
pub(super) fn filled(page: &str, build: &str, names: &BTreeMap<String, String>) -> Result<String, String> {
    let page = replaced_once(page, INDEX, BUILD, &BUILD.replace("development", build))?;
    let is_fetched = |name: &str| name.starts_with("worker_") || ["save_job.js", "german.js"].contains(&name);
    let fetched: BTreeMap<_, _> = names.iter().filter(|(name, _)| is_fetched(name)).collect();
    let fetched = serde_json::to_string(&fetched).map_err(|error| format!("names of the files: {error}"))?;
    let page = replaced_once(&page, INDEX, FILES, &FILES.replace("{}", &fetched))?;
    let page = super::start::after_first_paint(&page)?;
    let policy = policy::of(&inline_scripts(&page));
    let (before, after) = POLICY;
    replaced_once(&page, INDEX, &format!("{before}{after}"), &format!("{before}{policy}{after}"))
}

/// The page without the links by which trunk preloads these scripts.
pub(super) fn without_preloads(page: &str, paths: &[String]) -> String {
    paths.iter().fold(page.to_owned(), |page, path| {
        page.replace(&format!(r#"<link rel="modulepreload" href="./{path}" crossorigin="anonymous">"#), "")
    })
}

/// The policy that is filled in; `None` if the page has none.
pub(super) fn policy(page: &str) -> Option<&str> {
    let (before, after) = POLICY;
    let (_, rest) = page.split_once(before)?;
    rest.split_once(after).map(|(policy, _)| policy)
}

/// The texts of the scripts that stand in the page and run.
pub(super) fn inline_scripts(page: &str) -> Vec<&str> {
    let mut scripts = Vec::new();
    let mut rest = page;
    while let Some((_, from_tag)) = rest.split_once("<script") {
        let Some((attributes, from_text)) = from_tag.split_once('>') else { break };
        let Some((text, after)) = from_text.split_once("</script>") else { break };
        if !attributes.contains(" src=") && !attributes.contains("application/json") {
            scripts.push(text);
        }
        rest = after;
    }
    scripts
}
