//! The page's table of texts, read from its sources: what stands on the page in which language.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

/// Where the table stands, from the root of the repository.
pub const FOLDER: &str = "app/src/view/text";

/// A text of the table; of a text that depends on a number there are two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextRow {
    /// Its module and its name: `page::LANGUAGE`.
    pub name: String,
    /// In English.
    pub english: String,
    /// In German.
    pub german: String,
}

impl TextRow {
    /// The pieces of the English text between the places for values.
    pub fn english_pieces(&self) -> Vec<&str> {
        pieces(&self.english)
    }

    /// The numbers of the places for values in both texts, in ascending order.
    pub fn places(&self) -> [Vec<String>; 2] {
        [&self.english, &self.german].map(|text| {
            let mut found: Vec<String> =
                text.split('{').skip(1).filter_map(|part| Some(part.split_once('}')?.0.to_owned())).collect();
            found.sort_unstable();
            found
        })
    }
}

fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    for (index, part) in text.split('{').enumerate() {
        pieces.push(if index == 0 { part } else { part.split_once('}').map_or(part, |(_, rest)| rest) });
    }
    pieces
}

/// All texts.
///
/// # Panics
/// When a table is not written as the macros of `app/src/view/text.rs` want it.
pub fn table() -> Vec<TextRow> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(FOLDER);
    let mut rows = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let module = path.file_stem().unwrap().to_string_lossy().into_owned();
        rows.extend(rows_of(&module, &std::fs::read_to_string(&path).unwrap()));
    }
    rows
}

/// The texts of one source.
///
/// # Panics
/// As [`table`].
pub fn rows_of(module: &str, source: &str) -> Vec<TextRow> {
    let mut rows = Vec::new();
    for block in source.split("texts! {\n").skip(1) {
        let mut rest = block.split("\n}").next().unwrap().trim_start();
        while !rest.is_empty() {
            if rest.starts_with("//") {
                rest = rest.split_once('\n').map_or("", |(_, rest)| rest).trim_start();
                continue;
            }
            let (name, after) = rest.split_once(':').expect("a name and a colon");
            // English and German, each with one text or, separated by |, two.
            let mut texts = [Vec::new(), Vec::new()];
            let mut language = 0;
            rest = after.trim_start();
            loop {
                match rest.chars().next() {
                    Some('"') => {
                        let (text, after) = literal(&rest[1..]);
                        texts[language].push(text);
                        rest = after.trim_start();
                        continue;
                    }
                    Some(',') => language += 1,
                    Some('|') => {}
                    Some(';') => break,
                    other => panic!("{module}::{name}: found {other:?} where a text, a comma or a semicolon belongs"),
                }
                rest = rest[1..].trim_start();
            }
            rest = rest[1..].trim_start();
            let [english, german] = texts;
            assert_eq!(english.len(), german.len(), "{module}::{name}");
            rows.extend(english.into_iter().zip(german).map(|(english, german)| TextRow {
                name: format!("{module}::{name}"),
                english,
                german,
            }));
        }
    }
    rows
}

/// The value of the string literal that begins `source`, without its first quote, and what comes after it.
fn literal(source: &str) -> (String, &str) {
    let mut value = String::new();
    let mut rest = source;
    loop {
        let next = rest.find(['"', '\\']).expect("the literal ends");
        value.push_str(&rest[..next]);
        let escaped = rest[next..].strip_prefix('\\');
        let Some(escape) = escaped else { return (value, &rest[next + 1..]) };
        rest = match escape.chars().next().expect("an escape has a character") {
            '\n' => escape.trim_start(),
            'n' => {
                value.push('\n');
                &escape[1..]
            }
            'u' => {
                let (digits, rest) = escape[2..].split_once('}').unwrap();
                value.push(char::from_u32(u32::from_str_radix(digits, 16).unwrap()).unwrap());
                rest
            }
            other => {
                value.push(other);
                &escape[other.len_utf8()..]
            }
        };
    }
}
