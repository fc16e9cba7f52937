//! Heat maps: what their pixels say and show, the way from a pixel to the grid, and marks.

use serde_json::{Value, json};
use tests::page::{ENTER, Hosting, Page};

const SCRIPTS: &str = include_str!("maps.js");

fn pair(value: &Value) -> (f64, f64) {
    (value[0].as_f64().unwrap(), value[1].as_f64().unwrap())
}

#[test]
fn at_any_zoom_each_pixel_says_what_a_plain_loop_finds() {
    for (hosting, kind, rows, cols) in [
        (Hosting::Isolated, "f64", 700, 530),
        (Hosting::Plain, "f32", 1100, 300),
        (Hosting::Isolated, "f32", 3, 5000),
        (Hosting::Plain, "f64", 4000, 1),
    ] {
        let page = Page::open(hosting);
        let argument = json!({ "letter": "A", "kind": kind, "rows": rows, "cols": cols });
        let found = page.call_with(SCRIPTS, "readouts", argument);
        let what = format!("{hosting:?}, {kind}, {rows} × {cols}");
        assert_eq!(found[0], json!([]), "{what}");
        assert_eq!(found[1], json!(1), "{what}: at last a pixel is one cell");
        assert!(found[2].as_u64().unwrap() > 8 && found[3].as_u64().unwrap() > 3, "{what}: {found}");
        page.expect_quiet_console();
    }
}

#[test]
fn zero_nan_and_infinities_have_colours_of_their_own_in_light_and_dark() {
    let page = Page::open(Hosting::Isolated);
    page.paste("Matrix A", "0 nan inf -inf 1e-9 5");
    for scheme in ["light", "dark"] {
        page.browser.prefer(scheme);
        let found = page.call(SCRIPTS, "specialColours");
        let (colours, legend) = (&found[0], &found[1]);
        for (index, name) in ["0", "NaN", "+∞", "\u{2212}∞"].into_iter().enumerate() {
            assert_eq!(colours[index], legend[name], "{name} in {scheme}");
        }
        let mut different: Vec<String> = colours.as_array().unwrap().iter().map(Value::to_string).collect();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), 6, "{scheme}: {colours}");
        let said = found[2].as_str().unwrap();
        assert!(said.contains("NaN 1") && said.contains("+∞ 1") && said.contains("max 5"), "{said}");
    }
}

fn multiplied(rows: u32) -> Page {
    let page = Page::open(Hosting::Isolated);
    for (letter, seed) in [("A", 1), ("B", 2)] {
        let script = format!(
            "{SCRIPTS}\nawait load({{ letter: args, matrix: testing.reals({rows}, {rows}, {seed}) }}); return null"
        );
        page.run_with(&script, json!(letter));
    }
    page.click("Multiply");
    page.find("application", "Map of C");
    page
}

#[test]
fn a_click_goes_to_the_cell_that_the_pixel_shows_and_marks_its_row_and_column() {
    let page = multiplied(600);
    let places = json!([[0.9, 0.2], [0.3, 0.8], [0.51, 0.49]]);
    let found = page.call_with(SCRIPTS, "clicks", json!({ "letter": "C", "places": places }));
    for click in found.as_array().unwrap() {
        let ((top, bottom), (left, right)) = (pair(&click["rows"]), pair(&click["cols"]));
        let (row, col) = pair(&click["cell"]);
        assert!((top..bottom).contains(&row) && (left..right).contains(&col), "{click}");
        assert_eq!(click["hasFocus"], json!(true));
    }
    let (row, col) = pair(&found[2]["cell"]);
    let mark = |letter: &str| {
        let marks = page.call_with(SCRIPTS, "marks", json!({ "letter": letter, "kind": "focused" }));
        let mark: Vec<f64> = marks[0].as_array().expect(letter).iter().map(|edge| edge.as_f64().unwrap()).collect();
        mark
    };
    // Marks are as wide as pixels, and have lines around them.
    let is_at = |from: f64, to: f64, cell: f64| from <= (cell + 1.0) / 600.0 && to >= cell / 600.0 && to - from < 0.05;
    page.wait_until("the row, the column and the cell are marked", || {
        let (a, b, c) = (mark("A"), mark("B"), mark("C"));
        let is_row = is_at(a[1], a[3], row) && a[2] - a[0] > 0.95;
        let is_column = is_at(b[0], b[2], col) && b[3] - b[1] > 0.95;
        (is_row && is_column && is_at(c[1], c[3], row) && is_at(c[0], c[2], col)).then_some(())
    });
    // On the maps of the operands a click goes to the row, or to the column.
    let found = page.call_with(SCRIPTS, "clicks", json!({ "letter": "A", "places": [[0.2, 0.1]] }));
    let ((top, bottom), cell) = (pair(&found[0]["rows"]), pair(&found[0]["cell"]));
    assert!((top..bottom).contains(&cell.0) && cell.1 == col, "{found}");
    page.paste("Matrix A", "1 2\n3 4");
    page.wait_for_status(&["2 × 2"]);
    page.wait_until("an operand that was not multiplied has no marks", || {
        let marks = page.call_with(SCRIPTS, "marks", json!({ "letter": "A", "kind": "focused" }));
        (marks == json!([])).then_some(())
    });
}

#[test]
fn the_grids_view_is_a_frame_that_follows_it() {
    let page = multiplied(600);
    let frame = || {
        let marks = page.call_with(SCRIPTS, "marks", json!({ "letter": "C", "kind": "frame" }));
        let frame: Option<Vec<f64>> =
            marks[0].as_array().map(|frame| frame.iter().map(|edge| edge.as_f64().unwrap()).collect());
        frame
    };
    let before = page.wait_until("there is a frame at the upper left", || frame().filter(|frame| frame[0] < 0.02));
    assert!(before[2] < 0.2 && before[3] < 0.2, "{before:?}");
    page.run(
        "const grid = document.querySelector('[role=grid][aria-label=\"Numbers of C\"]');
        grid.scrollTop = grid.scrollHeight; grid.scrollLeft = grid.scrollWidth; return null",
    );
    page.wait_until("the frame is at the lower right", || {
        frame().filter(|frame| frame[2] > 0.98 && frame[3] > 0.98 && frame[0] > 0.8)
    });
}

#[test]
fn keys_move_zoom_and_go_to_the_cell() {
    let page = multiplied(600);
    let pressed = ["ArrowRight", "ArrowDown", "End", "Home", "+", "+", "+", "ArrowLeft", "0"];
    let said = page.call_with(SCRIPTS, "keys", json!({ "letter": "C", "pressed": pressed }));
    let said: Vec<Vec<u64>> = serde_json::from_value(said).unwrap();
    let [start, right, down, end, home, .., closest, _, whole] = &said[..] else { panic!("{said:?}") };
    assert_eq!((start[0], start[2]), (0, 0));
    assert_eq!((right[0], right[2]), (0, start[3]));
    assert_eq!((down[0], down[2]), (start[1], start[3]));
    assert_eq!((end[0], end[3]), (start[1], 600));
    assert_eq!((home[0], home[2]), (start[1], 0));
    assert!(start[1] > 1, "a pixel of the whole map is several cells");
    assert!(closest[1] - closest[0] == 1 && closest[3] - closest[2] == 1, "{closest:?}");
    assert_eq!(whole[0], start[1], "the cursor stays where it was");
    page.browser.press(&[ENTER]);
    page.wait_until("the grid is there", || {
        let cell = page.run(&format!("{SCRIPTS}\nreturn activeCell()"));
        let (row, col) = cell.as_array().map(|_| pair(&cell))?;
        ((whole[0] as f64..whole[1] as f64).contains(&row) && (whole[2] as f64..whole[3] as f64).contains(&col))
            .then_some(())
    });
}

#[test]
fn a_large_map_does_not_block_the_page() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        assert_eq!(Page::open(hosting).call(SCRIPTS, "large"), json!([true, []]), "{hosting:?}");
    }
}

#[test]
fn a_map_waits_for_the_product_and_a_page_without_workers_says_why_there_is_none() {
    let page = Page::prepare(Hosting::Isolated);
    page.before_load("delete window.Worker");
    page.load();
    page.paste("Matrix A", "1 2\n3 4");
    page.paste("Matrix B", "5 6\n7 8");
    page.click("Multiply");
    page.expect_result(&[19.0, 22.0, 43.0, 50.0]);
    page.wait_until("the page says that there is no map", || {
        let said = page.run("return [...document.querySelectorAll('figure.map')].map((map) => map.innerText.trim())");
        said.as_array().filter(|said| said.len() == 3 && said.iter().all(|text| text != "")).map(|_| ())
    });
}
