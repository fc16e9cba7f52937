//! Texts that people read stand in the table of texts, in all languages, and nowhere else in the page's sources.

use crate::{files, none};
use proc_macro2::{Delimiter, Literal, TokenStream, TokenTree};
use tests::texts::{FOLDER, rows_of, table};

/// Where no text may stand.
const VIEW: &str = "app/src/view/";

/// Attributes whose values are read out or shown.
const SHOWN: [&str; 6] = ["label", "title", "placeholder", "alt", "aside", "roledescription"];

/// Names, and what is the same in every language.
const NAMES: &[&str] =
    &["Matmill", "A", "B", "C", "n", "2 × 2", "f64, relaxed SIMD", "f32, relaxed SIMD", "f64, Strassen–Winograd"];

/// Texts that are the same in both languages on purpose: names, units, and words that German has taken over.
const SAME: [&str; 0] = [];

/// Files that are not translated yet.
const UNFINISHED: &[&str] = &[];

/// A literal that people would read, and its line.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    line: usize,
    text: String,
}

/// The value of a string literal, as it is written.
fn text_of(literal: &Literal) -> Option<String> {
    let source = literal.to_string();
    let inner = source.strip_prefix('"')?.strip_suffix('"')?;
    Some(inner.replace("\\n", " ").replace("\\t", " "))
}

/// `text` without places for values and escapes.
fn without_places(text: &str) -> String {
    let mut plain = String::new();
    let mut depth = 0;
    for character in text.chars() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth == 0 => plain.push(character),
            _ => {}
        }
    }
    plain
}

fn words(text: &str) -> usize {
    text.split(|c: char| !c.is_alphabetic()).filter(|word| word.len() > 1).count()
}

/// Two words and a sign of a sentence. Lists of CSS classes have none.
fn is_sentence(text: &str) -> bool {
    let plain = without_places(text);
    let begins_large = plain.trim_start().starts_with(char::is_uppercase);
    let has_mark = plain.split(' ').any(|word| word.ends_with([',', '.', ';', '…', '?', '!']));
    words(&plain) >= 2 && plain.contains(' ') && (begins_large || has_mark)
}

/// What the tokens are part of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Code: only sentences count.
    Code,
    /// `html!`: a literal alone between braces is drawn.
    Html,
    /// The value of an attribute that is shown, or a text that is put together: all letters count.
    Shown,
}

/// Collects what reads like a text: sentences anywhere, and any letters that are drawn or read out.
fn collect(tokens: TokenStream, place: Place, found: &mut Vec<Found>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let ident = |steps: usize, at: usize| match at.checked_sub(steps).and_then(|at| tokens.get(at)) {
        Some(TokenTree::Ident(word)) => word.to_string(),
        _ => String::new(),
    };
    let is_punct = |steps: usize, at: usize, mark: char| {
        let token = at.checked_sub(steps).and_then(|at| tokens.get(at));
        matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == mark)
    };
    for (at, token) in tokens.iter().enumerate() {
        let is_value = place == Place::Html && is_punct(1, at, '=');
        let is_shown = is_value && SHOWN.contains(&ident(2, at).as_str());
        match token {
            TokenTree::Group(group) => {
                let is_attribute = group.delimiter() == Delimiter::Bracket
                    && (is_punct(1, at, '#') || is_punct(1, at, '!') && is_punct(2, at, '#'));
                let called = if is_punct(1, at, '!') { ident(2, at) } else { String::new() };
                let is_log = !called.is_empty() && is_punct(3, at, ':') && ident(5, at) == "log";
                let is_test = ident(2, at) == "mod" && ident(1, at) == "tests";
                let inner = match called.as_str() {
                    "html" => Place::Html,
                    "format" if place == Place::Html && !is_value => Place::Shown,
                    _ if is_shown => Place::Shown,
                    _ if is_value => Place::Code,
                    _ => place,
                };
                if !is_attribute && !is_log && !is_test {
                    collect(group.stream(), inner, found);
                }
            }
            TokenTree::Literal(literal) => {
                let Some(text) = text_of(literal) else { continue };
                let letters = without_places(&text).chars().any(char::is_alphabetic);
                // `{ "text" }`, also as the branch of an `if`.
                let is_drawn = place == Place::Html && tokens.len() == 1;
                let is_read = is_drawn || is_shown || place == Place::Shown;
                if !NAMES.contains(&text.trim()) && (is_sentence(&text) || letters && is_read) {
                    found.push(Found { line: literal.span().start().line, text });
                }
            }
            _ => {}
        }
    }
}

fn texts_in(source: &str) -> Vec<Found> {
    let mut found = Vec::new();
    collect(source.parse().expect("Rust"), Place::Code, &mut found);
    found
}

#[test]
fn texts_stand_in_the_table() {
    let is_looked_at = |file: &String| {
        file.starts_with(VIEW)
            && !file.starts_with(FOLDER)
            && !file.split('/').any(|part| part == "tests.rs")
            && !UNFINISHED.contains(&file.as_str())
    };
    let mut violations = Vec::new();
    for file in files::ending(".rs").into_iter().filter(is_looked_at) {
        let found = texts_in(&files::read(&file));
        violations.extend(
            found.iter().map(|Found { line, text }| {
                format!("{file}:{line}: {text:?} belongs into {FOLDER}/, in every language")
            }),
        );
    }
    none(&violations);
}

#[test]
fn the_table_is_complete() {
    let rows = table();
    assert!(rows.len() > 100, "the table was not found");
    let mut violations = Vec::new();
    for row in rows {
        let [english, german] = row.places();
        if row.english.trim().is_empty() || row.german.trim().is_empty() {
            violations.push(format!("{} is empty in one language", row.name));
        }
        if english != german {
            violations.push(format!("{} has other values in German", row.name));
        }
        if row.english == row.german && words(&without_places(&row.english)) > 2 && !SAME.contains(&row.name.as_str()) {
            violations.push(format!("{} is the same in both languages", row.name));
        }
    }
    none(&violations);
}

/// `text` with `{}` for each place for a value; what a place ends with may be a place, too.
fn template(text: &str) -> String {
    let mut template = String::new();
    for (index, part) in text.replace("\\\"", "\"").split('{').enumerate() {
        if index > 0 && !template.ends_with("{}") {
            template.push_str("{}");
        }
        template.push_str(if index == 0 { part } else { part.split_once('}').map_or(part, |(_, rest)| rest) });
    }
    template
}

/// Where the readers' notes and refusals are worded, in English.
const READERS: [&str; 4] =
    ["shared/src/format/error.rs", "shared/src/format/note.rs", "unpack/src/error.rs", "unpack/src/part.rs"];

/// What translates them.
const TRANSLATION: &str = "app/german.js";

/// Sentences of which a word is put together, which is written out in the translation; and what no user of the page causes.
const WRITTEN_OUT: [&str; 6] = [
    "row {} has {} {}, but row {} has {}; give every row the same number of cells",
    "skipped {} {} before the table",
    "skipped {} blank {}",
    "values multiplied by 1e{} (the display is rounded; format long g shows more digits)",
    "elements of {} were given for a file of {}; pass elements of one dtype",
    "{} numbers were given for a matrix of {}; pass exactly rows * cols numbers",
];

#[test]
fn notes_and_refusals_of_the_readers_are_translated() {
    let translated: Vec<String> = files::read(TRANSLATION)
        .lines()
        .filter_map(|line| line.trim().strip_prefix("[\"")?.split_once("\", \""))
        .map(|(english, _)| template(english))
        .collect();
    assert!(translated.len() > 100, "the translation was not found");
    let mut violations = Vec::new();
    for file in READERS {
        let mut found = Vec::new();
        collect_literals(files::read(file).parse().expect("Rust"), &mut found);
        for text in found.iter().map(|text| template(text)).filter(|text| words(text) >= 2) {
            if !translated.contains(&text) && !WRITTEN_OUT.contains(&text.as_str()) {
                violations.push(format!("{file}: {text:?} is not in {TRANSLATION}"));
            }
        }
    }
    none(&violations);
}

/// All string literals outside documentation.
fn collect_literals(tokens: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_doc = tokens.len() == 3 && tokens[0].to_string() == "doc";
    for token in tokens.iter().filter(|_| !is_doc) {
        match token {
            TokenTree::Group(group) => collect_literals(group.stream(), found),
            TokenTree::Literal(literal) => found.extend(text_of(literal)),
            _ => {}
        }
    }
}

#[test]
fn a_text_is_found_wherever_it_is_read() {
    let source = r#"
        /// Says "Nothing here."
        #[doc = "Nor here."]
        fn page() -> Html {
            log::warn!("The log is in English.");
            let class = classes!("card", "empty");
            html! {
                <p class={if a { "card" } else { "empty" }} aria-label="Numbers">{ if stop { "Stop" } else { "Matmill" } }</p>
                <i title={text::TITLE.get()} ~style={format!("width:{}px", 1)}>{ " · " }{ format!("Load {a}") }</i>
            }
        }
        fn status() -> String { format!("Saved as {name}.") }
        mod tests { fn a() { "A sentence here." } }
    "#;
    let found: Vec<String> = texts_in(source).into_iter().map(|found| found.text).collect();
    assert_eq!(found, ["Numbers", "Stop", "Load {a}", "Saved as {name}."]);
}

#[test]
fn a_table_is_read_as_the_macros_read_it() {
    let source = "//! x\nuse super::texts;\n\ntexts! {\n    // Why.\n    ONE: \"a \\\"b\\\" {0}\", \"c \\\n        d {0}\";\n}\n\ncounted_texts! {\n    TWO:\n        \"{0} row\" | \"{0} rows\",\n        \"{0} Zeile\" | \"{0} Zeilen\";\n}\n";
    let rows = rows_of("x", source);
    let read: Vec<(&str, &str)> = rows.iter().map(|row| (row.english.as_str(), row.german.as_str())).collect();
    assert_eq!(read, [("a \"b\" {0}", "c d {0}"), ("{0} row", "{0} Zeile"), ("{0} rows", "{0} Zeilen")]);
    assert_eq!(rows[0].english_pieces(), ["a \"b\" ", ""]);
    assert_eq!(rows[2].name, "x::TWO");
}
