//! Writes the page as HTML, as it is first drawn: `index.html` holds that, so that the page can be read and typed into
//! before the module has come. Native, at build time.

use crate::engine::Engine;
use crate::view::controller::Controller;
use crate::view::page::{Page, PageProps};
use crate::view::text::language::Language;
use crate::view::text::start;
use futures_util::FutureExt;
use std::collections::BTreeMap;
use yew::LocalServerRenderer;

/// The page in `language`; `None` if a component waits for something.
pub fn page(language: Language) -> Option<String> {
    language.apply();
    let controller = Controller::new(Engine::unstarted(), language);
    let html = LocalServerRenderer::<Page>::with_props(PageProps { controller }).render().now_or_never()?;
    Some(without_names(&html))
}

/// The texts of the scripts in `index.html`, in the language of the page that was written last, by what they say.
pub fn texts() -> BTreeMap<&'static str, &'static str> {
    [
        ("pressed", start::PRESSED),
        ("noSimd", start::NO_SIMD),
        ("notLoaded", start::NOT_LOADED),
        ("reload", start::RELOAD),
        ("noScript", start::NO_SCRIPT),
    ]
    .map(|(name, text)| (name, text.get()))
    .into()
}

/// The page without the names of components, which a debug build writes into the comments around each.
fn without_names(html: &str) -> String {
    let mut parts = html.split("[");
    let mut plain = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let is_mark = plain.ends_with("<!--<") || plain.ends_with("<!--</");
        plain.push('[');
        plain.push_str(if is_mark { part.find("]>-->").map_or(part, |end| &part[end..]) } else { part });
    }
    plain
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// The tags, without their attributes, and the comments.
    fn structure(html: &str) -> Vec<&str> {
        html.split('<').skip(1).map(|tag| tag.split([' ', '>']).next().unwrap_or_default()).collect()
    }

    #[test]
    fn the_page_is_written_in_each_language_with_the_same_elements() {
        let [english, german] = Language::ALL.map(|language| page(language).unwrap());
        assert_eq!(structure(&english), structure(&german));
        assert!(english != german);
        for part in ["id=\"matrix-A\"", "id=\"matrix-B\"", "id=\"load-A\"", "</footer>"] {
            assert!(english.contains(part), "{part} is missing in {english}");
        }
    }

    #[test]
    fn the_build_fills_in_its_id_once() {
        for language in Language::ALL {
            assert_eq!(page(language).unwrap().matches(worker::DEVELOPMENT_BUILD).count(), 1);
        }
    }

    #[test]
    fn comments_around_components_name_none() {
        assert_eq!(
            without_names("<!--<[app::page::Page]>--><p>a [1] b</p><!--</[app::page::Page]>-->"),
            "<!--<[]>--><p>a [1] b</p><!--</[]>-->"
        );
    }
}
