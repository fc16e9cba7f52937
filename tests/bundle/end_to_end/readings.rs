//! Other interpretations of a text, and the product in every format.

use serde_json::json;
use tests::page::{ENTER, Hosting, Page};

const SCRIPTS: &str = include_str!("readings.js");

/// Presses the button of that text in the group of other readings, with the keyboard.
fn read_as(page: &Page, start: &str) {
    page.wait_until("the other reading is offered", || {
        (page.call_with(SCRIPTS, "focusReading", json!(start)) == json!(true)).then_some(())
    });
    page.browser.press(&[ENTER]);
}

#[test]
fn another_reading_is_one_press_away_and_so_is_the_way_back() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1,234\n5,678");
    let before = page.wait_until("A is read", || Some(page.words("status")).filter(|words| words.contains(" × ")));
    read_as(&page, "Read as ");
    page.wait_until("A is read otherwise", || (page.words("status") != before).then_some(()));
    read_as(&page, "Read as detected");
    page.wait_until("A is as it was", || (page.words("status") == before).then_some(()));
    assert_eq!(page.text_of("Matrix A"), "1,234\n5,678", "the text stays");
}

/// Waits until the button with this text has the focus and is marked as pressed.
fn focus_comes_to(page: &Page, button: &str) {
    let script = "const { textContent, ariaPressed } = document.activeElement; return [textContent, ariaPressed]";
    let has_focus = || (page.run(script) == json!([button, "true"])).then_some(());
    page.wait_until(&format!("the focus is on {button:?}, which is pressed"), has_focus);
}

#[test]
fn the_focus_stays_on_the_reading_that_was_chosen() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1,234\n5,678");
    let before = page.wait_until("A is read", || Some(page.words("status")).filter(|words| words.contains(" × ")));
    let other = "Read as 2 × 1, one number per line, decimal comma";
    read_as(&page, other);
    page.wait_until("A is read otherwise", || (page.words("status") != before).then_some(()));
    focus_comes_to(&page, other);
    read_as(&page, "Read as detected");
    page.wait_until("A is as it was", || (page.words("status") == before).then_some(()));
    focus_comes_to(&page, "Read as detected");
}

#[test]
fn the_reading_that_was_chosen_holds_while_the_text_is_edited() {
    let page = Page::open(Hosting::Isolated);
    let shape = |wanted: &str| {
        page.wait_for_status(&[wanted]);
    };
    let add = |line: &str| page.browser.type_into(&page.find("textbox", "Matrix A"), line);
    page.paste("Matrix A", "1,234\n5,678");
    shape("2 × 2");
    read_as(&page, "Read as 2 × 1, one number per line, decimal comma");
    shape("2 × 1");
    add("\n9,012");
    shape("3 × 1");
    add("3\n4,567");
    shape("4 × 1");
    read_as(&page, "Read as detected");
    shape("4 × 2");
    add("\n3,4");
    shape("5 × 2");
}

#[test]
fn what_was_assumed_is_said_in_one_line() {
    let page = Page::open(Hosting::Isolated);
    page.load_file("Load A", "a.csv", "w;x;y;z\n1,5;2;3;4\n1;2;3;4\n1;2;3;4\n".as_bytes());
    page.wait_for_status(&["a.csv", "3 × 4", "semicolon", "decimal comma", "w, x, y, z", "CSV", "f64"]);
}

#[test]
fn a_refused_text_is_read_in_the_way_that_is_offered() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1,5;2,5;");
    page.alert();
    read_as(&page, "Read as ");
    page.wait_until("A is read and the alert is gone", || page.words("alert").is_empty().then_some(()));
    page.wait_for_status(&[" × "]);
}

#[test]
fn every_format_is_downloaded_with_its_ending_and_the_input_s_own_comes_first() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "1,5;2\n3;4");
    page.paste("Matrix B", "1 0\n0 1");
    page.click("Multiply");
    page.expect_result(&[1.5, 2.0, 3.0, 4.0]);
    let first = page.run("const format = document.getElementById('format'); return [format.value, format.options[0].value, format.options.length]");
    assert_eq!(first, json!(["csv-decimal-comma", "csv-decimal-comma", 10]));
    for (kind, ending, beginning) in [
        ("csv-decimal-comma", ".csv", "1,5;2\r\n"),
        ("tsv", ".tsv", "1.5\t2\n"),
        ("numpy", ".py", "np.array([[1.5"),
        ("matlab", ".m", "[1.5 2"),
        ("latex", ".tex", "\\begin{bmatrix}"),
        ("markdown", ".md", "|"),
        ("json", ".json", "[[1.5,2]"),
        ("mtx", ".mtx", "%%MatrixMarket matrix array real general"),
    ] {
        let (name, bytes) = page.download(kind);
        assert!(name.ends_with(ending), "{kind}: {name}");
        let text = String::from_utf8(bytes).expect("text in UTF-8");
        assert!(text.starts_with(beginning), "{kind}: {text:?}");
    }
}
