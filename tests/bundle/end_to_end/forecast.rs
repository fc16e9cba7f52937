//! Before Multiply is pressed the page says what the product takes: bytes, time once something was measured, and a refusal
//! with a size that fits.

use serde_json::json;
use tests::fixtures::{npy, reals};
use tests::page::{Hosting, Page};

const SCRIPTS: &str = include_str!("forecast.js");

/// The words of the status beside Multiply.
fn forecast(page: &Page) -> String {
    let words = "return document.querySelector('.run .beside [role=status]')?.innerText.trim() ?? ''";
    page.run(words).as_str().unwrap().to_owned()
}

fn wait_for_forecast(page: &Page, parts: &[&str]) -> String {
    page.wait_until(&format!("the forecast says {parts:?}"), || {
        let words = forecast(page);
        parts.iter().all(|part| words.contains(part)).then_some(words)
    })
}

fn square(page: &Page, n: usize) {
    let file = npy(&reals::<f64>(n, n, 7));
    for side in ["A", "B"] {
        page.load_file(&format!("Load {side}"), &format!("{side}{n}.npy"), &file);
    }
}

#[test]
fn a_forecast_says_the_bytes_and_once_something_was_measured_the_time() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::open(hosting);
        page.run("await matmill.configure({ workers: 2 })");
        page.paste("Matrix A", "1 2 3\n4 5 6");
        page.paste("Matrix B", "1\n2\n3");
        wait_for_forecast(&page, &["2 × 3", "3 × 1", "2 × 1", "A 48 B", "B 24 B", "C 16 B"]);
        square(&page, 1000);
        let words = wait_for_forecast(&page, &["1000 × 1000", "3 × 8.0 MB"]);
        assert!(!words.contains("workers"), "{hosting:?}: nothing was measured, so nobody knows: {words}");
        page.click("Multiply");
        page.find("region", "Result");
        // It is said in whole units, so it is more than nothing; how much depends on the machine.
        let words = wait_for_forecast(&page, &["3 × 8.0 MB", "about", "2 workers"]);
        let rest = words.split("about ").nth(1).unwrap();
        let time: u32 = rest.split(' ').next().unwrap().parse().unwrap();
        assert!(time > 0 && (rest.contains(" ms on") || rest.contains(" s on")), "{hosting:?}: {words}");
        page.expect_quiet_console();
    }
}

#[test]
fn what_is_too_large_is_said_before_the_press_with_a_size_that_then_fits() {
    for hosting in [Hosting::Isolated, Hosting::Plain] {
        let page = Page::prepare(hosting);
        // Half of the device's memory may be used: 32 MiB.
        page.before_load("Object.defineProperty(Navigator.prototype, 'deviceMemory', { get: () => 1 / 16 })");
        page.load();
        page.run("await matmill.configure({ workers: 2 })");
        square(&page, 1400);
        // 3 × 1400² × 8 bytes, of 2^25.
        let words = wait_for_forecast(&page, &["47.0 MB", "33.6 MB"]);
        let sizes: Vec<usize> = words.split(' ').filter_map(|word| word.trim_end_matches('.').parse().ok()).collect();
        let [n, same] = sizes[..] else { panic!("{hosting:?}: one size, twice: {words}") };
        assert!(n == same && (300..1182).contains(&n), "{hosting:?}: {words}");
        page.click("Multiply");
        let alert = page.alert();
        assert!(alert.contains("bytes") && alert.contains(&format!("{n} × {n}")), "{hosting:?}: {alert}");
        square(&page, n);
        wait_for_forecast(&page, &[&format!("{n} × {n}"), "3 × "]);
        page.click("Multiply");
        page.wait_for_status(&["C is", &format!("{n} × {n}")]);
        // And for scripts, whose operands may have to be copied.
        let found = page.call(SCRIPTS, "largestThatFits");
        assert_eq!(found, json!([true, true]), "{hosting:?}");
    }
}
