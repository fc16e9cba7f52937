//! The script that starts the app: it loads nothing before the page is drawn, and then all files at once.

use super::INDEX;

/// Trunk's script and its links, which load everything while the page is still being read.
const SCRIPT: (&str, &str) = ("<script type=\"module\">", "</script>");
const IMPORT: &str = "import init, * as bindings from '";
const MODULE: &str = "module_or_path: '";
const PRELOADS: [&str; 2] = ["<link rel=\"modulepreload\" href=\"", "<link rel=\"preload\" href=\""];

/// The page with our script in place of trunk's.
///
/// # Errors
/// A sentence, if trunk's script has another form.
pub(super) fn after_first_paint(page: &str) -> Result<String, String> {
    let other_form = || format!("{INDEX} has no script of the form that trunk writes; see xtask/src/bundle/start.rs");
    let (before, rest) = page.split_once(SCRIPT.0).ok_or_else(other_form)?;
    let (script, after) = rest.split_once(SCRIPT.1).ok_or_else(other_form)?;
    let quoted = |start: &str| script.split_once(start)?.1.split_once('\'').map(|(name, _)| name);
    let (app, module) = (quoted(IMPORT).ok_or_else(other_form)?, quoted(MODULE).ok_or_else(other_form)?);
    let (before, imports_before) = without_preloads(before);
    let (after, imports_after) = without_preloads(after);
    let mut scripts = vec![app.to_owned()];
    scripts.extend([imports_before, imports_after].concat().into_iter().filter(|script| script != app));
    let scripts: Vec<String> = scripts.iter().map(|script| format!("import('{script}')")).collect();
    let [open, close] = [SCRIPT.0, SCRIPT.1];
    Ok(format!("{before}{open}{}{close}{after}", script_for(&scripts.join(", "), module)))
}

/// A hidden page is not drawn, and one that becomes hidden meanwhile waits for the timer.
fn script_for(imports: &str, module: &str) -> String {
    format!(
        "
await new Promise((resolve) => {{
  requestAnimationFrame(() => setTimeout(resolve));
  setTimeout(resolve, document.hidden ? 0 : 2000);
}});
const module = fetch('{module}');
const [bindings] = await Promise.all([{imports}]);
// The service worker may be about to reload the page.
await window.matmillMayStart;
await bindings.default({{ module_or_path: module }});
dispatchEvent(new CustomEvent('TrunkApplicationStarted'));
"
    )
}

/// The text without links that preload, and the scripts that these name.
fn without_preloads(text: &str) -> (String, Vec<String>) {
    let (mut kept, mut scripts) = (String::new(), Vec::new());
    let mut rest = text;
    while let Some(at) = PRELOADS.iter().filter_map(|link| rest.find(link)).min() {
        kept.push_str(&rest[..at]);
        let Some((link, after)) = rest[at..].split_once('>') else { break };
        let file = link.split_once("href=\"").and_then(|(_, file)| file.split_once('"'));
        scripts.extend(file.filter(|(file, _)| file.ends_with(".js")).map(|(file, _)| file.to_owned()));
        rest = after;
    }
    kept.push_str(rest);
    (kept, scripts)
}
