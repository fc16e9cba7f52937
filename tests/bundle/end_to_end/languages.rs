//! The page speaks the language of the browser or the one that was chosen, all of it, and changes it without losing
//! anything.

use serde_json::{Value, json};
use tests::page::{CONTROL, ENTER, ESCAPE, Hosting, Page};
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

fn open_in_german() -> Page {
    let page = Page::prepare(Hosting::Isolated);
    page.browser.read_languages("de-DE,de");
    page.load();
    page
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

/// States, and what leads to each from the one before it.
const STATES: [(&str, fn(&Page)); 8] = [
    ("empty", |_| {}),
    ("typed", |page| {
        enter(page, "1 2\n3 4", "5 6\n7 8");
        page.wait_for_status(&["2 × 2"]);
    }),
    ("a product", |page| {
        multiply(page);
        page.wait_until("a product", || page.browser.select("[role=gridcell]").first().cloned());
    }),
    ("all cards open", |page| {
        page.run("document.querySelectorAll('details').forEach((card) => { card.open = true; })");
    }),
    ("operands that have changed", |page| {
        page.paste("Matrix A", "1 2 3");
        page.wait_for_status(&["1 × 3"]);
    }),
    ("shapes that do not fit", |page| {
        multiply(page);
        page.alert();
    }),
    ("C to be checked", |page| {
        page.paste("Matrix A", "1 2\n3 4");
        page.paste("Matrix C", "19 22\n43 51");
        page.wait_for_status(&["2 × 2"]);
        page.run("document.querySelector('.given .run button').click()");
        page.wait_for_status(&["51"]);
    }),
    ("the shortcuts", |page| {
        page.run("document.activeElement.blur()");
        page.browser.press(&['?']);
        page.wait_until("a dialog", || page.browser.select("dialog[open]").first().cloned());
        page.browser.press(&[ESCAPE]);
    }),
];

#[test]
fn no_english_is_left_on_the_german_page() {
    let page = open_in_german();
    for (state, step) in STATES {
        step(&page);
        page.call(SCRIPTS, "drawn");
        let found = english_on(&page);
        assert!(found.is_empty(), "{state}: {found:#?}");
    }
    page.expect_quiet_console();
}

#[test]
fn english_on_the_page_is_found() {
    let page = Page::open(Hosting::Isolated);
    enter(&page, "1 2\n3 4", "5 6\n7 8");
    multiply(&page);
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.call(SCRIPTS, "drawn");
    let found = english_on(&page).join("\n");
    for name in ["page::PURPOSE", "page::SHORTCUTS", "messages::READ_AS", "messages::ENTRY"] {
        assert!(found.contains(&format!("{name}: ")), "{name} was not found in\n{found}");
    }
}

#[test]
fn what_the_readers_say_is_german_on_the_page_and_english_for_scripts() {
    let page = open_in_german();
    page.paste("Matrix A", "1;2,5\n3;4");
    page.wait_for_status(&["durch Semikolons getrennt", "Dezimalkomma"]);
    page.paste("Matrix B", "1 2\n3 x");
    multiply(&page);
    assert!(
        ["Zeile 2, Spalte 2", "„x“ ist keine Zahl"].iter().all(|words| page.alert().contains(words)),
        "{}",
        page.alert()
    );
    let refusal =
        "try { await matmill.parse(new TextEncoder().encode('1 2\\n3 x')) } catch (error) { return error.message }";
    let refusal = page.run(refusal);
    assert!(refusal.as_str().unwrap().contains("row 2, column 2"), "{refusal}");
    // A refusal that still stands is worded anew.
    choose(&page, "en");
    page.wait_until("an English alert", || page.words("alert").contains("is not a number").then_some(()));
    page.wait_for_status(&["semicolon-separated", "decimal comma"]);
}
