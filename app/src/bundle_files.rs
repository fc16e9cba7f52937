//! The names of the bundle's files: they change with the content, and `index.html` knows them.

use js_sys::Reflect;

/// In `index.html`: the names of files that change with their content, by those that do not.
const FILE_NAMES: &str = "matmill-files";

/// The relative URL of the file that is called `name` in the source.
///
/// # Errors
/// A sentence, if the page does not name it.
pub fn url_of(name: &str) -> Result<String, String> {
    let document = web_sys::window().and_then(|window| window.document());
    let names = document.and_then(|document| document.get_element_by_id(FILE_NAMES)?.text_content());
    let names = js_sys::JSON::parse(&names.unwrap_or_default());
    let file = names.and_then(|names| Reflect::get(&names, &name.into())).ok().and_then(|file| file.as_string());
    // For `import()` it is relative to our scripts, which lie in the page's folder.
    file.map(|file| format!("./{file}"))
        .ok_or_else(|| format!("the page does not name the file {name}; reload the page"))
}
