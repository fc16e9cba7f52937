//! Numbers of the product are selected in the grid, as in a spreadsheet, and copied in full precision.

use serde_json::json;
use tests::page::{CONTROL, Hosting, Page};

const SHIFT: char = '\u{e008}';
const DOWN: char = '\u{e015}';
const RIGHT: char = '\u{e014}';

/// A page whose product is A itself, with numbers that the grid shortens.
fn with_a_product() -> Page {
    let page = Page::open(Hosting::Isolated);
    let grant = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.browser.devtools("Browser.grantPermissions", grant);
    page.paste("Matrix A", "[[0.30000000000000004,-0.1111111111111111,3],[4,-1e-300,6.123456789012345],[7,8,9]]");
    page.paste("Matrix B", "[[1,0,0],[0,1,0],[0,0,1]]");
    page.click("Multiply");
    page.wait_for_status(&["C is", "3 × 3"]);
    page
}

/// Presses Ctrl + C and gives what it put on the clipboard, once the page has said how many numbers.
fn copied(page: &Page, count: &str) -> String {
    page.browser.press(&[CONTROL, 'c']);
    page.wait_for_status(&[count, "copied", "TSV"]);
    page.run("return await navigator.clipboard.readText()").as_str().unwrap().to_owned()
}

fn click(page: &Page, row: usize, col: usize) {
    let cell = format!("[role=row][aria-rowindex='{}'] > [role=gridcell][aria-colindex='{}']", row + 1, col + 1);
    let drawn = || page.browser.select(&cell).into_iter().next();
    page.browser.click(&page.wait_until("the number is drawn", drawn));
}

fn selected(page: &Page) -> Vec<String> {
    let cells = page
        .run("return Array.from(document.querySelectorAll('[aria-selected=true]'), (cell) => cell.innerText.trim())");
    serde_json::from_value(cells).unwrap()
}

#[test]
fn a_block_is_selected_with_the_mouse_and_copied_in_full() {
    let page = with_a_product();
    click(&page, 2, 3);
    assert_eq!(selected(&page), [""; 0], "one number is no block");
    assert_eq!(copied(&page, "1 number"), "6.123456789012345\n");
    page.run(
        "window.hold = new MouseEvent('mousedown', { bubbles: true, shiftKey: true });\
         document.querySelector('[aria-rowindex=\"2\"] > [aria-colindex=\"3\"]').dispatchEvent(hold)",
    );
    assert_eq!(selected(&page), ["\u{2212}0.1111111", "3", "\u{2212}1e\u{2212}300", "6.123457"]);
    let text = page.run("return document.querySelector('.active-value').innerText");
    let numbers: Vec<&str> =
        text.as_str().unwrap().split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    assert_eq!(numbers, ["1", "2", "2", "3", "4"], "rows, columns and count: {text}");
    assert_eq!(copied(&page, "2 × 2"), "-0.1111111111111111\t3\n-1e-300\t6.123456789012345\n");
}

#[test]
fn a_block_is_selected_with_keys_and_let_go_by_the_next_one() {
    let page = with_a_product();
    click(&page, 1, 1);
    page.browser.press(&[SHIFT, DOWN]);
    assert_eq!(selected(&page), ["0.3", "4"]);
    assert_eq!(copied(&page, "2 × 1"), "0.30000000000000004\n4\n");
    page.browser.press(&[SHIFT, RIGHT]);
    page.browser.press(&[SHIFT, RIGHT]);
    assert_eq!(selected(&page).len(), 6);
    page.browser.press(&[DOWN]);
    assert_eq!(selected(&page), [""; 0]);
    page.browser.press(&[CONTROL, 'a']);
    assert_eq!(selected(&page).len(), 9);
    let all = copied(&page, "3 × 3");
    assert_eq!(all, "0.30000000000000004\t-0.1111111111111111\t3\n4\t-1e-300\t6.123456789012345\n7\t8\t9\n");
}

#[test]
fn a_drag_selects_only_if_it_began_on_a_number() {
    let page = with_a_product();
    let mouse = |kind: &str, row: usize, col: usize| {
        let script = "const [kind, cell] = args; const buttons = kind === 'mouseup' ? 0 : 1;\
             document.querySelector(cell).dispatchEvent(new MouseEvent(kind, { bubbles: true, buttons })); return null";
        let cell = format!("[aria-rowindex='{}'] > [role=gridcell][aria-colindex='{}']", row + 1, col + 1);
        page.run_with(script, json!([kind, cell]));
    };
    mouse("mouseover", 3, 3);
    assert_eq!(selected(&page), [""; 0], "the button went down elsewhere");
    mouse("mousedown", 1, 1);
    mouse("mouseover", 2, 2);
    assert_eq!(selected(&page), ["0.3", "\u{2212}0.1111111", "4", "\u{2212}1e\u{2212}300"]);
    mouse("mouseup", 2, 2);
    mouse("mouseover", 3, 3);
    assert_eq!(selected(&page).len(), 4, "the button is up");
}
