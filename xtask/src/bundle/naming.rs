//! Names files by their content, so that a name never stands for two contents and may be cached forever.
//!
//! A file that refers to others is named after them, because their names are part of its content.

use super::{Files, digest};
use std::collections::BTreeMap;

/// Hexadecimal digits of the hash in a name.
const DIGITS: usize = 16;

/// Ends of the names of files that may refer to others.
const TEXTS: [&str; 6] = [".js", ".css", ".html", ".webmanifest", ".json", ".svg"];

/// Files under their new names.
#[derive(Debug)]
pub(super) struct Named {
    /// The files.
    pub(super) files: Files,
    /// The new name of each file by its old path, without those that keep their name.
    pub(super) names: BTreeMap<String, String>,
}

/// Names all `files` by their content, except `kept`, and brings references up to date in all of them.
///
/// # Errors
/// A sentence, if files refer to each other in a circle.
pub(super) fn by_content(files: Files, kept: &[&str]) -> Result<Named, String> {
    let (kept, mut pending): (Files, Files) = files.into_iter().partition(|(name, _)| kept.contains(&name.as_str()));
    let mut named = Named { files: Files::new(), names: BTreeMap::new() };
    while !pending.is_empty() {
        let waits =
            |name: &str, content: &[u8]| pending.keys().any(|other| other != name && refers(name, content, other));
        let ready: Vec<String> =
            pending.iter().filter(|(name, content)| !waits(name, content)).map(|(name, _)| name.clone()).collect();
        if ready.is_empty() {
            let circle: Vec<&str> = pending.keys().map(String::as_str).collect();
            return Err(format!(
                "these files refer to each other in a circle, so none can be named first: {}",
                circle.join(", ")
            ));
        }
        for name in ready {
            let Some(content) = pending.remove(&name) else { continue };
            let content = updated(&name, content, &named.names);
            let new_name = name_of(&name, &content);
            named.files.insert(new_name.clone(), content);
            named.names.insert(name, new_name);
        }
    }
    for (name, content) in kept {
        let content = updated(&name, content, &named.names);
        named.files.insert(name, content);
    }
    Ok(named)
}

/// Removes the files of `folder` to which no file refers, except perhaps `page`; gives their paths.
pub(super) fn remove_unused(files: &mut Files, folder: &str, page: &str) -> Vec<String> {
    let is_used =
        |path: &str| files.iter().any(|(name, content)| name != path && name != page && refers(name, content, path));
    let unused: Vec<String> = files.keys().filter(|path| path.starts_with(folder) && !is_used(path)).cloned().collect();
    files.retain(|path, _| !unused.contains(path));
    unused
}

/// `icon.svg` becomes `icon-0123456789abcdef.svg`; folders are left out.
fn name_of(path: &str, content: &[u8]) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    let dot = if ending.is_empty() { "" } else { "." };
    format!("{stem}-{}{dot}{ending}", digest::hex(content, DIGITS))
}

fn is_text(name: &str) -> bool {
    TEXTS.iter().any(|ending| name.ends_with(ending))
}

/// Whether the file `name` refers to the file at `path`.
fn refers(name: &str, content: &[u8], path: &str) -> bool {
    is_text(name) && references(&String::from_utf8_lossy(content), path).next().is_some()
}

/// Where `text` refers to the file at `path`: between quotation marks or brackets, perhaps after `./`.
fn references<'a>(text: &'a str, path: &'a str) -> impl Iterator<Item = usize> + 'a {
    text.match_indices(path).map(|(at, _)| at).filter(move |at| {
        let before = text[..*at].chars().next_back();
        let after = text[at + path.len()..].chars().next();
        matches!(before, Some('"' | '\'' | '(' | '/')) && matches!(after, Some('"' | '\'' | ')' | '#' | '?'))
    })
}

/// The content of the file `name` with new names in place of the old.
fn updated(name: &str, content: Vec<u8>, names: &BTreeMap<String, String>) -> Vec<u8> {
    if !is_text(name) {
        return content;
    }
    let mut text = String::from_utf8_lossy(&content).into_owned();
    for (old, new) in names {
        let places: Vec<usize> = references(&text, old).collect();
        for at in places.into_iter().rev() {
            text.replace_range(at..at + old.len(), new);
        }
    }
    text.into_bytes()
}
