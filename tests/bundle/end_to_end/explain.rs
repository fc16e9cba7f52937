//! A number of C is explained by its sum, small products step by step, and digits are only shown differently.

use serde_json::{Value, json};
use tests::fixtures::{npy, reals};
use tests::page::{CONTROL, ENTER, Hosting, Page};

const SCRIPTS: &str = include_str!("explain.js");

const DOWN: char = '\u{e015}';
const RIGHT: char = '\u{e014}';

fn multiplied(a: &str, b: &str) -> Page {
    let page = Page::open(Hosting::Isolated);
    multiply(&page, a, b);
    page
}

fn multiply(page: &Page, a: &str, b: &str) {
    page.paste("Matrix A", a);
    page.paste("Matrix B", b);
    page.click("Multiply");
    page.find("region", "Explanation");
}

/// Multiplies what stands in the editors by the keyboard, whatever the language, and waits for the numbers.
fn multiply_again(page: &Page) {
    page.browser.press(&[CONTROL, ENTER]);
    let cells = "return document.querySelectorAll('[role=gridcell]').length";
    page.wait_until("there is a product", || (page.run(cells) != json!(0)).then_some(()));
}

/// Multiplies m × k by k × n, generated and loaded as files.
fn multiplied_files(page: &Page, [m, k, n]: [usize; 3], kind: &str) {
    let [a, b] = match kind {
        "f32" => [npy(&reals::<f32>(m, k, 1)), npy(&reals::<f32>(k, n, 2))],
        _ => [npy(&reals::<f64>(m, k, 1)), npy(&reals::<f64>(k, n, 2))],
    };
    page.load_file("Load A", "a.npy", &a);
    page.load_file("Load B", "b.npy", &b);
    page.click("Multiply");
    page.find("region", "Explanation");
}

/// What is said once cell (row, col), counted from 1, is explained.
fn said_of(page: &Page, row: usize, col: usize) -> Value {
    page.wait_until(&format!("c({row}, {col}) is explained"), || {
        let said = page.call(SCRIPTS, "said");
        (said["cell"] == json!([row, col])).then_some(said)
    })
}

fn note(said: &Value, at: usize) -> &str {
    said["notes"][at].as_str().unwrap()
}

#[test]
fn the_sum_of_the_focused_number_follows_the_keyboard() {
    let page = multiplied("1 2 3\n4 5 6\n7 8 9", "1 0 -2\n2 1 0\n-1 3 0.5");
    assert_eq!(said_of(&page, 1, 1)["value"], json!("2"));
    page.call_with(SCRIPTS, "focusCell", json!([1, 1]));
    page.browser.press(&[DOWN]);
    page.browser.press(&[RIGHT]);
    page.browser.press(&[RIGHT]);
    let said = said_of(&page, 2, 3);
    assert_eq!(said["value"], json!("-5"));
    let rows = json!([["1", "4", "-2", "-8", "-8"], ["2", "5", "0", "0", "-8"], ["3", "6", "0.5", "3", "-5"]]);
    assert_eq!(page.call(SCRIPTS, "tables"), json!([rows]));
    let numbers: Vec<&str> = note(&said, 0).split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).collect();
    assert_eq!(numbers, ["3", "1", "1", "1"], "terms, positive, negative, zero: {said}");
    // Moving on changes numbers but moves nothing.
    let height = "return document.querySelector('section.explanation').getBoundingClientRect().height";
    let before = page.run(height);
    page.browser.press(&[DOWN]);
    said_of(&page, 3, 3);
    assert_eq!(page.run(height), before);
    page.expect_quiet_console();
}

#[test]
fn sums_of_any_length_are_those_of_a_plain_loop() {
    let page = Page::open(Hosting::Isolated);
    let cases = [([1024, 1024, 1024], "f64", [2, 3]), ([64, 700, 8], "f32", [1, 3]), ([2, 100_000, 2], "f64", [2, 2])];
    for (sizes, kind, [row, col]) in cases {
        multiplied_files(&page, sizes, kind);
        page.call_with(SCRIPTS, "focusCell", json!([row, col]));
        let said = said_of(&page, row, col);
        let [rows, terms, cols] = sizes;
        let of = json!({ "rows": rows, "terms": terms, "cols": cols, "kind": kind, "row": row, "col": col });
        let found = page.call_with(SCRIPTS, "compare", of.clone());
        assert_eq!(found["wrong"], json!([]), "{sizes:?} {kind}");
        let first = [1, 2, 3, 4, 5, terms - 2, terms - 1, terms];
        assert_eq!(found["indices"], json!(first));
        assert_eq!(
            page.call(SCRIPTS, "marked"),
            marks([row, col], sizes),
            "the row of A and the column of B are marked"
        );
        assert_eq!(found["hidden"], json!([terms - 8, 6, terms - 3]));
        assert_eq!(found["largest"], json!(5));
        assert!(note(&said, 2).contains("bit"), "the total ends with the bits of C: {said}");
        assert_eq!(page.call_with(SCRIPTS, "loopEndsWithTheBitsOfC", of), json!(true));
    }
}

/// The marked numbers in the corners of A and B, which show four rows and columns: of A a row, of B a column.
fn marks([row, col]: [usize; 2], [rows, terms, cols]: [usize; 3]) -> Value {
    let [a, b] = [(row, rows), (col, cols)].map(|(at, count)| if at <= 4.min(count) { 4.min(terms) } else { 0 });
    json!([a, b])
}

#[test]
fn more_terms_are_shown_when_asked_for() {
    let page = Page::open(Hosting::Isolated);
    multiplied_files(&page, [3, 80, 3], "f64");
    said_of(&page, 1, 1);
    let shown = || page.call(SCRIPTS, "tables")[0].as_array().unwrap().len();
    assert_eq!(shown(), 9);
    page.click("Show more");
    page.wait_until("more terms are shown", || (shown() == 59).then_some(()));
    page.click("Show more");
    page.wait_until("all are shown", || (shown() == 80).then_some(()));
    assert!(page.look_for("button", "Show more").is_none());
    page.click("Show fewer");
    page.wait_until("fewer are shown", || (shown() == 9).then_some(()));
}

#[test]
fn what_stands_out_is_said() {
    let page = Page::open(Hosting::Isolated);
    // A, B, and what the sentences hold: on cancellation, and on how the sum ends.
    let cases = [
        ("1000000 1 -1000000", "1\n1\n1", ["2000001", "6 of 16"], "", "exact"),
        ("2 -6", "3\n1", ["12", "completely"], "", "exact"),
        ("0 0", "1\n1", ["zero", ""], "", "exact"),
        ("1 inf 2", "1\n0\n3", ["nan", "t = 2"], "inf · 0", "bit for bit"),
        ("1 2", "1\nnan", ["nan", "t = 2"], "2 · nan", "bit for bit"),
        ("0.1 0.2", "1\n1", ["0.3", "next to nothing"], "", ""),
    ];
    for (a, b, parts, other, ending) in cases {
        multiply(&page, a, b);
        let said = page.wait_until("the new product is explained", || {
            let terms: Vec<String> = a.split(' ').map(str::to_owned).collect();
            let shown = page.call(SCRIPTS, "said");
            let left: Vec<String> = match page.call(SCRIPTS, "tables")[0].as_array() {
                Some(rows) => rows.iter().map(|row| row[1].as_str().unwrap().to_owned()).collect(),
                None => Vec::new(),
            };
            (left == terms && !shown.is_null()).then_some(shown)
        });
        let cancels = note(&said, 1);
        assert!(parts.iter().all(|part| cancels.contains(part)) && cancels.contains(other), "{a}: {said}");
        assert!(note(&said, 2).contains(ending), "{a}: {said}");
    }
}

#[test]
fn another_order_of_addition_is_told_and_never_hidden() {
    let page = Page::open(Hosting::Isolated);
    page.run(
        "document.querySelector('#algorithm').value = 'strassen'; \
              document.querySelector('#algorithm').dispatchEvent(new Event('change', { bubbles: true })); return null",
    );
    multiplied_files(&page, [1024, 1024, 1024], "f64");
    let differing = page.wait_until("a number differs from its plain sum", || {
        (1..=8).find_map(|col| {
            page.call_with(SCRIPTS, "focusCell", json!([1, col]));
            let said = said_of(&page, 1, col);
            note(&said, 2).contains("Strassen").then_some(said)
        })
    });
    assert!(note(&differing, 2).matches('.').count() >= 2, "both numbers in full: {differing}");
}

#[test]
fn operands_that_have_changed_since_are_not_mixed_in() {
    let page = multiplied("1 2\n3 4", "5 6\n7 8");
    said_of(&page, 1, 1);
    let hints = "return document.querySelectorAll('section.explanation .hint').length";
    assert_eq!(page.run(hints), json!(0));
    page.paste("Matrix A", "9 9\n9 9");
    page.wait_until("the explanation says that A has changed", || (page.run(hints) == json!(1)).then_some(()));
    assert_eq!(page.call(SCRIPTS, "tables"), json!([[["1", "1", "5", "5", "5"], ["2", "2", "7", "14", "19"]]]));
    page.call_with(SCRIPTS, "focusCell", json!([2, 2]));
    assert_eq!(said_of(&page, 2, 2)["value"], json!("50"));
}

#[test]
fn a_small_product_is_shown_step_by_step_and_printed() {
    let page = multiplied("1 2\n3 -4", "5 6\n7 8");
    page.click("Show all steps");
    let steps = [
        (vec!["1", "2"], vec!["5", "7"], vec!["19"], "(1, 1) = 1·5 + 2·7 = 5 + 14 = 19"),
        (vec!["1", "2"], vec!["6", "8"], vec!["19", "22"], "(1, 2) = 1·6 + 2·8 = 6 + 16 = 22"),
        (vec!["3", "-4"], vec!["5", "7"], vec!["19", "22", "-13"], "(2, 1) = 3·5 + (-4)·7 = 15 - 28 = -13"),
        (vec!["3", "-4"], vec!["6", "8"], vec!["19", "22", "-13", "-14"], "(2, 2) = 3·6 + (-4)·8 = 18 - 32 = -14"),
    ];
    for (at, (row, col, filled, sum)) in steps.iter().enumerate() {
        let cell = filled.last().unwrap();
        page.wait_until(&format!("step {}", at + 1), || {
            let step = page.call(SCRIPTS, "step");
            let is_there = step["marked"] == json!([row, col, [cell]]) && step["filled"] == json!(filled);
            (is_there && step["sum"].as_str().unwrap().contains(sum)).then_some(())
        });
        // The grid and the explanation are at the same number; the focus stays at the button.
        said_of(&page, at / 2 + 1, at % 2 + 1);
        assert_eq!(
            page.run("return document.querySelector('[role=grid]').contains(document.activeElement)"),
            json!(false)
        );
        if at < 3 {
            page.click("Next");
        }
    }
    page.click("Previous");
    said_of(&page, 2, 1);
    page.run("window.print = () => { window.marked = document.documentElement.hasAttribute('data-print-steps'); }; return null");
    page.click("Print");
    assert_eq!(page.run("return window.marked"), json!(true));
    let media = |media: &str| page.browser.devtools("Emulation.setEmulatedMedia", json!({ "media": media }));
    media("print");
    let everything = page.call(SCRIPTS, "printed");
    assert_eq!((&everything["sums"], &everything["entries"]), (&json!(4), &json!(true)), "{everything}");
    page.run("document.documentElement.setAttribute('data-print-steps', ''); return null");
    assert_eq!(page.call(SCRIPTS, "printed"), json!({ "sums": 4, "entries": true, "others": [] }));
    page.run("document.documentElement.removeAttribute('data-print-steps'); return null");
    media("");
    page.click("All at once");
    page.wait_until("all steps are shown", || (page.call(SCRIPTS, "printed")["sums"] == json!(4)).then_some(()));
}

#[test]
fn a_product_beyond_eight_has_no_steps() {
    for (a, b, has_steps) in [("1 2 3 4 5 6 7 8", "1\n2\n3\n4\n5\n6\n7\n8", true), ("1", "1 2 3 4 5 6 7 8 9", false)] {
        let page = multiplied(a, b);
        said_of(&page, 1, 1);
        assert_eq!(page.look_for("button", "Show all steps").is_some(), has_steps, "{b}");
    }
}

#[test]
fn digits_are_shown_as_chosen_and_copied_and_saved_in_full() {
    let page = multiplied("0.123456789 1234.56789\n1 2", "1 0\n0 1");
    page.expect_result(&[0.1234568, 1234.568, 1.0, 2.0]);
    let text_before = page.text_of("Matrix A");
    let choose = |list: &str, value: &str| {
        page.run_with("testing.choose(document.getElementById(args[0]), args[1]); return null", json!([list, value]));
    };
    choose("digits", "3");
    page.expect_result(&[0.123, 1.23e3, 1.0, 2.0]);
    assert_eq!(said_of(&page, 1, 1)["value"], json!("0.123"));
    choose("decimal-mark", "comma");
    page.wait_until("decimal commas are shown", || {
        (page.call(SCRIPTS, "said")["value"] == json!("0,123")).then_some(())
    });
    let cells = "return Array.from(document.querySelectorAll('[role=gridcell]'), (cell) => cell.innerText.trim())";
    assert_eq!(page.run(cells), json!(["0,123", "1,23e3", "1", "2"]));
    let (_, csv) = page.download("csv");
    assert_eq!(String::from_utf8(csv).unwrap(), "0.123456789,1234.56789\n1,2\n");
    assert_eq!(page.text_of("Matrix A"), text_before);
    choose("digits", "17");
    choose("decimal-mark", "point");
    page.expect_result(&[0.123456789, 1234.56789, 1.0, 2.0]);
    // The choice is remembered. In German the comma is usual, and a chosen mark stays.
    page.load();
    assert_eq!(page.run("return document.getElementById('digits').value"), json!("17"));
    page.run_with("testing.choose(document.querySelector('header select'), args); return null", json!("de"));
    multiply_again(&page);
    assert_eq!(page.run(cells), json!(["0.123456789", "1234.56789", "1", "2"]));
    choose("decimal-mark", "language");
    page.wait_until("the mark of the language is shown", || {
        (page.run(cells) == json!(["0,123456789", "1234,56789", "1", "2"])).then_some(())
    });
}
