//! Which language the page speaks: the browser's, or the one that the user chose.

use crate::view::platform::browser;
use std::cell::Cell;

/// A language that the page speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

/// Key in local storage of the user's choice.
const STORED_AS: &str = "matmill-language";

thread_local! {
    static CURRENT: Cell<Language> = const { Cell::new(Language::English) };
}

impl Language {
    /// All languages.
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// Its tag, as in HTML's `lang`.
    pub fn tag(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// Its own name.
    pub fn name(self) -> &'static str {
        match self {
            Language::English => "English",
            Language::German => "Deutsch",
        }
    }

    /// The language of a tag such as "de-AT".
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| primary.eq_ignore_ascii_case(language.tag()))
    }

    /// The language of the page.
    pub fn current() -> Self {
        CURRENT.get()
    }

    /// The user's choice, or the first language of the browser that the page speaks.
    pub fn preferred() -> Self {
        let Some(window) = browser::window() else { return Self::default() };
        let storage = window.local_storage().ok().flatten();
        let chosen = storage.and_then(|storage| storage.get_item(STORED_AS).ok().flatten());
        if let Some(language) = chosen.as_deref().and_then(Self::of_tag) {
            return language;
        }
        let languages = window.navigator().languages();
        languages.iter().filter_map(|tag| tag.as_string()).find_map(|tag| Self::of_tag(&tag)).unwrap_or_default()
    }

    /// Makes it the language of the page.
    pub fn apply(self) {
        CURRENT.set(self);
        if let Some(root) = browser::document().and_then(|document| document.document_element()) {
            // A wrong tag misleads screen readers, but nothing else.
            let _ = root.set_attribute("lang", self.tag());
        }
    }

    /// Remembers that the user chose it.
    pub fn remember(self) {
        if let Some(storage) = browser::window().and_then(|window| window.local_storage().ok().flatten()) {
            // At worst the choice is forgotten.
            let _ = storage.set_item(STORED_AS, self.tag());
        }
    }
}
