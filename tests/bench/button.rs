//! The page's own Multiply: from the press of the button to the drawn product, beside the time that the engine took.
//!
//! The button is clicked as by a mouse, its event says when. Drawn is when the frame with the product is done, which is
//! the next one after the page has changed: up to 17 ms later at 60 frames a second, whatever the page does.

use crate::bench_page::ROUNDS;
use crate::result_table::{Goal, ResultTable};
use serde_json::Value;
use std::time::Duration;
use tests::fixtures::{npy, reals};
use tests::page::{Hosting, Page};

const N: usize = 1024;
/// Before each press.
const PAUSE: Duration = Duration::from_millis(500);

pub(crate) fn measure(table: &mut ResultTable) {
    let page = Page::open(Hosting::Isolated);
    for (input, name, seed) in [("Load A", "a.npy", 1), ("Load B", "b.npy", 2)] {
        page.choose(input, name, &npy(&reals::<f64>(N, N, seed)));
        page.wait_for_status(&[name, &N.to_string()]);
    }
    table.describe(&page);
    let script = include_str!("pressed_button.js");
    let presses: Vec<Value> = (0..=ROUNDS)
        .map(|_| {
            std::thread::sleep(PAUSE);
            page.call(script, "pressedButton.watch");
            page.click("Multiply");
            page.call(script, "pressedButton.found")
        })
        .collect();
    let of = |press: &Value, field: &str| press[field].as_f64().expect("times are numbers");
    let group = "the page's Multiply, f64, n = 1024, ms";
    // The first press is the one of a fresh page: it is in the part `press`.
    let presses = &presses[1..];
    let all = |value: &dyn Fn(&Value) -> f64| presses.iter().map(value).collect::<Vec<_>>();
    table.absolute(group, "press to drawn product", &all(&|press| of(press, "drawn")), 1, Goal::None);
    table.absolute(group, "press to changed page", &all(&|press| of(press, "changed")), 1, Goal::None);
    table.absolute(group, "the engine's figure, as shown", &all(&|press| of(press, "engine")), 1, Goal::None);
    let beyond = all(&|press| of(press, "drawn") - of(press, "engine"));
    table.absolute(group, "press to drawn product, beyond the engine's", &beyond, 1, Goal::AtMost(15.0));
}
