//! While a text is being typed, what is not finished is no error.

use serde_json::json;
use tests::page::{CONTROL, ENTER, Hosting, Page};

const LEFT: char = '\u{e012}';
const UP: char = '\u{e013}';

/// Types `text` key by key into the editor of A.
fn typed(page: &Page, text: &str) {
    page.browser.type_into(&page.find("textbox", "Matrix A"), text);
}

/// Whether the editor of A shows that something is wrong with its text.
fn is_alarmed(page: &Page) -> bool {
    let is_marked = "return document.getElementById('matrix-A').getAttribute('aria-invalid') === 'true'";
    !page.words("alert").is_empty() || page.run(is_marked) == json!(true)
}

/// Gives the page as long as a refusal takes that does not wait: B's is shown at once, because it was pasted.
fn give_time(page: &Page) {
    page.run(
        "const editor = document.getElementById('matrix-B'); editor.value = '1 2\\n3 x';\
         editor.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));",
    );
    page.wait_until("what was pasted into B is refused", || page.words("alert").contains('x').then_some(()));
    page.run(
        "const editor = document.getElementById('matrix-B'); editor.value = '';\
         editor.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'deleteContentBackward' }));",
    );
    page.wait_until("B is empty", || (!page.words("alert").contains('x')).then_some(()));
}

#[test]
fn what_is_not_finished_is_no_error_until_the_focus_leaves() {
    for text in ["1 2\n3", "-", "1e", "1 2\n3 4\n5 -", "1 2\nthree", "[[1, 2], [3"] {
        let page = Page::open(Hosting::Isolated);
        typed(&page, text);
        give_time(&page);
        assert!(!is_alarmed(&page), "{text:?}: {}", page.words("alert"));
        page.run("document.getElementById('matrix-B').focus()");
        page.wait_until(&format!("{text:?} is refused"), || is_alarmed(&page).then_some(()));
        assert_eq!(page.text_of("Matrix A"), text);
    }
}

#[test]
fn multiply_says_what_is_wrong_whether_it_is_pressed_with_a_key_or_clicked() {
    for by_key in [true, false] {
        let page = Page::open(Hosting::Isolated);
        page.paste("Matrix B", "1\n2");
        typed(&page, "1 2\n3");
        if by_key {
            page.browser.press(&[CONTROL, ENTER]);
        } else {
            page.click("Multiply");
        }
        assert!(page.alert().contains("row 2"), "{}", page.words("alert"));
        typed(&page, " 4");
        page.wait_until("the alert is gone", || page.words("alert").is_empty().then_some(()));
        page.click("Multiply");
        page.expect_result(&[5.0, 11.0]);
    }
}

#[test]
fn an_error_in_another_line_is_shown_while_the_focus_stays() {
    let page = Page::open(Hosting::Isolated);
    typed(&page, "1 2\nx 4\n5 6\n7 8");
    page.wait_until("the second row is refused", || page.words("alert").contains('x').then_some(()));
    // At work on that line it is not.
    for _ in 0..2 {
        page.browser.press(&[UP]);
    }
    page.browser.press(&[LEFT]);
    page.browser.press(&['9']);
    page.wait_until("the alert is gone", || page.words("alert").is_empty().then_some(()));
    give_time(&page);
    assert!(!is_alarmed(&page), "{}", page.words("alert"));
}

#[test]
fn what_is_pasted_is_finished() {
    let page = Page::open(Hosting::Isolated);
    page.run(
        "const editor = document.getElementById('matrix-A'); editor.focus(); editor.value = '1 2\\n3';\
         editor.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));",
    );
    assert!(page.alert().contains("row 2"), "{}", page.words("alert"));
}
