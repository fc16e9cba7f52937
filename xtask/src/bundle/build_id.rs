//! The build id: the version, and a hash over the contents of all files. The page, its workers and the service worker
//! have the same one, or do not belong together.

use super::{Files, digest};

/// The line that scripts of the source have in place of the build id.
const PLACEHOLDER: &str = r#"const BUILD = "development";"#;

/// Digits of the hash in a build id.
const DIGITS: usize = 12;

/// The build id of these files, in which no build id is filled in yet.
pub(super) fn of(files: &Files, version: &str) -> String {
    let mut all = Vec::new();
    for (name, content) in files {
        // With the lengths, so that no byte can pass from one file to the next.
        all.extend_from_slice(&(name.len() as u64).to_le_bytes());
        all.extend_from_slice(name.as_bytes());
        all.extend_from_slice(&(content.len() as u64).to_le_bytes());
        all.extend_from_slice(content);
    }
    format!("{version}-{}", digest::hex(&all, DIGITS))
}

/// Replaces the placeholder in a script.
///
/// # Errors
/// A sentence, if the script has none or several.
pub(super) fn fill_script(name: &str, content: &mut Vec<u8>, build: &str) -> Result<(), String> {
    let script = String::from_utf8_lossy(content);
    *content = replaced_once(&script, name, PLACEHOLDER, &format!(r#"const BUILD = "{build}";"#))?.into_bytes();
    Ok(())
}

/// `text`, the content of the file `name`, with its only `placeholder` replaced.
///
/// # Errors
/// A sentence, if there is none or if there are several.
pub(super) fn replaced_once(text: &str, name: &str, placeholder: &str, filling: &str) -> Result<String, String> {
    match text.matches(placeholder).count() {
        1 => Ok(text.replacen(placeholder, filling, 1)),
        count => Err(format!("{name} contains `{placeholder}` {count} times; the build fills in exactly one")),
    }
}
