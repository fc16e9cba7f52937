//! Writes the page itself into `index.html`, in each language, so that it can be read and typed into before the module
//! has come. The app makes it (`app/src/view/prerender.rs`), and takes it over when it starts.

use super::INDEX;
use super::build_id::replaced_once;
use crate::child;
use crate::workspace::{self, NATIVE};
use serde_json::{Map, Value};
use std::process::Command;

/// The language that stands in the page; the others stand in templates.
const FIRST: &str = "en";
const PAGE: &str = r#"<div id="app"></div>"#;
const TEXTS: &str = r#"<script type="application/json" id="matmill-texts">{}</script>"#;
const NO_SCRIPT: &str = "<noscript></noscript>";
/// What stands for the build id in a page that is not built.
const DEVELOPMENT: &str = "development";

/// What stands for it where the app does not write it.
const EMPTY: &str = r#"{ "en": { "page": "", "texts": { "noScript": "" } } }"#;

/// What the app writes, by the tags of languages: `page` and `texts`, by their names.
pub(super) struct Prerendered(Map<String, Value>);

impl Prerendered {
    /// Has the app write it, natively, which compiles the app once more; the native tests use the same build. For builds
    /// that are only looked at, `MATMILL_PRERENDER=off` saves that time, and the page is empty until the module has come.
    ///
    /// # Errors
    /// A sentence that says what failed.
    pub(super) fn make() -> Result<Self, String> {
        if std::env::var_os("MATMILL_PRERENDER").is_some_and(|value| value == "off") {
            return Self::read(EMPTY);
        }
        child::run(&mut child::cargo(&format!("build --quiet {NATIVE} --bin prerender")))?;
        let program =
            workspace::target_directory().join("debug").join(format!("prerender{}", std::env::consts::EXE_SUFFIX));
        let written = child::output(&mut Command::new(program))?;
        Self::read(&written)
    }

    /// Reads what the app wrote.
    ///
    /// # Errors
    /// A sentence, if that is no object.
    pub(super) fn read(written: &str) -> Result<Self, String> {
        let read = serde_json::from_str(written);
        read.map(Self).map_err(|error| format!("the program `prerender` wrote no JSON object: {error}"))
    }

    fn text(&self, language: &str, path: &str) -> Result<&str, String> {
        let found = self.0.get(language).and_then(|written| written.pointer(path)).and_then(Value::as_str);
        found.ok_or_else(|| format!("the program `prerender` wrote no {path} in the language {language}"))
    }

    /// The page with what the app wrote in its places.
    ///
    /// # Errors
    /// A sentence that names the place that is missing.
    pub(super) fn fill(&self, page: &str) -> Result<String, String> {
        let mut filled = PAGE.replace("></", &format!(">{}</", self.text(FIRST, "/page")?));
        let mut no_script = String::new();
        let mut texts = Map::new();
        for (language, written) in &self.0 {
            if language != FIRST {
                let page = self.text(language, "/page")?;
                filled.push_str(&format!("\n    <template id=\"matmill-{language}\">{page}</template>"));
            }
            no_script.push_str(&format!("<p lang=\"{language}\">{}</p>", self.text(language, "/texts/noScript")?));
            texts.insert(language.clone(), written.get("texts").cloned().unwrap_or_default());
        }
        let page = replaced_once(page, INDEX, PAGE, &filled)?;
        let page = replaced_once(&page, INDEX, NO_SCRIPT, &NO_SCRIPT.replace("></", &format!(">{no_script}</")))?;
        replaced_once(&page, INDEX, TEXTS, &TEXTS.replace("{}", &Value::from(texts).to_string()))
    }

    /// The page with the build id where the app wrote it.
    pub(super) fn with_build(&self, page: &str, build: &str) -> String {
        let hash = build.rsplit('-').next().unwrap_or(build);
        let mut page = page.to_owned();
        let written = self.0.values().filter_map(|written| written.get("page")?.as_str());
        for written in written.filter(|written| !written.is_empty()) {
            page = page.replace(written, &written.replace(DEVELOPMENT, hash));
        }
        page
    }
}
