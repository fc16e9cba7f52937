//! One stylesheet instead of one for each part of the page: a browser draws nothing before it has all of them.

use super::{Files, INDEX};

/// The name of the one stylesheet, before it is named by its content.
const MERGED: &str = "page.css";
const LINK: &str = r#"<link rel="stylesheet" href=""#;

/// Joins the stylesheets to which the page links, in that order, and links to the result in place of the first.
///
/// # Errors
/// A sentence that names the stylesheet that is missing.
pub(super) fn merge(files: &mut Files) -> Result<(), String> {
    let Some(page) = files.get(INDEX) else { return Ok(()) };
    let page = String::from_utf8_lossy(page).into_owned();
    let mut parts = page.split(LINK);
    let mut merged_page = parts.next().unwrap_or_default().to_owned();
    let mut merged = String::new();
    for (index, part) in parts.enumerate() {
        let cut = part.split_once('"').and_then(|(path, rest)| Some((path, rest.split_once('>')?.1)));
        let (path, rest) = cut.ok_or_else(|| format!("{INDEX} has a link to a stylesheet that does not end"))?;
        let path = path.trim_start_matches("./");
        let content = files.remove(path).ok_or_else(|| format!("the bundle has no {path}, to which {INDEX} links"))?;
        merged.push_str(&String::from_utf8_lossy(&content));
        merged.push('\n');
        if index == 0 {
            merged_page.push_str(&format!("{LINK}./{MERGED}\">"));
        }
        // What stood between two links, without the empty line that the second leaves.
        merged_page = if index == 0 { merged_page } else { merged_page.trim_end().to_owned() };
        merged_page.push_str(rest);
    }
    if !merged.is_empty() {
        files.insert(MERGED.to_owned(), merged.into_bytes());
        files.insert(INDEX.to_owned(), merged_page.into_bytes());
    }
    Ok(())
}
