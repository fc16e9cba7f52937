//! Every text of the page, in each language.
//!
//! Each part of the page has a table of its own, a module of this one: a row holds a text in all languages, so none can
//! be missing. `{0}`, `{1}` stand for values. A component calls [`use_language`] or [`use_writing`] so that it
//! is drawn again when that changes.

pub mod benchmark;
pub mod check;
pub mod deployment;
pub mod elsewhere;
pub mod examples;
pub mod explanation;
pub mod forecast;
pub mod language;
pub mod live;
pub mod map;
pub mod messages;
pub mod operand;
pub mod operation;
pub mod options;
pub mod page;
pub mod pool;
pub mod result;
pub mod run;
pub mod share;
pub mod shortcuts;
pub mod start;
pub mod table;
pub mod translation;

use crate::view::result::number::NumberStyle;
use language::Language;
use std::fmt::Display;
use yew::prelude::*;

/// A text in each language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Text {
    /// In English.
    pub english: &'static str,
    /// In German.
    pub german: &'static str,
}

impl Text {
    /// In the language of the page.
    pub fn get(self) -> &'static str {
        match Language::current() {
            Language::English => self.english,
            Language::German => self.german,
        }
    }

    /// What stands before and after `{0}`, where the value is an element.
    pub fn around(self) -> (&'static str, &'static str) {
        self.get().split_once("{0}").unwrap_or((self.get(), ""))
    }

    /// In the language of the page, with `values` in the places of `{0}`, `{1}` and so on.
    pub fn with(self, values: &[&dyn Display]) -> String {
        let mut parts = self.get().split('{');
        let mut text = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let (place, rest) = part.split_once('}').unwrap_or(("", part));
            if let Some(value) = place.parse().ok().and_then(|place: usize| values.get(place)) {
                text.push_str(&value.to_string());
            }
            text.push_str(rest);
        }
        text
    }
}

/// A text for one thing and a text for several, in each language; `{0}` is the number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CountedText {
    /// For one.
    pub one: Text,
    /// For none, or several.
    pub many: Text,
}

impl CountedText {
    /// The text for `count` things.
    pub fn of(self, count: impl Into<u64>) -> String {
        let count = count.into();
        if count == 1 { self.one.with(&[&count]) } else { self.many.with(&[&count]) }
    }
}

/// Defines texts, a row for each: `NAME: "English", "German";`. The rows are also listed in `ALL`, for tests.
macro_rules! texts {
    ($($name:ident: $english:literal, $german:literal;)*) => {
        $(
            #[doc = $english]
            pub const $name: $crate::view::text::Text = $crate::view::text::Text { english: $english, german: $german };
        )*

        /// All of them, with their names.
        #[cfg(test)]
        pub const ALL: &[(&str, $crate::view::text::Text)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use texts;

/// Defines texts that depend on a number: `NAME: "one" | "several", "eines" | "mehrere";`. `{0}` is the number. The rows are
/// also listed in `ALL_COUNTED`, for tests.
macro_rules! counted_texts {
    ($($name:ident: $english_one:literal | $english_many:literal, $german_one:literal | $german_many:literal;)*) => {
        $(
            #[doc = $english_many]
            pub const $name: $crate::view::text::CountedText = $crate::view::text::CountedText {
                one: $crate::view::text::Text { english: $english_one, german: $german_one },
                many: $crate::view::text::Text { english: $english_many, german: $german_many },
            };
        )*

        /// All of them, with their names.
        #[cfg(test)]
        pub const ALL_COUNTED: &[(&str, $crate::view::text::CountedText)] = &[$((stringify!($name), $name)),*];
    };
}
pub(crate) use counted_texts;

/// How everything on the page is written.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Writing {
    /// The language.
    pub language: Language,
    /// How numbers are shown.
    pub numbers: NumberStyle,
}

/// How everything is written; the component is drawn again when that changes.
#[hook]
pub fn use_writing() -> Writing {
    use_context::<Writing>().unwrap_or_default()
}

/// The language of the page; the component is drawn again when it changes.
#[hook]
pub fn use_language() -> Language {
    use_writing().language
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of the places for values, in ascending order.
    fn places(text: &str) -> Vec<&str> {
        let mut places: Vec<&str> =
            text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(place, _)| place)).collect();
        places.sort_unstable();
        places
    }

    #[test]
    fn the_languages_have_the_same_texts() {
        let tables = [
            benchmark::ALL,
            check::ALL,
            deployment::ALL,
            elsewhere::ALL,
            examples::ALL,
            explanation::ALL,
            forecast::ALL,
            live::ALL,
            map::ALL,
            messages::ALL,
            operand::ALL,
            operation::ALL,
            options::ALL,
            page::ALL,
            table::ALL,
            pool::ALL,
            result::ALL,
            run::ALL,
            shortcuts::ALL,
            share::ALL,
            start::ALL,
        ];
        let counted = [deployment::ALL_COUNTED, messages::ALL_COUNTED, pool::ALL_COUNTED].concat();
        let counted = counted.into_iter().flat_map(|(name, text)| [(name, text.one), (name, text.many)]);
        for (name, text) in tables.concat().into_iter().chain(counted) {
            assert!(!text.english.trim().is_empty() && !text.german.trim().is_empty(), "{name} is empty");
            assert_eq!(places(text.english), places(text.german), "{name} has other values in German");
        }
    }

    #[test]
    fn values_stand_in_their_places() {
        let text = Text { english: "{1} of {0}", german: "" };
        assert_eq!(text.with(&[&2, &"one"]), "one of 2");
        assert_eq!(messages::TILES.of(1u32), "1 tile");
        assert_eq!(messages::TILES.of(0u32), "0 tiles");
    }
}
