//! Prints what the build writes into `index.html`, as JSON: for each language the page as it is first drawn, and the texts
//! of the scripts there.

use app::view::prerender;
use app::view::text::language::Language;

fn main() -> Result<(), String> {
    let mut all = serde_json::Map::new();
    for language in Language::ALL {
        let page =
            prerender::page(language).ok_or("a component of the page waits for something when it is first drawn")?;
        all.insert(language.tag().to_owned(), serde_json::json!({ "page": page, "texts": prerender::texts() }));
    }
    println!("{}", serde_json::Value::from(all));
    Ok(())
}
