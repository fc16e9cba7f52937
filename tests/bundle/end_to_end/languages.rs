//! The page speaks the language of the browser or the one that was chosen, all of it, and changes it without losing
//! anything.

use serde_json::{Value, json};
use tests::page::{CONTROL, ENTER, Hosting, Page};
use tests::texts::table;

const SCRIPTS: &str = include_str!("languages.js");

fn language(page: &Page) -> Value {
    page.run("return document.documentElement.lang")
}

/// Chooses in the combobox Language, whatever its name is now.
fn choose(page: &Page, tag: &str) {
    let chosen = "const select = document.querySelector('header select'); select.focus(); select.value = args;\
         select.dispatchEvent(new Event('change', { bubbles: true })); return select.value";
    assert_eq!(page.run_with(chosen, json!(tag)), json!(tag));
    page.call(SCRIPTS, "drawn");
}

fn enter(page: &Page, a: &str, b: &str) {
    page.paste("Matrix A", a);
    page.paste("Matrix B", b);
}

fn multiply(page: &Page) {
    page.browser.press(&[CONTROL, ENTER]);
}

/// English that stands on the page: a whole text of the table, or all pieces of one with values in it.
fn english_on(page: &Page) -> Vec<String> {
    let words = page.call(SCRIPTS, "wordsOfPage");
    let words: Vec<&str> = words.as_array().unwrap().iter().map(|text| text.as_str().unwrap()).collect();
    let mut found = Vec::new();
    for row in table().iter().filter(|row| row.english != row.german) {
        let pieces = row.english_pieces();
        let letters = |text: &str| text.chars().filter(|character| character.is_alphabetic()).count();
        // Pieces of a few letters, as "{0} of {1}", also occur in German.
        if pieces.iter().map(|piece| letters(piece)).max().unwrap_or(0) < 4 {
            continue;
        }
        let is_there = |text: &&&str| {
            let mut rest: &str = text;
            pieces.iter().enumerate().all(|(index, piece)| {
                let piece = piece.trim();
                let place = if index == 0 { rest.starts_with(piece).then_some(0) } else { rest.find(piece) };
                place.is_some_and(|place| {
                    rest = &rest[place + piece.len()..];
                    true
                })
            }) && (rest.is_empty() || row.english.ends_with('}'))
        };
        found.extend(words.iter().filter(is_there).map(|text| format!("{}: {text}", row.name)));
    }
    found
}

#[test]
fn the_browser_chooses_the_language() {
    for (languages, expected) in
        [("de-AT,en", "de"), ("fr,de,en", "de"), ("en-GB,de", "en"), ("fr-FR,fr", "en"), ("DE", "de")]
    {
        let page = Page::prepare(Hosting::Isolated);
        page.browser.read_languages(languages);
        page.load();
        assert_eq!(language(&page), json!(expected), "{languages}");
    }
}

#[test]
fn a_choice_keeps_inputs_result_cards_and_focus_and_is_remembered() {
    let page = Page::open(Hosting::Isolated);
    enter(&page, "1 2\n3 4", "5 6\n7 8");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.paste("Matrix C", "1 2\n3 x");
    page.run("document.querySelectorAll('.extras details').forEach((card) => { card.open = true; })");
    page.run("const field = document.querySelector('#workers'); field.value = 2; field.dispatchEvent(new Event('change', { bubbles: true }))");
    page.call(SCRIPTS, "drawn");
    page.find("combobox", "Language");
    choose(&page, "en");
    let before = page.call(SCRIPTS, "state");
    choose(&page, "de");
    assert_eq!(language(&page), json!("de"));
    assert_eq!(page.call(SCRIPTS, "state"), before);
    page.find("combobox", "Sprache");
    page.load();
    assert_eq!(language(&page), json!("de"));
    page.find("combobox", "Sprache");
    choose(&page, "en");
    page.find("button", "Multiply");
}

#[test]
fn english_on_the_page_is_found() {
    let page = Page::open(Hosting::Isolated);
    enter(&page, "1 2\n3 4", "5 6\n7 8");
    multiply(&page);
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.call(SCRIPTS, "drawn");
    let found = english_on(&page).join("\n");
    for name in ["page::PURPOSE", "page::SHORTCUTS", "messages::READ_AS", "messages::ENTRY", "pool::READY"] {
        assert!(found.contains(&format!("{name}: ")), "{name} was not found in\n{found}");
    }
}
